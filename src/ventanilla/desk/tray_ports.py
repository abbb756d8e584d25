"""The trays as the desk sees them, inside one transaction; `storage` provides them."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeAlias

from ventanilla.catalogue.network import Network
from ventanilla.desk.network_ports import Networks
from ventanilla.desk.ports import Bookings, Confirmed, Life
from ventanilla.domain.language import Language
from ventanilla.domain.message import (
    Address,
    Inbound,
    Message,
    Price,
    Receipt,
    Sending,
    Templated,
)
from ventanilla.domain.news import LineNews, TemplateNews

EPOCH = datetime.fromtimestamp(0, UTC)

NOBODY = Address()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message to be answered. `number` is its place in the in-tray; `key` names it for good."""

    number: int
    key: str
    contact: int
    attempts: int
    message: Inbound


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as stored. `state` is None when there is none, or it was erased.

    `heard_at` is when the person last wrote, by the platform's clock; `busy_to` up to when what
    they wrote counts (`desk.floods`); `left_until` up to when somebody of ours talks to them.
    """

    language: Language | None
    serial: int
    touched_at: datetime
    erased: bool
    state: bytes | None
    notice: str = ""
    heard_at: datetime | None = None
    busy_to: datetime | None = None
    left_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentOf:
    """The confirmation of an appointment, made when it is sent."""

    appointment: int
    language: Language


@dataclass(frozen=True, slots=True)
class Announcement:
    """What we say first: in words while the person has written within 24 hours, else by what the
    platform has approved.
    """

    message: Message
    template: Templated


Tidings: TypeAlias = Literal["confirmed", "moved", "cancelled"]


@dataclass(frozen=True, slots=True)
class MailOf:
    """The e-mail that says what has become of an appointment, made when it is sent."""

    appointment: int
    language: Language
    tidings: Tidings


Letter: TypeAlias = Message | DocumentOf | Announcement | MailOf

Channel: TypeAlias = Literal["whatsapp", "email"]

Lane: TypeAlias = Literal["answer", "notice", "bulk"]
"""The first leaves first: answers before reminders before what goes to many."""

StandingState: TypeAlias = Literal["confirmed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Owed:
    """A message to be sent. `dedupe` is the same for the same message, whoever writes it again.

    It is true, and leaves, only while its `appointment` has that `revision` and state, and until
    `expires`. What may be sent `once` at most is not sent again when its fate is unknown.
    """

    contact: int
    dedupe: str
    letter: Letter
    appointment: int | None = None
    revision: int | None = None
    state: StandingState = "confirmed"
    channel: Channel = "whatsapp"
    lane: Lane = "answer"
    once: bool = False
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row of the out-tray, claimed for sending; `reference` is what the platform carries.

    `freely` says whether we may write what we want: the person wrote within 24 hours. `written`
    is when it was owed.
    """

    id: int
    attempt: int
    contact: int
    address: Address
    letter: Letter
    freely: bool = True
    channel: Channel = "whatsapp"
    written: datetime = EPOCH

    @property
    def reference(self) -> str:
        return f"{self.id}.{self.attempt}"


@dataclass(frozen=True, slots=True)
class Arrival:
    """By the platform's word, the parcel is with its contact. `copies` are the platform's ids of
    the files that were uploaded for it.
    """

    parcel: int
    contact: int
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a parcel. `again_at` is when to try once more, None for never. `who` is what
    the platform's answer adds to what we know of its receiver.
    """

    id: int
    attempt: int
    result: Sending
    again_at: datetime | None
    channel: Channel = "whatsapp"
    who: Address = NOBODY


@dataclass(frozen=True, slots=True)
class Priced:
    """A message that was delivered at a price, at `at` (UTC)."""

    price: Price
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What receipts have changed: which parcels have arrived, and what is to be paid."""

    arrived: Sequence[Arrival] = ()
    priced: Sequence[Priced] = ()


Quarantine: TypeAlias = Literal["poison", "failed"]


@dataclass(frozen=True, slots=True)
class Poison:
    """A message nobody could read, as it came."""

    key: str
    raw: bytes
    reason: str


class InTray(Protocol):
    def append(self, messages: Sequence[Inbound], poison: Sequence[Poison], now: datetime) -> None:
        """Stores each message once, under its own key; those seen before end here."""
        ...

    def next(self, limit: int) -> Sequence[Waiting]:
        """The oldest waiting message of up to `limit` people, who stay locked until the commit."""
        ...

    def one(self, number: int) -> Waiting | None:
        """That message, if it is still waiting and nobody else works for its contact."""
        ...

    def done(self, numbers: Sequence[int]) -> None: ...

    def failed(self, number: int, reason: str, *, last: bool) -> None:
        """One more failed attempt; the `last` one sets the message aside."""
        ...


