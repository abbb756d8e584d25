"""Messages, replies and settlements as tests of the trays use them."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, event, func, select

from tests.storage.samples import NOW
from ventanilla.desk.tray_ports import Owed, Settlement
from ventanilla.domain.message import (
    Accepted,
    Address,
    Inbound,
    Message,
    Receipt,
    SendError,
    Unknown,
)
from ventanilla.storage.database import Database

ANA = Address(phone="15555550101", user_id="US.101")
LUZ = Address(phone="15555550102", user_id="US.102")


LEASE = timedelta(seconds=10)
OWNER = "node/1"


def said(key: str, sender: Address = ANA, text: str = "Hola", at: datetime = NOW) -> Inbound:
    return Inbound(key, "line", sender, at, "text", text)


def owed(dedupe: str, contact: int = 1, appointment: int | None = None) -> Owed:
    return Owed(contact, dedupe, Message(f"words of {dedupe}"), appointment)


def accepted(parcel) -> Settlement:
    return Settlement(parcel.id, parcel.attempt, Accepted(f"wamid.{parcel.id}"), None)


def unknown(parcel) -> Settlement:
    return Settlement(parcel.id, parcel.attempt, Unknown(), None)


def receipt(reference: str, progress: str = "delivered", key: str = "wamid.?") -> Receipt:
    return Receipt(key, reference, progress, NOW)


def count(database: Database, table: Table, *where) -> int:
    with database.read() as connection:
        found = connection.scalar(select(func.count()).select_from(table).where(*where))
    return int(found or 0)


def column(database: Database, table: Table, name: str) -> list:
    """The values of a column, in the order of the rows' numbers."""
    with database.read() as connection:
        rows = connection.execute(select(table.c[name]).order_by(table.c.id))
        return list(rows.scalars())


def plans(database: Database, work: Callable[[Connection], object]) -> list[str]:
    """How SQLite means to answer each statement of `work`."""
    asked: list[tuple[str, tuple]] = []

    def hear(connection, cursor, words, values, *rest) -> None:
        asked.append((words, values))

    event.listen(database.engine, "before_cursor_execute", hear)
    with database.write() as connection:
        work(connection)
    event.remove(database.engine, "before_cursor_execute", hear)
    with database.read() as connection:
        cursor = connection.connection.cursor()
        return [
            row[3]
            for words, values in asked
            if not words.startswith("BEGIN")
            for row in cursor.execute(f"EXPLAIN QUERY PLAN {words}", values).fetchall()
        ]


def not_delivered(reference: str, code: int = 131026, retry: str = "never") -> Receipt:
    return Receipt("k", reference, "failed", NOW, SendError(code, "person", retry))
