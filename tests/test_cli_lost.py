"""PostgreSQL goes away while a command commits: what became of it is asked, and done once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event, select
from sqlalchemy.exc import OperationalError

from tests.storage.checker import faults
from tests.test_cli import Command, run
from tests.test_cli_calendar import Office, two_offices
from ventanilla.desk.networks import apply
from ventanilla.storage.database import Database
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.schema import event as history

__all__ = ["run"]


@pytest.fixture
def office(run: Command, postgresql_database: Database, postgresql_url: str) -> Iterator[Office]:
    with postgresql_database.write() as connection:
        apply(StoredNetworks(connection), two_offices(), datetime.now(UTC))
    yield Office(run, postgresql_database, postgresql_url)
    with postgresql_database.read() as connection:
        assert faults(connection) == {}


@pytest.fixture(params=[True, False], ids=["committed", "not-committed"])
def losing(request: pytest.FixtureRequest) -> Iterator[Callable[[], list[Connection]]]:
    """From its call on the first commit of a change to appointments happens or not, and nobody says which."""
    lost: list[Connection] = []
    changing: set[Connection] = set()

    def change(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if "INSERT INTO event" in statement:
            changing.add(connection)

    def undo(connection: Connection) -> None:
        changing.discard(connection)

    def lose(connection: Connection) -> None:
        if connection in changing and not lost:
            lost.append(connection)
            wire = connection.connection.dbapi_connection
            wire.commit() if request.param else wire.rollback()
            raise OperationalError("COMMIT", {}, psycopg.OperationalError("it is lost"))

    listening = (("before_cursor_execute", change), ("rollback", undo), ("commit", lose))

    def begin() -> list[Connection]:
        for name, listener in listening:
            event.listen(Engine, name, listener)
        return lost

    yield begin
    for name, listener in listening:
        event.remove(Engine, name, listener)


def actions(office: Office) -> list[str]:
    with office.database.read() as connection:
        return list(connection.scalars(select(history.c.action).order_by(history.c.id)))


def test_a_move_is_made_once(office: Office, losing):
    day, (folio,) = office.book(1)
    later = next(
        d for n in range(1, 9) if (d := day + timedelta(days=n)).weekday() < 5 and d.day < 24
    )

    lost = losing()
    moved = office(
        "appointment", "move", folio, later.isoformat(), "10:00", "--reason", "asked", "--yes"
    )

    assert (len(lost), moved.status, moved.err) == (1, 0, "")
    assert moved.out.splitlines()[-1].startswith("Moved.")
    assert actions(office) == ["confirmed", "moved"]


def test_a_cancellation_is_made_once_and_another_is_refused(office: Office, losing):
    _, (folio,) = office.book(1)

    lost = losing()
    cancelled = office("appointment", "cancel", folio, "--reason", "asked", "--yes")
    again = office("appointment", "cancel", folio, "--reason", "asked", "--yes")

    assert (len(lost), cancelled.status, cancelled.err) == (1, 0, "")
    assert actions(office) == ["confirmed", "cancelled"]
    assert (again.status, "no appointment that can be cancelled" in again.err) == (1, True)


def test_one_other_place_is_held_and_taken_once(office: Office, losing):
    day, (folio,) = office.book(1)

    lost = losing()
    closed = office("calendar", "close", "austin", day.isoformat(), "--reason", "ill", "--yes")
    offers = [one for one, state in office.states().items() if state == "offered"]
    lost.clear()
    taken = office("appointment", "accept", *offers, "--yes")
    assert "1 of 1 have another place held" in closed.out
    assert (len(offers), len(lost), taken.status, taken.err) == (1, 1, 0, "")
    assert office.states()[folio] == "confirmed"
    assert actions(office).count("moved") == 1
