"""A network comes into force: what it would change, the change, and the nightly extension."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from ventanilla.calendar.changes import Changes, StoredCell, changes
from ventanilla.calendar.closures import closed_days
from ventanilla.calendar.rules import PlannedCell, planned_cells
from ventanilla.catalogue.network import Network, dump
from ventanilla.catalogue.schedule import Drawn, Drip, Pool, Schedule, SpecialDay
from ventanilla.desk.network_ports import Networks, PoolKey, Retimed, StoredPool, Touched
from ventanilla.domain.office import Office, OfficeCode, ProcedureCode

K = TypeVar("K")
V = TypeVar("V")

MARGIN_DAYS = 14
"""What a network puts into force at once reaches this much further than people can book: so many
nights may fail to add their day."""

COMPILED_DAYS = 396
"""Thirteen months: how far the calendar reaches in the end, for staff and for releases to come."""


Made: TypeAlias = dict[object, Sequence[PlannedCell]]
"""Cells by all that they are made of: most offices are alike."""


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

    `touched` are live appointments whose hours, counters or procedure would be gone, by time. They
    stay as they are until somebody has spoken with the people. `cells_moved` stand at another
    instant than they were made for, since clocks are changed by law.
    """

    offices: Delta[OfficeCode]
    procedures: Delta[ProcedureCode]
    cells_added: int
    cells_changed: int
    cells_closed: int
    touched: tuple[Touched, ...]
    cells_moved: int = 0


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
    touched: tuple[Touched, ...]


def plan(networks: Networks, proposed: Network, now: datetime) -> Plan:
    """What `apply` would do; writes nothing. Raises `QuantumChanged`."""
    current = networks.newest()
    moved = sum(len(found) for _, found in _mistimed(networks, proposed, now))
    if _same(current, proposed):
        return replace(NOTHING, cells_moved=moved)
    drafts = _drafts(networks, current, proposed, now)
    return replace(_plan(networks, current, proposed, drafts, now), cells_moved=moved)


def apply(networks: Networks, proposed: Network, now: datetime) -> Applied:
    """Store a new snapshot and fit the calendar to it, or say that it is in force already.

    Only what differs is looked at, and the calendar is filled no further than it must be now: the
    rest is `extend`'s, in transactions of their own. Raises `QuantumChanged` before it writes.
    """
    current = networks.newest()
    moved = retime(networks, proposed, now)
    if _same(current, proposed):
        number, nothing = networks.newest_number(), replace(NOTHING, cells_moved=moved)
        return Applied(number, anew=False, plan=nothing)
    drafts = _drafts(networks, current, proposed, now)
    planned = replace(_plan(networks, current, proposed, drafts, now), cells_moved=moved)
    for draft in drafts:
        if draft.pool:
            networks.put_pool(draft.key, draft.pool.quantum)
        networks.change(draft.key, draft.changes)
    for office in _with_other_offers(current, proposed):
        networks.recount(office, now)
    for office in _with_other_quotas(current, proposed):
        networks.recount_quotas(office, proposed.schedules[office].quotas, now)
    return Applied(networks.store(proposed, now), anew=True, plan=planned)


def extend(
    networks: Networks,
    now: datetime,
    office: OfficeCode | None = None,
    made: Made | None = None,
) -> int:
    """Fill the calendar as far as it is to reach; how many cells that took.

    Of one office, so that each can be a transaction, or of all. Days that have cells are left as
    they are. `made` is what a caller who goes from office to office keeps between them.
    """
    current = networks.newest()
    if current is None:
        return 0
    memo = {} if made is None else made
    compiler, count = Compiler(current, networks.special(office), now, memo), 0
    for key, stored in networks.pools().items():
        if key in compiler.pools and office in (None, key.office):
            first = stored.last + timedelta(days=1) if stored.last else None
            cells = compiler.cells(key, first=first, ahead=COMPILED_DAYS)
            if cells:
                networks.add(key, cells, gradual=is_gradual(compiler.pools[key]))
            count += len(cells)
    return count


def retime(
    networks: Networks, network: Network, now: datetime, only: OfficeCode | None = None
) -> int:
    """Move what the clocks have moved, of one office or of all; how many cells that were."""
    count = 0
    for office, found in _mistimed(networks, network, now, only):
        networks.retime(office.code, office.timezone, found)
        count += len(found)
    return count


def _mistimed(
    networks: Networks, network: Network, now: datetime, only: OfficeCode | None = None
) -> Iterator[tuple[Office, Sequence[Retimed]]]:
    for office in network.offices.values():
        if only in (None, office.code) and (
            found := networks.mistimed(office.code, office.timezone, now)
        ):
            yield office, found


def is_gradual(pool: Pool) -> bool:
    """Whether each place opens by itself, rather than each day."""
    return isinstance(pool.release, (Drip, Drawn))


def _same(current: Network | None, proposed: Network) -> bool:
    return current is not None and dump(current) == dump(proposed)


