"""Holding a draw: announced, entered, closed, drawn, published.

What the lots decide is written down before the first place is booked, and each place is booked by
a request that names its ticket. Killed in the middle, the same call goes on where it stopped and
nobody gets another outcome.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from ventanilla.calendar.availability import cells_needed
from ventanilla.calendar.draws import (
    FORM,
    Entry,
    Outcome,
    Record,
    Wish,
    closed,
    commitment,
    drawn,
    sealed,
)
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import Drawn, Pool
from ventanilla.desk.draw_ports import Announced, Draws, Entrant
from ventanilla.desk.ports import Bookings, Refused, Seat
from ventanilla.domain.applicant import Applicant
from ventanilla.domain.appointment import Cause, Place
from ventanilla.domain.folio import new_folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot

BY_LOT = Cause("desk", "by lot")

MOST_WISHES = 10

LONGEST_BEACON = 200
"""Characters: a sentence that says which number of which lottery."""


class NotSo(ValueError):
    """It cannot be done; the text is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which places are to be drawn, and when entries close (UTC).

    `beacon_from` says which public word will be drawn with; empty for none.
    """

    office: OfficeCode
    pool: str
    first: date
    last: date
    closes_at: datetime
    beacon_from: str = ""


# -- announcing and entering ------------------------------------------------------------------


def announce(
    draws: Draws, network: Network, wanted: Proposal, seed: bytes, code: str, now: datetime
) -> Announced:
    """`seed` is 32 secret random bytes, `code` the draw's public name. Raises `NotSo`."""
    pool = pool_of(network, wanted.office, wanted.pool)
    draw = _proposed(wanted, pool, seed, code)
    _check(draws, network, wanted, pool, now)
    if not draws.room(draw):
        raise NotSo(f"{wanted.pool} of {wanted.office} has no places from {draw.first} on")
    draws.add(draw, seed, now)
    return draw


def _proposed(wanted: Proposal, pool: Pool, seed: bytes, code: str) -> Announced:
    closes_at = wanted.closes_at.replace(microsecond=0)
    record = Record(
        form=FORM,
        code=code,
        office=wanted.office,
        pool=wanted.pool,
        first=wanted.first,
        last=wanted.last,
        closes_at=closes_at,
        beacon_from=wanted.beacon_from,
        commitment="",
        quantum=pool.quantum,
    )
    return Announced(
        number=0,
        code=code,
        office=wanted.office,
        pool=wanted.pool,
        first=wanted.first,
        last=wanted.last,
        closes_at=closes_at,
        state="announced",
        record=replace(record, commitment=commitment(record, seed)),
    )


def _check(draws: Draws, network: Network, wanted: Proposal, pool: Pool, now: datetime) -> None:
    zone = ZoneInfo(network.offices[wanted.office].timezone)
    if not isinstance(pool.release, Drawn):
        raise NotSo(f"{wanted.pool} of {wanted.office} is not released by draw; see its schedule")
    if wanted.first > wanted.last:
        raise NotSo("the first day must not be after the last")
    if wanted.closes_at <= now:
        raise NotSo("entries would have closed already; choose a later time")
    if wanted.closes_at >= datetime.combine(wanted.first, time(), zone):
        raise NotSo("entries must close before the first day that is drawn")
    if len(wanted.beacon_from) > LONGEST_BEACON or not wanted.beacon_from.isprintable():
        raise NotSo(f"say in one line of up to {LONGEST_BEACON} characters what the beacon will be")
    for other in draws.all():
        alike = (other.office, other.pool) == (wanted.office, wanted.pool)
        if alike and other.first <= wanted.last and wanted.first <= other.last:
            raise NotSo(f"draw {other.code} gives places of these days already")


def enter(draws: Draws, network: Network, code: str, entrant: Entrant, now: datetime) -> str:
    """The ticket. Who enters again keeps it and changes the wishes. Raises `NotSo`."""
    draw = _open(draws.kept(code), code, now)
    offer = network.offices[draw.office].offers.get(entrant.procedure)
    if offer is None or draw.pool not in offer.pools:
        raise NotSo(f"{draw.office} does not serve {entrant.procedure} at {draw.pool}")
    if not 0 < len(entrant.wishes) <= MOST_WISHES:
        raise NotSo(f"between 1 and {MOST_WISHES} wishes are possible")
    if any(not draw.first <= wish.day <= draw.last for wish in entrant.wishes):
        raise NotSo(f"a wish is for a day that is not drawn: {draw.first} to {draw.last}")
    if any(wish.since and wish.until and wish.since >= wish.until for wish in entrant.wishes):
        raise NotSo("a wish ends before it begins")
    if draws.entered(draw, entrant) is None and draws.add_entrant(draw, entrant, now):
        return entrant.ticket
    before = draws.entered(draw, entrant)
    if before is None or before.contact != entrant.contact:
        # Else whoever knows a person's name and birthday could spoil their wishes.
        raise NotSo("this person was entered from another phone; it has to be changed from there")
    draws.change_entrant(draw, changed(entrant, ticket=before.ticket))
    return before.ticket


def withdraw(draws: Draws, code: str, ticket: str, now: datetime) -> None:
    """Take an entry back before entries close. Raises `NotSo`."""
    draw = _open(draws.kept(code), code, now)
    if not draws.withdraw(draw, ticket):
        raise NotSo(f"draw {draw.code} has no ticket '{ticket}'")


def an_entrant(
    person: str,
    contact: int,
    procedure: ProcedureCode,
    wishes: Sequence[Wish],
    applicant: Applicant,
    below: Callable[[int], int],
) -> Entrant:
    """With a fresh ticket: it tells nothing of the person, and nobody can choose it."""
    ticket = new_folio(below)
    return Entrant(ticket, contact, person, procedure, tuple(wishes), applicant, "")


