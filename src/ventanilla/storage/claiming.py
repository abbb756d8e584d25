"""Claiming a place: found in the network, attempted in a savepoint, refused with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select

from ventanilla.catalogue.network import Network
from ventanilla.desk.ports import Held, HoldOutcome, Refused
from ventanilla.domain.applicant import Applicant
from ventanilla.domain.appointment import Place, Refusal
from ventanilla.domain.folio import Folio, new_folio
from ventanilla.storage.appointments import in_the_way, is_past, lives, seal, seconds
from ventanilla.storage.openings import Openings
from ventanilla.storage.runs import is_free
from ventanilla.storage.schema import appointment, cell, claim, pool
from ventanilla.storage.settlement import Beginning, Denied, Ending, Reason, settle
from ventanilla.storage.vault import Vault

FOLIOS_TRIED = 5
"""Of 25 ** 11 folios not one is to be expected twice; five in a row say that chance is broken."""

FOREVER = 2**62
"""A time, in UTC seconds, that no hold outlives."""

CHANNEL = "whatsapp"
"""The one there is; staff and the portal will name theirs."""

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
    .where(cell.c.pool_id == bindparam("pool"), AMONG, cell.c.status == "open")
)


class NoFolio(Exception):
    """Every folio drawn was taken: the source of chance is broken."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose place, for whom, and by which request."""

    contact: int
    place: Place
    applicant: Applicant
    request: str


@dataclass(frozen=True, slots=True)
class Span:
    """Where a place is in the calendar: `minutes` are the starts of its cells.

    `looks_free` is a look without a lock: it spares those who come too late the attempt.
    """

    pool: int
    minutes: Sequence[int]
    looks_free: bool


