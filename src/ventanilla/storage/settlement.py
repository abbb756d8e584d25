"""One pass over all that appointments stand on, in the lock order every writer keeps.

Contact, appointment, quotas, participants, cells ascending: transactions that take the same rows
in one order can wait for each other, but never in a circle. The caller has locked the contact and
set a savepoint, to which a pass that was `Denied` must be rolled back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, insert, or_, update

from ventanilla.domain.appointment import Cause, State
from ventanilla.storage.appointments import CHANNEL
from ventanilla.storage.counting import Count, count
from ventanilla.storage.denied import Denied
from ventanilla.storage.free_days import touches
from ventanilla.storage.persons import Named, forget_persons, free_persons, name_persons
from ventanilla.storage.schema import appointment, claim, event, touched, vacancy
from ventanilla.storage.taking import Claims, Keep, Vacated, Vacating, move_counters, reckon
from ventanilla.storage.upserts import insert_each, insert_into


@dataclass(frozen=True, slots=True)
class Ending:
    """An appointment to end, unless it is no longer in state `was`, or, for what is held only
    until a time, runs longer than `latest` (UTC seconds).

    `keeps_until` is the instant up to which the public's places are kept back; None frees them at
    once. `counts` are what it gives back. Where it is `required`, the pass stops unless it ends.
    """

    appointment: int
    was: State
    latest: int
    becomes: State
    action: str
    counts: tuple[Count, ...]
    keeps_until: int | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Beginning:
    """An appointment to make, with its row; `past` are the same person's that are over."""

    row: Mapping[str, object]
    claims: Claims
    counts: tuple[Count, ...]
    named: Named
    past: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Moving:
    """An appointment to be had elsewhere, unless it is no longer as of `revision`.

    `values` are its new columns; `counts` is what changes of the quotas.
    """

    appointment: int
    revision: int
    values: Mapping[str, object]
    claims: Claims
    counts: tuple[Count, ...]
    keeps_until: int | None


@dataclass(frozen=True, slots=True)
class Accepting:
    """An offer that becomes an appointment, unless it has ended or, by `now`, run out."""

    appointment: int
    request: str
    count: Count
    named: Named
    past: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Pass:
    """All that is to happen together, or not at all."""

    endings: Sequence[Ending] = ()
    beginnings: Sequence[Beginning] = ()
    movings: Sequence[Moving] = ()
    acceptings: Sequence[Accepting] = ()
    vacatings: Sequence[Vacating] = ()
    """Places kept back that are taken over, or return to the public."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Which appointments ended, which began, in the order asked for, and what is kept back."""

    ended: tuple[int, ...] = ()
    begun: tuple[int, ...] = ()
    vacated: tuple[Vacated, ...] = ()
    returned: int = 0


def settle(connection: Connection, wanted: Pass, by: Cause, now: int) -> Settled:
    """Make it so, or raise `Denied`. `now` is in UTC seconds."""
    ended = _end_all(connection, wanted.endings)
    moved = _move_all(connection, wanted.movings)
    _accept_all(connection, wanted.acceptings, now)
    begun = [(_begin(connection, beginning), beginning) for beginning in wanted.beginnings]
    _count_all(connection, [ending for ending, _ in ended], wanted)
    _name_all(connection, [ending.appointment for ending, _ in ended], begun, wanted.acceptings)
    ledger = reckon(
        connection,
        given_up=[
            *(Keep(e.appointment, revision, e.keeps_until) for e, revision in ended),
            *(Keep(m.appointment, revision, m.keeps_until) for m, revision in moved),
        ],
        wanted=[
            *((number, beginning.claims) for number, beginning in begun),
            *((moving.appointment, moving.claims) for moving, _ in moved),
        ],
        vacatings=wanted.vacatings,
    )
    facts = [
        *((ending.appointment, ending.action) for ending, _ in ended),
        *((moving.appointment, "moved") for moving, _ in moved),
        *((accepting.appointment, "confirmed") for accepting in wanted.acceptings),
        *((number, str(beginning.row["state"])) for number, beginning in begun),
    ]
    insert_each(
        connection,
        [
            (claim, ledger.claims),
            (vacancy, ledger.vacancies),
            (touched, touches(ledger.sums.days)),
            (event, _history(facts, by, now)),
        ],
    )
    # Last, since everybody wants the same cells: they are locked from here to the commit.
    move_counters(connection, ledger.sums)
    return Settled(
        ended=tuple(ending.appointment for ending, _ in ended),
        begun=tuple(number for number, _ in begun),
        vacated=ledger.vacated,
        returned=ledger.returned,
    )


