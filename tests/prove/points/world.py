"""Some nodes, one database, one platform and a few people, in virtual time and on one thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, TypeVar

from sqlalchemy import Connection, event, func, select
from structlog.testing import capture_logs

from tests.desk.samples import Clock, small
from tests.prove.points.effects import CountedDatabase, Crash, Effects, Fault
from tests.prove.points.journal import Journal
from tests.prove.points.node import Node
from tests.prove.points.peer import Peer, Person, Request, Seen
from ventanilla.desk.clerk import Clerk
from ventanilla.desk.pacing import pace_of
from ventanilla.desk.tray_ports import Unavailable
from ventanilla.desk.turns import Desk
from ventanilla.domain.appointment import Cause
from ventanilla.domain.folio import Folio
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.owing import OPEN
from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import alias, inbox, outbox
from ventanilla.storage.vault import Vault

T = TypeVar("T")

VAULT = Vault(("a secret of at least thirty-two characters",))
STAFF = Cause("staff:rosa", "because")
RESTART = timedelta(seconds=3)
RECOVERY = timedelta(minutes=5)
"""I20: within it, everything owed is sent or has failed with an alarm."""


def desk() -> Desk:
    """Of one office: a small calendar is soon copied."""
    whole, only = small(), {"austin"}
    offices = {code: one for code, one in whole.offices.items() if code in only}
    schedules = {code: one for code, one in whole.schedules.items() if code in only}
    network = replace(whole, offices=offices, schedules=schedules)
    return Desk(network, "http://localhost:8000", lambda one: VAULT.index("person", one).hex())


@dataclass
class World:
    """`regretted` is the phone of who is cancelled by staff as soon as the booking is made; with
    `once_shown` when the folio has been shown, and only its PDF is still owed.
    """

    database: CountedDatabase
    people: Sequence[Person]
    begins: datetime
    seed: int = 1
    fault: Fault | None = None
    rate: int = 80
    tick: timedelta = timedelta(seconds=1)
    regretted: str = ""
    once_shown: bool = False
    comes_back: bool = True
    journal: Journal = field(default_factory=Journal)
    logged: list[Any] = field(default_factory=list)
    ended: datetime | None = None
    overlapping: bool = False

    def __post_init__(self) -> None:
        self.clock = Clock(self.begins)
        self.effects = Effects(self.clock, self.fault)
        self.database.effects = self.effects
        self.store = SqlStore(
            self.database, VAULT, Random(self.seed).randrange, "line", pace_of(self.rate)
        )
        self.peer = Peer(self.clock, Random(self.seed), self.people, self._look)
        self.rota = Random(self.seed + 1)
        self.working: Node | None = None
        one = self.database.path is not None
        self.names = [""] if one else ["north", "south", "west"]
        self.starts = 0
        self.nodes = {name: self._start(name) for name in self.names}
        self.returning: dict[str, datetime] = {}
        with self.database.read() as connection:
            self.rows_before = connection.scalar(select(func.max(outbox.c.id))) or 0
        if not one:
            event.listen(self.database.engine, *self._hook)

    def _start(self, name: str) -> Node:
        """A new process: of the old one nothing is left but what it committed."""
        self.starts += 1
        owner = f"{name}/{self.starts:08}"
        clerk = Clerk(self.store, desk(), owner, name)
        return Node(
            owner, self.store, clerk, self.peer, self.effects, self.journal, Random(self.seed)
        )

    # -- time ---------------------------------------------------------------------------------

    def run(self) -> None:
        """From the first words on."""
        self.peer.begin()
        self.go_on()

    def go_on(self) -> None:
        """Until nothing is left to be done, or should not be any more."""
        with capture_logs() as logged:
            while not self.is_quiet() and self.clock.now <= self.effects.calm_at + RECOVERY:
                self.step()
        self.logged += logged
        self.ended = self.clock.now

    def until(self, moment: datetime) -> None:
        with capture_logs() as logged:
            while self.clock.now < moment:
                self.step()
        self.logged += logged

    def step(self) -> None:
        self.clock.now += self.tick
        self._return()
        self._deliver()
        self._as(self._one(), Node.answer)
        self._cancel()
        self._hand_out()
        self._as(self._one(), Node.sweep)

    def is_quiet(self) -> bool:
        if self.peer.waiting or self.returning or self.clock.now < self.effects.back_at:
            return False
        if any(node.later or node.has_news for node in self.nodes.values()):
            return False
        with self.database.read() as connection:
            return not open_work(connection)

    @property
    def _hook(self) -> tuple[str, Callable[..., None]]:
        return "before_cursor_execute", self._overlap

    def close(self) -> None:
        if event.contains(self.database.engine, *self._hook):
            event.remove(self.database.engine, *self._hook)

    def alarms(self) -> set[int]:
        """Rows that were spoken of in a warning or an error."""
        told = {one.get("parcel") for one in self.logged if one["log_level"] != "info"}
        return self.journal.alarms | told

    def was_logged(self, what: str) -> bool:
        return any(one["event"] == what for one in self.logged)

    # -- nodes --------------------------------------------------------------------------------

    def _one(self) -> Node | None:
        """Whose turn it is, of those that live and do nothing else."""
        living = [node for node in self.nodes.values() if node is not self.working]
        return self.rota.choice(living) if living else None

    def _as(self, node: Node | None, work: Callable[[Node], None]) -> bool:
        """Whether it was done to the end."""
        if node is None:
            return False
        before, self.working = self.working, node
        try:
            work(node)
        except Crash:
            self._bury(node)
            return False
        except Unavailable:
            return False
        finally:
            self.working = before
        return True

    def _bury(self, node: Node) -> None:
        name = node.clerk.node
        if self.nodes.get(name) is node:
            self.journal.deaths[node.name] = self.clock.now
            del self.nodes[name]
            if self.comes_back or not self.nodes:
                self.returning[name] = self.clock.now + RESTART

    def _return(self) -> None:
        for name, at in list(self.returning.items()):
            if at <= self.clock.now:
                del self.returning[name]
                self.nodes[name] = self._start(name)

    def _overlap(self, connection: Connection, cursor: Any, words: str, *rest: Any) -> None:
        """While one node has people locked and reads on, another does all that it can answer."""
        if self.overlapping or not words.startswith("SELECT conversation."):
            return
        self.overlapping = True
        try:
            self._as(self._one(), Node.answer)
        finally:
            self.overlapping = False

    # -- the steps ----------------------------------------------------------------------------

    def _deliver(self) -> None:
        for delivery in self.peer.due():
            if self._as(self._one(), partial(Node.take, delivery=delivery)):
                self.peer.told_200(delivery)
            else:
                self.peer.told_503(delivery)

    def _hand_out(self) -> None:
        chosen = self._one()
        for node in list(self.nodes.values()):
            node.hear_answers()
            if node is chosen or node.has_news:
                self._as(node, Node.hand_out)

    def _cancel(self) -> None:
        shown = any(call.accepted and call.request.to == self.regretted for call in self.peer.calls)
        if self.regretted and not self.journal.cancelled and shown >= self.once_shown:
            self._as(self._one(), self._cancel_by)

    def _cancel_by(self, node: Node) -> None:
        """Staff does it, while something that says the folio is still owed."""
        key = VAULT.index("phone", self.regretted)
        with self.store.ledger(node.clerk.desk.network) as ledger:
            whose = select(alias.c.contact_id).where(alias.c.alias_key == key).scalar_subquery()
            folio = ledger.connection.scalar(
                select(appointment.c.folio).where(
                    appointment.c.contact_id == whose,
                    appointment.c.state.in_(("confirmed", "cancelled")),
                )
            )
            if folio is None:
                return
            ledger.life.cancel(Folio(folio), f"cancel {folio}", STAFF, self.clock.now, contact=None)
        self.journal.cancelled.append(folio)

    def _look(self, request: Request) -> Seen:
        """By a connection of its own: it sees what was committed, and that alone."""
        with self.database.engine.connect() as plain:
            connection = plain.execution_options(**self.database._reading)
            row = connection.execute(select(outbox).where(outbox.c.id == request.row)).first()
            if row is None:
                return Seen("", 0, ())
            earlier = select(outbox.c.id).where(
                outbox.c.contact_id == row.contact_id,
                outbox.c.id < row.id,
                outbox.c.state.in_(OPEN),
            )
            return Seen(row.state, row.attempt, tuple(connection.scalars(earlier)))


def open_work(connection: Connection) -> dict[str, int]:
    """What is not done yet."""
    waiting = select(func.count()).select_from(inbox).where(inbox.c.state == "waiting")
    owed = select(func.count()).select_from(outbox).where(outbox.c.state.in_(OPEN))
    counts = {"inbox": connection.scalar(waiting), "outbox": connection.scalar(owed)}
    return {name: count for name, count in counts.items() if count}
