"""What the desk needs from the outside, said by the desk. `storage` provides it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol, TypeAlias

from ventanilla.domain.applicant import Applicant
from ventanilla.domain.appointment import Appointment, Place, Refusal
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode


@dataclass(frozen=True, slots=True)
class Held:
    """A place kept for one contact until `until` (UTC)."""

    folio: Folio
    place: Place
    until: datetime


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
    """The appointment stands; `appointment_id` is the storage's own number."""

    appointment_id: int
    appointment: Appointment


HoldOutcome: TypeAlias = Held | Refused
ConfirmOutcome: TypeAlias = Confirmed | Refused


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

    def hold(
        self, contact: int, place: Place, applicant: Applicant, request: str, now: datetime
    ) -> HoldOutcome: ...

    def held(self, contact: int, now: datetime) -> Held | None: ...

    def release(self, contact: int, now: datetime) -> None: ...

    def confirm(
        self, contact: int, place: Place, applicant: Applicant, request: str, now: datetime
    ) -> ConfirmOutcome: ...

    def booked(self, contact: int, person: str, group: str, now: datetime) -> Refused | None: ...

    def upcoming(self, contact: int, now: datetime) -> Sequence[Confirmed]: ...

    def expire(self, now: datetime, limit: int) -> int: ...
