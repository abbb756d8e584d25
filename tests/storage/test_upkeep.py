"""The calendar is kept up: special days, far horizons, drips, clocks that are changed by law."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from threading import Event

import pytest
from sqlalchemy import event, func, select, text, update

from tests.storage.checker import faults
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
    a_seat,
    put,
)
from ventanilla.catalogue.schedule import ROLLING, Drip, SpecialDay
from ventanilla.desk.compiling import COMPILED_DAYS
from ventanilla.desk.network_ports import PoolKey
from ventanilla.desk.networks import Fitter, apply, extend, retime
from ventanilla.desk.ports import Held, Refused
from ventanilla.desk.releases import drip
from ventanilla.desk.special_days import Unfit, carry_out, preview, still_touched
from ventanilla.domain.appointment import Cause
from ventanilla.storage.database import Database
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.schema import appointment, cell, claim, special_day

ROSA = Cause("staff:rosa", "no light")
COUNTER = PoolKey(AUSTIN, "counter")


def do(desk: Desk, special: SpecialDay, office=AUSTIN, now=NOW):
    with desk.database.write() as connection:
        return carry_out(StoredNetworks(connection), desk.network, office, special, ROSA, now)


def look(desk: Desk, special: SpecialDay, office=AUSTIN, now=NOW):
    with desk.database.read() as connection:
        return preview(StoredNetworks(connection), desk.network, office, special, now)


# -- special days -----------------------------------------------------------------------------


def test_a_closed_day_takes_nobody_new_and_loses_nobody(desk: Desk):
    folio = desk.book(1, a_place(time(9)))

    seen = look(desk, SpecialDay(DAY, "closed"))
    done = do(desk, SpecialDay(DAY, "closed"))

    assert seen == done
    assert (done.closed, [one.folio for one in done.touched]) == (4, [folio])
    assert desk.hold(2, a_place(time(9, 30), "luz")) == Refused("gone")
    assert desk.find(folio)[0].state == "confirmed"
    assert DAY not in desk.days(AUSTIN, VISA, NOW)


def test_what_is_held_on_a_day_that_closes_ends_and_its_person_chooses_anew(desk: Desk):
    held = desk.hold(1, a_place(time(9)))

    seen = look(desk, SpecialDay(DAY, "closed"))
    done = do(desk, SpecialDay(DAY, "closed"))

    assert (seen, done.touched) == (done, ())
    assert desk.held(1, NOW) is None
    assert desk.confirm(1, held.place) == Refused("gone")
    assert isinstance(desk.hold(1, a_place(time(9), day=date(2026, 12, 1))), Held)
    (ended,) = desk.find(held.folio)
    last = ended.history[-1]
    assert (ended.state, last.action, last.actor) == ("expired", "closed", ROSA.actor)


def test_a_hold_in_other_hours_or_in_less_room_stays(desk: Desk):
    held = desk.hold(1, a_place(time(9)))

    do(desk, SpecialDay(DAY, "closed", start=time(9, 30), end=time(10)))
    done = do(desk, SpecialDay(DAY, "capacity", start=time(9), end=time(9, 30), capacity=0))

    assert [one.folio for one in done.touched] == [held.folio]
    assert desk.confirm(1, held.place).appointment.slot == held.place.slot


def test_what_a_hold_had_in_cells_that_stay_is_free_at_once(desk: Desk):
    desk.hold(1, a_place(time(9, 15)))

    do(desk, SpecialDay(DAY, "closed", start=time(9, 30), end=time(10)))

    assert desk.times(AUSTIN, PASSPORT, DAY, NOW) == (time(9), time(9, 15))


def test_the_places_of_a_party_end_together(database: Database):
    network = a_network(most_people=2, together="serial", quotas={"visas": 2})
    put(database, network)
    desk = Desk(database, network)
    desk.hold_party(1, (a_seat(person="ana"), a_seat(person="luz")), "party", NOW)

    do(desk, SpecialDay(DAY, "closed", start=time(9, 30), end=time(10)))

    assert {state for (state,) in desk.rows(appointment, "state")} == {"expired"}
    assert isinstance(desk.hold(2, a_place(time(9))), Held)


def test_who_holds_while_the_day_is_being_closed_ends_too(postgresql_database: Database):
    """Between the look at what is held and the lock on the cells; SQLite has one writer."""
    put(postgresql_database, a_network())
    desk = Desk(postgresql_database, a_network())
    late = []

    def hold(connection, cursor, statement, *_):
        if "FROM cell" in statement and "FOR UPDATE" in statement and not late:
            late.append("")
            late[0] = desk.hold(1, a_place())

    event.listen(postgresql_database.engine, "before_cursor_execute", hold)
    done = do(desk, SpecialDay(DAY, "closed"))
    event.remove(postgresql_database.engine, "before_cursor_execute", hold)

    assert isinstance(late[0], Held)
    assert done.touched == ()
    assert desk.confirm(1, a_place()) == Refused("gone")


def test_who_gives_a_hold_up_while_its_day_closes_waits_and_is_in_nobodys_way(
    postgresql_database: Database,
):
    """With the cells locked first, both would wait for each other: neither is tried again here."""
    put(postgresql_database, a_network())
    desk = Desk(postgresql_database, a_network())
    desk.hold(1, a_place())

    with ThreadPoolExecutor(1) as other:
        with postgresql_database.write() as connection:
            networks = StoredNetworks(connection)
            networks.hold(desk.network, AUSTIN, NOW, DAY)
            given_up = other.submit(desk.release, 1, NOW)
            wait_for_a_waiter(connection)
            cells = networks.cells(COUNTER, NOW, DAY)
            assert networks.end_holds(desk.network, {COUNTER: list(cells)}, ROSA, NOW) == 1
        given_up.result()

    assert desk.rows(appointment, "state") == [("expired",)]


def wait_for_a_waiter(connection) -> None:
    waiting = text("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
    for _ in range(500):
        if connection.scalar(waiting):
            return
        Event().wait(0.01)
    raise AssertionError("nobody waited")


def test_a_look_changes_nothing(desk: Desk):
    look(desk, SpecialDay(DAY, "closed"))

    assert desk.rows(special_day, "kind") == []
    assert isinstance(desk.hold(2, a_place()), Held)


def test_a_closure_is_taken_back_by_opening_the_day(desk: Desk):
    do(desk, SpecialDay(DAY, "closed"))

    done = do(desk, SpecialDay(DAY, "open"))

    assert done.changed == 4
    assert isinstance(desk.hold(2, a_place()), Held)


def test_a_holiday_can_be_opened(desk: Desk):
    thanksgiving = date(2026, 11, 26)

    assert do(desk, SpecialDay(thanksgiving, "open")).added == 4
    assert isinstance(desk.hold(2, a_place(day=thanksgiving)), Held)


def test_extra_hours_can_be_booked(desk: Desk):
    saturday = date(2026, 12, 5)
    extra = SpecialDay(saturday, "extra", "counter", time(9), time(11), capacity=2)

    assert do(desk, extra).added == 8
    assert isinstance(desk.hold(2, a_place(time(10), day=saturday)), Held)


def test_other_room_lists_those_for_whom_there_is_none(database: Database):
    network = a_network(capacity=2)
    put(database, network)
    desk = Desk(database, network)
    folios = {desk.book(n, a_place(time(9), f"p{n}")) for n in (1, 2)}

    fewer = SpecialDay(DAY, "capacity", start=time(9), end=time(9, 30), capacity=1)
    done = do(desk, fewer)

    assert {one.folio for one in done.touched} == folios
    assert desk.hold(3, a_place(time(9), "eva")) == Refused("taken")
    more = replace(fewer, capacity=3)
    assert do(desk, more).touched == ()
    assert isinstance(desk.hold(3, a_place(time(9), "eva")), Held)


def test_special_days_outlive_the_next_network(desk: Desk):
    do(desk, SpecialDay(DAY, "closed"))

    with desk.database.write() as connection:
        apply(StoredNetworks(connection), a_network(end=time(11)), NOW)

    assert desk.hold(2, a_place()) == Refused("gone")
    assert isinstance(desk.hold(2, a_place(day=date(2026, 12, 1))), Held)


def test_whom_a_closure_still_leaves_without_service_is_told_again(desk: Desk):
    folio = desk.book(1, a_place(time(9)))
    closed = SpecialDay(DAY, "closed")
    do(desk, closed)

    with desk.database.read() as connection:
        networks = StoredNetworks(connection)
        found = still_touched(networks, desk.network, AUSTIN, closed, NOW)

    assert [one.folio for one in found] == [folio]


@pytest.mark.parametrize(
    ("special", "told"),
    [
        (SpecialDay(date(2026, 11, 20), "closed"), "2026-11-20 is past at austin"),
        (SpecialDay(date(2026, 11, 28), "closed"), "there is no service on 2026-11-28 to close"),
        (SpecialDay(DAY, "closed", "visas"), "austin has no pool 'visas'; it has counter"),
        (SpecialDay(DAY, "open"), "2026-11-30 is open already, or no rule gives it hours"),
        (SpecialDay(date(2026, 11, 28), "open"), "no rule gives it hours; give hours with --from"),
        (
            SpecialDay(DAY, "capacity", start=time(15), end=time(16), capacity=2),
            "there are no such hours on 2026-11-30",
        ),
        (SpecialDay(DAY, "capacity"), "capacity: is missing"),
        (SpecialDay(DAY, "extra", "counter", capacity=1), "start: extra hours need pool"),
        (
            SpecialDay(DAY, "extra", "counter", time(15), time(15, 10), 1),
            "end: 10 minutes are no multiple of 15",
        ),
        (
            SpecialDay(date(2027, 3, 14), "extra", "counter", time(2), time(4), 1),
            "there is no 02:00 on 2027-03-14: the clocks go forward",
        ),
        (SpecialDay(date(2031, 1, 6), "closed"), "the calendar of austin reaches to"),
        (
            SpecialDay(DAY, "capacity", capacity=1, public=2),
            "public: 2 is more than capacity and over",
        ),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_changes_nothing(desk: Desk, special, told):
    before = desk.rows(cell, "start_minute", "cap_total", "status")

    with pytest.raises(Unfit, match=r"^[^\n]+$") as refused:
        do(desk, special)

    assert told in str(refused.value)
    assert desk.rows(cell, "start_minute", "cap_total", "status") == before
    assert desk.rows(special_day, "kind") == []


def test_closing_twice_is_nothing_to_do(desk: Desk):
    do(desk, SpecialDay(DAY, "closed"))

    with pytest.raises(Unfit, match="no service on 2026-11-30 to close"):
        do(desk, SpecialDay(DAY, "closed"))


# -- how far ----------------------------------------------------------------------------------


def test_the_calendar_is_filled_thirteen_months_ahead_an_office_at_a_time(desk: Desk):
    with desk.database.write() as connection:
        networks = StoredNetworks(connection)
        one = extend(networks, NOW, AUSTIN)
        two = extend(networks, NOW, VANCOUVER)
        again = extend(networks, NOW)

    assert one == two > 0
    assert again == 0
    (last,) = max(desk.rows(cell, "local_date"))
    assert last >= (NOW.date() + timedelta(days=COMPILED_DAYS - 3)).isoformat()


def test_staff_may_book_beyond_the_publics_horizon(desk: Desk):
    from tests.storage.samples import a_seat

    with desk.database.write() as connection:
        extend(StoredNetworks(connection), NOW)
    far = date(2027, 6, 1)

    assert desk.hold(1, a_place(day=far)) == Refused("gone")
    booked = desk.__getattr__("book")(1, (a_seat(day=far),), "r", NOW, "staff", ROSA)
    assert booked[0].appointment.slot.day == far


def test_a_mobile_office_has_cells_only_while_it_is_there(database: Database):
    network = a_network()
    there = (date(2026, 12, 1), date(2026, 12, 3))
    passing = replace(network.offices[AUSTIN], kind="mobile", first=there[0], last=there[1])
    network = replace(network, offices={**network.offices, AUSTIN: passing})
    put(database, network)
    desk = Desk(database, network)

    assert desk.days(AUSTIN, VISA, NOW) == tuple(date(2026, 12, n) for n in (1, 2, 3))


# -- the public's part and drips --------------------------------------------------------------

DRIP = Drip(days_ahead=14, spread_days=7, start=time(8), end=time(20))
KEY = b"k" * 32


def opened(database: Database) -> dict[str, int]:
    with database.read() as connection:
        rows = connection.execute(
            select(cell.c.local_date, func.sum(cell.c.cap_open)).group_by(cell.c.local_date)
        )
        return {day: count for day, count in rows if count}


def drop(desk: Desk, now: datetime) -> int:
    with desk.database.write() as connection:
        return drip(StoredNetworks(connection), desk.network, KEY, now)


def test_a_drip_opens_each_place_at_its_minute_and_never_twice(database: Database):
    network = a_network(capacity=3, release=DRIP)
    put(database, network)
    desk = Desk(database, network)
    assert opened(database) == {}
    assert desk.hold(1, a_place()) == Refused("taken")

    seen = []
    for hour in range(0, 24 * 8, 5):
        now = NOW + timedelta(hours=hour)
        drop(desk, now)
        assert drop(desk, now) == 0
        seen.append(opened(database).get("2026-12-07", 0))

    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 2 * 4 * 3)
    assert len(set(seen)) > 3
    assert isinstance(desk.hold(1, a_place(), NOW), Held)


def test_a_wrong_clock_opens_early_but_never_more_than_there_is(database: Database):
    network = a_network(capacity=3, release=DRIP)
    put(database, network)
    desk = Desk(database, network)

    drop(desk, NOW + timedelta(days=9))
    early = opened(database)
    drop(desk, NOW)

    assert {day: n for day, n in opened(database).items() if day in early} == early
    with database.read() as connection:
        assert connection.scalar(select(func.max(cell.c.cap_open))) == 3


def test_drips_that_become_rolling_open_whole_and_back_again_close_nothing(database: Database):
    put(database, a_network(release=DRIP))

    with database.write() as connection:
        apply(StoredNetworks(connection), a_network(release=ROLLING), NOW)
    whole = opened(database)
    with database.write() as connection:
        apply(StoredNetworks(connection), a_network(release=DRIP), NOW)

    assert sum(whole.values()) > 0
    assert opened(database) == whole


def test_the_public_part_is_what_the_session_says(database: Database):
    put(database, a_network(capacity=3, public=1))

    with database.read() as connection:
        rows = connection.execute(select(cell.c.cap_total, cell.c.cap_public, cell.c.cap_open))
        assert set(map(tuple, rows)) == {(3, 1, 1)}


# -- clocks -----------------------------------------------------------------------------------


def an_hour_off(database: Database, hours: int = 1) -> None:
    """As a release with older zone data would have left the calendar of Vancouver in winter."""
    with database.write() as connection:
        later = "2026-11-29"
        shift = {"start_minute": cell.c.start_minute + 60 * hours + 1_000_000}
        at = cell.c.pool_id == 2
        connection.execute(update(cell).where(at, cell.c.local_date > later).values(shift))
        connection.execute(
            update(cell)
            .where(at, cell.c.start_minute > 30_500_000)
            .values(start_minute=cell.c.start_minute - 1_000_000)
        )
        for table in (claim, appointment):
            connection.execute(
                update(table)
                .where(table.c.pool_id == 2)
                .values(start_minute=table.c.start_minute + 60 * hours)
            )


@pytest.mark.parametrize("hours", [1, -1])
def test_what_the_clocks_moved_is_moved_with_all_that_stands_in_it(desk: Desk, hours: int):
    here = a_place(time(9, 15), office=VANCOUVER)
    folio = desk.book(1, here)
    an_hour_off(desk.database, hours)
    before = desk.rows(cell, "local_date", "local_time", "used_total")

    with desk.database.write() as connection:
        moved = retime(StoredNetworks(connection), NOW)
        again = retime(StoredNetworks(connection), NOW)
        assert faults(connection) == {}
        row = connection.execute(select(appointment.c.start_minute, appointment.c.local_time)).one()

    assert (moved > 0, again) == (True, 0)
    assert tuple(row) == (here.slot.start_minute, "09:15")
    assert sorted(desk.rows(cell, "local_date", "local_time", "used_total")) == sorted(before)
    assert desk.hold(2, a_place(time(9, 15), "luz", office=VANCOUVER)) == Refused("taken")
    assert desk.find(folio)[0].slot == here.slot


def test_without_it_the_same_local_time_is_given_twice(desk: Desk, monkeypatch):
    desk.book(1, a_place(time(9, 15), office=VANCOUVER))
    an_hour_off(desk.database)
    monkeypatch.setattr(Fitter, "mistimed", lambda *arguments: ())
    longer = a_network(end=time(10, 15))

    with desk.database.write() as connection:
        apply(StoredNetworks(connection), longer, NOW)

    second = Desk(desk.database, longer).hold(2, a_place(time(9, 15), "luz", office=VANCOUVER))
    assert isinstance(second, Held)


def test_an_office_that_moves_to_another_zone_keeps_everybodys_local_time(desk: Desk):
    folio = desk.book(1, a_place(time(9, 15)))
    moved = replace(desk.network.offices[AUSTIN], timezone="America/Denver")
    network = replace(desk.network, offices={**desk.network.offices, AUSTIN: moved})

    with desk.database.write() as connection:
        applied = apply(StoredNetworks(connection), network, NOW)
        assert faults(connection) == {}

    assert applied.plan.cells_moved > 0
    assert applied.plan.touched == ()
    found = Desk(desk.database, network).find(folio)[0]
    assert (found.slot.time, found.slot.timezone) == (time(9, 15), "America/Denver")
    assert found.slot.start == datetime(2026, 11, 30, 16, 15, tzinfo=UTC)


# -- any order --------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_applied_before_unused_cells_are_those_of_a_fresh_calendar(
    database: Database, seed: int
):
    chance = Random(seed)
    networks = [
        a_network(
            capacity=chance.randint(1, 3),
            start=time(chance.choice([8, 9])),
            end=time(chance.choice([10, 11])),
            horizon=chance.choice([5, 30]),
        )
        for _ in range(5)
    ]
    last = networks[-1]
    put(database, networks[0])
    for network in networks[1:]:
        with database.write() as connection:
            apply(StoredNetworks(connection), network, NOW)
    opened_now = cells_of(database)

    with database.write() as connection:
        for table in ("touched", "cell", "pool", "snapshot"):
            connection.execute(text(f"DELETE FROM {table}"))
        apply(StoredNetworks(connection), last, NOW)
    fresh = cells_of(database)

    until = max(day for _, day, *_ in fresh)
    assert {one for one in opened_now if one[1] <= until} >= fresh
    assert not [one for one in opened_now if one[1] <= until and one not in fresh]


def cells_of(database: Database) -> set[tuple]:
    from ventanilla.storage.schema import pool

    with database.read() as connection:
        rows = connection.execute(
            select(
                pool.c.office,
                cell.c.local_date,
                cell.c.start_minute,
                cell.c.cap_total,
                cell.c.cap_open,
            )
            .join(pool)
            .where(cell.c.status == "open")
        )
        return {tuple(row) for row in rows}


def test_passports_and_visas_share_what_a_special_day_gives(desk: Desk):
    do(desk, SpecialDay(DAY, "capacity", capacity=2))

    assert isinstance(desk.hold(1, a_place(time(9))), Held)
    assert isinstance(desk.hold(2, a_place(time(9), "luz", PASSPORT)), Held)
    assert desk.hold(3, a_place(time(9), "eva")) == Refused("taken")
