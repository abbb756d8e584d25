"""E-mail from the desk to a real mail server, and what becomes of it."""

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.policy import SMTP as POLICY

import pytest

from tests.desk.samples import EMAIL, NAME, folio_in
from tests.mail.server import SENDER, Desk, served
from tests.test_app import PATIENCE, Phones, at_work, book_whole, office, phones, run, until
from ventanilla.app import Office
from ventanilla.domain.message import Document
from ventanilla.mail.client import Post
from ventanilla.mail.relay import Relay
from ventanilla.storage.trays import outbox

__all__ = ["office", "phones"]

RELAY = Relay("127.0.0.1", 0, "none", SENDER)


@pytest.fixture
def booked(sqlite_database) -> Callable[[Desk, Callable[[], object]], Phones]:
    """Somebody books with an address, until it is enough."""

    def book(desk: Desk, enough: Callable[[], object]) -> Phones:
        phones = Phones()

        async def work() -> None:
            async with served(desk, RELAY) as relay:
                office = at_work(sqlite_database, phones, Post(relay))
                async with office.running(None):
                    await asyncio.wait_for(whole(office), PATIENCE)

        async def whole(office: Office) -> None:
            await book_whole(office, phones)
            await until(enough)

        asyncio.run(work())
        return phones

    return book


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


def test_without_a_server_nothing_is_promised_and_nothing_is_owed(office, phones, sqlite_database):
    run(office, lambda: book_whole(office, phones))

    assert mails(sqlite_database) == []
    assert "correo electrónico a" not in "".join(
        getattr(s.outbound, "body", "") for s in phones.sent
    )
