"""One way to a database: short transactions on SQLite or PostgreSQL, the same SQL on both.

SQLite: WAL with synchronous=FULL, so a shown folio outlives a power cut. Transactions are our own
BEGIN IMMEDIATE in driver autocommit (a deferred one that reads and then writes fails at once under
contention). Every write transaction and every checkpoint holds a file lock: commands may write
beside a running server, and SQLite before 3.51.3 never checkpoints while another connection
commits, which could corrupt the file (https://sqlite.org/wal.html, read 2026-11).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from ventanilla.storage.locks import FileLock

LOCK_TIMEOUT = "3s"

READING: Mapping[str, dict[str, Any]] = {
    "sqlite": {"ventanilla_read": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""How a transaction that only reads begins. A look at SQLite is of one moment by itself."""


class BadUrl(ValueError):
    """The database's address cannot be used; the text says why."""


class Database:
    """A database that threads share; each transaction has a connection of its own."""

    def __init__(self, url: str) -> None:
        parsed = _parsed(url)
        self.dialect = parsed.get_backend_name()
        self.path = Path(parsed.database or "") if self.dialect == "sqlite" else None
        self.engine = _sqlite(parsed) if self.path else _postgresql(parsed)
        self._reading = READING[self.dialect]
        self._writing = FileLock(_beside(self.path, "-lock")) if self.path else None
        self.serving = FileLock(_beside(self.path, "-serve")) if self.path else None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction, committed at the end, rolled back by an exception."""
        with self._writing.hold() if self._writing else nullcontext(), self.engine.begin() as c:
            yield c

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look; nothing may be written in it."""
        with self.engine.connect() as plain:
            connection = plain.execution_options(**self._reading)
            with connection.begin():
                yield connection

    @contextmanager
    def write_if_free(self) -> Iterator[Connection | None]:
        """As `write`, but None where, on SQLite, somebody else is writing at this moment."""
        with (
            self._writing.hold_if_free() if self._writing else nullcontext(enter_result=True) as ok
        ):
            if not ok:
                yield None
                return
            with self.engine.begin() as connection:
                yield connection

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file (SQLite); for the desk, now and then."""
        if self._writing:
            # On the driver's own connection: a checkpoint cannot run inside a transaction.
            with self._writing.hold(), closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        self.engine.dispose()
        if self.serving:
            self.serving.release()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url))
    except (ArgumentError, ValueError):
        raise BadUrl("it must look like sqlite:///var/ventanilla.db or postgresql://…") from None
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise BadUrl("only sqlite:/// and postgresql:// are supported")
    if parsed.drivername == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise BadUrl("a SQLite database needs a file: sqlite:///var/ventanilla.db")
    return parsed


def _beside(path: Path | None, suffix: str) -> Path:
    if path is None:
        raise AssertionError
    return path.with_name(path.name + suffix)


def _sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        # For its owner alone, whatever the umask; SQLite gives its other files the same rights.
        path.touch(mode=0o600)
    except OSError as error:
        raise BadUrl(f"the SQLite file cannot be made: {error.strerror}") from None
    engine = create_engine(
        url,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: object) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            "wal_autocheckpoint=0",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("ventanilla_read")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=8,
        connect_args={
            "options": f"-c lock_timeout={LOCK_TIMEOUT} -c idle_in_transaction_session_timeout=60s",
            "connect_timeout": 5,
            # A host that vanished without a word is noticed in seconds, not in hours.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
            "application_name": "ventanilla",
        },
    )
