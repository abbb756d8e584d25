"""Holding a draw: announced, entered, closed, drawn, published.

What the lots decide is written down before the first place is booked, and each place is booked by
a request that names its ticket. Killed in the middle, the same call goes on where it stopped and
nobody gets another outcome.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    commitment,
    drawn,
    hash_of_tickets,
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


class NotSo(ValueError):
    """It cannot be done; the text is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which places are to be drawn, and when entries close (UTC)."""

    office: OfficeCode
    pool: str
    first: date
    last: date
    closes_at: datetime


def announce(
    draws: Draws, network: Network, wanted: Proposal, seed: bytes, code: str, now: datetime
) -> Announced:
    """`seed` is 32 secret random bytes, `code` the draw's public name. Raises `NotSo`."""
    _check(draws, network, wanted, now)
    draw = Announced(
        number=0,
        code=code,
        office=wanted.office,
        pool=wanted.pool,
        first=wanted.first,
        last=wanted.last,
        closes_at=wanted.closes_at,
        state="announced",
        commitment=commitment(code, seed),
        record=None,
    )
    draws.add(draw, seed, now)
    return draw


def _check(draws: Draws, network: Network, wanted: Proposal, now: datetime) -> None:
    pool = pool_of(network, wanted.office, wanted.pool)
    zone = ZoneInfo(network.offices[wanted.office].timezone)
    if not isinstance(pool.release, Drawn):
        raise NotSo(f"{wanted.pool} of {wanted.office} is not released by draw; see its schedule")
    if wanted.first > wanted.last:
        raise NotSo("the first day must not be after the last")
    if wanted.closes_at <= now:
        raise NotSo("entries would have closed already; choose a later time")
    if wanted.closes_at >= datetime.combine(wanted.first, time(), zone):
        raise NotSo("entries must close before the first day that is drawn")
    for other in draws.all():
        alike = (other.office, other.pool) == (wanted.office, wanted.pool)
        if alike and other.first <= wanted.last and wanted.first <= other.last:
            raise NotSo(f"draw {other.code} gives places of these days already")


def enter(draws: Draws, network: Network, draw: Announced, entrant: Entrant, now: datetime) -> str:
    """The ticket. Whoever enters again keeps it and changes the wishes. Raises `NotSo`."""
    if draw.state != "announced" or now >= draw.closes_at:
        raise NotSo(f"draw {draw.code} has closed")
    offer = network.offices[draw.office].offers.get(entrant.procedure)
    if offer is None or draw.pool not in offer.pools:
        raise NotSo(f"{draw.office} does not serve {entrant.procedure} at {draw.pool}")
    if not 0 < len(entrant.wishes) <= MOST_WISHES:
        raise NotSo(f"between 1 and {MOST_WISHES} wishes are possible")
    if any(not draw.first <= wish.day <= draw.last for wish in entrant.wishes):
        raise NotSo(f"a wish is for a day that is not drawn: {draw.first} to {draw.last}")
    return draws.enter(draw, entrant, now)


def decide(
    draws: Draws, network: Network, draw: Announced, beacon: str, now: datetime
) -> Announced:
    """Close the draw and let the lots decide, which they do once. Raises `NotSo`."""
    if draw.state != "announced":
        return draw
    if now < draw.closes_at:
        raise NotSo(f"entries for {draw.code} are open until {draw.closes_at:%Y-%m-%d %H:%M} UTC")
    pool = pool_of(network, draw.office, draw.pool)
    entries = tuple(_entry(one, network, draw, pool) for one in draws.entrants(draw))
    record = replace(
        header(draw, pool.quantum),
        tickets=hash_of_tickets(draw.code, entries),
        beacon=beacon,
        room=tuple(draws.room(draw)),
        entries=entries,
    )
    draws.decide(draw, drawn(record, draws.seed(draw)))
    found = draws.find(draw.code)
    if found is None:
        raise AssertionError
    return found


def header(draw: Announced, quantum: int) -> Record:
    """What is public of a draw from its announcement on."""
    return Record(
        form=FORM,
        code=draw.code,
        office=draw.office,
        pool=draw.pool,
        first=draw.first,
        last=draw.last,
        closes_at=draw.closes_at,
        quantum=quantum,
        commitment=draw.commitment,
    )


def winners(draws: Draws, draw: Announced) -> Sequence[tuple[Entrant, Outcome]]:
    """Who won what and has not been given it yet."""
    if draw.record is None:
        return ()
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
    """Book what one ticket has won, in a transaction of its own; the folio, or why not."""
    entrant, won = winner
    if entrant.applicant is None:
        return entrant.outcome
    office = network.offices[draw.office]
    slot = Slot(won.day, won.at, office.code, office.timezone)
    group = network.procedures[entrant.procedure].group
    person = bookings.person(entrant.applicant.identity)
    seat = Seat(Place(slot, entrant.procedure, group, person), entrant.applicant)
    request = f"draw:{draw.code}:{entrant.ticket}"
    made = bookings.book(entrant.contact, (seat,), request, now, "drawn", BY_LOT)
    outcome = f"lost: {made.reason}" if isinstance(made, Refused) else made[0].appointment.folio
    draws.settle(draw, entrant.ticket, outcome)
    return outcome


def published(draws: Draws, network: Network, draw: Announced) -> Record:
    """What anybody may see now: nothing of the outcome before all of it is given."""
    if draw.record is None or draw.state != "drawn":
        return header(draw, pool_of(network, draw.office, draw.pool).quantum)
    notes = {
        one.ticket: one.outcome for one in draws.entrants(draw) if one.outcome.startswith("lost")
    }
    entries = (replace(e, note=notes.get(e.ticket, "")) for e in draw.record.entries)
    return replace(draw.record, entries=tuple(entries))


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


def pool_of(network: Network, office: OfficeCode, code: str) -> Pool:
    """Raises `NotSo`."""
    schedule = network.schedules.get(office)
    found = [pool for pool in schedule.pools if pool.code == code] if schedule else []
    if not found:
        raise NotSo(f"{office} has no pool '{code}'")
    return found[0]


def _entry(one: Entrant, network: Network, draw: Announced, pool: Pool) -> Entry:
    minutes = network.offices[draw.office].offers[one.procedure].minutes
    return Entry(one.ticket, cells_needed(minutes, pool.quantum), one.wishes)
