"""Staff change a single day: closed, open, more hours, other room. Looked at first, then done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ventanilla.calendar.changes import Changes, StoredCell, changes
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.catalogue.schedule_checks import special_problems
from ventanilla.desk.compiling import Compiler, is_gradual
from ventanilla.desk.network_ports import Networks, PoolKey, Touched
from ventanilla.desk.networks import extend, retime
from ventanilla.desk.touching import Touching, end_holds, touched
from ventanilla.domain.appointment import Cause
from ventanilla.domain.office import OfficeCode


class Unfit(ValueError):
    """The change cannot be meant; the text is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What changing a day does to cells, and the live appointments that it leaves without service
    or in more than there is room for. They stay until they are moved; what is only held in cells
    that close ends.
    """

    added: int
    changed: int
    closed: int
    touched: tuple[Touched, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.changed or self.closed)


@dataclass(frozen=True, slots=True)
class Draft:
    key: PoolKey
    changes: Changes
    cells: dict[int, StoredCell]

    @property
    def touching(self) -> Touching:
        used = {minute for minute, cell in self.cells.items() if cell.used}
        closing, crowded = self.changes.closed, self.changes.crowded
        return Touching(
            self.key,
            tuple(minute for minute in closing if minute in used),
            tuple(minute for minute in crowded if minute in used),
        )


def preview(
    networks: Networks, network: Network, office: OfficeCode, special: SpecialDay, now: datetime
) -> DayPlan:
    """What `carry_out` would do; writes nothing. Raises `Unfit`."""
    return _plan(networks, _drafts(networks, network, office, special, now))


def carry_out(
    networks: Networks,
    network: Network,
    office: OfficeCode,
    special: SpecialDay,
    by: Cause,
    now: datetime,
) -> DayPlan:
    """Keep the change for every later fitting, and fit the day to it. Raises `Unfit`."""
    _ready(networks, network, office, special, now)
    drafts = _drafts(networks, network, office, special, now)
    if end_holds(networks, network, (one.touching for one in drafts), by, now):
        drafts = _drafts(networks, network, office, special, now)
    if _opens_whole_day(special):
        networks.remove_closures(office, special.day)
    networks.add_special(office, special, by.actor, now)
    for draft in drafts:
        networks.change(draft.key, draft.changes)
    return _plan(networks, drafts)


def _ready(
    networks: Networks, network: Network, office: OfficeCode, special: SpecialDay, now: datetime
) -> None:
    """Fitting a day takes for granted that nobody else fits or books there meanwhile, that its
    cells stand at their right instants, and that there are no days without cells before it, which
    nobody would fill later.
    """
    networks.lock(office)
    retime(networks, now, office)
    extend(networks, now, office)
    networks.hold(network, office, now, special.day)


def still_touched(
    networks: Networks, network: Network, office: OfficeCode, special: SpecialDay, now: datetime
) -> Sequence[Touched]:
    """Whom a change that was made before still leaves without service."""
    keys = _keys(network, office, special)
    minutes = {key: networks.cells(key, now, special.day) for key in keys}
    found = [
        networks.booked_in(key, [m for m, cell in cells.items() if cell.used and not cell.open])
        for key, cells in minutes.items()
    ]
    return sorted({one for some in found for one in some}, key=lambda one: (one.slot, one.folio))


# -- drafts -----------------------------------------------------------------------------------


def _drafts(
    networks: Networks, network: Network, office: OfficeCode, special: SpecialDay, now: datetime
) -> Sequence[Draft]:
    _check(networks, network, office, special, now)
    before = [
        one
        for one in networks.special(office).get(office, ())
        if not (_opens_whole_day(special) and _closes_whole_day(one, special))
    ]
    compiler = Compiler(network, {office: [*before, special]}, now)
    drafts = [
        _draft(networks, compiler, key, special, now) for key in _keys(network, office, special)
    ]
    if all(_is_nothing(draft.changes) for draft in drafts):
        raise Unfit(_why_nothing(special))
    return drafts


def _draft(
    networks: Networks, compiler: Compiler, key: PoolKey, special: SpecialDay, now: datetime
) -> Draft:
    stored = dict(networks.cells(key, now, special.day))
    planned = [
        cell for cell in compiler.day(key, special.day) if cell.start_minute * 60 >= now.timestamp()
    ]
    gradual = is_gradual(compiler.pools[key])
    return Draft(key, changes(planned, stored, gradual=gradual), stored)


def _keys(network: Network, office: OfficeCode, special: SpecialDay) -> Sequence[PoolKey]:
    pools = network.schedules[office].pools
    return [PoolKey(office, pool.code) for pool in pools if special.pool in ("", pool.code)]


def _plan(networks: Networks, drafts: Sequence[Draft]) -> DayPlan:
    found = touched(networks, (draft.touching for draft in drafts))
    return DayPlan(
        added=sum(len(draft.changes.added) for draft in drafts),
        changed=sum(len(draft.changes.changed) for draft in drafts),
        closed=sum(len(draft.changes.closed) for draft in drafts),
        touched=tuple(sorted(found, key=lambda one: (one.slot, one.folio))),
    )


def _is_nothing(found: Changes) -> bool:
    return not (found.added or found.changed or found.closed)


def _opens_whole_day(special: SpecialDay) -> bool:
    return special.kind == "open" and special.start is None and not special.pool


def _closes_whole_day(one: SpecialDay, special: SpecialDay) -> bool:
    return one.kind == "closed" and one.start is None and one.day == special.day


# -- refusals ---------------------------------------------------------------------------------


def _check(
    networks: Networks, network: Network, office: OfficeCode, special: SpecialDay, now: datetime
) -> None:
    if office not in network.offices:
        raise Unfit(f"there is no office '{office}' in the network in force")
    pools = network.schedules[office].pools
    timezone = network.offices[office].timezone
    known = [pool for pool in pools if special.pool in ("", pool.code)]
    if not known:
        names = ", ".join(pool.code for pool in pools)
        raise Unfit(f"{office} has no pool '{special.pool}'; it has {names}")
    today = now.astimezone(ZoneInfo(timezone)).date()
    if special.day < today:
        raise Unfit(f"{special.day} is past at {office}; what has been cannot be changed")
    for key, message in special_problems(special, [pool.quantum for pool in known], timezone):
        raise Unfit(f"{key}: {message}")
    stored = networks.pools()
    reach = [one.last for key in _keys(network, office, special) if (one := stored.get(key))]
    last = max(filter(None, reach), default=None)
    if last is None or special.day > last + timedelta(days=1):
        raise Unfit(f"the calendar of {office} reaches to {last}; put {special.day} in its file")


def _why_nothing(special: SpecialDay) -> str:
    match special.kind:
        case "closed":
            return f"there is no service on {special.day} to close; nothing was changed"
        case "open":
            return (
                f"{special.day} is open already, or no rule gives it hours; give hours with "
                "--from, --until, --pool and --capacity"
            )
        case "capacity":
            return f"there are no such hours on {special.day}, or they have that room already"
    return f"those hours are there on {special.day} already; nothing was changed"
