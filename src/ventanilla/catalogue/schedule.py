"""When an office's counters are open: what the calendar compiles into cells."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal, TypeAlias, get_args

CalendarName: TypeAlias = Literal[
    "mexico", "us-federal", "ca-ab", "ca-bc", "ca-on", "ca-qc", "holy-week"
]
"""Days that close an office: public holidays by law, and the Thursday and Friday before Easter."""

CALENDARS: tuple[CalendarName, ...] = get_args(CalendarName)


@dataclass(frozen=True, slots=True)
class Session:
    """Hours that return every week, in the office's own time; `end` is exclusive.

    `weekdays` count from 0 for Monday, ascending. `capacity` is how many people are served at
    once. The dates are the first and the last on which it holds; None leaves that side open.
    """

    weekdays: tuple[int, ...]
    start: time
    end: time
    capacity: int
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """Counters that can stand in for one another. `quantum` is the length of a cell in minutes.

    Every session is a whole number of quanta, and no two of a pool ever meet.
    """

    code: str
    quantum: int
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Closures:
    """Days without service: those of the calendars, plus `added`, minus `removed`."""

    calendars: tuple[CalendarName, ...]
    added: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that an office's calendar is made of."""

    pools: tuple[Pool, ...]
    closures: Closures
