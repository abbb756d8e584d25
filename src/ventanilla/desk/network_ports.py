"""What applying a network needs from the outside. `storage` provides it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from ventanilla.calendar.changes import Changes, StoredCell
from ventanilla.calendar.rules import PlannedCell
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.domain.appointment import State
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot


@dataclass(frozen=True, slots=True)
class PoolKey:
    office: OfficeCode
    code: str

    def __str__(self) -> str:
        return f"{self.office}/{self.code}"


@dataclass(frozen=True, slots=True)
class StoredPool:
    """`quantum` is in minutes; `last` the last local day that has a cell."""

    quantum: int
    last: date | None


@dataclass(frozen=True, slots=True)
class Touched:
    """A live appointment whose hours, counters or procedure a change would take away."""

    folio: Folio
    slot: Slot
    procedure: ProcedureCode
    state: State


@dataclass(frozen=True, slots=True)
class UnopenedCell:
    """A cell of which less is `opened` than is the `public`'s part."""

    start_minute: int
    day: date
    at: time
    public: int
    opened: int


@dataclass(frozen=True, slots=True)
class Retimed:
    """A cell whose local day and time are at another instant than it was made for."""

    pool: PoolKey
    was: int
    is_now: int


class Networks(Protocol):
    """The snapshots and the calendar made from them, inside the caller's transaction.

    What began before `now` is over and is left alone.
    """

    def newest(self) -> Network | None: ...

    def newest_number(self) -> int: ...

    def store(self, network: Network, now: datetime) -> int: ...

    def pools(self) -> Mapping[PoolKey, StoredPool]: ...

    def put_pool(self, key: PoolKey, quantum: int) -> None: ...

    def cells(
        self, key: PoolKey, now: datetime, day: date | None = None
    ) -> Mapping[int, StoredCell]: ...

    def add(self, key: PoolKey, cells: Collection[PlannedCell], *, gradual: bool) -> None: ...

    def change(self, key: PoolKey, changes: Changes) -> None: ...

    def booked_in(self, key: PoolKey, minutes: Collection[int]) -> Sequence[Touched]: ...

    def booked_for(
        self, office: OfficeCode, procedure: ProcedureCode, now: datetime
    ) -> Sequence[Touched]: ...

    def recount_quotas(
        self, office: OfficeCode, quotas: Mapping[ProcedureCode, int], now: datetime
    ) -> None:
        """These are the coming days' quotas of procedures from now on."""
        ...

    def recount(self, office: OfficeCode, now: datetime) -> None:
        """What is kept of the office's free days is to be counted anew: visits take other time."""
        ...

    # -- special days -------------------------------------------------------------------------

    def special(
        self, office: OfficeCode | None = None
    ) -> Mapping[OfficeCode, Sequence[SpecialDay]]:
        """What staff changed about single days, oldest first; of all offices without one."""
        ...

    def add_special(
        self, office: OfficeCode, special: SpecialDay, actor: str, now: datetime
    ) -> None: ...

    def remove_closures(self, office: OfficeCode, day: date) -> int:
        """Takes back staff's closures of whole days; how many there were."""
        ...

    # -- opening, and clocks ------------------------------------------------------------------

    def unopened(self, key: PoolKey, now: datetime, last: date) -> Sequence[UnopenedCell]: ...

    def open(self, key: PoolKey, opened: Sequence[tuple[UnopenedCell, int]]) -> None: ...

    def mistimed(self, office: OfficeCode, timezone: str, now: datetime) -> Sequence[Retimed]:
        """Cells ahead that are not where their local day and time are in `timezone`."""
        ...

    def retime(self, office: OfficeCode, timezone: str, moved: Sequence[Retimed]) -> None:
        """Moves cells, and all that stands in them, to where they are now."""
        ...
