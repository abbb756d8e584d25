"""The last look, what comes after it, and silence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.conversation.talk import GUIDE, Books, at
from ventanilla.conversation.asking import Ask, Command
from ventanilla.conversation.events import Picked, Refused
from ventanilla.conversation.scripts.agreed import applicant_of
from ventanilla.conversation.state import Book, Resend


def test_a_lost_place_is_explained_another_time_asked_and_all_else_kept():
    talk = at("review")
    before = talk.answers

    talk.do(Refused("taken", ("time",), {"office": "austin"}))

    assert (talk.ask.question, talk.reason) == ("time", "taken")
    assert talk.answers == {n: v for n, v in before.items() if n != "time"}


def test_words_at_the_review_are_no_booking():
    talk = at("review")

    talk.say("ya veremos")

    assert (talk.ask.question, talk.reason) == ("review", "not-on-the-list")


@pytest.mark.parametrize(
    "word", ["1", "confirmar", "Confirm", "sí", "OK", "je confirme", "1. Confirmar la cita"]
)
def test_the_review_is_confirmed_in_many_ways(word):
    talk = at("review")

    talk.say(word)

    assert isinstance(talk.outcome, Book)


def test_after_a_booking_the_appointment_is_shown_its_pdf_offered_and_another_booking():
    talk = at("review")

    talk.say("1")
    assert [o.code for o in talk.ask.options] == ["resend", "book-another"]
    assert talk.sources.booked[0].folio in talk.said()["es"]
    talk.say("1")
    assert isinstance(talk.outcome, Resend)
    talk.say("2")

    assert talk.ask.question == "country"


def test_a_person_already_booked_is_told_where_and_when_and_can_go_on():
    talk = at("review")
    talk.say("1", "2", *(text for _, text in GUIDE[:-3]))

    assert (talk.ask.form, talk.ask.question) == ("already-yours", "date")
    assert talk.sources.booked[0].folio in talk.said()["en"]
    talk.say("2", "1")
    assert (talk.ask.form, talk.answers["procedure"]) == ("date", "pasaporte")


def test_a_person_booked_from_elsewhere_gets_one_neutral_refusal():
    talk = at("procedure")
    talk.sources.elsewhere.add(applicant_of(talk.answers, "es").identity)

    talk.say("3", "1", "4")

    assert talk.ask.form == "already-elsewhere"
    assert "folio" not in talk.said()["es"].casefold()
    assert [o.code for o in talk.ask.options] == ["other-procedure", "other-person", "start-over"]


def test_after_a_pause_an_answer_is_taken():
    talk = at("birth_date")

    talk.say("1988-12-01", paused=True)

    assert talk.ask.question == "birth_date_ok"


@pytest.mark.parametrize("text", ["Hola", "???", "¿sigues ahí?"])
@pytest.mark.parametrize("question", ["office", "birth_date", "email", "review"])
def test_after_a_pause_what_is_no_answer_is_met_with_shall_we_go_on(text, question):
    talk = at(question)
    before = talk.answers

    talk.say(text, paused=True)
    assert (talk.ask.form, talk.answers) == ("resume", before)
    talk.say("sí")

    assert (talk.ask.question, talk.answers) == (question, before)


def test_after_a_pause_a_greeting_at_a_name_is_a_greeting():
    assert at("given_names").say("Hola", paused=True).form == "resume"


def test_a_greeting_in_mid_conversation_shows_where_we_were():
    talk = at("birth_date")

    talk.say("Hola")

    assert (talk.ask.question, talk.reason) == ("birth_date", "here-we-were")


@pytest.mark.parametrize("index", [-1, 2, 99])
def test_a_place_in_the_list_that_does_not_exist_is_refused(index):
    talk = at("office_ok")

    talk.do(Picked(index))

    assert talk.reason == "not-on-the-list"


# -- what a release or the calendar may bring ------------------------------------------------------


def test_a_question_that_a_release_took_away_is_left_behind():
    talk = at("email")
    talk.conversation = replace(talk.conversation, asked=Ask("shoe_size", "shoe_size"))

    talk.say("42")

    assert talk.ask.question == "email"


def test_a_command_that_a_release_took_away_changes_nothing():
    talk = at("email")
    before = talk.answers

    talk.do(Command("dance"))

    assert (talk.reason, talk.answers) == ("not-here", before)


def test_another_part_of_a_list_is_asked_for_where_there_is_none():
    talk = at("email")

    talk.do(Command("see", "2"))

    assert talk.reason == "no-list"


def test_a_day_that_has_passed_since_the_review_was_shown_is_not_booked():
    talk = at("review")
    talk.sources.today += timedelta(days=30)

    talk.say("1")

    assert (talk.ask.question, talk.reason) == ("date", "gone")
    assert "email" in talk.kept


def test_when_the_rest_of_the_day_is_gone_too_another_day_is_asked_with_the_reason():
    talk = at("review")
    day = date.fromisoformat(talk.answers["date"])
    talk.sources.taken |= {("austin", day, at_) for at_ in talk.sources.clock}

    talk.do(Refused("taken", ("time",), {"office": "austin"}))

    assert (talk.ask.question, talk.reason) == ("date", "day-full")
    assert talk.said()


def test_a_correction_of_something_that_is_no_confirmation_just_goes_on():
    talk = at("email")

    talk.do(Command("correct", "email"))

    assert (talk.ask.question, talk.reason) == ("email", "")


def test_a_day_typed_when_all_days_are_gone_meets_the_ways_on():
    talk = at("date")
    talk.sources.full.add("austin")

    talk.say("15 de diciembre")

    assert talk.ask.form == "no-places"


def test_words_where_nothing_can_be_booked_are_no_date():
    talk = at("date", lambda: Books(full={"austin"}))

    talk.say("mañana")

    assert (talk.ask.form, talk.reason) == ("no-places", "not-on-the-list")
