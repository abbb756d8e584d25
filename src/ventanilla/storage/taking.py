"""Cells taken, given back and kept back: counters, and the ledger that explains them.

For every cell, what claims and vacancies say together is what its counters say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, delete, or_, select, update

from ventanilla.domain.appointment import Share
from ventanilla.storage.denied import Denied
from ventanilla.storage.schema import cell, claim, vacancy


@dataclass(frozen=True, slots=True)
class Claims:
    """One person's cells: `minutes` are their starts, all of the local date `day`, the first at
    the local time `at` (HH:MM).

    `theirs` were offered to them and are given up in the same pass: they need no room, and what
    has been closed or lowered since takes them from nobody.
    """

    pool: int
    day: str
    at: str
    minutes: Sequence[int]
    share: Share
    theirs: bool = False

    @property
    def open_units(self) -> int:
        return 0 if self.share == "staff" else 1


@dataclass(frozen=True, slots=True)
class Keep:
    """The claims of an appointment to be given up; those out of the public's part are kept back
    until `until` (UTC seconds), or not at all.
    """

    appointment: int
    revision: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Vacated:
    """Cells kept back since an appointment left them by its `revision`."""

    appointment: int
    revision: int
    pool: int
    minutes: tuple[int, ...]
    until: int


@dataclass(frozen=True, slots=True, order=True)
class Vacating:
    """Cells kept back to be set free, if they still are, and by `due` (UTC seconds) return."""

    appointment: int
    revision: int
    minutes: tuple[int, ...]
    due: int


Cell = tuple[int, int]
"""Pool and start minute."""


@dataclass(slots=True)
class Sums:
    """What changes of each cell; `wanted` are those that must have room, `open` those that must
    have it in the public's part, `drawn` those that may use all of that part; `said` are the local
    date and time that somebody has been told of a cell; `days` are those whose free places change.
    """

    total: Counter[Cell] = field(default_factory=Counter)
    public: Counter[Cell] = field(default_factory=Counter)
    wanted: set[Cell] = field(default_factory=set)
    open: set[Cell] = field(default_factory=set)
    drawn: set[Cell] = field(default_factory=set)
    said: dict[Cell, tuple[str, str]] = field(default_factory=dict)
    days: set[tuple[int, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a pass writes beside the counters, a row for each fact; `sums` is what it counts."""

    claims: Sequence[Mapping[str, object]]
    vacancies: Sequence[Mapping[str, object]]
    vacated: tuple[Vacated, ...]
    returned: int
    sums: Sums


def reckon(
    connection: Connection,
    given_up: Sequence[Keep],
    wanted: Sequence[tuple[int, Claims]],
    vacatings: Sequence[Vacating],
) -> Ledger:
    """Takes out of the ledger what is given up, and says what is to be written and counted."""
    sums = Sums()
    returned = sum(_set_free(connection, one, sums) for one in sorted(vacatings))
    leaving = _leave(connection, given_up, wanted, sums)
    for _, claims in wanted:
        _want(claims, sums)
    return Ledger(
        claims=list(_claimed(wanted)),
        vacancies=list(_kept(leaving)),
        vacated=_vacated(leaving),
        returned=returned,
        sums=sums,
    )


def _want(claims: Claims, sums: Sums) -> None:
    cells = {(claims.pool, minute) for minute in claims.minutes}
    for one in cells:
        sums.total[one] += 1
        sums.public[one] += claims.open_units
    sums.days.add((claims.pool, claims.day))
    if claims.theirs:
        return
    sums.wanted |= cells
    sums.said[claims.pool, min(claims.minutes)] = claims.day, claims.at
    if claims.open_units:
        sums.open |= cells
    if claims.share == "drawn":
        sums.drawn |= cells


# -- what is given up -------------------------------------------------------------------------

LEAVING = (
    select(claim, cell.c.local_date)
    .join(
        cell,
        and_(cell.c.pool_id == claim.c.pool_id, cell.c.start_minute == claim.c.start_minute),
    )
    .where(claim.c.appointment_id.in_(bindparam("appointments", expanding=True)))
    .order_by(claim.c.appointment_id, claim.c.start_minute)
)

LEAVE = delete(claim).where(claim.c.appointment_id.in_(bindparam("appointments", expanding=True)))


def _leave(
    connection: Connection,
    given_up: Sequence[Keep],
    wanted: Sequence[tuple[int, Claims]],
    sums: Sums,
) -> Sequence[tuple[Keep, Row[Any]]]:
    """Takes the claims out of the ledger; those to be kept back, which stay counted."""
    if not given_up:
        return []
    keeps = {keep.appointment: keep for keep in given_up}
    again = {
        (number, claims.pool, minute) for number, claims in wanted for minute in claims.minutes
    }
    numbers = {"appointments": sorted(keeps)}
    kept = []
    for row in connection.execute(LEAVING, numbers).all():
        keep = keeps[row.appointment_id]
        moves_on = (row.appointment_id, row.pool_id, row.start_minute) in again
        if row.open_units and keep.until is not None and not moves_on:
            kept.append((keep, row))
            continue
        sums.total[row.pool_id, row.start_minute] -= row.units
        sums.public[row.pool_id, row.start_minute] -= row.open_units
        sums.days.add((row.pool_id, row.local_date))
    connection.execute(LEAVE, numbers)
    return kept


