"""Run a whole transaction again when the database gave way to another one."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ventanilla.storage.database import Database

T = TypeVar("T")

STATES = {"40P01", "40001", "55P03"}
"""PostgreSQL: deadlock detected, serialisation failure, lock not available."""

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

FIRST_WAIT = 0.01
"""Seconds, doubled with every attempt; a random part of it is waited."""


def with_retries(
    database: Database,
    work: Callable[[Connection], T],
    sleep: Callable[[float], object],
    fraction: Callable[[], float],
    attempts: int = 5,
) -> T:
    """What `work` returns, once its transaction has committed.

    `work` must be safe to run again from the start. `fraction()` is a random number from 0 to 1.
    A connection lost while committing is not tried again: the commit may have happened.
    """
    for attempt in range(attempts - 1):
        try:
            with database.write() as connection:
                return work(connection)
        except DBAPIError as failure:
            if not gave_way(failure):
                raise
        sleep(FIRST_WAIT * 2**attempt * fraction())
    with database.write() as connection:
        return work(connection)


def gave_way(failure: DBAPIError) -> bool:
    origin = failure.orig
    if isinstance(origin, sqlite3.Error):
        # The low byte is the error itself, the rest tells its variants apart.
        return getattr(origin, "sqlite_errorcode", 0) & 0xFF in BUSY
    return getattr(origin, "sqlstate", None) in STATES
