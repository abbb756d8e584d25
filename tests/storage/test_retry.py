"""A transaction that gave way is run again; any other failure is not."""

import sqlite3
from pathlib import Path
from threading import Barrier, Thread

import psycopg
import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.storage.samples import ANA, NOW, a_core, a_network, a_place, put
from ventanilla.desk.ports import Confirmed, Refused
from ventanilla.storage.database import Database
from ventanilla.storage.retry import settled_by_key, was_lost, with_retries

HALF = 0.5


def _busy(path: Path) -> sqlite3.OperationalError:
    holder, other = (sqlite3.connect(path, timeout=0, isolation_level=None) for _ in range(2))
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as caught:
        other.execute("BEGIN IMMEDIATE")
    holder.close()
    other.close()
    return caught.value


class _Failing:
    def __init__(self, times: int, error: Exception) -> None:
        self.times, self.error, self.runs = times, error, 0

    def __call__(self, connection: Connection) -> str:
        self.runs += 1
        connection.execute(text("INSERT INTO contact (created_at) VALUES (0)"))
        if self.runs <= self.times:
            raise OperationalError("statement", {}, self.error)
        return "done"


def _contacts(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(text("SELECT COUNT(*) FROM contact"))


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.DeadlockDetected(),
        psycopg.errors.SerializationFailure(),
        psycopg.errors.LockNotAvailable(),
    ],
)
def test_what_postgresql_gave_up_is_run_again_from_the_start(sqlite_database, error):
    work, waits = _Failing(2, error), []

    assert with_retries(sqlite_database, work, waits.append, lambda: HALF) == "done"

    assert (work.runs, _contacts(sqlite_database)) == (3, 1)
    assert waits == [0.005, 0.01]


def test_what_sqlite_found_busy_is_run_again(sqlite_database: Database, tmp_path: Path):
    work = _Failing(1, _busy(tmp_path / "other.db"))

    assert with_retries(sqlite_database, work, lambda _: None, lambda: HALF) == "done"


def test_after_the_last_attempt_the_failure_is_the_callers(sqlite_database: Database):
    work = _Failing(9, psycopg.errors.DeadlockDetected())

    with pytest.raises(OperationalError):
        with_retries(sqlite_database, work, lambda _: None, lambda: HALF, attempts=3)

    assert (work.runs, _contacts(sqlite_database)) == (3, 0)


@pytest.mark.parametrize("error", [psycopg.errors.UniqueViolation(), sqlite3.IntegrityError()])
def test_another_failure_is_not_tried_again(sqlite_database: Database, error):
    work = _Failing(1, error)

    with pytest.raises(OperationalError):
        with_retries(sqlite_database, work, lambda _: None, lambda: HALF)

    assert work.runs == 1


def test_a_broken_rule_of_the_tables_is_not_tried_again(database: Database):
    runs = []

    def work(connection: Connection) -> None:
        runs.append(1)
        connection.execute(text("INSERT INTO contact (created_at) VALUES (NULL)"))

    with pytest.raises(IntegrityError):
        with_retries(database, work, lambda _: None, lambda: HALF)

    assert len(runs) == 1


def test_two_that_really_deadlock_both_come_through(postgresql_database: Database):
    with postgresql_database.write() as connection:
        connection.execute(text("INSERT INTO contact (created_at) VALUES (0), (0)"))
    meet, runs = Barrier(2), []

    def cross(first: int, second: int) -> None:
        tries = iter(range(9))

        def work(connection: Connection) -> None:
            runs.append(first)
            touch = text("UPDATE contact SET created_at = created_at + 1 WHERE id = :id")
            connection.execute(touch, {"id": first})
            if next(tries) == 0:
                meet.wait()
            connection.execute(touch, {"id": second})

        with_retries(postgresql_database, work, lambda _: None, lambda: HALF)

    threads = [Thread(target=cross, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with postgresql_database.read() as connection:
        assert connection.scalars(text("SELECT created_at FROM contact")).all() == [2, 2]
    assert len(runs) > 2


# -- a connection that is lost while it commits ------------------------------------------------


def _lose_a_commit(database: Database, *, done: bool) -> None:
    """The next commit happens or not, and in either case nobody says so."""

    @event.listens_for(database.engine, "commit", once=True)
    def lose(connection: Connection) -> None:
        wire = connection.connection.dbapi_connection
        wire.commit() if done else wire.rollback()
        raise OperationalError("COMMIT", {}, psycopg.OperationalError("the connection is lost"))


@pytest.mark.parametrize("done", [True, False])
def test_a_lost_commit_is_settled_by_asking_with_the_same_request(
    postgresql_database: Database, done: bool
):
    network, waits = a_network(), []
    put(postgresql_database, network)

    def work(connection: Connection) -> object:
        return a_core(connection, network).confirm(1, a_place(), ANA, "the request", NOW)

    _lose_a_commit(postgresql_database, done=done)
    made = settled_by_key(postgresql_database, work, waits.append, lambda: HALF)

    assert isinstance(made, Confirmed)
    assert waits == [0.005]
    with postgresql_database.read() as connection:
        rows = connection.execute(text("SELECT folio, state FROM appointment")).all()
    assert rows == [(made.appointment.folio, "confirmed")]


def test_with_another_request_they_would_be_refused_for_what_they_have(
    postgresql_database: Database,
):
    network, requests = a_network(), iter(["first", "second"])
    put(postgresql_database, network)

    def work(connection: Connection) -> object:
        return a_core(connection, network).confirm(1, a_place(), ANA, next(requests), NOW)

    _lose_a_commit(postgresql_database, done=True)
    made = settled_by_key(postgresql_database, work, lambda _: None, lambda: HALF)

    assert isinstance(made, Refused)
    # Their own appointment is in their way: the last place is taken, by them.
    assert made == Refused("taken")


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.CrashShutdown(), True),
        (psycopg.errors.CannotConnectNow(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.errors.DiskFull(), False),
        (sqlite3.OperationalError("database or disk is full"), False),
    ],
)
def test_what_failed_is_told_from_a_connection_that_was_lost(error: Exception, lost: bool):
    assert was_lost(OperationalError("statement", {}, error)) is lost


def test_what_is_not_of_the_connection_is_the_callers_at_once(sqlite_database: Database):
    work = _Failing(9, psycopg.errors.DiskFull())

    with pytest.raises(OperationalError):
        settled_by_key(sqlite_database, work, lambda _: None, lambda: HALF)

    assert work.runs == 1


def test_a_server_that_stays_away_is_the_callers_in_the_end(sqlite_database: Database):
    work, waits = _Failing(99, psycopg.errors.CannotConnectNow()), []

    with pytest.raises(OperationalError):
        settled_by_key(sqlite_database, work, waits.append, lambda: 1.0, attempts=10)

    assert work.runs == 10
    assert max(waits) == 1.0
