"""A service on each database, and the Graph API that it talks to."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.browser import free_port
from tests.journeys.peer import Graph, graph_api
from tests.journeys.service import Service
from ventanilla.catalogue.loading import load
from ventanilla.desk.networks import apply
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate
from ventanilla.storage.networks import StoredNetworks


@pytest.fixture
def graph() -> Iterator[Graph]:
    with graph_api() as running:
        yield running


@pytest.fixture(scope="session")
def _installed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("installed") / "installed.db"
    install(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _installed_name(postgresql_server: Callable[[str], str]) -> str:
    with psycopg.connect(postgresql_server("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE installed")
    install(postgresql_server("installed"))
    return "installed"


@pytest.fixture(params=["sqlite", "postgresql"])
def installed_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with the Mexican network in force, of this test's own."""
    if request.param == "sqlite":
        path = tmp_path / "ventanilla.db"
        shutil.copy(request.getfixturevalue("_installed_file"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgresql_server")
    template, name = request.getfixturevalue("_installed_name"), f"own_{uuid.uuid4().hex}"
    with psycopg.connect(server("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield server(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def service(installed_url: str, graph: Graph, tmp_path: Path) -> Iterator[Service]:
    """Installed, not started; ended with the test."""
    prepared = Service(installed_url, graph, tmp_path, free_port())
    yield prepared
    if prepared.process and prepared.process.poll() is None:
        prepared.kill()


def install(url: str) -> None:
    database = Database(url)
    migrate(database)
    with database.write() as connection:
        apply(StoredNetworks(connection), load("mexico"), datetime.now(UTC))
    database.checkpoint()
    database.close()
