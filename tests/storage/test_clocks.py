"""Countries change their clocks: people come at the local time that they were told."""

from dataclasses import replace
from datetime import date, time

import pytest
import tzdata
from sqlalchemy import delete, event, select, text, update

from tests.storage.checker import UNCONDITIONAL, faults
from tests.storage.desk import Desk
from tests.storage.samples import (
    ANA,
    AUSTIN,
    NOW,
    PASSPORT,
    VANCOUVER,
    VISA,
    a_core,
    a_network,
    a_place,
    put,
)
from ventanilla.catalogue.network import Network, dump
from ventanilla.catalogue.schedule import Session
from ventanilla.desk.networks import Fitter, apply, retime
from ventanilla.desk.ports import Held, Refused
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage import clocks, taking
from ventanilla.storage.clocks import Clocks
from ventanilla.storage.database import Database
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.schema import appointment, cell, snapshot
from ventanilla.storage.trays import timer

CHANGED = [("America/Los_Angeles", "America/Vancouver"), ("America/Denver", "America/Edmonton")]
"""Zones whose clocks still go back in winter, and those that went with them until 2026."""


def in_zone(network: Network, zone: str, office=VANCOUVER) -> Network:
    moved = replace(network.offices[office], timezone=zone)
    return replace(network, offices={**network.offices, office: moved})


def at(day: date, when: time, zone: str, person: str = "ana", kind: str = VISA):
    place = a_place(when, person, kind, VANCOUVER, day)
    return replace(place, slot=replace(place.slot, timezone=zone))


def of_an_older_release(database: Database, before: str, zone: str) -> tuple[Desk, str]:
    """The calendar, and an appointment on 1 December at 9:15, as older zone data made them."""
    put(database, in_zone(a_network(), before))
    folio = Desk(database, in_zone(a_network(), before)).book(
        1, at(date(2026, 12, 1), time(9, 15), before)
    )
    network = in_zone(a_network(), zone)
    with database.write() as connection:
        connection.execute(update(snapshot).values(content=dump(network)))
        connection.execute(
            update(appointment).where(appointment.c.timezone == before).values(timezone=zone)
        )
        connection.execute(delete(timer).where(timer.c.kind.like("clocks %")))
    return Desk(database, network), folio


def _apply(database: Database, network: Network):
    with database.write() as connection:
        return apply(StoredNetworks(connection), network, NOW)


@pytest.mark.parametrize(("before", "zone"), CHANGED)
def test_what_older_zone_data_placed_is_placed_anew(database: Database, before: str, zone: str):
    desk, folio = of_an_older_release(database, before, zone)
    cells = desk.rows(cell, "pool_id", "local_date", "local_time", "used_total", "status")

    applied = _apply(database, desk.network)

    assert (applied.anew, applied.plan.cells_moved > 0) == (False, True)
    assert (applied.plan.cells_added, applied.plan.cells_closed) == (0, 0)
    assert applied.plan.touched == ()
    after = desk.rows(cell, "pool_id", "local_date", "local_time", "used_total", "status")
    assert sorted(after) == sorted(cells)
    slot = desk.find(folio)[0].slot
    assert (slot.day, slot.time, slot.timezone) == (date(2026, 12, 1), time(9, 15), zone)
    assert desk.rows(appointment, "start_minute") == [(slot.start_minute,)]
    late = at(date(2026, 12, 1), time(9, 15), zone, "luz")
    assert desk.hold(2, late) == Refused("taken")
    assert _apply(database, desk.network).plan.cells_moved == 0


@pytest.mark.parametrize(("before", "zone"), CHANGED)
def test_left_where_it_was_the_same_local_time_is_given_twice(database, monkeypatch, before, zone):
    desk, _ = of_an_older_release(database, before, zone)
    monkeypatch.setattr(Fitter, "mistimed", lambda *arguments: ())

    _apply(database, desk.network)

    late = at(date(2026, 12, 1), time(9, 15), zone, "luz")
    assert isinstance(Desk(database, desk.network).hold(2, late), Held)


@pytest.mark.parametrize(("before", "zone"), CHANGED)
def test_until_it_is_placed_anew_nobody_is_given_the_cell_of_another_time(
    database: Database, monkeypatch, before: str, zone: str
):
    """A node with newer zone data than those that made the calendar: its 10:00 is their 9:00."""
    desk, _ = of_an_older_release(database, before, zone)
    late = at(date(2026, 12, 1), time(10), zone, "luz", PASSPORT)

    assert desk.hold(2, late) == Refused("gone")
    monkeypatch.setattr(taking, "MOVE", UNCONDITIONAL)
    with database.write() as connection:
        core = a_core(connection, desk.network)
        assert isinstance(core.hold(2, late, ANA, "without", NOW), Held)
        assert "I15 elsewhere" in faults(connection)


