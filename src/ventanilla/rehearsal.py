"""The whole desk in one process, without web or network: for the terminal and for transcripts.

Time passes only when it is told to; the database is a file in a folder that goes with it.
"""

import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.clock import utc_now
from ventanilla.desk.clerk import Clerk
from ventanilla.desk.networks import apply
from ventanilla.desk.papers import Papers
from ventanilla.desk.tray_ports import Announcement, DocumentOf, MailOf, Parcel, Settlement
from ventanilla.desk.turns import Desk
from ventanilla.documents.confirmation import Press
from ventanilla.domain.message import Accepted, Address, Document, Inbound, Kind, Message
from ventanilla.storage.database import Database
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.migrate import migrate
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.vault import Vault

LINE = "rehearsal"
ENOUGH = 1000


@dataclass(slots=True)
class Rehearsal:
    """`say` sends a message as somebody and returns what that somebody, or anybody, is sent."""

    store: SqlStore
    clerk: Clerk
    papers: Papers
    clock: Callable[[], datetime] = utc_now
    sent: int = 0
    delivered: list[tuple[Address, Message | Document]] = field(default_factory=list)
    folder: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def fresh(cls, network: Network | None = None, now: datetime | None = None) -> "Rehearsal":
        """A new database in a folder of its own, with the network in force since `now`."""
        folder = tempfile.TemporaryDirectory(prefix="ventanilla-")
        database = Database(f"sqlite:///{Path(folder.name) / 'rehearsal.db'}")
        migrate(database)
        rehearsal = cls.on(database, network or load("mexico"), now or utc_now())
        rehearsal.folder = folder
        return rehearsal

    @classmethod
    def on(
        cls,
        database: Database,
        network: Network,
        now: datetime,
        below: Callable[[int], int] = secrets.randbelow,
    ) -> "Rehearsal":
        """On a migrated database. `below` makes the folios."""
        with database.write() as connection:
            apply(StoredNetworks(connection), network, now)
        vault = Vault((secrets.token_hex(32),))
        store = SqlStore(database, vault, below)

        def person(identity: str) -> str:
            return vault.index("person", identity).hex()

        clerk = Clerk(store, Desk(network, "http://localhost:8000", person), "rehearsal", node="")
        return cls(store, clerk, Papers(Press(), {1: vault.key("seal-of-confirmations")[0]}))

    def say(
        self, text: str, kind: Kind = "text", tap: str = "", phone: str = "15555550100"
    ) -> list[Message | Document]:
        """What that person is sent because of it."""
        self.sent += 1
        now = self.clock()
        sender = Address(phone)
        key = f"rehearsal.{phone}.{self.sent}.{secrets.token_hex(4)}"
        self.clerk.receive([Inbound(key, LINE, sender, now, kind, text, tap)], [], now)
        return [outbound for to, outbound in self.work() if to == sender]

    def work(self) -> Sequence[tuple[Address, Message | Document]]:
        """Everything that can be answered and sent now."""
        now = self.clock()
        for _ in range(ENOUGH):
            if not self.clerk.answer(now):
                break
        before = len(self.delivered)
        settled: list[Settlement] = []
        for _ in range(ENOUGH):
            parcels, _ = self.clerk.hand_out(settled, [], ENOUGH, now)
            if not parcels:
                break
            settled = [self._send(parcel) for parcel in parcels]
        return self.delivered[before:]

    def close(self) -> None:
        self.store.database.close()
        if self.folder:
            self.folder.cleanup()

    def _send(self, parcel: Parcel) -> Settlement:
        outbound = self._outbound(parcel)
        if outbound:
            self.delivered.append((parcel.address, outbound))
        return Settlement(parcel.id, parcel.attempt, Accepted(f"rehearsal.{parcel.id}"), None)

    def _outbound(self, parcel: Parcel) -> Message | Document | None:
        match parcel.letter:
            case Message() as message:
                return message
            case Announcement(message):
                return message
            case MailOf():
                return None
            case DocumentOf(appointment, language):
                with self.store.ledger(self.clerk.desk.network) as ledger:
                    made = ledger.appointment(appointment)
                return self.papers.confirmation(made, language, self.clerk.desk) if made else None


def later(clock: Callable[[], datetime], by: timedelta) -> Callable[[], datetime]:
    """A clock that is ahead of another."""
    return lambda: clock() + by
