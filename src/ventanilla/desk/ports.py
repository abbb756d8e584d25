"""What the desk needs from the outside, said by the desk. `storage` provides it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol, TypeAlias

from ventanilla.domain.applicant import Applicant
from ventanilla.domain.appointment import CONTACT, Appointment, Cause, Place, Refusal, Share, State
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's part of what is booked together."""

    place: Place
    applicant: Applicant


@dataclass(frozen=True, slots=True)
class Held:
    """A place kept for one contact until `until` (UTC). `party` is the folio of those held
    together, None for one alone.
    """

    folio: Folio
    place: Place
    until: datetime
    party: Folio | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """No place was given. `folio` is the earlier appointment's, when it is the reason and this
    contact's own; `other_contact` is whom to tell that somebody tried, else None.
    """

    reason: Refusal
    folio: Folio | None = None
    other_contact: int | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The appointment stands, or stood: see its state. `appointment_id` is the storage's own
    number; `party` is the folio of those booked together.
    """

    appointment_id: int
    appointment: Appointment
    party: Folio | None = None


HoldOutcome: TypeAlias = Held | Refused
ConfirmOutcome: TypeAlias = Confirmed | Refused
PartyHoldOutcome: TypeAlias = tuple[Held, ...] | Refused
PartyOutcome: TypeAlias = tuple[Confirmed, ...] | Refused


class Bookings(Protocol):
    """The calendar and its appointments, inside the caller's transaction.

    `now` is UTC. Reads never decide: `hold` does. A refusal leaves the transaction as it was
    before the call (a savepoint), so the turn that asked can still answer.
    """

    def person(self, identity: str) -> str:
        """The keyed index of an identity. Who is booked under an older secret's is found by this
        one from now on.
        """
        ...

    def days(
        self, office: OfficeCode, procedure: ProcedureCode, now: datetime, people: int = 1
    ) -> Sequence[date]:
        """Days with room for so many people together."""
        ...

    def times(
        self,
        office: OfficeCode,
        procedure: ProcedureCode,
        day: date,
        now: datetime,
        people: int = 1,
    ) -> Sequence[time]: ...

    def first_days(
        self,
        office: OfficeCode,
        procedures: Sequence[ProcedureCode],
        now: datetime,
        people: int = 1,
    ) -> Mapping[ProcedureCode, date]: ...

    def earliest(
        self,
        procedure: ProcedureCode,
        offices: Sequence[OfficeCode],
        now: datetime,
        people: int = 1,
    ) -> Mapping[OfficeCode, date]: ...

    def within(
        self,
        latitude: float,
        longitude: float,
        kilometres: float,
        procedure: ProcedureCode,
        now: datetime,
        people: int = 1,
    ) -> Sequence[tuple[OfficeCode, float, date]]:
        """Offices within so many kilometres that have room, nearest first: how far each is, and
        its first day.
        """
        ...

    def hold(
        self, contact: int, place: Place, applicant: Applicant, request: str, now: datetime
    ) -> HoldOutcome: ...

    def hold_party(
        self, contact: int, seats: Sequence[Seat], request: str, now: datetime
    ) -> PartyHoldOutcome:
        """All of them or none. Each place names the slot the party begins at; one after the other,
        each is given its own.
        """
        ...

    def held(self, contact: int, now: datetime) -> Held | None: ...

    def release(self, contact: int, now: datetime) -> None: ...

    def confirm(
        self, contact: int, place: Place, applicant: Applicant, request: str, now: datetime
    ) -> ConfirmOutcome: ...

    def confirm_party(
        self, contact: int, seats: Sequence[Seat], request: str, now: datetime
    ) -> PartyOutcome: ...

    def book(
        self,
        contact: int,
        seats: Sequence[Seat],
        request: str,
        now: datetime,
        share: Share,
        by: Cause,
    ) -> PartyOutcome:
        """Confirmed at once, without a hold: by staff (from now on, at any distance), or by a
        draw.
        """
        ...

    def booked(self, contact: int, person: str, group: str, now: datetime) -> Refused | None: ...

    def upcoming(self, contact: int, now: datetime) -> Sequence[Confirmed]: ...

    def expire(self, now: datetime, limit: int) -> int:
        """End up to `limit` holds and offers that ran out; how many did."""
        ...


@dataclass(frozen=True, slots=True)
class Freed:
    """A place that was given back and is kept from the public until `returns_at` (UTC)."""

    slot: Slot
    pool: str
    cells: int
    returns_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """To whom a freed place is to be offered, and until when.

    `instead_of` is an appointment of theirs that it would move.
    """

    contact: int
    seat: Seat
    until: datetime
    instead_of: Folio | None = None


class Waitlist(Protocol):
    """Who is asked first when a place becomes free."""

    def next_for(self, freed: Freed, now: datetime) -> Wanted | None: ...


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`at` is UTC; `actor` and `why` as in `Cause`."""

    at: datetime
    action: str
    actor: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """An appointment by its folio, without whose it is."""

    appointment_id: int
    folio: Folio
    party: Folio | None
    state: State
    slot: Slot
    procedure: ProcedureCode
    revision: int
    contact: int
    hold_until: datetime | None
    instead_of: int | None
    history: tuple[HistoryLine, ...]


class Life(Protocol):
    """What happens to an appointment that stands, inside the caller's transaction.

    `contact` is who asks, None for staff. A refusal leaves the transaction as it was. A request
    names one effect, as in `Bookings`.
    """

    def find(self, folio: Folio) -> Sequence[Found]:
        """The appointment of that folio, or all those of a party's."""
        ...

    def of_day(self, office: OfficeCode, day: date) -> Sequence[Found]:
        """All that have a place, by time."""
        ...

    def looked_at(self, appointment_id: int, by: Cause, now: datetime) -> None:
        """Note that somebody saw whose it is."""
        ...

    def move(
        self,
        folio: Folio,
        slot: Slot,
        request: str,
        by: Cause,
        now: datetime,
        *,
        contact: int | None,
        share: Share,
    ) -> ConfirmOutcome:
        """Another slot, or the old one as it was: never none, never both."""
        ...

    def cancel(
        self, folio: Folio, request: str, by: Cause, now: datetime, *, contact: int | None
    ) -> ConfirmOutcome: ...

    def check_in(self, folio: Folio, by: Cause, now: datetime) -> ConfirmOutcome: ...

    def no_show(self, folio: Folio, by: Cause, now: datetime) -> ConfirmOutcome: ...

    def offer(
        self, wanted: Wanted, request: str, by: Cause, now: datetime, share: Share
    ) -> HoldOutcome:
        """A place that only this contact can take, until `wanted.until`."""
        ...

    def accept(
        self, offer: Folio, contact: int, request: str, now: datetime, by: Cause = CONTACT
    ) -> ConfirmOutcome:
        """The appointment that follows: a new one with the offer's folio, or the earlier one,
        moved.
        """
        ...

    def decline(self, offer: Folio, contact: int, now: datetime) -> bool: ...

    def give_back(self, now: datetime, limit: int) -> int:
        """Return to the public what was kept back for long enough; how many cells that were."""
        ...
