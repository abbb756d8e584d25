"""A network comes into force: what it would change, the change, and the nightly extension."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Generic, TypeVar

from ventanilla.calendar.changes import Changes, changes
from ventanilla.catalogue.network import Network, dump
from ventanilla.catalogue.schedule import Pool, Schedule
from ventanilla.desk.compiling import COMPILED_DAYS, Compiler, Made, is_gradual, pools_of
from ventanilla.desk.network_ports import Networks, PoolKey, Retimed, StoredPool, Touched
from ventanilla.desk.touching import Touching, end_holds, touched
from ventanilla.domain.appointment import DESK, Cause
from ventanilla.domain.office import Office, OfficeCode, ProcedureCode

K = TypeVar("K")
V = TypeVar("V")

PATIENCE = timedelta(minutes=5)
"""How long the command that put a network into force has to fit the offices itself."""

UNFIT = Cause(DESK.actor, "the office has no such hours any more")
"""Why what was held in hours that a network takes away ends."""


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
class Fitting:
    """What fitting an office's calendar to a network does, or has done, to its cells."""

    added: int = 0
    changed: int = 0
    closed: int = 0
    moved: int = 0
    touched: tuple[Touched, ...] = ()


@dataclass(frozen=True, slots=True)
class InForce:
    """A snapshot in force, and the offices whose calendar waits to be fitted to it.

    `plan` has what does not depend on cells.
    """

    number: int
    anew: bool
    plan: Plan
    waiting: tuple[OfficeCode, ...]

    def fitted(self, fittings: Iterable[Fitting]) -> Applied:
        """All of it, once the offices that were waiting have been fitted."""
        return Applied(self.number, self.anew, _summed(self.plan, list(fittings)))


@dataclass(frozen=True, slots=True)
class Draft:
    """What one pool's calendar needs; `pool` is None for one that the network has no longer.

    `touching` are cells that have appointments for which they will be no place.
    """

    key: PoolKey
    pool: Pool | None
    changes: Changes
    touching: Touching


def plan(networks: Networks, proposed: Network, now: datetime) -> Plan:
    """What `apply` would do; writes nothing. Raises `QuantumChanged`."""
    current = networks.newest()
    _refuse_other_quanta(networks, proposed, now)
    fitter = Fitter(networks, proposed, now)
    fittings = []
    for office in _to_fit(networks, current, proposed):
        moved = fitter.mistimed(office)
        fittings.append(fitter.told(fitter.drafts(office, moved), moved))
    return _summed(_of_catalogue(networks, current, proposed, now), fittings)


def apply(networks: Networks, proposed: Network, now: datetime) -> Applied:
    """Put a network into force and fit the calendar to it at once, or say that it is in force
    already. Of many offices this takes a while: see `put_in_force`. Raises `QuantumChanged` before
    it writes.
    """
    begun, made = put_in_force(networks, proposed, now), Made()
    return begun.fitted([fit(networks, office, now, made) for office in begun.waiting])


def put_in_force(networks: Networks, proposed: Network, now: datetime) -> InForce:
    """Store a new snapshot, or say that it is in force already, and note which offices' calendars
    have to be fitted to it.

    Each of these is to be `fit` in a transaction of its own, so that nobody who books waits for
    more than one; should the caller be killed, the desk sees to the rest `PATIENCE` later. Raises
    `QuantumChanged` before it writes.
    """
    networks.lock()
    current = networks.newest()
    _refuse_other_quanta(networks, proposed, now)
    planned = _of_catalogue(networks, current, proposed, now)
    networks.wait_to_fit(_to_fit(networks, current, proposed), now + PATIENCE)
    waiting = tuple(networks.waiting_to_fit())
    if _same(current, proposed):
        return InForce(networks.newest_number(), anew=False, plan=planned, waiting=waiting)
    for office in _with_other_quotas(current, proposed):
        networks.recount_quotas(office, proposed.schedules[office].quotas, now)
    return InForce(networks.store(proposed, now), anew=True, plan=planned, waiting=waiting)


def fit(networks: Networks, office: OfficeCode, now: datetime, made: Made | None = None) -> Fitting:
    """Fit the calendar of an office that waits for it to the network in force.

    The calendar is filled no further than it must be now: the rest is `extend`'s.
    """
    networks.lock(office)
    network = networks.newest()
    if network is None or office not in networks.waiting_to_fit():
        return Fitting()
    networks.hold(network, office, now)
    fitter = Fitter(networks, network, now, {} if made is None else made)
    moved = fitter.mistimed(office)
    if office in network.offices:
        networks.retime(office, network.offices[office].timezone, moved, now)
    drafts = fitter.drafts(office)
    if end_holds(networks, network, (one.touching for one in drafts), UNFIT, now):
        drafts = fitter.drafts(office)
    if any(key.office == office for key in networks.pools()):
        networks.recount(office, now)
    for draft in drafts:
        if draft.pool:
            networks.put_pool(draft.key, draft.pool.quantum)
        networks.change(draft.key, draft.changes)
    networks.fitted(office)
    return fitter.told(drafts, moved)


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
    networks.lock(office)
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


def retime(networks: Networks, now: datetime, only: OfficeCode | None = None) -> int:
    """Move what the clocks have moved, of one office or of all; how many cells that were.

    By the network in force, as the database has it: with an office's former zone everything would
    be moved back. What is left at times that there are no longer waits to be fitted.
    """
    networks.lock(only)
    network, count = networks.newest(), 0
    offices = network.offices if network else {}
    for office in (code for code in offices if only in (None, code)):
        zone = offices[office].timezone
        moved = networks.mistimed(office, zone, now)
        networks.retime(office, zone, moved, now)
        if moved:
            networks.wait_to_fit([office], now)
        count += sum(one.cells for one in moved)
    return count


