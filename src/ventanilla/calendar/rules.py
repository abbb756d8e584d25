"""A pool's weekly sessions and special days, compiled into the cells of real days."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from ventanilla.calendar.availability import day_start
from ventanilla.catalogue.schedule import Pool, Session, SpecialDay
from ventanilla.domain.slot import local_minute

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One quantum of a pool. `start_minute` counts UTC minutes from 1970; day and time are local.

    `capacity` are the counters, `over` how many more may be booked; `public` is the public's part
    of both, None for all.
    """

    start_minute: int
    day: date
    time: time
    capacity: int
    public: int | None = None
    over: int = 0

    @property
    def cap_public(self) -> int:
        most = self.capacity + self.over
        return most if self.public is None else min(self.public, most)


Room = tuple[int, int | None, int]
"""Capacity, the public's part, and what may be booked besides."""


def planned_cells(
    pool: Pool,
    timezone: str,
    closed: Collection[date],
    first: date,
    last: date,
    special: Sequence[SpecialDay] = (),
) -> Iterator[PlannedCell]:
    """The cells from `first` to `last`, both included, in order.

    Of `special` days later ones stand over earlier ones. A local time that the clocks skip has no
    cell; one that they repeat has one, at its first occurrence.
    """
    zone = ZoneInfo(timezone)
    differing: dict[date, list[SpecialDay]] = {}
    for one in special:
        if one.pool in ("", pool.code):
            differing.setdefault(one.day, []).append(one)
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        if day in differing:
            usual = dict(_hours(pool, day))
            hours = _special_hours(
                usual, {} if day in closed else usual, differing[day], pool.quantum
            )
            yield from _cells_at(zone, day, sorted(hours.items()))
        elif day not in closed:
            yield from _cells_at(zone, day, _hours(pool, day))


def _hours(pool: Pool, day: date) -> Sequence[tuple[int, Room]]:
    """The local minutes at which a cell begins by the pool's rules, with their room."""
    sessions = sorted((s for s in pool.sessions if s.holds_on(day)), key=lambda s: s.start)
    return [
        (minute, (session.capacity, session.public, session.over))
        for session in sessions
        for minute in _grid(session, pool.quantum)
    ]


def _grid(session: Session, quantum: int) -> range:
    return range(_minute(session.start), _minute(session.end), quantum)


def _special_hours(
    usual: Mapping[int, Room],
    hours: Mapping[int, Room],
    special: Sequence[SpecialDay],
    quantum: int,
) -> Mapping[int, Room]:
    """`usual` are the hours by the rules, `hours` what closures have left of them."""
    hours = dict(hours)
    for one in special:
        first = 0 if one.start is None else _minute(one.start)
        end = DAY_MINUTES if one.end is None else _minute(one.end)
        room = (one.capacity or 0, one.public, one.over)
        match one.kind:
            case "closed":
                hours = {m: r for m, r in hours.items() if not first <= m < end}
            case "open":
                hours |= {m: r for m, r in usual.items() if first <= m < end}
            case "extra":
                hours |= dict.fromkeys(range(first, end, quantum), room)
            case "capacity":
                hours |= {m: room for m in hours if first <= m < end}
    return hours


def _cells_at(
    zone: ZoneInfo, day: date, hours: Sequence[tuple[int, Room]]
) -> Iterator[PlannedCell]:
    midnight = _steady_midnight(zone, day) if hours else None
    for minute, (capacity, public, over) in hours:
        local = time(*divmod(minute, 60))
        start = local_minute(zone, day, local) if midnight is None else midnight + minute
        if start is not None:
            yield PlannedCell(start, day, local, capacity, public, over)


def _minute(local: time) -> int:
    return local.hour * 60 + local.minute


def _steady_midnight(zone: ZoneInfo, day: date) -> int | None:
    """The day's first minute, when its clocks do not change: then the rest is arithmetic."""
    start = day_start(day, zone.key)
    end = day_start(day + timedelta(days=1), zone.key)
    return start if end - start == DAY_MINUTES else None
