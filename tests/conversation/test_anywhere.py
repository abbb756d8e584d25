"""What can be said at any question, and what it leaves as it was."""

import pytest

from tests.conversation.talk import GUIDE, QUESTIONS, Talk, at
from ventanilla.conversation.events import Stale, Wordless
from ventanilla.conversation.state import Book

LATER = [name for name in QUESTIONS if name != "country"]


def test_the_guides_answers_lead_to_a_booking_in_at_most_twenty_five_replies():
    talk = Talk()

    talk.say(*(text for _, text in GUIDE))

    assert isinstance(talk.outcome, Book)
    answers = talk.outcome.conversation.answers
    assert answers["procedure"] == "visas/sin-permiso/residente-temporal"
    assert (answers["birth_country"], answers["birth_state"]) == ("US", "TX")
    assert len(GUIDE) + 2 <= 25


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_can_be_said_within_the_limits_in_every_language(question):
    assert all(at(question).said().values())


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize("word", ["atrás", "back", "retour"])
def test_back_leads_to_an_earlier_question_and_keeps_what_came_before(question, word):
    talk = at(question)
    before = talk.kept

    talk.say(word)
    if talk.ask.form == "name-or-command":
        talk.say("2")

    kept = talk.kept
    assert len(kept) == len(before) - 1 or talk.answers.get("procedure", "") != before.get(
        "procedure", ""
    )
    assert kept.items() <= before.items()


def test_back_from_everywhere_ends_at_the_first_question():
    talk = at("review")

    for _ in range(30):
        talk.say("atrás")
        if talk.ask.form == "name-or-command":
            talk.say("2")

    assert (talk.ask.question, talk.reason) == ("country", "first-question")


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize(("word", "language"), [("English", "en"), ("français", "fr")])
def test_the_language_changes_at_any_question_and_everything_is_kept(question, word, language):
    talk = at(question)
    before, asked = talk.answers, talk.ask

    talk.say(word)
    if talk.ask.form == "name-or-command":
        talk.say("2")

    assert talk.conversation.language == language
    assert talk.answers == before
    assert (talk.ask.form, talk.ask.options) == (asked.form, asked.options)


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize("words", ["cambiar idioma", "change language", "changer de langue"])
def test_asked_to_change_the_language_it_names_them_in_themselves(question, words):
    talk = at(question)
    before, asked = talk.answers, talk.ask.question

    talk.say(words)

    assert [o.code for o in talk.ask.options] == ["language-es", "language-en", "language-fr"]
    talk.say("2")
    assert (talk.conversation.language, talk.ask.question) == ("en", asked)
    assert talk.answers == before


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize("word", ["menú", "menu", "ayuda", "help", "aide"])
def test_menu_and_help_are_there_at_any_question_and_change_nothing(question, word):
    talk = at(question)
    before, asked = talk.answers, talk.ask.question

    talk.say(word)
    if talk.ask.form == "name-or-command":
        talk.say("2")

    assert talk.ask.form == "menu" or talk.reason == "help"
    talk.say("continuar")
    if talk.ask.form == "name-or-command":
        talk.say("2")
    assert (talk.answers, talk.ask.question) == (before, asked)


@pytest.mark.parametrize("question", LATER)
@pytest.mark.parametrize("word", ["cancelar", "cancel", "annuler"])
def test_cancel_asks_first_and_then_forgets_everything(question, word):
    talk = at(question)
    before = talk.answers

    talk.say(word)
    if talk.ask.form == "name-or-command":
        talk.say("2")
    assert talk.ask.form == "abandon"
    talk.say("2")
    assert (talk.answers, talk.ask.question) == (before, question)
    talk.say("quiero cancelar", "1")

    assert (talk.kept, talk.ask.question) == ({"purpose": "book"}, "country")
    assert talk.reason == "abandoned"


