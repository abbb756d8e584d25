"""Claiming places: found in the network, attempted in a savepoint, refused with a reason."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select

from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import Drawn
from ventanilla.desk.ports import Refused, Seat
from ventanilla.domain.appointment import Cause, Refusal, Share, State
from ventanilla.domain.folio import Folio, new_folio
from ventanilla.domain.slot import Slot
from ventanilla.storage.appointments import (
    already_booked,
    in_the_way,
    is_past,
    lives,
    seal,
    seconds,
)
from ventanilla.storage.counting import Count, in_day, month_of
from ventanilla.storage.denied import Denied, Reason
from ventanilla.storage.openings import Openings
from ventanilla.storage.persons import Named
from ventanilla.storage.runs import Need, is_free
from ventanilla.storage.schema import appointment, cell, claim, party, pool, vacancy
from ventanilla.storage.seats import Span, placed, seated
from ventanilla.storage.settlement import Beginning, Ending, Pass, Settled, month, settle
from ventanilla.storage.taking import Vacating
from ventanilla.storage.upserts import insert_into
from ventanilla.storage.vault import Vault

FOLIOS_TRIED = 5
"""Of 25 ** 11 folios not one is to be expected twice; five in a row say that chance is broken."""

FOREVER = 2**62
"""A time, in UTC seconds, that no hold outlives."""

NOBODYS = 0
"""No contact has this number."""

AMONG = cell.c.start_minute.in_(bindparam("minutes", expanding=True))

LOOK = (
    select(pool.c.id, func.count(cell.c.start_minute).label("free"))
    .select_from(pool)
    .outerjoin(cell, and_(cell.c.pool_id == pool.c.id, AMONG, is_free(cell)))
    .where(pool.c.office == bindparam("office"), pool.c.code == bindparam("code"))
    .group_by(pool.c.id)
)

THERE = (
    select(func.count())
    .select_from(cell)
    .where(
        cell.c.pool_id == bindparam("pool"),
        AMONG,
        cell.c.status == "open",
        cell.c.local_date == bindparam("day"),
        or_(cell.c.start_minute != bindparam("first"), cell.c.local_time == bindparam("at")),
    )
)


class NoFolio(Exception):
    """Every folio drawn was taken: the source of chance is broken."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose places, for whom, by which request, and as what they begin.

    `until` is when a hold or an offer ends (UTC). `instead_of` is the appointment that an offer
    would move.
    """

    contact: int
    seats: Sequence[Seat]
    request: str
    by: Cause
    becomes: State
    share: Share
    channel: str
    until: datetime | None = None
    instead_of: int | None = None

    @property
    def first(self) -> Seat:
        return self.seats[0]


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a wish has become: its appointments, in the order of its seats."""

    settled: Settled
    seats: tuple[Seat, ...]
    folios: tuple[Folio, ...]
    party: Folio | None


