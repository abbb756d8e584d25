"""The out-tray: what is owed to whom, in order, until its fate is known.

queued → sending → sent | failed | unknown. An unknown fate is settled by the platform's receipt,
which carries our reference, or after a grace by sending once more: a repeated question is better
than silence. A reply that a newer one has overtaken is dropped, unless it belongs to an
appointment; and so is what is no longer true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    true,
    update,
)

from ventanilla.desk.sending import ATTEMPTS
from ventanilla.desk.tray_ports import Channel, Lane, Owed, Parcel, Settlement, Told
from ventanilla.domain.message import Address, Receipt
from ventanilla.storage import letters
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.fates import GRACE, Fates
from ventanilla.storage.lines import may_be_sent_to, note_sent_to
from ventanilla.storage.owing import (
    goes_by,
    is_open,
    is_out_of_reach,
    is_true,
    is_worded,
    may_be_free,
)
from ventanilla.storage.trays import outbox
from ventanilla.storage.upserts import insert_new
from ventanilla.storage.vault import Vault

PAPER = 20
"""Seconds more that a document may take: it is uploaded before it is sent."""

LANES: dict[Lane, int] = {"answer": 0, "notice": 1, "bulk": 2}

OUT_OF_REACH = 131047
"""Meta's code for what is refused since the person wrote too long ago: we do not even ask."""


