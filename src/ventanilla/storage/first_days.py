"""The first open day of many pools at once: from what is kept, where that can be believed."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, bindparam, select

from ventanilla.calendar.availability import Bounds, day_start
from ventanilla.catalogue.network import Network
from ventanilla.storage.free_days import Day, FreeCell, free_cells, free_runs, pools_of
from ventanilla.storage.runs import Need, first_days
from ventanilla.storage.schema import day_free, pool, touched

MANY = 200
"""Changed days not yet counted, above which the cells themselves are asked."""

IDS = select(pool.c.id, pool.c.office, pool.c.code).where(
    pool.c.office.in_(bindparam("offices", expanding=True))
)

PENDING = (
    select(touched.c.pool_id, touched.c.local_date)
    .where(touched.c.pool_id.in_(bindparam("pools", expanding=True)))
    .distinct()
    .limit(MANY + 1)
)

AGAIN = select(touched.c.id).where(
    touched.c.pool_id == day_free.c.pool_id, touched.c.local_date == day_free.c.local_date
)


@cache
def _firsts(several: bool) -> Select[int, str]:  # noqa: FBT001  # Which of two statements.
    """A few steps in an index for each pool, however full its days are.

    For one person a day counts while its last start is ahead; for several at once, who may have
    room at some of its starts only, when all are.
    """
    start = day_free.c.first_minute if several else day_free.c.last_minute
    first = (
        select(day_free.c.local_date)
        .where(
            day_free.c.pool_id == pool.c.id,
            day_free.c.cells == bindparam("cells"),
            day_free.c.local_date >= bindparam("since"),
            day_free.c.most >= bindparam("units"),
            start >= bindparam("first"),
            ~AGAIN.exists(),
        )
        .order_by(day_free.c.local_date)
        .limit(1)
        .correlate(pool)
        .scalar_subquery()
    )
    return select(pool.c.id, first.label("day")).where(
        pool.c.id.in_(bindparam("pools", expanding=True))
    )


def first_open_days(
    connection: Connection, network: Network, within: Mapping[Need, Bounds]
) -> Mapping[Need, str]:
    """The local date of each need's first run within its bounds; what has none may be left out,
    or have a day after them.

    Exact: days that have changed since they were counted are looked at cell by cell.
    """
    if not within:
        return {}
    ids = _ids(connection, within)
    pending = connection.execute(PENDING, {"pools": sorted(set(ids.values()))}).all()
    if len(pending) > MANY:
        return first_days(connection, within.keys(), min(b.first for b in within.values()))
    found: dict[Need, str] = {}
    for (cells, units, first), needs in _alike(within, ids).items():
        kept = _kept(connection, {ids[need] for need in needs}, cells, units, first)
        found |= {need: kept[ids[need]] for need in needs if ids[need] in kept}
    changed = {(row.pool_id, row.local_date) for row in pending}
    for sooner in (
        _on_begun_days(connection, network, within),
        _exactly(connection, network, within, ids, changed) if changed else {},
    ):
        found |= {need: min(day, found.get(need, day)) for need, day in sooner.items()}
    return found


def _ids(connection: Connection, within: Mapping[Need, Bounds]) -> Mapping[Need, int]:
    rows = connection.execute(IDS, {"offices": sorted({need.office for need in within})})
    known = {(row.office, row.code): row.id for row in rows}
    return {
        need: known[need.office, need.pool] for need in within if (need.office, need.pool) in known
    }


def _alike(
    within: Mapping[Need, Bounds], ids: Mapping[Need, int]
) -> Mapping[tuple[int, int, int], list[Need]]:
    alike: dict[tuple[int, int, int], list[Need]] = {}
    for need in ids:
        alike.setdefault((need.cells, need.units, within[need].first), []).append(need)
    return alike


def _kept(
    connection: Connection, pools: set[int], cells: int, units: int, first: int
) -> Mapping[int, str]:
    # The earliest local date that anywhere on earth begins at that minute.
    since = datetime.fromtimestamp(first * 60 - 12 * 3600, UTC).date().isoformat()
    where = {
        "pools": sorted(pools),
        "cells": cells,
        "units": units,
        "first": first,
        "since": since,
    }
    rows = connection.execute(_firsts(units > 1), where)
    return {row.id: row.day for row in rows if row.day is not None}


def _on_begun_days(
    connection: Connection, network: Network, within: Mapping[Need, Bounds]
) -> Mapping[Need, str]:
    """For several people, what is left of the days on which the first starts are past."""
    several = [need for need in within if need.units > 1]
    if not several:
        return {}
    first = min(within[need].first for need in several)
    zones = {network.offices[need.office].timezone for need in several}
    return first_days(connection, several, first, max(_day_end(first, zone) for zone in zones))


def _day_end(minute: int, timezone: str) -> int:
    """The UTC minute in which the local day of a minute ends."""
    day = datetime.fromtimestamp(minute * 60, ZoneInfo(timezone)).date()
    return day_start(day + timedelta(days=1), timezone)


def _exactly(
    connection: Connection,
    network: Network,
    within: Mapping[Need, Bounds],
    ids: Mapping[Need, int],
    days: Collection[Day],
) -> Mapping[Need, str]:
    """Each need's first run on these days, cell by cell."""
    pools = pools_of(connection, network)
    first = min(bounds.first for bounds in within.values())
    cells: dict[int, dict[str, list[FreeCell]]] = {}
    for one in free_cells(connection, pools, sorted(days), first):
        cells.setdefault(one.pool, {}).setdefault(one.day, []).append(one)
    found = {}
    for need, number in ids.items():
        one_length = replace(pools[number], lengths=(need.cells,))
        for day, of_day in sorted(cells.get(number, {}).items()):
            if any(run.most >= need.units for run in free_runs(of_day, one_length)):
                found[need] = day
                break
    return found
