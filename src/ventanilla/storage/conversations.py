"""Conversations between two messages, sealed, and gone a day after the last one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from ventanilla.desk.tray_ports import Kept
from ventanilla.storage.schema import conversation, inbox, outbox
from ventanilla.storage.upserts import insert_or_update
from ventanilla.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class ConversationTable:
    connection: Connection
    vault: Vault

    def of(self, contacts: Sequence[int]) -> Mapping[int, Kept]:
        if not contacts:
            return {}
        wanted = select(conversation).where(conversation.c.contact_id.in_(contacts))
        return {row.contact_id: self._kept(row) for row in self.connection.execute(wanted)}

    def keep(self, changed: Mapping[int, Kept]) -> None:
        rows = [self._row(contact, kept) for contact, kept in changed.items()]
        insert_or_update(self.connection, conversation, rows, "contact_id")

    def erase(self, before: datetime, limit: int) -> int:
        old = (
            select(conversation.c.contact_id)
            .where(
                conversation.c.touched_at < int(before.timestamp()),
                conversation.c.state_sealed.is_not(None),
            )
            .limit(limit)
        )
        people = list(self.connection.execute(old).scalars())
        if not people:
            return 0
        self.connection.execute(
            update(conversation)
            .where(conversation.c.contact_id.in_(people))
            .values(state_sealed=None, erased=1)
        )
        for table in (inbox, outbox):
            settled = ("done", "quarantined") if table is inbox else ("sent", "failed", "dropped")
            self.connection.execute(
                update(table)
                .where(table.c.contact_id.in_(people), table.c.state.in_(settled))
                .values(body_sealed=None)
            )
        return len(people)

    def _kept(self, row: Any) -> Kept:
        sealed = row.state_sealed
        where = ("conversation", row.contact_id, "state")
        return Kept(
            language=row.language,
            serial=row.serial,
            touched_at=datetime.fromtimestamp(row.touched_at, UTC),
            erased=bool(row.erased),
            state=self.vault.open(bytes(sealed), *where) if sealed else None,
            notice=row.notice or "",
        )

    def _row(self, contact: int, kept: Kept) -> dict[str, object]:
        where = ("conversation", contact, "state")
        return {
            "contact_id": contact,
            "language": kept.language,
            "serial": kept.serial,
            "touched_at": int(kept.touched_at.timestamp()),
            "erased": int(kept.erased),
            "notice": kept.notice,
            "state_sealed": self.vault.seal(kept.state, *where) if kept.state else None,
        }
