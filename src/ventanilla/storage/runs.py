"""Runs of free cells: the SQL behind every question about what is open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from ventanilla.calendar.availability import Bounds
from ventanilla.domain.office import OfficeCode
from ventanilla.storage.schema import cell, pool

FOREVER = 2**40
"""A UTC minute that no calendar reaches."""


@dataclass(frozen=True, slots=True)
class Need:
    """`cells` in a row, each of `quantum` minutes, of one pool, with room for `units` in each."""

    office: OfficeCode
    pool: str
    quantum: int
    cells: int
    units: int = 1


def open_days(connection: Connection, need: Need, within: Bounds) -> Sequence[str]:
    """Local dates, `YYYY-MM-DD`, ascending."""
    where = _parameters(need, within.first, within.end)
    return connection.scalars(_days(need.units > 1), where).all()


def open_times(connection: Connection, need: Need, first: int, end: int) -> Sequence[str]:
    """Local times, `HH:MM`, of the starts from the UTC minute `first` on and before `end`."""
    return connection.scalars(_times(need.units > 1), _parameters(need, first, end)).all()


def first_days(
    connection: Connection, needs: Collection[Need], first: int, until: int = FOREVER
) -> Mapping[Need, str]:
    """The local date of each need's first run, from the UTC minute `first` on and before `until`;
    by the cells.

    One statement. What has no open day is left out.
    """
    if not needs:
        return {}
    offices, pools = ({getattr(n, name) for n in needs} for name in ("office", "pool"))
    shapes = {(need.cells, need.units) for need in needs}
    lengths = union_all(
        *(select(literal(n).label("n"), literal(k).label("k")) for n, k in sorted(shapes))
    ).subquery()
    day = _first_start(lengths.c.n, lengths.c.k, first, until)
    found = connection.execute(
        select(pool.c.office, pool.c.code, lengths.c.n, lengths.c.k, day.label("day"))
        .select_from(pool.join(lengths, literal_column("1") == literal_column("1")))
        .where(pool.c.office.in_(sorted(offices)), pool.c.code.in_(sorted(pools)))
    ).all()
    days = {(row.office, row.code, row.n, row.k): row.day for row in found}
    asked = ((need, days.get((need.office, need.pool, need.cells, need.units))) for need in needs)
    return {need: day for need, day in asked if day is not None}


def is_free(cells: FromClause) -> ColumnElement[bool]:
    """The words of `schema.FREE`: the index on free cells answers only to them."""
    return and_(
        cells.c.status == literal_column("'open'"),
        cells.c.used_open < cells.c.cap_open,
        cells.c.used_total < cells.c.cap_total + cells.c.over,
    )


def has_room(cells: FromClause, units: ColumnElement[int]) -> ColumnElement[bool]:
    """Free, and for so many at once."""
    return and_(
        is_free(cells),
        cells.c.cap_open - cells.c.used_open >= units,
        cells.c.cap_total + cells.c.over - cells.c.used_total >= units,
    )


def _first_start(
    count: ColumnElement[int], units: ColumnElement[int], first: int, until: int
) -> ScalarSelect[str]:
    """The local date of a pool's first run; the search ends there, so it mostly reads little."""
    follower = cell.alias("follower")
    run = (
        select(func.count())
        .where(
            follower.c.pool_id == cell.c.pool_id,
            follower.c.start_minute >= cell.c.start_minute,
            follower.c.start_minute < cell.c.start_minute + count * pool.c.quantum_minutes,
            has_room(follower, units),
        )
        .correlate(cell, pool, count.table)
        .scalar_subquery()
    )
    return (
        select(cell.c.local_date)
        .where(
            cell.c.pool_id == pool.c.id,
            cell.c.start_minute >= first,
            cell.c.start_minute < until,
            has_room(cell, units),
            run == count,
        )
        .order_by(cell.c.start_minute)
        .limit(1)
        .correlate(pool, count.table)
        .scalar_subquery()
    )


def _parameters(need: Need, first: int, end: int) -> Mapping[str, object]:
    """The last start before `end` may need cells after it."""
    reach = (need.cells - 1) * need.quantum
    return {
        "office": need.office,
        "code": need.pool,
        "ahead": need.cells - 1,
        "reach": reach,
        **({"units": need.units} if need.units > 1 else {}),
        "first": first,
        "end": end,
        "until": end + reach,
    }


def _starts(several: bool) -> Subquery:  # noqa: FBT001  # Which of two statements.
    """Cells with room, each with the one that comes so many after it among these.

    They enclose a run when that one is as far away in time as in number.
    """
    ahead = func.lead(cell.c.start_minute, bindparam("ahead")).over(order_by=cell.c.start_minute)
    return (
        select(cell.c.local_date, cell.c.local_time, cell.c.start_minute, ahead.label("last"))
        .where(
            cell.c.pool_id
            == select(pool.c.id)
            .where(pool.c.office == bindparam("office"), pool.c.code == bindparam("code"))
            .scalar_subquery(),
            cell.c.start_minute >= bindparam("first"),
            cell.c.start_minute < bindparam("until"),
            has_room(cell, bindparam("units")) if several else is_free(cell),
        )
        .subquery()
    )


def _of_runs(starts: Subquery, column: ColumnElement[str]) -> Select[str]:
    return select(column).where(
        starts.c.last == starts.c.start_minute + bindparam("reach"),
        starts.c.start_minute < bindparam("end"),
    )


@cache
def _days(several: bool) -> Select[str]:  # noqa: FBT001
    starts = _starts(several)
    return _of_runs(starts, starts.c.local_date).distinct().order_by(starts.c.local_date)


@cache
def _times(several: bool) -> Select[str]:  # noqa: FBT001
    starts = _starts(several)
    return _of_runs(starts, starts.c.local_time).order_by(starts.c.start_minute)
