import pytest

from tests.storage.desk import Desk
from tests.storage.samples import a_network, put
from ventanilla.storage.database import Database


@pytest.fixture
def desk(database: Database) -> Desk:
    network = a_network()
    put(database, network, contacts=16)
    return Desk(database, network)
