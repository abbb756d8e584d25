"""The confirmation that is handed over: whose, under which seal, and with nothing in its name."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from tests.desk.samples import NAME, PHONE, SURNAME, Clock, book, folio_in, rehearse
from ventanilla.desk.papers import Papers
from ventanilla.documents.confirmation import Press
from ventanilla.documents.mail import Envelope
from ventanilla.documents.seal import public_key, verify
from ventanilla.domain.language import LANGUAGES
from ventanilla.domain.message import Document
from ventanilla.storage.schema import appointment

SEEDS = {9: b"n" * 32, 4: b"o" * 32}


@pytest.fixture
def booked(sqlite_database):
    rehearsal = rehearse(sqlite_database, Clock())
    text, paper = book(rehearsal)
    (made,) = _upcoming(rehearsal)
    return rehearsal, text, paper, made


def _upcoming(rehearsal):
    with rehearsal.store.ledger(rehearsal.clerk.desk.network) as ledger:
        numbers = ledger.connection.execute(appointment.select()).all()
        return [ledger.appointment(row.id) for row in numbers]


def test_the_paper_is_a_pdf_named_by_the_folio_and_nothing_of_the_person(booked):
    _, text, paper, _ = booked

    assert isinstance(paper, Document)
    assert paper.content.startswith(b"%PDF")
    assert folio_in(text) in paper.filename
    assert not re.search(f"{NAME}|{SURNAME}|{PHONE}", paper.filename, re.IGNORECASE)


def test_the_same_appointment_is_the_same_paper_to_the_byte(booked):
    rehearsal, _, paper, made = booked

    again = rehearsal.papers.confirmation(made, "es", rehearsal.clerk.desk)

    assert again == paper


def test_the_seal_names_the_appointment_by_the_newest_key_and_no_name(booked):
    _, _, _, made = booked
    papers = Papers(Press(), SEEDS)

    token = papers.token(made.appointment)
    statement = verify(token, papers.public_keys())

    assert statement.folio == made.appointment.folio
    assert statement.revision == made.appointment.revision
    assert (statement.day, statement.time) == (
        made.appointment.slot.day,
        made.appointment.slot.time,
    )
    assert verify(token, {9: public_key(SEEDS[9])}) == statement
    assert NAME not in token


def test_papers_sealed_with_the_old_key_are_still_known(booked):
    _, _, _, made = booked
    before = Papers(Press(), {4: SEEDS[4]}).token(made.appointment)

    assert verify(before, Papers(Press(), SEEDS).public_keys()).folio == made.appointment.folio


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_file_names_the_appointment_and_nothing_of_the_person(booked, language):
    rehearsal, text, _, made = booked
    written = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)

    file = rehearsal.papers.calendar(made, language, rehearsal.clerk.desk, written).decode()

    folded = file.replace("\r\n ", "")
    slot = made.appointment.slot
    assert f"UID:{folio_in(text)}@" in folded
    assert f"SEQUENCE:{made.appointment.revision}\r\n" in folded
    assert f"DTSTART;TZID={slot.timezone}:{slot.day:%Y%m%d}T{slot.time:%H%M%S}\r\n" in folded
    assert "DTEND" in folded
    assert not re.search(f"{NAME}|{SURNAME}|{PHONE}|example.org", folded, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mail_carries_both_files_and_names_the_person_in_the_pdf_alone(booked, language):
    rehearsal, text, _, made = booked
    desk, written = rehearsal.clerk.desk, datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    envelope = Envelope("citas@consulado.example", "a@b.example", "mail-1.1", written)

    raw = rehearsal.papers.mail(made, language, desk, envelope)

    mail = message_from_bytes(raw, policy=policy.default)
    pdf, calendar = mail.iter_attachments()
    assert pdf.get_content() == rehearsal.papers.confirmation(made, language, desk).content
    told = calendar.get_payload(decode=True)
    assert told == rehearsal.papers.calendar(made, language, desk, written)
    said = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
    assert all(folio_in(text) in body for body in said)
    assert ("Folio\N{NO-BREAK SPACE}: " in said[0]) == (language == "fr")
    shown = "\n".join([*said, *map(str, mail.values()), pdf.get_filename()])
    assert not re.search(f"{NAME}|{SURNAME}|{PHONE}", shown, re.IGNORECASE)
    assert raw == rehearsal.papers.mail(made, language, desk, envelope)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tidings", ["confirmed", "moved", "cancelled"])
def test_every_tidings_have_words_of_their_own_and_a_cancellation_no_paper(
    booked, language, tidings
):
    rehearsal, _, _, made = booked
    desk = rehearsal.clerk.desk
    written = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    envelope = Envelope("citas@example.org", "ana@example.org", "7.1", written)
    stands = tidings != "cancelled"
    state = "confirmed" if stands else "cancelled"
    told = replace(made, appointment=replace(made.appointment, state=state))

    mail = message_from_bytes(
        rehearsal.papers.mail(told, language, desk, envelope, tidings), policy=policy.SMTP
    )

    voice = desk.voice(language)
    kinds = {part.get_content_type(): part for part in mail.iter_attachments()}
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert ("application/pdf" in kinds) == stands
    assert kinds["text/calendar"].get_param("method") == ("PUBLISH" if stands else "CANCEL")
    assert voice.say(f"mail-title-{tidings}") in html
    assert voice.say(f"mail-intro-{tidings}") in text
    assert ("/p/" in text) == ("/p/" in html) == stands
