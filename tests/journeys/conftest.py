"""A service on each database, and the Graph API that it talks to."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.journeys.peer import Graph, graph_api
from tests.journeys.service import Service


@pytest.fixture
def graph() -> Iterator[Graph]:
    with graph_api() as running:
        yield running


@pytest.fixture
def service(database_url: str, graph: Graph, tmp_path: Path) -> Iterator[Service]:
    """Installed, not started; ended with the test."""
    prepared = Service(database_url, graph, tmp_path, free_port())
    prepared.install()
    yield prepared
    if prepared.process and prepared.process.poll() is None:
        prepared.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
