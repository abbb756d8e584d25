"""A place is held for ten minutes, for one contact and one person."""

from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, text

from tests.storage.desk import Desk
from tests.storage.samples import (
    ANA,
    AUSTIN,
    NOW,
    NOWHERE,
    PASSPORT,
    VANCOUVER,
    VAULT,
    a_core,
    a_network,
    a_place,
    put,
)
from ventanilla.desk.ports import Confirmed, Held, Refused
from ventanilla.storage.appointments import unseal
from ventanilla.storage.claiming import NoFolio
from ventanilla.storage.database import Database
from ventanilla.storage.schema import appointment, event

LATER = NOW + timedelta(minutes=11)


def test_a_place_is_held_for_ten_minutes(desk: Desk):
    held = desk.hold(1, a_place())

    assert (held.place, held.until) == (a_place(), NOW + timedelta(minutes=10))
    assert desk.held(1, NOW + timedelta(minutes=9)) == held
    assert desk.held(1, NOW + timedelta(minutes=10)) is None


def test_a_hold_takes_every_cell_of_its_length(desk: Desk):
    desk.hold(1, a_place(time(9, 15)))

    assert desk.used() == [("09:15", 1), ("09:30", 1)]


def test_a_second_contact_cannot_have_the_same_cells(desk: Desk):
    desk.hold(1, a_place(time(9, 15)))

    assert desk.hold(2, a_place(time(9), person="luz")) == Refused("taken")
    assert desk.hold(2, a_place(time(9, 30), person="luz")) == Refused("taken")
    assert isinstance(desk.hold(2, a_place(time(9), "luz", PASSPORT)), Held)


def test_asking_again_for_the_place_held_keeps_folio_and_time(desk: Desk):
    held = desk.hold(1, a_place())

    assert desk.hold(1, a_place(), NOW + timedelta(minutes=5)) == held


def test_the_same_request_is_answered_with_what_became_of_it(desk: Desk):
    held = desk.hold(1, a_place(), request="same")
    assert desk.hold(1, a_place(time(9, 30)), request="same") == held

    desk.confirm(1, a_place(), request="other")
    assert desk.hold(2, a_place(), request="other") == Refused("taken")
    assert desk.hold(1, a_place(), request="other") == Refused("already-yours", held.folio)


def test_a_request_whose_hold_is_gone_gets_no_second_one(desk: Desk):
    desk.hold(1, a_place(), request="same")
    desk.release(1, NOW)

    assert desk.hold(1, a_place(), request="same") == Refused("taken")
    assert desk.confirm(1, a_place(), request="same") == Refused("taken")


def test_another_choice_swaps_the_hold_and_may_use_its_own_cells(desk: Desk):
    first = desk.hold(1, a_place(time(9)))

    second = desk.hold(1, a_place(time(9, 15)))

    assert desk.held(1, NOW) == second
    assert second.folio != first.folio
    assert desk.used() == [("09:15", 1), ("09:30", 1)]


def test_a_swap_to_another_office_gives_the_first_place_back(desk: Desk):
    desk.hold(1, a_place())

    desk.hold(1, a_place(office=VANCOUVER))

    assert isinstance(desk.hold(2, a_place(person="luz")), Held)


def test_a_swap_that_loses_keeps_the_old_hold(desk: Desk):
    first = desk.hold(1, a_place(time(9)))
    desk.hold(2, a_place(time(9, 30), person="luz"))

    assert desk.hold(1, a_place(time(9, 15))) == Refused("taken")

    assert desk.held(1, NOW) == first
    assert desk.used() == [("09:00", 1), ("09:15", 1), ("09:30", 1), ("09:45", 1)]


def test_a_swap_into_a_cell_closed_meanwhile_is_refused(desk: Desk):
    first = desk.hold(1, a_place(time(9)))
    with desk.database.write() as connection:
        connection.execute(text("UPDATE cell SET status = 'closed' WHERE local_time = '09:15'"))

    assert desk.hold(1, a_place(time(9, 15))) == Refused("gone")
    assert desk.held(1, NOW) == first


