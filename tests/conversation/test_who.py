"""Names, birth and e-mail, as a person would try them."""

import pytest

from tests.conversation.talk import at


@pytest.mark.parametrize(
    "text",
    ["0", "０", "no tengo", "No aplica", "none", "n/a", "aucun", "-", "ninguno", "I have none"],
)
def test_no_maternal_surname_is_said_in_many_ways(text):
    talk = at("maternal_surname")

    talk.say(text)

    assert (talk.ask.question, talk.answers["maternal_surname"]) == ("names_ok", "0")


@pytest.mark.parametrize("text", ["No", "no", "O", "Na", "non"])
def test_what_may_be_a_surname_or_mean_none_is_asked(text):
    talk = at("maternal_surname")

    talk.say(text)
    assert talk.ask.form == "name-or-command"
    talk.say("1")

    assert talk.answers["maternal_surname"] == text


@pytest.mark.parametrize("text", ["Noone", "Nones", "Nonne"])
def test_a_surname_that_resembles_a_word_for_none_is_a_surname(text):
    talk = at("maternal_surname")

    talk.say(text)

    assert talk.answers["maternal_surname"] == text


@pytest.mark.parametrize(
    "text", ["Menu", "English", "Stop", "Salut", "Edit Kovács", "Cancela", "Hola"]
)
def test_a_command_word_at_a_name_question_is_asked_about(text):
    talk = at("paternal_surname")

    talk.say(text)
    assert talk.ask.form == "name-or-command"
    talk.say("1")

    assert talk.answers["paternal_surname"] == text


@pytest.mark.parametrize(
    ("text", "reason", "character"),
    [("María 2", "name-digit", "2"), ("José😊", "name-character", "😊"), ("Núñez, Ana", "name-character", ","),
     ("Иван", "name-character", "И"), ("a@b", "name-character", "@"), ("李", "name-character", "李")],
)  # fmt: skip
def test_a_refused_name_says_which_character(text, reason, character):
    talk = at("given_names")

    talk.say(text)

    assert (talk.reason, talk.ask.notice.facts["character"]) == (reason, character)
    assert character in talk.said()["es"]


def test_no_at_the_names_asks_which_and_keeps_the_others():
    talk = at("names_ok")

    talk.say("2", "2", "Smith")

    assert talk.answers["paternal_surname"] == "Smith"
    assert talk.answers["given_names"] == "John Robert"
    assert talk.ask.question == "names_ok"


@pytest.mark.parametrize(
    ("text", "country"),
    [("66", "US"), ("40", "CA"), ("151", "MX"), ("7", "AI"), ("méxico", "MX"), ("Mexique", "MX"), ("EE. UU.", "US"),
     ("Inglaterra", "GB"), ("Alemnia", "DE"), ("Canadá", "CA"), ("151. México", "MX")],
)  # fmt: skip
def test_a_birth_country_is_a_published_number_or_a_name(text, country):
    talk = at("birth_country")

    talk.say(text)

    assert talk.answers["birth_country"] == country


@pytest.mark.parametrize("word", ["0", "lista", "whole list", "liste complète"])
def test_the_whole_list_of_countries_is_shown_when_asked(word):
    talk = at("birth_country")

    talk.say(word)

    assert talk.ask.view == "whole"
    assert "151. México" in talk.said()["es"]
    talk.say("66")
    assert talk.answers["birth_country"] == "US"


def test_nothing_is_too_long_after_the_whole_list():
    for word in ("ayuda", "English", "????", "menú"):
        talk = at("birth_country")
        talk.say("0", word)
        assert talk.said()


@pytest.mark.parametrize("text", ["Corea", "Congo"])
def test_a_name_of_several_countries_is_asked_about(text):
    talk = at("birth_country")

    talk.say(text)

    assert talk.ask.form == "which-of-these"
    number = talk.ask.options[0].number
    talk.say("1")
    assert (talk.reason, "birth_country" in talk.answers) == ("country-unknown", False)
    talk.say(text, number)
    assert "birth_country" in talk.answers


def test_one_likely_country_can_be_accepted_with_yes():
    talk = at("birth_country")

    talk.say("mexcio", "sí")

    assert talk.answers["birth_country"] == "MX"


@pytest.mark.parametrize("text", ["250", "otro país", "no aparece"])
def test_a_country_on_no_list_is_typed(text):
    talk = at("birth_country")

    talk.say(text, "Yugoslavia")

    assert talk.answers["birth_country"] == "=Yugoslavia"
    assert talk.ask.form == "birth_county-typed"
    talk.say("Belgrado")
    assert talk.ask.question == "birth_place_ok"
    assert "Belgrado, Yugoslavia" in talk.said()["es"]


def test_a_country_that_is_no_more_is_kept_as_typed():
    talk = at("birth_country")

    talk.say("Yugoslavia")

    assert talk.answers["birth_country"] == "=Yugoslavia"


def test_a_state_is_a_number_a_name_or_its_first_letters():
    for text, state in (
        ("44", "TX"),
        ("texas", "TX"),
        ("Texass", "TX"),
        ("tex", "TX"),
        ("Nueva York", "NY"),
    ):
        talk = at("birth_state")
        talk.say(text)
        assert talk.answers["birth_state"] == state


def test_a_number_beyond_the_list_is_refused_with_the_last_number():
    talk = at("birth_state")

    talk.say("57")

    assert talk.reason == "not-on-the-list"
    assert talk.ask.notice.facts["last"] == len(talk.ask.options) - 1


def test_first_letters_of_several_counties_are_asked_about():
    talk = at("birth_county")

    talk.say("har")
    assert talk.ask.form == "which-of-these"
    talk.say("1")

    assert talk.ask.question == "birth_place_ok"


def test_a_place_not_listed_is_typed():
    talk = at("birth_state")

    talk.say("0", "Soconusco", "Tapachula")

    assert (talk.answers["birth_state"], talk.answers["birth_county"]) == (
        "=Soconusco",
        "=Tapachula",
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [("1988-12-01", "1988-12-01"), ("1 dic 1988", "1988-12-01"), ("December 1, 1988", "1988-12-01"), ("19881201", "1988-12-01"),
     ("1er décembre 1988", "1988-12-01"), ("25/12/1988", "1988-12-25"), ("12/25/1988", "1988-12-25"), ("nací el 5 de mayo de 1990", "1990-05-05")],
)  # fmt: skip
def test_a_birth_date_is_read_in_every_form(text, day):
    talk = at("birth_date")

    talk.say(text)

    assert talk.answers["birth_date"] == day


def test_a_date_with_two_readings_is_asked_never_guessed():
    talk = at("birth_date")

    talk.say("01/12/1988")
    assert talk.ask.form == "which-date"
    assert "birth_date" not in talk.answers
    talk.say("2")

    assert talk.answers["birth_date"] == "1988-12-01"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("1988-02-30", "date-impossible"), ("2030-01-01", "date-future"), ("1850-01-01", "date-old"), ("1/2/88", "date-year"),
     ("ayer", "date-form"), ("1988", "date-form"), ("1", "date-form")],
)  # fmt: skip
def test_a_refused_date_says_why(text, reason):
    talk = at("birth_date")

    talk.say(text)

    assert talk.reason == reason
    assert "1988" in talk.said()["fr"]


def test_a_likely_slip_in_an_address_is_pointed_out():
    talk = at("email")

    talk.say("ana@gmial.com")
    assert talk.ask.form == "email-slip"
    assert talk.say("1").facts["email"] == "ana@gmail.com"
    talk.say("cambiar correo", "ana@gmial.com", "2")

    assert talk.answers["email"] == "ana@gmial.com"