class Conversations(Protocol):
    def of(self, contacts: Sequence[int]) -> Mapping[int, Kept]: ...

    def keep(self, changed: Mapping[int, Kept]) -> None: ...

    def leave(self, to: Address, until: datetime, now: datetime) -> None:
        """Somebody of ours talks to that person until then: nothing else does."""
        ...

    def erase(self, before: datetime, limit: int) -> int:
        """Forgets the answers of conversations untouched since `before`."""
        ...


class OutTray(Protocol):
    def put(self, owed: Sequence[Owed], now: datetime) -> None: ...

    def claim(
        self,
        limit: int,
        now: datetime,
        until: datetime,
        owner: str,
        channel: Channel = "whatsapp",
    ) -> Sequence[Parcel]:
        """Parcels to send now, no two for one contact, each the earliest of its contact."""
        ...

    def settle(
        self, settlements: Sequence[Settlement], receipts: Sequence[Receipt], now: datetime
    ) -> Told:
        """Notes what became of parcels, and what the platform says of them."""
        ...

    def sweep(self, now: datetime, owner: str, node: str) -> int:
        """Turns lost leases into unknown fates, and sends the unknown again after their grace.

        Lost are those that ran out, and those of earlier processes of this `node` (a prefix of
        their names): there is one at a time, and it is `owner` now.
        """
        ...

    def forgo(self, channel: Channel) -> int:
        """Drops what is owed by a channel that there is not; how much that was."""
        ...


class LinePort(Protocol):
    """The number of ours that messages are sent from, over all nodes."""

    @property
    def closed(self) -> bool:
        """Whether the platform refuses whatever it sends."""
        ...

    def room(self, limit: int, now: datetime) -> int:
        """How many of `limit` messages may leave now."""
        ...

    def spent(self, count: int, now: datetime) -> None: ...

    def heard(self, count: int, now: datetime) -> None: ...

    def told(self, results: Iterable[Sending], now: datetime) -> None:
        """What the platform said of messages: it may have to be slowed down, or closed."""
        ...

    def reopen(self) -> None:
        """What has closed it may be mended: it is tried at once."""
        ...

    def news(self, news: LineNews, now: datetime) -> None: ...


class Templates(Protocol):
    """How the platform says that our templates stand."""

    def note(self, news: Sequence[TemplateNews]) -> None: ...


class Costs(Protocol):
    def add(self, priced: Sequence[Priced]) -> None: ...


class Timers(Protocol):
    def take(self, kind: str, now: datetime, again: datetime) -> bool:
        """Whether `kind` is due and this caller is the one to do it."""
        ...


class Retention(Protocol):
    def forget(self, now: datetime, limit: int) -> int:
        """Erases what has been kept for its time; how much that was."""
        ...


class FreeDays(Protocol):
    def refresh(self, limit: int) -> int:
        """Brings up to `limit` changed days up to date; how many there were."""
        ...

    def forget_past(self, now: datetime) -> None: ...


class Ledger(Protocol):
    """Everything the desk works with, in one transaction."""

    @property
    def inbox(self) -> InTray: ...

    @property
    def conversations(self) -> Conversations: ...

    @property
    def outbox(self) -> OutTray: ...

    @property
    def line(self) -> LinePort: ...

    @property
    def mail(self) -> LinePort:
        """The same for the server that takes our e-mail."""
        ...

    @property
    def templates(self) -> Templates: ...

    @property
    def costs(self) -> Costs: ...

    @property
    def bookings(self) -> Bookings: ...

    @property
    def life(self) -> Life: ...

    @property
    def networks(self) -> Networks: ...

    @property
    def free_days(self) -> FreeDays: ...

    @property
    def drip_key(self) -> bytes:
        """The secret by which nobody can foretell when a place opens."""
        ...

    @property
    def timers(self) -> Timers: ...

    @property
    def retention(self) -> Retention: ...

    def appointment(self, number: int) -> Confirmed | None:
        """By the storage's own number, whatever its state; None once it is nobody's any more."""
        ...


class Unavailable(Exception):
    """The database cannot be worked with now; nothing of the transaction was kept, or, if it was
    lost while committing, everything.
    """


class Conflict(Unavailable):
    """The transaction gave way to another one, and may be tried again at once."""


class Store(Protocol):
    """Where transactions come from."""

    def ledger(self, network: Network) -> AbstractContextManager[Ledger]:
        """Commits at the end, rolls back on an exception. Raises `Unavailable`."""
        ...

    def tidy(self) -> None:
        """Housekeeping between transactions."""
        ...
