"""What was typed or tapped, and the event it means at the question shown."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conversation.talk import QUESTIONS, at, mexico
from ventanilla.conversation.asking import Ask, Command, Option
from ventanilla.conversation.events import NO_NAME, Bare, Picked, Said, Stale
from ventanilla.wording.understand import heard, tapped, understand
from ventanilla.wording.voice import Voice

SPANISH = Voice("es", mexico(), "https://citas.example")
YES_NO = Ask("office_ok", "office_ok", (Option("yes"), Option("no")))
COUNTRIES = Ask("country", "country", (Option("US"), Option("CA")))
PUBLISHED = Ask(
    "birth_country",
    "birth_country",
    tuple(
        Option("country", number=n, facts={"country": c}) for c, n in (("MX", "151"), ("US", "66"))
    ),
)
NAME = Ask("given_names", "given_names", free=True)
SURNAME = Ask("maternal_surname", "maternal_surname", (Option("none", number="0"),), free=True)


@cache
def asked(question: str) -> Ask:
    return at(question).ask


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("1", 0),
        (" 2 ", 1),
        ("2.", 1),
        ("2)", 1),
        ("#2", 1),
        ("２", 1),
        ("2️⃣", 1),
        ("opción 2", 1),
        ("Option 2", 1),
        ("número 2", 1),
        ("la 2", 1),
        ("dos", 1),
        ("two", 1),
        ("DEUX", 1),
        ("Sí", 0),
        ("si", 0),
        ("¡SÍ!", 0),
        ("yes", 0),
        ("oui", 0),
        ("no", 1),
        ("Non.", 1),
        ("1. Sí", 0),
        ("2 No", 1),
        ("ok", 0),
    ],
)
def test_a_number_or_the_words_of_an_option_pick_it(text, index):
    assert understand(text, YES_NO, SPANISH) == Picked(index)


@pytest.mark.parametrize("text", ["3", "0", "12", "1 2", "1. No", "quizá", "👍", ""])
def test_what_names_no_option_is_passed_on(text):
    assert isinstance(understand(text, YES_NO, SPANISH), Said)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("United Staes", 0),
        ("etats unis", 0),
        ("Estados Unidos", 0),
        ("EE.UU.", 0),
        ("Canda", 1),
        ("CANADÁ", 1),
    ],
)
def test_options_are_named_in_any_language_and_with_slips(text, index):
    assert understand(text, COUNTRIES, SPANISH) == Picked(index)


def test_a_number_means_what_was_shown_beside_the_option():
    assert understand("66", PUBLISHED, SPANISH) == Picked(1)
    assert understand("2", PUBLISHED, SPANISH) == Said("2", "2")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("cambiar correo", Command("change", "email")),
        ("I want to change my e-mail", Command("change", "email")),
        ("quiero cambiar de idioma", Command("languages")),
        ("cambiar a español", Command("language", "es")),
        ("cambiar todo", None),
        ("change english", Command("language", "en")),
        ("empezar de nuevo", Command("start-over")),
        ("quiero cancelar", Command("abandon")),
        ("aidez-moi", Command("help")),
        ("good morning", Command("greet")),
    ],
)
def test_several_words_are_a_command_at_once(text, command):
    assert understand(text, NAME, SPANISH) == (command or Bare(text, Command("change")))


@pytest.mark.parametrize("text", ["Menu", "English", "ATRÁS", "stop", "Hola", "Salut"])
def test_a_single_word_may_be_a_name(text):
    event = understand(text, NAME, SPANISH)

    assert isinstance(event, Bare)
    assert event.text == text


@pytest.mark.parametrize("text", ["Noone", "Nonne", "Ninguna Parte"])
def test_at_a_question_for_words_nothing_is_taken_for_a_slip(text):
    assert isinstance(understand(text, SURNAME, SPANISH), Said)


@pytest.mark.parametrize("text", ["No", "O", "na", "Nada", "non"])
def test_what_may_mean_none_is_marked(text):
    assert understand(text, SURNAME, SPANISH) == Said(text, NO_NAME)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Ma. ", "Ma."),
        ("«María»", "María"),
        ("'t Hooft", "'t Hooft"),
        ("¡Ana!", "Ana"),
        ("\u200fAna\ufeff", "Ana"),
    ],
)
def test_a_name_keeps_its_full_stop_and_apostrophe(text, kept):
    assert understand(text, NAME, SPANISH).text == kept


def test_months_are_numbers_in_any_language():
    assert understand("1 dic 1988", NAME, SPANISH).plain == "1 #12 1988"
    assert understand("Décembre", NAME, SPANISH).plain == "#12"


@pytest.mark.parametrize("text", ["vie 5 dic", "viernes 5 de diciembre de 2026", "2026-12-05"])
def test_a_date_is_never_a_slip_of_another(text):
    assert not isinstance(understand(text, asked("date"), SPANISH), Picked)


def test_words_for_more_are_heard_also_where_there_is_no_more():
    last = Ask("date", "date", (Option("first-page", command=Command("see", "")),))

    assert understand("más", last, SPANISH) == Command("more")
    assert understand("plus", NAME, SPANISH) == Said("plus", "plus")


@pytest.mark.parametrize(
    ("tap", "event"),
    [("7.0", Picked(0)), ("7.1", Picked(1)), ("7.2", Stale()), ("6.0", Stale()), ("", Stale()), ("7", Stale()), ("7.-1", Stale()), ("٧.0", Stale()), ("x" * 300, Stale())],
)  # fmt: skip
def test_a_tap_belongs_to_its_list(tap, event):
    assert tapped(tap, YES_NO, 7) == event


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hola", "es"),
        ("hi", "en"),
        ("Bonjour", "fr"),
        ("English", "en"),
        ("visa", None),
        ("1", None),
        ("", None),
    ],
)
def test_where_the_words_do_not_tell_no_language_is_heard(text, language):
    assert heard(text) == language


@settings(deadline=None)
@given(st.text(max_size=80), st.sampled_from(QUESTIONS))
def test_whatever_is_typed_is_understood_as_something(text, question):
    ask = asked(question)

    event = understand(text, ask, SPANISH)

    assert not isinstance(event, Picked) or event.index < len(ask.options)
