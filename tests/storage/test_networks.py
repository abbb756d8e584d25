"""A network comes into force without harm to what is booked."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

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
from ventanilla.catalogue.schedule import Closures
from ventanilla.desk.compiling import MARGIN_DAYS
from ventanilla.desk.networks import (
    NOTHING,
    Applied,
    Delta,
    QuantumChanged,
    apply,
    extend,
    plan,
)
from ventanilla.desk.ports import Confirmed, Held, Refused
from ventanilla.storage.database import Database
from ventanilla.storage.networks import StoredNetworks, newest, newest_number
from ventanilla.storage.schema import cell, pool, snapshot


def _apply(database: Database, network: Network, now=NOW) -> Applied:
    with database.write() as connection:
        return apply(StoredNetworks(connection), network, now)


def _plan(database: Database, network: Network, now=NOW):
    with database.read() as connection:
        return plan(StoredNetworks(connection), network, now)


def _cells(database: Database, office: str = AUSTIN):
    with database.read() as connection:
        found = connection.execute(
            select(cell).join(pool).where(pool.c.office == office).order_by(cell.c.start_minute)
        )
        return [tuple(row) for row in found]


def test_a_fresh_database_has_no_network(database: Database):
    with database.read() as connection:
        assert (newest(connection), newest_number(connection)) == (None, 0)


def test_the_first_network_makes_snapshot_pools_and_cells(database: Database):
    network = a_network()

    applied = _apply(database, network)

    with database.read() as connection:
        assert (newest(connection), newest_number(connection)) == (network, 1)
    assert (applied.number, applied.anew) == (1, True)
    assert applied.plan.offices == Delta(added=(AUSTIN, VANCOUVER))
    assert applied.plan.procedures == Delta(added=(PASSPORT, VISA))
    assert applied.plan.cells_added == 2 * len(_cells(database))


def test_the_calendar_reaches_beyond_the_horizon_and_begins_now(database: Database):
    _apply(database, a_network(), NOW + timedelta(minutes=20))

    days = [row[2] for row in _cells(database)]
    first = [row[3] for row in _cells(database)][:2]

    assert days[-1] == (date(2026, 11, 23) + timedelta(days=30 + MARGIN_DAYS)).isoformat()
    assert (days[0], first) == ("2026-11-23", ["09:30", "09:45"])
    assert "2026-11-26" not in days


def test_applying_twice_changes_nothing_and_says_so(database: Database):
    _apply(database, a_network())
    before = _cells(database)

    again = _apply(database, a_network(), NOW + timedelta(days=2))

    assert again == Applied(1, anew=False, plan=NOTHING)
    assert _cells(database) == before


def test_a_change_of_words_alone_is_a_new_snapshot(database: Database):
    _apply(database, a_network())

    applied = _apply(database, replace(a_network(), title={"es": "Otra red"}))

    assert (applied.number, applied.anew, applied.plan) == (2, True, NOTHING)


def test_a_plan_says_what_applying_does_and_writes_nothing(database: Database):
    _apply(database, a_network())
    bigger = a_network(capacity=2, end=time(11), offices=(AUSTIN,))
    before = _cells(database)

    planned = _plan(database, bigger)

    assert _cells(database) == before
    assert planned.offices == Delta(removed=(VANCOUVER,), changed=(AUSTIN,))
    assert planned.cells_changed == len(before)
    assert planned.cells_added == len(before)
    assert planned.cells_closed == len(_cells(database, VANCOUVER))
    assert planned == _apply(database, bigger).plan


def _folios(plan) -> set[str]:
    return {one.folio for one in plan.touched}


def test_hours_taken_away_are_closed_and_their_appointments_listed(desk: Desk):
    kept = desk.confirm(1, a_place(time(9))).appointment
    touched = desk.confirm(2, a_place(time(9, 30), "luz")).appointment
    shorter = a_network(end=time(9, 30))

    assert _folios(_plan(desk.database, shorter)) == {touched.folio}
    _apply(desk.database, shorter)

    assert [found.appointment for found in desk.upcoming(1, NOW)] == [kept]
    assert [found.appointment for found in desk.upcoming(2, NOW)] == [touched]
    shortened = Desk(desk.database, shorter)
    assert shortened.days(AUSTIN, PASSPORT, NOW)[0] == date(2026, 11, 23)
    assert shortened.hold(3, a_place(time(9, 45), "eva", PASSPORT)) == Refused("gone")


def test_what_is_held_in_hours_taken_away_ends_and_is_not_listed(desk: Desk):
    kept = desk.hold(2, a_place(time(9), "luz"))
    desk.hold(1, a_place(time(9, 30)))
    shorter = a_network(end=time(9, 30))

    planned = _plan(desk.database, shorter)
    applied = _apply(desk.database, shorter)

    assert (planned.touched, applied.plan.touched) == ((), ())
    assert (desk.held(1, NOW), desk.held(2, NOW)) == (None, kept)
    assert desk.confirm(1, a_place(time(9, 30))) == Refused("gone")
    assert isinstance(desk.confirm(2, kept.place), Confirmed)


def test_hours_that_come_back_open_again(desk: Desk):
    _apply(desk.database, a_network(end=time(9, 30)))

    _apply(desk.database, a_network())

    assert isinstance(desk.hold(1, a_place(time(9, 30))), Held)


def test_a_capacity_below_what_is_booked_takes_nobody_new_and_loses_nobody(database: Database):
    put(database, a_network(capacity=3))
    desk = Desk(database, a_network())
    folios = {desk.confirm(n, a_place(person=f"p{n}")).appointment.folio for n in (1, 2)}

    applied = _apply(database, a_network())

    assert _folios(applied.plan) == folios
    assert desk.hold(3, a_place(person="eva")) == Refused("taken")
    assert sum(len(desk.upcoming(n, NOW)) for n in (1, 2)) == 2


def test_a_nearer_horizon_closes_nothing(database: Database):
    _apply(database, a_network(horizon=30))

    assert _apply(database, a_network(horizon=5)).plan.cells_closed == 0


def test_an_offer_withdrawn_lists_its_appointments(desk: Desk):
    folio = desk.confirm(1, a_place()).appointment.folio
    desk.confirm(2, a_place(time(9, 30), procedure=PASSPORT, person="luz"))

    planned = _plan(desk.database, without_offer(desk.network, AUSTIN, VISA))

    assert _folios(planned) == {folio}
    assert planned.cells_closed == 0


def test_an_office_closed_on_a_day_lists_that_days_appointments(desk: Desk):
    folio = desk.confirm(1, a_place()).appointment.folio
    closed = replace(desk.network.schedules[AUSTIN], closures=Closures(("us-federal",), (DAY,)))
    network = replace(desk.network, schedules={**desk.network.schedules, AUSTIN: closed})

    planned = _plan(desk.database, network)

    assert (_folios(planned), planned.cells_closed) == ({folio}, 4)
    assert planned.touched[0].slot == a_place().slot


def test_cells_of_another_length_do_not_replace_booked_ones(desk: Desk):
    desk.confirm(1, a_place())

    with pytest.raises(QuantumChanged, match="austin/counter"):
        _apply(desk.database, a_network(quantum=30))

    with desk.database.read() as connection:
        assert newest_number(connection) == 1


def test_cells_of_another_length_replace_unbooked_ones(desk: Desk):
    network = a_network(quantum=30)

    _apply(desk.database, network)

    assert Desk(desk.database, network).times(AUSTIN, VISA, DAY, NOW) == (time(9), time(9, 30))


def test_every_night_adds_the_next_day_and_touches_no_other(database: Database):
    _apply(database, a_network())
    before = _cells(database)

    with database.write() as connection:
        added = extend(StoredNetworks(connection), NOW + timedelta(days=3))

    assert _cells(database)[: len(before)] == before
    assert added == 2 * (len(_cells(database)) - len(before)) > 0
    with database.write() as connection:
        assert extend(StoredNetworks(connection), NOW + timedelta(days=3)) == 0


def test_without_a_network_there_is_nothing_to_extend(database: Database):
    with database.write() as connection:
        assert extend(StoredNetworks(connection), NOW) == 0


def test_extending_leaves_offices_alone_that_are_gone(database: Database):
    _apply(database, a_network())
    _apply(database, a_network(offices=(AUSTIN,)))

    with database.write() as connection:
        extend(StoredNetworks(connection), NOW + timedelta(days=7))

    assert len(_cells(database)) > len(_cells(database, VANCOUVER))


def test_extending_fills_a_calendar_that_has_run_empty(database: Database):
    _apply(database, a_network())

    with database.write() as connection:
        extend(StoredNetworks(connection), NOW + timedelta(days=300))

    assert _cells(database)[-1][2] == "2028-10-19"


def test_snapshots_are_kept(database: Database):
    for end in (time(10), time(11), time(12)):
        _apply(database, a_network(end=end))

    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(snapshot)) == 3
