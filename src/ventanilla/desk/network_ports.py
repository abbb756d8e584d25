"""What applying a network needs from the outside. `storage` provides it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol

from ventanilla.calendar.changes import Changes, StoredCell
from ventanilla.calendar.rules import PlannedCell
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.domain.appointment import Cause, State
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
    """Cells that follow each other, from `first` to `last` (UTC minutes), so many in all, whose
    local day and time are `by` minutes later than they were made for.
    """

    pool: PoolKey
    first: int
    last: int
    by: int
    cells: int


class Networks(Protocol):
    """The snapshots and the calendar made from them, inside the caller's transaction.

    What began before `now` is over and is left alone.
    """

    def lock(self, office: OfficeCode | None = None) -> None:
        """Until the commit nobody else fits the calendar of this office, or of any."""
        ...

    def hold(
        self, network: Network, office: OfficeCode, now: datetime, day: date | None = None
    ) -> None:
        """Until the commit nobody books or cancels there, on that day or any: so that whom a change
        touches is whom it tells of. `network` has the quotas that holds count in.
        """
        ...

    def end_holds(
        self,
        network: Network,
        closing: Mapping[PoolKey, Collection[int]],
        by: Cause,
        now: datetime,
    ) -> int:
        """What is held in cells, by their starts, that are about to close; how many holds."""
        ...

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

    def booked_at(self, office: OfficeCode, now: datetime) -> Sequence[Touched]:
        """Every live appointment of the office that has not begun."""
        ...

    def recount_quotas(
        self, office: OfficeCode, quotas: Mapping[ProcedureCode, int], now: datetime
    ) -> None:
        """These are the coming days' quotas of procedures from now on."""
        ...

    def recount(self, office: OfficeCode, now: datetime) -> None:
        """What is kept of the office's free days is to be counted anew: visits take other time."""
        ...

    # -- waiting to be fitted -----------------------------------------------------------------

    def wait_to_fit(self, offices: Collection[OfficeCode], until: datetime) -> None:
        """These are to be fitted to the newest network; from `until` on, by whoever comes by."""
        ...

    def waiting_to_fit(self, now: datetime | None = None) -> Sequence[OfficeCode]:
        """All of them, or those that anybody may see to `now`."""
        ...

    def fitted(self, office: OfficeCode) -> None: ...

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

    def unchecked(self, zones: Mapping[OfficeCode, str]) -> Collection[OfficeCode]:
        """Offices of which it is not known whether today's zone data leaves cells mistimed."""
        ...

    def retime(
        self, office: OfficeCode, timezone: str, moved: Sequence[Retimed], now: datetime
    ) -> None:
        """Moves cells, and all that stands in them, to where they are now."""
        ...
