"""What commands work on: the network's files, the database, the one who asks."""

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.cli.ending import Stop
from ventanilla.settings import BadSetting, Settings, read_settings
from ventanilla.storage import migrate as migrations
from ventanilla.storage.database import BadUrl, Database
from ventanilla.storage.networks import newest
from ventanilla.storage.retry import with_retries

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