def _kept(leaving: Sequence[tuple[Keep, Row[Any]]]) -> Iterator[Mapping[str, object]]:
    for keep, row in leaving:
        yield {
            "appointment_id": keep.appointment,
            "revision": keep.revision,
            "start_minute": row.start_minute,
            "pool_id": row.pool_id,
            "units": row.open_units,
            "returns_at": keep.until,
        }


def _vacated(leaving: Sequence[tuple[Keep, Row[Any]]]) -> tuple[Vacated, ...]:
    groups: dict[tuple[Keep, int], list[int]] = {}
    for keep, row in leaving:
        groups.setdefault((keep, row.pool_id), []).append(row.start_minute)
    return tuple(
        Vacated(keep.appointment, keep.revision, pool, tuple(minutes), keep.until or 0)
        for (keep, pool), minutes in groups.items()
    )


# -- what was kept back -----------------------------------------------------------------------

SET_FREE = (
    delete(vacancy)
    .where(
        vacancy.c.appointment_id == bindparam("appointment"),
        vacancy.c.revision == bindparam("left_by"),
        vacancy.c.start_minute.in_(bindparam("minutes", expanding=True)),
        vacancy.c.returns_at <= bindparam("due"),
    )
    .returning(vacancy.c.pool_id, vacancy.c.start_minute, vacancy.c.units)
)
"""Compare and swap: of all that want it, one finds it."""

DAY_OF = select(cell.c.local_date).where(
    cell.c.pool_id == bindparam("pool"), cell.c.start_minute == bindparam("minute")
)


def _set_free(connection: Connection, one: Vacating, sums: Sums) -> int:
    found = connection.execute(
        SET_FREE,
        {
            "appointment": one.appointment,
            "left_by": one.revision,
            "minutes": list(one.minutes),
            "due": one.due,
        },
    ).all()
    for row in found:
        sums.total[row.pool_id, row.start_minute] -= row.units
        sums.public[row.pool_id, row.start_minute] -= row.units
    if found:
        first = {"pool": found[0].pool_id, "minute": found[0].start_minute}
        sums.days.add((found[0].pool_id, str(connection.scalar(DAY_OF, first))))
    return len(found)


# -- counters ---------------------------------------------------------------------------------

AS_SAID = or_(
    bindparam("at") == "",
    and_(cell.c.local_date == bindparam("day"), cell.c.local_time == bindparam("at")),
)
"""While nodes are brought up to date they may differ about a zone's law, and so about when a local
time is: nobody is given the cell that the calendar has for another."""

PUBLIC_PART = case((bindparam("drawn") == 1, cell.c.cap_public), else_=cell.c.cap_open)

MOVE = (
    update(cell)
    .where(
        cell.c.pool_id == bindparam("pool"),
        cell.c.start_minute == bindparam("minute"),
        or_(
            bindparam("wanted") == 0,
            and_(
                cell.c.status == "open",
                AS_SAID,
                or_(
                    bindparam("public_wanted") == 0,
                    cell.c.used_open + bindparam("public_units") <= PUBLIC_PART,
                ),
                cell.c.used_total + bindparam("units") <= cell.c.cap_total + cell.c.over,
            ),
        ),
    )
    .values(
        used_open=cell.c.used_open + bindparam("public_units"),
        used_total=cell.c.used_total + bindparam("units"),
    )
)
"""A cell is given back in any state, and taken only where it is open and has room."""


def move_counters(connection: Connection, sums: Sums) -> None:
    """Ascending by cell, or raises `Denied`."""
    changed = {one for one in sums.total if sums.total[one] or sums.public[one]}
    moves = [
        {
            "pool": one[0],
            "minute": one[1],
            "units": sums.total[one],
            "public_units": sums.public[one],
            "wanted": int(one in sums.wanted),
            "public_wanted": int(one in sums.open),
            "drawn": int(one in sums.drawn),
            **dict(zip(("day", "at"), sums.said.get(one, ("", "")), strict=True)),
        }
        for one in sorted(changed | sums.wanted)
    ]
    if moves and connection.execute(MOVE, moves).rowcount != len(moves):
        raise Denied("cells")


def _claimed(wanted: Iterable[tuple[int, Claims]]) -> Iterator[Mapping[str, object]]:
    for number, claims in wanted:
        for minute in sorted(claims.minutes):
            yield {
                "appointment_id": number,
                "pool_id": claims.pool,
                "start_minute": minute,
                "units": 1,
                "open_units": claims.open_units,
            }