def _same(current: Network | None, proposed: Network) -> bool:
    return current is not None and dump(current) == dump(proposed)


def _to_fit(networks: Networks, current: Network | None, proposed: Network) -> Sequence[OfficeCode]:
    """Offices whose cells may not be as `proposed` has them, in its order, then those it lacks."""
    zones = {code: office.timezone for code, office in proposed.offices.items()}
    stored, unchecked = networks.pools(), set(networks.unchecked(zones))
    special, now = networks.special(), datetime.min.replace(tzinfo=UTC)
    after = Compiler(proposed, special, now)
    before = Compiler(current, special, now) if current else None
    wanted = dict.fromkeys((*after.pools, *stored))
    differ = {
        key.office
        for key in wanted
        if key.office in unchecked
        or (key in after.pools and key not in stored)
        or before is None
        or before.rules(key) != after.rules(key)
    }
    differ.update(_with_other_offers(current, proposed))
    return [office for office in dict.fromkeys(key.office for key in wanted) if office in differ]


def _refuse_other_quanta(networks: Networks, proposed: Network, now: datetime) -> None:
    stored = networks.pools()
    for key, pool in pools_of(proposed).items():
        if key in stored and stored[key].quantum != pool.quantum:
            cells = networks.cells(key, now)
            if any(cell.used for cell in cells.values()):
                raise QuantumChanged(key)


@dataclass(frozen=True)
class Fitter:
    """Offices' calendars beside what a network makes of them."""

    networks: Networks
    network: Network
    now: datetime
    made: Made = field(default_factory=dict)

    @cached_property
    def compiler(self) -> Compiler:
        return Compiler(self.network, self.networks.special(), self.now, self.made)

    def mistimed(self, office: OfficeCode) -> Sequence[Retimed]:
        """Looked for only where it is not known that there are none."""
        known = self.network.offices.get(office)
        if known is None or not self.networks.unchecked({office: known.timezone}):
            return ()
        return self.networks.mistimed(office, known.timezone, self.now)

    def drafts(self, office: OfficeCode, moving: Sequence[Retimed] = ()) -> Sequence[Draft]:
        """What an office's pools need; `moving` are the cells that will have been moved before."""
        stored = {key: one for key, one in self.networks.pools().items() if key.office == office}
        wanted = [key for key in self.compiler.pools if key.office == office]
        # As they are stored, which is how they are locked; then the new ones.
        keys = dict.fromkeys((*stored, *wanted))
        return [self._draft(key, stored.get(key), moving) for key in keys]

    def told(self, drafts: Sequence[Draft], moved: Sequence[Retimed]) -> Fitting:
        found = touched(self.networks, (draft.touching for draft in drafts))
        return Fitting(
            added=sum(len(draft.changes.added) for draft in drafts),
            changed=sum(len(draft.changes.changed) for draft in drafts),
            closed=sum(len(draft.changes.closed) for draft in drafts),
            moved=sum(one.cells for one in moved),
            touched=tuple(found),
        )

    def _draft(self, key: PoolKey, stored: StoredPool | None, moving: Sequence[Retimed]) -> Draft:
        pool = self.compiler.pools.get(key)
        were = self.networks.cells(key, self.now) if stored else {}
        spans = [one for one in moving if one.pool == key]
        places = {minute: _moved_to(minute, spans) for minute in were}
        cells = {places[minute]: cell for minute, cell in were.items()}
        found = changes((), cells)
        if pool:
            # As far as there are cells: a nearer horizon does not close what lies beyond it.
            planned = self.compiler.cells(key, until=stored.last if stored else None)
            found = changes(planned, cells, gradual=is_gradual(pool))
        used = [minute for minute, cell in were.items() if cell.used]
        closing, crowded = set(found.closed), set(found.crowded)
        touching = Touching(
            key,
            tuple(minute for minute in used if places[minute] in closing),
            tuple(minute for minute in used if places[minute] in crowded),
        )
        return Draft(key, pool, found, touching)


def _moved_to(minute: int, spans: Sequence[Retimed]) -> int:
    return next((minute + s.by for s in spans if s.first <= minute <= s.last), minute)


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


def _of_catalogue(
    networks: Networks, current: Network | None, proposed: Network, now: datetime
) -> Plan:
    """What a change is apart from cells."""
    if _same(current, proposed):
        return NOTHING
    touched: set[Touched] = set()
    for office, procedure in sorted(_offers(current) - _offers(proposed)):
        touched.update(networks.booked_for(office, procedure, now))
    return replace(
        NOTHING,
        offices=_delta(_offices(current), _offices(proposed)),
        procedures=_delta(current.procedures if current else {}, proposed.procedures),
        touched=tuple(touched),
    )


def _summed(planned: Plan, fittings: Sequence[Fitting]) -> Plan:
    touched = {*planned.touched, *(one for some in fittings for one in some.touched)}
    return replace(
        planned,
        cells_added=sum(one.added for one in fittings),
        cells_changed=sum(one.changed for one in fittings),
        cells_closed=sum(one.closed for one in fittings),
        cells_moved=sum(one.moved for one in fittings),
        touched=tuple(sorted(touched, key=lambda one: (one.slot, one.folio))),
    )


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
