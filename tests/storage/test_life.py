"""An appointment that stands is moved, cancelled, attended; what it leaves returns later."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from tests.storage.desk import Desk
from tests.storage.samples import (
    ANA,
    AUSTIN,
    DAY,
    NOW,
    PASSPORT,
    VANCOUVER,
    VISA,
    a_core,
    a_network,
    a_place,
    a_seat,
    put,
)
from ventanilla.catalogue.schedule import Drawn
from ventanilla.desk.ports import Confirmed, Held, Refused
from ventanilla.domain.appointment import Cause
from ventanilla.storage.database import Database
from ventanilla.storage.life import AppointmentLife
from ventanilla.storage.schema import appointment, quota, vacancy

STAFF = Cause("staff:rosa", "asked at the counter")
TOMORROW = NOW + timedelta(days=1, minutes=1)


def slot(at: time = time(9), **named):
    return a_place(at, **named).slot


# -- moving -----------------------------------------------------------------------------------


def test_a_move_takes_the_new_place_and_keeps_folio_and_person(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    moved = desk.move(folio, slot(time(9, 30)))

    assert (moved.appointment.folio, moved.appointment.state) == (folio, "confirmed")
    assert (moved.appointment.slot, moved.appointment.revision) == (slot(time(9, 30)), 2)
    assert moved.appointment.applicant == ANA


def test_the_old_place_is_kept_back_from_the_public(desk: Desk):
    folio = desk.book(1, a_place(time(9)))
    desk.move(folio, slot(time(9, 30)))

    assert desk.hold(2, a_place(time(9), "luz")) == Refused("taken")
    assert desk.times(AUSTIN, VISA, DAY, NOW) == ()
    assert desk.give_back(TOMORROW, 10) == 2
    assert isinstance(desk.hold(2, a_place(time(9), "luz"), TOMORROW), Held)


def test_a_move_by_one_cell_keeps_what_both_places_share(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    moved = desk.move(folio, slot(time(9, 15)))

    assert moved.appointment.slot == slot(time(9, 15))
    assert desk.used() == [("09:00", 1), ("09:15", 1), ("09:30", 1)]
    assert desk.give_back(TOMORROW, 10) == 1


def test_a_move_that_loses_keeps_the_old_place_as_it_was(desk: Desk):
    folio = desk.book(1, a_place(time(9)))
    desk.book(2, a_place(time(9, 30), "luz"))

    assert desk.move(folio, slot(time(9, 30))) == Refused("taken")

    (found,) = desk.find(folio)
    assert (found.slot, found.revision, found.state) == (slot(time(9)), 1, "confirmed")
    assert desk.rows(vacancy, "appointment_id") == []


def test_a_move_to_another_office_crosses_time_zones(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    moved = desk.move(folio, slot(office=VANCOUVER))

    assert moved.appointment.slot.timezone == "America/Vancouver"
    assert desk.find(folio)[0].slot.office == VANCOUVER


def test_a_move_asked_for_twice_is_done_once(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    first = desk.move(folio, slot(time(9, 30)), request="same")
    again = desk.move(folio, slot(time(9, 30)), request="same")

    assert first == again
    assert again.appointment.revision == 2


def test_nobody_moves_or_cancels_anothers_appointment(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    assert desk.move(folio, slot(time(9, 30)), contact=2) == Refused("not-yours")
    assert desk.cancel(folio, contact=2) == Refused("not-yours")
    assert desk.cancel("2222-2222-2222", contact=2) == Refused("not-yours")
    assert desk.find(folio)[0].state == "confirmed"


def test_staff_move_for_somebody_and_the_history_says_who_and_why(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    with desk.database.write() as connection:
        life = AppointmentLife(a_core(connection, desk.network))
        life.move(folio, slot(time(9, 30)), "r", STAFF, NOW, contact=None, share="staff")

    history = desk.find(folio)[0].history
    assert [line.action for line in history] == ["confirmed", "moved"]
    assert (history[-1].actor, history[-1].why) == ("staff:rosa", "asked at the counter")


def test_what_is_over_is_neither_moved_nor_cancelled(desk: Desk):
    folio = desk.book(1, a_place(time(9)))
    past = NOW + timedelta(days=8)

    assert desk.move(folio, slot(time(9, 30), day=date(2026, 12, 7)), now=past) == Refused("gone")
    assert desk.cancel(folio, now=past) == Refused("gone")


# -- cancelling -------------------------------------------------------------------------------


def test_a_cancelled_appointment_frees_its_person_at_once_and_its_place_later(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    cancelled = desk.cancel(folio)

    assert cancelled.appointment.state == "cancelled"
    assert isinstance(desk.hold(1, a_place(time(9, 30))), Held)
    assert desk.hold(2, a_place(time(9), "luz")) == Refused("taken")


def test_a_cancellation_asked_for_twice_is_done_once(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    first = desk.cancel(folio, request="same")

    assert desk.cancel(folio, request="same") == first
    assert desk.cancel(folio, request="other") == Refused("gone")


def test_a_place_too_near_to_be_given_later_returns_at_once(database: Database):
    network = a_network()
    put(database, network)
    desk = Desk(database, network, notice=timedelta(hours=2))
    folio = desk.book(1, a_place(time(9)))
    near = slot(time(9)).start - timedelta(hours=2) + timedelta(minutes=1)

    desk.cancel(folio, now=near)

    assert desk.rows(vacancy, "appointment_id") == []
    assert desk.used() == []


def test_in_the_last_second_of_booking_a_place_is_not_swapped(database: Database):
    network = a_network()
    put(database, network)
    desk = Desk(database, network, notice=timedelta(hours=2))
    last = slot(time(9)).start - timedelta(hours=2)
    folio = desk.book(1, a_place(time(9)))

    desk.cancel(folio, now=last)

    assert desk.hold(2, a_place(time(9), "luz"), last) == Refused("taken")
    assert desk.give_back(last + timedelta(minutes=1), 10) == 2


def test_what_was_kept_back_returns_even_if_the_sweep_never_came(desk: Desk):
    folio = desk.book(1, a_place(time(9)))
    desk.cancel(folio)

    assert isinstance(desk.hold(2, a_place(time(9), "luz"), TOMORROW), Held)


@pytest.mark.parametrize("whose", [1, 2])
def test_a_move_into_a_hold_that_ran_out_need_not_wait_for_the_sweep(desk: Desk, whose: int):
    folio = desk.book(1, a_place(time(9)))
    desk.hold(whose, a_place(time(9, 30), "luz"))
    late = NOW + timedelta(minutes=11)

    assert desk.move(folio, a_place(time(9, 30)).slot) == Refused("taken")
    moved = desk.move(folio, a_place(time(9, 30)).slot, now=late)

    assert moved.appointment.slot == a_place(time(9, 30)).slot
    assert sorted(state for (state,) in desk.rows(appointment, "state")) == ["confirmed", "expired"]


def test_a_move_into_what_was_kept_back_need_not_wait_for_the_sweep(desk: Desk):
    folio = desk.book(1, a_place(time(9)))
    desk.cancel(desk.book(2, a_place(time(9, 30), "luz")), contact=2)
    late = NOW + timedelta(hours=30)

    assert desk.move(folio, a_place(time(9, 30)).slot) == Refused("taken")
    moved = desk.move(folio, a_place(time(9, 30)).slot, now=late)

    assert moved.appointment.slot == a_place(time(9, 30)).slot


def test_a_cancelled_booking_no_longer_counts_in_the_month(database: Database):
    network = a_network(month_limit=1)
    put(database, network)
    desk = Desk(database, network)
    folio = desk.book(1, a_place(time(9)))

    assert desk.hold(1, a_place(time(9, 30), "luz")) == Refused("limit")
    desk.cancel(folio)
    assert isinstance(desk.hold(1, a_place(time(9, 30), "luz")), Held)


# -- the day ----------------------------------------------------------------------------------


def test_who_came_is_checked_in_once_and_keeps_the_place(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    assert desk.check_in(folio, STAFF, NOW) == Refused("gone")
    first = desk.check_in(folio, STAFF, slot(time(9)).start)

    assert first.appointment.state == "checked_in"
    assert desk.check_in(folio, STAFF, slot(time(9)).start) == first
    assert desk.used() == [("09:00", 1), ("09:15", 1)]
    assert desk.cancel(folio) == Refused("gone")


def test_who_did_not_come_may_book_again_but_only_after_the_time(desk: Desk):
    folio = desk.book(1, a_place(time(9)))
    after = slot(time(9)).start + timedelta(minutes=1)

    assert desk.no_show(folio, STAFF, NOW) == Refused("gone")
    assert desk.no_show(folio, STAFF, after).appointment.state == "no_show"
    assert isinstance(desk.hold(1, a_place(day=date(2026, 12, 7)), after), Held)


# -- capacity ---------------------------------------------------------------------------------


def test_staff_may_use_what_the_public_cannot(database: Database):
    network = a_network(capacity=2, public=1)
    put(database, network)
    desk = Desk(database, network)
    with database.write() as connection:
        connection.execute(text("UPDATE cell SET cap_public = 1, cap_open = 1"))
    desk.book(1, a_place(time(9)))

    assert desk.hold(2, a_place(time(9), "luz")) == Refused("taken")
    (booked,) = desk.__getattr__("book")(2, (a_seat(time(9), "luz"),), "s", NOW, "staff", STAFF)
    assert booked.appointment.state == "confirmed"
    refused = desk.__getattr__("book")(2, (a_seat(time(9), "eva"),), "t", NOW, "staff", STAFF)
    assert refused == Refused("taken")


def test_what_staff_give_back_is_staffs_at_once(database: Database):
    network = a_network(capacity=2, public=1)
    put(database, network)
    desk = Desk(database, network)
    with database.write() as connection:
        connection.execute(text("UPDATE cell SET cap_public = 1, cap_open = 1"))
    (booked,) = desk.__getattr__("book")(2, (a_seat(time(9), "luz"),), "s", NOW, "staff", STAFF)

    desk.cancel(booked.appointment.folio, contact=2)

    assert desk.used() == []


def test_the_pool_that_can_least_else_is_used_first(database: Database):
    network = a_network(pools=("visas", "counter"))
    put(database, network)
    desk = Desk(database, network)

    outcomes = [desk.hold(n, a_place(time(9), f"person {n}")) for n in (1, 2, 3)]

    assert [type(one) for one in outcomes] == [Held, Held, Refused]
    with database.read() as connection:
        codes = connection.execute(
            text(
                "SELECT pool.code FROM appointment JOIN pool ON pool.id = appointment.pool_id"
                " ORDER BY appointment.id"
            )
        )
        assert [code for (code,) in codes] == ["visas", "counter"]


def test_a_draw_gives_places_of_drawn_pools_only(database: Database):
    network = a_network(pools=("early", "counter"))
    schedule = network.schedules[AUSTIN]
    pools = (schedule.pools[0], replace(schedule.pools[1], release=Drawn()))
    schedules = {**network.schedules, AUSTIN: replace(schedule, pools=pools)}
    network = replace(network, schedules=schedules)
    put(database, network)
    desk = Desk(database, network)

    desk.__getattr__("book")(1, (a_seat(),), "r", NOW, "drawn", STAFF)

    with database.read() as connection:
        code = connection.scalar(
            text("SELECT pool.code FROM appointment JOIN pool ON pool.id = appointment.pool_id")
        )
    assert code == "counter"


def test_a_days_quota_counts_all_below_its_menu(database: Database):
    network = a_network(capacity=5, quotas={"visas": 2, PASSPORT: 1})
    put(database, network)
    desk = Desk(database, network)
    desk.book(1, a_place(time(9), "ana"))
    desk.book(2, a_place(time(9), "luz"))

    assert desk.hold(3, a_place(time(9), "eva")) == Refused("quota")
    assert isinstance(desk.hold(3, a_place(time(9), "eva", PASSPORT)), Held)
    assert isinstance(desk.hold(1, a_place(time(9), "sol", day=date(2026, 12, 1))), Held)


def test_a_days_quota_gets_back_what_is_cancelled_or_moved_away(database: Database):
    network = a_network(capacity=5, quotas={"visas": 1})
    put(database, network)
    desk = Desk(database, network)
    first = desk.book(1, a_place(time(9), "ana"))
    desk.cancel(first)
    second = desk.book(1, a_place(time(9), "ana"))
    desk.move(second, slot(time(9), day=date(2026, 12, 1)))

    assert isinstance(desk.hold(2, a_place(time(9), "luz")), Held)
    assert desk.hold(3, a_place(time(9), "eva", day=date(2026, 12, 1))) == Refused("quota")


def test_a_quota_introduced_later_counts_what_is_there(database: Database):
    put(database, a_network(capacity=5))
    before = Desk(database, a_network(capacity=5))
    before.book(1, a_place(time(9), "ana"))
    before.book(2, a_place(time(9), "luz"))
    desk = Desk(database, a_network(capacity=5, quotas={"visas": 2}))

    assert desk.hold(3, a_place(time(9), "eva")) == Refused("quota")
    folio = desk.upcoming(1, NOW)[0].appointment.folio
    desk.cancel(folio)
    assert isinstance(desk.hold(3, a_place(time(9), "eva")), Held)


def test_who_did_not_come_still_counts_in_the_day(database: Database):
    network = a_network(capacity=5, quotas={"visas": 5})
    put(database, network)
    desk = Desk(database, network)
    folio = desk.book(1, a_place(time(9)))

    desk.no_show(folio, STAFF, slot(time(9)).start + timedelta(minutes=1))

    assert desk.rows(quota, "scope", "used")[-1] == ("day:austin:visas", 1)


def test_what_a_node_booked_without_knowing_of_a_quota_can_be_cancelled(database: Database):
    network = a_network(capacity=5, quotas={"visas": 5})
    put(database, network)
    desk = Desk(database, network)
    desk.cancel(desk.book(1, a_place(time(9))))
    with database.write() as connection:
        behind = a_core(connection, a_network(capacity=5))
        behind.confirm(2, a_place(time(9), "luz"), ANA, "request", NOW)
    with database.write() as connection:
        core = a_core(connection, network)
        (late,) = core.upcoming(2, NOW)
        folio = late.appointment.folio
        AppointmentLife(core).cancel(folio, "cancel", STAFF, NOW, contact=None)

    assert desk.find(folio)[0].state == "cancelled"
    assert ("day:austin:visas", 0) in desk.rows(quota, "scope", "used")


# -- likeness ---------------------------------------------------------------------------------


def test_another_spelling_of_the_same_person_is_noted_and_not_refused(desk: Desk):
    short = replace(ANA, given_names="Ana Ma.", paternal_surname="Nuñez")
    first = desk.book(1, a_place(time(9), "ana"))
    second = desk.book(2, a_place(time(9, 30), "other"), applicant=short)

    assert desk.find(second)[0].history[-1].action == "alike"
    assert first in desk.find(second)[0].history[-1].why
    assert [line.action for line in desk.find(first)[0].history] == ["confirmed"]


def test_an_appointments_request_is_its_last_one(desk: Desk):
    folio = desk.book(1, a_place(time(9)))
    desk.move(folio, slot(time(9, 30)), request="the move")

    assert ("the move",) in desk.rows(appointment, "request_key")
    assert isinstance(desk.move(folio, slot(time(9, 30)), request="the move"), Confirmed)


def test_a_day_that_is_full_by_a_new_quota_is_not_shown(database: Database):
    put(database, a_network(capacity=5))
    Desk(database, a_network(capacity=5)).book(1, a_place(time(9)))
    network = a_network(capacity=5, quotas={"visas": 1})
    put(database, network, contacts=0)
    desk = Desk(database, network)

    assert desk.hold(2, a_place(time(9), "luz")) == Refused("quota")
    assert DAY not in desk.days(AUSTIN, VISA, NOW)
    assert desk.times(AUSTIN, VISA, DAY, NOW) == ()
    assert desk.times(AUSTIN, PASSPORT, DAY, NOW) != ()