def test_starting_over_is_asked_about_when_it_was_typed():
    talk = at("email")
    before = talk.answers

    talk.say("empezar de nuevo")

    assert (talk.ask.form, talk.answers) == ("abandon", before)


def test_words_typed_at_a_menu_are_no_answer_to_the_question_beneath():
    talk = at("given_names")

    talk.say("ver el menú", "tal vez")

    assert (talk.ask.form, talk.reason) == ("menu", "not-on-the-list")
    assert "given_names" not in talk.answers


@pytest.mark.parametrize(
    ("words", "question", "code"),
    [
        ("cambiar correo", "email", "email"),
        ("change my email", "email", "email"),
        ("changer courriel", "email", "email"),
        ("quiero cambiar mi nombre", "given_names", "given_names"),
        ("cambiar apellido", "paternal_surname", "paternal_surname"),
        ("modifier la date de naissance", "birth_date", "birth_date"),
        ("cambiar el lugar de nacimiento", "birth_country", "birth_country"),
        ("change office", "office", "office"),
        ("cambiar código postal", "postal_code", "postal_code"),
        ("changer démarche", "procedure", "procedure"),
        ("cambiar hora", "time", "time"),
        ("change date", "date", "date"),
    ],
)
def test_any_part_can_be_named_and_changed(words, question, code):
    talk = at("review")
    before = talk.answers

    talk.say(words)

    assert talk.ask.question == question
    assert talk.answers.items() <= before.items()


@pytest.mark.parametrize("question", LATER)
def test_at_any_question_something_answered_before_can_be_changed(question):
    talk = at(question)

    talk.say("cambiar país")

    assert talk.ask.question == "country"


def test_what_was_not_answered_yet_cannot_be_changed_and_nothing_is_lost():
    talk = at("birth_date")
    before = talk.answers

    talk.say("cambiar correo")

    assert (talk.reason, talk.answers, talk.ask.question) == (
        "nothing-to-change",
        before,
        "birth_date",
    )


CHANGES = {
    "given_names": ("Mary", "1"),
    "paternal_surname": ("Smith", "1"),
    "maternal_surname": ("Lee", "1"),
    "birth_country": ("151", "jalisco", "guadalajara", "1"),
    "birth_date": ("1990-01-02", "1"),
    "email": ("mary@example.com", "1"),
    "office": ("houston", "1", "1", "1"),
    "procedure": ("1", "1", "1"),
    "date": ("2", "1"),
    "time": ("2",),
}


@pytest.mark.parametrize("part", CHANGES)
def test_each_part_is_changed_at_the_review_and_everything_else_is_kept(part):
    talk = at("review")
    before = talk.answers

    talk.say("2")
    talk.say(str(1 + [o.code for o in talk.ask.options].index(f"part-{part}")), *CHANGES[part])

    touched = {part, "names_ok", "birth_place_ok", "birth_date_ok", "email_ok", "office_ok", "time"}
    touched |= {"birth_state", "birth_county"} if part == "birth_country" else set()
    touched |= {"date"} if part in ("office", "procedure") else set()
    kept = {name: value for name, value in talk.answers.items() if name not in touched}
    assert talk.ask.question == "review"
    assert talk.answers[part] != before[part]
    assert kept.items() <= before.items()


@pytest.mark.parametrize(
    "kind",
    [
        "image",
        "video",
        "audio",
        "document",
        "sticker",
        "location",
        "contacts",
        "order",
        "reaction",
        "unsupported",
    ],
)
def test_what_is_no_text_gets_one_line_and_changes_nothing(kind):
    talk = at("birth_date")
    before, asked = talk.answers, talk.ask.form

    talk.do(Wordless(kind))

    assert (talk.reason, talk.answers, talk.ask.form) == (f"wordless-{kind}", before, asked)
    assert talk.said()


def test_a_tap_on_an_old_list_is_not_applied():
    talk = at("office")
    before = talk.answers

    talk.do(Stale())

    assert (talk.reason, talk.answers) == ("old-list", before)
