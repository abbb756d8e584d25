"""How soon, how far ahead, and how many cells in a row."""

from datetime import UTC, date, datetime, timedelta

import pytest

from ventanilla.calendar.availability import bounds, cells_needed, day_start

NOW = datetime(2026, 11, 23, 15, 0, 30, tzinfo=UTC)
CHICAGO = "America/Chicago"
LAST = date(2027, 2, 21)


def _minute(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp()) // 60


def test_a_slot_in_the_minute_that_runs_has_begun():
    found = bounds(NOW, CHICAGO, timedelta(), LAST)

    assert not found.admit(_minute(2026, 11, 23, 15, 0))
    assert found.admit(_minute(2026, 11, 23, 15, 1))


def test_a_slot_exactly_at_the_notice_may_be_booked():
    found = bounds(NOW.replace(second=0), CHICAGO, timedelta(hours=2), LAST)

    assert found.admit(_minute(2026, 11, 23, 17, 0))
    assert not found.admit(_minute(2026, 11, 23, 16, 59))


def test_the_horizon_ends_with_the_offices_own_day():
    late = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)

    found = bounds(late, CHICAGO, timedelta(), date(2026, 11, 24))

    assert found.last == date(2026, 11, 24)
    assert found.admit(_minute(2026, 11, 25, 5, 59))
    assert not found.admit(_minute(2026, 11, 25, 6, 0))


def test_a_day_starts_at_the_offices_midnight():
    assert day_start(date(2027, 1, 11), "America/Vancouver") == _minute(2027, 1, 11, 7, 0)


@pytest.mark.parametrize(("minutes", "cells"), [(15, 1), (16, 2), (30, 2), (45, 3), (1, 1)])
def test_cells_are_counted_up(minutes: int, cells: int):
    assert cells_needed(minutes, 15) == cells
