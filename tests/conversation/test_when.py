"""Procedure, day and time, as a person would try them."""

from datetime import timedelta

import pytest

from tests.conversation.talk import Books, at


@pytest.mark.parametrize(
    ("text", "procedure"),
    [("3", "visas"), ("visa", "visas"), ("pasaporte", "pasaporte"), ("passport", "pasaporte"), ("residente permanente", "visas/sin-permiso/residente-permanente"),
     ("quiero la residencia permanente", "visas/sin-permiso/residente-permanente"), ("student", "visas/sin-permiso/estudiante")],
)  # fmt: skip
def test_a_procedure_is_found_by_its_words(text, procedure):
    talk = at("procedure")

    talk.say(text)

    assert talk.answers["procedure"] == procedure


def test_words_of_several_procedures_are_asked_about():
    talk = at("procedure")

    talk.say("residencia")

    assert talk.ask.form == "which-of-these"
    assert talk.said()
    talk.say("1")
    assert talk.ask.question == "date"


def test_more_leads_to_the_last_page_and_back():
    talk = at("date")
    first = talk.ask.options

    for word in ("más", "more"):
        talk.say(word)
        assert talk.ask.options != first
    last = talk.ask.options
    assert last[-1].code == "first-page"
    assert (talk.say("plus").options, talk.reason) == (last, "no-more")
    talk.say("Volver al principio")

    assert talk.ask.options == first


@pytest.mark.parametrize(
    ("text", "day"),
    [("15 de diciembre", "2026-12-15"), ("Dec 15", "2026-12-15"), ("15/12", "2026-12-15"), ("12/15", "2026-12-15"), ("2026-12-15", "2026-12-15"),
     ("15-12-2026", "2026-12-15"), ("mardi 15 décembre 2026", "2026-12-15"), ("01-12-2026", "2026-12-01")],
)  # fmt: skip
def test_a_day_can_be_typed(text, day):
    talk = at("date")

    talk.say(text)

    assert talk.answers["date"] == day


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("29 de noviembre", "2026-11-30"),
        ("5 dic", "2026-12-07"),
        ("24 de junio de 2027", "2026-12-11"),
    ],
)
def test_a_day_without_places_is_met_with_the_nearest(text, first):
    talk = at("date")

    talk.say(text)

    assert talk.ask.form == "other-days"
    assert talk.ask.options[0].sets == {"date": first}
    assert talk.say("15 dic").question == "time"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2020-01-01", "date-past"),
        ("mañana", "day-form"),
        ("45", "day-form"),
        ("31 de febrero", "day-form"),
    ],
)
def test_a_refused_day_says_why_and_the_list_stays(text, reason):
    talk = at("date")
    shown = talk.ask.options

    talk.say(text)

    assert (talk.reason, talk.ask.options) == (reason, shown)


@pytest.mark.parametrize(
    ("text", "clock"),
    [("1", "09:00"), ("9:30", "09:30"), ("9.30", "09:30"), ("9h30", "09:30"), ("a las 10", "10:00"), ("1:15 p. m.", "13:15"), ("1:15", "13:15"), ("13:15", "13:15"), ("10 am", "10:00")],
)  # fmt: skip
def test_a_time_can_be_typed(text, clock):
    talk = at("time")

    talk.say(text)

    assert talk.answers["time"] == clock


@pytest.mark.parametrize(
    ("text", "reason"), [("8:00", "time-taken"), ("25:00", "time-form"), ("temprano", "time-form")]
)
def test_a_refused_time_says_why(text, reason):
    talk = at("time")

    talk.say(text)

    assert talk.reason == reason


def test_an_office_without_places_offers_others_by_distance_and_more_ways_on():
    talk = at("date", lambda: Books(full={"austin"}))

    assert talk.ask.form == "no-places"
    assert talk.said()
    codes = [o.code for o in talk.ask.options]
    assert codes == ["office"] * 5 + ["other-postal-code", "other-procedure", "office-contact"]
    assert talk.ask.options[0].sets["office"] == "san-antonio"
    assert talk.say("8").notice.reason == "office-contact"
    talk.say("1")
    assert (talk.answers["office"], talk.ask.form, talk.ask.question) == (
        "san-antonio",
        "date",
        "date",
    )


def test_where_nothing_is_free_anywhere_there_is_still_a_way_on():
    everywhere = set(Books().network.offices)

    talk = at("date", lambda: Books(full=everywhere))

    assert [o.code for o in talk.ask.options] == [
        "other-postal-code",
        "other-procedure",
        "office-contact",
    ]


def test_a_procedure_without_places_says_so_in_the_menu():
    talk = at("procedure", lambda: Books(full={"austin"}))

    assert {option.facts["first"] for option in talk.ask.options} == {""}
    assert talk.said()


def test_a_day_that_fills_up_is_explained_and_another_asked():
    talk = at("time")
    day = talk.answers["date"]

    talk.sources.clock = ()
    talk.sources.full = set()
    talk.say("cambiar trámite", "1")

    assert day not in talk.answers.values()
    assert talk.ask.form == "no-places"


@pytest.mark.parametrize("words", ["78701", "9:00"])
def test_a_day_that_has_passed_while_its_times_were_shown_is_asked_again(words):
    talk = at("time")
    talk.sources.today += timedelta(days=40)

    ask = talk.say(words)

    assert ask.question == "date"
    assert ask.notice.reason == "gone"
