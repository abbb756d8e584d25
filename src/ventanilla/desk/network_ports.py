"""What applying a network needs from the outside. `storage` provides it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from ventanilla.calendar.changes import Changes, StoredCell
from ventanilla.calendar.rules import PlannedCell
from ventanilla.catalogue.network import Network
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode


@dataclass(frozen=True, slots=True)
class PoolKey:
    office: OfficeCode
    code: str


@dataclass(frozen=True, slots=True)
class StoredPool:
    """`quantum` is in minutes; `last` the last local day that has a cell."""

    quantum: int
    last: date | None


class Networks(Protocol):
    """The snapshots and the calendar made from them, inside the caller's transaction.

    What began before `now` is over and is left alone.
    """

    def newest(self) -> Network | None: ...

    def newest_number(self) -> int: ...

    def store(self, network: Network, now: datetime) -> int: ...

    def pools(self) -> Mapping[PoolKey, StoredPool]: ...

    def put_pool(self, key: PoolKey, quantum: int) -> None: ...

    def cells(self, key: PoolKey, now: datetime) -> Mapping[int, StoredCell]: ...

    def add(self, key: PoolKey, cells: Collection[PlannedCell]) -> None: ...

    def change(self, key: PoolKey, changes: Changes) -> None: ...

    def booked_in(self, key: PoolKey, minutes: Collection[int]) -> Sequence[Folio]: ...

    def booked_for(
        self, office: OfficeCode, procedure: ProcedureCode, now: datetime
    ) -> Sequence[Folio]: ...
