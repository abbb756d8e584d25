"""An appointment as a calendar file (iCalendar, RFC 5545), to be put into one's own calendar.

Everything in it comes in as data; no word of it stands here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from ventanilla.domain.folio import Folio
from ventanilla.domain.language import Language
from ventanilla.domain.slot import Slot

PRODUCT = "-//Ventanilla//Appointments//EN"

LINE = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""

AROUND = 400
"""Days before and after a start in which its zone's changes of clocks are looked for."""

ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Event:
    """What one calendar file says, in `language`.

    `revision` is the appointment's: a calendar that has an earlier one takes the later. Zero
    `minutes` leave the end open. `written` is an aware date and time.
    """

    language: Language
    folio: Folio
    revision: int
    slot: Slot
    minutes: int
    summary: str
    description: str
    location: str
    url: str
    written: datetime
    cancelled: bool = False

    @property
    def method(self) -> str:
        return "CANCEL" if self.cancelled else "PUBLISH"


def calendar_file(event: Event) -> bytes:
    """The same bytes for the same event."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(event)).encode()


def _lines(event: Event) -> Iterator[str]:
    zone = ZoneInfo(event.slot.timezone)
    start = event.slot.start
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", f"METHOD:{event.method}")
    yield from _timezone(zone, start)
    yield "BEGIN:VEVENT"
    # Not with the host of the service: that may change while the appointment stays the same.
    yield f"UID:{event.folio}@ventanilla"
    yield f"SEQUENCE:{event.revision}"
    yield f"DTSTAMP:{_local(event.written, UTC)}Z"
    yield f"DTSTART;TZID={zone.key}:{_local(start, zone)}"
    if event.minutes:
        end = start + timedelta(minutes=event.minutes)
        yield f"DTEND;TZID={zone.key}:{_local(end, zone)}"
    for name in ("summary", "description", "location"):
        text = _escaped(getattr(event, name))
        yield f"{name.upper()};LANGUAGE={event.language}:{text}"
    yield f"URL:{_plain(event.url)}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield from ("CLASS:PRIVATE", "TRANSP:TRANSPARENT" if event.cancelled else "TRANSP:OPAQUE")
    yield from ("END:VEVENT", "END:VCALENDAR")


def _timezone(zone: ZoneInfo, start: datetime) -> Iterator[str]:
    """The zone as it is from the last change of clocks before the start to the one after the next.

    A calendar that knows the zone by its name does not need it; one with old data does.
    """
    changes = list(_changes(zone, start))
    earlier = [change for change in changes if change <= start][-1:]
    later = [change for change in changes if change > start][:1]
    yield from ("BEGIN:VTIMEZONE", f"TZID:{zone.key}")
    for change in (*(earlier or [start - timedelta(days=AROUND)]), *later):
        yield from _observance(zone, change)
    yield "END:VTIMEZONE"


def _observance(zone: ZoneInfo, since: datetime) -> Iterator[str]:
    before, after = (since - timedelta(minutes=1)).astimezone(zone), since.astimezone(zone)
    kind = "DAYLIGHT" if after.dst() else "STANDARD"
    yield f"BEGIN:{kind}"
    # By the clocks as they were before the change (RFC 5545, 3.6.5).
    yield f"DTSTART:{_local(before + timedelta(minutes=1), before.tzinfo)}"
    yield f"TZOFFSETFROM:{before:%z}"
    yield f"TZOFFSETTO:{after:%z}"
    yield f"TZNAME:{after:%Z}"
    yield f"END:{kind}"


def _changes(zone: ZoneInfo, start: datetime) -> Iterator[datetime]:
    """The instants around `start` from which the zone's clocks show another offset."""
    days = (start + timedelta(days=day) for day in range(-AROUND, AROUND + 1))
    for before, after in pairwise(days):
        if _offset(before, zone) != _offset(after, zone):
            yield _change(zone, before, after)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The one between the two, to the minute: no clocks are changed within one."""
    changed = _offset(after, zone)
    first = before.replace(second=0, microsecond=0)
    low, high = 0, int((after - first) / timedelta(minutes=1))
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(first + timedelta(minutes=middle), zone) == changed:
            high = middle
        else:
            low = middle
    return first + timedelta(minutes=high)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta | None:
    return instant.astimezone(zone).utcoffset()


def _local(instant: datetime, zone: tzinfo | None) -> str:
    # An arithmetic of wall clocks stays within its zone: it is not turned to UTC and back.
    local = instant if instant.tzinfo is zone else instant.astimezone(zone)
    return f"{local:%Y%m%dT%H%M%S}"


def _escaped(text: str) -> str:
    return "\\n".join(_plain(line).translate(ESCAPES) for line in text.splitlines())


def _plain(text: str) -> str:
    """Without control characters: none may end a line early."""
    return "".join(
        letter for letter in text if letter.isprintable() or letter == "\N{NO-BREAK SPACE}"
    )


def _folded(line: str) -> str:
    """In pieces of 75 octets, each but the first begun by a blank; no letter is cut in two."""
    pieces, room = [""], LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append("")
            room = LINE - 1
        pieces[-1] += letter
        room -= size
    return "\r\n ".join(pieces)
