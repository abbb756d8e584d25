import io
import unicodedata
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ventanilla.documents.glyphs import COVERED, MISSING, fit

NAMES = (
    "Ñuñoa Muñoz Güemes",
    "Łukasz Żółć Çağrı Işık",
    "Nguyễn Thị Phượng Đặng",
    "Kahoʻokele Kaʻahumanu",
    "Şükrü Ș Ț ā ē ī ō ū",
    "Æsa Øy Þór Ðóra Œuvre ß",
    "Mª Nº D’Angelo Stewart-Johnson",
    "Jose\u0301 Mu\u0308ller",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_come_back_from_the_page_as_they_were_typed(press, confirmation, issued, name):
    pdf = press.render(replace(confirmation("es"), name=name), issued)

    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert composed(name) in composed(text)


def test_marks_that_no_letter_carries_ready_made_are_printed(press, confirmation, issued):
    assert fit("Q\u0313\u02b7u\u019b\u0313") == "Q\u0313\u02b7u\u019b\u0313"
    assert press.render(replace(confirmation("es"), name="Q\u0313\u02b7u\u019b\u0313"), issued)


def test_fonts_have_every_letter_that_is_called_covered(press, confirmation, issued):
    every = "".join(chr(code) for first, last in COVERED for code in range(first, last + 1))
    known = "".join(c for c in every if unicodedata.category(c) != "Cn")
    page = confirmation("es")

    # A missing glyph would be refused. Name and list are Noto Sans, the office also Noto Serif.
    assert press.render(replace(page, name=known, bring=(known,)), issued)
    assert press.render(replace(page, office=known), issued)


@pytest.mark.parametrize("letter", ["李", "ש", "🙂", "\ud800", "\ufffe"])
def test_what_no_font_has_leaves_a_visible_gap(press, confirmation, issued, letter):
    assert fit(f"a{letter}b") == f"a{MISSING}b"
    assert press.render(replace(confirmation("es"), name=f"a{letter}b"), issued)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ａｎａ", "Ana"),
        ("Ana\u2068María\u2069", "AnaMaría"),
        ("soft\u00adhyphen", "softhyphen"),
        ("two\nlines\tand", "two lines and"),
        ("ﬁ", "fi"),
        ("Núñez", "Núñez"),
    ],
)
def test_what_looks_plain_is_made_plain(typed, shown):
    assert fit(typed) == shown


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", "".join(text.split()))