def test_a_refusal_leaves_the_transaction_usable(desk: Desk):
    desk.hold(1, a_place())

    with desk.database.write() as connection:
        core = a_core(connection, desk.network)
        refused = core.hold(2, a_place(person="luz"), ANA, "r1", NOW)
        held = core.hold(2, a_place(time(9, 30), person="luz"), ANA, "r2", NOW)

    assert refused == Refused("taken")
    assert desk.held(2, NOW) == held


def test_an_outer_rollback_undoes_what_a_released_savepoint_did(desk: Desk):
    class Crash(Exception):
        pass

    with suppress(Crash), desk.database.write() as connection:
        assert isinstance(a_core(connection, desk.network).hold(1, a_place(), ANA, "r1", NOW), Held)
        raise Crash

    assert desk.held(1, NOW) is None
    assert desk.used() == []


@pytest.mark.parametrize(
    "place",
    [
        a_place(office=NOWHERE),
        a_place(day=date(2026, 11, 29)),
        a_place(day=date(2026, 11, 26)),
        a_place(day=date(2026, 11, 20)),
        a_place(day=date(2027, 5, 3)),
        a_place(time(9, 5)),
        a_place(time(9, 45)),
        a_place(time(15)),
    ],
    ids=["office", "sunday", "holiday", "past", "too far", "off the grid", "too long", "closed"],
)
def test_a_slot_that_does_not_exist_is_gone(desk: Desk, place):
    assert desk.hold(1, place) == Refused("gone")
    assert desk.used() == []


def test_a_slot_in_another_zone_than_the_offices_is_gone(desk: Desk):
    from dataclasses import replace

    place = a_place()

    assert desk.hold(1, replace(place, slot=replace(place.slot, timezone="UTC"))) == Refused("gone")


def test_a_released_place_can_be_had_by_another(desk: Desk):
    desk.hold(1, a_place())

    desk.release(1, NOW)

    assert desk.held(1, NOW) is None
    assert isinstance(desk.hold(2, a_place()), Held)


def test_releasing_nothing_is_nothing(desk: Desk):
    desk.release(1, NOW)

    assert desk.used() == []


def test_the_sweep_gives_back_what_ran_out_and_nothing_else(desk: Desk):
    desk.hold(1, a_place(time(9)))
    live = desk.hold(2, a_place(time(9, 30), person="luz"), LATER)

    assert desk.expire(LATER, 100) == 1

    assert desk.used() == [("09:30", 1), ("09:45", 1)]
    assert desk.held(2, LATER) == live
    assert desk.expire(LATER, 100) == 0


def test_the_sweep_stops_at_its_limit(desk: Desk):
    desk.hold(1, a_place(time(9)))
    desk.hold(2, a_place(time(9, 30), person="luz"))

    assert [desk.expire(LATER, 1) for _ in range(3)] == [1, 1, 0]


def test_a_hold_that_ran_out_is_in_nobodys_way_before_the_sweep(desk: Desk):
    desk.hold(1, a_place(time(9)))

    assert isinstance(desk.hold(2, a_place(time(9, 15), person="luz"), LATER), Held)
    assert desk.expire(LATER, 100) == 0


def test_a_persons_hold_that_ran_out_elsewhere_is_in_nobodys_way(desk: Desk):
    desk.hold(1, a_place(time(9)))

    assert isinstance(desk.hold(2, a_place(time(9, 30)), LATER), Held)


def test_a_hold_that_ran_out_is_still_ones_own_to_take_again(desk: Desk):
    first = desk.hold(1, a_place())

    again = desk.hold(1, a_place(), LATER)

    assert again.folio != first.folio
    assert again.until == LATER + timedelta(minutes=10)


def test_a_contact_books_so_often_a_month_and_no_more(desk: Desk):
    for minute, person in enumerate(["ana", "luz", "eva"]):
        place = a_place(time(9, 15 * minute), person, PASSPORT)
        assert isinstance(desk.confirm(1, place), Confirmed)

    assert desk.hold(1, a_place(time(9, 45), "sol", PASSPORT)) == Refused("limit")
    assert isinstance(desk.hold(2, a_place(time(9, 45), "sol", PASSPORT)), Held)


