"""What falls due at a time, done once over all nodes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from ventanilla.storage.trays import timer
from ventanilla.storage.upserts import insert_new


@dataclass(frozen=True, slots=True)
class TimerTable:
    connection: Connection

    def take(self, kind: str, now: datetime, again: datetime) -> bool:
        """Whether `kind` is due and this caller is the one to do it; it is due again at `again`.

        A kind never seen is due at once. Of several who ask, the conditional update lets one have
        it; if its transaction fails, it stays due.
        """
        first = {"kind": kind, "subject": "", "due_at": 0}
        insert_new(self.connection, timer, [first], "kind", "subject")
        taken = self.connection.execute(
            update(timer)
            .where(timer.c.kind == kind, timer.c.due_at <= int(now.timestamp()))
            .values(due_at=int(again.timestamp()))
        )
        return taken.rowcount == 1
