"""The invariants, over the database and the platform's log together, in their own words."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, func, select

from tests.prove.points.model import LATE, Model, Told, letter_of, number_of, told_to
from tests.prove.points.peer import Call
from tests.prove.points.world import RECOVERY, VAULT, World, open_work
from tests.storage.checker import faults, overdue
from ventanilla.desk.clerk import LEASE
from ventanilla.desk.turns import STALE
from ventanilla.domain.message import Accepted, Inbound, Message, SendError
from ventanilla.storage.fates import GRACE
from ventanilla.storage.outbox import PAPER
from ventanilla.storage.owing import is_true
from ventanilla.storage.schema import appointment, event
from ventanilla.storage.trays import inbox, outbox

WORDS = {
    "I4": "Each inbound message changes a conversation at most once, and each conversation applies"
    " its messages one at a time, in one total order.",
    "I5": "An applicant who was shown a folio has that appointment, or its recorded cancellation,"
    " in the database.",
    "I6": "No reply is sent for a transaction that did not commit; every committed transaction that"
    " owes a reply has exactly one outbox row for it.",
    "I7": "An inbound message answered with 200 is durably stored; an inbound message not stored is"
    " never answered with 200.",
    "I9": "Messages to one recipient leave in the order in which their transactions committed; a"
    " later message never overtakes an unsettled earlier one.",
    "I10": "An outbox message is sent at least once; a duplicate is word for word the same and names"
    " the same folio.",
    "I11": "A message is sent only if it is still true at the moment of sending.",
    "I16": "Within any window the system sends no more than its configured messages per second per"
    " number and per recipient, counted over all nodes.",
    "I20": "When faults stop, every owed message is sent or in a terminal failed state with an"
    " alarm, and every expired hold is released, within 5 minutes.",
}


@dataclass
class Checker:
    world: World
    model: Model
    connection: Connection

    def __post_init__(self) -> None:
        self.rows = self.connection.execute(select(outbox).order_by(outbox.c.id)).all()
        self.by_number = {row.id: row for row in self.rows}
        self.calls: dict[int, list[Call]] = defaultdict(list)
        for call in self.world.peer.calls:
            self.calls[call.request.row].append(call)
        self.inbound = {message.key: message for _, message in self.world.peer.brought}

    def found(self) -> dict[str, list[str]]:
        """Empty when every invariant holds."""
        every = {
            "I4": self.i4,
            "I5": self.i5,
            "I6": self.i6,
            "I7": self.i7,
            "I9": self.i9,
            "I10": self.i10,
            "I11": self.i11,
            "I16": self.i16,
            "I20": self.i20,
        }
        told = {f"{name}: {WORDS[name]}": list(look()) for name, look in every.items()}
        told["calendar"] = [f"{name} {rows}" for name, rows in faults(self.connection).items()]
        return {name: found for name, found in told.items() if found}

    # -- what people said ---------------------------------------------------------------------

    def i4(self) -> Iterator[str]:
        """As if each conversation had been alone with one desk that never fails."""
        for phone in self._phones():
            times = Counter(message.key for message in self._stored(phone))
            yield from (f"{key} is there {n} times" for key, n in times.items() if n > 1)
            if self._told(phone)[1] != self._expected(phone)[1]:
                yield f"the conversation of {phone} is not what was said in it"

    def _phones(self) -> list[str]:
        return sorted({message.sender.phone for message in self.inbound.values()})

    def _told(self, phone: str) -> Told:
        return told_to(self.connection, phone)

    def _expected(self, phone: str) -> Told:
        words = tuple((one.text, self._age(one)) for one in self._stored(phone))
        return self.model.told(phone, words)

    def _age(self, message: Inbound) -> timedelta:
        """What did not come too late is as good as new, and one that did as another."""
        came = min(at for at, one in self.world.peer.brought if one.key == message.key)
        age = came - message.sent_at
        return LATE if age > STALE else timedelta()

    def _stored(self, phone: str) -> list[Inbound]:
        """What this person said since the world began, in the order of the in-tray."""
        number = number_of(self.connection, phone)
        hashed = {VAULT.index("message", key): one for key, one in self.inbound.items()}
        rows = self.connection.execute(
            select(inbox.c.message_key)
            .where(inbox.c.contact_id == number, inbox.c.state == "done")
            .order_by(inbox.c.id)
        )
        return [hashed[key] for row in rows if (key := bytes(row.message_key)) in hashed]

    def i7(self) -> Iterator[str]:
        keys = {bytes(key) for key in self.connection.scalars(select(inbox.c.message_key))}
        for key in self.world.peer.stored:
            if VAULT.index("message", key) not in keys:
                yield f"{key} was answered with 200 and is not stored"

    # -- what people were shown ---------------------------------------------------------------

    def i5(self) -> Iterator[str]:
        held = {row.folio: row for row in self.connection.execute(select(appointment))}
        for call in self.world.peer.calls:
            folio = folio_in(call.request.words)
            if not folio or not call.accepted:
                continue
            row = held.get(folio)
            if row is None or row.contact_id != number_of(self.connection, call.request.to):
                yield f"{call.request.to} was shown {folio} and does not have it"
            elif row.state != "confirmed" and not self._is_recorded(row):
                yield f"{folio} is {row.state}"

    def _is_recorded(self, row: Any) -> bool:
        noted = select(func.count()).where(
            event.c.appointment_id == row.id, event.c.action == "cancelled"
        )
        return row.state == "cancelled" and self.connection.scalar(noted) == 1

    def i6(self) -> Iterator[str]:
        for call in self.world.peer.calls:
            asked, row = call.request, self.by_number.get(call.request.row)
            if row is None or not call.seen.state:
                yield f"row {asked.row} was not committed when it was sent"
                continue
            if (call.seen.state, call.seen.attempt) != ("sending", asked.attempt):
                yield f"row {asked.row} was sent as {asked.attempt} while it was {call.seen}"
            if row.contact_id != number_of(self.connection, asked.to):
                yield f"row {asked.row} went to somebody else"
            letter = letter_of(row)
            if isinstance(letter, Message) and letter.body != asked.words:
                yield f"row {asked.row} says something else"
        for phone in self._phones():
            replies, expected = self._told(phone)[0], self._expected(phone)[0]
            if replies != expected:
                yield f"{phone} is owed {replies[-3:]}, not {expected[-3:]}"

    def i9(self) -> Iterator[str]:
        for call in self.world.peer.calls:
            if call.seen.earlier_open:
                yield f"row {call.request.row} went before {call.seen.earlier_open}"

    # -- what was sent ------------------------------------------------------------------------

    def i10(self) -> Iterator[str]:
        for row in self.rows:
            calls = self.calls[row.id]
            accepted = [call for call in calls if call.accepted]
            if len({call.request.words for call in calls}) > 1:
                yield f"row {row.id} was sent in other words"
            if row.state == "sent" and not accepted and row.id > self.world.rows_before:
                yield f"row {row.id} counts as sent and never was"
            if row.state == "dropped" and not self._may_be_dropped(row):
                yield f"row {row.id} was dropped"
            for earlier, later in pairwise(calls):
                if why := self._too_early(row, earlier, later):
                    yield f"row {row.id} was sent again {why}"

    def _may_be_dropped(self, row: Any) -> bool:
        if row.appointment_id is not None:
            still = select(outbox.c.id).where(
                outbox.c.id == row.id, is_true(outbox, int(self.world.clock.now.timestamp()))
            )
            return self.connection.execute(still).first() is None
        return any(
            (other.contact_id, other.kind) == (row.contact_id, "message") and other.id > row.id
            for other in self.rows
        )

    def _too_early(self, row: Any, earlier: Call, later: Call) -> str:
        """Only what was refused is sent again at once; else its fate must stay unknown for long."""
        key, journal = (row.id, earlier.request.attempt), self.world.journal
        arrived = journal.arrived.get(row.id)
        if arrived is not None and arrived < later.request.at:
            return "although it had arrived"
        told_at, result = journal.told.get(key, (None, None))
        if told_at is not None and told_at <= later.request.at:
            if isinstance(result, SendError):
                return ""
            if isinstance(result, Accepted) and key in journal.noted:
                return "although it was accepted"
        known = self._lost_at(row, earlier, told_at)
        return "" if later.request.at >= known + GRACE else "while its fate was waited for"

    def _lost_at(self, row: Any, call: Call, told_at: Any) -> Any:
        lease = LEASE + timedelta(seconds=PAPER if row.kind == "document" else 0)
        died = self.world.journal.deaths.get(call.request.node)
        ends = [call.request.at + lease]
        ends += [moment for moment in (died, told_at) if moment and moment >= call.request.at]
        return min(ends)

    def i11(self) -> Iterator[str]:
        for row, attempt in self.world.journal.untrue:
            yield f"row {row} was claimed as {attempt} when it was not true any more"

    def i16(self) -> Iterator[str]:
        yield from (f"the platform refused with {code}" for code in self.world.peer.rejected)

    # -- afterwards ---------------------------------------------------------------------------

    def i20(self) -> Iterator[str]:
        world = self.world
        assert world.ended is not None
        if world.ended > world.effects.calm_at + RECOVERY:
            yield f"there is still {open_work(self.connection)} after {RECOVERY}"
        for row in self.rows:
            if row.state == "failed" and row.id not in world.alarms():
                yield f"row {row.id} has failed and nobody was told"
        if left := overdue(self.connection, int(world.clock.now.timestamp())):
            yield f"holds are left over: {left}"
        quarantined = select(func.count()).where(inbox.c.state == "quarantined")
        if self.connection.scalar(quarantined) and not world.was_logged("a message failed"):
            yield "a message was set aside and nobody was told"


def folio_in(words: str) -> str:
    if words.endswith(".pdf"):
        return words.removesuffix(".pdf")
    return words.partition("Folio: ")[2].partition("\n")[0]