@dataclass(frozen=True)
class Claiming:
    """`below(n)` is a random whole number from 0 to n - 1."""

    connection: Connection
    network: Network
    vault: Vault
    openings: Openings
    below: Callable[[int], int]

    def claim(self, wish: Wish, own: Row[Any] | None, now: datetime) -> HoldOutcome:
        """A new hold in place of the contact's `own`, which stays when this is refused."""
        span = self._span(wish.place, now)
        if span is None:
            return Refused("gone")
        endings = [given_up(own, now)] if own else []
        outcome: Held | Reason = "cells"
        if own or span.looks_free:
            outcome = self._attempt(wish, span, endings, (), now)
        if outcome in ("cells", "person"):
            # What ran out is in nobody's way, even before the sweep has come by.
            stale, past = self._over(wish, span, now)
            if stale or past:
                outcome = self._attempt(wish, span, [*endings, *stale], past, now)
        if isinstance(outcome, Held):
            return outcome
        return self._refusal(wish, span, outcome, now)

    def _span(self, place: Place, now: datetime) -> Span | None:
        """None for a place that the network does not have, or not now."""
        slot = place.slot
        need = next(iter(self.openings.needs(slot.office, place.procedure)), None)
        if need is None or slot.timezone != self.network.offices[slot.office].timezone:
            return None
        if not self.openings.bounds(need, now).admit(slot.start_minute):
            return None
        end = slot.start_minute + need.cells * need.quantum
        minutes = range(slot.start_minute, end, need.quantum)
        where = {"office": need.office, "code": need.pool, "minutes": minutes}
        found = self.connection.execute(LOOK, where).first()
        if found is None:
            return None
        return Span(found.id, minutes, looks_free=found.free == len(minutes))

    def _attempt(
        self,
        wish: Wish,
        span: Span,
        endings: Sequence[Ending],
        past: Sequence[int],
        now: datetime,
    ) -> Held | Reason:
        until = now.replace(microsecond=0) + timedelta(minutes=self.network.limits.hold_minutes)
        for _ in range(FOLIOS_TRIED):
            held = Held(new_folio(self.below), wish.place, until)
            beginning = self._beginning(wish, span, held, past, now)
            try:
                with self.connection.begin_nested():
                    settle(self.connection, endings, beginning, seconds(now))
            except Denied as denied:
                if denied.reason != "request":
                    return denied.reason
            else:
                return held
        raise NoFolio

    def _beginning(
        self, wish: Wish, span: Span, held: Held, past: Sequence[int], now: datetime
    ) -> Beginning:
        return Beginning(
            row=self._row(wish, span, held, now),
            contact=wish.contact,
            created_at=seconds(now),
            limit=self.network.limits.bookings_per_contact_month,
            person=wish.place.person,
            group=wish.place.group,
            pool=span.pool,
            minutes=span.minutes,
            past=past,
        )

    def _row(self, wish: Wish, span: Span, held: Held, now: datetime) -> dict[str, object]:
        slot = wish.place.slot
        return {
            "folio": held.folio,
            "request_key": wish.request,
            "contact_id": wish.contact,
            "office": slot.office,
            "procedure": wish.place.procedure,
            "pool_id": span.pool,
            "start_minute": slot.start_minute,
            "timezone": slot.timezone,
            "local_date": slot.day.isoformat(),
            "local_time": f"{slot.time:%H:%M}",
            "cells": len(span.minutes),
            "units": 1,
            "state": "held",
            "channel": CHANNEL,
            "hold_until": seconds(held.until),
            "created_at": seconds(now),
            "applicant_sealed": seal(self.vault, held.folio, wish.applicant),
        }

    def _over(
        self, wish: Wish, span: Span, now: datetime
    ) -> tuple[Sequence[Ending], Sequence[int]]:
        """Others' holds that ran out, here or for this person, and this person's past."""
        standing = in_the_way(self.connection, wish.place.person, wish.place.group)
        here = select(claim.c.appointment_id).where(
            claim.c.pool_id == span.pool, claim.c.start_minute.in_(span.minutes)
        )
        found = self.connection.execute(
            select(appointment).where(
                or_(appointment.c.id.in_(here), appointment.c.id == (standing and standing.id)),
                appointment.c.contact_id != wish.contact,
                appointment.c.state == "held",
                appointment.c.hold_until <= seconds(now),
            )
        )
        past = [standing.id] if standing and is_past(standing, now) else []
        return [run_out(row, now) for row in found], past

    def _refusal(self, wish: Wish, span: Span, reason: Reason, now: datetime) -> Refused:
        match reason:
            case "limit":
                return Refused("limit")
            case "person":
                who = (wish.contact, wish.place.person, wish.place.group)
                return already_booked(self.connection, *who, now) or Refused("taken")
            case _:
                return Refused(self._lost(span))

    def _lost(self, span: Span) -> Refusal:
        """Whether the cells are there at all, open; then somebody was faster."""
        there = self.connection.scalar(THERE, {"pool": span.pool, "minutes": span.minutes})
        return "taken" if there == len(span.minutes) else "gone"


def already_booked(
    connection: Connection, contact: int, person: str, group: str, now: datetime
) -> Refused | None:
    """Why this contact cannot book for this person now. A hold of its own is no reason."""
    standing = in_the_way(connection, person, group)
    if standing is None or is_past(standing, now):
        return None
    if standing.state == "held":
        others = standing.contact_id != contact and lives(standing, now)
        return Refused("already-elsewhere") if others else None
    if standing.contact_id == contact:
        return Refused("already-yours", folio=Folio(standing.folio))
    return Refused("already-elsewhere", other_contact=standing.contact_id)


def given_up(hold: Row[Any], now: datetime) -> Ending:
    """The contact's own hold, which ends whether it has run out or not."""
    if not lives(hold, now):
        return run_out(hold, now)
    return Ending(hold.id, hold.contact_id, hold.created_at, FOREVER, "released")


def run_out(hold: Row[Any], now: datetime) -> Ending:
    """Ends only if by the database's word, too, it is over by `now`."""
    return Ending(hold.id, hold.contact_id, hold.created_at, seconds(now), "expired")
