"""Every zone of the network over every change of its clocks to the end of 2028 (I15, F27)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from ventanilla.calendar.rules import planned_cells
from ventanilla.catalogue.loading import load
from ventanilla.catalogue.schedule import Pool, Session

NETWORK = load("mexico")
ZONES = sorted({office.timezone for office in NETWORK.offices.values()})
ALL_DAY = Pool("counter", 30, (Session(tuple(range(7)), time(0), time(23, 30), 1),))
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)


def changes(zone: ZoneInfo) -> list[date]:
    """Local days whose first and last instant have another offset."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return [
        day
        for day in days
        if datetime.combine(day, time(), zone).utcoffset()
        != datetime.combine(day + timedelta(days=1), time(), zone).utcoffset()
    ]


def test_all_59_offices_are_looked_at():
    assert len(NETWORK.offices) == 59
    assert len(ZONES) > 10


@pytest.mark.parametrize("name", ZONES)
def test_round_every_change_of_clocks_each_local_time_that_exists_comes_once(name: str):
    zone = ZoneInfo(name)
    for day in changes(zone):
        span = day - timedelta(days=1), day + timedelta(days=1)
        cells = list(planned_cells(ALL_DAY, name, (), *span))
        minutes = [cell.start_minute for cell in cells]

        assert minutes == sorted(set(minutes))
        for cell in cells:
            told = datetime.fromtimestamp(cell.start_minute * 60, UTC).astimezone(zone)
            assert (told.date(), told.time(), told.fold) == (cell.day, cell.time, 0)
        there = {(cell.day, cell.time) for cell in cells}
        for n in range(3 * 47):
            at = datetime.combine(span[0] + timedelta(days=n // 47), time(*divmod(n % 47 * 30, 60)))
            exists = at.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).time() == at.time()
            assert ((at.date(), at.time()) in there) == exists


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        # British Columbia kept -7 from March 2026 on, Alberta -6 from November 2026 on
        # (tzdata 2026b and 2026c).
        ("America/Vancouver", date(2026, 12, 15), -7),
        ("America/Vancouver", date(2028, 1, 15), -7),
        ("America/Edmonton", date(2026, 12, 15), -6),
        ("America/Edmonton", date(2028, 7, 15), -6),
        ("America/Chicago", date(2026, 12, 15), -6),
        ("America/Phoenix", date(2027, 7, 15), -7),
    ],
)
def test_the_pinned_zone_data_is_what_counts(name: str, day: date, hours: int):
    assert datetime.combine(day, time(9), ZoneInfo(name)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["America/Vancouver", "America/Edmonton"])
def test_provinces_that_stopped_changing_clocks_have_no_change_any_more(name: str):
    later = [day for day in changes(ZoneInfo(name)) if day >= date(2026, 11, 2)]

    assert later == []
