"""A hold becomes an appointment, once, and nothing in between is lost."""

from dataclasses import replace
from datetime import date, time, timedelta

from sqlalchemy import func, select

from tests.storage.desk import Desk
from tests.storage.samples import ANA, NOW, PASSPORT, VANCOUVER, a_core, a_place
from ventanilla.desk.ports import Confirmed, Held, Refused
from ventanilla.storage.appointments import own_holds
from ventanilla.storage.schema import appointment

LATER = NOW + timedelta(minutes=11)


def test_a_hold_is_confirmed_under_its_own_folio(desk: Desk):
    held = desk.hold(1, a_place())

    confirmed = desk.confirm(1, a_place())

    found = confirmed.appointment
    assert (found.folio, found.state, found.revision) == (held.folio, "confirmed", 1)
    assert (found.slot, found.applicant) == (a_place().slot, ANA)
    assert desk.held(1, NOW) is None
    assert desk.upcoming(1, NOW) == (confirmed,)


def test_what_was_corrected_after_the_hold_is_what_is_confirmed(desk: Desk):
    corrected = replace(ANA, email="ana.nunez@example.org")
    desk.hold(1, a_place())

    desk.confirm(1, a_place(), applicant=corrected)

    assert desk.upcoming(1, NOW)[0].appointment.applicant == corrected


def test_the_same_confirmation_again_is_the_same_appointment(desk: Desk):
    desk.hold(1, a_place())
    first = desk.confirm(1, a_place(), request="yes")

    again = desk.confirm(1, a_place(), LATER, request="yes")

    assert again == first
    assert _count(desk) == 1


def test_another_contact_cannot_replay_a_confirmation(desk: Desk):
    desk.hold(1, a_place())
    desk.confirm(1, a_place(), request="yes")

    assert desk.confirm(2, a_place(), request="yes") == Refused("taken")


def test_a_hold_that_ran_out_is_claimed_again_at_the_confirmation(desk: Desk):
    desk.hold(1, a_place())

    assert isinstance(desk.confirm(1, a_place(), LATER), Confirmed)
    assert _count(desk, "expired") == 1


def test_a_hold_that_was_swept_is_claimed_again_at_the_confirmation(desk: Desk):
    desk.hold(1, a_place())
    desk.expire(LATER, 10)

    assert isinstance(desk.confirm(1, a_place(), LATER), Confirmed)


def test_a_hold_that_ran_out_and_was_taken_is_refused(desk: Desk):
    desk.hold(1, a_place())
    desk.hold(2, a_place(person="luz"), LATER)

    assert desk.confirm(1, a_place(), LATER) == Refused("taken")


def test_a_refused_confirmation_leaves_no_hold_behind(desk: Desk):
    desk.hold(2, a_place(person="luz"))

    assert desk.confirm(1, a_place()) == Refused("taken")
    assert desk.held(1, NOW) is None


def test_confirming_another_place_than_the_one_held_moves_the_hold_there(desk: Desk):
    desk.hold(1, a_place(time(9)))

    desk.confirm(1, a_place(time(9, 30)))

    assert desk.used() == [("09:30", 1), ("09:45", 1)]


def test_confirming_for_another_person_does_not_use_the_first_ones_folio(desk: Desk):
    held = desk.hold(1, a_place())

    confirmed = desk.confirm(1, a_place(person="luz"))

    assert confirmed.appointment.folio != held.folio


def test_the_sweep_never_takes_a_confirmed_appointment(desk: Desk):
    desk.hold(1, a_place())
    desk.confirm(1, a_place())

    assert desk.expire(LATER, 10) == 0
    assert len(desk.upcoming(1, LATER)) == 1


def test_a_late_sweeper_with_an_old_list_loses_to_the_confirmation(desk: Desk):
    desk.hold(1, a_place())
    with desk.database.read() as connection:
        seen = own_holds(connection, 1)
    desk.confirm(1, a_place())

    with desk.database.write() as connection:
        ended = a_core(connection, desk.network).freeing.expire(seen, LATER)

    assert ended == 0
    assert len(desk.upcoming(1, NOW)) == 1


def test_a_release_does_not_touch_what_is_confirmed(desk: Desk):
    desk.confirm(1, a_place())

    desk.release(1, NOW)

    assert len(desk.upcoming(1, NOW)) == 1


def test_a_person_booked_by_this_contact_is_named_with_the_folio(desk: Desk):
    folio = desk.confirm(1, a_place()).appointment.folio
    elsewhere = a_place(office=VANCOUVER)

    assert desk.booked(1, "ana", "visas", NOW) == Refused("already-yours", folio)
    assert desk.hold(1, elsewhere) == Refused("already-yours", folio)
    assert desk.confirm(1, elsewhere) == Refused("already-yours", folio)


def test_a_person_booked_by_another_contact_is_not_told_of_it(desk: Desk):
    desk.confirm(1, a_place())

    refused = Refused("already-elsewhere", other_contact=1)
    assert desk.booked(2, "ana", "visas", NOW) == refused
    assert desk.hold(2, a_place(office=VANCOUVER)) == refused


def test_nobody_is_booked_who_is_not(desk: Desk):
    desk.confirm(1, a_place())

    assert desk.booked(1, "luz", "visas", NOW) is None
    assert desk.booked(1, "ana", "pasaporte", NOW) is None


def test_holds_count_as_booked_for_other_contacts_while_they_last(desk: Desk):
    desk.hold(1, a_place())

    assert desk.booked(1, "ana", "visas", NOW) is None
    assert desk.booked(2, "ana", "visas", NOW) == Refused("already-elsewhere")
    assert desk.booked(2, "ana", "visas", LATER) is None


def test_an_appointment_that_is_over_no_longer_keeps_its_person_away(desk: Desk):
    desk.confirm(1, a_place())
    after = NOW + timedelta(days=7, minutes=1)

    assert desk.booked(2, "ana", "visas", after) is None
    assert desk.upcoming(1, after) == ()
    with desk.database.write() as connection:
        core = a_core(connection, desk.network)
        again = core.hold(2, a_place(day=date(2026, 12, 7)), ANA, "again", after)
    assert isinstance(again, Held)


def test_upcoming_is_in_the_order_of_time_and_only_ones_own(desk: Desk):
    desk.confirm(1, a_place(time(9, 30)))
    desk.confirm(1, a_place(time(9, 15), procedure=PASSPORT))
    desk.confirm(2, a_place(time(9), "luz", PASSPORT))

    found = [confirmed.appointment.slot.time for confirmed in desk.upcoming(1, NOW)]

    assert found == [time(9, 15), time(9, 30)]


def _count(desk: Desk, state: str = "confirmed") -> int:
    with desk.database.read() as connection:
        return connection.scalar(
            select(func.count()).select_from(appointment).where(appointment.c.state == state)
        )
