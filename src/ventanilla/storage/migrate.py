"""Bring a database to the schema this release needs. Only `ventanilla migrate` and tests do so."""

from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from ventanilla.storage.database import Database

NOTHING = ""
"""The revision of a database that was never migrated."""

LOCK = 7_266_328_145
"""Any number, but the same in every release: two migrators on PostgreSQL take turns by it."""


def migrate(database: Database) -> tuple[str, str]:
    """Run what is missing, all or nothing; the revisions before and after."""
    with database.write() as connection:
        _take_turns(connection)
        before = _revision(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return before, _revision(connection)


def current(database: Database) -> str:
    """The database's revision, `NOTHING` when it was never migrated."""
    with database.read() as connection:
        return _revision(connection)


def pending(database: Database) -> bool:
    return current(database) != head()


@cache
def head() -> str:
    """The revision that this release needs."""
    return ScriptDirectory.from_config(_config()).get_current_head() or NOTHING


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "ventanilla.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or NOTHING


def _take_turns(connection: Connection) -> None:
    """SQLite's writers already do, by the file lock."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '5min'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