log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OutboxTable:
    """`paced` where what is claimed is sent to a platform, which bounds what one person is sent."""

    connection: Connection
    vault: Vault
    paced: bool = True

    def put(self, owed: Sequence[Owed], now: datetime) -> None:
        rows = [self._row(one, int(now.timestamp())) for one in owed]
        insert_new(self.connection, outbox, rows, "dedupe")

    def claim(
        self,
        limit: int,
        now: datetime,
        until: datetime,
        owner: str,
        channel: Channel = "whatsapp",
    ) -> Sequence[Parcel]:
        """Of each contact the earliest, and only when nothing of theirs is on its way, and there
        is room in their bucket; nothing that is no longer true, or that we may not say now.
        """
        at = int(now.timestamp())
        # By name: PostgreSQL may run a subquery again for each row, and its limit with it.
        taken = self._due(limit, at, channel).cte("due")
        papers = outbox.c.kind.in_(("document", "mail"))
        rows = self.connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(select(taken.c.id)), outbox.c.state == "queued")
            .values(
                state="sending",
                attempt=outbox.c.attempt + 1,
                lease_until=int(until.timestamp()) + case((papers, PAPER), else_=0),
                lease_owner=owner,
            )
            .returning(
                outbox.c.id,
                outbox.c.attempt,
                outbox.c.contact_id,
                outbox.c.kind,
                outbox.c.dedupe,
                outbox.c.body_sealed,
                outbox.c.template,
                outbox.c.created_at,
            )
        ).all()
        if self.paced and channel == "whatsapp":
            note_sent_to(self.connection, {row.contact_id for row in rows}, at)
        return self._parcels(sorted(rows, key=lambda row: row.id), at, channel)

    def settle(
        self, settlements: Sequence[Settlement], receipts: Sequence[Receipt], now: datetime
    ) -> Told:
        return Fates(self.connection, self.vault).settle(settlements, receipts, now)

    def sweep(self, now: datetime, owner: str, node: str) -> int:
        at = int(now.timestamp())
        mine = f"{node}/" if node else ""
        former = and_(
            outbox.c.lease_owner.startswith(mine, autoescape=True), outbox.c.lease_owner != owner
        )
        lost = and_(outbox.c.state == "sending", or_(outbox.c.lease_until < at, former))
        queued = and_(is_open(outbox), outbox.c.state == "queued")
        steps = (
            update(outbox)
            .where(is_open(outbox), lost)
            .values(state="unknown", not_before=at + int(GRACE.total_seconds())),
            update(outbox).where(queued, ~is_true(outbox, at)).values(state="dropped"),
            update(outbox)
            .where(queued, is_out_of_reach(outbox, at))
            .values(state="failed", error=OUT_OF_REACH),
        )
        return sum(self.connection.execute(step).rowcount for step in steps) + self._again(at)

    def forgo(self, channel: Channel) -> int:
        waits = and_(is_open(outbox), goes_by(outbox, channel))
        return self.connection.execute(update(outbox).where(waits).values(state="dropped")).rowcount

    # -- pieces -------------------------------------------------------------------------------

    def _row(self, owed: Owed, at: int) -> dict[str, object]:
        return {
            "contact_id": owed.contact,
            "kind": letters.NAMES[type(owed.letter)],
            "dedupe": owed.dedupe,
            "appointment_id": owed.appointment,
            "appointment_revision": owed.revision,
            "appointment_state": None if owed.state == "confirmed" else owed.state,
            "state": "queued",
            "created_at": at,
            "not_before": at,
            "body_sealed": letters.seal(self.vault, owed.letter, owed.dedupe),
            "channel": owed.channel,
            "lane": LANES[owed.lane],
            "once": int(owed.once),
            "expires_at": int(owed.expires.timestamp()) if owed.expires else None,
            "template": letters.template_of(owed.letter),
        }

    def _due(self, limit: int, at: int, channel: Channel) -> Select[int]:
        paced = self.paced and channel == "whatsapp"
        due = (
            select(outbox.c.id)
            .where(
                is_open(outbox),
                goes_by(outbox, channel),
                outbox.c.state == "queued",
                outbox.c.not_before <= at,
                ~_blocked(at),
                may_be_sent_to(outbox.c.contact_id, at) if paced else true(),
                is_true(outbox, at),
                is_worded(outbox, at),
            )
            # Not by the bare number: SQLite would walk the whole table in that order.
            .order_by(_lane(), outbox.c.id + 0)
            .limit(limit)
        )
        if self.connection.dialect.name != "sqlite":
            due = due.with_for_update(skip_locked=True, of=outbox)
        return due

    def _again(self, at: int) -> int:
        """Unknown fates: dropped if a newer message follows, else sent again after the grace; what
        may be sent but once has failed.
        """
        newer = outbox.alias()
        follows = (
            select(newer.c.id)
            .where(
                newer.c.contact_id == outbox.c.contact_id,
                newer.c.id > outbox.c.id,
                newer.c.kind == "message",
            )
            .exists()
        )
        unknown = and_(is_open(outbox), outbox.c.state == "unknown")
        reply = and_(outbox.c.kind == "message", outbox.c.appointment_id.is_(None))
        over = and_(unknown, outbox.c.not_before <= at)
        worn_out = or_(outbox.c.attempt >= ATTEMPTS, outbox.c.once == 1)
        dropped = update(outbox).where(unknown, reply, follows).values(state="dropped")
        again = update(outbox).where(over).values(state="queued")
        overtaken = self.connection.execute(dropped).rowcount
        given_up = self._give_up_unknown(and_(over, worn_out))
        return overtaken + given_up + self.connection.execute(again).rowcount

    def _give_up_unknown(self, these: ColumnElement[bool]) -> int:
        failed = update(outbox).where(these).values(state="failed").returning(outbox.c.id)
        numbers = self.connection.scalars(failed).all()
        for number in numbers:
            log.error("given up, its fate was never told", parcel=number)
        return len(numbers)

    def _parcels(self, rows: Sequence[Any], at: int, channel: Channel) -> list[Parcel]:
        if not rows:
            return []
        people = Contacts(self.connection, self.vault).addresses([row.contact_id for row in rows])
        bound = self._bound([row.id for row in rows if row.template], at)
        parcels = []
        for row in rows:
            address = people[row.contact_id]
            letter = letters.opened(self.vault, row)
            if letter is None or (channel == "whatsapp" and address == Address()):
                self._give_up(row.id)
                continue
            parcels.append(
                Parcel(
                    row.id,
                    row.attempt,
                    row.contact_id,
                    address,
                    letter,
                    freely=row.id not in bound,
                    channel=channel,
                    written=datetime.fromtimestamp(row.created_at, UTC),
                )
            )
        return parcels

    def _bound(self, numbers: Sequence[int], at: int) -> set[int]:
        """Those that may leave by their template only."""
        if not numbers:
            return set()
        wanted = select(outbox.c.id).where(outbox.c.id.in_(numbers), ~may_be_free(outbox, at))
        return set(self.connection.scalars(wanted))

    def _give_up(self, number: int) -> None:
        this = outbox.c.id == number
        self.connection.execute(update(outbox).where(this).values(state="failed"))


def _blocked(at: int) -> ColumnElement[bool]:
    """Whether something of the same contact, by the same channel, comes before or is on its way.

    What waits for a template to be approved again, or is no longer true, keeps nobody waiting.
    """
    other = outbox.alias()
    before = and_(other.c.id < outbox.c.id, is_worded(other, at), is_true(other, at))
    return (
        select(other.c.id)
        .where(
            other.c.contact_id == outbox.c.contact_id,
            other.c.id != outbox.c.id,
            other.c.channel == outbox.c.channel,
            is_open(other),
            or_(before, other.c.state.in_(("sending", "unknown"))),
        )
        .exists()
    )


def _lane() -> ColumnElement[int]:
    """What comes before an answer to the same person leaves as soon as that: in its order."""
    other = outbox.alias()
    soonest = (
        select(func.min(other.c.lane))
        .where(other.c.contact_id == outbox.c.contact_id, is_open(other))
        .scalar_subquery()
    )
    return case((outbox.c.lane == 0, 0), else_=soonest)
