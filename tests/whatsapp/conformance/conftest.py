import pytest
from litestar import Litestar

from tests.desk.samples import Clock
from tests.whatsapp.conformance.door import Kept, opened
from tests.whatsapp.conformance.window import Window, window_on
from ventanilla.storage.database import Database


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def app(kept: Kept) -> Litestar:
    return opened(kept)


@pytest.fixture
def window(database: Database) -> Window:
    return window_on(database, Clock())
