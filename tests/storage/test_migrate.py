"""The migrations lead to exactly the tables of `schema`, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from tests.storage.checker import faults
from ventanilla.storage import migrate as migration
from ventanilla.storage import schema, trays  # noqa: F401  # They fill the metadata.
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import NOTHING, current, migrate, pending
from ventanilla.storage.tables import metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/empty.db")
    else:
        database = Database(request.getfixturevalue("empty_postgresql_url"))
    yield database
    database.close()


def test_migrated_tables_are_those_of_the_schema(database: Database):
    with database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )

        assert compare_metadata(context, metadata) == []


def test_partial_indexes_and_checks_are_those_of_the_schema(database: Database):
    with database.read() as connection:
        inspector = inspect(connection)
        for name, table in metadata.tables.items():
            indexes = {i["name"]: i for i in inspector.get_indexes(name)}
            for index in table.indexes:
                found = indexes[index.name]
                where = index.dialect_options[database.dialect]["where"]
                stored = found.get("dialect_options", {}).get(f"{database.dialect}_where")
                assert (where is None) == (stored is None), index.name
                assert found["unique"] == index.unique, index.name
            checks = {c["name"] for c in inspector.get_check_constraints(name)}
            wanted = {c.name for c in table.constraints if type(c).__name__ == "CheckConstraint"}
            assert checks == wanted


def test_an_empty_database_is_pending_until_it_is_migrated(empty: Database):
    assert (current(empty), pending(empty)) == (NOTHING, True)

    before, after = migrate(empty)

    assert (before, after, current(empty)) == (NOTHING, after, after)
    assert not pending(empty)


def test_migrating_twice_changes_nothing(empty: Database):
    migrate(empty)

    before, after = migrate(empty)

    assert before == after


FORMER = """
    INSERT INTO contact (id, created_at) VALUES (1, 0), (2, 0);
    INSERT INTO pool (id, office, code, quantum_minutes) VALUES (1, 'austin', 'visas', 15);
    INSERT INTO cell (pool_id, start_minute, local_date, local_time, cap_total, cap_open,
            used_total, used_open) VALUES
        (1, 29934180, '2026-11-30', '09:00', 2, 2, 2, 2),
        (1, 29934195, '2026-11-30', '09:15', 2, 2, 1, 1);
    INSERT INTO quota (scope, period, lim, used) VALUES ('contact:1', '2026-11', 5, 1),
        ('contact:2', '2026-11', 5, 1);
    INSERT INTO appointment (id, folio, request_key, contact_id, office, procedure, pool_id,
            start_minute, timezone, local_date, local_time, cells, units, state, channel,
            hold_until, created_at) VALUES
        (1, 'A', 'a', 1, 'austin', 'visas', 1, 29934180, 'America/Chicago', '2026-11-30', '09:00',
            2, 1, 'confirmed', 'whatsapp', 5, 1763900000),
        (2, 'B', 'b', 2, 'austin', 'visas', 1, 29934180, 'America/Chicago', '2026-11-30', '09:00',
            1, 1, 'held', 'whatsapp', 9, 1763900000);
    INSERT INTO claim (appointment_id, pool_id, start_minute, units) VALUES
        (1, 1, 29934180, 1), (1, 1, 29934195, 1), (2, 1, 29934180, 1);
    INSERT INTO participant (appointment_id, seq, person_key, dedupe_group, active) VALUES
        (1, 0, 'ana', 'visa', 1), (2, 0, 'luz', 'visa', 1);
    INSERT INTO event (at, appointment_id, actor, action, detail) VALUES (0, 1, 'contact', 'held', '')
"""


def test_who_was_booked_before_stays_booked(empty: Database):
    """From the first schema to this one, with people in it."""
    with empty.write() as connection:
        config = migration._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in FORMER.split(";"):
            connection.execute(text(statement))

    migrate(empty)

    with empty.read() as connection:
        assert faults(connection) == {}
        appointments = connection.execute(
            text("SELECT folio, state, seat, party_id, instead_of FROM appointment ORDER BY id")
        ).all()
        cells = connection.execute(text("SELECT cap_public, cap_open FROM cell")).all()
        claims = connection.scalar(text("SELECT SUM(open_units) FROM claim"))
        changed = connection.execute(text("SELECT pool_id, local_date FROM touched")).all()
    assert [tuple(row) for row in appointments] == [
        ("A", "confirmed", 0, None, None),
        ("B", "held", 0, None, None),
    ]
    assert {tuple(row) for row in cells} == {(2, 2)}
    assert (claims, [tuple(row) for row in changed]) == (3, [(1, "2026-11-30")])


def test_two_migrators_at_once_both_succeed(empty: Database):
    with ThreadPoolExecutor() as threads:
        outcomes = list(threads.map(migrate, [empty, empty]))

    head = current(empty)
    assert sorted(outcomes) == [(NOTHING, head), (head, head)]


def test_a_migration_that_fails_leaves_nothing_behind(
    empty: Database, monkeypatch: pytest.MonkeyPatch
):
    upgrade: Callable[..., None] = command.upgrade

    def upgrade_then_fail(*arguments):
        upgrade(*arguments)
        raise RuntimeError

    monkeypatch.setattr(command, "upgrade", upgrade_then_fail)
    with pytest.raises(RuntimeError):
        migrate(empty)

    with empty.read() as connection:
        assert inspect(connection).get_table_names() == []
