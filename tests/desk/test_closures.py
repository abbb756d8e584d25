"""A day closes: everybody who would come is held another place, once, whatever is killed."""

from datetime import date, time, timedelta

import pytest

from tests.storage.checker import faults
from tests.storage.samples import ANA, AUSTIN, DAY, NOW, VAULT, VISA, a_network, a_place, put
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.desk.closures import ANSWER, hold_alternative
from ventanilla.desk.special_days import carry_out
from ventanilla.domain.appointment import Cause
from ventanilla.storage.database import Database
from ventanilla.storage.ledger import SqlStore

ROSA = Cause("staff:rosa", "no light")
NETWORK = a_network(capacity=2)


@pytest.fixture
def store(database: Database) -> SqlStore:
    put(database, NETWORK, contacts=6)
    return SqlStore(database, VAULT)


def book(store: SqlStore, contact: int, at: time) -> str:
    with store.ledger(NETWORK) as ledger:
        person = ledger.bookings.person(f"{ANA.identity} {contact}")
        place = a_place(at, person)
        made = ledger.bookings.confirm(contact, place, ANA, f"r{contact}", NOW)
        return made.appointment.folio


def close(store: SqlStore):
    with store.ledger(NETWORK) as ledger:
        special = SpecialDay(DAY, "closed")
        return carry_out(ledger.networks, NETWORK, AUSTIN, special, ROSA, NOW).touched


def hold_for(store: SqlStore, touched, now=NOW):
    with store.ledger(NETWORK) as ledger:
        return hold_alternative(ledger, NETWORK, touched, ROSA, now)


def test_the_nearest_day_and_the_nearest_time_are_held(store: SqlStore):
    folio = book(store, 1, time(9, 15))
    (touched,) = close(store)

    found = hold_for(store, touched)

    assert found.instead_of == folio
    # The day after; the day before is as near only over the weekend.
    assert found.held.place.slot == a_place(time(9, 15), day=date(2026, 12, 1)).slot
    assert found.held.until == NOW + ANSWER


def test_asked_again_the_same_place_is_held_and_no_second_one(store: SqlStore):
    book(store, 1, time(9))
    (touched,) = close(store)

    first = hold_for(store, touched)

    assert hold_for(store, touched) == first
    with store.ledger(NETWORK) as ledger:
        states = sorted(f.state for f in ledger.life.of_day(AUSTIN, date(2026, 12, 1)))
        assert states == ["offered"]
        assert faults(ledger.connection) == {}


def test_everybody_keeps_the_old_appointment_until_they_choose(store: SqlStore):
    folios = [book(store, n, time(9)) for n in (1, 2)]
    for touched in close(store):
        hold_for(store, touched)

    with store.ledger(NETWORK) as ledger:
        for folio in folios:
            (found,) = ledger.life.find(folio)
            assert (found.state, found.slot) == ("confirmed", a_place(time(9)).slot)


def test_who_accepts_is_moved_and_who_does_not_keeps_what_was(store: SqlStore):
    first, second = (book(store, n, time(9)) for n in (1, 2))
    by_folio = {touched.folio: hold_for(store, touched).held for touched in close(store)}

    with store.ledger(NETWORK) as ledger:
        moved = ledger.life.accept(by_folio[first].folio, 1, "yes", NOW)
        assert moved.appointment.folio == first
        assert moved.appointment.slot == by_folio[first].place.slot
    late = NOW + ANSWER + timedelta(seconds=1)
    with store.ledger(NETWORK) as ledger:
        ledger.bookings.expire(late, 10)
        assert ledger.life.find(second)[0].state == "confirmed"
        assert ledger.life.find(second)[0].slot == a_place(time(9)).slot
        assert faults(ledger.connection) == {}


def test_where_nothing_is_free_it_is_said_and_nothing_lost(database: Database):
    network = a_network(capacity=1, horizon=8)
    put(database, network, contacts=40)
    store = SqlStore(database, VAULT)
    with store.ledger(network) as ledger:
        number = 0
        for day in ledger.bookings.days(AUSTIN, VISA, NOW):
            for at in (time(9), time(9, 30)):
                number += 1
                place = a_place(at, f"p{number}", day=day)
                ledger.bookings.confirm(number, place, ANA, f"r{number}", NOW)
    with store.ledger(network) as ledger:
        touched = carry_out(
            ledger.networks, network, AUSTIN, SpecialDay(DAY, "closed"), ROSA, NOW
        ).touched

    with store.ledger(network) as ledger:
        found = [hold_alternative(ledger, network, one, ROSA, NOW) for one in touched]

    assert [one.held for one in found] == [None] * len(touched)
    assert len(touched) == 2
