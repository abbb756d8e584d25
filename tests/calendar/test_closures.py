"""The days on which offices are closed."""

from datetime import date

import pytest

from ventanilla.calendar.closures import closed_days
from ventanilla.catalogue.schedule import Closures


def _closed(*calendars, year=2026, **changes) -> set[date]:
    return closed_days(Closures(calendars, **changes), date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(
    ("calendar", "closed", "working"),
    [
        ("mexico", date(2026, 11, 16), date(2026, 11, 20)),
        ("mexico", date(2026, 2, 2), date(2026, 2, 5)),
        ("us-federal", date(2026, 7, 3), date(2026, 7, 2)),
        ("us-federal", date(2026, 6, 19), date(2026, 6, 24)),
        ("ca-on", date(2026, 5, 18), date(2026, 9, 30)),
        ("ca-qc", date(2026, 6, 24), date(2026, 11, 11)),
        ("ca-bc", date(2026, 9, 30), date(2026, 6, 24)),
        ("ca-ab", date(2026, 11, 11), date(2026, 9, 30)),
        ("holy-week", date(2026, 4, 2), date(2026, 4, 1)),
        ("holy-week", date(2026, 4, 3), date(2026, 4, 6)),
    ],
)
def test_holidays_are_those_of_the_place(calendar, closed, working):
    days = _closed(calendar)

    assert closed in days
    assert working not in days


def test_calendars_add_up():
    assert _closed("mexico", "us-federal") == _closed("mexico") | _closed("us-federal")


def test_an_office_adds_days_and_takes_others_out():
    days = _closed("mexico", added=(date(2026, 12, 24),), removed=(date(2026, 9, 16),))

    assert date(2026, 12, 24) in days
    assert date(2026, 9, 16) not in days


def test_only_days_of_the_span_are_named():
    first, last = date(2026, 12, 25), date(2027, 1, 1)

    assert closed_days(Closures(("mexico",)), first, last) == {first, last}


@pytest.mark.parametrize("locale", ["C", "es_MX.UTF-8", "en_US.UTF-8"])
def test_the_machines_locale_makes_no_difference(locale, monkeypatch):
    monkeypatch.setenv("LANG", locale)
    monkeypatch.setenv("LANGUAGE", locale)

    assert date(2026, 11, 16) in _closed("mexico")
