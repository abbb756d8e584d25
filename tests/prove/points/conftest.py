"""The scene is made once for each database, and copied for each run."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Table

from tests.desk.samples import Clock
from tests.prove.points.effects import CountedDatabase, Effects
from tests.prove.points.model import Model
from tests.prove.points.scene import prepare
from tests.prove.points.trial import Fresh
from ventanilla.storage import schema, trays  # noqa: F401  # They fill the metadata.
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate
from ventanilla.storage.tables import metadata


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scene") / "scene.db"
    _make(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def model(scene: Path) -> Model:
    return Model(scene)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Gives a database with the scene in it; what was done in it before is no longer there.

    It is the same object each time: an engine remembers the statements it has put together.
    """
    found: Fresh = request.getfixturevalue(f"fresh_{request.param}")
    return found


@pytest.fixture
def fresh_sqlite(scene: Path, tmp_path: Path) -> Iterator[Fresh]:
    path = tmp_path / "run.db"
    database = CountedDatabase(f"sqlite:///{path}")

    def copied() -> CountedDatabase:
        database.engine.dispose()
        for old in tmp_path.glob("run.db*"):
            old.unlink()
        shutil.copy(scene, path)
        return database

    yield copied
    database.close()


@pytest.fixture(scope="session")
def _postgresql_scene(postgresql_server: Callable[[str], str]) -> Iterator[CountedDatabase]:
    with psycopg.connect(postgresql_server("postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE scene")
    url = postgresql_server("scene")
    _make(url)
    with psycopg.connect(url, autocommit=True) as keeping:
        keeping.execute("CREATE SCHEMA kept")
        for name in metadata.tables:
            keeping.execute(f"CREATE TABLE kept.{name} AS TABLE {name}")
    database = CountedDatabase(url)
    yield database
    database.close()


@pytest.fixture
def fresh_postgresql(_postgresql_scene: CountedDatabase) -> Fresh:
    """Only what was changed is put back: a copy of a whole database takes far longer."""
    again = "".join(_put_back(table) for table in metadata.tables.values())

    def copied() -> CountedDatabase:
        _postgresql_scene.effects = Effects(Clock())
        with closing(_postgresql_scene.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(f"SET session_replication_role = replica; {again} RESET ALL")
            connection.commit()
        _postgresql_scene.engine.dispose()
        return _postgresql_scene

    return copied


def _put_back(table: Table) -> str:
    """PostgreSQL's words for it, and for counting on from where it stood."""
    name = table.name
    same = " AND ".join(f"{name}.{one.name} = changed.{one.name}" for one in table.primary_key)
    words = f"""
        DELETE FROM {name} USING (TABLE {name} EXCEPT TABLE kept.{name}) AS changed WHERE {same};
        INSERT INTO {name} TABLE kept.{name} EXCEPT TABLE {name};
    """
    if "id" not in table.c:
        return words
    return f"""{words}
        SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT MAX(id) FROM kept.{name}))
        WHERE EXISTS (SELECT FROM kept.{name});
    """


def _make(url: str) -> None:
    database = Database(url)
    migrate(database)
    prepare(database)
    if database.path:
        # Without a page to spare, so that a full disk is full at once.
        with closing(database.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")
    database.close()
