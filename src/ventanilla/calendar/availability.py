"""What may be booked now: how soon, how far ahead, and how many cells in a row."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Bounds:
    """A slot may start from the UTC minute `first` on, and before `end`: midnight after `last`."""

    first: int
    last: date
    end: int

    def admit(self, start_minute: int) -> bool:
        return self.first <= start_minute < self.end


def bounds(now: datetime, timezone: str, notice: timedelta, last: date) -> Bounds:
    """From `notice` after `now` to the end of the local day `last`."""
    # Rounded up: a slot that starts in the minute now running has begun.
    first = -(-int((now + notice).timestamp()) // 60)
    return Bounds(first, last, day_start(last + timedelta(days=1), timezone))


def day_start(day: date, timezone: str) -> int:
    """The UTC minute in which the local day begins."""
    midnight = datetime.combine(day, time(), ZoneInfo(timezone))
    return int(midnight.astimezone(UTC).timestamp()) // 60


def cells_needed(minutes: int, quantum: int) -> int:
    return -(-minutes // quantum)
