"""Two people, one place, at the same second: one gets it, the other is told and can choose again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest

from tests.storage.checker import faults
from tests.storage.desk import Desk
from tests.storage.samples import (
    ANA,
    AUSTIN,
    NOW,
    PASSPORT,
    VISA,
    a_core,
    a_network,
    a_place,
    put,
)
from ventanilla.desk.ports import Confirmed, Held, Refused
from ventanilla.storage.database import Database
from ventanilla.storage.retry import with_retries

FEW, MANY = 20, pytest.param(1000, marks=[pytest.mark.prove, pytest.mark.timeout(600)])
THREADS = 16


def _in_a_transaction(desk: Desk, work):
    return with_retries(
        desk.database,
        lambda connection: work(a_core(connection, desk.network)),
        sleep=lambda _: None,
        fraction=lambda: 0.5,
        attempts=20,
    )


@pytest.mark.parametrize("rounds", [FEW, MANY])
def test_of_two_people_after_the_last_place_one_gets_it(desk: Desk, rounds: int):
    start, persons = Barrier(2), {1: "ana", 2: "luz"}

    def reach(contact: int, number: int):
        place = a_place(time(9, 15), persons[contact])
        start.wait()
        return _in_a_transaction(
            desk, lambda core: core.hold(contact, place, ANA, f"{number} {contact}", NOW)
        )

    with ThreadPoolExecutor(2) as people:
        for number in range(rounds):
            outcomes = list(people.map(reach, (1, 2), (number, number)))

            winner = next(n for n, outcome in enumerate(outcomes, 1) if isinstance(outcome, Held))
            assert [type(outcome) for outcome in outcomes].count(Held) == 1
            assert Refused("taken") in outcomes
            assert desk.times(AUSTIN, PASSPORT, date(2026, 11, 30), NOW) == (time(9), time(9, 45))
            desk.release(winner, NOW)

    assert desk.used() == []


@pytest.mark.parametrize("capacity", [1, 4])
def test_a_hot_place_is_never_oversold(database: Database, capacity: int):
    network = a_network(capacity=capacity)
    put(database, network, contacts=THREADS)
    desk, start = Desk(database, network), Barrier(THREADS)

    def reach(contact: int):
        start.wait()
        place = a_place(person=f"p{contact}")
        return _in_a_transaction(
            desk, lambda core: core.confirm(contact, place, ANA, f"r{contact}", NOW)
        )

    with ThreadPoolExecutor(THREADS) as people:
        outcomes = list(people.map(reach, range(1, THREADS + 1)))

    assert sum(isinstance(outcome, Confirmed) for outcome in outcomes) == capacity
    assert outcomes.count(Refused("taken")) == THREADS - capacity
    with database.read() as connection:
        assert faults(connection) == {}


def test_a_person_booked_from_many_phones_at_once_is_booked_once(desk: Desk):
    start = Barrier(THREADS)

    def reach(contact: int):
        start.wait()
        place = a_place(time(9), "ana", VISA, day=date(2026, 11, 30 if contact % 2 else 27))
        return _in_a_transaction(
            desk, lambda core: core.confirm(contact, place, ANA, f"r{contact}", NOW)
        )

    with ThreadPoolExecutor(THREADS) as people:
        outcomes = list(people.map(reach, range(1, THREADS + 1)))

    assert sum(isinstance(outcome, Confirmed) for outcome in outcomes) == 1
    with desk.database.read() as connection:
        assert faults(connection) == {}


@pytest.mark.parametrize("rounds", [5, MANY])
def test_confirming_while_a_sweep_ends_the_hold_loses_nothing(database: Database, rounds: int):
    network = a_network(month_limit=2 * rounds, capacity=rounds)
    put(database, network)
    desk, start, later = Desk(database, network), Barrier(2), NOW + timedelta(minutes=10)

    def confirm(number: int):
        start.wait()
        place = a_place(person=f"p{number}")
        return _in_a_transaction(
            desk, lambda core: core.confirm(1, place, ANA, f"yes {number}", later)
        )

    def sweep():
        start.wait()
        return _in_a_transaction(desk, lambda core: core.expire(later, 10))

    with ThreadPoolExecutor(2) as both:
        for number in range(rounds):
            desk.hold(1, a_place(person=f"p{number}"))
            confirmed, swept = both.submit(confirm, number), both.submit(sweep)

            assert isinstance(confirmed.result(), Confirmed)
            assert swept.result() in (0, 1)

    assert len(desk.upcoming(1, NOW)) == rounds
