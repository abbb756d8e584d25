"""The calendar's cells as a network's plan needs them: read, added, changed, closed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from itertools import groupby
from string import Template
from typing import TypeAlias

from sqlalchemy import Connection, TextClause, and_, bindparam, case, func, select, text, update

from ventanilla.calendar.changes import Changes, StoredCell
from ventanilla.calendar.rules import PlannedCell
from ventanilla.desk.network_ports import UnopenedCell
from ventanilla.storage.free_days import touch
from ventanilla.storage.schema import cell
from ventanilla.storage.schema import pool as pool_table


def stored_cells(
    connection: Connection, pool: int, first: int, day: date | None = None
) -> Mapping[int, StoredCell]:
    """By start minute, from the UTC minute `first` on; of one local day only, where it is given."""
    where = [cell.c.pool_id == pool, cell.c.start_minute >= first]
    if day is not None:
        where.append(cell.c.local_date == day.isoformat())
    columns = (cell.c.start_minute, cell.c.status, cell.c.cap_total, cell.c.used_total)
    found = connection.execute(
        select(*columns, cell.c.cap_public, cell.c.over, cell.c.cap_open).where(*where)
    )
    return {start: StoredCell(status == "open", *room) for start, status, *room in found}


def add_cells(
    connection: Connection, pool: int, cells: Iterable[PlannedCell], *, gradual: bool
) -> None:
    """Those that are there already stay as they are."""
    for grid in _grids(cells, gradual):
        connection.execute(_inserting(len(grid.days), len(grid.ticks)), _values(pool, grid))


Tick: TypeAlias = tuple[int, str, int, int, int, int]
"""Minutes after the day's base, local time; capacity, over, the public's part, what is open."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Days that have the same cells: each day with each tick is one cell.

    A day is its base, to which ticks are added, and its date.
    """

    days: Sequence[tuple[int, str]]
    ticks: Sequence[Tick]


def _grids(cells: Iterable[PlannedCell], gradual: bool) -> Iterator[Grid]:  # noqa: FBT001
    """Few grids for many cells: a season's days differ only when the clocks change."""
    alike: dict[tuple[Tick, ...], list[tuple[int, str]]] = {}
    for day, of_day in groupby(cells, key=lambda cell: cell.day):
        its = list(of_day)
        base = its[0].start_minute
        ticks = tuple(_tick(one, base, gradual) for one in its)
        alike.setdefault(ticks, []).append((base, day.isoformat()))
    for ticks, days in alike.items():
        yield Grid(days, ticks)


def _tick(one: PlannedCell, base: int, gradual: bool) -> Tick:  # noqa: FBT001
    public = one.cap_public
    opened = 0 if gradual else public
    at = one.time.isoformat("minutes")
    return one.start_minute - base, at, one.capacity, one.over, public, opened


INSERT = """
    INSERT INTO cell (pool_id, start_minute, local_date, local_time,
        cap_total, over, cap_public, cap_open)
    SELECT :pool, day.column1 + tick.column1, day.column2, tick.column2,
        tick.column3, tick.column4, tick.column5, tick.column6
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
            ticks=", ".join(
                f"(:after{n}, :time{n}, :total{n}, :over{n}, :public{n}, :open{n})"
                for n in range(ticks)
            ),
        )
    )


def _values(pool: int, grid: Grid) -> Mapping[str, object]:
    values: dict[str, object] = {"pool": pool}
    for n, (base, day) in enumerate(grid.days):
        values |= {f"base{n}": base, f"date{n}": day}
    names = ("after", "time", "total", "over", "public", "open")
    for n, tick in enumerate(grid.ticks):
        values |= {f"{name}{n}": value for name, value in zip(names, tick, strict=True)}
    return values


WITHIN = (
    cell.c.pool_id == bindparam("pool"),
    cell.c.start_minute >= bindparam("first"),
    cell.c.start_minute <= bindparam("last"),
)

LEAST = cell.c.used_total - bindparam("more")

CHANGE = (
    update(cell)
    .where(*WITHIN)
    .values(
        status="open",
        # Never below what is used: a crowded cell only takes nobody new.
        cap_total=case((bindparam("capacity") < LEAST, LEAST), else_=bindparam("capacity")),
        over=bindparam("more"),
        cap_public=bindparam("public"),
        cap_open=case(
            (
                and_(bindparam("gradual") == 1, cell.c.cap_open < bindparam("public")),
                cell.c.cap_open,
            ),
            else_=bindparam("public"),
        ),
    )
)

CLOSE = update(cell).where(*WITHIN).values(status="closed")
"""Appointments that stand in a closed cell stay; it takes no new one."""


def change_cells(connection: Connection, pool: int, changes: Changes) -> None:
    """The cells of a pool as planned; its days are no longer as `day_free` says."""
    wanted: dict[int, Room | None] = dict.fromkeys(changes.closed)
    wanted |= {one.start_minute: _room(one) for one in changes.changed}
    if wanted:
        there = lock_cells(connection, pool, min(wanted), max(wanted))
        _change_runs(connection, pool, _runs(there, wanted), gradual=changes.gradual)
    add_cells(connection, pool, changes.added, gradual=changes.gradual)
    touch(connection, _days_of(connection, pool, changes))


Room: TypeAlias = tuple[int, int, int]
"""Capacity, what may be booked besides, the public's part."""

