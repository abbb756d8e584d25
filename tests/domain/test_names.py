"""Names: what a birth certificate can carry, and who is the same person."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.domain.names import LONGEST, clean_name, fold_name, is_name, wrong_character


@pytest.mark.parametrize(
    "name", ["Ana", "Ñ", "X", "Ma.", "O'Brien", "'t Hooft", "D/AMICO", "Stewart-Johnson", "de la O", "Mª", "Ľubomír", "Jr."]
)  # fmt: skip
def test_a_name_of_a_certificate_is_a_name(name):
    assert is_name(name)
    assert wrong_character(name) == ""


@pytest.mark.parametrize(
    "name", ["", " ", "-", "A--B", "Ana ", "Jooosé" + "e" * 4, "a/b", "..", "'"]
)
def test_what_no_certificate_carries_is_none(name):
    assert not is_name(name)


def test_the_longest_name_fits_and_no_longer_one():
    name = ("ab" * LONGEST)[:LONGEST]

    assert is_name(name)
    assert not is_name(name + "c")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Muñoz", "MUNOZ"), ("O’Brien", "obrien"), ("Stewart-Johnson", "Stewart Johnson"), ("Nu\u0301n\u0303ez", "Núñez"), ("Strauß", "Strauss"), ("Ørsted", "orsted"), ("İlker", "ilker")],
)  # fmt: skip
def test_spellings_of_one_name_fold_alike(one, other):
    assert fold_name(one) == fold_name(other)


@given(st.text(max_size=80))
def test_tidying_and_folding_settle_at_once(text):
    tidy = clean_name(text)

    assert clean_name(tidy) == tidy
    assert set(fold_name(text)) <= set(string.ascii_lowercase)
