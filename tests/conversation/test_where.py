"""Country, postal code and office, as a person would try them."""

import pytest

from tests.conversation.talk import Talk, at


@pytest.mark.parametrize(
    ("text", "country"),
    [("1", "US"), ("１", "US"), ("2.", "CA"), ("2️⃣", "CA"), ("opción 1", "US"), ("EEUU", "US"), ("u.s.a.", "US"),
     ("estados unidos", "US"), ("United Sttes", "US"), ("Canada", "CA"), ("CANADÁ", "CA"), ("deux", "CA"), ("1. Estados Unidos", "US")],
)  # fmt: skip
def test_the_country_is_a_number_or_a_name(text, country):
    assert Talk().say(text).question == "postal_code"
    assert Talk().say(text).facts["country"] == country


def test_a_postal_code_at_the_country_says_the_country_too():
    talk = Talk()

    talk.say("M5V 2T6")

    assert (talk.answers["country"], talk.ask.question) == ("CA", "postal_code_ok")


@pytest.mark.parametrize("text", ["México", "3", "??", "no sé"])
def test_another_country_is_asked_again_with_an_example(text):
    talk = Talk()

    talk.say(text)

    assert talk.reason in ("country", "not-on-the-list")
    assert "1" in talk.said()["es"]


@pytest.mark.parametrize(
    ("country", "text", "code"),
    [
        ("1", "78701", "78701"),
        ("1", "78701-1234", "78701"),
        ("1", " 7 8 7 0 1 ", "78701"),
        ("1", "７８７０１", "78701"),
        ("1", "mi código es 78701, gracias", "78701"),
        ("2", "M5V 2T6", "M5V 2T6"),
        ("2", "m5v2t6", "M5V 2T6"),
        ("2", "KIP 1J1", "K1P 1J1"),
        ("2", "k1p-1j1.", "K1P 1J1"),
    ],
)
def test_a_postal_code_is_read_in_every_form(country, text, code):
    talk = Talk()

    talk.say(country, text)

    assert (talk.ask.question, talk.answers["postal_code"]) == ("postal_code_ok", code)


def test_an_unknown_code_is_placed_by_its_beginning_and_that_is_said():
    assert Talk().say("1", "78799").facts["found"] in ("prefix", "exact")
    assert Talk().say("1", "99999").facts["found"] in ("prefix", "nowhere")


def test_military_post_gets_the_whole_list_of_offices():
    talk = Talk()

    talk.say("1", "09012")
    assert talk.ask.facts["found"] == "nowhere"
    talk.say("1")

    assert (talk.ask.form, len(talk.ask.options)) == (
        "office-all",
        len(talk.sources.network.offices),
    )
    assert talk.said()


def test_a_code_of_the_other_country_is_asked_about():
    talk = Talk()

    talk.say("1", "M5V 2T6")
    assert (talk.ask.form, talk.answers["country"]) == ("other-country-code", "US")
    talk.say("2")
    assert (talk.ask.question, talk.answers["country"]) == ("postal_code", "US")
    talk.say("M5V 2T6", "1")

    assert (talk.answers["country"], talk.answers["postal_code"]) == ("CA", "M5V 2T6")


def test_the_confirmation_of_a_code_takes_another_code():
    talk = at("postal_code_ok")

    talk.say("77002")

    assert (talk.ask.question, talk.answers["postal_code"]) == ("postal_code_ok", "77002")


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("1", "austin"),
        ("houston", "houston"),
        ("Huston", "houston"),
        ("Nueva York", "new-york"),
        ("Filadelfia", "philadelphia"),
        ("Nueva Orleáns", "new-orleans"),
        ("Los Ángeles", "los-angeles"),
        ("st paul", "saint-paul"),
        ("montreal", "montreal"),
        ("Philadelphie", "philadelphia"),
        ("Georgia", "atlanta"),
        ("Pensilvania", "philadelphia"),
    ],
)
def test_an_office_is_named_wherever_it_is(text, office):
    talk = at("office")

    talk.say(text)

    assert (talk.ask.question, talk.answers["office"]) == ("office_ok", office)


@pytest.mark.parametrize("text", ["san", "Tejas", "texas", "california"])
def test_a_name_of_several_offices_is_asked_about(text):
    talk = at("office")

    talk.say(text)

    assert talk.ask.form == "which-of-these"
    assert len(talk.ask.options) > 1
    talk.say("2")
    assert talk.ask.question == "office_ok"


@pytest.mark.parametrize("word", ["todas", "ALL", "toutes", "ver todas las oficinas", "10"])
def test_all_offices_are_listed_when_asked(word):
    talk = at("office")

    talk.say(word)

    assert (talk.ask.form, len(talk.ask.options)) == (
        "office-all",
        len(talk.sources.network.offices),
    )
    assert talk.say(word if word != "10" else "todas").form == "office-all"
    assert talk.say("atrás").form == "office"


def test_another_postal_code_at_the_office_gives_the_offices_near_it():
    talk = at("office")

    talk.say("M5V 2T6")

    assert (talk.ask.question, talk.ask.options[0].sets) == ("office", {"office": "toronto"})


def test_another_office_can_be_named_in_place_of_yes_or_no():
    talk = at("office_ok")

    talk.say("houston")

    assert (talk.ask.question, talk.answers["office"]) == ("office_ok", "houston")
