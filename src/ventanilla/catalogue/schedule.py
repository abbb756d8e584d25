"""When an office's counters are open and to whom: what the calendar compiles into cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from ventanilla.domain.office import ProcedureCode

CalendarName: TypeAlias = Literal[
    "mexico", "us-federal", "ca-ab", "ca-bc", "ca-on", "ca-qc", "holy-week"
]
"""Days that close an office: public holidays by law, and the Thursday and Friday before Easter."""

CALENDARS: tuple[CalendarName, ...] = get_args(CalendarName)


@dataclass(frozen=True, slots=True)
class Season:
    """A part of every year, (month, day) to (month, day), both included; it may pass New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds_on(self, day: date) -> bool:
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Session:
    """Hours that return every week, in the office's own time; `end` is exclusive.

    `weekdays` count from 0 for Monday, ascending. `capacity` is how many people are served at
    once, of whom `public` (None: all) can be booked by the public; `over` is how many more the
    office has agreed to book, for those who do not come. The dates are the first and the last on
    which it holds; None leaves that side open. With `every_weeks` above 1 it holds in the week of
    `from_date` and in every n-th after it; with `of_month`, only on the 1st, 2nd … 5th such weekday
    of a month.
    """

    weekdays: tuple[int, ...]
    start: time
    end: time
    capacity: int
    from_date: date | None = None
    to_date: date | None = None
    public: int | None = None
    over: int = 0
    every_weeks: int = 1
    of_month: tuple[int, ...] = ()
    season: Season | None = None

    def holds_on(self, day: date) -> bool:
        return (
            day.weekday() in self.weekdays
            and (self.from_date is None or self.from_date <= day)
            and (self.to_date is None or day <= self.to_date)
            and (self.season is None or self.season.holds_on(day))
            and (not self.of_month or (day.day + 6) // 7 in self.of_month)
            and self._in_its_week(day)
        )

    def _in_its_week(self, day: date) -> bool:
        if self.every_weeks == 1 or self.from_date is None:
            return True
        weeks = (day - _monday(self.from_date)).days // 7
        return weeks % self.every_weeks == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


class Rolling(Struct, frozen=True, kw_only=True, tag="rolling"):
    """A day opens to the public at its midnight, `days_ahead` days before (None: the horizon)."""

    days_ahead: int | None = None


class Weekly(Struct, frozen=True, kw_only=True, tag="weekly"):
    """Once a week, on `weekday` (0 is Monday) at the office's time `at`, all days up to
    `days_ahead` days ahead open.
    """

    weekday: int
    at: time
    days_ahead: int


class Drip(Struct, frozen=True, kw_only=True, tag="drip"):
    """Each place opens by itself at a minute nobody can foretell.

    The minute is between `start` and `end`, office time, of one of the `spread_days` days that
    begin `days_ahead` days before the place's own day.
    """

    days_ahead: int
    spread_days: int
    start: time
    end: time


class Drawn(Struct, frozen=True, kw_only=True, tag="drawn"):
    """Places are given by lot. Those left over after a draw open to the public."""


Release: TypeAlias = Rolling | Weekly | Drip | Drawn
"""When the public's share of a pool can be booked."""

ROLLING = Rolling()


@dataclass(frozen=True, slots=True)
class Pool:
    """Counters that can stand in for one another. `quantum` is the length of a cell in minutes.

    Every session is a whole number of quanta, and no two of a pool ever meet.
    """

    code: str
    quantum: int
    sessions: tuple[Session, ...]
    release: Release = ROLLING


@dataclass(frozen=True, slots=True)
class Closures:
    """Days without service: those of the calendars, plus `added`, minus `removed`."""

    calendars: tuple[CalendarName, ...]
    added: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()


SpecialKind: TypeAlias = Literal["closed", "open", "extra", "capacity"]


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day that differs from its rules.

    `closed`: no service; `open`: service although a calendar says closed; `extra`: hours besides
    the sessions; `capacity`: another capacity in hours that the sessions have. `pool` is empty for
    all; without `start` and `end` (exclusive, office time) it is the whole day. `public` is None
    for all of `capacity`. Later ones stand over earlier ones.
    """

    day: date
    kind: SpecialKind
    pool: str = ""
    start: time | None = None
    end: time | None = None
    capacity: int | None = None
    public: int | None = None
    over: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that an office's calendar is made of.

    `quotas` are appointments a day by procedure or menu; a menu's counts all below it.
    """

    pools: tuple[Pool, ...]
    closures: Closures
    special: tuple[SpecialDay, ...] = ()
    quotas: Mapping[ProcedureCode, int] = field(default_factory=dict)
