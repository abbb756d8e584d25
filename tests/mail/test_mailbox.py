"""What the demo's mailbox keeps, and how safely it is shown."""

import asyncio
from collections.abc import Iterator
from importlib.resources import files

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast
from litestar import Litestar
from litestar.testing import TestClient

from tests.mail.samples import HTML, ICS, PDF, clock, message
from ventanilla.domain.language import LANGUAGES
from ventanilla.domain.message import Accepted
from ventanilla.mail.mailbox import KEPT, Mailbox
from ventanilla.mail.pages import routes


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox(clock)


@pytest.fixture
def client(mailbox: Mailbox) -> Iterator[TestClient]:
    with TestClient(Litestar(routes(mailbox, "/phone"), logging_config=None)) as client:
        yield client


def test_a_message_is_accepted_under_its_own_id_and_kept_as_its_reader_sees_it(mailbox):
    sending = asyncio.run(mailbox.send("citas@example.org", "maria@example.org", message()))

    assert sending == Accepted("<mail-42.1@example.org>")

    (letter,) = mailbox.letters
    assert (letter.number, letter.to, letter.at) == (1, "maria@example.org", clock())
    assert letter.sender == "Consulados de México <citas@example.org>"
    assert letter.subject == "Su cita: mañana"
    assert letter.html.splitlines() == HTML.splitlines()
    assert letter.text.startswith("Su cita está confirmada.")
    assert [(a.filename, a.media_type, a.content) for a in letter.attachments] == [
        ("confirmación.pdf", "application/pdf", PDF),
        ("cita.ics", "text/calendar", ICS),
    ]


def test_the_last_ones_are_kept_newest_first_and_numbers_are_not_used_again(mailbox):
    for number in range(KEPT + 2):
        mailbox.keep(message(f"Cita {number}"))

    assert len(mailbox.letters) == KEPT
    assert mailbox.letters[0].number == KEPT + 2
    assert mailbox.letter(2) is None
    assert mailbox.letter(3).subject == "Cita 2"


def test_a_message_runs_nothing_fetches_nothing_and_opens_its_links_elsewhere(mailbox, client):
    mailbox.keep(message(html="<html><head></head><script>alert(1)</script></html>"))

    answer = client.get("/mailbox/1/html")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    sandbox = policy.rpartition("; ")[2].split()
    assert sandbox == ["sandbox", "allow-popups", "allow-popups-to-escape-sandbox"]
    assert "frame-ancestors 'self'" in policy
    assert '<base target="_blank">' in answer.text
    assert '<iframe src="/mailbox/1/html"' in client.get("/mailbox/1").text


def test_no_value_of_a_message_becomes_markup_of_the_page(mailbox, client):
    mailbox.keep(message("<img src=x>"))

    for path in ("/mailbox", "/mailbox/1"):
        page = client.get(path)
        assert "<img" not in page.text
        assert "script-src" not in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]


def test_attachments_are_saved_and_never_shown(mailbox, client):
    mailbox.keep(message())

    for path, content in (("1/confirmación.pdf", PDF), ("2/cita.ics", ICS)):
        answer = client.get(f"/mailbox/1/files/{path}")
        assert answer.content == content
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        *("2", "2/html", "0", "1/files/0/cita.ics", "1/files/3/cita.ics", "1/files/1/cita.ics"),
        *("-1", "x", "1/files/-1/cita.ics"),
    ],
)
def test_what_is_not_there_is_not_found(mailbox, client, path):
    mailbox.keep(message())

    assert client.get(f"/mailbox/{path}").status_code == 404


def test_a_language_chosen_is_remembered(client):
    assert "Courriel d’essai" in client.get("/mailbox?lang=fr").text
    assert "Courriel d’essai" in client.get("/mailbox").text


def test_every_language_has_the_same_words():
    def keys(language):
        text = (files("ventanilla.mail") / f"{language}.ftl").read_text("utf-8")
        return [e.id.name for e in FluentResource(text).body if isinstance(e, ast.Message)]

    spanish, *others = map(keys, LANGUAGES)

    assert spanish
    assert others == [spanish] * len(others)