def test_a_new_month_is_a_new_count(desk: Desk):
    for minute, person in enumerate(["ana", "luz", "eva"]):
        desk.confirm(1, a_place(time(9, 15 * minute), person, PASSPORT, day=date(2026, 12, 8)))
    december = NOW + timedelta(days=8)

    place = a_place(time(9, 45), "sol", PASSPORT, day=date(2026, 12, 8))
    with desk.database.write() as connection:
        held = a_core(connection, desk.network).hold(1, place, ANA, "next", december)

    assert isinstance(held, Held)


def test_a_hold_can_be_swapped_at_the_limit(desk: Desk):
    for minute, person in enumerate(["ana", "luz"]):
        desk.confirm(1, a_place(time(9, 15 * minute), person, PASSPORT))
    desk.hold(1, a_place(time(9, 30), "eva", PASSPORT))

    assert isinstance(desk.hold(1, a_place(time(9, 45), "eva", PASSPORT)), Held)


def test_a_limit_of_none_lets_nobody_book(database: Database):
    network = a_network(month_limit=0)
    put(database, network)

    assert Desk(database, network).hold(1, a_place()) == Refused("limit")


def test_a_person_held_for_by_another_contact_is_refused_without_naming_it(desk: Desk):
    desk.hold(1, a_place())

    assert desk.hold(2, a_place(office=VANCOUVER)) == Refused("already-elsewhere")


def test_a_person_may_book_in_another_group(desk: Desk):
    desk.hold(1, a_place(time(9)))

    assert isinstance(desk.hold(2, a_place(time(9, 30), procedure=PASSPORT)), Held)


def test_the_applicant_is_stored_sealed_and_bound_to_the_folio(desk: Desk):
    held = desk.hold(1, a_place())

    with desk.database.read() as connection:
        content = connection.scalar(select(appointment.c.applicant_sealed))

    assert ANA.given_names.encode() not in content
    assert unseal(VAULT, held.folio, content) == ANA


def test_a_folio_that_is_taken_is_drawn_again(desk: Desk):
    first = desk.hold(1, a_place(time(9)))
    with desk.database.write() as connection:
        draws = [*_indexes(first.folio), *_indexes(first.folio), *[3] * 11]
        core = a_core(connection, desk.network, below=lambda _: draws.pop(0))
        second = core.hold(2, a_place(time(9, 30), person="luz"), ANA, "r2", NOW)

    assert second.folio != first.folio


def test_chance_that_is_broken_shows(desk: Desk):
    broken = Desk(desk.database, desk.network, below=lambda _: 0)
    broken.hold(1, a_place(time(9)))

    with pytest.raises(NoFolio):
        broken.hold(2, a_place(time(9, 30), person="luz"))


def test_each_change_leaves_its_trace_without_a_person_in_it(desk: Desk):
    desk.hold(1, a_place(time(9)))
    desk.hold(1, a_place(time(9, 30)))
    desk.confirm(1, a_place(time(9, 30)))

    with desk.database.read() as connection:
        found = connection.execute(
            select(event.c.appointment_id, event.c.actor, event.c.action, event.c.detail).order_by(
                event.c.id
            )
        ).all()

    assert [tuple(row) for row in found] == [
        (1, "contact", "held", ""),
        (1, "contact", "released", ""),
        (2, "contact", "held", ""),
        (2, "contact", "confirmed", ""),
    ]


def test_an_office_without_cells_yet_is_gone(database: Database):
    put(database, a_network(offices=(VANCOUVER,)))

    assert Desk(database, a_network(offices=(AUSTIN,))).hold(1, a_place()) == Refused("gone")


def _indexes(folio: str) -> list[int]:
    from ventanilla.domain.folio import ALPHABET

    return [ALPHABET.index(c) for c in folio.replace("-", "")[:11]]
