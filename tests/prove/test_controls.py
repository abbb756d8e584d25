"""Each guard of the calendar taken out where others work at the same time: the fault gets in.

A test that shows no fault without the guard would say nothing of the guard. The databases are these
tests' own, since some lose a constraint.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import bindparam, create_engine, literal, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.storage.checker import UNCONDITIONAL, faults
from tests.storage.desk import Desk
from tests.storage.samples import (
    ANA,
    NOW,
    VANCOUVER,
    a_core,
    a_network,
    a_place,
    a_seat,
    put,
)
from ventanilla.desk.ports import Confirmed, Held, Refused
from ventanilla.storage import bookings, counting, taking
from ventanilla.storage.claiming import NoFolio
from ventanilla.storage.database import Database
from ventanilla.storage.freeing import Freeing
from ventanilla.storage.migrate import migrate
from ventanilla.storage.retry import gave_way
from ventanilla.storage.schema import appointment, cell

THREADS = 8


@pytest.fixture
def own(empty_postgresql_url: str):
    database = Database(empty_postgresql_url)
    migrate(database)
    yield database
    database.close()


def drop(database: Database, statement: str) -> None:
    with database.write() as connection:
        connection.execute(text(statement))


def at_once(count: int, work) -> list:
    start = Barrier(count)

    def one(number: int):
        start.wait()
        try:
            return work(number)
        except (DBAPIError, NoFolio) as failure:
            return failure

    with ThreadPoolExecutor(count) as people:
        return list(people.map(one, range(1, count + 1)))


def everybody_wants_one_place(database: Database, network) -> list:
    """Everybody has looked and seen it free before anybody takes it."""
    looked = Barrier(THREADS)

    def reach(contact: int):
        with database.write() as connection:
            core = a_core(connection, network)
            spans = list(core.claiming.spans(a_seat(person=f"p{contact}"), 1, "public", NOW))
            assert spans[0].looks_free
            looked.wait()
            place = a_place(person=f"p{contact}")
            return core.hold(contact, place, ANA, f"r{contact}", NOW)

    return at_once(THREADS, reach)


def test_looking_before_taking_sells_one_place_to_many(own: Database, monkeypatch):
    """The shape of several public booking systems: count, then insert."""
    network = a_network()
    put(own, network, contacts=THREADS)
    drop(own, "ALTER TABLE cell DROP CONSTRAINT ck_cell_capacity")
    monkeypatch.setattr(taking, "MOVE", UNCONDITIONAL)

    outcomes = everybody_wants_one_place(own, network)

    assert sum(isinstance(one, Held) for one in outcomes) > 1
    with own.read() as connection:
        assert "I1 oversold" in faults(connection)


def test_the_conditional_update_alone_sells_it_once(own: Database):
    network = a_network()
    put(own, network, contacts=THREADS)
    drop(own, "ALTER TABLE cell DROP CONSTRAINT ck_cell_capacity")

    outcomes = everybody_wants_one_place(own, network)

    assert sum(isinstance(one, Held) for one in outcomes) == 1
    assert outcomes.count(Refused("taken")) == THREADS - 1
    with own.read() as connection:
        assert faults(connection) == {}


def deadlocks(database: Database, rounds: int) -> int:
    network = a_network(capacity=1000, end=time(14), month_limit=1000)
    put(database, network, contacts=THREADS)

    def reach(contact: int):
        lost = 0
        for number in range(rounds):
            at = time(9 + number % 4, 15 * (contact % 4))
            place = a_place(at, f"{contact} {number}")
            try:
                with database.write() as connection:
                    a_core(connection, network).hold(
                        contact, place, ANA, f"{contact} {number}", NOW
                    )
            except DBAPIError as failure:
                lost += gave_way(failure)
        return lost

    return sum(at_once(THREADS, reach))


@pytest.mark.parametrize("rounds", [12, pytest.param(60, marks=pytest.mark.prove)])
def test_cells_in_any_order_lock_each_other_out_and_ascending_never_do(
    own: Database, monkeypatch, rounds: int
):
    chance = Random(1)

    def any_order(cells, **_):
        return chance.sample(list(cells), len(list(cells)))

    ascending = deadlocks(own, rounds)
    with own.write() as connection:
        for table in ("touched", "event", "claim", "participant", "appointment", "quota"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE cell SET used_open = 0, used_total = 0"))
    monkeypatch.setattr(taking, "sorted", any_order, raising=False)
    mixed = deadlocks(own, rounds)

    assert ascending == 0
    assert mixed > 0


def test_without_the_index_two_phones_book_one_person_at_once(own: Database):
    network = a_network()
    put(own, network, contacts=2)
    drop(own, "DROP INDEX ux_participant_active")
    inside = Barrier(2)

    def reach(contact: int):
        with own.write() as connection:
            core = a_core(connection, network)
            inside.wait()
            office = {} if contact == 1 else {"office": VANCOUVER}
            return core.hold(contact, a_place(**office), ANA, f"r{contact}", NOW)

    outcomes = at_once(2, reach)

    assert [type(one) for one in outcomes] == [Held, Held]
    with own.read() as connection:
        assert faults(connection).keys() == {"I3 twice"}


def test_under_read_committed_the_loser_gets_an_answer(own: Database):
    network = a_network()
    put(own, network, contacts=2)
    with own.write() as late:
        core = a_core(late, network)
        assert next(core.claiming.spans(a_seat(), 1, "public", NOW)).looks_free
        with own.write() as early:
            a_core(early, network).hold(1, a_place(), ANA, "first", NOW)
        assert core.hold(2, a_place(person="luz"), ANA, "second", NOW) == Refused("taken")


def test_under_repeatable_read_the_loser_is_an_error(own: Database):
    network = a_network()
    put(own, network, contacts=2)
    strict = create_engine(own.engine.url, isolation_level="REPEATABLE READ")
    with strict.connect() as late:
        core = a_core(late, network)
        assert next(core.claiming.spans(a_seat(), 1, "public", NOW)).looks_free
        with own.write() as early:
            a_core(early, network).hold(1, a_place(), ANA, "first", NOW)
        with pytest.raises(DBAPIError) as failed:
            core.hold(2, a_place(person="luz"), ANA, "second", NOW)
        late.rollback()
    strict.dispose()

    assert failed.value.orig.sqlstate == "40001"
    assert gave_way(failed.value)


def test_without_the_contacts_lock_two_messages_of_one_person_break(own: Database, monkeypatch):
    network = a_network()
    put(own, network, contacts=1)
    monkeypatch.setattr(bookings, "LOCK", select(literal(1)))
    inside = Barrier(2)

    def reach(number: int):
        with own.write() as connection:
            core = a_core(connection, network)
            inside.wait()
            at = time(9) if number == 1 else time(9, 30)
            return core.hold(1, a_place(at, f"p{number}"), ANA, f"r{number}", NOW)

    outcomes = at_once(2, reach)

    assert sorted(type(one).__name__ for one in outcomes) == ["Held", "NoFolio"]


# -- guards that one connection shows, on both databases --------------------------------------


@pytest.fixture
def desk(database: Database) -> Desk:
    network = a_network()
    put(database, network, contacts=4)
    return Desk(database, network)


def test_without_the_expiry_check_what_ran_out_and_was_closed_is_confirmed(desk, monkeypatch):
    later = NOW + timedelta(minutes=11)
    careless = (
        update(appointment)
        .where(appointment.c.id == bindparam("number"), bindparam("now") > 0)
        .values(
            state="confirmed",
            revision=appointment.c.revision + 1,
            request_key=bindparam("request"),
            confirmed_at=bindparam("now"),
            applicant_sealed=bindparam("applicant"),
        )
        .returning(appointment.c.revision)
    )
    desk.hold(1, a_place())
    with desk.database.write() as connection:
        connection.execute(update(cell).values(status="closed"))

    assert desk.confirm(1, a_place(), later) == Refused("gone")
    monkeypatch.setattr(bookings, "CONFIRM", careless)
    assert isinstance(desk.confirm(1, a_place(), later), Confirmed)


def test_without_compare_and_swap_a_place_is_confirmed_after_it_went_to_another(desk, monkeypatch):
    """F9: the sweep and the confirmation at the same moment."""
    later = NOW + timedelta(minutes=11)
    desk.hold(1, a_place())
    with desk.database.read() as connection:
        seen = (
            a_core(connection, desk.network)
            .claiming.connection.execute(bookings.ROWS.where(appointment.c.contact_id == 1))
            .all()
        )
    desk.expire(later, 10)
    desk.confirm(2, a_place(person="luz"), later)
    monkeypatch.setattr(bookings, "asked", lambda connection, contact, request: (None, seen))

    assert isinstance(desk.confirm(1, a_place(), later), Refused)
    careless = (
        update(appointment)
        .where(appointment.c.id == bindparam("number"))
        .values(
            state="confirmed",
            request_key=bindparam("request"),
            confirmed_at=bindparam("now"),
            applicant_sealed=bindparam("applicant"),
        )
        .returning(appointment.c.revision)
    )
    monkeypatch.setattr(bookings, "CONFIRM", careless)
    with desk.database.write() as connection:
        core = a_core(connection, desk.network)
        assert isinstance(core.confirm(1, a_place(), ANA, "late", later), Confirmed)
        found = faults(connection)
    assert "I2 lost" in found


def test_without_its_condition_a_days_quota_meets_the_tables_check(database, monkeypatch):
    network = a_network(capacity=5, quotas={"visas": 1})
    put(database, network)
    desk = Desk(database, network)
    desk.confirm(1, a_place())
    careless = (
        update(counting.quota)
        .where(*counting.KEY)
        .values(used=counting.quota.c.used + bindparam("change"), lim=bindparam("most"))
    )
    monkeypatch.setattr(counting, "USE", careless)

    with pytest.raises(IntegrityError):
        desk.hold(2, a_place(person="luz"))


@pytest.mark.parametrize("seed", range(12))
def test_a_place_given_back_cannot_be_had_before_its_minute(database: Database, seed: int):
    """The reseller's swap: cancel for one person, book for the next."""
    network = a_network()
    put(database, network)
    desk = Desk(database, network, below=Random(seed).randrange)
    desk.cancel(desk.book(1, a_place()))
    with database.read() as connection:
        returns = connection.scalar(text("SELECT MIN(returns_at) FROM vacancy"))
    minutes = (returns - int(NOW.timestamp())) // 60

    for wait in (0, 1, minutes // 2, minutes - 1):
        now = NOW + timedelta(minutes=wait)
        assert desk.give_back(now, 10) == 0
        assert desk.hold(2, a_place(person="luz"), now) == Refused("taken")
    assert isinstance(desk.hold(2, a_place(person="luz"), NOW + timedelta(minutes=minutes)), Held)


def test_were_it_free_at_once_the_swap_would_succeed(desk: Desk, monkeypatch):
    monkeypatch.setattr(Freeing, "keeps_until", lambda self, row, now: None)

    desk.cancel(desk.book(1, a_place()))

    assert isinstance(desk.hold(2, a_place(person="luz")), Held)
