"""Days and times as people say them."""

from datetime import date, time

import pytest

from ventanilla.domain.language import LANGUAGES
from ventanilla.wording import dates

FRIDAY = date(2026, 12, 4)
FIRST = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "viernes 4 de diciembre de 2026"),
        ("en", "Friday, December 4, 2026"),
        ("fr", "vendredi 4 décembre 2026"),
    ],
)
def test_a_day_has_its_weekday_and_month_by_name(language, words):
    assert dates.in_words(FRIDAY, language) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "1 de diciembre de 2026"), ("en", "December 1, 2026"), ("fr", "1er décembre 2026")],
)
def test_the_first_of_a_month_is_said_as_each_language_says_it(language, words):
    assert dates.birthday(FIRST, language) == words


def test_only_the_first_is_a_first_in_french():
    assert dates.birthday(date(2021, 12, 11), "fr") == "11 décembre 2021"
    assert dates.birthday(date(2021, 12, 31), "fr") == "31 décembre 2021"
    assert dates.in_words(FIRST, "fr") == "mardi 1er décembre 2026"


def test_in_numbers_the_day_comes_first():
    assert dates.in_numbers(FRIDAY) == "04-12-2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_brief_forms_fit_a_button_on_every_day_of_the_year(language):
    for month in range(1, 13):
        for day in (1, 20, 28):
            assert len(dates.brief(date(2026, month, day), language)) <= 12
            assert len(dates.birthday_brief(date(1988, month, day), language)) <= 16


@pytest.mark.parametrize(
    ("at", "language", "words"),
    [
        (time(9, 30), "es", "9:30\u00a0a. m."),
        (time(12), "es", "12:00\u00a0p. m."),
        (time(0, 5), "es", "12:05\u00a0a. m."),
        (time(13, 15), "en", "1:15\u00a0p.m."),
        (time(9), "fr", "9 h"),
        (time(13, 5), "fr", "13 h 05"),
    ],
)
def test_a_time_is_said_as_each_language_says_it(at, language, words):
    assert dates.clock(at, language) == words
