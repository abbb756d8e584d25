"""What holding a draw needs from the outside. `storage` provides it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

from ventanilla.calendar.draws import Record, Room, Wish
from ventanilla.domain.applicant import Applicant
from ventanilla.domain.office import OfficeCode, ProcedureCode

DrawState: TypeAlias = Literal["announced", "drawing", "drawn"]


@dataclass(frozen=True, slots=True)
class Announced:
    """A draw of the places of a pool from local day `first` to `last`; instants are UTC.

    `record` is what the lots have decided, None before.
    """

    number: int
    code: str
    office: OfficeCode
    pool: str
    first: date
    last: date
    closes_at: datetime
    state: DrawState
    commitment: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who takes part. `applicant` is None once the draw is over; `outcome` says then what
    became of the place that was won, empty for none.
    """

    ticket: str
    contact: int
    person: str
    procedure: ProcedureCode
    wishes: tuple[Wish, ...]
    applicant: Applicant | None
    outcome: str


class Draws(Protocol):
    """The draws, inside the caller's transaction."""

    def all(self) -> Sequence[Announced]: ...

    def find(self, code: str) -> Announced | None: ...

    def add(self, draw: Announced, seed: bytes, now: datetime) -> None: ...

    def seed(self, draw: Announced) -> bytes: ...

    def entrants(self, draw: Announced) -> Sequence[Entrant]:
        """By ticket."""
        ...

    def enter(self, draw: Announced, entrant: Entrant, now: datetime) -> str:
        """The person's ticket in this draw: the one they had, with the new wishes, or this one."""
        ...

    def room(self, draw: Announced) -> Sequence[Room]:
        """What of the public's part of these days nobody has."""
        ...

    def decide(self, draw: Announced, record: Record) -> None:
        """From here on the outcome is what it is."""
        ...

    def settle(self, draw: Announced, ticket: str, outcome: str) -> None: ...

    def finish(self, draw: Announced, now: datetime) -> None:
        """Opens what is left over to the public, and forgets who took part."""
        ...