def record(connection: Connection, facts: Collection[tuple[int, str]], by: Cause, now: int) -> None:
    """Write what became of which appointment into its history: who, when, why."""
    if facts:
        connection.execute(insert(event), _history(facts, by, now))


def _history(facts: Collection[tuple[int, str]], by: Cause, now: int) -> list[Mapping[str, object]]:
    return [
        {"appointment_id": n, "action": action, "at": now, "actor": by.actor, "detail": by.why}
        for n, action in facts
    ]


def month(at: int) -> str:
    """`YYYY-MM`: the calendar month, by UTC, in which a booking made `at` counts."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m}"


# -- appointments -----------------------------------------------------------------------------

END = (
    update(appointment)
    .where(
        appointment.c.id == bindparam("number"),
        appointment.c.state == bindparam("was"),
        or_(appointment.c.hold_until.is_(None), appointment.c.hold_until <= bindparam("latest")),
    )
    .values(state=bindparam("becomes"), revision=appointment.c.revision + 1)
    .returning(appointment.c.revision)
)
"""Compare and swap: of all that end, confirm or move an appointment at once, one does."""


def _end_all(connection: Connection, endings: Iterable[Ending]) -> Sequence[tuple[Ending, int]]:
    """Those that ended, with their revision since."""
    ended = []
    for ending in sorted(endings, key=lambda ending: ending.appointment):
        values = {
            "number": ending.appointment,
            "was": ending.was,
            "latest": ending.latest,
            "becomes": ending.becomes,
        }
        revision = connection.scalar(END, values)
        if revision is not None:
            ended.append((ending, revision))
        elif ending.required:
            raise Denied("changed")
    return ended


MOVED = ("office", "pool_id", "start_minute", "timezone", "local_date", "local_time", "cells")

MOVE = (
    update(appointment)
    .where(
        appointment.c.id == bindparam("number"),
        appointment.c.state == "confirmed",
        appointment.c.revision == bindparam("seen"),
    )
    .values(
        {name: bindparam(f"new_{name}") for name in (*MOVED, "request_key")}
        | {"revision": appointment.c.revision + 1}
    )
    .returning(appointment.c.revision)
)


def _move_all(connection: Connection, movings: Iterable[Moving]) -> Sequence[tuple[Moving, int]]:
    moved = []
    for moving in sorted(movings, key=lambda moving: moving.appointment):
        values = {f"new_{name}": value for name, value in moving.values.items()}
        revision = connection.scalar(
            MOVE, {"number": moving.appointment, "seen": moving.revision, **values}
        )
        if revision is None:
            raise Denied("changed")
        moved.append((moving, revision))
    return moved


ACCEPT = (
    update(appointment)
    .where(
        appointment.c.id == bindparam("number"),
        appointment.c.state == "offered",
        appointment.c.hold_until > bindparam("now"),
    )
    .values(
        state="confirmed",
        channel=CHANNEL,
        revision=appointment.c.revision + 1,
        request_key=bindparam("request"),
        confirmed_at=bindparam("now"),
    )
    .returning(appointment.c.revision)
)


def _accept_all(connection: Connection, acceptings: Sequence[Accepting], now: int) -> None:
    for one in acceptings:
        values = {"number": one.appointment, "now": now, "request": one.request}
        if connection.scalar(ACCEPT, values) is None:
            raise Denied("changed")


@cache
def _begins(dialect: str) -> Any:
    return insert_into(dialect, appointment).on_conflict_do_nothing().returning(appointment.c.id)


def _begin(connection: Connection, beginning: Beginning) -> int:
    number = connection.scalar(_begins(connection.dialect.name), beginning.row)
    if number is None:
        raise Denied("request")
    return int(number)


# -- quotas and persons -----------------------------------------------------------------------


def _count_all(connection: Connection, ended: Sequence[Ending], wanted: Pass) -> None:
    changes = [
        *(change for ending in ended for change in ending.counts),
        *(change for moving in wanted.movings for change in moving.counts),
        *(change for beginning in wanted.beginnings for change in beginning.counts),
        *(accepting.count for accepting in wanted.acceptings),
    ]
    count(connection, changes)


def _name_all(
    connection: Connection,
    ended: Sequence[int],
    begun: Sequence[tuple[int, Beginning]],
    accepted: Sequence[Accepting],
) -> None:
    past = [
        *(number for _, beginning in begun for number in beginning.past),
        *(number for accepting in accepted for number in accepting.past),
    ]
    free_persons(connection, sorted({*ended, *past}))
    forget_persons(connection, [accepting.appointment for accepting in accepted])
    named = [(number, beginning.named) for number, beginning in begun]
    name_persons(connection, [*named, *((one.appointment, one.named) for one in accepted)])