@dataclass(frozen=True)
class Claiming:
    """`below(n)` is a random whole number from 0 to n - 1."""

    connection: Connection
    network: Network
    vault: Vault
    openings: Openings
    below: Callable[[int], int]

    def claim(
        self,
        wish: Wish,
        own: Sequence[Row[Any]],
        now: datetime,
        vacatings: Sequence[Vacating] = (),
    ) -> Claimed | Refused:
        """New appointments in place of the contact's `own`, which stay when this is refused."""
        spans = list(self.spans(wish.first, len(wish.seats), wish.share, now))
        if not spans:
            return Refused(self._unknown(wish))
        endings = [self.given_up(row, now) for row in own]
        outcome: Claimed | Reason = "cells"
        for span in spans:
            if own or vacatings or span.looks_free or wish.share != "public":
                outcome = self._attempt(wish, span, Pass(endings, vacatings=vacatings), (), now)
            if outcome in ("cells", "person"):
                # What ran out is in nobody's way, even before the sweep has come by.
                stale, past, due = self._over(wish, span, now)
                if stale or past or due:
                    over = Pass([*endings, *stale], vacatings=[*vacatings, *due])
                    outcome = self._attempt(wish, span, over, past, now)
            if outcome != "cells":
                break
        if isinstance(outcome, Claimed):
            return outcome
        return self._refusal(wish, spans[0], outcome, now)

    def spans(
        self, seat: Seat, people: int, share: Share, now: datetime, *, there: bool = False
    ) -> Iterator[Span]:
        """In each pool that may serve them; none for what the network does not have, or not now.

        With `there`, only those whose cells are there and open.
        """
        slot = seat.place.slot
        office = self.network.offices.get(slot.office)
        if office is None or slot.timezone != office.timezone:
            return
        for need in self.openings.needs(slot.office, seat.place.procedure, people):
            if not self._in_time(need, slot, share, now) or not self._given(need, share):
                continue
            slots, minutes = seated(slot, need, people)
            every = sorted({minute for some in minutes for minute in some})
            where = {"office": need.office, "code": need.pool, "minutes": every}
            found = self.connection.execute(LOOK, where).first()
            if found is not None:
                span = Span(found.id, slots, minutes, looks_free=found.free == len(every))
                if not there or self.is_there(span):
                    yield span

    def _given(self, need: Need, share: Share) -> bool:
        """A draw gives places of the pools that are drawn, and of no other that would serve."""
        pools = self.network.schedules[need.office].pools
        release = next(pool.release for pool in pools if pool.code == need.pool)
        return share != "drawn" or isinstance(release, Drawn)

    def is_there(self, span: Span) -> bool:
        minutes = span.all_minutes()
        where = {
            "pool": span.pool,
            "minutes": minutes,
            "day": span.day,
            "first": minutes[0],
            "at": span.at(0),
        }
        return self.connection.scalar(THERE, where) == len(minutes)

    def _in_time(self, need: Need, slot: Slot, share: Share, now: datetime) -> bool:
        """The public within its bounds; who works at the office, whatever has not begun."""
        if share == "public":
            return self.openings.bounds(need, now).admit(slot.start_minute)
        return slot.start_minute * 60 >= seconds(now)

    # -- the attempt --------------------------------------------------------------------------

    def _attempt(
        self, wish: Wish, span: Span, over: Pass, past: Sequence[int], now: datetime
    ) -> Claimed | Reason:
        for _ in range(FOLIOS_TRIED):
            try:
                with self.connection.begin_nested():
                    return self._settle(wish, span, over, past, now)
            except Denied as denied:
                if denied.reason != "request":
                    return denied.reason
        if wish.instead_of is not None:
            # Another offer for the same appointment was faster.
            return "changed"
        raise NoFolio

    def _settle(
        self, wish: Wish, span: Span, over: Pass, past: Sequence[int], now: datetime
    ) -> Claimed:
        number, folio = self._party(wish, now)
        beginnings = self._beginnings(wish, span, past, now, number)
        wanted = replace(over, beginnings=beginnings)
        settled = settle(self.connection, wanted, wish.by, seconds(now))
        seats = (
            replace(seat, place=replace(seat.place, slot=slot))
            for seat, slot in zip(wish.seats, span.slots, strict=True)
        )
        folios = (Folio(str(beginning.row["folio"])) for beginning in beginnings)
        return Claimed(settled, tuple(seats), tuple(folios), folio)

    def _party(self, wish: Wish, now: datetime) -> tuple[int | None, Folio | None]:
        """The number and the folio of a new party; none for one alone."""
        if len(wish.seats) == 1:
            return None, None
        folio = new_folio(self.below)
        taken = select(appointment.c.id).where(appointment.c.folio == folio)
        statement = insert_into(self.connection.dialect.name, party).on_conflict_do_nothing()
        row = {"folio": folio, "contact_id": wish.contact, "created_at": seconds(now)}
        number: int | None = self.connection.scalar(statement.returning(party.c.id), row)
        if number is None or self.connection.execute(taken).first():
            raise Denied("request")
        return number, folio

    def _beginnings(
        self, wish: Wish, span: Span, past: Sequence[int], now: datetime, number: int | None
    ) -> Sequence[Beginning]:
        return [
            Beginning(
                row={**self._row(wish, span, seat, now), "party_id": number},
                claims=span.claims(seat, wish.share),
                counts=self._counts(wish, span, now),
                named=self.named(one, active=wish.becomes != "offered"),
                past=past if seat == 0 else (),
            )
            for seat, one in enumerate(wish.seats)
        ]

    def _row(self, wish: Wish, span: Span, seat: int, now: datetime) -> dict[str, object]:
        slot, one, folio = span.slots[seat], wish.seats[seat], new_folio(self.below)
        return {
            "folio": folio,
            "request_key": request_of(wish.request, seat),
            "contact_id": wish.contact,
            "seat": seat,
            "instead_of": wish.instead_of,
            **placed(slot, span.pool, len(span.minutes[seat])),
            "procedure": one.place.procedure,
            "units": 1,
            "state": wish.becomes,
            # A confirmation is a step of its own, also where it is taken at once.
            "revision": int(wish.becomes == "confirmed"),
            "channel": wish.channel,
            "hold_until": seconds(wish.until) if wish.until else None,
            "created_at": seconds(now),
            "confirmed_at": seconds(now) if wish.becomes == "confirmed" else None,
            "applicant_sealed": seal(self.vault, folio, one.applicant),
        }

    def _counts(self, wish: Wish, span: Span, now: datetime) -> tuple[Count, ...]:
        """An offer is not yet one of the contact's bookings; staff's are not the contact's."""
        slot, procedure = span.slots[0], wish.first.place.procedure
        quotas = self.network.schedules[slot.office].quotas
        days = in_day(quotas, slot.office, procedure, span.day, 1)
        if not counts_for_contact(wish.becomes, wish.channel):
            return tuple(days)
        limit = self.network.limits.bookings_per_contact_month
        return (Count(month_of(wish.contact, month(seconds(now))), 1, limit), *days)

    def named(self, seat: Seat, *, active: bool = True) -> Named:
        like = self.vault.index("likeness", seat.applicant.likeness).hex()
        return Named(seat.place.person, like, seat.place.group, active)

    # -- what is in the way -------------------------------------------------------------------

    def _over(
        self, wish: Wish, span: Span, now: datetime
    ) -> tuple[Sequence[Ending], Sequence[int], Sequence[Vacating]]:
        """Others' holds that ran out, here or for these persons; these persons' past; and what
        was kept back here for long enough.
        """
        standing = [
            row
            for seat in wish.seats
            if (row := in_the_way(self.connection, seat.place.person, seat.place.group))
        ]
        past = [row.id for row in standing if is_past(row, now)]
        persons = [row.id for row in standing]
        stale, due = self.left_over(span, now, persons, besides=wish.contact)
        return stale, past, due

    def left_over(
        self, span: Span, now: datetime, also: Sequence[int] = (), besides: int | None = None
    ) -> tuple[Sequence[Ending], Sequence[Vacating]]:
        """Holds that ran out, here or `also` of these appointments, but for one contact's; and what
        was kept back here for long enough.

        Not what was offered: the sweep gives it to the next on the waitlist. Whoever let an offer
        run out knows that second, and could take the place for somebody else.
        """
        minutes = span.all_minutes()
        here = select(claim.c.appointment_id).where(
            claim.c.pool_id == span.pool, claim.c.start_minute.in_(minutes)
        )
        found = self.connection.execute(
            select(appointment).where(
                or_(appointment.c.id.in_(here), appointment.c.id.in_(also)),
                appointment.c.contact_id != (besides or NOBODYS),
                appointment.c.state == "held",
                appointment.c.hold_until <= seconds(now),
            )
        )
        due = self.connection.execute(
            select(vacancy).where(
                vacancy.c.pool_id == span.pool,
                vacancy.c.start_minute.in_(minutes),
                vacancy.c.returns_at <= seconds(now),
            )
        )
        vacatings = [
            Vacating(row.appointment_id, row.revision, (row.start_minute,), seconds(now))
            for row in due
        ]
        return [self.run_out(row, now) for row in found], vacatings

    def given_up(self, hold: Row[Any], now: datetime) -> Ending:
        """The contact's own hold, which ends whether it has run out or not."""
        if not lives(hold, now):
            return self.run_out(hold, now)
        return Ending(
            hold.id, "held", FOREVER, "cancelled", "released", given_back(self.network, hold)
        )

    def run_out(self, hold: Row[Any], now: datetime, keeps_until: int | None = None) -> Ending:
        """Ends only if by the database's word, too, it is over by `now`."""
        counts = given_back(self.network, hold)
        return Ending(hold.id, hold.state, seconds(now), "expired", "expired", counts, keeps_until)

    # -- refusals -----------------------------------------------------------------------------

    def _refusal(self, wish: Wish, span: Span, reason: Reason, now: datetime) -> Refused:
        match reason:
            case "limit" | "quota":
                return Refused(reason)
            case "person":
                return self._person_in_the_way(wish, now) or Refused("taken")
            case _:
                return Refused("taken" if self.is_there(span) else "gone")

    def _person_in_the_way(self, wish: Wish, now: datetime) -> Refused | None:
        who = ((wish.contact, s.place.person, s.place.group) for s in wish.seats)
        found = (already_booked(self.connection, *one, now) for one in who)
        return next(filter(None, found), None)

    def _unknown(self, wish: Wish) -> Refusal:
        """A party that is too large is told so where a smaller one would be served."""
        slot, procedure = wish.first.place.slot, wish.first.place.procedure
        alone = self.openings.needs(slot.office, procedure)
        together = self.openings.needs(slot.office, procedure, len(wish.seats))
        return "too-many" if alone and not together else "gone"


def request_of(request: str, seat: int) -> str:
    """A request names each appointment it makes."""
    return f"{request}#{seat}" if seat else request


def counts_for_contact(state: str, channel: str) -> bool:
    return state != "offered" and channel not in ("staff", "draw")


def given_back(network: Network, row: Row[Any]) -> tuple[Count, ...]:
    """What an appointment gives back of quotas when it ends."""
    schedule = network.schedules.get(row.office)
    quotas = schedule.quotas if schedule else {}
    days = in_day(quotas, row.office, row.procedure, row.local_date, -1)
    if not counts_for_contact(row.state, row.channel):
        return tuple(days)
    return (Count(month_of(row.contact_id, month(row.created_at)), -1), *days)
