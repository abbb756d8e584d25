"""Free days kept beside the cells say what the cells say, or are not believed."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update

from tests.storage.desk import Desk
from tests.storage.samples import (
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
from ventanilla.catalogue.schedule import Weekly
from ventanilla.desk.networks import apply
from ventanilla.storage import first_days
from ventanilla.storage.database import Database
from ventanilla.storage.free_days import FreeDayTable, FreeRun, PoolOf, free_runs, touch
from ventanilla.storage.networks import StoredNetworks, newest
from ventanilla.storage.schema import cell, day_free, touched

OFFICES = (AUSTIN, VANCOUVER)


def refresh(database: Database, network, limit: int = 10_000) -> int:
    with database.write() as connection:
        return FreeDayTable(connection, newest).refresh(limit)


def kept(database: Database) -> set[tuple]:
    with database.read() as connection:
        rows = connection.execute(
            select(
                day_free.c.pool_id,
                day_free.c.cells,
                day_free.c.local_date,
                day_free.c.first_minute,
                day_free.c.last_minute,
                day_free.c.most,
            )
        )
        return {tuple(row) for row in rows}


def counted(database: Database, lengths=(1, 2), quantum: int = 15) -> set[tuple]:
    """A plain scan of all cells."""
    found = {}
    with database.read() as connection:
        rows = connection.execute(select(cell)).all()
    free = {
        (row.pool_id, row.start_minute): (row.local_date, room)
        for row in rows
        if row.status == "open"
        and (room := min(row.cap_open - row.used_open, row.cap_total + row.over - row.used_total))
        > 0
    }
    for (pool, minute), (day, _) in free.items():
        for length in lengths:
            run = [free.get((pool, minute + n * quantum)) for n in range(length)]
            if None not in run:
                first, last, most = found.get((pool, length, day), (minute, minute, 0))
                room = min(room for _, room in run)
                found[pool, length, day] = (min(first, minute), max(last, minute), max(most, room))
    return {(*key, *value) for key, value in found.items()}


def test_after_a_refresh_the_kept_days_are_those_of_the_cells(desk: Desk):
    assert refresh(desk.database, desk.network) > 0
    assert kept(desk.database) == counted(desk.database)

    desk.confirm(1, a_place(time(9, 15)))
    assert refresh(desk.database, desk.network) == 1
    assert kept(desk.database) == counted(desk.database)
    assert refresh(desk.database, desk.network) == 0


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.sampled_from(
            ["used_open = 0, used_total = 0", "used_open = 1, used_total = 1", "status = 'closed'"]
        ),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(changes=CHANGES, people=st.integers(1, 3), ahead=st.integers(0, 30 * 24))
def test_whatever_the_cells_the_first_days_are_those_of_a_plain_look(
    database: Database, changes, people, ahead
):
    network = a_network(capacity=2, most_people=3)
    with database.write() as connection:
        for table in (touched, day_free, cell):
            connection.execute(delete(table))
        connection.execute(text("DELETE FROM snapshot"))
    put(database, network, contacts=0)
    refresh(database, network)
    with database.write() as connection:
        minutes = connection.execute(
            select(cell.c.pool_id, cell.c.start_minute, cell.c.local_date)
        ).all()
        for number, values in changes:
            row = minutes[number % len(minutes)]
            connection.execute(
                text(f"UPDATE cell SET {values} WHERE pool_id = :p AND start_minute = :m"),
                {"p": row.pool_id, "m": row.start_minute},
            )
            touch(connection, {(row.pool_id, row.local_date)})
    now = NOW + timedelta(hours=ahead)
    stale = asked(database, network, people, now)

    assert stale == by_days(database, network, people, now)
    refresh(database, network)
    assert asked(database, network, people, now) == stale


def asked(database, network, people, now):
    with database.read() as connection:
        return a_core(connection, network).earliest(VISA, OFFICES, now, people)


def by_days(database, network, people, now):
    with database.read() as connection:
        core = a_core(connection, network)
        days = {office: core.days(office, VISA, now, people) for office in OFFICES}
        return {office: some[0] for office, some in days.items() if some}


def test_what_changed_since_is_not_believed(desk: Desk, monkeypatch):
    refresh(desk.database, desk.network)
    for number, at in enumerate((time(9), time(9, 30))):
        desk.confirm(number + 1, a_place(at, f"p{number}", day=date(2026, 11, 23)))

    assert desk.earliest(VISA, [AUSTIN], NOW) == {AUSTIN: date(2026, 11, 24)}

    # Without the word of `touched`, the full day is still offered.
    monkeypatch.setattr(first_days, "PENDING", first_days.PENDING.where(touched.c.id < 0))
    monkeypatch.setattr(first_days, "AGAIN", first_days.AGAIN.where(touched.c.id < 0))
    first_days._firsts.cache_clear()
    assert desk.earliest(VISA, [AUSTIN], NOW) == {AUSTIN: date(2026, 11, 23)}
    first_days._firsts.cache_clear()


def test_rows_noted_during_a_refresh_stay_for_the_next(desk: Desk):
    refresh(desk.database, desk.network)
    with desk.database.write() as connection:
        touch(connection, {(1, "2026-11-30"), (1, "2026-12-01"), (2, "2026-12-01")})

    assert refresh(desk.database, desk.network, limit=2) == 2
    assert refresh(desk.database, desk.network, limit=2) == 1


def test_a_refresh_that_fails_loses_nothing(desk: Desk):
    class Crash(Exception):
        pass

    with suppress(Crash), desk.database.write() as connection:
        FreeDayTable(connection, newest).refresh(10_000)
        raise Crash

    refresh(desk.database, desk.network)
    assert kept(desk.database) == counted(desk.database)


def test_one_refreshes_and_others_wait_for_nobody(postgresql_database: Database):
    network = a_network()
    put(postgresql_database, network)
    refresh(postgresql_database, network, limit=1)

    with postgresql_database.write() as first, postgresql_database.write() as second:
        assert FreeDayTable(first, newest).refresh(10_000) > 0
        assert FreeDayTable(second, newest).refresh(10_000) == 0


def test_what_is_past_is_forgotten(desk: Desk):
    refresh(desk.database, desk.network)

    with desk.database.write() as connection:
        FreeDayTable(connection, newest).forget_past(NOW + timedelta(days=10))

    assert min(row[2] for row in kept(desk.database)) == "2026-12-01"


def test_days_far_from_counted_are_asked_of_the_cells(desk: Desk):
    assert desk.earliest(VISA, OFFICES, NOW) == {
        AUSTIN: date(2026, 11, 23),
        VANCOUVER: date(2026, 11, 23),
    }


def test_a_visit_that_takes_longer_now_is_counted_anew_and_not_hidden(desk: Desk):
    refresh(desk.database, desk.network)
    offices = {
        code: replace(
            office, offers={**office.offers, VISA: replace(office.offers[VISA], minutes=45)}
        )
        for code, office in desk.network.offices.items()
    }
    longer = replace(desk.network, offices=offices)
    with desk.database.write() as connection:
        apply(StoredNetworks(connection), longer, NOW)

    for _ in range(2):
        assert asked(desk.database, longer, 1, NOW) == by_days(desk.database, longer, 1, NOW) != {}
        # By a node that has not yet heard of the new network.
        refresh(desk.database, desk.network)


def test_a_party_needs_room_for_all(database: Database):
    network = a_network(capacity=2, most_people=2)
    put(database, network)
    desk = Desk(database, network)
    desk.confirm(1, a_place(time(9), "ana", day=date(2026, 11, 23)))
    desk.confirm(2, a_place(time(9, 30), "luz", day=date(2026, 11, 23)))
    refresh(database, network)

    assert desk.days(AUSTIN, VISA, NOW)[0] == date(2026, 11, 23)
    assert desk.days(AUSTIN, VISA, NOW, 2)[0] == date(2026, 11, 24)
    assert desk.earliest(VISA, [AUSTIN], NOW, 2) == {AUSTIN: date(2026, 11, 24)}
    assert desk.earliest(VISA, [AUSTIN], NOW, 3) == {}
    assert desk.times(AUSTIN, VISA, date(2026, 11, 23), NOW, 2) == ()


def test_a_party_one_after_the_other_needs_a_run(database: Database):
    network = a_network(most_people=2, together="serial")
    put(database, network)
    desk = Desk(database, network)

    assert desk.times(AUSTIN, VISA, date(2026, 11, 24), NOW, 2) == (time(9),)
    assert desk.times(AUSTIN, PASSPORT, date(2026, 11, 24), NOW, 2) == tuple(
        time(9, m) for m in (0, 15, 30)
    )


def test_several_pools_are_looked_at_together(database: Database):
    network = a_network(pools=("visas", "counter"))
    put(database, network)
    desk = Desk(database, network)
    with database.write() as connection:
        connection.execute(
            update(cell)
            .where(cell.c.pool_id == 1, cell.c.local_time < "09:30")
            .values(status="closed")
        )
        connection.execute(
            update(cell)
            .where(cell.c.pool_id == 2, cell.c.local_time >= "09:30")
            .values(status="closed")
        )

    assert desk.times(AUSTIN, VISA, date(2026, 11, 24), NOW) == (time(9), time(9, 30))


def test_what_opens_weekly_is_not_offered_before(database: Database):
    # NOW is a Monday, 9:00 in Austin.
    network = a_network(release=Weekly(weekday=2, at=time(6), days_ahead=14))
    put(database, network)
    desk = Desk(database, network)

    assert desk.days(AUSTIN, VISA, NOW)[-1] == date(2026, 12, 2)
    assert desk.days(AUSTIN, VISA, NOW + timedelta(days=2))[-1] == date(2026, 12, 9)
    assert desk.hold(1, a_place(day=date(2026, 12, 9))).reason == "gone"


def test_a_day_whose_quota_is_used_up_is_not_offered(database: Database):
    network = a_network(capacity=3, quotas={"visas": 1})
    put(database, network)
    desk = Desk(database, network)
    desk.confirm(1, a_place(time(9), "ana", day=date(2026, 11, 23)))

    assert desk.days(AUSTIN, VISA, NOW)[0] == date(2026, 11, 24)
    assert desk.days(AUSTIN, PASSPORT, NOW)[0] == date(2026, 11, 23)
    assert desk.times(AUSTIN, VISA, date(2026, 11, 23), NOW) == ()
    assert desk.earliest(VISA, [AUSTIN], NOW) == {AUSTIN: date(2026, 11, 24)}
    assert desk.first_days(AUSTIN, [VISA, PASSPORT], NOW) == {
        VISA: date(2026, 11, 24),
        PASSPORT: date(2026, 11, 23),
    }


def test_of_many_offices_each_is_asked_by_its_own_quota(database: Database):
    network = a_network(capacity=3, quotas={"visas": 1})
    generous = replace(network.schedules[VANCOUVER], quotas={"visas": 2, "passports": 1})
    network = replace(network, schedules={**network.schedules, VANCOUVER: generous})
    put(database, network)
    desk = Desk(database, network)
    first = date(2026, 11, 23)
    for contact, (office, person) in enumerate([(AUSTIN, "ana"), (VANCOUVER, "luz")], 1):
        desk.confirm(contact, a_place(time(9), person, VISA, office, first))
    both, next_day = (AUSTIN, VANCOUVER), date(2026, 11, 24)

    assert desk.earliest(VISA, both, NOW) == {AUSTIN: next_day, VANCOUVER: first}
    desk.confirm(1, a_place(time(9, 30), "eva", VISA, VANCOUVER, first))
    assert desk.earliest(VISA, both, NOW) == dict.fromkeys(both, next_day)
    assert desk.earliest(PASSPORT, both, NOW) == dict.fromkeys(both, first)


def test_offices_within_a_distance_come_nearest_first_with_their_first_day(database: Database):
    network = a_network()
    places = {AUSTIN: (30.27, -97.74), VANCOUVER: (49.28, -123.12)}
    offices = {
        code: replace(office, latitude=places[code][0], longitude=places[code][1])
        for code, office in network.offices.items()
    }
    network = replace(network, offices=offices)
    put(database, network)
    with database.read() as connection:
        openings = a_core(connection, network)._openings
        near = openings.within(30.0, -97.0, 300, VISA, NOW)
        far = openings.within(30.0, -97.0, 9000, VISA, NOW)

    assert [(code, day) for code, _, day in near] == [(AUSTIN, date(2026, 11, 23))]
    assert [code for code, _, _ in far] == [AUSTIN, VANCOUVER]


def test_runs_of_a_day_by_hand():
    from ventanilla.storage.free_days import FreeCell

    cells = [FreeCell(1, "d", minute, room) for minute, room in ((0, 1), (15, 3), (30, 2), (60, 5))]

    found = list(free_runs(cells, PoolOf(15, "UTC", (1, 2, 3, 4))))

    assert found == [FreeRun(1, 0, 60, 5), FreeRun(2, 0, 15, 2), FreeRun(3, 0, 0, 1)]
