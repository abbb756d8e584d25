"""The only place that wires things together and runs the loops.

One process: a web server and a sender on one event loop, and one desk thread with the database.
The web hands over to the desk and waits for its commit; the desk hands parcels to the sender and
is told what became of them.
"""

import asyncio
import contextlib
import random
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

import aiohttp
import structlog
from litestar import Litestar
from litestar.types import ControllerRouterHandler

from ventanilla.catalogue.network import Network
from ventanilla.catalogue.places import postal
from ventanilla.clock import utc_now
from ventanilla.desk.clerk import Clerk
from ventanilla.desk.papers import Papers
from ventanilla.desk.ports import Confirmed
from ventanilla.desk.sending import settlement
from ventanilla.desk.tray_ports import (
    Announcement,
    Arrival,
    DocumentOf,
    MailOf,
    Parcel,
    Unavailable,
)
from ventanilla.desk.turns import Desk
from ventanilla.documents.mail import Envelope
from ventanilla.domain.email_address import in_ascii
from ventanilla.domain.message import (
    Accepted,
    Address,
    Document,
    Inbound,
    Message,
    Outbound,
    SendError,
    Sending,
)
from ventanilla.measures import Measures, Stopwatch
from ventanilla.rounds import IN_FLIGHT, Arrived, DeskThread
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.networks import newest, newest_number
from ventanilla.whatsapp.client import Client
from ventanilla.whatsapp.errors import class_of
from ventanilla.whatsapp.payloads import Delivery

STORING = 15.0
"""Seconds after which whoever brought a delivery is told that it is not stored, to come again."""

READ_MARK = 0.3
"""Seconds: a reply that is out sooner says itself that the message was read."""

REMEMBERED = 2000
"""Messages whose repetition earns no second read mark."""

TOGETHER = 0.7
"""Seconds that a document waits for its text to be delivered: it follows within a second."""

LAST_WAIT = 18.0
"""Seconds that a stop waits for what is being sent: longer than a request, or a mail, may take."""

NOTHING_TO_SEND = SendError(0, fault="ours", retry="never")

log = structlog.get_logger()


class Post(Protocol):
    """What e-mail is handed to."""

    @property
    def sender(self) -> str:
        """The bare address that messages come from."""
        ...

    async def send(self, sender: str, to: str, mail: bytes) -> Sending: ...


