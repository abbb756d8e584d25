"""A network comes into force an office at a time, beside people who book and staff who close days."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.storage.checker import faults
from tests.storage.desk import Desk
from tests.storage.samples import (
    ANA,
    AUSTIN,
    DAY,
    NOW,
    VANCOUVER,
    a_core,
    a_network,
    a_place,
    put,
)
from ventanilla.catalogue.schedule import Closures, SpecialDay
from ventanilla.desk.networks import PATIENCE, Fitting, apply, extend, fit, plan, put_in_force
from ventanilla.desk.ports import Confirmed, Held, Refused
from ventanilla.desk.special_days import Unfit, carry_out
from ventanilla.domain.appointment import Cause
from ventanilla.domain.office import OfficeCode
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.networks import StoredNetworks, newest_number
from ventanilla.storage.retry import with_retries
from ventanilla.storage.schema import cell, pool, special_day

ROSA = Cause("staff:rosa", "no light")


def inside(database: Database, work):
    with database.write() as connection:
        return work(StoredNetworks(connection))


def retried(database: Database, work):
    wait = Event()
    return with_retries(
        database,
        lambda connection: work(StoredNetworks(connection)),
        sleep=wait.wait,
        fraction=lambda: 0.5,
        attempts=20,
    )


def ends(database: Database, office: OfficeCode) -> set[str]:
    with database.read() as connection:
        times = select(cell.c.local_time).join(pool).where(pool.c.office == office)
        near = times.where(cell.c.status == "open", cell.c.local_date <= "2026-12-04")
        return set(connection.scalars(near))


# -- in steps ---------------------------------------------------------------------------------


def test_a_network_is_in_force_before_its_offices_are_fitted_one_by_one(desk: Desk):
    longer = a_network(end=time(11))

    begun = inside(desk.database, lambda n: put_in_force(n, longer, NOW))
    before = [ends(desk.database, office) for office in (AUSTIN, VANCOUVER)]
    inside(desk.database, lambda n: fit(n, AUSTIN, NOW))

    assert (begun.number, begun.anew, set(begun.waiting)) == (2, True, {AUSTIN, VANCOUVER})
    assert ["10:45" in times for times in before] == [False, False]
    assert "10:45" in ends(desk.database, AUSTIN)
    assert "10:45" not in ends(desk.database, VANCOUVER)


def test_an_office_is_fitted_once(desk: Desk):
    inside(desk.database, lambda n: put_in_force(n, a_network(end=time(11)), NOW))

    first, again = (inside(desk.database, lambda n: fit(n, AUSTIN, NOW)) for _ in range(2))

    assert first.added > 0
    assert again == Fitting()


def test_what_a_killed_command_left_is_taken_up_by_the_next(desk: Desk):
    longer = a_network(end=time(11))
    inside(desk.database, lambda n: put_in_force(n, longer, NOW))

    again = inside(desk.database, lambda n: apply(n, longer, NOW))

    assert (again.number, again.anew) == (2, False)
    assert again.plan.cells_added > 0
    assert all("10:45" in ends(desk.database, office) for office in (AUSTIN, VANCOUVER))


def test_what_a_killed_command_left_is_done_by_the_desk_after_a_while(database: Database):
    rehearsal = Rehearsal.on(database, a_network(), NOW)
    inside(database, lambda n: put_in_force(n, a_network(end=time(11)), NOW))

    rehearsal.clerk.sweep(NOW)
    assert "10:45" not in ends(database, AUSTIN)
    for _ in range(2):
        rehearsal.clerk.sweep(NOW + PATIENCE)

    assert all("10:45" in ends(database, office) for office in (AUSTIN, VANCOUVER))


def test_only_offices_that_differ_are_fitted(desk: Desk):
    schedule = desk.network.schedules[AUSTIN]
    closed = replace(schedule, closures=Closures(("us-federal",), (DAY,)))
    schedules = {**desk.network.schedules, AUSTIN: closed}

    begun = inside(
        desk.database,
        lambda n: put_in_force(n, replace(desk.network, schedules=schedules), NOW),
    )

    assert begun.waiting == (AUSTIN,)


def test_an_office_that_is_gone_is_closed_once(desk: Desk):
    smaller = a_network(offices=(AUSTIN,))

    first = inside(desk.database, lambda n: put_in_force(n, smaller, NOW))
    inside(desk.database, lambda n: fit(n, VANCOUVER, NOW))
    other = replace(smaller, title={"es": "Otra"})
    second = inside(desk.database, lambda n: put_in_force(n, other, NOW))

    assert (first.waiting, second.waiting) == ((VANCOUVER,), ())
    assert ends(desk.database, VANCOUVER) == set()


# -- at the same time -------------------------------------------------------------------------


def test_of_two_networks_put_into_force_at_once_both_are_kept_and_the_last_holds(desk: Desk):
    start = Barrier(2)

    def one(end: time):
        start.wait()
        network = a_network(end=end)
        with suppress(IntegrityError):
            retried(desk.database, lambda n: put_in_force(n, network, NOW))
        for office in (AUSTIN, VANCOUVER):
            retried(desk.database, lambda n, office=office: fit(n, office, NOW))

    with ThreadPoolExecutor(2) as both:
        list(both.map(one, (time(11), time(12))))

    with desk.database.read() as connection:
        last = StoredNetworks(connection).newest()
        assert newest_number(connection) == 3
        assert plan(StoredNetworks(connection), last, NOW).cells_added == 0
    (session,) = last.schedules[AUSTIN].pools[0].sessions
    latest = f"{session.end.hour - 1:02}:45"
    assert max(ends(desk.database, AUSTIN)) == max(ends(desk.database, VANCOUVER)) == latest


def test_the_same_network_twice_at_once_is_in_force_once(desk: Desk):
    start, longer = Barrier(2), a_network(end=time(11))

    def one(_: int):
        start.wait()
        return retried(desk.database, lambda n: put_in_force(n, longer, NOW))

    with ThreadPoolExecutor(2) as both:
        outcomes = list(both.map(one, range(2)))

    assert sorted(outcome.anew for outcome in outcomes) == [False, True]
    assert {outcome.number for outcome in outcomes} == {2}


@pytest.mark.parametrize(
    "rounds", [4, pytest.param(60, marks=[pytest.mark.prove, pytest.mark.timeout(900)])]
)
def test_beside_live_booking_nothing_is_oversold_lost_or_left_unlisted(
    database: Database, rounds: int
):
    """Hours and room shrink and grow while four people book, over and over."""
    networks = [
        a_network(capacity=1, end=time(9, 30), month_limit=1000),
        a_network(capacity=4, end=time(11), month_limit=1000),
    ]
    put(database, networks[0], contacts=4)
    stop, listed = Event(), set()

    def book(contact: int) -> list[str]:
        folios, number = [], 0
        while not stop.is_set():
            number += 1
            day = date(2026, 11, 30) + timedelta(days=number % 3)
            place = a_place(time(9 + number % 2, 15), f"{contact} {number}", day=day)
            made = with_retries(
                database,
                lambda c, place=place, number=number: a_core(c, networks[1]).confirm(
                    contact, place, ANA, f"{contact} {number}", NOW
                ),
                sleep=lambda _: None,
                fraction=lambda: 0.5,
                attempts=30,
            )
            if isinstance(made, Confirmed):
                folios.append(made.appointment.folio)
        return folios

    with ThreadPoolExecutor(4) as people:
        booking = [people.submit(book, contact) for contact in range(1, 5)]
        try:
            for number in range(rounds):
                network = networks[(number + 1) % 2]
                begun = retried(database, lambda n, it=network: put_in_force(n, it, NOW))
                for office in begun.waiting:
                    done = retried(database, lambda n, office=office: fit(n, office, NOW))
                    listed |= {one.folio for one in done.touched}
            assert rounds % 2 == 0  # So that the smaller network holds in the end.
        finally:
            stop.set()
        folios = [folio for some in booking for folio in some.result()]

    with database.read() as connection:
        assert faults(connection) == {}
        kept = "SELECT folio FROM appointment WHERE state = 'confirmed'"
        assert set(connection.scalars(text(kept))) == set(folios)
        closed = (
            "SELECT appointment.folio FROM appointment JOIN claim"
            " ON claim.appointment_id = appointment.id JOIN cell"
            " ON cell.pool_id = claim.pool_id AND cell.start_minute = claim.start_minute"
            " WHERE cell.status = 'closed'"
        )
        assert set(connection.scalars(text(closed))) <= listed
        crowded = closed.replace("cell.status = 'closed'", "cell.used_total > 1")
        assert set(connection.scalars(text(crowded))) <= listed


def meanwhile(database: Database, work) -> tuple[bool, object]:
    """Whether `work` is done while another transaction fits Austin, and what becomes of it."""
    inside(database, lambda n: put_in_force(n, a_network(end=time(11)), NOW))
    with ThreadPoolExecutor(1) as other:
        with database.write() as connection:
            fit(StoredNetworks(connection), AUSTIN, NOW)
            task = other.submit(retried, database, work)
            Event().wait(0.3)
            early = task.done()
        return early, task.result()


def test_a_closure_waits_for_a_fitting_and_is_not_undone_by_it(desk: Desk):
    longer = a_network(end=time(11))

    def close(networks: StoredNetworks):
        return carry_out(networks, longer, AUSTIN, SpecialDay(DAY, "closed"), ROSA, NOW)

    early, done = meanwhile(desk.database, close)

    assert not early
    assert done.closed == 8
    assert Desk(desk.database, longer).hold(1, a_place()) == Refused("gone")


def test_without_the_locks_a_fitting_undoes_a_closure_made_meanwhile(
    postgresql_database: Database, monkeypatch
):
    database, longer = postgresql_database, a_network(end=time(11))
    put(database, a_network())
    inside(database, lambda n: put_in_force(n, longer, NOW))
    looked: list[bool] = []

    class Overtaken(StoredNetworks):
        """Between what it reads of special days and of cells, staff close one."""

        def special(self, office=None):
            found = super().special(office)
            if not looked:
                looked.append(True)
                closed = SpecialDay(DAY, "closed")
                inside(database, lambda n: carry_out(n, longer, AUSTIN, closed, ROSA, NOW))
            return found

    for guard in ("lock", "hold"):
        monkeypatch.setattr(StoredNetworks, guard, lambda *arguments: None)
    with database.write() as connection:
        fit(Overtaken(connection), AUSTIN, NOW)

    assert isinstance(Desk(database, longer).hold(1, a_place()), Held)


# -- special days -----------------------------------------------------------------------------


def test_an_office_that_is_not_there_is_one_line(desk: Desk):
    with pytest.raises(Unfit, match="there is no office 'nowhere'"):
        inside(
            desk.database,
            lambda n: carry_out(
                n, desk.network, OfficeCode("nowhere"), SpecialDay(DAY, "closed"), ROSA, NOW
            ),
        )
    assert desk.rows(special_day, "kind") == []


def test_a_far_day_of_a_new_pool_leaves_no_days_behind_it_empty(database: Database):
    put(database, a_network())
    inside(database, lambda n: extend(n, NOW))
    two = a_network(pools=("counter", "window"))
    inside(database, lambda n: apply(n, two, NOW))
    far = date(2027, 9, 7)

    inside(
        database,
        lambda n: carry_out(n, two, AUSTIN, SpecialDay(far, "capacity", capacity=2), ROSA, NOW),
    )
    inside(database, lambda n: extend(n, NOW))

    with database.read() as connection:
        days = {
            code: connection.execute(
                text(
                    "SELECT COUNT(DISTINCT local_date) FROM cell JOIN pool ON pool.id = pool_id"
                    " WHERE office = 'austin' AND code = :code"
                ),
                {"code": code},
            ).scalar()
            for code in ("counter", "window")
        }
    assert days["counter"] == days["window"] > 250


def test_a_day_can_be_changed_where_the_clocks_have_changed_and_nobody_looked_yet(desk: Desk):
    folio = desk.book(1, a_place(time(9, 15), office=VANCOUVER))
    for statement in (
        "UPDATE cell SET start_minute = -(start_minute + 60) WHERE pool_id = 2",
        "UPDATE cell SET start_minute = -start_minute WHERE pool_id = 2",
        "UPDATE claim SET start_minute = start_minute + 60 WHERE pool_id = 2",
        "UPDATE appointment SET start_minute = start_minute + 60 WHERE pool_id = 2",
    ):
        with desk.database.write() as connection:
            connection.execute(text(statement))

    more = SpecialDay(DAY, "capacity", capacity=2)
    done = inside(desk.database, lambda n: carry_out(n, desk.network, VANCOUVER, more, ROSA, NOW))

    assert (done.added, done.changed, done.touched) == (0, 4, ())
    assert desk.find(folio)[0].state == "confirmed"
    assert isinstance(desk.hold(2, a_place(time(9, 15), "luz", office=VANCOUVER)), Held)
    third = desk.hold(3, a_place(time(9, 15), "eva", office=VANCOUVER))
    assert third == Refused("taken")
