"""The words for people: complete, alike in three languages, and never heard as two things."""

from typing import get_args

import pytest
from fluent.syntax import ast, parse

from ventanilla.catalogue.places.countries import OTHER, countries
from ventanilla.domain.folding import fold
from ventanilla.domain.language import LANGUAGES
from ventanilla.domain.message import Kind
from ventanilla.wording import check
from ventanilla.wording.lexicon import lexicon
from ventanilla.wording.understand import detect, ear
from ventanilla.wording.voice import QUOTED

MOST = 4096
"""UTF-16 units of a WhatsApp text."""

ABOVE_THE_LIST = (
    *("country-unknown", "country-number", "not-on-the-list", "not-here", "no-more", "no-list"),
    *("nothing-to-change", "old-list", "language", "here-we-were", "trouble", "away"),
    *(f"wordless-{kind}" for kind in get_args(Kind) if kind not in ("text", "tap", "silent")),
)
"""What may have to be said above the longest question there is."""


def broken(language, old, new):
    """The texts with one change, which must be there to be made."""
    texts = dict(check.sources())
    assert texts[language].count(old) == 1
    texts[language] = texts[language].replace(old, new)
    return check.problems(texts)


def test_there_is_nothing_wrong_with_the_words():
    assert check.problems(check.sources()) == ()


@pytest.mark.parametrize(
    ("language", "old", "new", "problem"),
    [
        ("fr", "option-no = Non\n", "", "fr: option-no: is missing"),
        ("en", "opener =", "oponer =", "en: oponer: is not there in Spanish"),
        (
            "en",
            "opener = Choose",
            "opener = { $name }",
            "en: opener: its variables differ from the Spanish: name",
        ),
        (
            "en",
            "    .short = Whole list\n",
            "",
            "en: option-whole-list: its attributes differ from the Spanish: short",
        ),
        (
            "en",
            "    .short = Whole list\n",
            "",
            "en: option-whole-list: needs a .short: 31 units, 16 fit",
        ),
        (
            "es",
            ".short = Lista completa",
            ".short = La lista completa",
            "es: option-whole-list.short: 17 units, 16 fit",
        ),
        (
            "es",
            ".short = { $folio }",
            ".short = PDF { $folio }",
            "es: option-resend.short: 18 units, 16 fit",
        ),
        (
            "fr",
            "opener = Choisir",
            "opener = Choisir dans la liste",
            "fr: opener: 21 units, 20 fit",
        ),
        ("es", "option-yes = Sí\n", 'option-yes = { "" }\n', "es: option-yes: is empty"),
        (
            "es",
            "option-yes = Sí\n",
            "option-yes = Sí\noption-yes = Sí\n",
            "es: option-yes: is there twice",
        ),
        ("es", "option-yes = Sí\n", "option-yes = Sí\n    *No*\n", "es: not Fluent: *No*"),
        ("en", "nov, december dec", "nov december dec", "en: hear-months: 11 entries, not 12"),
        (
            "en",
            "nov, december dec",
            "november, december dec",
            "en: hear-months: “november” is there twice",
        ),
        ("fr", "neuf, dix", "neuf", "fr: hear-numbers: 9 entries, not 10"),
        (
            "es",
            "hear-CA = canadá,",
            "hear-CA = canadá, Canada,",
            "es: hear-CA: “canada” is there twice",
        ),
        ("es", "hear-CA = canadá,", "hear-CA = canadá,,", "es: hear-CA: has an empty entry"),
        (
            "fr",
            "hear-back = retour,",
            "hear-back = retour, cancel,",
            "“cancel” is heard as back and as abandon",
        ),
        (
            "en",
            "hear-back = back,",
            "hear-back = back, español,",
            "“espanol” is heard as back and as language es",
        ),
        (
            "fr",
            "hear-no = non,",
            "hear-no = non, retour,",
            "“retour” is heard as no and as the command back",
        ),
        ("fr", "hear-no = non,", "hear-no = non, yes,", "“yes” is heard as yes and as no"),
        (
            "fr",
            "hear-part-time = heure,",
            "hear-part-time = heure, nombre,",
            "“nombre” is heard as part-given_names and as part-time",
        ),
        ("fr", "hear-signs = je,", "hear-signs = je, quiero,", "“quiero” is heard as es and as fr"),
        (
            "fr",
            "août aoû, septembre",
            "août aoû may, septembre",
            "“may” is heard as months 5 and as months 8",
        ),
        (
            "fr",
            "Est-ce le bon bureau\u00a0?",
            "Est-ce le bon bureau ?",
            "fr: ask-office_ok: wants a no-break space inside « » and before : ; ! ?",
        ),
        (
            "fr",
            "Est-ce le bon bureau\u00a0?",
            "Est-ce le bon bureau?",
            "fr: ask-office_ok: wants a no-break space inside « » and before : ; ! ?",
        ),
    ],
)
def test_a_slip_in_a_file_is_found(language, old, new, problem):
    found = broken(language, old, new)

    assert problem in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_said(language):
    words = lexicon(language)
    for entry in parse(check.sources()[language]).body:
        if isinstance(entry, ast.Message):
            facts = dict.fromkeys(check.variables(entry), "x")
            for attribute in ("", *(a.id.name for a in entry.attributes)):
                assert words.say(entry.id.name, facts, attribute)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_list_of_countries_fits_one_message_with_a_line_about_the_answer(language):
    words = lexicon(language)
    listed = "\n".join(f"{c.number}. {c.names[language]}" for c in countries() if c.code != OTHER)
    question = f"{words.say('ask-birth_country-whole')}\n{listed}"
    other = f"*250.* {words.say('option-other-country')}"
    facts = {"text": "x" * QUOTED, "last": len(countries())}

    for reason in ABOVE_THE_LIST:
        line = words.say(f"notice-{reason}", facts)
        assert check.units(f"{line}\n\n{question}\n\n{other}") <= MOST, reason


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hola", "es"),
        ("Buenas tardes, quiero sacar una cita para visa", "es"),
        ("visa", "es"),
        ("?", "es"),
        ("Hi", "en"),
        ("HELLO!", "en"),
        ("I need an appointment for a visa", "en"),
        ("good morning", "en"),
        ("Bonjour", "fr"),
        ("Allô", "fr"),
        ("Je voudrais prendre rendez-vous", "fr"),
        ("J’ai besoin d’un visa", "fr"),
        ("English", "en"),
        ("anglais", "en"),
        ("francés", "fr"),
        ("espagnol", "es"),
    ],
)
def test_the_first_words_tell_the_language(text, language):
    assert detect(text) == language


@pytest.mark.parametrize(
    ("words", "month"), [("ene", 1), ("mars", 3), ("may", 5), ("août", 8), ("sept", 9), ("Dec", 12)]
)
def test_months_are_heard_in_all_languages(words, month):
    assert ear().months[fold(words)] == f"#{month}"
