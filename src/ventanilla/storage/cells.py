"""The calendar's cells as a network's plan needs them: read, added, changed, closed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from string import Template

from sqlalchemy import Connection, TextClause, bindparam, case, func, select, text, update

from ventanilla.calendar.changes import Changes, StoredCell
from ventanilla.calendar.rules import PlannedCell
from ventanilla.storage.schema import cell


def stored_cells(connection: Connection, pool: int, first: int) -> Mapping[int, StoredCell]:
    """By start minute, from the UTC minute `first` on."""
    found = connection.execute(
        select(cell.c.start_minute, cell.c.status, cell.c.cap_total, cell.c.used_total).where(
            cell.c.pool_id == pool, cell.c.start_minute >= first
        )
    )
    return {
        start: StoredCell(status == "open", capacity, used)
        for start, status, capacity, used in found
    }


def add_cells(connection: Connection, pool: int, cells: Iterable[PlannedCell]) -> None:
    """Those that are there already stay as they are."""
    for grid in _grids(cells):
        connection.execute(_inserting(len(grid.days), len(grid.ticks)), _values(pool, grid))


@dataclass(frozen=True, slots=True)
class Grid:
    """Days that have the same cells: each day with each tick is one cell.

    A day is its base, to which ticks are added, and its date; a tick its minutes after the base,
    its local time, and its capacity.
    """

    days: Sequence[tuple[int, str]]
    ticks: Sequence[tuple[int, str, int]]


def _grids(cells: Iterable[PlannedCell]) -> Iterator[Grid]:
    """Few grids for many cells: a season's days differ only when the clocks change."""
    alike: dict[tuple[tuple[int, str, int], ...], list[tuple[int, str]]] = {}
    for day, of_day in groupby(cells, key=lambda cell: cell.day):
        its = list(of_day)
        base = its[0].start_minute
        ticks = tuple((c.start_minute - base, c.time.isoformat("minutes"), c.capacity) for c in its)
        alike.setdefault(ticks, []).append((base, day.isoformat()))
    for ticks, days in alike.items():
        yield Grid(days, ticks)


INSERT = """
    INSERT INTO cell (pool_id, start_minute, local_date, local_time, cap_total, cap_open)
    SELECT :pool, day.column1 + tick.column1, day.column2, tick.column2, tick.column3, tick.column3
    FROM (VALUES $days) AS day CROSS JOIN (VALUES $ticks) AS tick
    WHERE 1 = 1
    ON CONFLICT DO NOTHING
"""
"""The product is made in the database: row by row, a calendar takes ten times as long.

Both databases name the columns of VALUES so; SQLite needs the WHERE to tell a join's ON from ours.
"""


@cache
def _inserting(days: int, ticks: int) -> TextClause:
    return text(
        Template(INSERT).substitute(
            days=", ".join(f"(:base{n}, :date{n})" for n in range(days)),
            ticks=", ".join(f"(:after{n}, :time{n}, :capacity{n})" for n in range(ticks)),
        )
    )


def _values(pool: int, grid: Grid) -> Mapping[str, object]:
    values: dict[str, object] = {"pool": pool}
    for n, (base, day) in enumerate(grid.days):
        values |= {f"base{n}": base, f"date{n}": day}
    for n, (after, time, capacity) in enumerate(grid.ticks):
        values |= {f"after{n}": after, f"time{n}": time, f"capacity{n}": capacity}
    return values


CHANGE = (
    update(cell)
    .where(cell.c.pool_id == bindparam("pool"), cell.c.start_minute == bindparam("minute"))
    .values(
        status="open",
        # Never below what is used: a crowded cell only takes nobody new.
        cap_total=case(
            (cell.c.used_total > bindparam("capacity"), cell.c.used_total),
            else_=bindparam("capacity"),
        ),
        cap_open=bindparam("capacity"),
    )
)

CLOSE = (
    update(cell)
    .where(cell.c.pool_id == bindparam("pool"), cell.c.start_minute == bindparam("minute"))
    .values(status="closed")
)
"""Appointments that stand in a closed cell stay; it takes no new one."""


def change_cells(connection: Connection, pool: int, changes: Changes) -> None:
    add_cells(connection, pool, changes.added)
    updates = [(c.start_minute, c.capacity) for c in changes.changed]
    if updates:
        connection.execute(
            CHANGE, [{"pool": pool, "minute": m, "capacity": n} for m, n in sorted(updates)]
        )
    if changes.closed:
        connection.execute(CLOSE, [{"pool": pool, "minute": m} for m in sorted(changes.closed)])


def last_days(connection: Connection) -> Mapping[int, str]:
    """The last local date that has a cell, by pool."""
    last = func.max(cell.c.local_date).label("last")
    found = connection.execute(select(cell.c.pool_id, last).group_by(cell.c.pool_id))
    return {row.pool_id: row.last for row in found}
