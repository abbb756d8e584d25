"""When an office closes: everybody who would come is held another place before anybody is told.

One transaction for each appointment, each named by its request: killed in the middle, the same
call goes on where it stopped, and nobody is held two places.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from ventanilla.catalogue.network import Network
from ventanilla.desk.network_ports import Touched
from ventanilla.desk.ports import Found, Held, Seat, Wanted
from ventanilla.desk.tray_ports import Ledger
from ventanilla.domain.appointment import Cause, Place
from ventanilla.domain.folio import Folio
from ventanilla.domain.slot import Slot

ANSWER = timedelta(hours=72)
"""How long people have to take the place that is held for them."""

DAYS_TRIED = 10
"""Days looked at for another place, nearest first."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What is held in place of an appointment; `held` is None where nothing was found."""

    instead_of: Folio
    held: Held | None


def hold_alternative(
    ledger: Ledger, network: Network, touched: Touched, by: Cause, now: datetime
) -> Alternative:
    """Inside the caller's transaction. What is held already stays."""
    found = next((one for one in ledger.life.find(touched.folio)), None)
    known = ledger.appointment(found.appointment_id) if found else None
    if found is None or known is None or found.state != "confirmed":
        return Alternative(touched.folio, None)
    applicant = known.appointment.applicant
    request = f"instead:{found.appointment_id}:{found.revision}"
    person = ledger.bookings.person(applicant.identity)
    group = network.procedures[found.procedure].group
    for slot in _nearest(ledger, found, now):
        seat = Seat(Place(slot, found.procedure, group, person), applicant)
        until = min(now + ANSWER, slot.start)
        wanted = Wanted(found.contact, seat, until, found.folio)
        held = ledger.life.offer(wanted, request, by, now, "public")
        if isinstance(held, Held):
            return Alternative(touched.folio, held)
    return Alternative(touched.folio, None)


def _nearest(ledger: Ledger, found: Found, now: datetime) -> Iterator[Slot]:
    """Free slots of the same office, by the nearest day and then the nearest time of day."""
    slot = found.slot
    days = ledger.bookings.days(slot.office, found.procedure, now)
    for day in sorted(days, key=lambda day: _distance(day, slot.day))[:DAYS_TRIED]:
        times = ledger.bookings.times(slot.office, found.procedure, day, now)
        for at in sorted(times, key=lambda at: abs(_minutes(at) - _minutes(slot.time))):
            yield Slot(day, at, slot.office, slot.timezone)


def _distance(day: date, wanted: date) -> tuple[int, bool]:
    """Of two days as near, the later one: papers may take their time."""
    return abs((day - wanted).days), day < wanted


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
