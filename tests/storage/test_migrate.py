"""The migrations lead to exactly the tables of `schema`, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from ventanilla.storage.database import Database
from ventanilla.storage.migrate import NOTHING, current, migrate, pending
from ventanilla.storage.schema import metadata


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


def test_two_migrators_at_once_both_succeed(empty: Database):
    with ThreadPoolExecutor() as threads:
        outcomes = list(threads.map(migrate, [empty, empty]))

    head = current(empty)
    assert sorted(outcomes) == [(NOTHING, head), (head, head)]


def test_a_migration_that_fails_leaves_nothing_behind(
    empty: Database, monkeypatch: pytest.MonkeyPatch
):
    from alembic import command

    upgrade: Callable[..., None] = command.upgrade

    def upgrade_then_fail(*arguments):
        upgrade(*arguments)
        raise RuntimeError

    monkeypatch.setattr(command, "upgrade", upgrade_then_fail)
    with pytest.raises(RuntimeError):
        migrate(empty)

    with empty.read() as connection:
        assert inspect(connection).get_table_names() == []
