"""The in-tray: messages as they came, each once, waiting for their turn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select, update

from ventanilla.desk.tray_ports import Poison, Waiting
from ventanilla.domain.message import Inbound
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.schema import contact, inbox
from ventanilla.storage.upserts import insert_new
from ventanilla.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class InboxTable:
    connection: Connection
    vault: Vault

    def append(self, messages: Sequence[Inbound], poison: Sequence[Poison], now: datetime) -> None:
        if not messages and not poison:
            return
        people = Contacts(self.connection, self.vault).of([m.sender for m in messages], now)
        rows = [
            self._row(m.key, people[m.sender], msgspec.msgpack.encode(m), now) for m in messages
        ]
        rows += [self._set_aside(p, now) for p in poison]
        insert_new(self.connection, inbox, rows, "message_key")

    def next(self, limit: int) -> Sequence[Waiting]:
        first = (
            select(func.min(inbox.c.id).label("id"), inbox.c.contact_id)
            .where(inbox.c.state == "waiting")
            .group_by(inbox.c.contact_id)
            .order_by(func.min(inbox.c.id))
            .limit(limit)
        )
        people = [row.contact_id for row in self.connection.execute(first)]
        if not people:
            return []
        return self._oldest(self._locked(people))

    def one(self, number: int) -> Waiting | None:
        owner = select(inbox.c.contact_id).where(inbox.c.id == number)
        person = self.connection.execute(owner).scalar_one_or_none()
        if person is None:
            return None
        return next((w for w in self._oldest(self._locked([person])) if w.number == number), None)

    def done(self, numbers: Sequence[int]) -> None:
        if numbers:
            done = update(inbox).where(inbox.c.id.in_(numbers)).values(state="done")
            self.connection.execute(done)

    def failed(self, number: int, reason: str, *, last: bool) -> None:
        self.connection.execute(
            update(inbox)
            .where(inbox.c.id == number)
            .values(
                attempts=inbox.c.attempts + 1,
                reason=reason,
                state="quarantined" if last else "waiting",
            )
        )

    def _locked(self, people: Sequence[int]) -> list[int]:
        """Those of `people` whom no other node is working for, locked in ascending order: one
        statement, the only one of its dialect. SQLite has one writer, who holds the whole file.
        """
        if self.connection.dialect.name == "sqlite":
            return list(people)
        free = (
            select(contact.c.id)
            .where(contact.c.id.in_(people))
            .order_by(contact.c.id)
            .with_for_update(skip_locked=True, key_share=True)
        )
        return list(self.connection.execute(free).scalars())

    def _oldest(self, people: Iterable[int]) -> list[Waiting]:
        """Read after locking: what was first before may be done by now."""
        oldest = (
            select(func.min(inbox.c.id))
            .where(inbox.c.state == "waiting", inbox.c.contact_id.in_(list(people)))
            .group_by(inbox.c.contact_id)
        )
        rows = self.connection.execute(
            select(inbox).where(inbox.c.id.in_(oldest)).order_by(inbox.c.id)
        )
        return [self._waiting(row) for row in rows]

    def _waiting(self, row: Any) -> Waiting:
        key = bytes(row.message_key).hex()
        body = self.vault.open(bytes(row.body_sealed), "inbox", key, "body")
        return Waiting(
            number=row.id,
            key=key,
            contact=row.contact_id,
            attempts=row.attempts,
            message=msgspec.msgpack.decode(body, type=Inbound),
        )

    def _row(self, key: str, person: int, body: bytes, now: datetime) -> dict[str, object]:
        hashed = self.vault.index("message", key)
        return {
            "message_key": hashed,
            "contact_id": person,
            "state": "waiting",
            "received_at": int(now.timestamp()),
            "reason": None,
            "body_sealed": self.vault.seal(body, "inbox", hashed.hex(), "body"),
        }

    def _set_aside(self, poison: Poison, now: datetime) -> dict[str, object]:
        row = self._row(poison.key, 0, poison.raw, now)
        return {**row, "contact_id": None, "state": "quarantined", "reason": poison.reason}
