"""The e-mail of a confirmation, read back by the standard library's parser."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest

from ventanilla.documents.mail import (
    Attached,
    Enclosed,
    Envelope,
    MailWords,
    Undeliverable,
    appointment_mail,
)
from ventanilla.domain.language import LANGUAGES

ENVELOPE = Envelope(
    sender="citas@consulado.example",
    to="maria@example.org",
    reference="mail-42.3",
    written=datetime(2026, 11, 23, 15, 4, 5, tzinfo=UTC),
)
WORDS = MailWords(
    language="es",
    sender="Consulados de México",
    subject="Su cita: martes 1.º",
    title="Cita confirmada",
    intro="Su cita está confirmada.",
    why="Por qué.",
    colon=":",
)
PDF = Attached("confirmacion.pdf", b"%PDF-1.7 \x00\xff")
ICS = Attached("cita.ics", "BEGIN:VCALENDAR\r\nSUMMARY:á\r\nEND:VCALENDAR\r\n".encode())


class Outline(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


def raw(page, envelope=ENVELOPE, words=WORDS):
    return appointment_mail(envelope, words, page, Enclosed(ICS, "PUBLISH", PDF))


def read(page, envelope=ENVELOPE, words=WORDS):
    mail = message_from_bytes(raw(page, envelope, words), policy=policy.default)
    assert not [defect for part in mail.walk() for defect in part.defects]
    return mail


def bodies(mail):
    return [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]


@pytest.fixture
def page(confirmation):
    return confirmation("es")


def test_both_bodies_say_what_when_and_where(confirmation):
    for language in LANGUAGES:
        page = confirmation(language)
        text, html = bodies(read(page, words=replace(WORDS, language=language)))
        for said in (text, Outline(html).text):
            for part in (page.folio, page.procedure, page.date, page.time, page.zone, page.address):
                assert part in said
            assert page.page_url in said


def test_the_pdf_and_the_calendar_file_come_whole(page):
    pdf, ics = read(page).iter_attachments()

    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", PDF.filename)
    assert pdf.get_content() == PDF.content
    assert (ics.get_content_type(), ics.get_filename()) == ("text/calendar", ICS.filename)
    assert ics.get_payload(decode=True) == ICS.content
    assert ics.get_param("method") == "PUBLISH"


def test_the_same_mail_is_the_same_to_the_byte_and_has_one_id(page):
    assert raw(page) == raw(page)
    assert read(page)["Message-ID"] == "<mail-42.3@consulado.example>"
    assert (
        read(page, replace(ENVELOPE, reference="mail-43.1"))["Message-ID"]
        != (read(page)["Message-ID"])
    )


def test_no_machine_answers_it_and_it_is_no_mailing_list(page):
    mail = read(page)

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None


def test_the_name_somebody_typed_is_not_in_what_an_unverified_address_is_shown(page):
    mail = read(replace(page, name="Visite spam punto example"))

    assert not any("Visite" in said for said in (str(mail["Subject"]), *bodies(mail)))


def test_html_fetches_nothing_and_links_only_to_our_page(page):
    outline = Outline(bodies(read(page))[1])

    assert not {"img", "link", "script", "iframe", "form", "style"} & set(outline.tags)
    assert [value for name, value in outline.attributes if name in ("src", "href")] == [
        page.page_url
    ]
    assert "url(" not in str(outline.attributes)
    assert ("lang", "es") in outline.attributes


def test_no_value_becomes_markup(page):
    wicked = replace(page, procedure="<img src=x>", address="</td><script>", change="<b>&")

    outline = Outline(bodies(read(wicked))[1])

    assert not {"img", "script", "b"} & set(outline.tags)
    assert "<img src=x>" in outline.text


@pytest.mark.parametrize(
    "to",
    [
        *("a@example.org\r\nBcc: b@example.org", "a@example.org\nX: y", "a@example.org, b@c.org"),
        *("", "a", "@example.org", "a@", "A <a@example.org>", "ñ@example.org", "a@\x00b.org"),
        *("a@example.org\r\n\r\nfree words", "a b@example.org", "a@exa mple.org"),
        *('"a b"@example.org', "a(b)@example.org", "a@example.org\n", ".a@example.org"),
    ],
)
def test_what_is_no_bare_address_is_refused_and_not_repeated(page, to):
    with pytest.raises(Undeliverable) as refused:
        raw(page, replace(ENVELOPE, to=to))

    assert str(refused.value) == ""
    assert refused.value.__cause__ is None


def test_it_comes_from_the_network_by_name_and_the_address_stays_bare(page):
    (sender,) = read(page)["From"].addresses

    assert (sender.display_name, sender.addr_spec) == ("Consulados de México", ENVELOPE.sender)


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b"])
def test_a_line_break_in_subject_or_name_begins_no_header(page, break_):
    wicked = f"Cita{break_}Bcc: b@example.org"
    mail = read(page, words=replace(WORDS, subject=wicked, sender=wicked))

    assert mail["Subject"] == "Cita Bcc: b@example.org"
    assert mail["From"].addresses[0].display_name == "Cita Bcc: b@example.org"
    assert mail["Bcc"] is None


def test_lines_fit_what_smtp_carries_and_all_of_it_is_ascii(page):
    told = raw(replace(page, change="largo " * 400))

    assert told.isascii()
    assert max(map(len, told.split(b"\r\n"))) <= 998
    assert b"\n" not in told.replace(b"\r\n", b"")
