"""The booking core: what the desk asks of the calendar and its appointments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, text, update

from ventanilla.catalogue.network import Network
from ventanilla.desk.ports import (
    Confirmed,
    ConfirmOutcome,
    Held,
    HoldOutcome,
    PartyHoldOutcome,
    PartyOutcome,
    Refused,
    Seat,
    Waitlist,
)
from ventanilla.domain.applicant import Applicant
from ventanilla.domain.appointment import CONTACT, Appointment, Cause, Place, Share
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.appointments import (
    APPOINTMENTS,
    CHANNEL,
    ROWS,
    already_booked,
    asked,
    confirmed_of,
    held_of,
    lives,
    own_holds,
    rename_person,
    seal,
    seconds,
)
from ventanilla.storage.claiming import Claiming, Wish, request_of
from ventanilla.storage.freeing import NOBODY, Freeing
from ventanilla.storage.openings import Openings
from ventanilla.storage.persons import Named, alike
from ventanilla.storage.schema import appointment
from ventanilla.storage.settlement import Pass, record, settle
from ventanilla.storage.trays import contact
from ventanilla.storage.vault import Vault

FIRST = 1
"""The revision of what is booked without a hold before."""

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
    ROWS.where(
        text("appointment.state IN ('held', 'offered')"),
        appointment.c.hold_until <= bindparam("now"),
    )
    .order_by(appointment.c.hold_until)
    .limit(bindparam("limit"))
)
"""The states are written out, never bound: only then do both databases see that the partial index
answers."""

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
    waitlist: Waitlist = NOBODY

    @cached_property
    def _openings(self) -> Openings:
        return Openings(self.connection, self.network, self.notice)

    @cached_property
    def freeing(self) -> Freeing:
        return Freeing(self.connection, self.claiming, self.waitlist, self.notice)

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

    def within(
        self,
        latitude: float,
        longitude: float,
        kilometres: float,
        procedure: ProcedureCode,
        now: datetime,
        people: int = 1,
    ) -> Sequence[tuple[OfficeCode, float, date]]:
        return self._openings.within(latitude, longitude, kilometres, procedure, now, people)

    def hold(
        self, contact: int, place: Place, applicant: Applicant, request: str, now: datetime
    ) -> HoldOutcome:
        outcome = self.hold_party(contact, (Seat(place, applicant),), request, now)
        return outcome if isinstance(outcome, Refused) else outcome[0]

    def hold_party(
        self, contact: int, seats: Sequence[Seat], request: str, now: datetime
    ) -> PartyHoldOutcome:
        known, own = self._asked(contact, seats, request)
        if known:
            return _what_became_of(known, contact, now)
        if self._are(own, seats, now) and all(lives(row, now) for row in own):
            return tuple(map(held_of, own))
        claimed = self.claiming.claim(self._wish(contact, seats, request, now), own, now)
        if isinstance(claimed, Refused):
            return claimed
        return tuple(map(held_of, own_holds(self.connection, contact)))

    def held(self, contact: int, now: datetime) -> Held | None:
        own = own_holds(self.connection, contact)
        return held_of(own[0]) if own and lives(own[0], now) else None

    def release(self, contact: int, now: datetime) -> None:
        lock(self.connection, contact)
        if own := own_holds(self.connection, contact):
            endings = [self.claiming.given_up(row, now) for row in own]
            settle(self.connection, Pass(endings), CONTACT, seconds(now))

    def expire(self, now: datetime, limit: int) -> int:
        due = self.connection.execute(DUE, {"now": seconds(now), "limit": limit}).all()
        return self.freeing.expire(due, now)

    def confirm(
        self, contact: int, place: Place, applicant: Applicant, request: str, now: datetime
    ) -> ConfirmOutcome:
        outcome = self.confirm_party(contact, (Seat(place, applicant),), request, now)
        return outcome if isinstance(outcome, Refused) else outcome[0]

    def confirm_party(
        self, contact: int, seats: Sequence[Seat], request: str, now: datetime
    ) -> PartyOutcome:
        known, own = self._asked(contact, seats, request)
        if known and known[0].state != "held":
            return self._made(known, contact)
        if confirmed := self._confirm_holds(own, seats, request, now):
            return confirmed
        wish = Wish(contact, seats, request, CONTACT, "confirmed", "public", CHANNEL)
        return self._booked(wish, own, now)

    def book(
        self,
        contact: int,
        seats: Sequence[Seat],
        request: str,
        now: datetime,
        share: Share,
        by: Cause,
    ) -> PartyOutcome:
        known, _ = self._asked(contact, seats, request)
        if known:
            return self._made(known, contact)
        channel = {"public": CHANNEL, "staff": "staff", "drawn": "draw"}[share]
        return self._booked(Wish(contact, seats, request, by, "confirmed", share, channel), (), now)

    def booked(self, contact: int, person: str, group: str, now: datetime) -> Refused | None:
        return already_booked(self.connection, contact, person, group, now)

    def upcoming(self, contact: int, now: datetime) -> Sequence[Confirmed]:
        ahead = self.connection.execute(UPCOMING, {"contact": contact, "now": seconds(now)})
        return tuple(confirmed_of(row, self.vault) for row in ahead)

    # -- pieces -------------------------------------------------------------------------------

    @cached_property
    def claiming(self) -> Claiming:
        return Claiming(self.connection, self.network, self.vault, self._openings, self.below)

    def _asked(
        self, contact: int, seats: Sequence[Seat], request: str
    ) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
        """What this request made or changed last, a row for each person, and the contact's own
        hold; nobody else works for the contact from here on.
        """
        lock(self.connection, contact)
        for seat in seats:
            self.person(seat.applicant.identity)
        first, own = asked(self.connection, contact, request)
        if first is None:
            return (), own
        others = (request_of(request, seat) for seat in range(1, len(seats)))
        rest = [self.connection.execute(BY_REQUEST, {"request": one}).first() for one in others]
        return [first, *(row for row in rest if row is not None)], own

    def _wish(self, contact: int, seats: Sequence[Seat], request: str, now: datetime) -> Wish:
        minutes = timedelta(minutes=self.network.limits.hold_minutes)
        until = now.replace(microsecond=0) + minutes
        return Wish(contact, seats, request, CONTACT, "held", "public", CHANNEL, until)

    def _booked(self, wish: Wish, own: Sequence[Row[Any]], now: datetime) -> PartyOutcome:
        """Claimed and confirmed in one step, where there is no hold to confirm."""
        claimed = self.claiming.claim(wish, own, now)
        if isinstance(claimed, Refused):
            return claimed
        made = zip(claimed.settled.begun, claimed.folios, claimed.seats, strict=True)
        confirmed = tuple(
            _confirmed(number, folio, seat, FIRST, claimed.party) for number, folio, seat in made
        )
        named = [self.claiming.named(seat) for seat in claimed.seats]
        self._warn(zip(claimed.settled.begun, named, strict=True), wish.by, now)
        return confirmed

    def _are(self, own: Sequence[Row[Any]], seats: Sequence[Seat], now: datetime) -> bool:
        """Whether these rows are the very places wanted."""
        if len(own) != len(seats):
            return False
        if len(own) == 1:
            return held_of(own[0]).place == seats[0].place
        spans = self.claiming.spans(seats[0], len(seats), "public", now)
        places = [
            tuple(replace(seat.place, slot=slot) for seat, slot in zip(seats, s.slots, strict=True))
            for s in spans
        ]
        return tuple(held_of(row).place for row in own) in places

    def _made(self, known: Sequence[Row[Any]], contact: int) -> PartyOutcome:
        if known[0].contact_id != contact or known[0].state != "confirmed":
            return Refused("taken")
        return tuple(confirmed_of(row, self.vault) for row in known)

    def _confirm_holds(
        self, own: Sequence[Row[Any]], seats: Sequence[Seat], request: str, now: datetime
    ) -> tuple[Confirmed, ...]:
        """Compare and swap: of all that confirm or end a hold at once, one does. All or none."""
        if not self._are(own, seats, now):
            return ()
        with self.connection.begin_nested() if len(own) > 1 else nullcontext() as savepoint:
            confirmed = []
            for number, (row, seat) in enumerate(zip(own, seats, strict=True)):
                values = {
                    "number": row.id,
                    "now": seconds(now),
                    "request": request_of(request, number),
                    "applicant": seal(self.vault, row.folio, seat.applicant),
                }
                revision = self.connection.scalar(CONFIRM, values)
                if revision is None:
                    if savepoint is not None:
                        savepoint.rollback()
                    return ()
                held = held_of(row)
                placed = replace(seat, place=held.place)
                confirmed.append(_confirmed(row.id, held.folio, placed, revision, held.party))
        record(self.connection, [(row.id, "confirmed") for row in own], CONTACT, seconds(now))
        named = (Named(row.person_key, row.like_key or "", row.dedupe_group) for row in own)
        self._warn(zip((row.id for row in own), named, strict=True), CONTACT, now)
        return tuple(confirmed)

    def _warn(self, made: Iterable[tuple[int, Named]], by: Cause, now: datetime) -> None:
        """Leaves a word in the history where somebody very like this person has a place."""
        for number, who in made:
            if others := alike(self.connection, who):
                why = Cause(by.actor, f"may be the same person as in {', '.join(others)}")
                record(self.connection, [(number, "alike")], why, seconds(now))


def lock(connection: Connection, number: int) -> None:
    """One change of a contact's at a time. SQLite has one writer and drops the words."""
    connection.execute(LOCK, {"contact": number})


def _confirmed(
    number: int, folio: Folio, seat: Seat, revision: int, party: Folio | None
) -> Confirmed:
    appointment = Appointment(
        folio=folio,
        state="confirmed",
        slot=seat.place.slot,
        procedure=seat.place.procedure,
        revision=revision,
        applicant=seat.applicant,
    )
    return Confirmed(number, appointment, party)


def _what_became_of(known: Sequence[Row[Any]], contact: int, now: datetime) -> PartyHoldOutcome:
    """The answer to a request that was made before. Nobody learns of another contact's."""
    if known[0].contact_id != contact:
        return Refused("taken")
    if all(lives(row, now) for row in known):
        return tuple(map(held_of, known))
    if known[0].state == "confirmed":
        return Refused("already-yours", folio=Folio(known[0].folio))
    return Refused("taken")
