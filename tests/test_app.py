"""The office as it runs: a real event loop, the desk's real thread, a client that only remembers.

What a test waits for it waits for by event or by asking again; nothing waits for a fixed time.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from inspect import signature

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from tests.desk.samples import BOOKING, PHONE, small
from tests.storage.trays import column, count
from ventanilla import app, rounds
from ventanilla.app import Office, open_office
from ventanilla.clock import utc_now
from ventanilla.desk.networks import apply
from ventanilla.desk.papers import Papers
from ventanilla.desk.tray_ports import Announcement, Owed, Unavailable
from ventanilla.documents.confirmation import Press
from ventanilla.domain.message import (
    Accepted,
    Address,
    Document,
    Inbound,
    Message,
    Receipt,
    SendError,
    Sending,
    Templated,
    Unknown,
)
from ventanilla.mail.mailbox import Mailbox
from ventanilla.measures import measures
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.database import Database
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.trays import inbox, outbox
from ventanilla.storage.vault import Vault
from ventanilla.whatsapp.client import Client
from ventanilla.whatsapp.payloads import Delivery

VAULT = Vault(("a secret of at least thirty-two characters",))
PATIENCE = 20
"""Seconds until a test gives up."""


@dataclass
class Sent:
    to: Address
    outbound: Message | Document
    reference: str
    at: float


@dataclass
class Phones:
    """In the client's place: what it is given, and when. `answer` says what becomes of it."""

    answer: Callable[[Sent], Awaitable[Sending]] | None = None
    sent: list[Sent] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)

    async def send(self, address, outbound, reference) -> Sending:
        sent = Sent(address, outbound, reference, asyncio.get_running_loop().time())
        if self.answer:
            result = await self.answer(sent)
        else:
            media = "media" if isinstance(outbound, Document) else ""
            result = Accepted(f"wamid.{reference}", media)
        self.sent.append(sent)
        return result

    async def mark_read(self, key: str, *, typing: bool) -> None:
        self.read.append(key)

    async def discard(self, media: str) -> bool:
        self.discarded.append(media)
        return True


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
def office(sqlite_database, phones) -> Office:
    return at_work(sqlite_database, phones)


def at_work(database: Database, phones: Phones, post: app.Post | None = None) -> Office:
    """An office on that database, with the small network in force."""
    with database.write() as connection:
        apply(StoredNetworks(connection), small(), utc_now())
    papers = Papers(Press(), {1: VAULT.key("seal-of-confirmations")[0]})
    store = SqlStore(database, VAULT)
    return open_office(store, small(), "http://localhost", phones, papers, measures(), "", post)


def run(office: Office, work: Callable[[], Awaitable[object]]) -> None:
    async def within() -> None:
        async with office.running(None):
            await asyncio.wait_for(work(), PATIENCE)

    asyncio.run(within())


async def until(true: Callable[[], object]) -> None:
    while not true():  # noqa: ASYNC110  # The desk's thread rings no bell of ours.
        await asyncio.sleep(0.005)


def said(words: str, key: str = "k", phone: str = PHONE) -> Delivery:
    message = Inbound(key, "line", Address(phone), utc_now(), "text", words)
    return Delivery(messages=(message,))


def test_the_stand_in_has_every_way_of_the_client():
    ways = [name for name in vars(Client) if not name.startswith("_")]

    for name in ways:
        theirs, ours = (signature(getattr(kind, name)) for kind in (Client, Phones))
        assert list(ours.parameters) == list(theirs.parameters)


# -- in ---------------------------------------------------------------------------------------


def test_i7_a_delivery_is_acknowledged_only_after_its_commit(office, sqlite_database):
    stored_when_told: list[int] = []

    async def work() -> None:
        await office.take(said("Hola"))
        stored_when_told.append(count(sqlite_database, inbox))

    run(office, work)

    assert stored_when_told == [1]


def test_i7_a_receipt_is_noted_before_it_is_acknowledged(office, phones, sqlite_database):
    noted_when_told: list[str] = []

    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: phones.sent)
        await office.take(_delivered(phones.sent[0]))
        noted_when_told.extend(column(sqlite_database, outbox, "progress"))

    run(office, work)

    assert noted_when_told == ["delivered"]


