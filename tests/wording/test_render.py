"""What a question says, and how its options are called."""

import pytest

from tests.conversation.talk import Books, at, mexico
from ventanilla.conversation.asking import Ask, Notice, Option
from ventanilla.domain.language import LANGUAGES
from ventanilla.whatsapp.layout import Buttons, Rows, Text, lay_out
from ventanilla.wording.render import render
from ventanilla.wording.voice import QUOTED, Voice, quoted


def voice(language="es") -> Voice:
    return Voice(language, mexico(), "https://citas.example")


def shown(question: str, language="es", **options):
    return render(at(question, **options).ask, voice(language), 7)


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("country", Buttons),
        ("postal_code", Text),
        ("postal_code_ok", Buttons),
        ("office", Rows),
        ("given_names", Text),
        ("maternal_surname", Buttons),
        ("birth_country", Rows),
        ("birth_state", Text),
        ("procedure", Rows),
        ("date", Rows),
        ("time", Rows),
        ("review", Buttons),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_options_are_buttons_ten_a_list_and_more_are_lines(question, form, language):
    assert isinstance(lay_out(shown(question, language)), form)


def test_every_option_has_an_id_of_this_list_and_its_number():
    message = shown("birth_country")

    assert [c.id for c in message.choices[:3]] == ["7.0", "7.1", "7.2"]
    assert [c.number for c in message.choices[:3]] == ["151", "66", "40"]


def test_an_appointments_day_is_shown_by_name_and_day_first():
    label = shown("date").choices[5].label

    assert label.startswith("martes 1 de diciembre")
    assert label.endswith("(01-12-2026)")


def test_the_birth_date_is_confirmed_in_words():
    assert "*1 de diciembre de 1988*" in shown("birth_date_ok").body
    assert "*December 1, 1988*" in shown("birth_date_ok", "en").body
    assert "*1er décembre 1988*" in shown("birth_date_ok", "fr").body


def test_distances_are_said_as_the_person_says_them():
    assert "San Antonio, TX — 74 mi" in [c.label for c in shown("office").choices]
    talk = at("postal_code")
    talk.say("H3B 2T6", "1", "1")
    assert all(" km" in c.label for c in render(talk.ask, voice("fr"), 1).choices[:-1])


def test_nothing_is_said_twice_of_an_option():
    for question in ("office", "procedure", "date", "time"):
        for choice in shown(question).choices:
            assert not choice.note or choice.note not in choice.label


def test_a_notice_stands_before_the_question():
    ask = Ask("country", "country", (Option("US"), Option("CA")), notice=Notice("started-over"))

    body = render(ask, voice(), 1).body

    assert body.startswith("De acuerdo")
    assert body.endswith("¿En qué país quiere su cita?")


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_what_can_be_typed_and_who_helps(language):
    talk = at("email")
    talk.say("ayuda")

    body = render(talk.ask, voice(language), 1).body

    assert mexico().help[0].contact.value in body
    assert "*" in body


def test_a_persons_own_words_come_back_short_and_unformatted():
    assert quoted("*hola* _x_ ~y~ `z`\n\nfin") == "hola x y z fin"
    assert len(quoted("x" * 500)) == QUOTED


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_office_without_places_says_where_there_are_some(language):
    message = shown("date", language, sources=lambda: Books(full={"austin"}))

    assert "San Antonio, TX, 74 mi" in message.choices[0].label
