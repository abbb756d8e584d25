import io
import re
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pikepdf
import pytest
from pypdf import PdfReader

from ventanilla.documents.confirmation import Confirmation, RenderingFailed
from ventanilla.domain.language import LANGUAGES

LETTER = (612, 792)


def text_of(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def longest(confirmation: Confirmation) -> Confirmation:
    name = "Maximiliana Guadalupe Concepción Encarnación de la Santísima"
    assert len(name) == 60
    return replace(
        confirmation,
        name=" ".join([name] * 3),
        procedure="Visa de visitante sin permiso para realizar actividades remuneradas, larga duración",
        bring=tuple(f"{n}. Comprobantes de solvencia económica de doce meses" for n in range(14)),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_says_who_where_when_and_folio_in_every_language(
    press, confirmation, issued, language
):
    page = confirmation(language)

    text = text_of(press.render(page, issued))

    said = (page.folio, page.name, page.procedure, page.office, page.city, page.address)
    for fact in (*said, page.date, page.date_digits, page.time, page.zone, page.within):
        assert fact.replace("\u00a0", " ") in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_spanish_terms_stand_beside_other_languages(press, confirmation, issued, language):
    page = confirmation(language)

    text = text_of(press.render(page, issued))

    assert page.spanish is not None
    for term in (page.spanish.title, page.spanish.date, page.spanish.bring, page.procedure_spanish):
        assert term in text


def test_spanish_page_says_nothing_twice(press, confirmation, issued):
    text = text_of(press.render(confirmation("es"), issued))

    assert text.count("Confirmación de cita") == 1
    assert text.count("Qué traer") == 1


def test_what_is_empty_leaves_no_heading(press, confirmation, issued):
    page = confirmation("es")
    bare = replace(page, address="", family=(), arrival=(), fee="", change="", page_url="")

    text = text_of(press.render(bare, issued))

    labels = page.labels
    for gone in (page.address, page.family_heading, labels.arrival, labels.fee, labels.change):
        assert gone not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_one_letter_page(press, confirmation, issued, language):
    reader = PdfReader(io.BytesIO(press.render(confirmation(language), issued)))

    assert len(reader.pages) == 1
    assert reader.pages[0].mediabox[2:] == list(LETTER)


@pytest.mark.parametrize("language", LANGUAGES)
def test_longest_page_is_still_one_and_loses_nothing_that_matters(
    press, confirmation, issued, language
):
    page = longest(confirmation(language))

    pdf = press.render(page, issued)

    text = text_of(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    for fact in (page.folio, page.name, page.procedure, page.date, page.time, page.bring[13]):
        assert fact in text
    assert len(figures(pdf)) == 1


def test_too_much_to_bring_is_cut_with_a_word_that_there_is_more(press, confirmation, issued):
    page = replace(confirmation("en"), bring=tuple(f"Thing number {n}" for n in range(60)))

    pdf = press.render(page, issued)

    text = text_of(pdf)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert "Thing number 9" in text
    assert "Thing number 59" not in text
    assert page.labels.more in text
    assert page.labels.free in text


def test_too_much_advice_takes_nothing_from_what_to_bring(press, confirmation, issued):
    page = replace(confirmation("en"), arrival=tuple(f"Advice number {n}" for n in range(60)))

    text = text_of(press.render(page, issued))

    assert all(thing in text for thing in (*page.bring, *page.family))
    assert page.labels.more not in text
    assert "Advice number 9" in text
    assert "Advice number 59" not in text
    assert page.labels.more_advice in text


def test_address_of_the_page_is_shown_as_people_type_it(press, confirmation, issued):
    text = text_of(press.render(confirmation("es"), issued))

    assert " citas.example.org/p/visas/sin-permiso/residente-temporal/austin" in text


def test_nothing_is_cut_when_everything_fits(press, confirmation, issued):
    page = confirmation("en")

    assert page.labels.more not in text_of(press.render(page, issued))


def test_a_name_without_spaces_is_broken_into_lines(press, confirmation, issued):
    page = replace(confirmation("es"), name="W" * 180)

    reader = PdfReader(io.BytesIO(press.render(page, issued)))

    lines = [line for line in reader.pages[0].extract_text().splitlines() if "WW" in line]
    assert sum(line.count("W") for line in lines) == 180
    assert max(map(len, lines)) < 60


@pytest.mark.parametrize(
    "typed",
    [
        '#panic("x")',
        "*a* _b_",
        "$x$",
        "= A",
        '")) #panic("x")',
        "\\u{41} \\",
        "a`b`",
        "<b> @c",
        "//x",
    ],
)
def test_what_people_type_is_never_markup(press, confirmation, issued, typed):
    page = replace(confirmation("es"), name=typed, bring=(typed,), change=typed, procedure=typed)

    text = text_of(press.render(page, issued))

    assert text.count(typed) == 4


def test_same_page_is_the_same_bytes(press, confirmation, issued):
    page = confirmation("fr")
    first = press.render(page, issued)

    press.render(confirmation("es"), issued)

    assert press.render(page, issued) == first
    assert press.render(page, issued + timedelta(seconds=1)) != first


def test_page_is_dated_by_its_issue(press, confirmation, issued):
    document = PdfReader(io.BytesIO(press.render(confirmation("es"), issued))).metadata

    assert document.creation_date == issued
    assert document.title == "Confirmación de cita 7KMA-QX4T-H29C"


def test_threads_may_share_one_press(press, confirmation, issued):
    page, printed = confirmation("es"), []
    threads = [Thread(target=lambda: printed.append(press.render(page, issued))) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(printed) == 4
    assert len(set(printed)) == 1


def test_failure_does_not_repeat_what_stood_on_the_page(press, confirmation, issued):
    page = replace(confirmation("es"), language="no language")

    with pytest.raises(RenderingFailed) as failure:
        press.render(page, issued)

    assert not failure.value.args
    assert failure.value.__suppress_context__


def test_only_our_fonts_are_used_and_all_are_embedded(press, confirmation, issued):
    with pikepdf.open(io.BytesIO(press.render(confirmation("en"), issued))) as pdf:
        fonts = [o for o in pdf.objects if is_a(o, "/FontDescriptor")]

        names = {re.sub(r"^/[A-Z]{6}\+", "", str(font.FontName)) for font in fonts}
        assert names == {"NotoSans-Regular", "NotoSans-Bold", "NotoSerif-Bold"}
        assert all("/FontFile2" in font for font in fonts)


def is_a(thing: object, kind: str) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == kind


def figures(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        elements = [o for o in document.objects if is_a(o, "/StructElem")]
        return [str(e.Alt) for e in elements if e.S == "/Figure"]
