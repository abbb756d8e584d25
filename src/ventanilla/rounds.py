"""The desk's thread: round after round, for as long as the process lives.

The web hands over to it and waits for its commit; it hands parcels to the sender and is told what
became of them.
"""

import asyncio
import contextlib
import math
import queue
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from ventanilla.clock import utc_now
from ventanilla.desk.clerk import Clerk
from ventanilla.desk.tray_ports import Arrival, Parcel, Poison, Settlement, Unavailable
from ventanilla.domain.message import Inbound, Receipt, SendError
from ventanilla.measures import Measures
from ventanilla.whatsapp.errors import class_of
from ventanilla.whatsapp.payloads import Delivery

IN_FLIGHT = 64
"""Parcels on their way at once."""

MAILS_IN_FLIGHT = 8

IDLE = 0.25
"""Seconds between looks for what other processes, or time, have made due."""

PACED = 0.02
"""The same while messages wait for the number's limit."""

SWEEP = 1.0
"""Seconds between sweeps."""

MANY = 500
"""Pieces of work taken from the queue for one transaction."""

STUCK = 20.0
"""Seconds after which a round that does not end is told as trouble."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery and who waits to hear that it is stored."""

    delivery: Delivery
    stored: asyncio.Future[None]


@dataclass(slots=True)
class DeskThread:
    """Runs the clerk's rounds on one thread, for as long as the process lives."""

    clerk: Clerk
    loop: asyncio.AbstractEventLoop
    dispatch: Callable[[Sequence[Parcel], Sequence[Arrival]], None]
    reload: Callable[[], None]
    measures: Measures
    work: "queue.SimpleQueue[Arrived | Settlement | None]" = field(
        default_factory=queue.SimpleQueue
    )
    in_flight: int = 0
    stopping: bool = False
    trouble: str = ""
    """What went wrong in the last round; empty when nothing did."""
    finished: float = math.inf
    settlements: list[Settlement] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    troubles: list[SendError] = field(default_factory=list)
    unnoted: list[Arrived] = field(default_factory=list)
    """Deliveries whose receipts are not noted yet."""
    swept: float = -SWEEP
    mails: bool = False
    """Whether there is a server that takes our e-mail."""
    mailing: int = 0
    mailed: float = -IDLE

    def run(self) -> None:
        busy = True
        self.finished = self.loop.time()
        while not self.stopping:
            arrivals = self._gather(self._patience(busy=busy))
            try:
                busy = self._round(arrivals)
                self.trouble = ""
            except Unavailable as failure:
                self.trouble = "the database cannot be worked with"
                log.error("database unavailable", kind=str(failure))  # noqa: TRY400
                busy = self._wait()
            except Exception as error:  # noqa: BLE001  # The loop outlives every fault of a round.
                self.trouble = "its last round failed; the log says why"
                log.error("round failed", kind=type(error).__name__)  # noqa: TRY400
                busy = self._wait()

    def _patience(self, *, busy: bool) -> float:
        if busy:
            return 0.0
        return PACED if self.clerk.paced else IDLE

    def ails(self) -> str:
        """What keeps the desk from working; empty when nothing does."""
        if self.stopping:
            return "it is stopping"
        age = self.round_age()
        stuck = age is not None and age > STUCK
        return self.trouble or ("its last round does not end" if stuck else "")

    def round_age(self) -> float | None:
        """Seconds since the last whole round, or since the start; None before it."""
        return None if self.finished == math.inf else self.loop.time() - self.finished

    def finish(self) -> None:
        """After the last round: notes what became of what was on its way, turns away the rest."""
        for arrival in self._gather(0.0):
            self.loop.call_soon_threadsafe(_fail, arrival.stored, Unavailable("stopping"))
        with contextlib.suppress(Unavailable):
            self._note(0, utc_now())
        for arrival in self.unnoted:
            self.loop.call_soon_threadsafe(_fail, arrival.stored, Unavailable("stopping"))

    def _gather(self, patience: float) -> list[Arrived]:
        """What has come in, up to `MANY` pieces; waits `patience` seconds for the first."""
        pieces: list[Arrived | Settlement | None] = []
        with contextlib.suppress(queue.Empty):
            pieces.append(self.work.get(timeout=patience) if patience else self.work.get_nowait())
            while len(pieces) < MANY:
                pieces.append(self.work.get_nowait())
        settled = [piece for piece in pieces if isinstance(piece, Settlement)]
        self.settlements += settled
        by_mail = sum(one.channel == "email" for one in settled)
        self.mailing -= by_mail
        self.in_flight -= len(settled) - by_mail
        return [piece for piece in pieces if isinstance(piece, Arrived)]

    def _round(self, arrivals: Sequence[Arrived]) -> bool:
        """One round; whether there may be more to do at once."""
        if arrivals:
            self._store(arrivals)
        now = utc_now()
        answered = 0
        try:
            answered = self.clerk.answer(now)
        finally:
            # Whatever kept an answer back must not keep back what is owed already.
            sent = self._hand_out(now)
        if self.loop.time() - self.swept >= SWEEP:
            self.swept = self.loop.time()
            self.clerk.sweep(now)
            self.reload()
        self.measures.answered.inc(answered)
        self.finished = self.loop.time()
        return bool(answered or sent)

    def _hand_out(self, now: datetime) -> int:
        room = max(0, IN_FLIGHT - self.in_flight)
        parcels, arrived = self._note(room, now)
        self.in_flight += len(parcels)
        if parcels or arrived:
            self.loop.call_soon_threadsafe(self.dispatch, parcels, arrived)
        # Only then: whatever hinders e-mail, what is claimed has been handed over.
        mails = self._mails(now)
        if mails:
            self.loop.call_soon_threadsafe(self.dispatch, mails, ())
        return len(parcels) + len(mails)

    def _note(self, room: int, now: datetime) -> tuple[Sequence[Parcel], Sequence[Arrival]]:
        """Whoever brought receipts hears of it once they are noted."""
        try:
            handed = self.clerk.hand_out(self.settlements, self.receipts, room, now, self.troubles)
        except Unavailable:
            self._turn_receipts_away()
            raise
        except Exception as error:  # noqa: BLE001  # One that cannot be noted must stop no other.
            log.error("what became of a message cannot be noted", kind=type(error).__name__)  # noqa: TRY400
            self._note_each(now)
            handed = self.clerk.hand_out([], [], room, now)
        self.settlements, self.receipts, self.troubles = [], [], []
        for arrival in self.unnoted:
            self.loop.call_soon_threadsafe(_tell, arrival.stored)
        self.unnoted = []
        return handed

    def _turn_receipts_away(self) -> None:
        """Meta brings again what nobody took, so that none has to be kept while this lasts."""
        turned_away, self.unnoted = self.unnoted, []
        self.receipts, self.troubles = [], []
        for arrival in turned_away:
            self.loop.call_soon_threadsafe(_fail, arrival.stored, Unavailable("not noted"))

    def _note_each(self, now: datetime) -> None:
        pieces: list[tuple[list[Settlement], list[Receipt]]] = [
            *(([one], []) for one in self.settlements),
            *(([], [one]) for one in self.receipts),
        ]
        for settlement, receipt in pieces:
            try:
                self.clerk.hand_out(settlement, receipt, 0, now)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001
                log.error("given up to note it", kind=type(error).__name__)  # noqa: TRY400

    def _mails(self, now: datetime) -> Sequence[Parcel]:
        """Nobody waits for e-mail as for an answer: it is looked for now and then."""
        if not self.mails or self.loop.time() - self.mailed < IDLE:
            return ()
        self.mailed = self.loop.time()
        mails = self.clerk.hand_out_mail(max(0, MAILS_IN_FLIGHT - self.mailing), now)
        self.mailing += len(mails)
        return mails

    def _store(self, arrivals: Sequence[Arrived]) -> None:
        """Each delivery's sender hears of it only after the commit, or of the failure."""
        messages = [m for a in arrivals for m in a.delivery.messages]
        poison = [_poison(p.key, p.raw, p.reason) for a in arrivals for p in a.delivery.poison]
        news = [one for a in arrivals for one in a.delivery.news]
        try:
            if messages or poison or news:
                self.clerk.receive(messages, poison, utc_now(), news)
        except Exception as error:
            for arrival in arrivals:
                self.loop.call_soon_threadsafe(_fail, arrival.stored, error)
            raise
        self._count(messages, arrivals)
        for arrival in arrivals:
            delivery = arrival.delivery
            self.receipts += delivery.receipts
            self.troubles += delivery.troubles
            if delivery.receipts:
                self.unnoted.append(arrival)
            else:
                self.loop.call_soon_threadsafe(_tell, arrival.stored)

    def _count(self, messages: Sequence[Inbound], arrivals: Sequence[Arrived]) -> None:
        self.measures.received.inc(len(messages))
        for arrival in arrivals:
            for receipt in arrival.delivery.receipts:
                told = class_of(receipt.error) if receipt.error else ""
                self.measures.receipts.labels(receipt.progress, told).inc()

    def _wait(self) -> bool:
        """A breath before the next round, which has nothing to hurry for."""
        threading.Event().wait(IDLE)
        return False


def _poison(key: str, raw: bytes, reason: str) -> Poison:
    return Poison(key or secrets.token_hex(16), raw, reason)


def _tell(stored: asyncio.Future[None]) -> None:
    if not stored.done():
        stored.set_result(None)


def _fail(stored: asyncio.Future[None], error: Exception) -> None:
    if not stored.done():
        stored.set_exception(error)
