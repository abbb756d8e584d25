import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.catalogue.places.countries import countries
from ventanilla.catalogue.places.districts import (
    counties,
    find_county,
    find_state,
    state_of,
    states,
)
from ventanilla.catalogue.places.names import Candidates, Found, NotFound
from ventanilla.domain.language import LANGUAGES

OURS = ("US", "CA", "MX")

WITH_COUNTIES = [
    (country, state.code)
    for country in OURS
    for state in states(country)
    if counties(country, state.code)
]


def test_the_lists_are_complete():
    assert [len(states(country)) for country in OURS] == [56, 13, 32]
    assert sum(len(counties("MX", state.code)) for state in states("MX")) == 2478
    assert sum(len(counties("US", state.code)) for state in states("US")) == 3234
    assert len(counties("US", "TX")) == 254
    assert len(counties("US", "CT")) == 8
    assert len(counties("MX", "OAX")) == 570
    assert {s.code for s in states("CA") if counties("CA", s.code)} == {
        "PE", "NS", "NB", "ON", "QC", "BC",
    }  # fmt: skip


@pytest.mark.parametrize("country", [country.code for country in countries()])
def test_codes_and_names_are_unequal_within_a_country(country):
    listed = states(country)

    assert len({state.code for state in listed}) == len(listed)
    for language in LANGUAGES:
        assert len({state.names[language] for state in listed}) == len(listed)


def test_provinces_stand_where_certificates_name_them():
    assert len(states("ES")) == 52
    assert {"Girona", "Madrid", "Ceuta"} <= _names("ES")
    assert {"Paris", "Ain"} <= _names("FR")
    assert "Santo Domingo" in _names("DO")
    assert len(states("GT")) == 22


def _names(country):
    return {state.names["es"] for state in states(country)}


def test_where_no_list_is_known_there_is_none():
    assert states("VA") == ()
    assert states("ZZ") == ()
    assert counties("US", "XX") == ()
    assert counties("FR", "75C") == ()
    assert state_of("ZZ", "A") is None


def test_a_code_gives_its_state():
    state = state_of("US", "NY")

    assert state is not None
    assert state.names == {"es": "Nueva York", "en": "New York", "fr": "New York"}


@pytest.mark.parametrize("country", [country.code for country in countries()])
def test_every_state_finds_itself(country):
    for state in states(country):
        for name in state.names.values():
            _assert_among(find_state(country, name), state.code)


@pytest.mark.parametrize(("country", "state"), WITH_COUNTIES)
def test_every_county_finds_itself(country, state):
    for county in counties(country, state):
        assert find_county(country, state, county.names["es"]) == Found(county.code)


def _assert_among(match, code):
    match match:
        case Found(found):
            assert found == code
        case Candidates(codes):
            assert code in codes
        case NotFound():
            pytest.fail(code)


@pytest.mark.parametrize(
    ("country", "text", "code"),
    [
        ("MX", "CDMX", "CMX"),
        ("MX", "D.F.", "CMX"),
        ("MX", "Edo. Mex.", "MEX"),
        ("MX", "estado de mexico", "MEX"),
        ("MX", "Q. Roo", "ROO"),
        ("MX", "oaxca", "OAX"),
        ("MX", "BC", "BCN"),
        ("US", "Tejas", "TX"),
        ("US", "Calif.", "CA"),
        ("US", "tx", "TX"),
        ("US", "Nueva York", "NY"),
        ("US", "State of Georgia", "GA"),
        ("CA", "PEI", "PE"),
        ("CA", "P.E.I.", "PE"),
        ("CA", "Terranova", "NL"),
        ("CA", "Québec", "QC"),
        ("ES", "Lérida", "L"),
        ("GT", "Guate", "01"),
    ],
)
def test_usual_forms_of_states_are_understood(country, text, code):
    assert find_state(country, text) == Found(code)


@pytest.mark.parametrize(
    ("country", "state", "text", "code"),
    [
        ("US", "TX", "Travis County", "Travis"),
        ("US", "TX", "trav", "Travis"),
        ("US", "TX", "condado de Harris", "Harris"),
        ("US", "NM", "dona ana", "Doña Ana"),
        ("US", "LA", "orleans", "Orleans Parish"),
        ("US", "VA", "Richmond City", "Richmond city"),
        ("US", "CA", "Los Ángeles", "Los Angeles"),
        ("MX", "JAL", "Guadalajra", "Guadalajara"),
        ("MX", "CMX", "Alcaldía Cuauhtémoc", "Cuauhtémoc"),
        ("CA", "QC", "islet", "L'Islet"),
        ("CA", "ON", "toronto", "Toronto"),
    ],
)
def test_usual_forms_of_counties_are_understood(country, state, text, code):
    assert find_county(country, state, text) == Found(code)


def test_first_letters_give_what_begins_so():
    assert find_state("US", "new") == Candidates(("NH", "NJ", "NM", "NY"))
    assert find_state("MX", "Ch") == Candidates(("CHP", "CHH"))


def test_many_candidates_are_ten_and_how_many_more():
    match = find_county("MX", "OAX", "San Juan")

    assert isinstance(match, Candidates)
    assert len(match.codes) == 10
    assert match.more > 30


def test_a_city_and_a_county_of_one_name_are_asked_about():
    assert find_county("US", "VA", "Fairfax") == Candidates(("Fairfax city", "Fairfax County"))


def test_a_state_is_sought_only_in_its_country():
    assert find_state("MX", "Ontario") == NotFound()
    assert find_state("ZZ", "Texas") == NotFound()
    assert find_county("CA", "AB", "Calgary") == NotFound()


@given(st.sampled_from([country.code for country in countries()]), st.text())
def test_finding_a_state_never_raises(country, text):
    find_state(country, text)


@given(st.sampled_from(WITH_COUNTIES), st.text())
def test_finding_a_county_never_raises(where, text):
    find_county(*where, text)
