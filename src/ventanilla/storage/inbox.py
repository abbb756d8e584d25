"""The in-tray: messages as they came, each once, waiting for their turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, Select, func, literal, select, update

from ventanilla.desk.tray_ports import Poison, Waiting
from ventanilla.domain.message import Address, Inbound
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.trays import contact, inbox
from ventanilla.storage.upserts import insert_new
from ventanilla.storage.vault import Unreadable, Vault

WAITING = inbox.c.state == literal("waiting", literal_execute=True)
"""Written out, never bound: only then do both databases see that the partial index answers."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class InboxTable:
    connection: Connection
    vault: Vault

    def append(self, messages: Sequence[Inbound], poison: Sequence[Poison], now: datetime) -> None:
        if not messages and not poison:
            return
        seen = self._seen_before([*(m.key for m in messages), *(p.key for p in poison)])
        rows = self._rows([m for m in messages if m.key not in seen], now)
        rows += [self._set_aside(p, now) for p in poison if p.key not in seen]
        insert_new(self.connection, inbox, rows, "message_key")

    def next(self, limit: int) -> Sequence[Waiting]:
        return self._oldest(self._locked(self._first_come(limit)))

    def one(self, number: int) -> Waiting | None:
        owner = select(inbox.c.contact_id).where(inbox.c.id == number)
        person = self.connection.execute(owner).scalar_one_or_none()
        if person is None:
            return None
        mine = self._locked(select(contact.c.id).where(contact.c.id == person))
        return next((w for w in self._oldest(mine) if w.number == number), None)

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

    def _seen_before(self, keys: Sequence[str]) -> set[str]:
        """Those stored under the key of an older secret; the newest one's the table looks up."""
        by_hash = {older: key for key in keys for older in self.vault.indexes("message", key)[1:]}
        if not by_hash:
            return set()
        stored = select(inbox.c.message_key).where(inbox.c.message_key.in_(list(by_hash)))
        return {by_hash[bytes(found)] for found in self.connection.execute(stored).scalars()}

    def _first_come(self, limit: int) -> Select[int]:
        """The people whose oldest message has waited longest."""
        first = (
            select(func.min(inbox.c.id).label("id"), inbox.c.contact_id)
            .where(WAITING)
            .group_by(inbox.c.contact_id)
            .subquery()
        )
        return (
            select(contact.c.id)
            .join(first, first.c.contact_id == contact.c.id)
            .order_by(first.c.id)
            .limit(limit)
        )

    def _locked(self, people: Select[int]) -> list[int]:
        """Those of `people` whom no other node is working for, locked by the one statement that
        is of its dialect: it waits for nobody, so its order can be that of their coming, and
        other nodes get whoever comes next. SQLite has one writer, who holds the whole file.
        """
        if self.connection.dialect.name != "sqlite":
            people = people.with_for_update(skip_locked=True, key_share=True, of=contact)
        return list(self.connection.execute(people).scalars())

    def _oldest(self, people: Sequence[int]) -> list[Waiting]:
        """Read after locking: what was first before may be done by now."""
        if not people:
            return []
        oldest = (
            select(func.min(inbox.c.id))
            .where(WAITING, inbox.c.contact_id.in_(people))
            .group_by(inbox.c.contact_id)
        )
        rows = self.connection.execute(
            select(inbox).where(inbox.c.id.in_(oldest)).order_by(inbox.c.id)
        )
        return [waiting for row in rows.all() if (waiting := self._waiting(row))]

    def _waiting(self, row: Any) -> Waiting | None:
        """A message that cannot be read any more is set aside: it must not stop the others."""
        key = bytes(row.message_key).hex()
        try:
            body = self.vault.open(bytes(row.body_sealed), "inbox", key, "body")
            message = msgspec.msgpack.decode(body, type=Inbound)
        except (Unreadable, msgspec.DecodeError) as error:
            reason = type(error).__name__
            log.error("a stored message cannot be read", message=row.id, reason=reason)  # noqa: TRY400
            self.failed(row.id, reason, last=True)
            return None
        return Waiting(row.id, key, row.contact_id, row.attempts, message)

    def _rows(self, messages: Sequence[Inbound], now: datetime) -> list[dict[str, object]]:
        """In their order: who somebody is may change between two of them."""
        contacts = Contacts(self.connection, self.vault)
        rows: list[dict[str, object]] = []
        for renames, several in groupby(messages, lambda m: m.becomes != Address()):
            some = list(several)
            if renames:
                rows += [self._renamed(contacts, m, now) for m in some if not self._is_stored(m)]
                continue
            people = contacts.of([m.sender for m in some], now)
            rows += [
                self._row(m.key, people[m.sender], msgspec.msgpack.encode(m), now) for m in some
            ]
        return rows

    def _renamed(self, contacts: Contacts, message: Inbound, now: datetime) -> dict[str, object]:
        """It wants no turn: nobody said anything."""
        person = contacts.rename(message.sender, message.becomes)
        row = self._row(message.key, 0, b"", now)
        return {**row, "contact_id": person, "state": "done", "body_sealed": None}

    def _is_stored(self, message: Inbound) -> bool:
        """Told a second time it may be about who has the number now."""
        this = inbox.c.message_key.in_(self.vault.indexes("message", message.key))
        return self.connection.scalar(select(inbox.c.id).where(this)) is not None

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
