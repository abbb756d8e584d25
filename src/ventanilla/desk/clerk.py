"""The desk's rounds: store what arrived, answer it in groups, hand out what is owed, tidy up.

Each round is one transaction, whatever the number of messages in it. A turn that would touch the
calendar leaves its group and is taken alone right after the group's commit; a message that fails
inside a group is tried alone, so that it never takes its neighbours along, and after its last
attempt it is set aside.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from ventanilla.conversation.asking import Notice
from ventanilla.desk import account
from ventanilla.desk.networks import extend, fit, retime
from ventanilla.desk.releases import drip, releasing
from ventanilla.desk.tray_ports import (
    Arrival,
    Conflict,
    Ledger,
    Owed,
    Parcel,
    Poison,
    Settlement,
    Store,
    Unavailable,
    Waiting,
)
from ventanilla.desk.turns import MEMORY, Desk, Done, TouchesCalendar, take
from ventanilla.domain.message import Inbound, Message, Receipt, SendError
from ventanilla.domain.news import News
from ventanilla.domain.office import OfficeCode
from ventanilla.wording.render import notice

GROUP = 32
"""Messages answered in one transaction."""

ATTEMPTS = 3
"""Times a message is tried before it is set aside."""

LEASE = timedelta(seconds=10)
"""How long a claimed parcel is its claimer's: longer than one request may take."""

MAIL_LEASE = timedelta(seconds=40)
"""Mail servers take their time."""

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)

AT_ONCE = 1
"""Offices whose calendar is looked after in one sweep: people's messages come first."""

HOUSEKEEPING = timedelta(hours=1)
"""Days are added and old data is erased as it falls due, not all in one night."""

BATCH = 100
"""Rows changed at once by a sweep: short transactions, whatever has piled up."""

DAYS = 200
"""Changed days counted anew in one sweep: after a new network it is many."""

log = structlog.get_logger()


