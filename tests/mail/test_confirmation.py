"""The e-mail of a confirmation, from the appointment to the mail server."""

from datetime import UTC, datetime

import uvloop

from tests.desk.samples import Clock, book, rehearse
from tests.mail.server import HOST, SENDER, Desk, served
from ventanilla.documents.mail import Envelope
from ventanilla.domain.language import LANGUAGES
from ventanilla.domain.message import Accepted
from ventanilla.mail.client import Post
from ventanilla.mail.relay import Relay
from ventanilla.storage.schema import appointment

TO = "maria@example.org"
WRITTEN = datetime(2026, 11, 26, 15, 4, tzinfo=UTC)


def test_the_mail_of_a_confirmation_comes_whole_in_every_language(sqlite_database):
    rehearsal = rehearse(sqlite_database, Clock())
    book(rehearsal)
    clerk = rehearsal.clerk
    with rehearsal.store.ledger(clerk.desk.network) as ledger:
        (row,) = ledger.connection.execute(appointment.select()).all()
        made = ledger.appointment(row.id)
    mails = [
        rehearsal.papers.mail(made, language, clerk.desk, Envelope(SENDER, TO, reference, WRITTEN))
        for reference, language in zip(("7.1", "8.1", "9.1"), LANGUAGES, strict=True)
    ]
    desk = Desk()

    async def run():
        async with served(desk, Relay(HOST, 0, "none", SENDER)) as there:
            post = Post(there)
            return [await post.send(post.sender, TO, mail) for mail in mails]

    assert uvloop.run(run()) == [Accepted(f"<{n}.1@consulado.example>") for n in (7, 8, 9)]
    assert [content for _, _, content in desk.taken] == mails
