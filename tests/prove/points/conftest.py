"""The scene is made once for each database, and copied for each run."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.prove.points.effects import CountedDatabase
from tests.prove.points.model import Model
from tests.prove.points.scene import prepare
from tests.prove.points.trial import Fresh
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate


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
def _postgresql_scene(postgresql_server: Callable[[str], str]) -> str:
    with psycopg.connect(postgresql_server("postgres"), autocommit=True) as admin:
        admin.execute("CREATE DATABASE scene")
    _make(postgresql_server("scene"))
    return "scene"


@pytest.fixture
def fresh_postgresql(
    _postgresql_scene: str, postgresql_server: Callable[[str], str]
) -> Iterator[Fresh]:
    database = CountedDatabase(postgresql_server("run"))
    with psycopg.connect(postgresql_server("postgres"), autocommit=True) as admin:

        def copied() -> CountedDatabase:
            database.engine.dispose()
            admin.execute("DROP DATABASE IF EXISTS run WITH (FORCE)")
            admin.execute(f"CREATE DATABASE run TEMPLATE {_postgresql_scene}")
            return database

        yield copied
    database.close()


def _make(url: str) -> None:
    database = Database(url)
    migrate(database)
    prepare(database)
    database.close()
