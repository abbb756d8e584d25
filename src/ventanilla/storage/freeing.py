"""What becomes of a place that somebody gives back: the waitlist first, the public later.

It is kept back until a minute nobody can foretell, so that whoever gives a place back cannot be
the one to take it again for somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, text

from ventanilla.calendar.release import return_minute
from ventanilla.desk.ports import Freed, Refused, Waitlist, Wanted
from ventanilla.domain.appointment import DESK, Cause, Share
from ventanilla.domain.office import OfficeCode
from ventanilla.domain.slot import Slot
from ventanilla.storage.appointments import seconds
from ventanilla.storage.claiming import FOREVER, Claimed, Claiming, Wish
from ventanilla.storage.schema import appointment, cell, pool, vacancy
from ventanilla.storage.settlement import Pass, settle
from ventanilla.storage.taking import Vacated, Vacating


@dataclass(frozen=True, slots=True)
class Nobody:
    """A waitlist on which nobody is."""

    def next_for(self, freed: Freed, now: datetime) -> Wanted | None:
        return None


NOBODY = Nobody()

POOL = select(pool.c.office, pool.c.code).where(pool.c.id == bindparam("pool"))

CELL = select(cell.c.local_date, cell.c.local_time).where(
    cell.c.pool_id == bindparam("pool"), cell.c.start_minute == bindparam("minute")
)

INSTEAD = select(appointment.c.id).where(
    appointment.c.folio == bindparam("folio"),
    appointment.c.contact_id == bindparam("contact"),
    appointment.c.state == "confirmed",
)

OFFERED = select(appointment.c.id).where(
    appointment.c.instead_of == bindparam("number"), text("appointment.state = 'offered'")
)

DUE = (
    select(vacancy.c.appointment_id, vacancy.c.revision, vacancy.c.start_minute)
    .where(vacancy.c.returns_at <= bindparam("now"))
    .order_by(vacancy.c.returns_at, vacancy.c.appointment_id, vacancy.c.start_minute)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True)
class Freeing:
    """`notice` is how long before its start a place can still be booked."""

    connection: Connection
    claiming: Claiming
    waitlist: Waitlist
    notice: timedelta

    def keeps_until(self, row: Row[Any], now: datetime) -> int | None:
        """When the place of this appointment is to return (UTC seconds); None for at once."""
        found = self.connection.execute(POOL, {"pool": row.pool_id}).one()
        schedule = self.claiming.network.schedules.get(OfficeCode(found.office))
        pools = [p for p in schedule.pools if p.code == found.code] if schedule else []
        if not pools:
            return None
        minute = return_minute(
            self.claiming.below,
            now,
            row.start_minute,
            self.notice,
            pools[0].release,
            row.timezone,
        )
        return None if minute is None else minute * 60

    def expire(self, due: Sequence[Row[Any]], now: datetime) -> int:
        """Ends holds and offers that ran out. A hold's place is free at once: it was never
        anybody's; what was offered goes to the next on the waitlist.
        """
        endings = [
            self.claiming.run_out(
                row, now, self.keeps_until(row, now) if row.state == "offered" else None
            )
            for row in due
        ]
        settled = settle(self.connection, Pass(endings), DESK, seconds(now))
        self.offer_on(settled.vacated, now)
        return len(settled.ended)

    def offer_on(self, vacated: Sequence[Vacated], now: datetime) -> None:
        for one in vacated:
            if wanted := self.waitlist.next_for(self._freed(one), now):
                self._offer(one, wanted, now)

    def give_back(self, now: datetime, limit: int) -> int:
        due = self.connection.execute(DUE, {"now": seconds(now), "limit": limit})
        returning = [
            Vacating(row.appointment_id, row.revision, (row.start_minute,), seconds(now))
            for row in due
        ]
        if not returning:
            return 0
        return settle(self.connection, Pass(vacatings=returning), DESK, seconds(now)).returned

    def _freed(self, one: Vacated) -> Freed:
        where = {"pool": one.pool, "minute": one.minutes[0]}
        at = self.connection.execute(CELL, where).one()
        of = self.connection.execute(POOL, {"pool": one.pool}).one()
        office = OfficeCode(of.office)
        slot = Slot(
            day=date.fromisoformat(at.local_date),
            time=time.fromisoformat(at.local_time),
            office=office,
            timezone=self.claiming.network.offices[office].timezone,
        )
        until = datetime.fromtimestamp(one.until, UTC)
        return Freed(slot, of.code, len(one.minutes), until)

    def _offer(self, one: Vacated, wanted: Wanted, now: datetime) -> None:
        request = f"offer:{one.appointment}:{one.revision}:{one.minutes[0]}"
        self.offer(wanted, request, DESK, now, "public", one)

    def offer(
        self,
        wanted: Wanted,
        request: str,
        by: Cause,
        now: datetime,
        share: Share,
        of: Vacated | None = None,
    ) -> Claimed | Refused:
        """A place that only this contact can take; with `of`, out of what is kept back."""
        instead = self._instead(wanted)
        if isinstance(instead, Refused):
            return instead
        wish = Wish(
            contact=wanted.contact,
            seats=(wanted.seat,),
            request=request,
            by=by,
            becomes="offered",
            share=share,
            channel="offer",
            until=wanted.until,
            instead_of=instead,
        )
        vacatings = self._cells_wanted(of, wanted) if of else ()
        return self.claiming.claim(wish, (), now, vacatings)

    def _instead(self, wanted: Wanted) -> int | Refused | None:
        """The appointment that the offer would move: this contact's, and with no other offer."""
        if wanted.instead_of is None:
            return None
        number: int | None = self.connection.scalar(
            INSTEAD, {"folio": wanted.instead_of, "contact": wanted.contact}
        )
        if number is None:
            return Refused("not-yours")
        offered = self.connection.execute(OFFERED, {"number": number}).first()
        return Refused("taken") if offered else number

    def _cells_wanted(self, of: Vacated, wanted: Wanted) -> Sequence[Vacating]:
        """Only the cells that the offer needs: the rest stays kept back."""
        start = wanted.seat.place.slot.start_minute
        needs = self.claiming.openings.needs(
            wanted.seat.place.slot.office, wanted.seat.place.procedure
        )
        spans = (range(start, start + need.cells * need.quantum) for need in needs)
        reach = {minute for span in spans for minute in span}
        minutes = tuple(minute for minute in of.minutes if minute in reach)
        return [Vacating(of.appointment, of.revision, minutes, FOREVER)] if minutes else ()
