"""The folio: read in any form, and no slip goes unseen."""

from random import Random

import pytest

from ventanilla.domain.folio import ALPHABET, new_folio, read_folio


@pytest.fixture
def folio():
    return new_folio(Random(7).randrange)


def test_a_folio_has_three_groups_of_four_without_look_alikes(folio):
    groups = folio.split("-")

    assert [len(group) for group in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)
    assert not set("01OILZSGBUV") & set(ALPHABET)


@pytest.mark.parametrize(
    "form",
    [
        str,
        str.lower,
        lambda f: f.replace("-", ""),
        lambda f: f.replace("-", " "),
        lambda f: f" {f}. ",
    ],
)
def test_a_folio_is_read_in_every_form(folio, form):
    assert read_folio(form(folio)) == folio


def test_one_wrong_character_or_two_swapped_always_show(folio):
    plain = folio.replace("-", "")
    wrong = [plain[:i] + c + plain[i + 1 :] for i in range(12) for c in ALPHABET if c != plain[i]]
    wrong += [
        plain[:i] + plain[i + 1] + plain[i] + plain[i + 2 :]
        for i in range(11)
        if plain[i] != plain[i + 1]
    ]

    assert not [each for each in wrong if read_folio(each)]


@pytest.mark.parametrize("text", ["", "ABC", "0000-0000-0000", "x" * 12])
def test_what_is_no_folio_is_none(text):
    assert read_folio(text) is None
