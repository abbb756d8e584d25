"""A network comes into force: what it would change, the change, and the nightly extension."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from ventanilla.calendar.changes import Changes, StoredCell, changes
from ventanilla.calendar.closures import closed_days
from ventanilla.calendar.rules import PlannedCell, planned_cells
from ventanilla.catalogue.network import Network, dump
from ventanilla.catalogue.schedule import Pool, Schedule
from ventanilla.desk.network_ports import Networks, PoolKey, StoredPool
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import Office, OfficeCode, ProcedureCode

K = TypeVar("K")
V = TypeVar("V")

MARGIN_DAYS = 14
"""The calendar reaches this much further than people can book: so many nights may fail."""


class QuantumChanged(Exception):
    """Cells of another length cannot replace cells with appointments: a new pool is needed."""

    def __init__(self, key: PoolKey) -> None:
        super().__init__(f"{key.office}/{key.code}")
        self.key = key


@dataclass(frozen=True, slots=True)
class Delta(Generic[K]):
    """Codes, in the network's order."""

    added: tuple[K, ...] = ()
    removed: tuple[K, ...] = ()
    changed: tuple[K, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying would do.

    `touched` are live appointments whose hours, counters or procedure would be gone. They stay as
    they are until somebody has spoken with the people.
    """

    offices: Delta[OfficeCode]
    procedures: Delta[ProcedureCode]
    cells_added: int
    cells_changed: int
    cells_closed: int
    touched: tuple[Folio, ...]


NOTHING = Plan(Delta(), Delta(), 0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Applied:
    """`number` is the snapshot in force; `anew` whether this call put it there."""

    number: int
    anew: bool
    plan: Plan


@dataclass(frozen=True, slots=True)
class Draft:
    """What one pool's calendar needs; `pool` is None for one that the network has no longer."""

    key: PoolKey
    pool: Pool | None
    changes: Changes
    touched: tuple[Folio, ...]


def plan(networks: Networks, proposed: Network, now: datetime) -> Plan:
    """What `apply` would do; writes nothing. Raises `QuantumChanged`."""
    current = networks.newest()
    if _same(current, proposed):
        return NOTHING
    return _plan(networks, current, proposed, _drafts(networks, proposed, now), now)


def apply(networks: Networks, proposed: Network, now: datetime) -> Applied:
    """Store a new snapshot and fit the calendar to it, or say that it is in force already.

    Raises `QuantumChanged` before it writes.
    """
    current = networks.newest()
    if _same(current, proposed):
        return Applied(networks.newest_number(), anew=False, plan=NOTHING)
    drafts = _drafts(networks, proposed, now)
    planned = _plan(networks, current, proposed, drafts, now)
    for draft in drafts:
        if draft.pool:
            networks.put_pool(draft.key, draft.pool.quantum)
        networks.change(draft.key, draft.changes)
    return Applied(networks.store(proposed, now), anew=True, plan=planned)


def extend(networks: Networks, now: datetime) -> int:
    """Fill the calendar up to its horizon from the snapshot in force; how many cells that took.

    Days that have cells are left as they are.
    """
    current = networks.newest()
    if current is None:
        return 0
    compiler, count = _Compiler(current, now), 0
    for key, stored in networks.pools().items():
        if key in compiler.pools:
            first = stored.last + timedelta(days=1) if stored.last else None
            cells = compiler.cells(key, first=first)
            networks.add(key, cells)
            count += len(cells)
    return count


def _same(current: Network | None, proposed: Network) -> bool:
    return current is not None and dump(current) == dump(proposed)


def _drafts(networks: Networks, proposed: Network, now: datetime) -> Sequence[Draft]:
    wanted, stored, compiler = _pools(proposed), networks.pools(), _Compiler(proposed, now)
    gone = [key for key in stored if key not in wanted]
    return [
        *(_fit(networks, compiler, key, stored.get(key)) for key in wanted),
        *(_empty(networks, key, now) for key in gone),
    ]


def _fit(
    networks: Networks, compiler: "_Compiler", key: PoolKey, stored: StoredPool | None
) -> Draft:
    pool = compiler.pools[key]
    cells = networks.cells(key, compiler.now) if stored else {}
    used = any(cell.used for cell in cells.values())
    if stored and stored.quantum != pool.quantum and used:
        raise QuantumChanged(key)
    # As far as there are cells: a nearer horizon does not close what lies beyond it.
    planned = compiler.cells(key, until=stored.last if stored else None)
    return _draft(networks, key, pool, changes(planned, cells), cells)


def _empty(networks: Networks, key: PoolKey, now: datetime) -> Draft:
    cells = networks.cells(key, now)
    return _draft(networks, key, None, changes((), cells), cells)


def _draft(
    networks: Networks,
    key: PoolKey,
    pool: Pool | None,
    found: Changes,
    cells: Mapping[int, StoredCell],
) -> Draft:
    affected = [m for m in (*found.closed, *found.crowded) if cells[m].used]
    return Draft(key, pool, found, tuple(networks.booked_in(key, affected)) if affected else ())


@dataclass(frozen=True)
class _Compiler:
    """The cells of a network's pools, from `now` on."""

    network: Network
    now: datetime
    _made: dict[object, Sequence[PlannedCell]] = field(default_factory=dict)

    @cached_property
    def pools(self) -> Mapping[PoolKey, Pool]:
        return _pools(self.network)

    def cells(
        self, key: PoolKey, first: date | None = None, until: date | None = None
    ) -> Sequence[PlannedCell]:
        """From today or `first` to the horizon or `until`, whichever is later."""
        zone = self.network.offices[key.office].timezone
        today = self.now.astimezone(ZoneInfo(zone)).date()
        end = today + timedelta(days=self.network.limits.horizon_days + MARGIN_DAYS)
        span = max(today, first or today), max(end, until or end)
        closed = closed_days(self.network.schedules[key.office].closures, *span)
        return self._compiled(self.pools[key], zone, closed, *span)

    def _compiled(
        self, pool: Pool, zone: str, closed: frozenset[date], first: date, last: date
    ) -> Sequence[PlannedCell]:
        """Compiled once for all offices that are alike, which most are."""
        alike = (pool, zone, closed, first, last)
        if alike not in self._made:
            now = self.now.timestamp()
            planned = planned_cells(pool, zone, closed, first, last)
            self._made[alike] = [cell for cell in planned if cell.start_minute * 60 >= now]
        return self._made[alike]


def _plan(
    networks: Networks,
    current: Network | None,
    proposed: Network,
    drafts: Sequence[Draft],
    now: datetime,
) -> Plan:
    touched = {folio for draft in drafts for folio in draft.touched}
    for office, procedure in sorted(_offers(current) - _offers(proposed)):
        touched.update(networks.booked_for(office, procedure, now))
    return Plan(
        offices=_delta(_offices(current), _offices(proposed)),
        procedures=_delta(current.procedures if current else {}, proposed.procedures),
        cells_added=sum(len(draft.changes.added) for draft in drafts),
        cells_changed=sum(len(draft.changes.changed) for draft in drafts),
        cells_closed=sum(len(draft.changes.closed) for draft in drafts),
        touched=tuple(sorted(touched)),
    )


def _pools(network: Network) -> Mapping[PoolKey, Pool]:
    return {
        PoolKey(office, pool.code): pool
        for office, schedule in network.schedules.items()
        for pool in schedule.pools
    }


def _offices(network: Network | None) -> Mapping[OfficeCode, tuple[Office, Schedule]]:
    if network is None:
        return {}
    return {code: (office, network.schedules[code]) for code, office in network.offices.items()}


def _offers(network: Network | None) -> set[tuple[OfficeCode, ProcedureCode]]:
    if network is None:
        return set()
    return {(office.code, code) for office in network.offices.values() for code in office.offers}


def _delta(before: Mapping[K, V], after: Mapping[K, V]) -> Delta[K]:
    return Delta(
        added=tuple(code for code in after if code not in before),
        removed=tuple(code for code in before if code not in after),
        changed=tuple(code for code in after if code in before and after[code] != before[code]),
    )
