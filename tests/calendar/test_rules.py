"""Weekly sessions become the cells of real days, in the office's own time."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.calendar.rules import planned_cells
from ventanilla.catalogue.schedule import Pool, Session

ALL_DAYS = tuple(range(7))
MONDAY = date(2026, 11, 30)


def _cells(sessions, zone="America/Chicago", *, first=MONDAY, last=MONDAY, closed=(), quantum=15):
    pool = Pool("counter", quantum, tuple(sessions))
    return list(planned_cells(pool, zone, closed, first, last))


def _utc(cell) -> datetime:
    return datetime.fromtimestamp(cell.start_minute * 60, UTC)


def test_a_session_is_cut_into_quanta_and_its_end_is_exclusive():
    cells = _cells([Session((0,), time(9), time(10), 3)])

    assert [cell.time for cell in cells] == [time(9, m) for m in (0, 15, 30, 45)]
    assert {cell.capacity for cell in cells} == {3}
    assert _utc(cells[0]) == datetime(2026, 11, 30, 15, tzinfo=UTC)


def test_only_the_weekdays_of_the_session_have_cells():
    cells = _cells([Session((0, 4), time(9), time(9, 15), 1)], last=date(2026, 12, 13))

    assert [cell.day.day for cell in cells] == [30, 4, 7, 11]


def test_a_session_holds_between_its_dates_both_included():
    session = Session(ALL_DAYS, time(9), time(9, 15), 1, date(2026, 12, 1), date(2026, 12, 3))

    assert [c.day.day for c in _cells([session], last=date(2026, 12, 9))] == [1, 2, 3]


def test_sessions_of_a_day_come_in_the_order_of_time():
    later, earlier = Session((0,), time(15), time(16), 1), Session((0,), time(9), time(10), 2)

    assert [c.time.hour for c in _cells([later, earlier], quantum=60)] == [9, 15]


def test_a_closed_day_has_no_cells():
    session = Session(ALL_DAYS, time(9), time(9, 15), 1)

    cells = _cells([session], last=date(2026, 12, 2), closed={date(2026, 12, 1)})

    assert [cell.day.day for cell in cells] == [30, 2]


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("America/Vancouver", date(2027, 1, 11), 16),
        ("America/Vancouver", date(2027, 7, 12), 16),
        ("America/Edmonton", date(2027, 1, 11), 15),
        ("America/Phoenix", date(2027, 7, 12), 16),
        ("America/Chicago", date(2027, 1, 11), 15),
        ("America/Chicago", date(2027, 7, 12), 14),
    ],
)
def test_nine_in_the_morning_is_at_the_offices_offset(zone: str, day: date, hour: int):
    """British Columbia and Alberta stopped changing clocks in 2026: -07 and -06 all year."""
    cells = _cells([Session(ALL_DAYS, time(9), time(9, 15), 1)], zone, first=day, last=day)

    assert [_utc(cell).hour for cell in cells] == [hour]


def test_times_that_the_clocks_skip_have_no_cell():
    cells = _cells(
        [Session(ALL_DAYS, time(1, 30), time(3, 30), 1)],
        first=date(2027, 3, 14),
        last=date(2027, 3, 14),
        quantum=30,
    )

    assert [cell.time for cell in cells] == [
        time(1, 30),
        time(3),
    ]
    assert cells[1].start_minute - cells[0].start_minute == 30


def test_a_time_that_the_clocks_repeat_is_there_once_at_its_first_occurrence():
    cells = _cells(
        [Session(ALL_DAYS, time(0, 30), time(2, 30), 1)],
        first=date(2027, 11, 7),
        last=date(2027, 11, 7),
        quantum=30,
    )

    assert [cell.time for cell in cells] == [time(0, 30), time(1), time(1, 30), time(2)]
    assert _utc(cells[1]) == datetime(2027, 11, 7, 6, tzinfo=UTC)
    assert cells[3].start_minute - cells[2].start_minute == 90


def test_a_skipped_midnight_is_no_cell():
    session = Session(ALL_DAYS, time(0), time(2), 1)

    cells = _cells(
        [session], "Asia/Beirut", first=date(2026, 3, 29), last=date(2026, 3, 29), quantum=60
    )

    assert [cell.time for cell in cells] == [time(1)]


ZONES = st.sampled_from(
    ["America/Chicago", "America/Vancouver", "America/St_Johns", "Australia/Lord_Howe", "UTC"]
)


@given(zone=ZONES, day=st.dates(date(2024, 1, 1), date(2036, 1, 1)))
def test_each_cell_is_where_its_local_time_says_and_no_minute_is_there_twice(zone, day):
    cells = _cells([Session(ALL_DAYS, time(0), time(23), 1)], zone, first=day, last=day, quantum=30)

    for cell in cells:
        local = _utc(cell).astimezone(ZoneInfo(zone))
        assert (local.date(), local.time()) == (cell.day, cell.time)
    minutes = [cell.start_minute for cell in cells]
    assert minutes == sorted(set(minutes))
    assert len({cell.time for cell in cells}) == len(cells)