@dataclass(slots=True)
class Office:
    """Everything that runs: takes deliveries in, sends parcels out. The webhook's `Intake`."""

    store: SqlStore
    clerk: Clerk
    papers: Papers
    client: Client
    measures: Measures
    post: Post | None = None
    thread: DeskThread | None = None
    arrived: dict[int, asyncio.Event] = field(default_factory=dict)
    """By contact, for documents that wait for their text to be delivered."""
    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    seen: dict[str, None] = field(default_factory=dict)
    unread: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    snapshot: int = 0

    # -- in -----------------------------------------------------------------------------------

    async def take(self, delivery: Delivery) -> None:
        if self.thread is None or self.thread.stopping:
            raise Unavailable("stopping")
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[None] = loop.create_future()
        arrived_at = loop.time()
        for message in delivery.messages:
            self.stopwatch.start(message, arrived_at)
        self.thread.work.put(Arrived(delivery, stored))
        async with asyncio.timeout(STORING):
            await stored
        for message in delivery.messages:
            self._mark_read_later(message)

    def _mark_read_later(self, message: Inbound) -> None:
        if message.kind == "silent" or message.key in self.seen or len(self.unread) > IN_FLIGHT:
            return
        self.seen[message.key] = None
        if len(self.seen) > REMEMBERED:
            del self.seen[next(iter(self.seen))]
        self._answered(message.sender)
        loop = asyncio.get_running_loop()
        handle = loop.call_later(READ_MARK, self._mark_read, message)
        self.unread |= dict.fromkeys(_names(message.sender), handle)

    def _mark_read(self, message: Inbound) -> None:
        self._answered(message.sender)
        self._start(self.client.mark_read(message.key, typing=True))

    def _answered(self, sender: Address) -> None:
        """By either name: we may know more of a person than one message says."""
        for name in _names(sender):
            if handle := self.unread.pop(name, None):
                handle.cancel()

    # -- out ----------------------------------------------------------------------------------

    def dispatch(self, parcels: Sequence[Parcel], arrived: Sequence[Arrival]) -> None:
        for arrival in arrived:
            if event := self.arrived.get(arrival.contact):
                event.set()
            for media in arrival.copies:
                self._start(self._discard(media))
        for parcel in parcels:
            self._start(self.send(parcel))

    async def send(self, parcel: Parcel) -> None:
        """Sends one parcel and tells the desk what became of it, whatever happens."""
        result: Sending = SendError(0, fault="ours", retry="backoff")
        try:
            match parcel.letter:
                case MailOf() as letter:
                    result = await self._mail(parcel, letter)
                case Message() | Announcement() | DocumentOf() as letter:
                    result = await self._message(parcel, letter)
        except Unavailable:
            log.warning("paper not made, the database is unavailable", parcel=parcel.id)
        except Exception as error:  # noqa: BLE001  # The row must not stay claimed for ever.
            # Tried again it would fail again, and keep back all that follows for this person.
            result = SendError(0, fault="ours", retry="never")
            log.error("sending failed", parcel=parcel.id, kind=type(error).__name__)  # noqa: TRY400
        self._settle(parcel, result)

    async def _discard(self, media: str) -> None:
        """Takes the platform's copy of a delivered document back, instead of after 30 days."""
        if not await self.client.discard(media):
            log.warning("copy not discarded")

    def _settle(self, parcel: Parcel, result: Sending) -> None:
        told = class_of(result) if isinstance(result, SendError) else ""
        self.measures.sent.labels(type(result).__name__.lower(), told).inc()
        if isinstance(result, Accepted):
            took = self.stopwatch.stop(parcel.address, asyncio.get_running_loop().time())
            if took is not None:
                self.measures.answer_seconds.observe(took)
        if isinstance(result, SendError):
            log.warning("not sent", parcel=parcel.id, code=result.code, fault=result.fault)
        if self.thread:
            self.thread.work.put(settlement(parcel, result, utc_now(), random.random))

    async def _message(
        self, parcel: Parcel, letter: Message | Announcement | DocumentOf
    ) -> Sending:
        outbound = await self._outbound(parcel, letter)
        if outbound is None:
            return NOTHING_TO_SEND
        self._answered(parcel.address)
        return await self.client.send(parcel.address, outbound, parcel.reference)

    async def _outbound(
        self, parcel: Parcel, letter: Message | Announcement | DocumentOf
    ) -> Outbound | None:
        match letter:
            case Message() as message:
                return message
            case Announcement(message, template):
                return message if parcel.freely else template
            case DocumentOf() as paper:
                return await self._paper(parcel, paper)

    async def _mail(self, parcel: Parcel, letter: MailOf) -> Sending:
        if self.post is None:
            return NOTHING_TO_SEND
        sender = self.post.sender
        made = await asyncio.to_thread(self._made_mail, parcel, letter, sender)
        return await self.post.send(sender, *made) if made else NOTHING_TO_SEND

    def _made_mail(self, parcel: Parcel, letter: MailOf, sender: str) -> tuple[str, bytes] | None:
        """To whom, and what; the same bytes however often it is sent. None when there is nobody."""
        made = self._appointment(letter)
        to = in_ascii(made.appointment.applicant.email) if made else ""
        if made is None or not to:
            return None
        reference = f"{parcel.id}.{made.appointment.revision}"
        envelope = Envelope(sender, to, reference, parcel.written)
        desk = self.clerk.desk
        return to, self.papers.mail(made, letter.language, desk, envelope, letter.tidings)

    async def _paper(self, parcel: Parcel, paper: DocumentOf) -> Document | None:
        event = self.arrived.setdefault(parcel.contact, asyncio.Event())
        making = asyncio.ensure_future(asyncio.to_thread(self._document, paper))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), TOGETHER)
        self.arrived.pop(parcel.contact, None)
        return await making

    def _document(self, letter: DocumentOf) -> Document | None:
        """None when the appointment no longer stands: what is sent must still be true."""
        made = self._appointment(letter)
        if made is None or made.appointment.state != "confirmed":
            return None
        return self.papers.confirmation(made, letter.language, self.clerk.desk)

    def _appointment(self, letter: DocumentOf | MailOf) -> Confirmed | None:
        with self.store.ledger(self.clerk.desk.network) as ledger:
            return ledger.appointment(letter.appointment)

    def _start(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    # -- the network --------------------------------------------------------------------------

    def reload(self) -> None:
        """Takes the newest snapshot of the network when another one has been applied."""
        with self.store.database.read() as connection:
            number = newest_number(connection)
            network = newest(connection) if number != self.snapshot else None
        if network:
            self.clerk.desk = replace(self.clerk.desk, network=network)
            self.snapshot = number
            log.info("network in force", snapshot=number)

    @asynccontextmanager
    async def running(self, _: Litestar) -> AsyncIterator[None]:
        """The desk's thread, from the web server's start to its end."""
        loop = asyncio.get_running_loop()
        mails = self.post is not None
        desk = DeskThread(self.clerk, loop, self.dispatch, self.reload, self.measures, mails=mails)
        self.thread = desk
        thread = threading.Thread(target=desk.run, name="desk", daemon=True)
        thread.start()
        try:
            yield
        finally:
            desk.stopping = True
            desk.work.put(None)
            await asyncio.to_thread(thread.join)
            # What is on its way is waited for, or the next start would send it once more.
            if self.tasks:
                await asyncio.wait(self.tasks, timeout=LAST_WAIT)
            await asyncio.to_thread(desk.finish)


def open_office(
    store: SqlStore,
    network: Network,
    public_url: str,
    client: Client,
    papers: Papers,
    measures: Measures,
    node: str,
    post: Post | None = None,
) -> Office:
    def person(identity: str) -> str:
        return store.vault.index("person", identity).hex()

    desk = Desk(network, public_url, person, mails=post is not None)
    clerk = Clerk(store, desk, f"{node}/{secrets.token_hex(4)}", node)
    postal.warm()
    return Office(store, clerk, papers, client, measures, post)


def web(
    handlers: Sequence[ControllerRouterHandler],
    lifespans: Sequence[Callable[[Litestar], contextlib.AbstractAsyncContextManager[None]]],
    errors: Mapping[int | type[Exception], Callable[..., object]],
) -> Litestar:
    return Litestar(
        route_handlers=list(handlers),
        lifespan=list(lifespans),
        exception_handlers=dict(errors),  # type: ignore[arg-type]  # Handlers of the edges, as given.
        openapi_config=None,
    )


def session() -> aiohttp.ClientSession:
    """One for the process: connections are kept and used again."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=IN_FLIGHT)
    )


def _names(address: Address) -> list[str]:
    return [name for name in (address.user_id, address.phone) if name]