# -- closing and drawing ----------------------------------------------------------------------


def close(draws: Draws, network: Network, code: str, now: datetime) -> Record:
    """What the lots will be drawn over, to be published before they are; once closed, always the
    same. Raises `NotSo`.
    """
    draw = known(draws.alone(code), code)
    if draw.state != "announced":
        return draw.record
    if now < draw.closes_at:
        raise NotSo(f"entries for {draw.code} are open until {draw.closes_at:%Y-%m-%d %H:%M} UTC")
    pool = pool_of(network, draw.office, draw.pool)
    entries = [_entry(one, network, draw, pool) for one in draws.entrants(draw)]
    record = closed(replace(draw.record, quantum=pool.quantum), draws.room(draw), entries)
    draws.keep(draw, record)
    return record


def decide(draws: Draws, code: str, beacon: str) -> Announced:
    """Let the lots decide, which they do once. Raises `NotSo`."""
    draw = known(draws.alone(code), code)
    _check_beacon(draw, beacon)
    if draw.record.seed:
        return draw
    record = drawn(replace(draw.record, beacon=beacon), draws.seed(draw))
    draws.keep(draw, record)
    return changed(draw, record=record)


def _check_beacon(draw: Announced, beacon: str) -> None:
    if draw.state == "announced":
        raise NotSo(f"it has not closed; first: ventanilla draw close {draw.code}")
    if draw.record.seed:
        if beacon != draw.record.beacon:
            raise NotSo(f"it was drawn with the beacon '{draw.record.beacon}'; go on with that")
    elif draw.record.beacon_from and not beacon:
        raise NotSo(f"give the beacon that was announced: {draw.record.beacon_from}")
    elif beacon and not draw.record.beacon_from:
        raise NotSo("no beacon was announced: one that is chosen now could be chosen to please")
    elif len(beacon) > LONGEST_BEACON or not beacon.isprintable():
        raise NotSo(f"a beacon is one line of up to {LONGEST_BEACON} characters")


def winners(draws: Draws, draw: Announced) -> Sequence[tuple[Entrant, Outcome]]:
    """Who won what and has not been given it yet."""
    won = {entry.ticket: entry.outcome for entry in draw.record.entries if entry.outcome}
    return tuple(
        (one, won[one.ticket])
        for one in draws.entrants(draw)
        if one.ticket in won and not one.outcome
    )


def give(
    draws: Draws,
    bookings: Bookings,
    network: Network,
    draw: Announced,
    winner: tuple[Entrant, Outcome],
    now: datetime,
) -> str:
    """Book what one ticket has won, in a transaction of its own; the folio, or why not. Empty if
    somebody else has done it meanwhile.
    """
    ticket, won = winner[0].ticket, winner[1]
    entrant = draws.unsettled(draw, ticket)
    if entrant is None or entrant.applicant is None:
        return ""
    office = network.offices[draw.office]
    slot = Slot(won.day, won.at, office.code, office.timezone)
    group = network.procedures[entrant.procedure].group
    person = bookings.person(entrant.applicant.identity)
    seat = Seat(Place(slot, entrant.procedure, group, person), entrant.applicant)
    request = f"draw:{draw.code}:{ticket}"
    made = bookings.book(entrant.contact, (seat,), request, now, "drawn", BY_LOT)
    outcome = f"lost: {made.reason}" if isinstance(made, Refused) else made[0].appointment.folio
    draws.settle(draw, ticket, outcome)
    return outcome


def finish(draws: Draws, code: str, now: datetime) -> None:
    """Once everything is given: what is left opens to the public. Raises `NotSo`."""
    draw = known(draws.alone(code), code)
    if draw.state == "drawn":
        return
    if not draw.record.seed or winners(draws, draw):
        raise NotSo(f"not everything is given yet; go on with: ventanilla draw run {draw.code}")
    draws.finish(draw, now)


def published(draws: Draws, draw: Announced) -> Record:
    """What anybody may see now: nothing of the outcome before all of it is given."""
    if draw.state != "drawn":
        hidden = (replace(entry, outcome=None) for entry in draw.record.entries)
        return sealed(replace(draw.record, entries=tuple(hidden), seed="", beacon=""))
    lost = {one.ticket: one.outcome for one in draws.entrants(draw) if "lost" in one.outcome}
    entries = (replace(e, note=lost.get(e.ticket, e.note)) for e in draw.record.entries)
    return sealed(replace(draw.record, entries=tuple(entries)))


# -- pieces -----------------------------------------------------------------------------------


def pool_of(network: Network, office: OfficeCode, code: str) -> Pool:
    """Raises `NotSo`."""
    schedule = network.schedules.get(office)
    found = [pool for pool in schedule.pools if pool.code == code] if schedule else []
    if not found:
        raise NotSo(f"{office} has no pool '{code}'")
    return found[0]


def known(draw: Announced | None, code: str) -> Announced:
    """Raises `NotSo`."""
    if draw is None:
        raise NotSo(f"there is no draw '{code}'; see: ventanilla draw list")
    return draw


def _open(draw: Announced | None, code: str, now: datetime) -> Announced:
    found = known(draw, code)
    if found.state != "announced" or now >= found.closes_at:
        raise NotSo(f"draw {found.code} has closed")
    return found


def _entry(one: Entrant, network: Network, draw: Announced, pool: Pool) -> Entry:
    offer = network.offices[draw.office].offers.get(one.procedure)
    if offer is None or draw.pool not in offer.pools:
        # The network has changed since; the ticket stays in the list, so that nobody misses it.
        return Entry(one.ticket, 1, ())
    return Entry(one.ticket, cells_needed(offer.minutes, pool.quantum), one.wishes)
