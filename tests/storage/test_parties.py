"""Several people at once: all of them or none, each with a folio, and one for the party."""

from datetime import time, timedelta

import pytest

from tests.storage.desk import Desk
from tests.storage.samples import (
    NOW,
    PASSPORT,
    a_network,
    a_place,
    a_seat,
    put,
)
from ventanilla.desk.ports import Held, Refused
from ventanilla.storage.database import Database
from ventanilla.storage.schema import party

LATER = NOW + timedelta(minutes=11)
NAMES = ("ana", "luz", "eva", "sol")


def a_desk(database: Database, **options) -> Desk:
    network = a_network(**{"capacity": 3, "most_people": 3, "month_limit": 5, **options})
    put(database, network)
    return Desk(database, network)


def seats(count: int, at: time = time(9), procedure=PASSPORT):
    return tuple(a_seat(at, name, procedure) for name in NAMES[:count])


def test_a_party_at_the_same_time_takes_a_unit_for_each(database: Database):
    desk = a_desk(database)

    held = desk.hold_party(1, seats(3), "r", NOW)

    assert [one.place.slot.time for one in held] == [time(9)] * 3
    assert len({one.folio for one in held} | {held[0].party}) == 4
    assert {one.party for one in held} == {held[0].party}
    assert desk.used() == [("09:00", 3)]


def test_a_party_one_after_the_other_takes_a_run(database: Database):
    desk = a_desk(database, capacity=1, together="serial")

    held = desk.hold_party(1, seats(3, time(9, 15)), "r", NOW)

    assert [one.place.slot.time for one in held] == [time(9, 15), time(9, 30), time(9, 45)]
    assert desk.used() == [("09:15", 1), ("09:30", 1), ("09:45", 1)]


def test_a_party_is_confirmed_whole(database: Database):
    desk = a_desk(database)
    held = desk.hold_party(1, seats(2), "r", NOW)

    confirmed = desk.confirm_party(1, seats(2), "c", NOW)

    assert [c.appointment.folio for c in confirmed] == [h.folio for h in held]
    assert {c.party for c in confirmed} == {held[0].party}
    assert [f.folio for f in desk.find(held[0].party)] == [h.folio for h in held]
    assert desk.confirm_party(1, seats(2), "c", NOW) == confirmed


def test_a_party_whose_hold_ran_out_is_claimed_again(database: Database):
    desk = a_desk(database)
    desk.hold_party(1, seats(2), "r", NOW)
    desk.expire(LATER, 10)

    confirmed = desk.confirm_party(1, seats(2), "c", LATER)

    assert len(confirmed) == 2
    assert desk.used() == [("09:00", 2)]


def test_a_party_with_no_room_for_all_gets_nothing(database: Database):
    desk = a_desk(database)
    desk.hold_party(1, seats(2), "r", NOW)
    others = tuple(a_seat(time(9), name, PASSPORT) for name in ("eva", "sol"))

    assert desk.hold_party(2, others, "s", NOW) == Refused("taken")

    assert desk.used() == [("09:00", 2)]
    assert len(desk.rows(party, "id")) == 1


def test_a_party_with_somebody_booked_elsewhere_gets_nothing(database: Database):
    desk = a_desk(database)
    desk.book(2, a_place(time(9, 45), "luz", PASSPORT))

    refused = desk.hold_party(1, seats(2), "r", NOW)

    assert refused == Refused("already-elsewhere", other_contact=2)
    assert desk.used() == [("09:45", 1)]


def test_the_same_person_twice_in_a_party_is_refused(database: Database):
    desk = a_desk(database)
    twice = (a_seat(time(9), "ana", PASSPORT), a_seat(time(9), "ana", PASSPORT))

    assert isinstance(desk.hold_party(1, twice, "r", NOW), Refused)
    assert desk.used() == []


def test_a_party_larger_than_the_office_takes_is_told_so(database: Database):
    desk = a_desk(database)

    assert desk.hold_party(1, seats(4), "r", NOW) == Refused("too-many")


def test_every_person_of_a_party_counts_in_the_contacts_month(database: Database):
    desk = a_desk(database, month_limit=4)
    desk.hold_party(1, seats(3), "r", NOW)
    desk.confirm_party(1, seats(3), "c", NOW)
    more = tuple(a_seat(time(9, 30), name, PASSPORT) for name in ("sol", "mar"))

    assert desk.hold_party(1, more, "s", NOW) == Refused("limit")
    assert isinstance(desk.hold(1, more[0].place), Held)


def test_a_party_asked_for_again_is_the_same_hold(database: Database):
    desk = a_desk(database)
    held = desk.hold_party(1, seats(2), "r", NOW)

    assert desk.hold_party(1, seats(2), "s", NOW) == held
    assert desk.hold_party(1, seats(3), "t", NOW) != held


@pytest.mark.parametrize("together", ["parallel", "serial"])
def test_one_alone_can_take_the_partys_place_after_it_ended(database: Database, together):
    desk = a_desk(database, together=together)
    desk.hold_party(1, seats(3), "r", NOW)

    held = desk.hold(1, a_place(time(9), "ana", PASSPORT))

    assert isinstance(held, Held)
    assert held.party is None
    assert desk.used() == [("09:00", 1)]


def test_one_of_a_party_can_be_cancelled_or_moved_alone(database: Database):
    desk = a_desk(database)
    desk.hold_party(1, seats(3), "r", NOW)
    first, second, _ = desk.confirm_party(1, seats(3), "c", NOW)

    desk.cancel(first.appointment.folio)
    desk.move(second.appointment.folio, a_place(time(9, 30)).slot)

    states = {f.folio: (f.state, f.slot.time) for f in desk.find(first.party)}
    assert sorted(states.values()) == [
        ("cancelled", time(9)),
        ("confirmed", time(9)),
        ("confirmed", time(9, 30)),
    ]
