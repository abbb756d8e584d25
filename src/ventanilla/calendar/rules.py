"""A pool's weekly sessions, compiled into the cells of real days."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ventanilla.catalogue.schedule import Pool, Session

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One quantum of a pool. `start_minute` counts UTC minutes from 1970; the rest is local."""

    start_minute: int
    day: date
    time: time
    capacity: int


def planned_cells(
    pool: Pool, timezone: str, closed: Collection[date], first: date, last: date
) -> Iterator[PlannedCell]:
    """The cells from `first` to `last`, both included, in order.

    A local time that the clocks skip has no cell; one that they repeat has one, at its first
    occurrence.
    """
    zone = ZoneInfo(timezone)
    for ahead in range((last - first).days + 1):
        day = first + timedelta(days=ahead)
        if day not in closed:
            yield from _cells_of_day(pool, zone, day)


def _cells_of_day(pool: Pool, zone: ZoneInfo, day: date) -> Iterator[PlannedCell]:
    sessions = sorted((s for s in pool.sessions if _holds(s, day)), key=lambda s: s.start)
    midnight = _steady_midnight(zone, day) if sessions else None
    for session in sessions:
        for minute in range(_minute(session.start), _minute(session.end), pool.quantum):
            local = time(*divmod(minute, 60))
            start = _instant(zone, day, local) if midnight is None else midnight + minute
            if start is not None:
                yield PlannedCell(start, day, local, session.capacity)


def _holds(session: Session, day: date) -> bool:
    return (
        day.weekday() in session.weekdays
        and (session.from_date is None or session.from_date <= day)
        and (session.to_date is None or day <= session.to_date)
    )


def _minute(local: time) -> int:
    return local.hour * 60 + local.minute


def _steady_midnight(zone: ZoneInfo, day: date) -> int | None:
    """The day's first minute, when its clocks do not change: then the rest is arithmetic."""
    start = _utc_minute(datetime.combine(day, time(), zone))
    end = _utc_minute(datetime.combine(day + timedelta(days=1), time(), zone))
    return start if end - start == DAY_MINUTES else None


def _instant(zone: ZoneInfo, day: date, local: time) -> int | None:
    """None for a local time that does not exist: it does not come back from UTC."""
    meant = datetime.combine(day, local, zone)
    back = meant.astimezone(UTC).astimezone(zone)
    return _utc_minute(meant) if back.time() == local else None


def _utc_minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