def test_receipts_that_cannot_be_noted_now_are_refused_and_taken_when_they_come_again(
    office, phones, sqlite_database
):
    broken = [False]

    def fail(connection, cursor, words, *rest) -> None:
        if broken[0] and words.startswith("UPDATE outbox"):
            raise sqlite3.OperationalError("disk I/O error")

    event.listen(sqlite_database.engine, "before_cursor_execute", fail)

    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: phones.sent)
        broken[0] = True
        with pytest.raises(Unavailable):
            await office.take(_delivered(phones.sent[0]))
        assert office.thread.receipts == []
        broken[0] = False
        await office.take(_delivered(phones.sent[0]))

    run(office, work)

    assert column(sqlite_database, outbox, "progress") == ["delivered"]


@pytest.mark.parametrize(("heard", "kind"), [(False, Templated), (True, Message)])
def test_j4_what_we_say_first_goes_by_its_template_to_who_has_not_written(
    office, phones, heard, kind
):
    template = Templated("moved", "es", (("folio", "4A4D-P6HN-552Y"),))
    announcement = Announcement(Message("Su cita cambió."), template)

    async def work() -> None:
        if heard:
            await office.take(said("Hola"))
            await until(lambda: phones.sent)
        before = len(phones.sent)
        with office.store.ledger(small()) as ledger:
            contacts = Contacts(ledger.connection, VAULT)
            person = contacts.of([Address(PHONE)], utc_now())[Address(PHONE)]
            ledger.outbox.put([Owed(person, "moved", announcement, lane="notice")], utc_now())
        await until(lambda: len(phones.sent) > before)

    run(office, work)

    assert isinstance(phones.sent[-1].outbound, kind)


def test_what_is_claimed_leaves_whatever_hinders_e_mail(sqlite_database, phones):
    office = at_work(sqlite_database, phones, Mailbox(utc_now))

    def fail(connection, cursor, words, *rest) -> None:
        if words.startswith("WITH due") and "channel = 'email'" in words:
            raise sqlite3.OperationalError("disk I/O error")

    event.listen(sqlite_database.engine, "before_cursor_execute", fail)

    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: phones.sent)
        await until(lambda: not office.thread.in_flight)

    run(office, work)

    assert len(phones.sent) == 1


def test_what_cannot_be_noted_stops_nothing_else(office, phones, sqlite_database):
    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: phones.sent)
        good = _delivered(phones.sent[0]).receipts[0]
        too_large = Receipt("", "2.1", "failed", utc_now(), SendError(2**70, "person", "never"))
        await office.take(said("1", "second"))
        await until(lambda: len(phones.sent) == 2)
        with capture_logs() as logs:
            await office.take(Delivery(receipts=(too_large, good)))
        await office.take(said("1", "third"))
        await until(lambda: len(phones.sent) == 3)
        assert [log["event"] for log in logs if log["log_level"] == "error"] == [
            "what became of a message cannot be noted",
            "given up to note it",
        ]

    run(office, work)

    assert column(sqlite_database, outbox, "progress")[0] == "delivered"


def test_a_flood_larger_than_one_round_is_stored_to_the_last_delivery(office, sqlite_database):
    many = rounds.MANY + 3

    async def work() -> None:
        deliveries = (said("Hola", f"k{n}", f"1512555{n:04}") for n in range(many))
        await asyncio.gather(*(office.take(delivery) for delivery in deliveries))

    run(office, work)

    assert count(sqlite_database, inbox) == many


def test_a_desk_that_cannot_store_is_no_silence_for_whoever_delivers(
    office, sqlite_database, monkeypatch
):
    monkeypatch.setattr(app, "STORING", 0.05)

    async def work() -> None:
        with sqlite_database.write(), pytest.raises(TimeoutError):
            await office.take(said("Hola"))

    run(office, work)


def test_i7_without_waiting_for_the_commit_it_would_be_acknowledged_before(office, sqlite_database):
    stored_when_told: list[int] = []

    async def hasty(delivery: Delivery) -> None:
        loop = asyncio.get_running_loop()
        office.thread.work.put(app.Arrived(delivery, loop.create_future()))

    async def work() -> None:
        with sqlite_database.write():  # Nobody else can commit now.
            await hasty(said("Hola"))
            stored_when_told.append(count(sqlite_database, inbox))

    run(office, work)

    assert stored_when_told == [0]


