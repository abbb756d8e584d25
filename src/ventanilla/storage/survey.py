"""How the trays and the calendar stand, counted for those who run it: numbers, never persons.

What waits and what is held is found through indexes that hold nothing else, so a look costs what
has piled up, not what is kept. What went wrong is found among the rows that still have a body: a
day's messages, and those of a week that went wrong.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from sqlalchemy import Connection, and_, case, func, select, text

from ventanilla.desk.pacing import Line
from ventanilla.domain.message import Price
from ventanilla.domain.office import OfficeCode
from ventanilla.storage.accounts import costs
from ventanilla.storage.cells import last_days
from ventanilla.storage.inbox import WAITING
from ventanilla.storage.networks import newest_number
from ventanilla.storage.owing import OPEN, is_open
from ventanilla.storage.schema import appointment, pool
from ventanilla.storage.trays import inbox, line, outbox

A_DAY = timedelta(days=1)

HELD = text("appointment.state IN ('held', 'offered')")
"""Written out, never bound: only then do both databases see that the partial index answers."""

WENT_WRONG = and_(inbox.c.body_sealed.is_not(None), inbox.c.state == "quarantined")
NOT_SENT = and_(outbox.c.body_sealed.is_not(None), outbox.c.state == "failed")
KIND = case((inbox.c.contact_id.is_(None), "poison"), else_="failed")
"""Poison could not be read, so it is nobody's."""


@dataclass(frozen=True, slots=True)
class Queue:
    """`since` is the UTC second of the oldest, None where there is none."""

    count: int = 0
    since: int | None = None

    def age(self, now: datetime) -> int:
        """Seconds that the oldest has waited, 0 where there is none."""
        return 0 if self.since is None else max(0, int(now.timestamp()) - self.since)


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits now. `owed` has each of the out-tray's open states."""

    waiting: Queue
    owed: Mapping[str, Queue]
    holds: int
    holds_overdue: int
    snapshot: int

    @property
    def oldest_owed(self) -> Queue:
        return min(
            (queue for queue in self.owed.values() if queue.since is not None),
            key=lambda queue: queue.since or 0,
            default=Queue(),
        )


@dataclass(frozen=True, slots=True)
class NumberStanding:
    """How one of our numbers does, or the mail server; `desk.pacing.Line` says what it means."""

    number: str
    closed: bool
    code: int
    opens_at: int
    """The UTC second at which a message tries it next."""
    share: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """Messages of one price, in the platform's words for it."""

    category: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What takes a longer look. `set_aside` and `failed` are of the last day, `delivered` of one
    month, by price.
    """

    set_aside: Mapping[str, int]
    failed: int
    confirmed: int
    delivered: Sequence[Delivered] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """Messages in quarantine for one reason, which is a kind of error, never its text."""

    kind: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Replies in one state whose last attempt ended with this code of Meta's; None for none."""

    state: str
    code: int | None
    count: int
    last_at: int
    """The UTC second at which the newest of them was written."""
    last_parcel: int


def standing(connection: Connection, now: datetime) -> Standing:
    waiting = connection.execute(
        select(func.count(), func.min(inbox.c.received_at)).where(WAITING)
    ).one()
    owed = connection.execute(
        select(outbox.c.state, func.count(), func.min(outbox.c.created_at))
        .where(is_open(outbox))
        .group_by(outbox.c.state)
    )
    found = {state: Queue(count, since) for state, count, since in owed}
    return Standing(
        waiting=Queue(*waiting),
        owed={state: found.get(state, Queue()) for state in OPEN},
        holds=_holds(connection, now, overdue=False),
        holds_overdue=_holds(connection, now, overdue=True),
        snapshot=newest_number(connection),
    )


def numbers(connection: Connection, now: datetime) -> Sequence[NumberStanding]:
    found = connection.execute(select(line).order_by(line.c.number)).all()
    return [
        NumberStanding(
            number=row.number,
            closed=row.failures > 0,
            code=row.code,
            opens_at=row.closed_until,
            share=Line(share=row.share, share_at=row.share_at).trusted(now),
        )
        for row in found
    ]


def tally(connection: Connection, now: datetime, zone: tzinfo = UTC) -> Tally:
    """`zone` is the account's, by which a month ends."""
    since = int((now - A_DAY).timestamp())
    aside = connection.execute(
        select(KIND.label("kind"), func.count().label("count"))
        .where(WENT_WRONG, inbox.c.received_at >= since)
        .group_by(KIND)
    )  # fmt: skip
    failed = (
        select(func.count())
        .select_from(outbox)
        .where(NOT_SENT, outbox.c.created_at >= since)
    )  # fmt: skip
    ahead = (
        select(func.count())
        .select_from(appointment)
        .where(
            # By office: only so does the index of an office's days answer.
            appointment.c.office.in_(select(pool.c.office)),
            appointment.c.start_minute >= int(now.timestamp()) // 60,
            appointment.c.state == "confirmed",
        )
    )
    return Tally(
        set_aside={"poison": 0, "failed": 0, **{row.kind: int(row[1]) for row in aside}},
        failed=connection.scalar(failed) or 0,
        confirmed=connection.scalar(ahead) or 0,
        delivered=_delivered(connection, f"{now.astimezone(zone):%Y-%m}"),
    )


def set_aside(connection: Connection) -> Sequence[SetAside]:
    """All in quarantine that can still be looked into: those of a week. The most first."""
    reason = func.coalesce(inbox.c.reason, "")
    found = connection.execute(
        select(KIND, reason, func.count()).where(WENT_WRONG).group_by(KIND, reason)
    )
    rows = [SetAside(kind, why, count) for kind, why, count in found]
    return sorted(rows, key=lambda row: (-row.count, row.kind, row.reason))


def faults(connection: Connection) -> Sequence[Fault]:
    """Of replies that are still owed, and of those that failed within a week. The newest first."""
    columns = (
        outbox.c.state,
        outbox.c.error,
        func.count(),
        func.max(outbox.c.created_at),
        func.max(outbox.c.id + 0),
    )
    rows: list[Fault] = []
    for where in (is_open(outbox), NOT_SENT):
        found = select(*columns).where(where).group_by(outbox.c.state, outbox.c.error)
        rows += [Fault(*row) for row in connection.execute(found)]
    return sorted(rows, key=lambda row: (-row.last_at, row.state, row.code or 0))


def horizons(connection: Connection, offices: Collection[OfficeCode]) -> Mapping[OfficeCode, date]:
    """The last local day that an office's calendar reaches, the shortest first; offices without
    any day are left out.
    """
    last = last_days(connection)
    reach: dict[OfficeCode, str] = {}
    for row in connection.execute(select(pool.c.id, pool.c.office)):
        if row.office in offices and row.id in last:
            office = OfficeCode(row.office)
            reach[office] = max(reach.get(office, ""), last[row.id])
    by_day = sorted(reach, key=lambda office: (reach[office], office))
    return {office: date.fromisoformat(reach[office]) for office in by_day}


def _delivered(connection: Connection, month: str) -> Sequence[Delivered]:
    """By all numbers together."""
    total: Counter[Price] = Counter()
    for prices in costs(connection, month).values():
        total.update(prices)
    return tuple(Delivered(price.category, price.kind, count) for price, count in total.items())


def _holds(connection: Connection, now: datetime, *, overdue: bool) -> int:
    at = int(now.timestamp())
    until = appointment.c.hold_until
    wanted = select(func.count()).select_from(appointment)
    return connection.scalar(wanted.where(HELD, until <= at if overdue else until > at)) or 0
