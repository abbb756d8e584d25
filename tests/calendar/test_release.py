"""When places open to the public: known where it must be, unforeseeable where it may not be."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.calendar.release import (
    STRETCH,
    drip_minutes,
    dripped,
    public_until,
    return_minute,
)
from ventanilla.catalogue.schedule import Drawn, Drip, Rolling, Weekly

CHICAGO = "America/Chicago"
DRIP = Drip(days_ahead=21, spread_days=7, start=time(8), end=time(20))
KEY = b"k" * 32
DAY = date(2027, 3, 24)
NOTICE = timedelta(hours=18)


def local(day: int, hour: int = 12, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(CHICAGO))


@pytest.mark.parametrize(
    ("release", "now", "last"),
    [
        (Rolling(), local(1), date(2027, 3, 1)),
        (Rolling(days_ahead=14), local(1), date(2026, 12, 15)),
        (Rolling(days_ahead=200), local(1), date(2027, 3, 1)),
        (Rolling(days_ahead=14), local(1, 23, 59), date(2026, 12, 15)),
        (Rolling(days_ahead=14), local(2, 0, 0), date(2026, 12, 16)),
        (
            Drip(days_ahead=21, spread_days=7, start=time(8), end=time(9)),
            local(1),
            date(2027, 3, 1),
        ),
        (Drawn(), local(1), date(2027, 3, 1)),
        # 2 December 2026 is a Wednesday.
        (Weekly(weekday=2, at=time(6), days_ahead=14), local(2, 5, 59), date(2026, 12, 9)),
        (Weekly(weekday=2, at=time(6), days_ahead=14), local(2, 6, 0), date(2026, 12, 16)),
        (Weekly(weekday=2, at=time(6), days_ahead=14), local(8, 23), date(2026, 12, 16)),
        (Weekly(weekday=2, at=time(6), days_ahead=400), local(8, 23), date(2027, 3, 8)),
    ],
)
def test_the_last_day_that_the_public_may_book(release, now, last):
    assert public_until(release, now.astimezone(UTC), CHICAGO, 90) == last


def test_a_weekly_hour_that_the_clocks_skip_is_the_hour_after():
    weekly = Weekly(weekday=6, at=time(2, 30), days_ahead=7)
    opening = datetime(2027, 3, 14, 8, 30, tzinfo=UTC)  # 03:30, an hour after 02:30 was not.

    before = public_until(weekly, opening - timedelta(minutes=1), CHICAGO, 90)
    after = public_until(weekly, opening, CHICAGO, 90)

    assert (before, after) == (date(2027, 3, 14), date(2027, 3, 21))


@given(st.binary(min_size=16, max_size=32), st.dates(date(2027, 1, 1), date(2028, 12, 31)))
def test_a_drip_opens_by_day_within_its_days(key, day):
    zone = ZoneInfo(CHICAGO)
    for minute in drip_minutes(key, "austin/visas", day, 4, 5, DRIP, CHICAGO):
        opened = datetime.fromtimestamp(minute * 60, zone)
        assert day - timedelta(days=21) <= opened.date() < day - timedelta(days=14)
        assert time(8) <= opened.time() < time(20)


def test_a_drip_is_spread_evenly_over_days_and_hours():
    zone = ZoneInfo(CHICAGO)
    opened = [
        datetime.fromtimestamp(minute * 60, zone)
        for pool in range(500)
        for minute in drip_minutes(KEY, f"office/{pool}", DAY, 0, 4, DRIP, CHICAGO)
    ]

    by_day = Counter(one.date() for one in opened)
    by_hour = Counter(one.hour for one in opened)
    assert len(by_day) == 7
    assert max(by_day.values()) < 1.4 * min(by_day.values())
    assert len(by_hour) == 12
    assert max(by_hour.values()) < 1.6 * min(by_hour.values())


def test_another_key_opens_other_minutes():
    one, other = (drip_minutes(key, "p", DAY, 0, 8, DRIP, CHICAGO) for key in (KEY, b"x" * 32))

    assert one != other
    assert one == drip_minutes(KEY, "p", DAY, 0, 8, DRIP, CHICAGO)


@given(st.integers(0, 24 * 60 * 25), st.integers(0, 24 * 60))
def test_what_has_dripped_only_grows_until_all_is_open(minutes, later):
    start = datetime.combine(DAY - timedelta(days=22), time(), ZoneInfo(CHICAGO))
    now = start + timedelta(minutes=minutes)

    def opened(moment):
        return dripped(KEY, "p", DAY, time(9), 4, DRIP, CHICAGO, moment)

    assert 0 <= opened(now) <= opened(now + timedelta(minutes=later)) <= 4
    assert opened(start) == 0
    assert opened(start + timedelta(days=15)) == 4


def test_cells_of_one_stretch_open_together_so_that_long_visits_fit():
    halves = [time(8), time(9), time(9, 45)]
    now = datetime.combine(DAY - timedelta(days=18), time(13), ZoneInfo(CHICAGO))

    assert len({dripped(KEY, "p", DAY, at, 4, DRIP, CHICAGO, now) for at in halves}) == 1
    assert STRETCH == 120


@given(st.integers(0, 60 * 24 * 20), st.integers(0, 2**32))
def test_a_place_given_back_returns_by_day_within_24_hours_and_in_time(ahead, seed):
    now = local(1, 16).astimezone(UTC)
    start = int(now.timestamp()) // 60 + ahead
    below = Random(seed).randrange

    minute = return_minute(below, now, start, NOTICE, Rolling(), CHICAGO)

    latest = start - 18 * 60
    if minute is None:
        assert latest <= int(now.timestamp()) // 60
        return
    assert now.timestamp() < minute * 60 <= now.timestamp() + 24 * 3600
    assert minute <= latest
    at = datetime.fromtimestamp(minute * 60, ZoneInfo(CHICAGO)).time()
    first_day_minute = 8 * 60 * 60
    if latest * 60 - now.timestamp() > first_day_minute + 9 * 3600:
        assert time(8) <= at < time(20)


def test_when_a_place_returns_cannot_be_told_beforehand():
    now, start = local(1, 9).astimezone(UTC), int(local(20).timestamp()) // 60
    chance = Random(7)

    seen = {return_minute(chance.randrange, now, start, NOTICE, DRIP, CHICAGO) for _ in range(400)}

    assert len(seen) > 200
