"""The out-tray: what is owed to whom, in order, until its fate is known.

queued → sending → sent | failed | unknown. An unknown fate is settled by the platform's receipt,
which carries our reference, or after a grace by sending once more: a repeated question is better
than silence. A reply that a newer one has overtaken is dropped, unless it belongs to an
appointment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    or_,
    select,
    true,
    update,
)

from ventanilla.desk.tray_ports import Arrival, DocumentOf, Letter, Owed, Parcel, Settlement
from ventanilla.domain.message import Accepted, Address, Message, Receipt, SendError
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.lines import may_be_sent_to, note_sent_to
from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import outbox
from ventanilla.storage.upserts import insert_new
from ventanilla.storage.vault import Unreadable, Vault

log = structlog.get_logger()

OPEN = ("queued", "sending", "unknown")

GRACE = timedelta(seconds=5)
"""How long a receipt is waited for before an unknown fate is met by sending again."""

ATTEMPTS = 8
"""Tries of one message; after the last it has failed for good."""

PAPER = 20
"""Seconds more that a document may take: it is uploaded before it is sent."""

_GRACE = int(GRACE.total_seconds())

RANK = {"sent": 1, "delivered": 2, "read": 3}

KINDS: dict[str, type[Letter]] = {"message": Message, "document": DocumentOf}

SETTLE = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("number"),
        outbox.c.attempt == bindparam("tried"),
        or_(outbox.c.state == "sending", outbox.c.state == "unknown"),
    )
    .values(
        state=bindparam("becomes"),
        provider_key=bindparam("provider"),
        progress=bindparam("reached"),
        error=bindparam("code"),
        not_before=bindparam("later"),
        attempt=outbox.c.attempt - bindparam("spared"),
    )
)

PROGRESS = (
    update(outbox)
    .where(outbox.c.id == bindparam("number"))
    .values(state=bindparam("becomes"), progress=bindparam("reached"), error=bindparam("code"))
)


@dataclass(slots=True)
class Sent:
    """A row of the out-tray while receipts are read."""

    number: int
    contact: int
    state: str
    progress: str
    error: int | None


@dataclass(frozen=True, slots=True)
class OutboxTable:
    """`paced` where what is claimed is sent to a platform, which bounds what one person is sent."""

    connection: Connection
    vault: Vault
    paced: bool = True

    def put(self, owed: Sequence[Owed], now: datetime) -> None:
        at = int(now.timestamp())
        rows = [
            {
                "contact_id": o.contact,
                "kind": "message" if isinstance(o.letter, Message) else "document",
                "dedupe": o.dedupe,
                "appointment_id": o.appointment,
                "appointment_revision": o.revision,
                "state": "queued",
                "created_at": at,
                "not_before": at,
                "body_sealed": self.vault.seal(
                    msgspec.msgpack.encode(o.letter), "outbox", o.dedupe, "body"
                ),
            }
            for o in owed
        ]
        insert_new(self.connection, outbox, rows, "dedupe")

    def claim(self, limit: int, now: datetime, until: datetime, owner: str) -> Sequence[Parcel]:
        """Of each contact the earliest, and only when nothing of theirs is on its way, and there
        is room in their bucket; nothing that is no longer true.
        """
        at = int(now.timestamp())
        # By name: PostgreSQL may run a subquery again for each row, and its limit with it.
        taken = self._due(limit, at).cte("due")
        rows = self.connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(select(taken.c.id)), outbox.c.state == "queued")
            .values(
                state="sending",
                attempt=outbox.c.attempt + 1,
                lease_until=int(until.timestamp())
                + case((outbox.c.kind == "document", PAPER), else_=0),
                lease_owner=owner,
            )
            .returning(
                outbox.c.id,
                outbox.c.attempt,
                outbox.c.contact_id,
                outbox.c.kind,
                outbox.c.dedupe,
                outbox.c.body_sealed,
            )
        ).all()
        if self.paced:
            note_sent_to(self.connection, {row.contact_id for row in rows}, at)
        return self._parcels(sorted(rows, key=lambda row: row.id))

    def _due(self, limit: int, at: int) -> Select[int]:
        other = outbox.alias()
        before = or_(other.c.id < outbox.c.id, other.c.state.in_(("sending", "unknown")))
        blocked = (
            select(other.c.id)
            .where(
                other.c.contact_id == outbox.c.contact_id,
                other.c.id != outbox.c.id,
                is_open(other),
                before,
            )
            .exists()
        )
        due = (
            select(outbox.c.id)
            .where(
                is_open(outbox),
                outbox.c.state == "queued",
                outbox.c.not_before <= at,
                ~blocked,
                may_be_sent_to(outbox.c.contact_id, at) if self.paced else true(),
                is_true(outbox),
            )
            # Not by the bare number: SQLite would walk the whole table in that order.
            .order_by(outbox.c.id + 0)
            .limit(limit)
        )
        if self.connection.dialect.name != "sqlite":
            due = due.with_for_update(skip_locked=True, of=outbox)
        return due

    def settle(
        self, settlements: Sequence[Settlement], receipts: Sequence[Receipt], now: datetime
    ) -> Sequence[Arrival]:
        """Settles only the attempt that is meant: a late word on an earlier one changes nothing."""
        if not settlements and not receipts:
            return ()
        rows = self._locked(settlements, receipts)
        if settlements:
            at = int(now.timestamp())
            self.connection.execute(SETTLE, [self._fate(s, at) for s in settlements])
        changed: dict[int, Sent] = {}
        arrived = []
        for receipt in receipts:
            row = rows.get(_name(receipt))
            if row is None:
                continue
            if _merge(row, receipt):
                changed[row.number] = row
            if receipt.progress in ("delivered", "read"):
                arrived.append(Arrival(row.number, row.contact))
        if changed:
            self.connection.execute(PROGRESS, [_progress(row) for row in changed.values()])
        return arrived

    def sweep(self, now: datetime, owner: str, node: str) -> int:
        at = int(now.timestamp())
        mine = f"{node}/" if node else ""
        former = and_(
            outbox.c.lease_owner.startswith(mine, autoescape=True), outbox.c.lease_owner != owner
        )
        orphans = self.connection.execute(
            update(outbox)
            .where(
                is_open(outbox),
                outbox.c.state == "sending",
                or_(outbox.c.lease_until < at, former),
            )
            .values(state="unknown", not_before=at + _GRACE)
        )
        untrue = update(outbox).where(is_open(outbox), outbox.c.state == "queued", ~is_true(outbox))
        overtaken = self.connection.execute(untrue.values(state="dropped")).rowcount
        return orphans.rowcount + overtaken + self._again(at)

    def _again(self, at: int) -> int:
        """Unknown fates: dropped if a newer message follows, else sent again after the grace."""
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
        dropped = update(outbox).where(unknown, reply, follows).values(state="dropped")
        worn_out = update(outbox).where(over, outbox.c.attempt >= ATTEMPTS).values(state="failed")
        again = update(outbox).where(over).values(state="queued")
        return sum(self.connection.execute(s).rowcount for s in (dropped, worn_out, again))

    def _parcels(self, rows: Sequence[Any]) -> list[Parcel]:
        if not rows:
            return []
        people = Contacts(self.connection, self.vault).addresses([row.contact_id for row in rows])
        parcels = []
        for row in rows:
            address = people[row.contact_id]
            letter = self._letter(row)
            if letter is None or address == Address():
                self._give_up(row.id)
                continue
            parcels.append(Parcel(row.id, row.attempt, row.contact_id, address, letter))
        return parcels

    def _letter(self, row: Any) -> Letter | None:
        """None for one that cannot be read any more: it must not stop the others."""
        try:
            body = self.vault.open(bytes(row.body_sealed), "outbox", row.dedupe, "body")
            return msgspec.msgpack.decode(body, type=KINDS[row.kind])
        except (Unreadable, msgspec.DecodeError) as error:
            log.error("a letter cannot be read", parcel=row.id, kind=type(error).__name__)  # noqa: TRY400
            return None

    def _give_up(self, number: int) -> None:
        this = outbox.c.id == number
        self.connection.execute(update(outbox).where(this).values(state="failed"))

    def _fate(self, settlement: Settlement, at: int) -> dict[str, object]:
        fate: dict[str, object] = {
            "number": settlement.id,
            "tried": settlement.attempt,
            "provider": None,
            "reached": None,
            "code": None,
            "later": at + _GRACE,
            "spared": 0,
        }
        match settlement.result:
            case Accepted(key):
                provider = self.vault.index("sent", key) if key else None
                return fate | {"becomes": "sent", "provider": provider, "reached": "sent"}
            case SendError(code) if settlement.again_at is None:
                return fate | {"becomes": "failed", "code": code}
            case SendError(code, retry=retry):
                later = int(settlement.again_at.timestamp()) if settlement.again_at else at
                # While the number itself cannot send, waiting uses nothing up.
                spared = int(retry == "halt")
                return fate | {"becomes": "queued", "code": code, "later": later, "spared": spared}
            case _:
                return fate | {"becomes": "unknown"}

    def _locked(
        self, settlements: Sequence[Settlement], receipts: Sequence[Receipt]
    ) -> dict[int | str, Sent]:
        """The rows that are spoken of, by our number, or by the platform's id where that is all
        there is. Locked in one order, all at once: one node sends what another hears of.
        """
        names = [_name(receipt) for receipt in receipts]
        keys = {
            hashed: name
            for name in names
            if isinstance(name, str)
            for hashed in self.vault.indexes("sent", name)
        }
        numbers = [*(s.id for s in settlements), *(n for n in names if isinstance(n, int))]
        if keys:
            # On its own: with "or", SQLite would read the whole table.
            by_key = select(outbox.c.id).where(outbox.c.provider_key.in_(list(keys)))
            numbers += self.connection.scalars(by_key)
        if not numbers:
            return {}
        wanted = (
            select(outbox)
            .where(outbox.c.id.in_(numbers))
            .order_by(outbox.c.id)
            .with_for_update(key_share=True)
        )
        rows: dict[int | str, Sent] = {}
        for row in self.connection.execute(wanted):
            sent = Sent(row.id, row.contact_id, row.state, row.progress or "", row.error)
            rows[row.id] = sent
            if row.provider_key is not None and (name := keys.get(bytes(row.provider_key))):
                rows[name] = sent
        return rows


def is_open(table: Any) -> ColumnElement[bool]:
    """Written out, never bound: only then do both databases see that the partial index answers."""
    states: BindParameter[Any] = bindparam(None, OPEN, expanding=True, literal_execute=True)
    condition: ColumnElement[bool] = table.c.state.in_(states)
    return condition


def is_true(table: Any) -> ColumnElement[bool]:
    """I11: what speaks of an appointment leaves only while that stands as it says."""
    stands = select(appointment.c.id).where(
        appointment.c.id == table.c.appointment_id,
        appointment.c.revision == table.c.appointment_revision,
        appointment.c.state == "confirmed",
    )
    return or_(table.c.appointment_revision.is_(None), stands.exists())


def _name(receipt: Receipt) -> int | str:
    """The number in our reference; where there is none that a row can have, the platform's id."""
    number = receipt.reference.partition(".")[0]
    if number.isdecimal() and len(number) < len(str(2**63)):
        return int(number)
    return receipt.key


def _merge(row: Sent, receipt: Receipt) -> bool:
    """Progress only goes forward: read may come before delivered, and late ones change nothing.

    One that waits to be sent again is settled, too: an earlier attempt has arrived after all.
    """
    if receipt.progress == "failed":
        if row.progress in ("delivered", "read") or row.state == "failed":
            return False
        log.warning("not delivered", parcel=row.number, code=receipt.error)
        row.state, row.error = "failed", receipt.error
        return True
    if row.state in ("failed", "dropped"):
        return False
    if RANK[receipt.progress] <= RANK.get(row.progress, 0):
        return False
    row.state, row.progress = "sent", receipt.progress
    return True


def _progress(row: Sent) -> dict[str, object]:
    reached = row.progress or None
    return {"number": row.number, "becomes": row.state, "reached": reached, "code": row.error}
