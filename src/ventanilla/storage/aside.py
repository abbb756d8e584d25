"""What went wrong in the trays and waits for somebody to look at it: listed, opened, tried again.

It has a body for a week (`retention`); then there is nothing left to look at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

import msgspec
from sqlalchemy import Connection, delete, select, update

from ventanilla.desk.tray_ports import Letter
from ventanilla.domain.message import Inbound
from ventanilla.storage import letters
from ventanilla.storage.survey import KIND, NOT_SENT, WENT_WRONG
from ventanilla.storage.trays import inbox, outbox
from ventanilla.storage.vault import Vault

Tray: TypeAlias = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Aside:
    """One row. Of the in-tray `why` is the kind of the error, of the out-tray Meta's code, or 0.

    `kind` is `poison` for what nobody could read, else what the row is: a message that failed, or
    a letter.
    """

    tray: Tray
    number: int
    at: datetime
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class AsideTable:
    connection: Connection
    vault: Vault

    def listed(self, limit: int) -> Sequence[Aside]:
        """The newest of each tray first."""
        came = self.connection.execute(
            select(inbox.c.id, inbox.c.received_at, KIND, inbox.c.reason)
            .where(WENT_WRONG)
            .order_by(inbox.c.id.desc())
            .limit(limit)
        )
        left = self.connection.execute(
            select(outbox.c.id, outbox.c.created_at, outbox.c.kind, outbox.c.error)
            .where(NOT_SENT)
            .order_by(outbox.c.id.desc())
            .limit(limit)
        )
        return [*(_aside("in", *row) for row in came), *(_aside("out", *row) for row in left)]

    def message(self, number: int) -> bytes | Inbound | None:
        """A whole webhook's bytes for what nobody could read; None when it is not there."""
        row = self.connection.execute(select(inbox).where(inbox.c.id == number, WENT_WRONG)).first()
        if row is None:
            return None
        key = bytes(row.message_key).hex()
        body = self.vault.open(bytes(row.body_sealed), "inbox", key, "body")
        return body if row.contact_id is None else msgspec.msgpack.decode(body, type=Inbound)

    def letter(self, number: int) -> Letter | None:
        row = self.connection.execute(select(outbox).where(outbox.c.id == number, NOT_SENT)).first()
        return letters.opened(self.vault, row) if row else None

    def answer_again(self, number: int) -> None:
        """As if the message had just been stored."""
        this = update(inbox).where(inbox.c.id == number, WENT_WRONG)
        self.connection.execute(this.values(state="waiting", attempts=0, reason=None))

    def forget(self, number: int) -> None:
        """What nobody could read, once what is in it is stored under its own keys."""
        self.connection.execute(delete(inbox).where(inbox.c.id == number, WENT_WRONG))

    def send_again(self, number: int, now: datetime) -> None:
        this = update(outbox).where(outbox.c.id == number, NOT_SENT)
        self.connection.execute(
            this.values(state="queued", attempt=0, error=None, not_before=int(now.timestamp()))
        )


def _aside(tray: Tray, number: int, at: int, kind: str, why: str | int | None) -> Aside:
    return Aside(tray, number, datetime.fromtimestamp(at, UTC), kind, str(why))
