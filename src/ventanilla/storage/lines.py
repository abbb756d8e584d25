"""How our numbers do and how fast they may send, one row each that all nodes share."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Connection, case, select, update

from ventanilla.desk.pacing import PAIR_BURST, PAIR_SECONDS, Line, Pace
from ventanilla.domain.message import SendError, Sending
from ventanilla.domain.news import LineNews
from ventanilla.storage.trays import line, pair
from ventanilla.storage.upserts import insert_into, insert_new

HALTED = SendError(131031, fault="channel", retry="halt")
"""Meta's code for an account that is locked."""

log = structlog.get_logger()


@dataclass(slots=True)
class LineTable:
    """One number of ours, inside the caller's transaction; who has looked at it has it locked, so
    that it is read once.
    """

    connection: Connection
    number: str
    pace: Pace
    known: Line | None = None

    @property
    def closed(self) -> bool:
        return self._locked().failures > 0

    def room(self, limit: int, now: datetime) -> int:
        """How many messages may leave now; `limit` is how many there could be."""
        return min(limit, self._locked().room(self.pace, now))

    def spent(self, count: int, now: datetime) -> None:
        if count:
            self._keep(self._locked().spent(self.pace, count, now))

    def heard(self, count: int, now: datetime) -> None:
        """So many came in."""
        if count:
            self._keep(self._locked().counted(self.pace, count, now))

    def told(self, results: Iterable[Sending], now: datetime) -> None:
        """What the platform said of messages."""
        known = self._locked()
        found = known
        for result in results:
            found = found.told(result, now)
        if found == known:
            return
        self._keep(found)
        if found.failures > known.failures:
            seconds = found.closed_until - int(now.timestamp())
            log.error("number closed", code=found.code, seconds=seconds)
        elif known.failures and not found.failures:
            log.info("number open again")
        elif found.share < known.share:
            log.warning("number slowed down", share=found.share)

    def reopen(self) -> None:
        """Somebody may have acted: what has closed it is asked anew at once."""
        known = self._locked()
        if known.failures:
            self._keep(replace(known, closed_until=0, probing=True))

    def news(self, news: LineNews, now: datetime) -> None:
        known = self._locked()
        match news.what:
            case "rate":
                log.info("number may send faster", a_second=news.rate)
                self._keep(replace(known, rate=news.rate))
            case "halted":
                self.told([HALTED], now)
            case "restored":
                self.reopen()

    def _locked(self) -> Line:
        wanted = select(line).where(line.c.number == self.number).with_for_update()
        if self.known is not None:
            return self.known
        row = self.connection.execute(wanted).first()
        if row is None:
            # Two nodes may begin at once.
            first = {"number": self.number, **_columns(Line())}
            insert_new(self.connection, line, [first], "number")
            row = self.connection.execute(wanted).one()
        values = {name: value for name, value in row._asdict().items() if name != "number"}
        self.known = Line(**{**values, "probing": bool(values["probing"])})
        return self.known

    def _keep(self, known: Line) -> None:
        self.known = known
        this = line.c.number == self.number
        self.connection.execute(update(line).where(this).values(_columns(known)))


def _columns(known: Line) -> dict[str, Any]:
    return {**asdict(known), "probing": int(known.probing)}


# -- one person -------------------------------------------------------------------------------


def may_be_sent_to(contact: ColumnElement[int], at: int) -> ColumnElement[bool]:
    """Whether a contact has room in the bucket, at `at` (UTC seconds)."""
    full = at + (PAIR_BURST - 1) * PAIR_SECONDS
    busy = select(pair.c.contact_id).where(pair.c.contact_id == contact, pair.c.paced_to > full)
    return ~busy.exists()


def note_sent_to(connection: Connection, contacts: Collection[int], at: int) -> None:
    """One message to each of them leaves now."""
    if not contacts:
        return
    new = insert_into(connection.dialect.name, pair)
    since = case((pair.c.paced_to > at, pair.c.paced_to), else_=at)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["contact_id"], set_={"paced_to": since + PAIR_SECONDS}
        ),
        [{"contact_id": one, "paced_to": at + PAIR_SECONDS} for one in sorted(contacts)],
    )
