"""One transaction, with everything the desk works with inside it."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from ventanilla.catalogue.network import Network
from ventanilla.desk.pacing import UNPACED, Pace, pace_of
from ventanilla.desk.ports import Bookings, Confirmed, Life
from ventanilla.desk.tray_ports import Conflict, Unavailable
from ventanilla.domain.folio import Folio
from ventanilla.storage.accounts import CostTable, TemplateTable
from ventanilla.storage.appointments import (
    Standing,
    appointments,
    confirmed_of,
    standing_of,
)
from ventanilla.storage.bookings import BookingCore
from ventanilla.storage.conversations import ConversationTable
from ventanilla.storage.database import Database
from ventanilla.storage.draws import DrawTables
from ventanilla.storage.free_days import FreeDayTable
from ventanilla.storage.inbox import InboxTable
from ventanilla.storage.life import AppointmentLife
from ventanilla.storage.lines import LineTable
from ventanilla.storage.networks import StoredNetworks, newest
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.retention import Retention
from ventanilla.storage.retry import gave_way
from ventanilla.storage.schema import appointment
from ventanilla.storage.timers import TimerTable
from ventanilla.storage.trays import timer
from ventanilla.storage.upserts import insert_or_update
from ventanilla.storage.vault import Vault

MAIL = "e-mail"
"""Stands for the server that takes our mail, among the numbers."""

MAIL_PACE = pace_of(20)
"""Messages a second: what small mail servers take without slowing us down."""

UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class SqlLedger:
    """The tables, on one connection, until its transaction ends."""

    connection: Connection
    vault: Vault
    network: Network
    below: Callable[[int], int]
    number: str = ""
    pace: Pace = UNPACED
    zone: ZoneInfo = UTC

    @cached_property
    def line(self) -> LineTable:
        return LineTable(self.connection, self.number, self.pace)

    @cached_property
    def mail(self) -> LineTable:
        return LineTable(self.connection, MAIL, MAIL_PACE)

    @cached_property
    def templates(self) -> TemplateTable:
        return TemplateTable(self.connection)

    @cached_property
    def costs(self) -> CostTable:
        return CostTable(self.connection, self.number, self.zone)

    @cached_property
    def inbox(self) -> InboxTable:
        return InboxTable(self.connection, self.vault)

    @cached_property
    def conversations(self) -> ConversationTable:
        return ConversationTable(self.connection, self.vault)

    @cached_property
    def outbox(self) -> OutboxTable:
        return OutboxTable(self.connection, self.vault, paced=self.pace != UNPACED)

    @cached_property
    def _core(self) -> BookingCore:
        notice = timedelta(hours=self.network.limits.notice_hours)
        return BookingCore(self.connection, self.network, self.vault, self.below, notice)

    @property
    def bookings(self) -> Bookings:
        return self._core

    @cached_property
    def life(self) -> Life:
        return AppointmentLife(self._core)

    @cached_property
    def networks(self) -> StoredNetworks:
        return StoredNetworks(self.connection)

    @cached_property
    def free_days(self) -> FreeDayTable:
        return FreeDayTable(self.connection, newest)

    @cached_property
    def draws(self) -> DrawTables:
        return DrawTables(self.connection, self.vault)

    @property
    def drip_key(self) -> bytes:
        return self.vault.key("drip")[0]

    @cached_property
    def timers(self) -> TimerTable:
        return TimerTable(self.connection)

    @cached_property
    def retention(self) -> Retention:
        return Retention(self.connection)

    def appointment(self, number: int) -> Confirmed | None:
        found = appointments(self.connection, appointment.c.id == number)
        if not found or found[0].applicant_sealed is None:
            return None
        return confirmed_of(found[0], self.vault)


@dataclass(frozen=True, slots=True)
class SqlStore:
    """The desk's `Store`. `below(n)` is a random whole number from 0 to n - 1; `number` is what
    messages are sent from, at its `pace`, `zone` where the account's months end.
    """

    database: Database
    vault: Vault
    below: Callable[[int], int] = secrets.randbelow
    number: str = ""
    pace: Pace = UNPACED
    zone: ZoneInfo = UTC

    @contextmanager
    def ledger(self, network: Network) -> Iterator[SqlLedger]:
        """Commits at the end, rolls back on an exception. Raises `Unavailable` when it is the
        database that failed.
        """
        try:
            with self.database.write() as connection:
                yield SqlLedger(
                    connection,
                    self.vault,
                    network,
                    self.below,
                    self.number,
                    self.pace,
                    self.zone,
                )
        except DBAPIError as failure:
            if gave_way(failure):
                raise Conflict(type(failure.orig).__name__) from None
            if _is_the_databases(failure):
                raise Unavailable(type(failure.orig).__name__) from None
            raise

    def tidy(self) -> None:
        try:
            self.database.checkpoint()
        except sqlite3.Error as failure:
            raise Unavailable(type(failure).__name__) from None


def standing(database: Database, folio: Folio) -> Standing | None:
    """How the appointment of a folio stands, read on its own and without opening what is sealed."""
    with database.read() as connection:
        found = appointments(connection, appointment.c.folio == folio)
        return standing_of(found[0]) if found else None


def hindrance(database: Database, now: datetime) -> str:
    """Why nothing can be written to the database; empty where a small write was committed, or
    somebody else is committing one.
    """
    try:
        with database.read() as connection:
            connection.execute(select(1))
    except (DBAPIError, OSError):
        return "it cannot be asked"
    try:
        with database.write_if_free() as writing:
            if writing is not None:
                probe = {"kind": "probe", "subject": "", "due_at": int(now.timestamp())}
                insert_or_update(writing, timer, [probe], "kind", "subject")
    except (DBAPIError, OSError):
        return "it cannot be written to"
    return ""


def _is_the_databases(failure: DBAPIError) -> bool:
    """Not of what was written, but of the place it was written to: gone, full, busy or locked."""
    return failure.connection_invalidated or isinstance(failure, (OperationalError, InterfaceError))
