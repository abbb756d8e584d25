"""I3 while the operator's secret is being changed: one person, whatever key they stand under."""

from datetime import timedelta
from secrets import randbelow

import pytest
from sqlalchemy import select

from tests.storage.samples import ANA, AUSTIN, NOW, VANCOUVER, a_network, a_place, put
from ventanilla.desk.ports import Confirmed, Held, Refused
from ventanilla.storage.bookings import BookingCore
from ventanilla.storage.schema import participant
from ventanilla.storage.vault import Vault

OLD, ROTATING, NEW = Vault(("o" * 32,)), Vault(("n" * 32, "o" * 32)), Vault(("n" * 32,))


def key(vault: Vault) -> str:
    return vault.index("person", ANA.identity).hex()


@pytest.fixture
def call(database):
    network = a_network()
    put(database, network)

    def with_core(vault: Vault, work):
        with database.write() as connection:
            return work(BookingCore(connection, network, vault, randbelow, timedelta()))

    return with_core


def confirm(contact: int, vault: Vault, office=VANCOUVER):
    place = a_place(person=key(vault), office=office)
    return lambda core: core.confirm(contact, place, ANA, f"{contact} {office}", NOW)


def hold(contact: int, vault: Vault):
    place = a_place(person=key(vault))
    return lambda core: core.hold(contact, place, ANA, f"hold {contact}", NOW)


def test_who_is_booked_under_the_old_secret_is_refused_another_place(call):
    assert isinstance(call(OLD, confirm(1, OLD)), Confirmed)

    refused = call(ROTATING, hold(2, ROTATING))

    assert refused == Refused("already-elsewhere", other_contact=1)
    assert call(ROTATING, confirm(2, ROTATING, AUSTIN)) == Refused(
        "already-elsewhere", other_contact=1
    )


def test_who_is_booked_under_the_old_secret_is_found_by_asking(call):
    call(OLD, confirm(1, OLD))

    found = call(ROTATING, lambda core: core.booked(2, core.person(ANA.identity), "visas", NOW))

    assert found == Refused("already-elsewhere", other_contact=1)


def test_without_the_old_secret_the_same_person_would_be_booked_twice(call):
    call(OLD, confirm(1, OLD))

    assert isinstance(call(NEW, hold(2, NEW)), Held)


def test_a_person_has_the_newest_key_from_then_on(call, database):
    call(OLD, confirm(1, OLD))

    call(ROTATING, lambda core: core.person(ANA.identity))

    with database.read() as connection:
        assert connection.execute(select(participant.c.person_key)).scalars().all() == [key(NEW)]
    assert call(NEW, hold(2, NEW)) == Refused("already-elsewhere", other_contact=1)


def test_a_hold_made_under_the_old_secret_is_confirmed_under_the_new_one(call):
    held = call(OLD, hold(1, OLD))

    confirmed = call(
        ROTATING,
        lambda core: core.confirm(1, a_place(person=key(ROTATING)), ANA, "confirm", NOW),
    )

    assert confirmed.appointment.folio == held.folio


def test_a_person_whom_an_unaware_node_booked_twice_stops_nothing(call):
    call(OLD, confirm(1, OLD))
    call(NEW, hold(2, NEW))

    again = call(ROTATING, lambda core: core.person(ANA.identity))

    assert again == key(NEW)
