"""The out-tray: what is owed to whom, in order, until its fate is known.

queued → sending → sent | failed | unknown. An unknown fate is settled by the platform's receipt,
which carries our reference, or after a grace by sending once more: a repeated question is better
than silence. A reply that a newer one has overtaken is dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, func, or_, select, update

from ventanilla.desk.tray_ports import DocumentOf, Letter, Owed, Parcel, Settlement
from ventanilla.domain.message import Accepted, Message, Receipt, SendError
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.schema import outbox
from ventanilla.storage.upserts import insert_new
from ventanilla.storage.vault import Vault

OPEN = ("queued", "sending", "unknown")

GRACE = timedelta(seconds=5)
"""How long a receipt is waited for before an unknown fate is met by sending again."""

ATTEMPTS = 8
"""Tries of one message; after the last it has failed for good."""

RANK = {"sent": 1, "delivered": 2, "read": 3}

KINDS: dict[str, type[Letter]] = {"message": Message, "document": DocumentOf}


@dataclass(frozen=True, slots=True)
class OutboxTable:
    connection: Connection
    vault: Vault

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
        earlier = outbox.alias()
        first = (
            select(func.min(earlier.c.id))
            .where(earlier.c.contact_id == outbox.c.contact_id, earlier.c.state.in_(OPEN))
            .scalar_subquery()
        )
        due = (
            select(outbox.c.id)
            .where(
                outbox.c.state == "queued",
                outbox.c.not_before <= int(now.timestamp()),
                outbox.c.id == first,
            )
            .order_by(outbox.c.id)
            .limit(limit)
        )
        if self.connection.dialect.name != "sqlite":
            due = due.with_for_update(skip_locked=True, of=outbox)
        rows = self.connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(due), outbox.c.state == "queued")
            .values(
                state="sending",
                attempt=outbox.c.attempt + 1,
                lease_until=int(until.timestamp()),
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
        return self._parcels(sorted(rows, key=lambda row: row.id))

    def settle(self, settlements: Sequence[Settlement], now: datetime) -> None:
        at = int(now.timestamp())
        for s in settlements:
            self.connection.execute(
                update(outbox)
                .where(
                    outbox.c.id == s.id,
                    outbox.c.attempt == s.attempt,
                    outbox.c.state.in_(("sending", "unknown")),
                )
                .values(self._values(s, at))
            )

    def receipts(self, receipts: Sequence[Receipt], now: datetime) -> Sequence[int]:
        arrived = []
        for receipt in receipts:
            row = self._row_of(receipt)
            if row is None:
                continue
            if values := _merged(row, receipt):
                this = outbox.c.id == row.id
                self.connection.execute(update(outbox).where(this).values(values))
            if receipt.progress in ("delivered", "read"):
                arrived.append(row.contact_id)
        return arrived

    def sweep(self, now: datetime, owner: str, node: str) -> int:
        at = int(now.timestamp())
        former = and_(
            outbox.c.lease_owner.startswith(node, autoescape=True), outbox.c.lease_owner != owner
        )
        lost = or_(outbox.c.lease_until < at, former)
        orphans = self.connection.execute(
            update(outbox)
            .where(outbox.c.state == "sending", lost)
            .values(state="unknown", not_before=at + int(GRACE.total_seconds()))
        )
        return orphans.rowcount + self._again(at)

    def _again(self, at: int) -> int:
        """Unknown fates: dropped if a newer message follows, else sent again after the grace."""
        newer = outbox.alias()
        follows = (
            select(newer.c.id)
            .where(newer.c.contact_id == outbox.c.contact_id, newer.c.id > outbox.c.id)
            .exists()
        )
        replaced = and_(outbox.c.state == "unknown", outbox.c.kind == "message", follows)
        dropped = update(outbox).where(replaced).values(state="dropped")
        worn_out = (
            update(outbox)
            .where(outbox.c.state == "unknown", outbox.c.attempt >= ATTEMPTS)
            .values(state="failed")
        )
        again = (
            update(outbox)
            .where(outbox.c.state == "unknown", outbox.c.not_before <= at)
            .values(state="queued")
        )
        return sum(self.connection.execute(s).rowcount for s in (dropped, worn_out, again))

    def _parcels(self, rows: Sequence[Any]) -> list[Parcel]:
        if not rows:
            return []
        people = Contacts(self.connection, self.vault).addresses([row.contact_id for row in rows])
        return [
            Parcel(
                id=row.id,
                attempt=row.attempt,
                contact=row.contact_id,
                address=people[row.contact_id],
                letter=self._letter(row),
            )
            for row in rows
        ]

    def _letter(self, row: Any) -> Letter:
        body = self.vault.open(bytes(row.body_sealed), "outbox", row.dedupe, "body")
        return msgspec.msgpack.decode(body, type=KINDS[row.kind])

    def _values(self, settlement: Settlement, at: int) -> dict[str, object]:
        match settlement.result:
            case Accepted(key):
                provider = self.vault.index("sent", key) if key else None
                return {"state": "sent", "provider_key": provider, "progress": "sent"}
            case SendError(code):
                if settlement.again_at is None:
                    return {"state": "failed", "error": code}
                later = int(settlement.again_at.timestamp())
                return {"state": "queued", "error": code, "not_before": later}
            case _:
                return {"state": "unknown", "not_before": at + int(GRACE.total_seconds())}

    def _row_of(self, receipt: Receipt) -> Any:
        number = receipt.reference.partition(".")[0]
        if number.isdecimal() and len(number) < len(str(2**63)):
            where = outbox.c.id == int(number)
        else:
            where = outbox.c.provider_key.in_(self.vault.indexes("sent", receipt.key))
        return self.connection.execute(select(outbox).where(where)).one_or_none()


def _merged(row: Any, receipt: Receipt) -> dict[str, object]:
    """Progress only goes forward: read may come before delivered, and late ones change nothing."""
    if receipt.progress == "failed":
        final = row.progress in ("delivered", "read") or row.state == "failed"
        return {} if final else {"state": "failed", "error": receipt.error}
    if row.state in ("sending", "unknown", "sent") and RANK[receipt.progress] >= RANK.get(
        row.progress or "", 0
    ):
        return {"state": "sent", "progress": receipt.progress}
    return {}
