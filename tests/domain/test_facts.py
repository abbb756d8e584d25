"""Slots, applicants, folded words."""

from datetime import UTC, date, datetime, time

import pytest

from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.folding import fold
from ventanilla.domain.office import OfficeCode
from ventanilla.domain.slot import Slot


def an_applicant(**changes) -> Applicant:
    facts = {
        "given_names": "María José",
        "paternal_surname": "Núñez",
        "maternal_surname": "",
        "birth_date": date(1988, 12, 1),
        "birth_place": BirthPlace("MX", "", "Jalisco", "Tepatitlán"),
        "email": "maria@ejemplo.mx",
        "language": "es",
    }
    return Applicant(**{**facts, **changes})


def test_a_name_in_full_leaves_no_gap_for_what_is_missing():
    assert an_applicant().full_name == "María José Núñez"
    assert an_applicant(maternal_surname="Ruiz").full_name == "María José Núñez Ruiz"


@pytest.mark.parametrize(
    "changes", [{"given_names": "MARIA JOSE"}, {"email": "x@y.mx"}, {"language": "en"}, {"birth_place": BirthPlace("MX", "", "Oaxaca", "x")}]
)  # fmt: skip
def test_the_same_person_is_known_again(changes):
    assert an_applicant(**changes).identity == an_applicant().identity


@pytest.mark.parametrize(
    "changes",
    [{"given_names": "María"}, {"maternal_surname": "Ruiz"}, {"birth_date": date(1988, 12, 2)}, {"birth_place": BirthPlace("US", "", "TX", "x")}],
)  # fmt: skip
def test_another_person_is_another(changes):
    assert an_applicant(**changes).identity != an_applicant().identity


def a_slot(day: date, at: time) -> Slot:
    return Slot(day, at, OfficeCode("austin"), "America/Chicago")


def test_the_instant_follows_from_the_offices_own_time():
    assert a_slot(date(2026, 12, 1), time(9)).start == datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert a_slot(date(2026, 7, 1), time(9)).start == datetime(2026, 7, 1, 14, tzinfo=UTC)
    assert a_slot(date(1970, 1, 1), time(0)).start_minute == 6 * 60


def test_a_time_that_the_clocks_repeat_is_its_first_occurrence():
    assert a_slot(date(2026, 11, 1), time(1, 30)).start == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("  ¡Atrás! ", "atras"), ("ATRÁS", "atras"), ("E.E. U.U.", "e e u u"), ("１", "1"), ("straße", "strasse"), ("Œuvre", "oeuvre"), ("👍", ""), ("a_b", "a b")],
)  # fmt: skip
def test_words_are_compared_without_case_marks_or_punctuation(text, folded):
    assert fold(text) == folded
