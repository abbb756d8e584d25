"""What happens to an appointment that stands: moved, cancelled, offered another place, attended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, or_, select, text, update

from ventanilla.desk.ports import (
    Confirmed,
    ConfirmOutcome,
    Found,
    HistoryLine,
    HoldOutcome,
    Refused,
    Seat,
    Wanted,
)
from ventanilla.domain.appointment import CONTACT, LIVE, Cause, Place, Refusal, Share
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot
from ventanilla.storage.appointments import (
    APPOINTMENTS,
    ROWS,
    already_booked,
    confirmed_of,
    found_of,
    held_of,
    in_the_way,
    is_past,
    lives,
    seconds,
    slot_of,
    unseal,
)
from ventanilla.storage.bookings import BY_REQUEST, BookingCore, lock
from ventanilla.storage.claiming import FOREVER, given_back
from ventanilla.storage.counting import Count, in_day, month_of
from ventanilla.storage.denied import Denied, Reason
from ventanilla.storage.persons import Named, free_persons
from ventanilla.storage.schema import appointment, claim, event, party
from ventanilla.storage.seats import Span, placed
from ventanilla.storage.settlement import (
    Accepting,
    Ending,
    Moving,
    Pass,
    Settled,
    month,
    record,
    settle,
)

BY_FOLIO = ROWS.where(appointment.c.folio == bindparam("folio"))

OF_FOLIO = APPOINTMENTS.where(
    or_(appointment.c.folio == bindparam("folio"), party.c.folio == bindparam("folio"))
)

OF_DAY = APPOINTMENTS.where(
    appointment.c.office == bindparam("office"),
    appointment.c.local_date == bindparam("day"),
    appointment.c.state.in_(LIVE),
)

BY_NUMBER = ROWS.where(appointment.c.id == bindparam("number"))

CLAIMED = (
    select(claim)
    .where(claim.c.appointment_id == bindparam("number"))
    .order_by(claim.c.start_minute)
)

HISTORY = (
    select(event)
    .where(event.c.appointment_id.in_(bindparam("appointments", expanding=True)))
    .order_by(event.c.id)
)

OFFER_FOR = ROWS.where(
    appointment.c.instead_of == bindparam("number"), text("appointment.state = 'offered'")
)

ATTEND = (
    update(appointment)
    .where(appointment.c.id == bindparam("number"), appointment.c.state == "confirmed")
    .values(state=bindparam("becomes"), revision=appointment.c.revision + 1)
    .returning(appointment.c.revision)
)

CANCELLED_BY = (
    update(appointment)
    .where(appointment.c.id == bindparam("number"))
    .values(request_key=bindparam("request"))
)


@dataclass(frozen=True)
class AppointmentLife:
    """The desk's `Life`, inside the caller's transaction."""

    core: BookingCore

    @property
    def connection(self) -> Connection:
        return self.core.connection

    # -- looking ------------------------------------------------------------------------------

    def find(self, folio: Folio) -> Sequence[Found]:
        return self._found(self.connection.execute(OF_FOLIO, {"folio": folio}).all())

    def of_day(self, office: OfficeCode, day: date) -> Sequence[Found]:
        where = {"office": office, "day": day.isoformat()}
        return self._found(self.connection.execute(OF_DAY, where).all())

    def _found(self, rows: Sequence[Row[Any]]) -> Sequence[Found]:
        lines: dict[int, list[HistoryLine]] = {row.id: [] for row in rows}
        if rows:
            for one in self.connection.execute(HISTORY, {"appointments": list(lines)}):
                at = datetime.fromtimestamp(one.at, UTC)
                line = HistoryLine(at, one.action, one.actor, one.detail)
                lines[one.appointment_id].append(line)
        return tuple(found_of(row, tuple(lines[row.id])) for row in rows)

    def looked_at(self, appointment_id: int, by: Cause, now: datetime) -> None:
        record(self.connection, [(appointment_id, "looked at")], by, seconds(now))

    # -- moving -------------------------------------------------------------------------------

    def move(
        self,
        folio: Folio,
        slot: Slot,
        request: str,
        by: Cause,
        now: datetime,
        *,
        contact: int | None,
        share: Share,
    ) -> ConfirmOutcome:
        row = self._locked(folio, contact)
        if isinstance(row, Refused):
            return row
        if done := self._done(row, request):
            return done
        if row.state != "confirmed" or is_past(row, now):
            return Refused("gone")
        seat = Seat(
            Place(slot, ProcedureCode(row.procedure), row.dedupe_group, row.person_key),
            unseal(self.core.vault, row.folio, row.applicant_sealed),
        )
        outcome: Settled | Reason = "changed"
        for span in self.core.claiming.spans(seat, 1, share, now, there=True):
            moving = self._moving(row, span, request, share, now)
            outcome = self._move_into(span, moving, by, now, row)
            if outcome != "cells":
                break
        if isinstance(outcome, Settled):
            self.core.freeing.offer_on(outcome.vacated, now)
            return self._again(folio)
        refusals: Mapping[Reason, Refusal] = {"cells": "taken", "quota": "quota"}
        return Refused(refusals.get(outcome, "gone"))

    def _move_into(
        self, span: Span, moving: Moving, by: Cause, now: datetime, row: Row[Any]
    ) -> Settled | Reason:
        outcome = self._attempt(Pass(movings=[moving]), by, now, row)
        if outcome == "cells":
            # What ran out is in nobody's way, even before the sweep has come by.
            stale, due = self.core.claiming.left_over(span, now)
            if stale or due:
                over = Pass(stale, movings=[moving], vacatings=due)
                outcome = self._attempt(over, by, now, row)
        return outcome

    def _moving(
        self, row: Row[Any], span: Span, request: str, share: Share, now: datetime
    ) -> Moving:
        slot, network = span.slots[0], self.core.network
        quotas = network.schedules[slot.office].quotas
        gained = in_day(quotas, slot.office, ProcedureCode(row.procedure), span.day, 1)
        lost = [one for one in given_back(network, row) if one.where.office]
        return Moving(
            appointment=row.id,
            revision=row.revision,
            values={**placed(slot, span.pool, len(span.minutes[0])), "request_key": request},
            claims=span.claims(0, share),
            counts=(*lost, *gained),
            keeps_until=self.core.freeing.keeps_until(row, now),
        )

    def _attempt(self, wanted: Pass, by: Cause, now: datetime, row: Row[Any]) -> Settled | Reason:
        """With an offer that was made for this appointment: it has no object any more."""
        others = self._offers_for(row, now, except_for=wanted.endings)
        return self._settled(replace(wanted, endings=[*wanted.endings, *others]), by, now)

    def _offers_for(
        self, row: Row[Any], now: datetime, except_for: Sequence[Ending]
    ) -> list[Ending]:
        ending = {one.appointment for one in except_for}
        offers = self.connection.execute(OFFER_FOR, {"number": row.id}).all()
        return [
            self._ended(offer, "offered", "withdrawn", now)
            for offer in offers
            if offer.id not in ending
        ]

    # -- cancelling ---------------------------------------------------------------------------

    def cancel(
        self, folio: Folio, request: str, by: Cause, now: datetime, *, contact: int | None
    ) -> ConfirmOutcome:
        row = self._locked(folio, contact)
        if isinstance(row, Refused):
            return row
        if done := self._done(row, request):
            return done
        if row.state != "confirmed" or is_past(row, now):
            return Refused("gone")
        ending = replace(self._ended(row, "confirmed", "cancelled", now), required=True)
        outcome = self._attempt(Pass(endings=[ending]), by, now, row)
        if not isinstance(outcome, Settled):
            return Refused("gone")
        self.connection.execute(CANCELLED_BY, {"number": row.id, "request": request})
        self.core.freeing.offer_on(outcome.vacated, now)
        return self._again(folio)

    def _ended(self, row: Row[Any], was: Any, action: str, now: datetime) -> Ending:
        return Ending(
            appointment=row.id,
            was=was,
            latest=FOREVER,
            becomes="cancelled",
            action=action,
            counts=given_back(self.core.network, row),
            keeps_until=self.core.freeing.keeps_until(row, now),
        )

    # -- the day ------------------------------------------------------------------------------

    def check_in(self, folio: Folio, by: Cause, now: datetime) -> ConfirmOutcome:
        """Only on its day."""
        return self._attend(folio, "checked_in", by, now)

    def no_show(self, folio: Folio, by: Cause, now: datetime) -> ConfirmOutcome:
        """Only of what has begun. The person may book again."""
        return self._attend(folio, "no_show", by, now)

    def _attend(self, folio: Folio, becomes: str, by: Cause, now: datetime) -> ConfirmOutcome:
        row = self._locked(folio, None)
        if isinstance(row, Refused):
            return row
        if row.state == becomes:
            return self._again(folio)
        today = now.astimezone(ZoneInfo(row.timezone)).date().isoformat()
        on_time = is_past(row, now) if becomes == "no_show" else row.local_date == today
        if not on_time:
            return Refused("gone")
        if self.connection.scalar(ATTEND, {"number": row.id, "becomes": becomes}) is None:
            return Refused("gone")
        if becomes == "no_show":
            free_persons(self.connection, [row.id])
        record(self.connection, [(row.id, becomes)], by, seconds(now))
        return self._again(folio)

    # -- offers -------------------------------------------------------------------------------

    def offer(
        self, wanted: Wanted, request: str, by: Cause, now: datetime, share: Share
    ) -> HoldOutcome:
        lock(self.connection, wanted.contact)
        if known := self.connection.execute(BY_REQUEST, {"request": request}).first():
            return held_of(known) if lives(known, now) else Refused("gone")
        made = self.core.freeing.offer(wanted, request, by, now, share)
        if isinstance(made, Refused):
            return made
        return held_of(self.connection.execute(BY_REQUEST, {"request": request}).one())

    def accept(
        self, offer: Folio, contact: int, request: str, now: datetime, by: Cause = CONTACT
    ) -> ConfirmOutcome:
        row = self._locked(offer, contact)
        if isinstance(row, Refused):
            return row
        if known := self.connection.execute(BY_REQUEST, {"request": request}).first():
            mine = known.contact_id == contact and known.state == "confirmed"
            return confirmed_of(known, self.core.vault) if mine else Refused("gone")
        if row.state != "offered" or not lives(row, now):
            return Refused("gone")
        if row.instead_of is None:
            return self._take_offer(row, request, by, now)
        return self._move_to_offer(row, request, by, now)

    def decline(self, offer: Folio, contact: int, now: datetime) -> bool:
        row = self._locked(offer, contact)
        if isinstance(row, Refused) or row.state != "offered":
            return False
        ending = self._ended(row, "offered", "declined", now)
        settled = settle(self.connection, Pass([ending]), CONTACT, seconds(now))
        self.core.freeing.offer_on(settled.vacated, now)
        return bool(settled.ended)

    def give_back(self, now: datetime, limit: int) -> int:
        return self.core.freeing.give_back(now, limit)

    def _take_offer(self, row: Row[Any], request: str, by: Cause, now: datetime) -> ConfirmOutcome:
        standing = in_the_way(self.connection, row.person_key, row.dedupe_group)
        past = [standing.id] if standing and is_past(standing, now) else []
        limit = self.core.network.limits.bookings_per_contact_month
        accepting = Accepting(
            appointment=row.id,
            request=request,
            count=Count(month_of(row.contact_id, month(row.created_at)), 1, limit),
            named=Named(row.person_key, row.like_key or "", row.dedupe_group),
            past=past,
        )
        over = self._holds_in_the_way(standing, row.contact_id, now)
        outcome = self._settled(Pass(over, acceptings=[accepting]), by, now)
        match outcome:
            case Settled():
                return self._again(Folio(row.folio))
            case "person":
                who = (row.contact_id, row.person_key, row.dedupe_group)
                return already_booked(self.connection, *who, now) or Refused("gone")
            case _:
                return Refused("limit" if outcome == "limit" else "gone")

    def _holds_in_the_way(
        self, standing: Row[Any] | None, contact: int, now: datetime
    ) -> Sequence[Ending]:
        """A hold for the same person that ran out, or that this contact has itself."""
        if standing is None or standing.state != "held":
            return ()
        if standing.contact_id == contact:
            return (self.core.claiming.given_up(standing, now),)
        return () if lives(standing, now) else (self.core.claiming.run_out(standing, now),)

    def _move_to_offer(
        self, offer: Row[Any], request: str, by: Cause, now: datetime
    ) -> ConfirmOutcome:
        row = self.connection.execute(BY_NUMBER, {"number": offer.instead_of}).first()
        if row is None or row.state != "confirmed" or row.contact_id != offer.contact_id:
            return Refused("gone")
        cells = self.connection.execute(CLAIMED, {"number": offer.id}).all()
        if not cells:  # Somebody else has ended the offer since its row was read.
            return Refused("gone")
        share: Share = "public" if cells[0].open_units else "staff"
        slot, minutes = slot_of(offer), [one.start_minute for one in cells]
        span = Span(offer.pool_id, (slot,), (minutes,), looks_free=True)
        taken = self._ended(offer, "offered", "taken", now)
        taken = replace(taken, keeps_until=None, required=True)
        moving = self._moving(row, span, request, share, now)
        moving = replace(moving, claims=replace(moving.claims, theirs=True))
        outcome = self._attempt(Pass([taken], movings=[moving]), by, now, row)
        if not isinstance(outcome, Settled):
            return Refused("gone")
        self.core.freeing.offer_on(outcome.vacated, now)
        return self._again(Folio(row.folio))

    # -- pieces -------------------------------------------------------------------------------

    def _row(self, folio: Folio) -> Row[Any] | None:
        return self.connection.execute(BY_FOLIO, {"folio": folio}).first()

    def _locked(self, folio: Folio, contact: int | None) -> Row[Any] | Refused:
        """The appointment, once nobody else works for its contact; not for another contact."""
        row = self._row(folio)
        if row is None or contact not in (None, row.contact_id):
            return Refused("not-yours")
        lock(self.connection, row.contact_id)
        row = self._row(folio)
        if row is None or row.applicant_sealed is None:
            return Refused("gone")
        return row

    def _done(self, row: Row[Any], request: str) -> Confirmed | None:
        """What this very request made of it before."""
        if row.request_key == request and row.state in ("confirmed", "cancelled"):
            return confirmed_of(row, self.core.vault)
        return None

    def _again(self, folio: Folio) -> Confirmed:
        row = self._row(folio)
        if row is None:
            raise AssertionError
        return confirmed_of(row, self.core.vault)

    def _settled(self, wanted: Pass, by: Cause, now: datetime) -> Settled | Reason:
        try:
            with self.connection.begin_nested():
                return settle(self.connection, wanted, by, seconds(now))
        except Denied as denied:
            return denied.reason
