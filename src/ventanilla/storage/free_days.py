"""Free days kept beside the cells, so that a whole network can be asked where there is room first.

Whoever changes cells notes in the same transaction which days they are of; a moment later these
days are counted anew. Until then nobody believes what is kept of them: reads look at the cells.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from itertools import groupby
from string import Template
from typing import TypeAlias, TypeVar

from sqlalchemy import (
    Connection,
    TextClause,
    bindparam,
    delete,
    insert,
    select,
    text,
)

from ventanilla.calendar.availability import cells_needed, day_start
from ventanilla.catalogue.network import Network
from ventanilla.domain.office import OfficeCode
from ventanilla.storage.schema import cell, day_free, pool, touched
from ventanilla.storage.trays import timer
from ventanilla.storage.upserts import insert_new

T = TypeVar("T")

Day: TypeAlias = tuple[int, str]
"""A pool's id and a local date."""

REFRESHER = {"kind": "free-days", "subject": "", "due_at": 0}
"""Whoever has this row locked is the one who counts: a count begun earlier must not be written
later."""

KEPT_PAST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PoolOf:
    """A pool as the network has it: its office's zone, and the lengths of visits, in cells."""

    quantum: int
    timezone: str
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FreeCell:
    pool: int
    day: str
    minute: int
    room: int


@dataclass(frozen=True, slots=True)
class FreeRun:
    """Of a day: the first and last start of a run of so many free cells, and for how many people
    at most one of them has room.
    """

    cells: int
    first: int
    last: int
    most: int


def touch(connection: Connection, days: Collection[Day]) -> None:
    """These days of these pools are no longer as `day_free` says."""
    if rows := touches(days):
        connection.execute(insert(touched), rows)


def touches(days: Collection[Day]) -> list[Mapping[str, object]]:
    """The rows of `touched` that say so."""
    return [{"pool_id": number, "local_date": day} for number, day in sorted(days)]


TOUCHED = select(touched).order_by(touched.c.id).limit(bindparam("limit"))

RECOUNT = (
    select(cell.c.pool_id, cell.c.local_date)
    .join(pool, pool.c.id == cell.c.pool_id)
    .where(pool.c.office == bindparam("office"), cell.c.start_minute >= bindparam("since"))
    .distinct()
)


def touch_office(connection: Connection, office: OfficeCode, since: int) -> None:
    """All its days from the UTC minute `since` on: its visits have got other lengths."""
    found = connection.execute(RECOUNT, {"office": office, "since": since})
    touch(connection, {(number, day) for number, day in found})


FORGET = delete(touched).where(touched.c.id.in_(bindparam("ids", expanding=True)))

CLEAR = delete(day_free).where(
    day_free.c.pool_id == bindparam("of_pool"), day_free.c.local_date == bindparam("day")
)

OUTDATED = delete(day_free).where(day_free.c.local_date < bindparam("day"))


@dataclass(frozen=True, slots=True)
class FreeDayTable:
    """The desk's `FreeDays`, inside the caller's transaction.

    `newest` is the network in force, by the database's word: a node that still works with the one
    before must not count by that one's visits.
    """

    connection: Connection
    newest: Callable[[Connection], Network | None]

    def refresh(self, limit: int) -> int:
        """Several nodes may ask at once: one does it, the others find nothing to do."""
        if not self.connection.execute(TOUCHED, {"limit": 1}).first() or not self._alone():
            return 0
        network = self.newest(self.connection)
        if network is None:
            return 0
        rows = self.connection.execute(TOUCHED, {"limit": limit}).all()
        days = sorted({(row.pool_id, row.local_date) for row in rows})
        pools = pools_of(self.connection, network)
        runs = list(_runs_of(free_cells(self.connection, pools, days), pools))
        self.connection.execute(CLEAR, [{"of_pool": number, "day": day} for number, day in days])
        if runs:
            self.connection.execute(insert(day_free), runs)
        for ids in _some([row.id for row in rows]):
            self.connection.execute(FORGET, {"ids": ids})
        return len(rows)

    def forget_past(self, now: datetime) -> None:
        """What is over is of no use to anybody."""
        day = (now.astimezone(UTC) - KEPT_PAST).date().isoformat()
        self.connection.execute(OUTDATED, {"day": day})

    def _alone(self) -> bool:
        """Until the transaction ends. SQLite has one writer, who holds the whole file."""
        row = select(timer.c.kind).where(timer.c.kind == REFRESHER["kind"])
        if self.connection.dialect.name != "sqlite":
            row = row.with_for_update(skip_locked=True)
        if self.connection.execute(row).first() is None:
            # Somebody has it, or nobody ever had.
            insert_new(self.connection, timer, [dict(REFRESHER)], "kind", "subject")
            return self.connection.execute(row).first() is not None
        return True


