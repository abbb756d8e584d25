"""Every procedure that ships, on paper, in every language, where there is least room."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pikepdf
import pytest
from pypdf import PdfReader

from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.desk.papers import Papers
from ventanilla.documents.confirmation import Confirmation, Press
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.folio import Folio
from ventanilla.domain.language import LANGUAGES
from ventanilla.domain.message import Document
from ventanilla.domain.slot import Slot
from ventanilla.rehearsal import Rehearsal
from ventanilla.wording.voice import Voice

NETWORK = load("mexico")
LEAVES = [code for code in NETWORK.procedures if NETWORK.is_leaf(code)]
MORNING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
LONGEST_DATE = date(2027, 9, 22)
NAMES = (
    "Maximiliana Guadalupe Concepción Encarnación",
    "de la Santísima Trinidad Villavicencio",
    "Fernández de Córdoba y Montemayor",
)
GREETINGS = {"es": "Hola", "en": "Hello", "fr": "Bonjour"}
GIVEN, PATERNAL, MATERNAL = NAMES
ANSWERS = (
    *("1", "20001", "1", "1", "1", GIVEN, PATERNAL, MATERNAL, "1"),
    *("66", "Texas", "Travis", "1", "1988-12-01", "1", "ana@example.org", "1"),
    *("3", "1", "6", "1", "1", "1"),
)
MARGIN = 36
"""Points: half an inch."""
BAND = 24
"""Points between the lists' lower edge and the base line of the headings below them."""


@dataclass(frozen=True)
class Printed:
    """A page's text without spaces, and its pieces with their height on the paper, in order."""

    text: str
    pieces: tuple[tuple[str, float], ...]
    figures: int

    def says(self, words: str) -> bool:
        return squeezed(words) in self.text


def squeezed(text: str) -> str:
    return "".join(text.split())


def printed(pdf: bytes) -> Printed:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    pieces: list[tuple[str, float]] = []

    def keep(text, matrix, *_):
        if text.strip():
            pieces.append((squeezed(text), matrix[5]))

    text = page.extract_text(visitor_text=keep)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        kinds = [o.get("/S") for o in document.objects if isinstance(o, pikepdf.Dictionary)]
    return Printed(squeezed(text), tuple(pieces), kinds.count("/Figure"))


def longest_office(voice: Voice):
    def width(office):
        return len(voice.say(f"word-{office.kind}", {"city": office.city}))

    return max(voice.network.offices.values(), key=width)


@pytest.fixture(scope="module")
def papers(press: Press) -> Papers:
    return Papers(press, {1: bytes(range(32))})


def page_of(code, language, papers: Papers, network: Network = NETWORK) -> Confirmation:
    voice = Voice(language, network, "https://citas.consulados.example.org")
    office = longest_office(voice)
    birth = (date(1988, 12, 1), BirthPlace("US", "", "Texas", "Travis"))
    applicant = Applicant(*NAMES, *birth, "a@example.org", language)
    slot = Slot(LONGEST_DATE, time(9, 30), office.code, office.timezone)
    folio = Folio("7KMA-QX4T-H29C")
    return papers.page(Appointment(folio, "confirmed", slot, code, 1, applicant), voice)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", LEAVES)
def test_all_that_ships_is_on_the_page_whole(code, language, papers, issued):
    page = page_of(code, language, papers)

    paper = printed(papers.press.render(page, issued))

    facts = (page.folio, page.name, page.procedure, page.within, page.date, page.date_digits)
    where = (page.time, page.zone, page.office, page.city, page.fee, page.change)
    labels = (page.labels.bring, page.labels.arrival, page.labels.fee, page.labels.change)
    for words in (*facts, *where, *labels, *page.bring, *page.family, *page.arrival):
        assert paper.says(words), words
    assert page.bring
    assert not paper.says(page.labels.more)
    assert not paper.says(page.labels.more_advice)
    assert paper.figures == 1

    (fee,) = [n for n, (words, _) in enumerate(paper.pieces) if words == page.labels.fee]
    heading, lists_end = paper.pieces[fee][1], min(height for _, height in paper.pieces[:fee])
    assert lists_end > heading + BAND
    assert min(height for _, height in paper.pieces) >= MARGIN


@pytest.fixture(scope="module")
def rehearsal():
    rehearsal = Rehearsal.fresh(NETWORK, MORNING)
    rehearsal.clock = lambda: MORNING
    yield rehearsal
    rehearsal.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_books_in_the_chat_is_sent_the_whole_page(language, rehearsal):
    phone = f"1555555010{LANGUAGES.index(language)}"
    for said in (GREETINGS[language], *ANSWERS):
        # Nobody may book twice: each language is a person of its own.
        sent = rehearsal.say(f"{GIVEN} {language}" if said == GIVEN else said, phone=phone)

    (document,) = [outbound for outbound in sent if isinstance(outbound, Document)]
    paper = printed(document.content)
    procedure = NETWORK.procedures["visas/sin-permiso/residente-permanente"]
    for words in (*procedure.bring, *procedure.family, *procedure.advice):
        assert paper.says(words[language].replace("'", "’"))
    assert paper.says(f"{GIVEN} {language}")
