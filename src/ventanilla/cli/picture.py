"""A month as a small picture of how full it is, for a terminal."""

from calendar import Calendar
from collections.abc import Iterator, Mapping
from datetime import date

from ventanilla.storage.fullness import Fill

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BARS = " ▁▂▃▄▅▆▇█"
CLOSED, NOTHING = "×", "·"
WIDTH = 10

LEGEND = (
    f"{BARS[1]}…{BARS[-1]} how full, with the places taken in percent; "
    f"{CLOSED} closed; {NOTHING} no service"
)


def month_picture(month: date, days: Mapping[date, Fill]) -> Iterator[str]:
    """A line of weekdays, and a line for each week; `month` is any day of it."""
    yield "".join(name.rjust(5).ljust(WIDTH) for name in WEEKDAYS).rstrip()
    for week in Calendar().monthdatescalendar(month.year, month.month):
        cells = (_day(day, days.get(day)) if day.month == month.month else "" for day in week)
        yield "".join(cell.ljust(WIDTH) for cell in cells).rstrip()


def _day(day: date, fill: Fill | None) -> str:
    if fill is None:
        return f"{day.day:>4} {NOTHING}"
    if not fill.service:
        left = f" {fill.used}" if fill.used else ""
        return f"{day.day:>4} {CLOSED}{left}"
    return f"{day.day:>4} {bar(fill)}{round(fill.share * 100):>3}"


def bar(fill: Fill) -> str:
    """Empty only where nothing is taken, and full only where nothing is left."""
    if fill.used <= 0:
        return BARS[0]
    if fill.used >= fill.room:
        return BARS[-1]
    return BARS[1 + int(fill.share * (len(BARS) - 2))]