def test_i7_a_delivery_that_cannot_be_stored_is_refused_and_taken_when_it_comes_again(
    office, sqlite_database, phones
):
    broken = [True]

    def fail(connection, cursor, words, *rest) -> None:
        if broken and words.startswith("INSERT INTO inbox"):
            raise sqlite3.OperationalError("disk I/O error")

    event.listen(sqlite_database.engine, "before_cursor_execute", fail)

    async def work() -> None:
        for _ in range(2):
            with pytest.raises((Unavailable, sqlite3.OperationalError)):
                await office.take(said("Hola"))
        assert count(sqlite_database, inbox) == 0
        broken.clear()
        await office.take(said("Hola"))
        await until(lambda: phones.sent)

    with capture_logs() as lines:
        run(office, work)

    assert count(sqlite_database, inbox) == 1
    assert "Hola" not in repr(lines)


def test_the_desk_outlives_a_round_that_failed(office, sqlite_database, phones):
    broken, failed = [True], []

    def fail(connection, cursor, words, *rest) -> None:
        if broken and "UPDATE outbox" in words:
            failed.append(words)
            raise sqlite3.OperationalError("database is locked")

    event.listen(sqlite_database.engine, "before_cursor_execute", fail)

    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: len(failed) > 1)
        assert phones.sent == []
        broken.clear()
        await until(lambda: phones.sent)

    run(office, work)

    assert len(phones.sent) == 1


def test_after_the_stop_nothing_is_taken(office):
    run(office, lambda: asyncio.sleep(0))

    with pytest.raises(Unavailable):
        asyncio.run(office.take(said("Hola")))


def test_a_delivery_of_receipts_alone_is_acknowledged(office):
    receipt = Receipt("k", "999999999999999999999.1", "delivered", utc_now())

    run(office, lambda: office.take(Delivery(receipts=(receipt,))))


# -- out --------------------------------------------------------------------------------------


def test_a_message_is_answered_and_its_parcel_settled(office, sqlite_database, phones):
    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: column(sqlite_database, outbox, "state") == ["sent"])

    run(office, work)

    assert [sent.to for sent in phones.sent] == [Address(PHONE)]


def test_a_reply_that_failed_is_sent_again(office, phones):
    async def refuse_once(sent: Sent) -> Sending:
        if phones.sent:
            return Accepted("wamid")
        return SendError(0, "platform", "backoff")

    phones.answer = refuse_once

    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: len(phones.sent) == 2)

    run(office, work)

    assert phones.sent[0].outbound == phones.sent[1].outbound
    assert [sent.reference.split(".")[1] for sent in phones.sent] == ["1", "2"]


def test_a_fault_of_the_sender_leaves_no_parcel_claimed(office, sqlite_database, phones):
    async def break_(sent: Sent) -> Sending:
        raise ValueError(sent.outbound)

    phones.answer = break_

    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: column(sqlite_database, outbox, "error") == [0])

    with capture_logs() as lines:
        run(office, work)

    assert "ValueError" in repr(lines)
    assert "asistente" not in repr(lines)


def test_what_is_on_its_way_at_the_stop_is_waited_for_and_settled(office, sqlite_database, phones):
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(sent: Sent) -> Sending:
        started.set()
        await go_on.wait()
        return Accepted("wamid")

    phones.answer = slow

    async def work() -> None:
        await office.take(said("Hola"))
        await started.wait()
        asyncio.get_running_loop().call_later(0.05, go_on.set)

    run(office, work)

    assert column(sqlite_database, outbox, "state") == ["sent"]


# -- the confirmation and its paper -----------------------------------------------------------


async def book_whole(office: Office, phones: Phones) -> None:
    for number, words in enumerate(BOOKING):
        await office.take(said(words, f"k{number}"))
        await until(lambda number=number: len(phones.sent) > number)
    await until(lambda: isinstance(phones.sent[-1].outbound, Document))


def test_the_paper_follows_its_text_within_a_second(office, phones):
    run(office, lambda: book_whole(office, phones))

    text, paper = phones.sent[-2:]
    assert "Folio" in text.outbound.body
    assert paper.outbound.content.startswith(b"%PDF")
    assert 0 < paper.at - text.at < 1.0


