"""When the public's places open, and when those given back return."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ventanilla.catalogue.schedule import Release


def return_minute(
    below: Callable[[int], int],
    now: datetime,
    start_minute: int,
    notice: timedelta,
    release: Release,
    timezone: str,
) -> int | None:
    """The UTC minute in which a place given back `now` returns; None for at once."""
    first = int(now.timestamp()) // 60 + 1
    last = min(first + 24 * 60, start_minute - int(notice.total_seconds()) // 60)
    return first + below(last - first) if last > first else None
