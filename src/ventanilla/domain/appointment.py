"""An appointment and the ways in which making one can end."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ventanilla.domain.applicant import Applicant
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import ProcedureCode
from ventanilla.domain.slot import Slot

State: TypeAlias = Literal["held", "confirmed", "cancelled", "expired"]


@dataclass(frozen=True, slots=True)
class Place:
    """What a conversation wants held: this person, this procedure, this slot."""

    slot: Slot
    procedure: ProcedureCode
    group: str
    person: str
    """The keyed index of the person, hex: the same for the same identity, telling nothing of it."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """`revision` grows with every change; the QR carries it, so an old paper shows."""

    folio: Folio
    state: State
    slot: Slot
    procedure: ProcedureCode
    revision: int
    applicant: Applicant


Refusal: TypeAlias = Literal["taken", "already-yours", "already-elsewhere", "limit", "gone"]
"""Why no place was given: somebody was faster; this contact booked for this person before;
another contact did; this contact's bookings of the month are used up; the slot no longer exists."""
