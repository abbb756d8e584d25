"""Any order of everything that can happen to places and appointments keeps every invariant."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, select, text

from tests.storage.checker import faults, held_where_closed, overdue
from tests.storage.samples import (
    ANA,
    AUSTIN,
    NOW,
    PASSPORT,
    VANCOUVER,
    VISA,
    a_core,
    a_network,
    a_place,
    clear,
    put,
)
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.desk.networks import apply
from ventanilla.desk.ports import Confirmed, Freed, Held, Refused, Seat, Wanted
from ventanilla.desk.special_days import Unfit, carry_out
from ventanilla.domain.appointment import CONTACT, Cause
from ventanilla.storage.appointments import held_of, own_holds, seconds
from ventanilla.storage.database import Database
from ventanilla.storage.free_days import FreeDayTable
from ventanilla.storage.life import AppointmentLife
from ventanilla.storage.networks import StoredNetworks, newest
from ventanilla.storage.schema import (
    appointment,
    cell,
    claim,
    event,
    participant,
    party,
    quota,
    vacancy,
)

STAFF = Cause("staff:rosa", "because")
DAYS = [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 1)]
PEOPLE = ["ana", "luz", "eva", "sol", "paz"]
CONTACTS = st.integers(1, 3)
TIMES = st.builds(time, st.just(9), st.sampled_from([0, 15, 30, 45]))
PLACES = st.builds(
    a_place,
    at=TIMES,
    person=st.sampled_from(PEOPLE),
    procedure=st.sampled_from([VISA, PASSPORT]),
    office=st.sampled_from([AUSTIN, AUSTIN, AUSTIN, VANCOUVER]),
    day=st.sampled_from(DAYS),
)
WHICH = st.integers(0, 99)
WAITS = st.sampled_from(["mar", "ana"])
CHANGES = (
    "offer",
    "hold",
    "hold_party",
    "confirm",
    "confirm_party",
    "book",
    "move",
    "cancel",
    "accept",
)
TABLES = (appointment, participant, claim, vacancy, quota, party, event)

happened: Counter[tuple[str, str]] = Counter()
"""What has been done, and why not: a run in which hardly anything succeeds proves little."""

ALL = {
    *((name, "") for name in ("hold", "confirm", "book", "move")),
    *((name, "") for name in ("cancel", "no_show", "decline", "expire", "give_back")),
    *((name, "taken") for name in ("hold", "confirm")),
    *(("accept", how) for how in ("new", "not-yours", "gone")),
    *(("hold", why) for why in ("gone", "already-elsewhere")),
}
"""What every long run comes by, tens of times; rarer things are printed."""

PARTIES = {("hold_party", ""), ("confirm_party", "")}
"""Where quotas of a day are small there is hardly room for them."""

SHARES = st.sampled_from(["public", "staff"])


CELLS_HELD = (
    select(appointment.c.contact_id, claim.c.pool_id, claim.c.start_minute)
    .join(claim)
    .where(appointment.c.state == "held")
)

CLOSED = select(cell.c.pool_id, cell.c.start_minute).where(cell.c.status == "closed")


def everything(connection: Connection) -> list[object]:
    used = select(cell.c.pool_id, cell.c.start_minute, cell.c.used_total, cell.c.used_open)
    questions = [*map(select, TABLES), used.where(cell.c.used_total > 0)]
    return [sorted(connection.execute(one).all(), key=repr) for one in questions]


@dataclass
class Waiting:
    """A waitlist on which somebody wants whatever becomes free, now and then."""

    now: list[Wanted] = field(default_factory=list)
    contact: int = 0
    person: str = "mar"
    instead_of: str | None = None

    def next_for(self, freed: Freed, now) -> Wanted | None:
        if not self.contact:
            return None
        group = VISA if freed.cells > 1 else PASSPORT
        place = a_place(freed.slot.time, self.person, group, freed.slot.office, freed.slot.day)
        contact, self.contact = self.contact, 0
        return Wanted(contact, Seat(place, ANA), now + timedelta(minutes=30), self.instead_of)


def machine(database: Database, options: dict) -> type[RuleBasedStateMachine]:
    class Office(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.now = NOW
            self.network = a_network(**options)
            self.waiting = Waiting()
            self.holds: dict[int, Held] = {}
            self.persons: dict[str, str] = {}
            self.told: dict[str, tuple] = {}
            self.ended: set[str] = set()
            clear(database)
            with database.write() as connection:
                connection.execute(text("DELETE FROM special_day"))
                connection.execute(text("DELETE FROM snapshot"))
                apply(StoredNetworks(connection), self.network, NOW)

        def _call(self, name: str, *arguments, **named):
            """A refusal leaves everything as it was."""
            with database.write() as connection:
                core = a_core(connection, self.network, waitlist=self.waiting)
                whose = core if hasattr(core, name) else AppointmentLife(core)
                before = everything(connection) if name in CHANGES else None
                outcome = getattr(whose, name)(*arguments, **named)
                refused = isinstance(outcome, Refused)
                if refused and name in CHANGES:
                    assert everything(connection) == before
                happened[name, outcome.reason if refused else ""] += 1
                return outcome

        def _asked(self, name: str, *arguments, **named):
            """What a request is answered with, and answered with again."""
            outcome = self._call(name, *arguments, **named)
            assert self._call(name, *arguments, **named) == outcome
            return outcome

        def _one(self, which: int, state: str, whose: int = 0) -> list[tuple[str, int]]:
            """Folio and contact of one that is in this state, if any is; 0 is the earliest."""
            with database.read() as connection:
                rows = connection.execute(
                    select(appointment.c.folio, appointment.c.contact_id)
                    .where(appointment.c.state == state)
                    .where(appointment.c.contact_id == (whose or appointment.c.contact_id))
                    .order_by(appointment.c.start_minute, appointment.c.id)
                ).all()
            return [tuple(rows[which % len(rows)])] if rows else []

        def _somebody_waits(self, contact: int, person: str, *, moves: bool) -> None:
            own = [folio for folio, _ in self._one(0, "confirmed", contact)]
            self.waiting.contact, self.waiting.person = contact, person
            self.waiting.instead_of = own[0] if moves and own else None

        # -- booking ----------------------------------------------------------------------

        @initialize(made=st.lists(st.tuples(CONTACTS, PLACES), max_size=5))
        def some_have_booked(self, made):
            for contact, place in made:
                self._confirm(contact, place)

        @rule(contact=CONTACTS, place=PLACES)
        def hold(self, contact, place):
            outcome = self._asked("hold", contact, place, ANA, uuid4().hex, self.now)
            if isinstance(outcome, Held):
                assert outcome.place == place
                self.holds[contact] = outcome

        @initialize(contact=CONTACTS, place=PLACES, some=st.booleans())
        def some_hold_together(self, contact, place, some):
            """Later there is seldom room for it."""
            if some:
                self._together(contact, place, 2, confirm=False)

        @rule(contact=CONTACTS, place=PLACES, people=st.integers(2, 3), confirm=st.booleans())
        def party(self, contact, place, people, confirm):
            self._together(contact, place, people, confirm)

        def _together(self, contact, place, people, confirm):
            at, names = PEOPLE.index(place.person), PEOPLE + PEOPLE
            seats = tuple(
                Seat(
                    a_place(
                        place.slot.time, name, place.procedure, place.slot.office, place.slot.day
                    ),
                    ANA,
                )
                for name in names[at : at + people]
            )
            name = "confirm_party" if confirm else "hold_party"
            outcome = self._asked(name, contact, seats, uuid4().hex, self.now)
            if isinstance(outcome, Refused):
                return
            assert len(outcome) == people
            assert len({one.party for one in outcome}) == 1
            if confirm:
                self.holds.pop(contact, None)
                for one in outcome:
                    self._tell(one)
            else:
                self.holds[contact] = outcome[0]

        @rule(contact=CONTACTS)
        def release(self, contact):
            self._call("release", contact, self.now)
            self.holds.pop(contact, None)

        @rule(contact=CONTACTS, place=PLACES)
        def confirm(self, contact, place):
            self._confirm(contact, place)

        @rule(contact=CONTACTS)
        def confirm_what_is_held(self, contact):
            held = self.holds.get(contact)
            if held and held.until > self.now and held.party is None:
                assert isinstance(self._confirm(contact, held.place), Confirmed)

        @rule(contact=CONTACTS)
        def confirm_the_party_that_is_held(self, contact):
            held = self.holds.get(contact)
            if held and held.until > self.now and held.party is not None:
                with database.read() as connection:
                    seats = [
                        Seat(held_of(row).place, ANA) for row in own_holds(connection, contact)
                    ]
                made = self._asked("confirm_party", contact, seats, uuid4().hex, self.now)
                assert len(made) == len(seats)
                del self.holds[contact]
                for one in made:
                    self._tell(one)

        @rule(contact=CONTACTS, place=PLACES, share=st.sampled_from(["staff", "drawn"]))
        def book(self, contact, place, share):
            seat = (Seat(place, ANA),)
            made = self._asked("book", contact, seat, uuid4().hex, self.now, share, STAFF)
            if not isinstance(made, Refused):
                self._tell(made[0])

        # -- what stands ------------------------------------------------------------------

        @rule(which=WHICH, place=PLACES, share=SHARES, staff=st.booleans())
        def move(self, which, place, share, staff):
            """I13: the new place or the old one."""
            for folio, contact in self._one(which, "confirmed"):
                before = self._call("find", folio)[0].slot
                request = uuid4().hex
                asks = None if staff else contact
                by = STAFF if staff else CONTACT
                moved = self._asked(
                    "move", folio, place.slot, request, by, self.now, contact=asks, share=share
                )
                after = self._call("find", folio)[0].slot
                assert after == (before if isinstance(moved, Refused) else place.slot)
                if isinstance(moved, Confirmed):
                    self._tell(moved)

        @rule(which=WHICH, waits=st.one_of(st.none(), CONTACTS), person=WAITS, moves=st.booleans())
        def cancel(self, which, waits, person, moves):
            if waits:
                self._somebody_waits(waits, person, moves=moves)
            for folio, contact in self._one(which, "confirmed"):
                request = uuid4().hex
                made = self._asked("cancel", folio, request, CONTACT, self.now, contact=contact)
                if isinstance(made, Confirmed):
                    self.ended.add(folio)

        @rule(which=st.integers(0, 2), name=st.sampled_from(["check_in", "no_show"]))
        def attend(self, which, name):
            for folio, _ in self._one(which, "confirmed"):
                self._call(name, folio, STAFF, self.now)

        @rule()
        def the_first_of_today_does_not_come(self):
            for folio, _ in self._one(0, "confirmed"):
                start = self._call("find", folio)[0].slot.start
                if start < NOW + timedelta(hours=12):
                    self.now = max(self.now, start + timedelta(minutes=1))
                    made = self._call("no_show", folio, STAFF, self.now)
                    assert isinstance(made, Confirmed)

        # -- offers -----------------------------------------------------------------------

        @rule(contact=CONTACTS, person=WAITS, moves=st.booleans())
        def somebody_waits(self, contact, person, moves):
            self._somebody_waits(contact, person, moves=moves)

        @rule(contact=CONTACTS, place=PLACES, share=SHARES, moves=st.booleans())
        def offer(self, contact, place, share, moves):
            own = [folio for folio, _ in self._one(0, "confirmed", contact)] if moves else []
            until = self.now + timedelta(minutes=30)
            wanted = Wanted(contact, Seat(place, ANA), until, own[0] if own else None)
            made = self._asked("offer", wanted, uuid4().hex, STAFF, self.now, share)
            if isinstance(made, Held):
                assert (made.place.slot, made.until) == (place.slot, until)

        @rule(which=WHICH, contact=CONTACTS)
        def accept(self, which, contact):
            self._accept(which, contact)

        @rule(which=WHICH)
        def accept_what_is_offered(self, which):
            self._accept(which, None)

        def _accept(self, which: int, contact: int | None) -> None:
            """I12: whom it was offered to, in time, once, and nobody else."""
            for folio, whose in self._one(which, "offered"):
                contact = contact or whose
                offer = self._call("find", folio)[0]
                made = self._asked("accept", folio, contact, uuid4().hex, self.now)
                if contact != whose:
                    assert made == Refused("not-yours")
                elif offer.hold_until <= self.now:
                    assert made == Refused("gone")
                elif isinstance(made, Confirmed):
                    self._tell(made)
                    if offer.instead_of is None:
                        self._has_it_instead_of_a_hold(contact, folio, offer.procedure)
                    assert self._call("accept", folio, contact, "late", self.now) == Refused("gone")
                    happened["accept", "instead" if offer.instead_of else "new"] += 1
                else:
                    assert made.reason in self._reasons_against(offer)

        def _has_it_instead_of_a_hold(self, contact: int, folio: str, procedure: str) -> None:
            """Nobody needs two places: what the contact held for the same person is given up."""
            held = self.holds.get(contact)
            group = a_place(procedure=procedure).group
            if held and (held.place.person, held.place.group) == (self.persons[folio], group):
                del self.holds[contact]

        def _reasons_against(self, offer) -> set[str]:
            """Why who was offered a place cannot have it: what they or others did meanwhile."""
            with database.read() as connection:
                if offer.instead_of is not None:
                    where = appointment.c.id == offer.instead_of
                    state = connection.scalar(select(appointment.c.state).where(where))
                    return {"gone"} if state != "confirmed" else set()
            return {"limit", "already-yours", "already-elsewhere"}

        @rule(which=WHICH)
        def decline(self, which):
            for folio, whose in self._one(which, "offered"):
                assert self._call("decline", folio, whose, self.now)

        # -- time and the office ----------------------------------------------------------

        @rule(minutes=st.one_of(st.integers(1, 40), st.just(90)))
        def wait(self, minutes):
            self.now += timedelta(minutes=minutes)

        @rule(wrong=st.sampled_from([0, 0, 0, -60, 60]))
        def sweep(self, wrong):
            """I14: with a right clock nothing is left over; with a wrong one no place is twice."""
            clock = self.now + timedelta(minutes=wrong)
            self._call("expire", clock, 100)
            with database.read() as connection:
                assert overdue(connection, seconds(clock)) == []
            if wrong > 0:
                self.holds.clear()

        @rule(hours=st.sampled_from([0, 30]))
        def give_back(self, hours):
            self._call("give_back", self.now + timedelta(hours=hours), 100)
            if hours:
                with database.read() as connection:
                    assert connection.execute(select(vacancy)).all() == []

        @rule(
            day=st.sampled_from(DAYS[1:]),
            kind=st.sampled_from(["closed", "open", "capacity"]),
            served=st.integers(0, 3),
        )
        def change_a_day(self, day, kind, served):
            special = SpecialDay(day, kind, capacity=served if kind == "capacity" else None)
            with self._closing(), database.write() as connection:
                try:
                    carry_out(
                        StoredNetworks(connection), self.network, AUSTIN, special, STAFF, self.now
                    )
                except Unfit:
                    return

        @rule(contact=CONTACTS, place=PLACES)
        def a_day_closes_where_somebody_holds(self, contact, place):
            day = place.slot.day
            if day in DAYS[1:] and place.slot.office == AUSTIN:
                self.hold(contact, place)
                for kind in ("closed", "open"):
                    self.change_a_day(day, kind, 0)

        @rule(
            capacity=st.integers(1, 3),
            public=st.integers(0, 2),
            quotas=st.sampled_from([{}, {"visas": 1}, {"visas": 3, PASSPORT: 2}]),
        )
        def change_the_network(self, capacity, public, quotas):
            room = {"capacity": capacity, "public": min(public, capacity), "quotas": quotas}
            changed = {**options, **room}
            self.network = a_network(**changed)
            with self._closing(), database.write() as connection:
                apply(StoredNetworks(connection), self.network, self.now)

        @contextmanager
        def _closing(self):
            """Who holds a place in what is closed meanwhile holds it no more; nobody else's ends."""
            with database.read() as connection:
                held = connection.execute(CELLS_HELD).all()
            yield
            with database.read() as connection:
                closed = set(map(tuple, connection.execute(CLOSED)))
            for contact, *place in held:
                if tuple(place) in closed and self.holds.pop(contact, None):
                    happened["hold", "closed"] += 1

        @rule(place=PLACES)
        def what_is_offered_is_open(self, place):
            day, at, office = place.slot.day, place.slot.time, place.slot.office
            offered = self._call("times", office, place.procedure, day, self.now)
            assert (day in self._call("days", office, place.procedure, self.now)) == bool(offered)
            newcomer = a_place(at, "newcomer", place.procedure, office, day)
            if at in offered:
                assert isinstance(self._call("hold", 4, newcomer, ANA, uuid4().hex, self.now), Held)
                self._call("release", 4, self.now)

        @rule(refresh=st.booleans())
        def the_first_day_is_that_of_the_cells(self, refresh):
            if refresh:
                with database.write() as connection:
                    FreeDayTable(connection, newest).refresh(1000)
            earliest = self._call("earliest", VISA, (AUSTIN, VANCOUVER), self.now)
            for office in (AUSTIN, VANCOUVER):
                days = self._call("days", office, VISA, self.now)
                assert earliest.get(office) == (days[0] if days else None)

        # -- always -----------------------------------------------------------------------

        @invariant()
        def nothing_is_wrong(self):
            with database.read() as connection:
                assert faults(connection) == {}
                assert held_where_closed(connection) == []
                found = connection.execute(
                    select(
                        appointment.c.folio,
                        appointment.c.state,
                        appointment.c.local_date,
                        appointment.c.local_time,
                        participant.c.person_key,
                    ).join(participant)
                ).all()
            for folio, state, day, at, person in found:
                # I8: a folio never changes its person. I5: what was told stands, or its end does.
                assert self.persons.setdefault(folio, person) == person
                if folio in self.told:
                    assert (day, at) == self.told[folio]
                    assert (state == "cancelled") == (folio in self.ended)
                    assert state in ("confirmed", "checked_in", "no_show", "cancelled")

        @invariant()
        def holds_last_as_long_as_was_said(self):
            for contact, held in self.holds.items():
                expected = held if held.until > self.now else None
                assert self._call("held", contact, self.now) == expected

        def _confirm(self, contact, place):
            outcome = self._asked("confirm", contact, place, ANA, uuid4().hex, self.now)
            if isinstance(outcome, Confirmed):
                self.holds.pop(contact, None)
                self._tell(outcome)
            return outcome

        def _tell(self, made: Confirmed) -> None:
            """I15: the day and time that the person now knows."""
            slot = made.appointment.slot
            self.told[made.appointment.folio] = slot.day.isoformat(), f"{slot.time:%H:%M}"

    return Office


SMALL = 12

OPTIONS = [
    {"month_limit": 4, "capacity": 2, "most_people": 3},
    {"month_limit": 9, "capacity": 1, "most_people": 3, "together": "serial"},
    {"month_limit": 6, "most_people": 2, "pools": ("visas", "counter"), "quotas": {"visas": 2}},
]


@pytest.mark.parametrize(
    "examples",
    [SMALL, pytest.param(150, marks=[pytest.mark.prove, pytest.mark.timeout(900)])],
)
@pytest.mark.parametrize("options", OPTIONS, ids=["parallel", "serial", "pools-and-quotas"])
def test_any_order_of_events_keeps_every_invariant(database: Database, options, examples: int):
    put(database, a_network(**options), contacts=4)
    happened.clear()

    run_state_machine_as_test(
        machine(database, options),
        settings=settings(
            max_examples=examples,
            stateful_step_count=15 if examples == SMALL else 40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    if examples > SMALL:
        print(sorted(happened.items()))
        if "quotas" in options:
            assert not ALL - happened.keys()
            assert "quota" in {why for _, why in happened}
        else:
            assert not (ALL | PARTIES) - happened.keys()
