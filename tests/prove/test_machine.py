"""Any order of holding, confirming, releasing, sweeping and waiting keeps every invariant."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from tests.storage.checker import faults, overdue
from tests.storage.samples import (
    ANA,
    AUSTIN,
    NOW,
    PASSPORT,
    VISA,
    a_core,
    a_network,
    a_place,
    clear,
    put,
)
from ventanilla.desk.ports import Confirmed, Held
from ventanilla.storage.appointments import seconds
from ventanilla.storage.database import Database
from ventanilla.storage.schema import appointment, participant

CONTACTS = st.integers(1, 3)
PLACES = st.builds(
    a_place,
    at=st.builds(time, st.just(9), st.sampled_from([0, 15, 30, 45])),
    person=st.sampled_from(["ana", "luz", "eva", "sol"]),
    procedure=st.sampled_from([VISA, PASSPORT]),
    day=st.sampled_from([date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 1)]),
)


def machine(database: Database, network) -> type[RuleBasedStateMachine]:
    class Office(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.now = NOW
            self.holds: dict[int, Held] = {}
            self.persons: dict[str, str] = {}
            self.confirmed: set[str] = set()
            clear(database)

        def _call(self, name: str, *arguments):
            with database.write() as connection:
                return getattr(a_core(connection, network), name)(*arguments)

        @rule(contact=CONTACTS, place=PLACES)
        def hold(self, contact, place):
            outcome = self._call("hold", contact, place, ANA, uuid4().hex, self.now)
            if isinstance(outcome, Held):
                assert outcome.place == place
                self.holds[contact] = outcome

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
            if held and held.until > self.now:
                assert isinstance(self._confirm(contact, held.place), Confirmed)

        @rule(minutes=st.integers(1, 12))
        def wait(self, minutes):
            self.now += timedelta(minutes=minutes)

        @rule()
        def sweep(self):
            self._call("expire", self.now, 100)
            with database.read() as connection:
                assert overdue(connection, seconds(self.now)) == []

        @rule(place=PLACES)
        def what_is_offered_is_open(self, place):
            day, at = place.slot.day, place.slot.time
            offered = self._call("times", AUSTIN, place.procedure, day, self.now)
            assert (day in self._call("days", AUSTIN, place.procedure, self.now)) == bool(offered)
            newcomer = a_place(at, "newcomer", place.procedure, day=day)
            if at in offered:
                assert isinstance(self._call("hold", 4, newcomer, ANA, uuid4().hex, self.now), Held)
                self._call("release", 4, self.now)

        @invariant()
        def nothing_is_wrong(self):
            with database.read() as connection:
                assert faults(connection) == {}
                found = connection.execute(
                    select(appointment.c.folio, appointment.c.state, participant.c.person_key).join(
                        participant
                    )
                ).all()
            for folio, state, person in found:
                assert self.persons.setdefault(folio, person) == person
                assert folio not in self.confirmed or state == "confirmed"

        @invariant()
        def holds_last_as_long_as_was_said(self):
            for contact, held in self.holds.items():
                expected = held if held.until > self.now else None
                assert self._call("held", contact, self.now) == expected

        def _confirm(self, contact, place):
            outcome = self._call("confirm", contact, place, ANA, uuid4().hex, self.now)
            if isinstance(outcome, Confirmed):
                self.holds.pop(contact, None)
                self.confirmed.add(outcome.appointment.folio)
            return outcome

    return Office


@pytest.mark.parametrize(
    "examples",
    [6, pytest.param(400, marks=[pytest.mark.prove, pytest.mark.timeout(1800)])],
)
def test_any_order_of_events_keeps_every_invariant(database: Database, examples: int):
    network = a_network(month_limit=4)
    put(database, network, contacts=4)

    run_state_machine_as_test(
        machine(database, network),
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
