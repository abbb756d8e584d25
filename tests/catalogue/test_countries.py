import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.catalogue.places.countries import (
    OTHER,
    countries,
    country_numbered,
    country_of,
    find_country,
)
from ventanilla.catalogue.places.names import Candidates, Found, NotFound, normalised
from ventanilla.domain.language import LANGUAGES


def test_the_published_numbers_hold():
    listed = countries()

    assert [listed[n - 1].code for n in (40, 66, 151, 250)] == ["CA", "US", "MX", OTHER]
    assert [country.number for country in listed] == list(range(1, 251))
    assert len({country.code for country in listed}) == 250


def test_a_number_beyond_the_list_is_no_country():
    assert country_numbered(0) is None
    assert country_numbered(251) is None
    canada = country_numbered(40)
    assert canada is not None
    assert canada.code == "CA"


def test_a_code_gives_its_country():
    mexico = country_of("MX")

    assert mexico is not None
    assert mexico.number == 151
    assert country_of("XX") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_listed_name_finds_itself_also_in_capitals_without_accents(language):
    for country in countries():
        name = country.names[language]
        for typed in (name, normalised(name).upper()):
            match find_country(typed):
                case Found(code):
                    assert code == country.code, typed
                case Candidates(codes):
                    assert country.code in codes, typed
                case NotFound():
                    pytest.fail(typed)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EEUU", "US"),
        ("EE. UU.", "US"),
        ("E.U.A.", "US"),
        ("U. S. A.", "US"),
        ("usa", "US"),
        ("us", "US"),
        ("the United States", "US"),
        ("Etats Unis", "US"),
        ("Méjico", "MX"),
        ("MEXICO", "MX"),
        ("mx", "MX"),
        ("Mexique", "MX"),
        ("Holanda", "NL"),
        ("Inglaterra", "GB"),
        ("UK", "GB"),
        ("pr", "PR"),
        ("Rep. Dominicana", "DO"),
        ("El Salvador", "SV"),
        ("salvador", "SV"),
        ("Guatmala", "GT"),
        ("Cote d'Ivoire", "CI"),
        ("Corea del sur", "KR"),
        ("Guinea", "GN"),
        ("Trinidad and Tobago", "TT"),
        ("Saint Lucia", "LC"),
        ("URSS", OTHER),
        ("Otro", OTHER),
    ],
)
def test_usual_short_forms_and_slips_are_understood(text, code):
    assert find_country(text) == Found(code)


@pytest.mark.parametrize(
    "text",
    [
        "si",
        "no",
        "do",
        "la",
        "es",
        "ca",
        "in",
        "me",
        "Texas",
        "hola",
        "🇲🇽",
        "",
        " ",
        "151",
        "x" * 999,
    ],
)
def test_other_words_are_no_country(text):
    assert find_country(text) == NotFound()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Congo", {"CG", "CD"}),
        ("Corea", {"KR", "KP"}),
        ("mexcio", {"MX"}),
        ("Islas Vírgenes", {"VG", "VI"}),
        ("Estados", {"US"}),
    ],
)
def test_what_may_be_several_is_asked(text, codes):
    match = find_country(text)

    assert isinstance(match, Candidates)
    assert codes <= set(match.codes)
    assert len(match.codes) <= 5


@given(st.text())
def test_finding_a_country_never_raises(text):
    find_country(text)


@given(st.sampled_from(countries()[:249]), st.data())
def test_a_swapped_pair_of_letters_never_finds_another_country(country, data):
    name = country.names["es"]
    at = data.draw(st.integers(0, len(name) - 2))
    typed = name[:at] + name[at + 1] + name[at] + name[at + 2 :]

    match find_country(typed):
        case Found(code):
            assert code == country.code
        case _:
            pass


@pytest.mark.parametrize("text", ["ﷺ" * 10_000, "a " * 10_000, "\ud800", "Á́́́" * 100])
def test_hostile_text_is_cut_short(text):
    assert len(normalised(text)) <= 120
    find_country(text)
