"""One pass over all that appointments stand on, in the lock order every writer keeps.

Contact, appointment, quotas, participants, cells ascending: transactions that take the same rows
in one order can wait for each other, but never in a circle. The caller has locked the contact and
set a savepoint, to which a pass that was `Denied` must be rolled back.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from ventanilla.storage.schema import appointment, cell, claim, event, participant, quota
from ventanilla.storage.upserts import insert_into

Reason: TypeAlias = Literal["request", "limit", "person", "cells"]


class Denied(Exception):
    """Why the pass stopped.

    `request`: the request or the folio is already known; `limit`: the contact's month is used up;
    `person`: somebody has a live appointment for this person; `cells`: not every cell has room.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Ending:
    """A hold to end, unless it was ended or confirmed meanwhile, or runs longer than `latest`."""

    appointment: int
    contact: int
    created_at: int
    latest: int
    action: Literal["expired", "released"]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A hold to make.

    `row` is the appointment's; `minutes` are the starts of its cells; `past` are appointments of
    the same person that are over.
    """

    row: Mapping[str, object]
    contact: int
    created_at: int
    limit: int
    person: str
    group: str
    pool: int
    minutes: Sequence[int]
    past: Sequence[int]


@dataclass(frozen=True, slots=True)
class Settled:
    """How many holds ended, and the new appointment's id."""

    ended: int
    begun: int | None


def settle(
    connection: Connection, endings: Iterable[Ending], beginning: Beginning | None, now: int
) -> Settled:
    """End and begin holds, or raise `Denied`. `now` is in UTC seconds."""
    in_order = sorted(endings, key=lambda ending: ending.appointment)
    ended = [ending for ending in in_order if _end(connection, ending)]
    begun = _begin(connection, beginning) if beginning else None
    _count_bookings(connection, ended, beginning)
    _name_persons(connection, ended, beginning, begun)
    _move_claims(connection, ended, beginning, begun)
    facts = [(ending.appointment, ending.action) for ending in ended]
    record(connection, facts if begun is None else [*facts, (begun, "held")], now)
    return Settled(len(ended), begun)


def record(connection: Connection, facts: Collection[tuple[int, str]], now: int) -> None:
    """Write what became of which appointment into its history."""
    rows = [
        {"appointment_id": number, "action": action, "at": now, "actor": "contact", "detail": ""}
        for number, action in facts
    ]
    if rows:
        connection.execute(insert(event), rows)


def month(at: int) -> str:
    """`YYYY-MM`: the calendar month, by UTC, in which a booking made `at` counts."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m}"


# -- appointments -----------------------------------------------------------------------------

END = (
    update(appointment)
    .where(
        appointment.c.id == bindparam("number"),
        appointment.c.state == "held",
        appointment.c.hold_until <= bindparam("latest"),
    )
    .values(state=bindparam("ends_as"), revision=appointment.c.revision + 1)
)


def _end(connection: Connection, ending: Ending) -> bool:
    """Compare and swap: of all that end or confirm a hold at once, one does."""
    values = {
        "number": ending.appointment,
        "latest": ending.latest,
        "ends_as": "expired" if ending.action == "expired" else "cancelled",
    }
    return connection.execute(END, values).rowcount == 1


@cache
def _begins(dialect: str) -> Any:
    return insert_into(dialect, appointment).on_conflict_do_nothing().returning(appointment.c.id)


def _begin(connection: Connection, beginning: Beginning) -> int:
    number = connection.scalar(_begins(connection.dialect.name), beginning.row)
    if number is None:
        raise Denied("request")
    return int(number)


# -- quotas -----------------------------------------------------------------------------------


def _count_bookings(
    connection: Connection, ended: Sequence[Ending], beginning: Beginning | None
) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    counts.subtract((_scope(ending.contact), month(ending.created_at)) for ending in ended)
    if beginning:
        counts[_scope(beginning.contact), month(beginning.created_at)] += 1
    for (scope, period), change in sorted(counts.items()):
        if change < 0:
            _give_back(connection, scope, period, -change)
        elif change > 0 and beginning and not _use(connection, scope, period, beginning.limit):
            raise Denied("limit")


def _scope(contact: int) -> str:
    return f"contact:{contact}"


def _use(connection: Connection, scope: str, period: str, limit: int) -> bool:
    if limit < 1:
        return False
    row = {"scope": scope, "period": period, "lim": limit, "used": 1}
    return connection.scalar(_uses(connection.dialect.name), row) is not None


@cache
def _uses(dialect: str) -> Any:
    """The period's first booking, or one more where there is room for it."""
    statement = insert_into(dialect, quota)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[quota.c.scope, quota.c.period],
        set_={"used": quota.c.used + new.used, "lim": new.lim},
        where=quota.c.used + new.used <= new.lim,
    ).returning(quota.c.used)


