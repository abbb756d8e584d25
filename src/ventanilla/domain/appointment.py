"""An appointment and the ways in which making one can end."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ventanilla.domain.applicant import Applicant
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import ProcedureCode
from ventanilla.domain.slot import Slot

State: TypeAlias = Literal[
    "held", "offered", "confirmed", "checked_in", "no_show", "cancelled", "expired"
]
"""`held` for a conversation; `offered` to one contact, from the waitlist or for a place that is
closing; then `confirmed`; on the day `checked_in` or `no_show`; or ended before."""

LIVE: tuple[State, ...] = ("held", "offered", "confirmed", "checked_in")
"""States in which an appointment has its place."""

Share: TypeAlias = Literal["public", "staff", "drawn"]
"""Out of which capacity a place is taken: what is open to the public now; all of it, by staff; or
the public's part whether it is open yet or not, by a draw."""


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


@dataclass(frozen=True, slots=True)
class Cause:
    """Who changes something, and why: what the history of an appointment tells.

    `actor` is `contact`, `desk` (what falls due by itself) or `staff:<name>`; no applicant's data.
    """

    actor: str
    why: str = ""


CONTACT, DESK = Cause("contact"), Cause("desk")

Refusal: TypeAlias = Literal[
    "taken", "already-yours", "already-elsewhere", "limit", "quota", "gone", "too-many", "not-yours"
]
"""Why no place was given: somebody was faster; this contact booked for this person before;
another contact did; this contact's bookings of the month are used up; the office takes no more of
this procedure that day; the slot no longer exists; the party is larger than the office takes; the
appointment or offer is none, or no longer, of this contact."""
