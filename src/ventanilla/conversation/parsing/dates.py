"""Dates as people write them. Month names arrive as `#1` to `#12`."""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta

from ventanilla.conversation.asking import Invalid

OLDEST = 120
"""Years: nobody older has ever booked; the oldest person known lived to 122."""

LEAP = 9
"""Years in which 29 February surely comes."""

NOON, DAY, HOUR = 12, 24, 60
"""Hours, hours, minutes."""

_CLOCK = re.compile(
    r"(?:[^0-9]* )?([0-9]{1,2})(?: ?h| ?:| )? ?([0-9]{2})?(?: ?([ap]) ?m?| [^0-9]*|h)?", re.ASCII
)


def readings(plain: str) -> tuple[date, ...]:
    """Every date that `plain` can mean, without guessing: none, one, or two.

    Raises `Invalid` when it has the form of a date and no such day exists.
    """
    numbers = [(n, kind) for kind, n in re.findall(r"(#?)([0-9]+)", plain)]
    if len(numbers) == 1 and len(numbers[0][0]) == len("19881201"):
        digits = numbers[0][0]
        numbers = [(digits[:4], ""), (digits[4:6], ""), (digits[6:], "")]
    if len(numbers) != 3:  # noqa: PLR2004  # Year, month and day.
        raise Invalid("date-form")
    orders = _orders(numbers)
    if not orders:
        raise Invalid("date-year" if all(len(n) <= 2 for n, _ in numbers) else "date-form")  # noqa: PLR2004
    found = {day for order in orders if (day := _date(*order))}
    if not found:
        raise Invalid("date-impossible")
    return tuple(sorted(found))


def _orders(numbers: Sequence[tuple[str, str]]) -> list[tuple[int, int, int]]:
    """(year, month, day) in each way the three numbers can be read."""
    values = [int(n) for n, _ in numbers]
    months = [i for i, (_, kind) in enumerate(numbers) if kind]
    years = [i for i, (n, kind) in enumerate(numbers) if len(n) == 4 and not kind]  # noqa: PLR2004
    if len(months) > 1 or len(years) != 1:
        return []
    year = years[0]
    rest = [i for i in range(3) if i != year]
    if months:
        day = next(i for i in rest if i != months[0])
        return [(values[year], values[months[0]], values[day])]
    if year == 0:
        return [(values[0], values[1], values[2])]
    if year == 1:
        return []
    first, second = values[rest[0]], values[rest[1]]
    return [(values[year], second, first), (values[year], first, second)]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def check_birth_date(day: date, today: date) -> None:
    """Raises `Invalid` for a day on which no living applicant can have been born.

    `today` is UTC; a child born today east of it may be a day ahead.
    """
    if day > today + timedelta(days=1):
        raise Invalid("date-future")
    if day.year < today.year - OLDEST:
        raise Invalid("date-old", oldest=OLDEST)


def coming(plain: str, today: date) -> tuple[date, ...]:
    """A date for an appointment: like `readings`, but the year may be left out, and of numbers
    the day comes first, as the lists show them.
    """
    numbers = re.findall(r"(#?)([0-9]+)", plain)
    if len(numbers) == 2:  # noqa: PLR2004  # Day and month: the next one to come.
        (mark1, n1), (mark2, n2) = numbers
        day, month = (n2, n1) if mark1 and not mark2 else (n1, n2)
        return _next(int(month), int(day), today) or _next(int(day), int(month), today)
    found_days = readings(plain)
    if len(found_days) > 1 and not plain[:4].isdigit():
        values = [int(n) for _, n in numbers]
        return (date(values[2], values[1], values[0]),)
    return found_days


def _next(month: int, day: int, today: date) -> tuple[date, ...]:
    """The first such day from today on; none when no year has it."""
    found = (_date(year, month, day) for year in range(today.year, today.year + LEAP))
    return tuple(d for d in found if d and d >= today)[:1]


def clock_times(plain: str) -> tuple[time, ...]:
    """`9 30`, `9h30`, `930`, `1 15 p m`, `13` as times of day, the likeliest first; before noon
    both when nothing tells. Raises `Invalid`.
    """
    found = _CLOCK.fullmatch(plain)
    if found is None:
        raise Invalid("time-form")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    hours = (hour % NOON + NOON * (half == "p"),) if half and hour <= NOON else (hour, hour + NOON)
    times = tuple(time(h, minute) for h in hours if h < DAY and minute < HOUR)
    if not times:
        raise Invalid("time-form")
    return times
