"""Rules that return every n weeks, in a season, on the nth weekday; and days that differ."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.calendar.rules import planned_cells
from ventanilla.catalogue.schedule import Pool, Season, Session, SpecialDay

MONDAY = date(2026, 11, 30)
EVERY_DAY = tuple(range(7))
MORNING = Session((0,), time(9), time(10), 2)


def cells(*sessions, first=MONDAY, last=MONDAY, closed=(), special=(), zone="America/Chicago"):
    pool = Pool("counter", 30, sessions)
    return list(planned_cells(pool, zone, closed, first, last, special))


def days(*sessions, **named):
    return [cell.day for cell in cells(*sessions, **named)]


def hours(*special, closed=(), session=MORNING):
    found = cells(session, special=special, closed=closed)
    return {cell.time.strftime("%H:%M"): cell.capacity for cell in found}


def test_every_n_weeks_counts_from_the_week_of_its_first_day():
    wednesday = date(2026, 12, 2)
    session = Session((0,), time(9), time(9, 30), 1, from_date=wednesday, every_weeks=2)

    found = days(session, last=date(2027, 1, 15))

    assert found == [date(2026, 12, 14), date(2026, 12, 28), date(2027, 1, 11)]


def test_the_nth_weekday_of_a_month():
    session = Session((5,), time(9), time(9, 30), 1, of_month=(1, 3))

    found = days(session, last=date(2027, 1, 31))

    assert [day.isoformat() for day in found] == [
        "2026-12-05",
        "2026-12-19",
        "2027-01-02",
        "2027-01-16",
    ]


@pytest.mark.parametrize(
    ("first", "last", "day", "holds"),
    [
        ((6, 15), (8, 31), date(2027, 6, 15), True),
        ((6, 15), (8, 31), date(2027, 8, 31), True),
        ((6, 15), (8, 31), date(2027, 9, 1), False),
        ((11, 1), (2, 28), date(2027, 1, 5), True),
        ((11, 1), (2, 28), date(2028, 2, 29), False),
        ((11, 1), (2, 28), date(2027, 6, 1), False),
    ],
)
def test_a_season_returns_every_year_and_may_pass_new_year(first, last, day, holds):
    session = Session(EVERY_DAY, time(9), time(9, 30), 1, season=Season(first, last))

    assert bool(days(session, first=day, last=day)) == holds


def test_the_publics_part_is_all_of_it_unless_it_is_said():
    (whole, _), (part, _) = cells(MORNING), cells(Session((0,), time(9), time(10), 4, public=1))
    (more, _) = cells(Session((0,), time(9), time(10), 4, over=2))

    assert (whole.cap_public, part.cap_public, more.cap_public) == (2, 1, 6)


def test_a_closed_day_has_no_hours_and_a_closed_hour_only_the_others():
    assert hours(SpecialDay(MONDAY, "closed")) == {}
    assert hours(SpecialDay(MONDAY, "closed", start=time(9), end=time(9, 30))) == {"09:30": 2}


def test_an_open_day_stands_over_a_calendar_that_closes_it():
    assert hours(SpecialDay(MONDAY, "open"), closed={MONDAY}) == {"09:00": 2, "09:30": 2}
    assert hours(closed={MONDAY}) == {}


def test_extra_hours_are_added_and_other_room_replaces():
    extra = SpecialDay(MONDAY, "extra", "counter", time(15), time(16), capacity=5)
    fewer = SpecialDay(MONDAY, "capacity", start=time(9, 30), end=time(10), capacity=1)

    assert hours(extra, fewer) == {"09:00": 2, "09:30": 1, "15:00": 5, "15:30": 5}
    assert hours(fewer, closed={MONDAY}) == {}


def test_later_special_days_stand_over_earlier_ones():
    closed = SpecialDay(MONDAY, "closed")
    extra = SpecialDay(MONDAY, "extra", "counter", time(9), time(9, 30), capacity=1)

    assert hours(closed, extra) == {"09:00": 1}
    assert hours(extra, closed) == {}


def test_a_special_day_of_another_pool_or_day_changes_nothing():
    assert hours(SpecialDay(MONDAY, "closed", "visas")) == hours()
    assert hours(SpecialDay(date(2026, 12, 1), "closed")) == hours()


@given(
    st.lists(
        st.builds(
            SpecialDay,
            day=st.just(MONDAY),
            kind=st.sampled_from(["closed", "open", "extra", "capacity"]),
            pool=st.sampled_from(["", "counter"]),
            start=st.sampled_from([time(8), time(9), time(9, 30)]),
            end=st.sampled_from([time(10), time(11)]),
            capacity=st.integers(0, 5),
        ),
        max_size=5,
    ),
    st.booleans(),
)
def test_whatever_the_special_days_every_cell_comes_once_and_in_order(special, closed):
    found = cells(MORNING, special=special, closed={MONDAY} if closed else ())

    minutes = [cell.start_minute for cell in found]
    assert minutes == sorted(set(minutes))
    if special and special[-1].kind == "closed":
        window = (special[-1].start, special[-1].end)
        assert not [c for c in found if window[0] <= c.time < window[1]]