def test_what_was_made_twice_is_joined_and_nobody_loses_a_place(database, monkeypatch):
    desk, first = of_an_older_release(database, *CHANGED[0])
    with monkeypatch.context() as without:
        without.setattr(Fitter, "mistimed", lambda *arguments: ())
        _apply(database, desk.network)
    second = desk.book(2, at(date(2026, 12, 1), time(9, 15), CHANGED[0][1], "luz"))

    with database.write() as connection:
        assert retime(StoredNetworks(connection), NOW) > 0
        assert faults(connection) == {}
        twins = "SELECT 1 FROM cell GROUP BY pool_id, local_date, local_time HAVING COUNT(*) > 1"
        assert connection.execute(text(twins)).all() == []
    applied = _apply(database, desk.network)

    assert {one.folio for one in applied.plan.touched} == {first, second}
    assert [desk.find(folio)[0].state for folio in (first, second)] == ["confirmed"] * 2
    third = at(date(2026, 12, 1), time(9, 15), CHANGED[0][1], "eva")
    assert desk.hold(3, third) == Refused("taken")


def test_hours_that_the_clocks_now_skip_are_closed_and_those_after_them_kept(database: Database):
    """At night, when clocks change: from a zone that never does to one that does."""
    night = Session((6,), time(1), time(5), 1)
    network = a_network(horizon=150, offices=(AUSTIN,))
    schedule = network.schedules[AUSTIN]
    pools = (replace(schedule.pools[0], sessions=(night,)),)
    network = replace(network, schedules={AUSTIN: replace(schedule, pools=pools)})
    steady = in_zone(network, "America/Regina", AUSTIN)
    put(database, steady)
    march, desk = date(2027, 3, 14), Desk(database, steady)
    folios = {}
    for contact, (when, person) in enumerate([(time(2, 30), "ana"), (time(3), "luz")], 1):
        place = a_place(when, person, day=march)
        slot = replace(place.slot, timezone="America/Regina")
        folios[when] = desk.book(contact, replace(place, slot=slot))

    applied = _apply(database, in_zone(network, "America/Chicago", AUSTIN))

    assert [one.folio for one in applied.plan.touched] == [folios[time(2, 30)]]
    with database.read() as connection:
        assert faults(connection) == {}
        rows = connection.execute(
            select(cell.c.local_time, cell.c.status, cell.c.used_total)
            .where(cell.c.local_date == march.isoformat())
            .order_by(cell.c.local_time)
        ).all()
    skipped = [tuple(row) for row in rows if row.local_time.startswith("02")]
    assert skipped == [
        ("02:00", "closed", 0),
        ("02:15", "closed", 0),
        ("02:30", "closed", 1),
        ("02:45", "closed", 1),
    ]
    assert all(row.status == "open" for row in rows if not row.local_time.startswith("02"))
    assert [row.used_total for row in rows if row.local_time in ("03:00", "03:15")] == [1, 1]


def test_a_zone_of_another_name_is_what_appointments_are_then_told_in(desk: Desk):
    desk.book(1, a_place())

    applied = _apply(desk.database, in_zone(desk.network, "America/Matamoros", AUSTIN))

    assert (applied.plan.cells_moved, applied.plan.touched) == (0, ())
    assert desk.rows(appointment, "timezone") == [("America/Matamoros",)]


def test_with_other_zone_data_every_office_is_looked_at_once(desk: Desk, monkeypatch):
    zones = {code: office.timezone for code, office in desk.network.offices.items()}

    def unchecked():
        with desk.database.read() as connection:
            return set(Clocks(connection).unchecked(zones))

    assert unchecked() == set()
    monkeypatch.setattr(tzdata, "IANA_VERSION", "2099a")
    assert unchecked() == set(zones)
    _apply(desk.database, desk.network)
    assert unchecked() == set()


def test_a_release_with_other_zone_data_moves_cells_with_its_first_sweeps(database: Database):
    desk, folio = of_an_older_release(database, *CHANGED[0])
    rehearsal = Rehearsal.on(database, a_network(), NOW)
    with database.write() as connection:
        connection.execute(delete(snapshot).where(snapshot.c.number > 1))
        connection.execute(delete(timer))
    rehearsal.clerk.begun = False

    for _ in range(3):
        rehearsal.clerk.sweep(NOW)

    (minute,) = desk.rows(appointment, "start_minute")[0]
    assert minute == desk.find(folio)[0].slot.start_minute


def test_appointments_are_found_by_their_offices_index(sqlite_database: Database):
    values = {"at": "x", "pool": 1, "first": 1, "last": 2, "by": 3, "since": 1, "zone": "UTC"}
    asked: list[tuple] = []
    event.listen(
        sqlite_database.engine,
        "before_cursor_execute",
        lambda connection, cursor, words, given, *rest: asked.append((words, given)),
    )
    with sqlite_database.write() as connection:
        for statement in (clocks.APPOINTMENTS_AWAY, clocks.APPOINTMENTS_BACK, clocks.ZONED):
            connection.execute(statement, values)
            words, given = asked[-1]
            found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)
            assert "ix_appointment_day" in " ".join(row.detail for row in found)
