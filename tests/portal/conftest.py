from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from litestar.testing import TestClient
from playwright.sync_api import Browser

from tests.browser import chromium, free_port, serving
from tests.portal.samples import STANDING, Records, a_network, a_site, an_app
from ventanilla.catalogue.network import Network


@dataclass(frozen=True)
class Visit:
    """The pages on a port of their own, and the records behind them."""

    url: str
    records: Records


@pytest.fixture(scope="session")
def network() -> Network:
    return a_network()


@pytest.fixture(scope="module")
def _opened(network: Network) -> Iterator[tuple[TestClient, Records]]:
    records = Records()
    app = an_app(a_site(records, network))
    with TestClient(app, raise_server_exceptions=False) as client:
        client.headers["Accept"] = "text/html"
        yield client, records


@pytest.fixture
def records(_opened: tuple[TestClient, Records]) -> Records:
    """As they are before anybody did anything."""
    records = _opened[1]
    records.standing, records.asked = STANDING, []
    return records


@pytest.fixture
def client(_opened: tuple[TestClient, Records], records: Records) -> TestClient:
    """A browser's requests, but for the browser."""
    return _opened[0]


@pytest.fixture(scope="module")
def visit(network: Network) -> Iterator[Visit]:
    records = Records()
    with serving(an_app(a_site(records, network)), free_port()) as url:
        yield Visit(url, records)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as it:
        yield it