def _give_back(connection: Connection, scope: str, period: str, count: int) -> None:
    connection.execute(
        update(quota)
        .where(quota.c.scope == scope, quota.c.period == period)
        .values(used=quota.c.used - count)
    )


# -- participants -----------------------------------------------------------------------------


def _name_persons(
    connection: Connection,
    ended: Sequence[Ending],
    beginning: Beginning | None,
    begun: int | None,
) -> None:
    _free_persons(connection, [ending.appointment for ending in ended])
    if beginning is None:
        return
    _free_persons(connection, beginning.past)
    row = {
        "appointment_id": begun,
        "seq": 0,
        "person_key": beginning.person,
        "dedupe_group": beginning.group,
        "active": 1,
    }
    if connection.scalar(_names(connection.dialect.name), row) is None:
        raise Denied("person")


@cache
def _names(dialect: str) -> Any:
    named = insert_into(dialect, participant).on_conflict_do_nothing()
    return named.returning(participant.c.appointment_id)


def _free_persons(connection: Connection, appointments: Collection[int]) -> None:
    if appointments:
        connection.execute(
            update(participant)
            .where(participant.c.appointment_id.in_(appointments))
            .values(active=0)
        )


# -- cells ------------------------------------------------------------------------------------

MOVE = (
    update(cell)
    .where(
        cell.c.pool_id == bindparam("pool"),
        cell.c.start_minute == bindparam("minute"),
        or_(
            bindparam("wanted") == 0,
            and_(
                cell.c.status == "open",
                cell.c.used_open + bindparam("units") <= cell.c.cap_open,
                cell.c.used_total + bindparam("units") <= cell.c.cap_total + cell.c.over,
            ),
        ),
    )
    .values(
        used_open=cell.c.used_open + bindparam("units"),
        used_total=cell.c.used_total + bindparam("units"),
    )
)
"""A cell is given back in any state, and taken only where it is open and has room."""


def _move_claims(
    connection: Connection,
    ended: Sequence[Ending],
    beginning: Beginning | None,
    begun: int | None,
) -> None:
    wanted = {(beginning.pool, minute) for minute in beginning.minutes} if beginning else set()
    units: Counter[tuple[int, int]] = Counter(wanted)
    units.subtract(_take_back(connection, [ending.appointment for ending in ended]))
    moves = [
        {"pool": pool, "minute": minute, "units": change, "wanted": int((pool, minute) in wanted)}
        for (pool, minute), change in sorted(units.items())
    ]
    if moves and connection.execute(MOVE, moves).rowcount != len(moves):
        raise Denied("cells")
    if wanted:
        connection.execute(
            insert(claim),
            [
                {"appointment_id": begun, "pool_id": pool, "start_minute": minute, "units": 1}
                for pool, minute in sorted(wanted)
            ],
        )


def _take_back(connection: Connection, appointments: Collection[int]) -> Counter[tuple[int, int]]:
    """Delete the claims of these appointments; what they held, by pool and minute."""
    held: Counter[tuple[int, int]] = Counter()
    if appointments:
        theirs = claim.c.appointment_id.in_(appointments)
        for row in connection.execute(select(claim).where(theirs)):
            held[row.pool_id, row.start_minute] += row.units
        connection.execute(delete(claim).where(theirs))
    return held
