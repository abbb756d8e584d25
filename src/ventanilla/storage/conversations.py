"""Conversations between two messages, sealed, and gone a day after the last one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Connection, select, update

from ventanilla.desk.tray_ports import Kept
from ventanilla.domain.message import Address
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.trays import conversation
from ventanilla.storage.upserts import insert_into, insert_or_update
from ventanilla.storage.vault import Unreadable, Vault

log = structlog.get_logger()


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

    def leave(self, to: Address, until: datetime, now: datetime) -> None:
        person = Contacts(self.connection, self.vault).of([to], now)[to]
        new = insert_into(self.connection.dialect.name, conversation)
        begun = Kept("es", int(now.timestamp()), now, erased=False, state=None, left_until=until)
        self.connection.execute(
            new.on_conflict_do_update(
                index_elements=["contact_id"], set_={"left_until": new.excluded.left_until}
            ),
            self._row(person, begun),
        )

    def erase(self, before: datetime, limit: int) -> int:
        old = (
            select(conversation.c.contact_id)
            .where(
                conversation.c.touched_at < int(before.timestamp()),
                conversation.c.state_sealed.is_not(None),
            )
            .limit(limit)
        )
        erased = (
            update(conversation)
            # Asked again of each row: a turn may just have touched it.
            .where(
                conversation.c.contact_id.in_(old),
                conversation.c.touched_at < int(before.timestamp()),
            )
            .values(state_sealed=None, erased=1)
        )
        return self.connection.execute(erased).rowcount

    def _kept(self, row: Any) -> Kept:
        state = self._state(row)
        lost = row.state_sealed is not None and state is None
        return Kept(
            language=row.language,
            serial=row.serial,
            touched_at=datetime.fromtimestamp(row.touched_at, UTC),
            erased=bool(row.erased) or lost,
            state=state,
            notice=row.notice or "",
            heard_at=_moment(row.heard_at),
            busy_to=_moment(row.busy_to),
            left_until=_moment(row.left_until),
        )

    def _state(self, row: Any) -> bytes | None:
        """What cannot be opened any more is as good as erased: the person begins anew."""
        if row.state_sealed is None:
            return None
        try:
            where = ("conversation", row.contact_id, "state")
            return self.vault.open(bytes(row.state_sealed), *where)
        except Unreadable:
            log.error("a conversation cannot be opened", contact=row.contact_id)  # noqa: TRY400
            return None

    def _row(self, contact: int, kept: Kept) -> dict[str, object]:
        where = ("conversation", contact, "state")
        return {
            "contact_id": contact,
            "language": kept.language,
            "serial": kept.serial,
            "touched_at": int(kept.touched_at.timestamp()),
            "erased": int(kept.erased),
            "notice": kept.notice,
            "heard_at": _second(kept.heard_at),
            "busy_to": _second(kept.busy_to),
            "left_until": _second(kept.left_until),
            "state_sealed": self.vault.seal(kept.state, *where) if kept.state else None,
        }


def _moment(second: int | None) -> datetime | None:
    return None if second is None else datetime.fromtimestamp(second, UTC)


def _second(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
