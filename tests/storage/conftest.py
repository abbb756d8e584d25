from types import SimpleNamespace

import pytest

from tests.storage.desk import Desk
from tests.storage.samples import NOW, VAULT, a_network, put
from tests.storage.trays import ANA, LEASE, LUZ, OWNER, column
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.database import Database
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.trays import outbox
from ventanilla.storage.vault import Vault


@pytest.fixture
def desk(database: Database) -> Desk:
    network = a_network()
    put(database, network)
    return Desk(database, network)


@pytest.fixture
def tray(database):
    """The out-tray with two people, 1 and 2; every call is a transaction."""
    with database.write() as connection:
        Contacts(connection, VAULT).of([ANA, LUZ], NOW)

    def call(name: str):
        def transaction(*arguments, vault: Vault = VAULT):
            with database.write() as connection:
                return getattr(OutboxTable(connection, vault), name)(*arguments)

        return transaction

    put, claim, settle, sweep = map(call, ("put", "claim", "settle", "sweep"))
    return SimpleNamespace(
        put=lambda *letters, now=NOW: put(letters, now),
        claim=lambda now=NOW, limit=64, owner=OWNER, **kw: claim(
            limit, now, now + LEASE, owner, **kw
        ),
        settle=lambda *settlements, now=NOW: settle(settlements, (), now),
        receipts=lambda *receipts, **kw: settle((), receipts, NOW, **kw).arrived,
        sweep=lambda now=NOW, owner=OWNER, node="node": sweep(now, owner, node),
        states=lambda: column(database, outbox, "state"),
        progress=lambda: column(database, outbox, "progress"),
    )
