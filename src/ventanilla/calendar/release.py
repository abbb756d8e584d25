"""When the public's places open, and when those that were given back return.

What is released once a week at a known hour is taken by whoever has a program waiting for it. A
place that opens by itself, at a minute nobody can foretell, is worth nothing to a reseller.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ventanilla.catalogue.schedule import Drip, Release, Rolling, Weekly

STRETCH = 120
"""Minutes of a day, counted from local midnight, whose cells open together: a visit of several
cells can be booked as soon as its stretch is open, and a stretch is small enough that no single
minute is worth waiting for."""

DAYTIME = (time(8), time(20))
"""Office hours in which places return where the release has no hours of its own."""

A_DAY = 24 * 60


def public_until(release: Release, now: datetime, timezone: str, horizon_days: int) -> date:
    """The last local day that the public may book `now`; never beyond the horizon.

    Of places that drip or are drawn every cell says for itself what of it is open.
    """
    today = now.astimezone(ZoneInfo(timezone)).date()
    horizon = today + timedelta(days=horizon_days)
    match release:
        case Rolling(days_ahead=int() as ahead):
            return min(horizon, today + timedelta(days=ahead))
        case Weekly():
            last = _last_opening(release, now, timezone)
            return min(horizon, last + timedelta(days=release.days_ahead))
    return horizon


def _last_opening(release: Weekly, now: datetime, timezone: str) -> date:
    """The day of the last weekly opening. An hour that the clocks skip means the one after it; of
    one that they repeat, the first.
    """
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    day = today - timedelta(days=(today.weekday() - release.weekday) % 7)
    opening = datetime.combine(day, release.at, zone).astimezone(UTC)
    return day if opening <= now else day - timedelta(days=7)


@lru_cache(4096)
def drip_minutes(
    key: bytes, pool: str, day: date, stretch: int, units: int, release: Drip, timezone: str
) -> tuple[int, ...]:
    """The UTC minutes at which each unit of a stretch of a day opens, ascending.

    `pool` names the pool in the whole network. Without the key they cannot be told from chance.
    """
    zone = ZoneInfo(timezone)
    window = _minutes(release.end) - _minutes(release.start)
    first = day - timedelta(days=release.days_ahead)
    opening = []
    for unit in range(units):
        name = f"drip\0{pool}\0{day.isoformat()}\0{stretch}\0{unit}".encode()
        drawn = int.from_bytes(hmac.new(key, name, hashlib.sha256).digest())
        which, minute = divmod(drawn % (release.spread_days * window), window)
        start = datetime.combine(first + timedelta(days=which), release.start, zone)
        opening.append(int(start.astimezone(UTC).timestamp()) // 60 + minute)
    return tuple(sorted(opening))


def dripped(
    key: bytes,
    pool: str,
    day: date,
    at: time,
    units: int,
    release: Drip,
    timezone: str,
    now: datetime,
) -> int:
    """How many of the `units` of the cell at local `day` and `at` are open `now`."""
    stretch = _minutes(at) // STRETCH
    minute = int(now.timestamp()) // 60
    opening = drip_minutes(key, pool, day, stretch, units, release, timezone)
    return sum(one <= minute for one in opening)


def return_minute(
    below: Callable[[int], int],
    now: datetime,
    start_minute: int,
    notice: timedelta,
    release: Release,
    timezone: str,
) -> int | None:
    """The UTC minute in which a place given back `now` returns to the public; None for at once.

    `below(n)` is a random whole number from 0 to n - 1. It is one of the next 24 hours, by day at
    the office, and never later than `notice` before the place begins; where no such minute is
    left by day, any minute until then.
    """
    first = int(now.timestamp()) // 60 + 1
    end = min(first + A_DAY, start_minute - int(notice.total_seconds()) // 60 + 1)
    if end < first:
        return None
    if end == first:
        # In its first second this minute can still be booked; in the next nothing can.
        return first
    hours = (release.start, release.end) if isinstance(release, Drip) else DAYTIME
    zone = ZoneInfo(timezone)
    by_day = [minute for minute in range(first, end) if hours[0] <= _local(minute, zone) < hours[1]]
    return by_day[below(len(by_day))] if by_day else first + below(end - first)


def _local(minute: int, zone: ZoneInfo) -> time:
    return datetime.fromtimestamp(minute * 60, zone).time()


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
