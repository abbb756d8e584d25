import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.catalogue.places.distance import kilometres
from ventanilla.catalogue.places.postal import (
    NotACode,
    OtherCountry,
    Place,
    Unplaceable,
    locate,
    warm,
)

COUNTRIES = st.sampled_from(["US", "CA"])


@pytest.fixture(scope="module", autouse=True)
def _warm():
    warm()


@pytest.mark.parametrize(
    ("text", "code", "label"),
    [
        ("78701", "78701", "Austin, TX"),
        ("78701-1234", "78701", "Austin, TX"),
        ("78701 1234", "78701", "Austin, TX"),
        (" 7 8 7 0 1 ", "78701", "Austin, TX"),
        ("９００１２", "90012", "Los Angeles, CA"),
        ("٩٠٠١٢", None, None),
        ("10118", "10118", "New York, NY"),
        ("00907", "00907", "San Juan, PR"),
        ("96799", "96799", "Pago Pago, AS"),
        ("84009", "84009", "South Jordan, UT"),
        ("10048", "10048", "New York, NY"),
    ],
)
def test_zip_codes_are_read_as_people_type_them(text, code, label):
    found = locate("US", text)

    if code is None:
        assert found == NotACode()
    else:
        assert isinstance(found, Place)
        assert (found.code, found.label, found.precision) == (code, label, "exact")


@pytest.mark.parametrize(
    ("text", "code", "precision"),
    [
        ("M5V 2T6", "M5V 2T6", "exact"),
        ("m5v2t6", "M5V 2T6", "exact"),
        ("M5V-2T6", "M5V 2T6", "exact"),
        ("m5v", "M5V", "exact"),
        ("KIP 1J1", "K1P 1J1", "exact"),
        ("K1P lJl", "K1P 1J1", "exact"),
        ("KOA 1AO", "K0A 1A0", "approximate"),
        ("X0A 0H0", "X0A 0H0", "approximate"),
        ("G3S 1A1", "G3S 1A1", "prefix"),
        ("V8E", "V8E", "prefix"),
    ],
)
def test_canadian_codes_are_read_with_letters_where_digits_belong(text, code, precision):
    found = locate("CA", text)

    assert isinstance(found, Place)
    assert (found.code, found.precision) == (code, precision)


@pytest.mark.parametrize(
    "text", ["", "1234", "900121", "90012abc", "D5V 2T6", "M5V 2T", "Austin", "Joe"]
)
def test_what_has_not_the_form_of_a_code_is_none(text):
    assert locate("US", text) == NotACode()


@pytest.mark.parametrize("text", ["09012", "34002", "96960", "96940", "96941", "34500", "00000"])
def test_military_pacific_and_unused_codes_lie_nowhere(text):
    assert locate("US", text) == Unplaceable(text, "US")


def test_the_code_of_santa_claus_lies_nowhere():
    assert locate("CA", "HOH OHO") == Unplaceable("H0H 0H0", "CA")


@pytest.mark.parametrize("text", ["11805", "20588", "58803", "77352"])
def test_zero_coordinates_are_never_taken_for_a_place(text):
    found = locate("US", text)

    assert isinstance(found, Place)
    assert found.precision == "prefix"
    assert found.latitude > 25


def test_an_unknown_code_is_placed_by_those_that_begin_alike():
    found = locate("US", "78700")

    assert isinstance(found, Place)
    assert (found.label, found.precision) == ("Austin, TX", "prefix")
    assert kilometres((found.latitude, found.longitude), (30.27, -97.74)) < 30


def test_an_unknown_area_without_neighbours_is_placed_by_its_first_letter():
    found = locate("CA", "A9Z 1A1")

    assert isinstance(found, Place)
    assert found.precision == "prefix"
    assert found.label.endswith(", NL")


def test_a_code_of_the_other_country_says_so():
    in_canada, in_texas = locate("US", "M5V 2T6"), locate("CA", "78701")

    assert isinstance(in_canada, OtherCountry)
    assert isinstance(in_texas, OtherCountry)
    assert (in_canada.country, in_texas.country) == ("CA", "US")
    assert isinstance(in_texas.place, Place)
    assert in_texas.place.label == "Austin, TX"


def test_streets_are_left_off_a_town_but_a_region_keeps_its_town():
    town, region = locate("CA", "M5V"), locate("CA", "R0A 0A0")

    assert isinstance(town, Place)
    assert isinstance(region, Place)
    assert (town.label, region.label) == (
        "Downtown Toronto, ON",
        "Southeastern Manitoba (Lorette), MB",
    )


@given(COUNTRIES, st.text())
def test_locating_never_raises_whatever_the_text(country, text):
    locate(country, text)


@given(COUNTRIES, st.text(alphabet="0123456789OIL-² ９ABCEGHJKMVXY", max_size=12))
def test_locating_never_raises_on_what_is_nearly_a_code(country, text):
    found = locate(country, text)

    assert not isinstance(found, Place) or (found.latitude, found.longitude) != (0, 0)


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        ((19.43, -99.13), (40.71, -74.01), 3362),
        ((45.50, -73.57), (45.50, -73.57), 0),
        ((0, 0), (0, 180), 20015),
    ],
)
def test_distances_are_great_circles(a, b, km):
    assert kilometres(a, b) == pytest.approx(km, rel=0.005)
