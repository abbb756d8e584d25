"""Run a whole transaction again when the database gave way to another one, or went away."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from ventanilla.storage.database import Database

T = TypeVar("T")

STATES = {"40P01", "40001", "55P03"}
"""PostgreSQL: deadlock detected, serialisation failure, lock not available."""

GONE = {"57P01", "57P02", "57P03"}
"""PostgreSQL: shut down, crashed, not yet up. An error without a state is of the connection."""

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

FIRST_WAIT = 0.01
"""Seconds, doubled with every attempt; a random part of it is waited."""

LONGEST_WAIT = 1.0


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


def settled_by_key(
    database: Database,
    work: Callable[[Connection], T],
    sleep: Callable[[float], object],
    fraction: Callable[[], float],
    attempts: int = 30,
) -> T:
    """What `work` returns or, where a connection was lost while it committed, what became of it.

    `work` must make one request, with a key that is the same each time and by which it is answered
    with what became of it. So it is asked again, on a new connection, until the database answers.
    With a new key it would be done twice, or somebody refused for what they themselves have.
    """
    for attempt in range(attempts - 1):
        try:
            return with_retries(database, work, sleep, fraction)
        except DBAPIError as failure:
            if not was_lost(failure):
                raise
        sleep(min(FIRST_WAIT * 2**attempt, LONGEST_WAIT) * fraction())
    return with_retries(database, work, sleep, fraction)


def was_lost(failure: DBAPIError) -> bool:
    """Whether it is the connection that failed: what it was committing may be there, or not."""
    if isinstance(failure.orig, sqlite3.Error):
        return False
    if failure.connection_invalidated:
        return True
    state = getattr(failure.orig, "sqlstate", None)
    of_it = state is None or state in GONE or state.startswith("08")
    return of_it and isinstance(failure, (OperationalError, InterfaceError))


def gave_way(failure: DBAPIError) -> bool:
    origin = failure.orig
    if isinstance(origin, sqlite3.Error):
        # The low byte is the error itself, the rest tells its variants apart.
        return getattr(origin, "sqlite_errorcode", 0) & 0xFF in BUSY
    return getattr(origin, "sqlstate", None) in STATES
