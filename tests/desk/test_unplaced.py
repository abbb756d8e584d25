"""Who has no place in the calendar any more can be asked at any time, whoever changed it."""

from dataclasses import replace
from datetime import date, time

import pytest

from tests.storage.desk import Desk
from tests.storage.samples import (
    AUSTIN,
    DAY,
    NOW,
    PASSPORT,
    VANCOUVER,
    VISA,
    a_network,
    a_place,
    put,
    without_offer,
)
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.desk.compiling import Made
from ventanilla.desk.networks import PATIENCE, apply, put_in_force
from ventanilla.desk.special_days import carry_out
from ventanilla.desk.unplaced import unplaced
from ventanilla.domain.appointment import Cause
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.networks import StoredNetworks

ROSA = Cause("staff:rosa", "no light")


@pytest.fixture
def desk(database: Database) -> Desk:
    network = a_network(capacity=2)
    put(database, network)
    return Desk(database, network)


def without_place(desk: Desk, network: Network, office=AUSTIN) -> dict[str, str]:
    with desk.database.read() as connection:
        found = unplaced(StoredNetworks(connection), network, office, NOW, Made())
    return {one.touched.folio: one.why for one in found}


def put_into_force(desk: Desk, network: Network) -> None:
    with desk.database.write() as connection:
        apply(StoredNetworks(connection), network, NOW)


def change(desk: Desk, special: SpecialDay) -> None:
    with desk.database.write() as connection:
        carry_out(StoredNetworks(connection), desk.network, AUSTIN, special, ROSA, NOW)


def test_nobody_is_listed_where_everything_is_as_it_was_booked(desk: Desk):
    desk.book(1, a_place())

    assert without_place(desk, desk.network) == {}


def test_who_stands_in_a_day_that_was_closed_is_listed_until_it_opens(desk: Desk):
    folio = desk.book(1, a_place())
    desk.book(2, a_place(person="luz", day=date(2026, 12, 1)))

    change(desk, SpecialDay(DAY, "closed"))
    closed = without_place(desk, desk.network)
    change(desk, SpecialDay(DAY, "open"))

    assert closed == {folio: "closed"}
    assert without_place(desk, desk.network) == {}


def test_who_stands_in_hours_or_an_office_that_a_network_took_away_is_listed(desk: Desk):
    early, late = desk.book(1, a_place(time(9))), desk.book(2, a_place(time(9, 30), "luz"))
    away = desk.book(3, a_place(person="eva", office=VANCOUVER))
    smaller = a_network(capacity=2, end=time(9, 30), offices=(AUSTIN,))
    put_into_force(desk, smaller)

    assert without_place(desk, smaller) == {late: "closed"}
    assert without_place(desk, smaller, VANCOUVER) == {away: "closed"}
    assert desk.find(early)[0].state == "confirmed"


def test_who_is_one_too_many_is_listed(desk: Desk):
    crowd = {desk.book(n, a_place(time(9), f"p{n}")) for n in (1, 2)}
    desk.book(3, a_place(time(9, 30), "p3"))

    change(desk, SpecialDay(DAY, "capacity", capacity=1))

    assert without_place(desk, desk.network) == dict.fromkeys(crowd, "crowded")


def test_whose_procedure_is_no_longer_had_there_is_listed(desk: Desk):
    folio = desk.book(1, a_place(procedure=VISA))
    desk.book(2, a_place(time(9, 45), "luz", PASSPORT))
    fewer = without_offer(desk.network, AUSTIN, VISA)
    put_into_force(desk, fewer)

    assert without_place(desk, fewer) == {folio: "not-offered"}


def test_whom_the_desk_has_touched_for_a_killed_command_is_listed_before_and_after(
    database: Database,
):
    network = a_network()
    rehearsal = Rehearsal.on(database, network, NOW)
    put(database, network)
    desk = Desk(database, network)
    folio = desk.book(1, a_place(time(9, 30)))
    shorter = replace(a_network(end=time(9, 30)), title={"es": "Otra"})
    with database.write() as connection:
        put_in_force(StoredNetworks(connection), shorter, NOW)

    before = without_place(desk, shorter)
    for _ in range(2):
        rehearsal.clerk.sweep(NOW + PATIENCE)

    assert before == without_place(desk, shorter) == {folio: "closed"}
