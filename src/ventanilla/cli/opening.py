"""What commands work on: the network's files, the database, the one who asks."""

import os
import random
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.cli.ending import Stop
from ventanilla.desk.draws import NotSo
from ventanilla.settings import BadSetting, Settings, check_secret, read_settings
from ventanilla.storage import migrate as migrations
from ventanilla.storage.database import BadUrl, Database
from ventanilla.storage.ledger import SqlLedger
from ventanilla.storage.networks import newest
from ventanilla.storage.retry import settled_by_key, with_retries
from ventanilla.storage.vault import Unreadable, Vault

T = TypeVar("T")


def load_network(source: str | None) -> Network:
    return load(source or read_settings(os.environ).network)


@contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    try:
        database = Database(settings.database_url)
    except BadUrl as wrong:
        raise BadSetting(f"VENTANILLA_DATABASE_URL: {wrong}") from None
    try:
        yield database
    finally:
        database.close()


@contextmanager
def migrated() -> Iterator[Database]:
    with database_of(read_settings(os.environ)) as database:
        if migrations.pending(database):
            raise Stop("the database is not at this release's schema; run: ventanilla migrate")
        yield database


def in_force(database: Database) -> Network:
    """The network that `serve` works with. Raises `Stop` before the first was applied."""
    with database.read() as connection:
        network = newest(connection)
    if network is None:
        raise Stop("no network is in force; run: ventanilla network apply")
    return network


def retried(database: Database, work: Callable[[Connection], T]) -> T:
    """What `work` returns; it is done again when it had to give way to somebody's booking."""
    return with_retries(database, work, time.sleep, random.random)


def settled(database: Database, work: Callable[[Connection], T]) -> T:
    """As `retried`, also when nobody told whether it was committed."""
    return settled_by_key(database, work, time.sleep, random.random)


class _Undone(Exception):
    """A rehearsal is over; nothing of it may stay."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Transactions with people's records, one for each piece of work."""

    database: Database
    network: Network
    vault: Vault

    def work(self, piece: Callable[[SqlLedger], T]) -> T:
        """What `piece` returns; it is done again when it had to give way, so it only works, and
        says nothing. Raises `Stop`.
        """
        return self._done(piece, retried)

    def request(self, piece: Callable[[SqlLedger], T]) -> T:
        """As `work`; and where the database went away while it committed, what became of it.

        Only for a piece whose effect is had once however often it is asked for: by the key of its
        request, which is the same each time, or since what it makes so is so already.
        """
        return self._done(piece, settled)

    def _done(
        self,
        piece: Callable[[SqlLedger], T],
        run: Callable[[Database, Callable[[Connection], T]], T],
    ) -> T:
        try:
            return run(self.database, lambda connection: piece(self._ledger(connection)))
        except NotSo as wrong:
            raise Stop(str(wrong)) from None
        except Unreadable:
            raise Stop(
                "what is kept was sealed with another secret; "
                "add that one to VENTANILLA_SECRET_KEY, after a comma"
            ) from None

    def rehearse(self, piece: Callable[[SqlLedger], T]) -> T:
        """As `work`, and whatever would hinder, hinders; but nothing of it stays."""
        found: list[T] = []

        def undone(ledger: SqlLedger) -> None:
            found[:] = [piece(ledger)]
            raise _Undone

        with suppress(_Undone):
            self.work(undone)
        return found[0]

    def _ledger(self, connection: Connection) -> SqlLedger:
        return SqlLedger(connection, self.vault, self.network, secrets.randbelow)


def vault_of_settings() -> Vault:
    """Raises `NotReady` without a secret: nothing that is sealed could be read."""
    settings = read_settings(os.environ)
    check_secret(settings)
    return Vault(settings.secret_keys)


@contextmanager
def desk_opened() -> Iterator[Desk]:
    vault = vault_of_settings()
    with migrated() as database:
        yield Desk(database, in_force(database), vault)
