"""What the transactions of both databases promise, each guard also taken out."""

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

import pytest
from sqlalchemy import Connection, event, insert, select, text
from sqlalchemy.exc import DBAPIError

from tests.storage.trays import count
from ventanilla.storage.database import BadUrl, Database
from ventanilla.storage.locks import Locked
from ventanilla.storage.trays import timer

CANARY = "a-value-to-be-found-in-a-file"

WRITER = """
import sys
from sqlalchemy import insert
from ventanilla.storage.database import Database
from ventanilla.storage.trays import timer
database = Database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for number in range(100):
    with database.write() as connection:
        connection.execute(insert(timer).values(kind="other", subject=str(number), due_at=0))
    if number % 20 == 0:
        database.checkpoint()
"""


class _RollBack(Exception):
    pass


def _row(subject: str) -> dict[str, object]:
    return {"kind": "test", "subject": subject, "due_at": 0}


def _write_in_savepoint_then_fail(connection: Connection) -> None:
    with connection.begin_nested():
        connection.execute(insert(timer).values(_row("inner")))
    raise _RollBack


# -- transactions -----------------------------------------------------------------------------


def test_an_outer_rollback_undoes_a_released_savepoint(database):
    with suppress(_RollBack), database.write() as connection:
        _write_in_savepoint_then_fail(connection)

    assert count(database, timer) == 0


def test_without_our_own_begin_a_released_savepoint_would_stay(sqlite_database):
    for begin in list(sqlite_database.engine.dispatch.begin):
        event.remove(sqlite_database.engine, "begin", begin)

    with suppress(_RollBack), sqlite_database.write() as connection:
        _write_in_savepoint_then_fail(connection)

    assert count(sqlite_database, timer) == 1


def test_a_savepoint_rolled_back_leaves_what_was_before_it(database):
    with database.write() as connection:
        connection.execute(insert(timer).values(_row("outer")))
        with suppress(_RollBack):
            _in_savepoint(connection)

    with database.read() as connection:
        assert connection.execute(select(timer.c.subject)).scalars().all() == ["outer"]


def _in_savepoint(connection: Connection) -> None:
    with connection.begin_nested():
        connection.execute(insert(timer).values(_row("inner")))
        raise _RollBack


def test_a_read_is_of_one_moment(database):
    with database.read() as reading:
        before = reading.execute(select(timer)).all()
        with database.write() as connection:
            connection.execute(insert(timer).values(_row("meanwhile")))
        after = reading.execute(select(timer)).all()

    assert before == after == []
    assert count(database, timer) == 1


def test_postgresql_refuses_to_write_in_a_read(postgresql_database):
    with postgresql_database.read() as connection, pytest.raises(DBAPIError):
        connection.execute(insert(timer).values(_row("never")))


def test_a_write_after_a_read_on_the_same_connection_may_write_again(database):
    count(database, timer)

    with database.write() as connection:
        connection.execute(insert(timer).values(_row("once")))

    assert count(database, timer) == 1


# -- SQLite -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("wal_autocheckpoint", 0),
        ("busy_timeout", 30000),
    ],
)
def test_sqlite_outlives_a_power_cut_and_erases_what_it_deletes(sqlite_database, pragma, value):
    with sqlite_database.read() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_a_write_has_the_file_from_its_first_word_on(sqlite_database):
    other = sqlite3.connect(sqlite_database.path, timeout=0)

    with sqlite_database.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")

    other.close()


