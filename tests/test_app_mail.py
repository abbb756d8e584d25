"""E-mail from the desk to a real mail server, and what becomes of it."""

import asyncio
from collections.abc import Callable, Coroutine
from email import message_from_bytes
from email.policy import SMTP as POLICY

import pytest

from tests.desk.samples import BOOKING, EMAIL, NAME, folio_in, small
from tests.mail.server import SENDER, Desk, served
from tests.storage.trays import count
from tests.test_app import PATIENCE, Phones, until
from tests.test_app import said as said_by_whatsapp
from ventanilla.app import Office, open_office
from ventanilla.clock import utc_now
from ventanilla.desk.networks import apply
from ventanilla.desk.papers import Papers
from ventanilla.documents.confirmation import Press
from ventanilla.domain.message import Document
from ventanilla.mail.client import Post
from ventanilla.mail.relay import Relay
from ventanilla.measures import measures
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.trays import outbox
from ventanilla.storage.vault import Vault

VAULT = Vault(("a secret of at least thirty-two characters",))
RELAY = Relay("127.0.0.1", 0, "none", SENDER)


@pytest.fixture
def booked(sqlite_database) -> Callable[[Desk, bool], Phones]:
    """Somebody books with an address; `until_mailed` says when that is enough."""
    with sqlite_database.write() as connection:
        apply(StoredNetworks(connection), small(), utc_now())

    def book(desk: Desk, enough: Callable[[], object]) -> Phones:
        phones = Phones()

        async def work(office: Office) -> None:
            for number, words in enumerate(BOOKING):
                await office.take(said_by_whatsapp(words, f"k{number}"))
                await until(lambda number=number: len(phones.sent) > number)
            await until(lambda: any(isinstance(s.outbound, Document) for s in phones.sent))
            await until(enough)

        asyncio.run(_with_mail(sqlite_database, phones, desk, work))
        return phones

    return book


async def _with_mail(
    database, phones: Phones, desk: Desk, work: Callable[[Office], Coroutine]
) -> None:
    papers = Papers(Press(), {1: VAULT.key("seal-of-confirmations")[0]})
    async with served(desk, RELAY) as relay:
        store = SqlStore(database, VAULT)
        office = open_office(
            store, small(), "http://localhost", phones, papers, measures(), "", Post(relay)
        )
        async with office.running(None):
            await asyncio.wait_for(work(office), PATIENCE)


def mails(database) -> list[str]:
    with database.read() as connection:
        wanted = outbox.select().where(outbox.c.channel == "email").order_by(outbox.c.id)
        return [row.state for row in connection.execute(wanted)]


def test_a_confirmation_goes_by_mail_too_with_the_paper_and_a_calendar_file(
    booked, sqlite_database
):
    desk = Desk()

    phones = booked(desk, lambda: "sent" in mails(sqlite_database))

    ((sender, receivers, content),) = desk.taken
    mail = message_from_bytes(content, policy=POLICY)
    text = next(s.outbound for s in phones.sent if "Folio" in getattr(s.outbound, "body", ""))
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert (sender, receivers) == (SENDER, [EMAIL])
    assert f"También se la enviamos por correo electrónico a {EMAIL}" in text.body
    assert folio_in(text) in mail.get_body(("plain",)).get_content()
    assert [name.rpartition(".")[2] for name in names] == ["pdf", "ics"]
    assert NAME not in mail.get_body(("plain",)).get_content()


def test_f22_when_the_answer_is_lost_the_same_mail_goes_again_and_is_known_as_one(
    booked, sqlite_database
):
    desk = Desk(replies={"DATA": "hang up"})

    def enough() -> bool:
        if len(desk.taken) == 1:
            desk.replies.clear()
        return "sent" in mails(sqlite_database)

    booked(desk, enough)

    first, second = (content for _, _, content in desk.taken)
    assert first == second


@pytest.mark.parametrize(
    ("step", "reply", "state"),
    [("RCPT", "550 no such mailbox", "failed"), ("DATA", "554 looks like spam", "failed")],
)
def test_what_a_server_will_never_take_ends_there_and_the_chat_goes_on(
    booked, sqlite_database, step, reply, state
):
    booked(Desk(replies={step: reply}), lambda: state in mails(sqlite_database))

    assert mails(sqlite_database) == [state]


def test_a_server_that_wants_another_login_closes_mail_alone(booked, sqlite_database):
    desk = Desk(replies={"MAIL": "530 authentication required"})

    phones = booked(desk, lambda: desk.asked.count("MAIL"))

    assert mails(sqlite_database) == ["queued"]
    assert any(isinstance(s.outbound, Document) for s in phones.sent)


def test_without_a_server_nothing_is_promised_and_nothing_is_owed(sqlite_database):
    with sqlite_database.write() as connection:
        apply(StoredNetworks(connection), small(), utc_now())
    papers = Papers(Press(), {1: VAULT.key("seal-of-confirmations")[0]})
    phones = Phones()
    store = SqlStore(sqlite_database, VAULT)
    office = open_office(store, small(), "http://localhost", phones, papers, measures(), "")

    async def work() -> None:
        async with office.running(None):
            for number, words in enumerate(BOOKING):
                await office.take(said_by_whatsapp(words, f"k{number}"))
                await until(lambda number=number: len(phones.sent) > number)

    asyncio.run(asyncio.wait_for(work(), PATIENCE))

    assert count(sqlite_database, outbox, outbox.c.channel == "email") == 0
    assert "correo electrónico a" not in "".join(
        getattr(s.outbound, "body", "") for s in phones.sent
    )