Run: TypeAlias = tuple[int, int, Room | None]
"""The first and the last of cells that follow each other, and their new room; None closes them."""


def _room(planned: PlannedCell) -> Room:
    return planned.capacity, planned.over, planned.cap_public


def _runs(there: Iterable[int], wanted: Mapping[int, Room | None]) -> Iterator[Run]:
    """As few as there can be: one by one, a year of a network takes a minute to change."""
    for (stays, room), some in groupby(there, key=lambda m: (m not in wanted, wanted.get(m))):
        minutes = list(some)
        if not stays:
            yield minutes[0], minutes[-1], room


def _change_runs(connection: Connection, pool: int, runs: Iterable[Run], *, gradual: bool) -> None:
    closing, changing = [], []
    for first, last, room in runs:
        where = {"pool": pool, "first": first, "last": last}
        if room is None:
            closing.append(where)
        else:
            new = dict(zip(("capacity", "more", "public"), room, strict=True))
            changing.append({**where, **new, "gradual": int(gradual)})
    for statement, values in ((CLOSE, closing), (CHANGE, changing)):
        if values:
            connection.execute(statement, values)


IN_ORDER = select(cell.c.start_minute).where(*WITHIN).order_by(cell.c.pool_id, cell.c.start_minute)


def lock_cells(connection: Connection, pool: int, first: int, last: int) -> Sequence[int]:
    """The starts of the cells from `first` to `last`, which nobody else takes until the commit.

    In the order in which whoever books takes them: a statement that changes many takes them in any.
    """
    where = {"pool": pool, "first": first, "last": last}
    return connection.scalars(IN_ORDER.with_for_update(), where).all()


def hold_cells(connection: Connection, pool: int, first: int, day: date | None) -> None:
    """Those from the UTC minute `first` on, or of them one day's, as `lock_cells` does."""
    where = [cell.c.pool_id == pool, cell.c.start_minute >= first]
    if day is not None:
        where.append(cell.c.local_date == day.isoformat())
    rows = select(cell.c.start_minute).where(*where).order_by(cell.c.start_minute)
    held = rows.with_for_update().subquery()
    connection.execute(select(func.count()).select_from(held))


def _days_of(connection: Connection, pool: int, changes: Changes) -> set[tuple[int, str]]:
    planned = (*changes.added, *changes.changed)
    days = {(pool, one.day.isoformat()) for one in planned}
    for some in batched(changes.closed):
        closed = select(cell.c.local_date).where(
            cell.c.pool_id == pool, cell.c.start_minute.in_(some)
        )
        days |= {(pool, day) for day in connection.scalars(closed.distinct())}
    return days


A_BATCH = 1000
"""Values in one statement: SQLite takes 32,766, PostgreSQL 65,535."""


def batched(minutes: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(minutes), A_BATCH):
        yield minutes[start : start + A_BATCH]


LAST_DAY = (
    select(cell.c.local_date)
    .where(cell.c.pool_id == pool_table.c.id)
    .order_by(cell.c.start_minute.desc())
    .limit(1)
    .scalar_subquery()
)


def last_days(connection: Connection) -> Mapping[int, str]:
    """The last local date that has a cell, by pool: one look into the index for each."""
    found = connection.execute(select(pool_table.c.id, LAST_DAY.label("last")))
    return {row.id: row.last for row in found if row.last is not None}


# -- opening by drips -------------------------------------------------------------------------

UNOPENED = (
    select(
        cell.c.start_minute,
        cell.c.local_date,
        cell.c.local_time,
        cell.c.cap_public,
        cell.c.cap_open,
    )
    .where(
        cell.c.pool_id == bindparam("pool"),
        cell.c.start_minute >= bindparam("first"),
        cell.c.local_date <= bindparam("last"),
        cell.c.status == "open",
        cell.c.cap_open < cell.c.cap_public,
    )
    .order_by(cell.c.start_minute)
)

OPEN = (
    update(cell)
    .where(
        cell.c.pool_id == bindparam("pool"),
        cell.c.start_minute == bindparam("minute"),
        cell.c.cap_open < bindparam("opened"),
        cell.c.cap_public >= bindparam("opened"),
    )
    .values(cap_open=bindparam("opened"))
)
"""Only ever more, and never more than the public's part."""


def unopened_cells(
    connection: Connection, pool: int, first: int, last: date
) -> Sequence[UnopenedCell]:
    """From the UTC minute `first` to the local day `last`: those of which more can be opened."""
    where = {"pool": pool, "first": first, "last": last.isoformat()}
    return [
        UnopenedCell(
            row.start_minute,
            date.fromisoformat(row.local_date),
            time.fromisoformat(row.local_time),
            row.cap_public,
            row.cap_open,
        )
        for row in connection.execute(UNOPENED, where)
    ]


def open_cells(
    connection: Connection, pool: int, opened: Sequence[tuple[UnopenedCell, int]]
) -> None:
    """So many of each cell are open now, if it had fewer."""
    if opened:
        connection.execute(
            OPEN,
            [{"pool": pool, "minute": one.start_minute, "opened": n} for one, n in opened],
        )
        touch(connection, {(pool, one.day.isoformat()) for one, _ in opened})