def _is_locked(database: Database) -> bool:
    handle = os.open(f"{database.path}-lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, bool]]]:
    """Each statement as SQLite gets it, with whether the file lock is held meanwhile."""
    heard: list[tuple[str, bool]] = []
    with database.write():
        pass
    connection = database.engine.raw_connection()
    driver = connection.driver_connection
    driver.set_trace_callback(lambda words: heard.append((words, _is_locked(database))))
    connection.close()
    yield heard
    driver.set_trace_callback(None)


def _work(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(timer).values(_row("once")))
    count(database, timer)
    database.checkpoint()


def test_every_write_and_every_checkpoint_holds_the_file_lock(sqlite_database):
    with statements(sqlite_database) as heard:
        _work(sqlite_database)

    held = [words for words, held in heard if held]
    assert [words.split(" ")[0] for words in held] == ["BEGIN", "INSERT", "COMMIT", "PRAGMA"]
    assert ("BEGIN", False) in heard


def test_without_the_file_lock_the_check_above_would_see_it(sqlite_database, monkeypatch):
    monkeypatch.setattr(type(sqlite_database._writing), "hold", lambda _: nullcontext())

    with statements(sqlite_database) as heard:
        _work(sqlite_database)

    assert ("BEGIN IMMEDIATE", False) in heard
    assert ("PRAGMA wal_checkpoint(PASSIVE)", False) in heard


def test_a_checkpoint_moves_the_log_into_the_file(sqlite_database):
    with sqlite_database.write() as connection:
        connection.execute(insert(timer).values(_row(CANARY)))
    before = CANARY.encode() in sqlite_database.path.read_bytes()

    sqlite_database.checkpoint()

    assert not before
    assert CANARY.encode() in sqlite_database.path.read_bytes()


def test_what_is_deleted_leaves_no_trace_in_the_file(sqlite_database):
    with sqlite_database.write() as connection:
        connection.execute(insert(timer).values(_row(CANARY)))
    sqlite_database.checkpoint()
    with sqlite_database.write() as connection:
        connection.execute(timer.delete())

    sqlite_database.checkpoint()

    assert CANARY.encode() not in sqlite_database.path.read_bytes()


def test_a_second_process_that_writes_at_once_loses_nothing(sqlite_database, sqlite_url):
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, sqlite_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        other.stdin.write(b"go\n")
        other.stdin.flush()
        for number in range(100):
            with sqlite_database.write() as connection:
                connection.execute(insert(timer).values(_row(str(number))))
            if number % 20 == 0:
                sqlite_database.checkpoint()
        other.stdin.close()
        assert other.wait() == 0

    assert count(sqlite_database, timer) == 200
    with sqlite_database.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_a_second_server_on_one_file_is_refused_and_let_in_after_the_first(sqlite_url):
    first, second = Database(sqlite_url), Database(sqlite_url)
    first.serving.seize()

    with pytest.raises(Locked):
        second.serving.seize()
    first.close()
    second.serving.seize()

    second.close()


def test_commands_may_write_beside_a_running_server(sqlite_url, sqlite_database):
    server = Database(sqlite_url)
    server.serving.seize()

    with sqlite_database.write() as connection:
        connection.execute(insert(timer).values(_row("beside")))

    assert count(server, timer) == 1
    server.close()


# -- PostgreSQL -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("lock_timeout", "3s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("transaction_isolation", "read committed"),
        ("transaction_read_only", "off"),
        ("application_name", "ventanilla"),
    ],
)
def test_postgresql_waits_for_nobody_for_ever(postgresql_database, setting, value):
    with postgresql_database.write() as connection:
        assert connection.execute(text(f"SHOW {setting}")).scalar() == value


def test_postgresql_has_no_file_and_any_number_of_servers(postgresql_database):
    postgresql_database.checkpoint()

    assert postgresql_database.path is None
    assert postgresql_database.serving is None


# -- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ventanilla.db",
        "sqlite:/ventanilla.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:///ventanilla.db",
        "mysql://ana:hidden@host/name",
        "postgresql+asyncpg://ana:hidden@host/name",
        "postgresql://ana:hidden@host:port/name",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_one_line_without_its_password(url):
    with pytest.raises(BadUrl) as refused:
        Database(url)

    words = str(refused.value)
    assert words
    assert "\n" not in words
    assert "hidden" not in words


def test_a_folder_that_cannot_be_made_is_refused_in_one_line(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(BadUrl, match="the SQLite file cannot be made"):
        Database(f"sqlite:///{tmp_path}/file/ventanilla.db")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_spellings_of_postgresql_are_understood(scheme):
    database = Database(f"{scheme}://ana@localhost/name")

    assert database.dialect == "postgresql"
    database.close()
