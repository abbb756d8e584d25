"""The booking core: what the desk asks of the calendar and its appointments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from ventanilla.catalogue.network import Network
from ventanilla.desk.ports import Confirmed, ConfirmOutcome, Held, HoldOutcome, Refused
from ventanilla.domain.applicant import Applicant
from ventanilla.domain.appointment import Appointment, Place
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.appointments import (
    APPOINTMENTS,
    confirmed_of,
    held_of,
    lives,
    own_hold,
    rename_person,
    seal,
    seconds,
)
from ventanilla.storage.claiming import Claiming, Wish, already_booked, given_up, run_out
from ventanilla.storage.openings import Openings
from ventanilla.storage.schema import appointment, contact
from ventanilla.storage.settlement import record, settle
from ventanilla.storage.vault import Vault

LOCK = (
    select(contact.c.id).where(contact.c.id == bindparam("contact")).with_for_update(key_share=True)
)

BY_REQUEST = APPOINTMENTS.where(appointment.c.request_key == bindparam("request"))

UPCOMING = APPOINTMENTS.where(
    appointment.c.contact_id == bindparam("contact"),
    appointment.c.state == "confirmed",
    appointment.c.start_minute * 60 >= bindparam("now"),
)

DUE = (
    select(appointment)
    .where(appointment.c.state == "held", appointment.c.hold_until <= bindparam("now"))
    .order_by(appointment.c.hold_until)
    .limit(bindparam("limit"))
)

CONFIRM = (
    update(appointment)
    .where(
        appointment.c.id == bindparam("number"),
        appointment.c.state == "held",
        appointment.c.hold_until > bindparam("now"),
    )
    .values(
        state="confirmed",
        revision=appointment.c.revision + 1,
        request_key=bindparam("request"),
        confirmed_at=bindparam("now"),
        applicant_sealed=bindparam("applicant"),
    )
    .returning(appointment.c.revision)
)


@dataclass(frozen=True)
class BookingCore:
    """The desk's `Bookings`, inside the caller's transaction.

    `below(n)` is a random whole number from 0 to n - 1. `notice` is how long before its start a
    slot can still be chosen. A request names one effect: asked again, it is answered with what
    became of it.
    """

    connection: Connection
    network: Network
    vault: Vault
    below: Callable[[int], int]
    notice: timedelta

    @cached_property
    def _openings(self) -> Openings:
        return Openings(self.connection, self.network, self.notice)

    def person(self, identity: str) -> str:
        newest, *older = (key.hex() for key in self.vault.indexes("person", identity))
        if older:
            rename_person(self.connection, older, newest)
        return newest

    def days(
        self, office: OfficeCode, procedure: ProcedureCode, now: datetime, people: int = 1
    ) -> Sequence[date]:
        return self._openings.days(office, procedure, now, people)

    def times(
        self,
        office: OfficeCode,
        procedure: ProcedureCode,
        day: date,
        now: datetime,
        people: int = 1,
    ) -> Sequence[time]:
        return self._openings.times(office, procedure, day, now, people)

    def first_days(
        self,
        office: OfficeCode,
        procedures: Sequence[ProcedureCode],
        now: datetime,
        people: int = 1,
    ) -> Mapping[ProcedureCode, date]:
        return self._openings.first_days(office, procedures, now, people)

    def earliest(
        self,
        procedure: ProcedureCode,
        offices: Sequence[OfficeCode],
        now: datetime,
        people: int = 1,
    ) -> Mapping[OfficeCode, date]:
        return self._openings.earliest(procedure, offices, now, people)

    def hold(
        self, contact: int, place: Place, applicant: Applicant, request: str, now: datetime
    ) -> HoldOutcome:
        self._lock(contact)
        self.person(applicant.identity)
        if known := self._by_request(request):
            return _what_became_of(known, contact, now)
        own = own_hold(self.connection, contact)
        if own and lives(own, now) and held_of(own).place == place:
            return held_of(own)
        return self._claim(Wish(contact, place, applicant, request), own, now)

    def held(self, contact: int, now: datetime) -> Held | None:
        own = own_hold(self.connection, contact)
        return held_of(own) if own and lives(own, now) else None

    def release(self, contact: int, now: datetime) -> None:
        self._lock(contact)
        if own := own_hold(self.connection, contact):
            settle(self.connection, [given_up(own, now)], None, seconds(now))

    def expire(self, now: datetime, limit: int) -> int:
        """End up to `limit` holds that ran out; how many did."""
        due = self.connection.execute(DUE, {"now": seconds(now), "limit": limit}).all()
        endings = [run_out(row, now) for row in due]
        return settle(self.connection, endings, None, seconds(now)).ended

    def confirm(
        self, contact: int, place: Place, applicant: Applicant, request: str, now: datetime
    ) -> ConfirmOutcome:
        self._lock(contact)
        self.person(applicant.identity)
        known = self._by_request(request)
        if known and known.state != "held":
            mine = known.contact_id == contact and known.state == "confirmed"
            return confirmed_of(known, self.vault) if mine else Refused("taken")
        wish = Wish(contact, place, applicant, request)
        own = own_hold(self.connection, contact)
        if confirmed := self._confirm_hold(wish, own, now):
            return confirmed
        outcome = self._claim(wish, own, now)
        if isinstance(outcome, Refused):
            return outcome
        own = own_hold(self.connection, contact)
        return self._confirm_hold(wish, own, now) or Refused("taken")

    def booked(self, contact: int, person: str, group: str, now: datetime) -> Refused | None:
        return already_booked(self.connection, contact, person, group, now)

    def upcoming(self, contact: int, now: datetime) -> Sequence[Confirmed]:
        ahead = self.connection.execute(UPCOMING, {"contact": contact, "now": seconds(now)})
        return tuple(confirmed_of(row, self.vault) for row in ahead)

    def _lock(self, number: int) -> None:
        """One change of a contact's at a time. SQLite has one writer and drops the words."""
        self.connection.execute(LOCK, {"contact": number})

    def _by_request(self, request: str) -> Row[Any] | None:
        return self.connection.execute(BY_REQUEST, {"request": request}).first()

    def _claim(self, wish: Wish, own: Row[Any] | None, now: datetime) -> HoldOutcome:
        openings = self._openings
        claiming = Claiming(self.connection, self.network, self.vault, openings, self.below)
        return claiming.claim(wish, own, now)

    def _confirm_hold(self, wish: Wish, own: Row[Any] | None, now: datetime) -> Confirmed | None:
        """Compare and swap: of all that confirm or end a hold at once, one does."""
        if own is None or held_of(own).place != wish.place:
            return None
        values = {
            "number": own.id,
            "now": seconds(now),
            "request": wish.request,
            "applicant": seal(self.vault, own.folio, wish.applicant),
        }
        revision = self.connection.scalar(CONFIRM, values)
        if revision is None:
            return None
        record(self.connection, [(own.id, "confirmed")], seconds(now))
        return Confirmed(
            own.id,
            Appointment(
                folio=Folio(own.folio),
                state="confirmed",
                slot=wish.place.slot,
                procedure=wish.place.procedure,
                revision=revision,
                applicant=wish.applicant,
            ),
        )


def _what_became_of(known: Row[Any], contact: int, now: datetime) -> HoldOutcome:
    """The answer to a request that was made before. Nobody learns of another contact's."""
    if known.contact_id != contact:
        return Refused("taken")
    if lives(known, now):
        return held_of(known)
    if known.state == "confirmed":
        return Refused("already-yours", folio=Folio(known.folio))
    return Refused("taken")
