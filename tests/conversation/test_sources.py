"""What a script may rely on: the desk's sources over a database, and those in memory alike."""

from datetime import timedelta

import pytest

from tests.conversation.talk import TODAY, Books
from tests.storage.samples import (
    ANA,
    AUSTIN,
    NOW,
    PASSPORT,
    VANCOUVER,
    VISA,
    a_core,
    a_network,
    put,
)
from ventanilla.desk.sources import TurnSources

ANSWERS = {
    "given_names": ANA.given_names,
    "paternal_surname": ANA.paternal_surname,
    "maternal_surname": ANA.maternal_surname or "0",
    "birth_date": ANA.birth_date.isoformat(),
    "birth_country": ANA.birth_place.country,
    "birth_county": ANA.birth_place.county,
    "email": ANA.email,
    "procedure": VISA,
}


@pytest.fixture(params=["memory", "database"])
def sources(request):
    network = a_network()
    if request.param == "memory":
        yield Books(network)
        return
    database = request.getfixturevalue("sqlite_database")
    put(database, network)
    with database.write() as connection:
        yield TurnSources(network, a_core(connection, network), 1, NOW)


def test_today_is_the_day_it_is(sources):
    assert sources.today == TODAY


def test_days_are_coming_days_in_order_each_once(sources):
    days = list(sources.days(AUSTIN, VISA))

    assert days
    assert days == sorted(set(days))
    assert days[0] >= sources.today - timedelta(days=1)


def test_every_day_listed_has_times_in_order_each_once(sources):
    for day in sources.days(AUSTIN, VISA):
        times = list(sources.times(AUSTIN, VISA, day))
        assert times
        assert times == sorted(set(times))


def test_a_day_not_listed_has_no_times(sources):
    beyond = max(sources.days(AUSTIN, VISA)) + timedelta(days=1)

    assert list(sources.times(AUSTIN, VISA, beyond)) == []


def test_the_first_days_of_procedures_are_those_of_their_lists(sources):
    first = sources.first_days(AUSTIN, [VISA, PASSPORT])

    assert first == {p: sources.days(AUSTIN, p)[0] for p in (VISA, PASSPORT)}


def test_the_earliest_at_offices_are_the_first_of_their_lists(sources):
    earliest = sources.earliest(VISA, [AUSTIN, VANCOUVER])

    assert earliest == {o: sources.days(o, VISA)[0] for o in (AUSTIN, VANCOUVER)}


def test_nothing_asked_for_is_nothing_found(sources):
    assert sources.first_days(AUSTIN, []) == {}
    assert sources.earliest(VISA, []) == {}


def test_who_never_booked_has_nothing(sources):
    assert sources.already(ANSWERS) is None
    assert list(sources.upcoming()) == []


def test_the_same_thing_asked_twice_is_the_same(sources):
    assert sources.days(AUSTIN, VISA) == sources.days(AUSTIN, VISA)
