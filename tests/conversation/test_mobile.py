"""Offices that are there for some days only: listed while they can be booked, with their days."""

from dataclasses import replace
from datetime import date

import pytest

from tests.conversation.talk import TODAY, Books, Talk, mexico
from ventanilla.wording.voice import Voice

DECEMBER = (date(2026, 12, 14), date(2026, 12, 18))


def _network(first: date = DECEMBER[0], last: date = DECEMBER[1], kind="mobile", **changes):
    """Mexico's, with an office on wheels in the middle of Austin."""
    austin = mexico().offices["austin"]
    mobile = replace(
        austin, code="austin-movil", kind=kind, parent="austin", first=first, last=last,
        address="Biblioteca, 710 W César Chávez St", **changes,
    )  # fmt: skip
    offices = {**mexico().offices, mobile.code: mobile}
    schedules = {**mexico().schedules, mobile.code: mexico().schedules["austin"]}
    return replace(mexico(), offices=offices, schedules=schedules)


def _listed(today: date, **changes) -> list[str]:
    talk = Talk(Books(network=_network(**changes), today=today))
    talk.say("1", "78701", "1")
    return [option.sets["office"] for option in talk.ask.options if "office" in option.sets]


@pytest.mark.parametrize(
    ("today", "is_listed"),
    [
        (TODAY, True),
        (date(2026, 9, 14), False),
        (date(2026, 9, 15), True),
        (date(2026, 12, 18), True),
        (date(2026, 12, 19), False),
    ],
)
def test_an_office_is_listed_from_when_its_days_can_be_booked_until_it_is_over(today, is_listed):
    found = _listed(today)

    assert ("austin-movil" in found) is is_listed
    assert "austin" in found


def test_an_office_that_is_over_is_not_found_by_its_name_either():
    talk = Talk(Books(network=_network(), today=date(2026, 12, 19)))
    talk.say("1", "78701", "1")

    talk.say("austin movil")

    assert "austin-movil" not in talk.answers.values()


def test_an_office_that_ended_meanwhile_is_asked_for_anew():
    talk = Talk(Books(network=_network(), today=date(2026, 12, 18)))
    talk.say("1", "78701", "1", "austin-movil")
    assert talk.kept["office"] == "austin-movil"

    talk.sources.today = date(2026, 12, 19)

    assert "office" not in talk.kept


@pytest.mark.parametrize(
    ("language", "full", "place"),
    [
        (
            "es",
            (
                "Consulado Móvil de México en Austin, TX\nBiblioteca, 710 W César Chávez St\n"
                "Del lunes 14 de diciembre al viernes 18 de diciembre de 2026"
            ),
            "Austin, TX (consulado móvil)",
        ),
        (
            "en",
            (
                "Mobile Consulate of Mexico in Austin, TX\nBiblioteca, 710 W César Chávez St\n"
                "From Monday, December 14 to Friday, December 18, 2026"
            ),
            "Austin, TX (mobile consulate)",
        ),
        (
            "fr",
            (
                "Consulat mobile du Mexique à Austin, TX\nBiblioteca, 710 W César Chávez St\n"
                "Du lundi 14 décembre au vendredi 18 décembre 2026"
            ),
            "Austin, TX (consulat mobile)",
        ),
    ],
)
def test_people_are_told_where_in_town_it_is_and_on_which_days(language, full, place):
    spoken = Voice(language, _network(), "https://citas.example").office("austin-movil")

    assert (spoken["office_full"], spoken["office_place"]) == (full, place)


@pytest.mark.parametrize(
    ("first", "last", "stay"),
    [
        (date(2026, 12, 14), date(2026, 12, 14), "Solo el lunes 14 de diciembre de 2026"),
        (
            date(2026, 12, 28),
            date(2027, 1, 8),
            "Del lunes 28 de diciembre de 2026 al viernes 8 de enero de 2027",
        ),
    ],
)
def test_one_day_is_named_as_one_and_years_that_differ_both(first, last, stay):
    network = _network(first, last, kind="pop-up")
    voice = Voice("es", network, "https://citas.example")

    assert voice.stay(network.offices["austin-movil"]) == stay
    assert voice.place(network.offices["austin-movil"]) == "Austin, TX (jornada)"
    assert str(voice.office("austin-movil")["office_full"]).startswith("Jornada Consular de México")


def test_an_office_that_is_always_there_is_called_by_its_city_alone():
    voice = Voice("es", mexico(), "https://citas.example")

    assert voice.place(mexico().offices["austin"]) == "Austin, TX"
    assert voice.stay(mexico().offices["austin"]) == ""
    assert "\n" not in str(voice.office("austin")["office_full"])


def test_the_city_alone_means_either_and_is_asked_about():
    talk = Talk(Books(network=_network()))
    talk.say("1", "78701", "1")

    talk.say("Austin")

    asked = [option.sets.get("office") for option in talk.ask.options]
    assert asked[:2] == ["austin", "austin-movil"]
    assert talk.said()