@dataclass(slots=True)
class Clerk:
    """Works through the trays.

    `owner` names this process among those of the network; it begins with the name of its `node`,
    which is empty where there can be only one.
    """

    store: Store
    desk: Desk
    owner: str
    node: str
    forgetting: bool = False
    extending: list[OfficeCode] = field(default_factory=list)
    retiming: list[OfficeCode] = field(default_factory=list)
    dripping: list[OfficeCode] = field(default_factory=list)
    begun: bool = False
    paced: bool = False
    """Whether more would have left by now, were it not for the number's limit."""

    def receive(
        self,
        messages: Sequence[Inbound],
        poison: Sequence[Poison],
        now: datetime,
        news: Sequence[News] = (),
    ) -> None:
        """After this returns, what arrived is durably stored."""
        with self.store.ledger(self.desk.network) as ledger:
            ledger.inbox.append(messages, poison, now)
            ledger.line.heard(len(messages), now)
            account.note(ledger, news, now)

    def answer(self, now: datetime) -> int:
        """Takes the turns of one group; how many messages were waiting in it."""
        waiting: Sequence[Waiting] = ()
        try:
            with self.store.ledger(self.desk.network) as ledger:
                waiting = ledger.inbox.next(GROUP)
                left = self._group(ledger, waiting, now)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # One message's fault must stay its own.
            log.warning("a group failed, each message is tried alone", kind=type(error).__name__)
            left = [w.number for w in waiting]
        for number in left:
            self._alone(number, now)
        return len(waiting)

    def hand_out(
        self,
        settlements: Sequence[Settlement],
        receipts: Sequence[Receipt],
        limit: int,
        now: datetime,
        troubles: Sequence[SendError] = (),
    ) -> tuple[Sequence[Parcel], Sequence[Arrival]]:
        """Notes what became of parcels, and claims the next; also which have arrived. `troubles`
        are of the number itself.
        """
        with self.store.ledger(self.desk.network) as ledger:
            told = ledger.outbox.settle(settlements, receipts, now)
            ledger.costs.add(told.priced)
            self._tell_lines(ledger, settlements, [*_refusals(receipts), *troubles], now)
            room = ledger.line.room(limit, now) if limit else 0
            parcels = ledger.outbox.claim(room, now, now + LEASE, self.owner) if room else ()
            ledger.line.spent(len(parcels), now)
            waits = len(parcels) == room < limit and not ledger.line.closed
        self.paced = waits and (room > 0 or self.paced)
        return parcels, told.arrived

    def hand_out_mail(self, limit: int, now: datetime) -> Sequence[Parcel]:
        """The e-mail to send now; what becomes of it is told to `hand_out` like everything."""
        with self.store.ledger(self.desk.network) as ledger:
            room = ledger.mail.room(limit, now)
            if not room:
                return ()
            parcels = ledger.outbox.claim(room, now, now + MAIL_LEASE, self.owner, "email")
            ledger.mail.spent(len(parcels), now)
        return parcels

    def _tell_lines(
        self,
        ledger: Ledger,
        settlements: Sequence[Settlement],
        refusals: Sequence[SendError],
        now: datetime,
    ) -> None:
        by_mail = [one.result for one in settlements if one.channel == "email"]
        ledger.line.told(
            [*(one.result for one in settlements if one.channel == "whatsapp"), *refusals], now
        )
        if by_mail:
            ledger.mail.told(by_mail, now)

    def sweep(self, now: datetime) -> None:
        """What falls due by itself: lost leases, holds that ran out, answers to be forgotten."""
        with self.store.ledger(self.desk.network) as ledger:
            lost = ledger.outbox.sweep(now, self.owner, self.node)
            if not self.desk.mails:
                lost += ledger.outbox.forgo("email")
            ended = ledger.bookings.expire(now, BATCH)
            back = ledger.life.give_back(now, BATCH)
            ledger.free_days.refresh(DAYS)
            erased = ledger.conversations.erase(now - MEMORY, BATCH)
        if lost or ended or back or erased:
            log.info("swept", parcels=lost, holds=ended, places=back, conversations=erased)
        self._keep_house(now)
        self.store.tidy()

    def _keep_house(self, now: datetime) -> None:
        """What is due now and then, done by one node of all, a little at a time: however much
        there is, nobody waits for it.
        """
        with self.store.ledger(self.desk.network) as ledger:
            waiting = self._look_what_is_due(ledger, now)
        for office in _some_of(self.retiming):
            self._retime(office, now)
        for office in _some_of(waiting):
            self._fit(office, now)
        for office in _some_of(self.dripping):
            self._open_by_drips(office, now)
        for office in _some_of(self.extending):
            self._extend(office, now)
        self._forget(now)

    def _look_what_is_due(self, ledger: Ledger, now: datetime) -> list[OfficeCode]:
        """Notes it; also which offices a command that was killed has left to be fitted."""
        offices = self.desk.network.offices
        if not self.begun:
            # A release may bring other zone data: what it moves cannot wait for the night.
            zones = {code: one.timezone for code, one in offices.items()}
            self.retiming = list(ledger.networks.unchecked(zones))
            # An operator may have brought another token.
            ledger.line.reopen()
            self.begun = True
        if not self.dripping and ledger.timers.take("drip", now, now + A_MINUTE):
            self.dripping = releasing(self.desk.network)
        if ledger.timers.take("extend-calendar", now, now + HOUSEKEEPING):
            self.extending = list(offices)
        if ledger.timers.take("retime", now, now + A_DAY):
            self.retiming = list(offices)
        return list(ledger.networks.waiting_to_fit(now))

    def _fit(self, office: OfficeCode, now: datetime) -> None:
        with self.store.ledger(self.desk.network) as ledger:
            done = fit(ledger.networks, office, now)
        # What is touched stays as it is: staff, who can list it at any time, move it, or it is
        # served all the same.
        log.info("calendar fitted", office=office, touched=len(done.touched))

    def _extend(self, office: OfficeCode, now: datetime) -> None:
        with self.store.ledger(self.desk.network) as ledger:
            cells = extend(ledger.networks, now, office)
        if cells:
            log.info("calendar extended", office=office, places=cells)

    def _retime(self, office: OfficeCode, now: datetime) -> None:
        with self.store.ledger(self.desk.network) as ledger:
            moved = retime(ledger.networks, now, office)
        if moved:
            log.warning("clocks have changed", office=office, places=moved)

    def _forget(self, now: datetime) -> None:
        with self.store.ledger(self.desk.network) as ledger:
            if ledger.timers.take("forget", now, now + HOUSEKEEPING):
                self.forgetting = True
                ledger.free_days.forget_past(now)
            if self.forgetting:
                self.forgetting = ledger.retention.forget(now, BATCH) > 0

    def _open_by_drips(self, office: OfficeCode, now: datetime) -> None:
        with self.store.ledger(self.desk.network) as ledger:
            opened = drip(ledger.networks, self.desk.network, ledger.drip_key, now, office)
        if opened:
            log.info("places opened", office=office, places=opened)

    # -- one group, one message ---------------------------------------------------------------

    def _group(self, ledger: Ledger, waiting: Sequence[Waiting], now: datetime) -> list[int]:
        """Takes what it can; the numbers of those to be taken alone."""
        if not waiting:
            return []
        kept = ledger.conversations.of([w.contact for w in waiting])
        done: list[tuple[Waiting, Done | None]] = []
        left = []
        for w in waiting:
            try:
                turn = take(self.desk, ledger.bookings, w, kept.get(w.contact), now, alone=False)
            except TouchesCalendar:
                left.append(w.number)
            else:
                done.append((w, turn))
        self._write(ledger, done, now)
        return left

    def _alone(self, number: int, now: datetime) -> None:
        try:
            with self.store.ledger(self.desk.network) as ledger:
                waiting = ledger.inbox.one(number)
                if waiting is None:
                    return
                kept = ledger.conversations.of([waiting.contact]).get(waiting.contact)
                turn = take(self.desk, ledger.bookings, waiting, kept, now, alone=True)
                self._write(ledger, [(waiting, turn)], now)
        except Conflict as conflict:
            log.info("gave way, tried again", message=number, kind=str(conflict))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  # Set aside with its reason, below.
            self._failed(number, type(error).__name__, now)

    def _failed(self, number: int, reason: str, now: datetime) -> None:
        """The kind of the failure, never its text: that may quote what people wrote."""
        with self.store.ledger(self.desk.network) as ledger:
            waiting = ledger.inbox.one(number)
            if waiting is None:
                return
            last = waiting.attempts + 1 >= ATTEMPTS
            ledger.inbox.failed(number, reason, last=last)
            if last:
                ledger.outbox.put([self._apology(waiting, ledger)], now)
        log.error("a message failed", message=number, reason=reason, set_aside=last)

    def _apology(self, waiting: Waiting, ledger: Ledger) -> Owed:
        kept = ledger.conversations.of([waiting.contact]).get(waiting.contact)
        voice = self.desk.voice(kept.language if kept and kept.language else "es")
        body = notice(Notice("trouble"), voice)
        return Owed(waiting.contact, f"trouble:{waiting.key}", Message(body))

    def _write(
        self, ledger: Ledger, done: Sequence[tuple[Waiting, Done | None]], now: datetime
    ) -> None:
        ledger.conversations.keep({w.contact: turn.kept for w, turn in done if turn})
        ledger.outbox.put([owed for _, turn in done if turn for owed in turn.owed], now)
        ledger.inbox.done([w.number for w, _ in done])


def _refusals(receipts: Sequence[Receipt]) -> list[SendError]:
    return [one.error for one in receipts if one.error]


def _some_of(offices: list[OfficeCode]) -> Iterator[OfficeCode]:
    """A few, which are no longer in the list then."""
    for _ in range(min(AT_ONCE, len(offices))):
        yield offices.pop(0)
