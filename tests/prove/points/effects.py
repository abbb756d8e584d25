"""Every commit and every call to the peer is an effect with a number: one of them may go wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from tests.desk.samples import Clock
from ventanilla.storage.database import Database

AWAY = timedelta(minutes=1)
"""How long a database that went away stays so."""

COMMIT_MODES = ("crash before", "crash after", "away before", "away after")
"""`away after` is a commit that was done while its connection was lost: nobody is told."""

CALL_MODES = (
    "crash before",
    "crash after",
    "too fast",
    "pair",
    "failing",
    "page",
    "page of an accepted one",
    "unreached",
    "swallowed",
    "answer lost",
    "late",
    "late refusal",
)

MODES = {"commit": COMMIT_MODES, "call": CALL_MODES}


class Crash(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


@dataclass(frozen=True, slots=True)
class Fault:
    at: int
    mode: str


@dataclass
class Effects:
    """Counts them, and says of each what goes wrong with it: mostly nothing."""

    clock: Clock
    fault: Fault | None = None
    seen: list[str] = field(default_factory=list)
    away: bool = False
    full: bool = False

    def __post_init__(self) -> None:
        self.calm_at = self.back_at = self.clock.now

    def reach(self, kind: str) -> str:
        number = len(self.seen)
        self.seen.append(kind)
        if self.fault is None or self.fault.at != number:
            return ""
        self.calm_at = self.clock.now
        return self.fault.mode

    def leave(self, how_long: timedelta = AWAY) -> OperationalError:
        """The database is away from now on; what is raised of it."""
        self.back_at = self.calm_at = self.clock.now + how_long
        return gone()

    def look(self) -> None:
        if self.clock.now < self.back_at:
            raise gone()


def gone() -> OperationalError:
    return OperationalError("", None, Exception())


class CountedDatabase(Database):
    """A database whose commits are effects: those of transactions that have written something."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.effects = Effects(Clock())
        event.listen(self.engine, "after_cursor_execute", _note_writing)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self.effects.look()
        with super().write() as connection:
            connection.info["wrote"] = False
            self._limit_its_size(connection)
            yield connection
            self.effects.look()
            mode = self.effects.reach("commit") if connection.info["wrote"] else ""
            if mode == "crash before":
                raise Crash
            if mode == "away before":
                raise self.effects.leave()
        if mode == "crash after":
            raise Crash
        if mode == "away after":
            raise self.effects.leave()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self.effects.look()
        with super().read() as connection:
            yield connection

    def checkpoint(self) -> None:
        if self.effects.clock.now >= self.effects.back_at:
            super().checkpoint()

    def _limit_its_size(self, connection: Connection) -> None:
        """SQLite's own limit gives the very error that a full disk gives."""
        if self.path:
            most = "1" if self.effects.full else "1073741823"
            connection.execute(text(f"PRAGMA max_page_count = {most}"))


def _note_writing(
    connection: Connection, cursor: Any, words: str, values: Any, context: Any, many: bool
) -> None:
    writes = context.isinsert or context.isupdate or context.isdelete
    if writes and cursor.rowcount:
        connection.info["wrote"] = True