def test_the_paper_does_not_wait_once_its_text_is_delivered(office, phones, monkeypatch):
    monkeypatch.setattr(app, "TOGETHER", PATIENCE)

    async def work() -> None:
        booking = asyncio.ensure_future(book_whole(office, phones))
        await until(lambda: len(phones.sent) == len(BOOKING) or booking.done())
        while not booking.done():
            receipt = Receipt("", phones.sent[-1].reference, "delivered", utc_now())
            await office.take(Delivery(receipts=(receipt,)))
        await booking

    run(office, work)

    assert isinstance(phones.sent[-1].outbound, Document)


def test_the_platforms_copy_goes_when_the_paper_itself_is_delivered(office, phones):
    async def work() -> None:
        await book_whole(office, phones)
        text, paper = phones.sent[-2:]
        await office.take(_delivered(text))
        await office.take(said("Hola", "again"))
        await until(lambda: len(phones.sent) == len(BOOKING) + 2)
        assert phones.discarded == []
        await office.take(_delivered(paper))
        await until(lambda: phones.discarded)

    run(office, work)

    assert phones.discarded == ["media"]


def test_the_copy_of_a_paper_of_unknown_fate_goes_as_well(office, phones):
    async def lose_papers(sent: Sent) -> Sending:
        if isinstance(sent.outbound, Document):
            return Unknown("lost")
        return Accepted("wamid")

    phones.answer = lose_papers

    async def work() -> None:
        await book_whole(office, phones)
        await office.take(_delivered(phones.sent[-1]))
        await until(lambda: phones.discarded)

    run(office, work)

    assert phones.discarded == ["lost"]


def _delivered(sent: Sent) -> Delivery:
    return Delivery(receipts=(Receipt("", sent.reference, "delivered", utc_now()),))


# -- the read mark ----------------------------------------------------------------------------


def test_a_reply_that_is_out_at_once_needs_no_read_mark(office, phones):
    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: phones.sent)

    run(office, work)

    assert phones.read == []
    assert office.unread == {}


def test_a_reply_that_is_not_out_in_time_is_announced_by_a_read_mark(
    office, phones, sqlite_database
):
    answering = threading.Event()

    def hesitate(connection, cursor, words, *rest) -> None:
        if words.startswith("INSERT INTO outbox"):
            answering.wait(PATIENCE)

    event.listen(sqlite_database.engine, "before_cursor_execute", hesitate)

    async def work() -> None:
        await office.take(said("Hola", "slow"))
        asked = asyncio.get_running_loop().time()
        await until(lambda: phones.read)
        assert asyncio.get_running_loop().time() - asked > app.READ_MARK - 0.05
        assert phones.sent == []
        answering.set()
        await until(lambda: phones.sent)

    run(office, work)

    assert phones.read == ["slow"]
    assert office.unread == {}


def test_a_reply_is_known_by_any_name_of_the_person(office, phones):
    async def work() -> None:
        by_phone = Inbound("k", "line", Address(PHONE), utc_now(), "text", "Hola")
        office._mark_read_later(by_phone)
        office._answered(Address(PHONE, "US.1"))

    run(office, work)

    assert office.unread == {}


def test_what_wants_no_answer_gets_no_read_mark(office):
    async def work() -> None:
        silent = Inbound("k", "line", Address(PHONE), utc_now(), "silent")
        office._mark_read_later(silent)

    run(office, work)

    assert office.unread == {}


def test_under_load_read_marks_are_dropped_first(office):
    async def work() -> None:
        for number in range(10 * rounds.IN_FLIGHT):
            office._mark_read_later(said("Hola", phone=str(number)).messages[0])
        assert len(office.unread) <= rounds.IN_FLIGHT + 1
        for number in range(10 * rounds.IN_FLIGHT):
            office._answered(Address(str(number)))

    run(office, work)


# -- the network ------------------------------------------------------------------------------


def test_a_network_applied_meanwhile_is_in_force_without_a_restart(office, sqlite_database):
    changed = replace(small(), line="+1 555 0100")

    async def work() -> None:
        await until(lambda: office.snapshot == 1)
        with sqlite_database.write() as connection:
            apply(StoredNetworks(connection), changed, utc_now())
        await until(lambda: office.clerk.desk.network.line == changed.line)

    run(office, work)

    assert office.snapshot == 2