def _drafts(
    networks: Networks, current: Network | None, proposed: Network, now: datetime
) -> Sequence[Draft]:
    wanted, stored, special = _pools(proposed), networks.pools(), networks.special()
    compiler = Compiler(proposed, special, now)
    before = Compiler(current, special, now) if current else None
    gone = [key for key in stored if key not in wanted]
    return [
        *(
            _fit(networks, compiler, key, stored.get(key))
            for key in wanted
            if key not in stored or before is None or before.rules(key) != compiler.rules(key)
        ),
        *(_empty(networks, key, now) for key in gone),
    ]


def _fit(
    networks: Networks, compiler: "Compiler", key: PoolKey, stored: StoredPool | None
) -> Draft:
    pool = compiler.pools[key]
    cells = networks.cells(key, compiler.now) if stored else {}
    used = any(cell.used for cell in cells.values())
    if stored and stored.quantum != pool.quantum and used:
        raise QuantumChanged(key)
    # As far as there are cells: a nearer horizon does not close what lies beyond it.
    planned = compiler.cells(key, until=stored.last if stored else None)
    found = changes(planned, cells, gradual=is_gradual(pool))
    return _draft(networks, key, pool, found, cells)


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
class Compiler:
    """The cells of a network's pools, from `now` on; `special` are staff's own days, by office."""

    network: Network
    special: Mapping[OfficeCode, Sequence[SpecialDay]]
    now: datetime
    _made: Made = field(default_factory=dict)

    @cached_property
    def pools(self) -> Mapping[PoolKey, Pool]:
        return _pools(self.network)

    def rules(self, key: PoolKey) -> object:
        """All that a pool's cells are made by: what is equal gives equal cells."""
        office = self.network.offices.get(key.office)
        if office is None or key not in self.pools:
            return None
        schedule = self.network.schedules[key.office]
        days = (office.first, office.last)
        special = self._special(key.office)
        return self.pools[key], office.timezone, days, schedule.closures, special

    def cells(
        self,
        key: PoolKey,
        first: date | None = None,
        until: date | None = None,
        ahead: int | None = None,
    ) -> Sequence[PlannedCell]:
        """From today or `first` to so many days `ahead`, or `until`, whichever is later."""
        office = self.network.offices[key.office]
        today = self.now.astimezone(ZoneInfo(office.timezone)).date()
        ahead = self.network.limits.horizon_days + MARGIN_DAYS if ahead is None else ahead
        end = today + timedelta(days=ahead)
        start, end = max(today, first or today), max(end, until or end)
        start, end = max(start, office.first or start), min(end, office.last or end)
        return self._compiled(key, start, end)

    def day(self, key: PoolKey, day: date) -> Sequence[PlannedCell]:
        """One day's cells, also before `now`."""
        office = self.network.offices[key.office]
        there = (office.first or day) <= day <= (office.last or day)
        return self._planned(key, day, day) if there else ()

    def _compiled(self, key: PoolKey, first: date, last: date) -> Sequence[PlannedCell]:
        """Compiled once for all offices that are alike, which most are."""
        zone = self.network.offices[key.office].timezone
        closures = self.network.schedules[key.office].closures
        alike = (self.pools[key], zone, closures, self._special(key.office), first, last)
        if alike not in self._made:
            now = self.now.timestamp()
            planned = self._planned(key, first, last)
            self._made[alike] = [cell for cell in planned if cell.start_minute * 60 >= now]
        return self._made[alike]

    def _planned(self, key: PoolKey, first: date, last: date) -> Sequence[PlannedCell]:
        if first > last:
            return ()
        zone = self.network.offices[key.office].timezone
        closed = closed_days(self.network.schedules[key.office].closures, first, last)
        special = self._special(key.office)
        return list(planned_cells(self.pools[key], zone, closed, first, last, special))

    def _special(self, office: OfficeCode) -> tuple[SpecialDay, ...]:
        """The files' own first: what staff do stands over them."""
        return (*self.network.schedules[office].special, *self.special.get(office, ()))


def _with_other_quotas(current: Network | None, proposed: Network) -> Sequence[OfficeCode]:
    before = current.schedules if current else {}
    return [
        code
        for code, schedule in proposed.schedules.items()
        if code in before and before[code].quotas != schedule.quotas
    ]


def _with_other_offers(current: Network | None, proposed: Network) -> Sequence[OfficeCode]:
    before = current.offices if current else {}
    return [
        code
        for code, office in proposed.offices.items()
        if code in before and before[code].offers != office.offers
    ]


def _plan(
    networks: Networks,
    current: Network | None,
    proposed: Network,
    drafts: Sequence[Draft],
    now: datetime,
) -> Plan:
    touched = {one for draft in drafts for one in draft.touched}
    for office, procedure in sorted(_offers(current) - _offers(proposed)):
        touched.update(networks.booked_for(office, procedure, now))
    return Plan(
        offices=_delta(_offices(current), _offices(proposed)),
        procedures=_delta(current.procedures if current else {}, proposed.procedures),
        cells_added=sum(len(draft.changes.added) for draft in drafts),
        cells_changed=sum(len(draft.changes.changed) for draft in drafts),
        cells_closed=sum(len(draft.changes.closed) for draft in drafts),
        touched=tuple(sorted(touched, key=lambda one: (one.slot, one.folio))),
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
