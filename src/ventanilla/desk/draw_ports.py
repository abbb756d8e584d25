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

    `record` is what is known of it so far, and of its outcome more than may be published: the lots
    have decided before the first place is given.
    """

    number: int
    code: str
    office: OfficeCode
    pool: str
    first: date
    last: date
    closes_at: datetime
    state: DrawState
    record: Record


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
    """The draws, inside the caller's transaction.

    Whoever enters or withdraws keeps the draw as it is until the transaction ends, and whoever
    changes it waits for them and then has it alone: nobody enters a list that was already read.
    """

    def all(self) -> Sequence[Announced]: ...

    def find(self, code: str) -> Announced | None: ...

    def kept(self, code: str) -> Announced | None:
        """For who enters: it stays in this state meanwhile."""
        ...

    def alone(self, code: str) -> Announced | None:
        """For who changes the draw itself."""
        ...

    def add(self, draw: Announced, seed: bytes, now: datetime) -> None: ...

    def seed(self, draw: Announced) -> bytes: ...

    def entrants(self, draw: Announced) -> Sequence[Entrant]:
        """By ticket."""
        ...

    def entered(self, draw: Announced, entrant: Entrant) -> Entrant | None:
        """The person's entry, also if it was made under an older secret."""
        ...

    def add_entrant(self, draw: Announced, entrant: Entrant, now: datetime) -> bool:
        """Whether it was added: False if the person was entered meanwhile."""
        ...

    def change_entrant(self, draw: Announced, entrant: Entrant) -> None:
        """What the entrant's ticket stands for from now on."""
        ...

    def withdraw(self, draw: Announced, ticket: str) -> bool:
        """Whether there was such a ticket."""
        ...

    def room(self, draw: Announced) -> Sequence[Room]:
        """What of the public's part of these days nobody has."""
        ...

    def keep(self, draw: Announced, record: Record) -> None:
        """What is known of a draw that has closed."""
        ...

    def unsettled(self, draw: Announced, ticket: str) -> Entrant | None:
        """Who has this ticket, and until the transaction ends nobody else settles it; None if that
        was done.
        """
        ...

    def settle(self, draw: Announced, ticket: str, outcome: str) -> None: ...

    def finish(self, draw: Announced, now: datetime) -> None:
        """Opens what is left over to the public, and forgets who took part."""
        ...
