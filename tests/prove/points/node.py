"""One process of ours without its threads and its web: what `app` does, a step at a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import and_, or_, select

from tests.prove.points.effects import Crash, Effects
from tests.prove.points.journal import Journal
from tests.prove.points.peer import Delivery, Peer, Request
from ventanilla.desk.clerk import Clerk
from ventanilla.desk.sending import settlement
from ventanilla.desk.tray_ports import DocumentOf, Parcel, Settlement, Unavailable
from ventanilla.domain.message import Message, Receipt, SendError, Sending, Unknown
from ventanilla.rounds import IN_FLIGHT
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import outbox
from ventanilla.whatsapp.answers import sending_of
from ventanilla.whatsapp.client import UNREACHED

ANSWERED, PATIENCE, VERY_LATE = timedelta(seconds=1), timedelta(seconds=8), timedelta(minutes=1)

STANDS = (
    select(outbox.c.id)
    .outerjoin(appointment, appointment.c.id == outbox.c.appointment_id)
    .where(
        or_(
            outbox.c.appointment_revision.is_(None),
            and_(
                appointment.c.state == "confirmed",
                appointment.c.revision == outbox.c.appointment_revision,
            ),
        )
    )
)
"""Rows of which what they say is true; in words of its own, not in those that are tried here."""

NOT_TRUE = SendError(0, fault="ours", retry="never")
NOT_MADE = SendError(0, fault="ours", retry="backoff")


@dataclass
class Node:
    """`later` holds answers of the platform that are still on their way to it."""

    name: str
    store: SqlStore
    clerk: Clerk
    peer: Peer
    effects: Effects
    journal: Journal
    chance: Random
    settlements: list[Settlement] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    later: list[tuple[datetime, Settlement]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.effects.clock.now

    def take(self, delivery: Delivery) -> None:
        if delivery.messages:
            self.clerk.receive(delivery.messages, [], self.now)
        self.receipts += delivery.receipts

    def answer(self) -> None:
        while self.clerk.answer(self.now):
            pass

    def hand_out(self) -> None:
        """Until nothing more may leave now."""
        while self._hand_out_once():
            pass

    def sweep(self) -> None:
        self.clerk.sweep(self.now)

    @property
    def has_news(self) -> bool:
        return bool(self.settlements or self.receipts)

    def hear_answers(self) -> None:
        """Those of the platform that have come by now."""
        self.settlements += [settled for at, settled in self.later if at <= self.now]
        self.later = [one for one in self.later if one[0] > self.now]

    def _hand_out_once(self) -> bool:
        for settled in self.settlements:
            self.journal.reported(settled, self.now)
        parcels, _ = self.clerk.hand_out(self.settlements, self.receipts, IN_FLIGHT, self.now)
        self.journal.committed(self.settlements, self.receipts, self.now)
        self.settlements, self.receipts = [], []
        for parcel in parcels:
            self.journal.claimed(parcel, self.stands(parcel))
        for parcel in parcels:
            self._send(parcel)
        return bool(parcels)

    def stands(self, parcel: Parcel) -> bool:
        """I11: asked right after the claim has been committed."""
        with self.store.database.read() as connection:
            return connection.scalar(STANDS.where(outbox.c.id == parcel.id)) is not None

    # -- one parcel ---------------------------------------------------------------------------

    def _send(self, parcel: Parcel) -> None:
        mode = self.effects.reach("call")
        if mode == "crash before":
            raise Crash
        result, wait = self._called(parcel, mode)
        if mode == "crash after":
            raise Crash
        if isinstance(result, SendError):
            self.journal.alarms.add(parcel.id)
        # An earlier answer to the same row comes at the worst moment: while the new one is awaited.
        self.later = [(self.now if one.id == parcel.id else at, one) for at, one in self.later]
        settled = settlement(parcel, result, self.now, self.chance.random)
        self.later.append((self.now + wait, settled))
        if mode.startswith("late"):
            self.effects.calm_at = self.now + wait

    def _called(self, parcel: Parcel, mode: str) -> tuple[Sending, timedelta]:
        try:
            words = self._words(parcel)
        except Unavailable:
            return NOT_MADE, timedelta()
        if not words:
            return NOT_TRUE, timedelta()
        if mode == "unreached" or self.peer.unreachable:
            return UNREACHED, PATIENCE
        request = Request(
            self.now, self.name, parcel.id, parcel.attempt, parcel.address.phone, words
        )
        answer = self.peer.take(request, mode)
        if answer is None:
            return Unknown(), PATIENCE
        return sending_of(*answer), VERY_LATE if mode.startswith("late") else ANSWERED

    def _words(self, parcel: Parcel) -> str:
        """Of a document its folio: the press is not what is tried here."""
        match parcel.letter:
            case Message(body):
                return body
            case DocumentOf(number):
                with self.store.ledger(self.clerk.desk.network) as ledger:
                    made = ledger.appointment(number)
                stands = made is not None and made.appointment.state == "confirmed"
                return f"{made.appointment.folio}.pdf" if made and stands else ""
            case _:
                raise TypeError(parcel.letter)
