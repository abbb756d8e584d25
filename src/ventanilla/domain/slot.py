"""A place in time at an office."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from ventanilla.domain.office import OfficeCode


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """Office zone, local date and local time are the truth; the instant is derived from them."""

    day: date
    time: time
    office: OfficeCode
    timezone: str

    @property
    def start(self) -> datetime:
        """The instant, UTC. A time that a clock change repeats means its first occurrence."""
        local = datetime.combine(self.day, self.time, ZoneInfo(self.timezone))
        return local.astimezone(UTC)

    @property
    def start_minute(self) -> int:
        """Minutes since 1970-01-01T00:00Z: the number that the calendar's cells carry."""
        return int(self.start.timestamp()) // 60


def local_minute(zone: ZoneInfo, day: date, local: time) -> int | None:
    """The UTC minute; None for a local time that does not exist: it does not come back from UTC.

    One that the clocks repeat is its first occurrence.
    """
    meant = datetime.combine(day, local, zone)
    back = meant.astimezone(UTC).astimezone(zone)
    return int(meant.timestamp()) // 60 if back.time() == local else None