def pools_of(connection: Connection, network: Network) -> Mapping[int, PoolOf]:
    """By id; pools that the network has no longer are left out."""
    lengths = _lengths(network)
    found = connection.execute(select(pool)).all()
    return {
        row.id: PoolOf(
            row.quantum_minutes,
            network.offices[OfficeCode(row.office)].timezone,
            lengths[row.office, row.code],
        )
        for row in found
        if (row.office, row.code) in lengths
    }


@lru_cache(4)
def _lengths(network: Network) -> Mapping[tuple[str, str], tuple[int, ...]]:
    """In how many cells in a row a visit may need, by office and pool; of a party one after the
    other, all its visits.
    """
    lengths: dict[tuple[str, str], set[int]] = {
        (office, one.code): set()
        for office, schedule in network.schedules.items()
        for one in schedule.pools
    }
    for office in network.offices.values():
        quanta = {one.code: one.quantum for one in network.schedules[office.code].pools}
        for offer in office.offers.values():
            people = offer.most_people if offer.together == "serial" else 1
            for code in offer.pools:
                each = cells_needed(offer.minutes, quanta[code])
                lengths[office.code, code] |= {each * n for n in range(1, people + 1)}
    return {key: tuple(sorted(some)) for key, some in lengths.items()}


# -- counting ---------------------------------------------------------------------------------

FREE_CELLS = """
    SELECT cell.pool_id, cell.local_date, cell.start_minute,
        CASE WHEN cell.cap_total + cell.over - cell.used_total < cell.cap_open - cell.used_open
            THEN cell.cap_total + cell.over - cell.used_total
            ELSE cell.cap_open - cell.used_open END
    FROM (VALUES $days) AS day JOIN cell ON cell.pool_id = day.column1
        AND cell.start_minute >= day.column2 AND cell.start_minute < day.column3
    WHERE cell.status = 'open' AND cell.used_open < cell.cap_open
        AND cell.used_total < cell.cap_total + cell.over
    ORDER BY cell.pool_id, cell.start_minute
"""
"""A range of minutes for each day: the table is ordered by them, not by dates."""


@cache
def _free_cells(days: int) -> TextClause:
    ranges = ", ".join(f"(:pool{n}, :first{n}, :end{n})" for n in range(days))
    return text(Template(FREE_CELLS).substitute(days=ranges))


A_FEW = 100
"""Days of one statement."""


def free_cells(
    connection: Connection, pools: Mapping[int, PoolOf], days: Sequence[Day], since: int = 0
) -> Iterator[FreeCell]:
    """Free cells of these days, by pool and time, from the UTC minute `since` on."""
    known = [(number, day) for number, day in days if number in pools]
    for some in _some(known):
        values: dict[str, object] = {}
        for n, (number, day) in enumerate(some):
            first, end = _bounds(day, pools[number].timezone)
            values |= {f"pool{n}": number, f"first{n}": max(first, since), f"end{n}": end}
        for row in connection.execute(_free_cells(len(some)), values):
            yield FreeCell(*row)


def _some(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), A_FEW):
        yield values[start : start + A_FEW]


@cache
def _bounds(day: str, timezone: str) -> tuple[int, int]:
    first = date.fromisoformat(day)
    return day_start(first, timezone), day_start(first + timedelta(days=1), timezone)


def _runs_of(cells: Iterable[FreeCell], pools: Mapping[int, PoolOf]) -> Iterator[dict[str, object]]:
    for (number, day), some in groupby(cells, key=lambda one: (one.pool, one.day)):
        of_day = list(some)
        for run in free_runs(of_day, pools[number]):
            yield {
                "pool_id": number,
                "cells": run.cells,
                "local_date": day,
                "first_minute": run.first,
                "last_minute": run.last,
                "most": run.most,
            }


def free_runs(cells: Sequence[FreeCell], of: PoolOf) -> Iterator[FreeRun]:
    """For each length the pool needs, the runs of one day's free cells, which are in order."""
    if cells:
        base = cells[0].minute
        pattern = tuple((one.minute - base, one.room) for one in cells)
        for run in _runs(pattern, of.quantum, of.lengths):
            yield FreeRun(run.cells, base + run.first, base + run.last, run.most)


@lru_cache(4096)
def _runs(
    pattern: tuple[tuple[int, int], ...], quantum: int, lengths: tuple[int, ...]
) -> tuple[FreeRun, ...]:
    """Counted once for all days that are alike, which before anybody has booked most are."""
    runs = []
    for length in lengths:
        reach = (length - 1) * quantum
        starts = [
            (pattern[at][0], min(room for _, room in pattern[at : at + length]))
            for at in range(len(pattern) - length + 1)
            if pattern[at + length - 1][0] == pattern[at][0] + reach
        ]
        if starts:
            most = max(room for _, room in starts)
            runs.append(FreeRun(length, starts[0][0], starts[-1][0], most))
    return tuple(runs)
