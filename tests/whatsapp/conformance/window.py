"""The window as Meta sees it: signed webhooks go in, and what is sent is only remembered."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from litestar import Litestar

from tests.desk.samples import BOOKING, Clock, rehearse
from tests.storage.trays import column
from tests.whatsapp.conformance.door import opened, post
from tests.whatsapp.conformance.webhooks import PHONE, body, change, text
from ventanilla.desk.clerk import Clerk
from ventanilla.desk.tray_ports import Poison
from ventanilla.domain.message import Document, Message
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import inbox, outbox
from ventanilla.whatsapp.payloads import Delivery

read_alike = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what is decided before anything is stored, or by a table: one database is enough."""


@dataclass
class Window:
    """A webhook before a desk of its own; `tell` waits for the answer, `deliver` does not."""

    rehearsal: Rehearsal
    clock: Clock
    app: Litestar = field(init=False)

    def __post_init__(self) -> None:
        self.app = opened(self)

    async def take(self, delivery: Delivery) -> None:
        """The webhook's intake."""
        clerk, now = self.rehearsal.clerk, self.clock.now
        poison = [Poison(p.key or secrets.token_hex(16), p.raw, p.reason) for p in delivery.poison]
        clerk.receive(delivery.messages, poison, now, delivery.news)
        clerk.hand_out([], delivery.receipts, 0, now, delivery.troubles)

    def post(self, raw: bytes) -> None:
        assert post(self.app, raw).status == 200

    def deliver(self, *messages, **value) -> None:
        self.post(body(change(*messages, **value)))

    def tell(self, *messages, **value) -> list[Message | Document]:
        """What anybody is sent because of it."""
        self.deliver(*messages, **value)
        return self.work()

    def say(self, *words: str, **more) -> Message:
        """What the last of so many words is answered with."""
        *_, last = [self.tell(self.text(each, **more)) for each in words]
        (answer,) = last
        assert isinstance(answer, Message)
        return answer

    def text(self, words: str, **more):
        return text(words, timestamp=str(int(self.clock.now.timestamp())), **more)

    def work(self) -> list[Message | Document]:
        return [outbound for _, outbound in self.rehearsal.work()]

    def beside(self, database: Database) -> "Window":
        """Another process of the same service; `database` is its connection."""
        ours = self.rehearsal
        store = replace(ours.store, database=database)
        clerk = Clerk(store, ours.clerk.desk, "other/1", "other")
        return Window(replace(ours, store=store, clerk=clerk, delivered=[]), self.clock)

    def restart(self) -> None:
        """The process dies and another one begins: only the database is left."""
        old = self.rehearsal.clerk
        self.rehearsal.clerk = Clerk(old.store, old.desk, secrets.token_hex(4), node="")

    @property
    def database(self) -> Database:
        return self.rehearsal.store.database

    @property
    def received(self) -> Sequence[str]:
        """How each message stored stands."""
        return column(self.database, inbox, "state")

    @property
    def owed(self) -> Sequence[str]:
        """How each message of ours stands."""
        return column(self.database, outbox, "state")

    @property
    def appointments(self) -> Sequence[str]:
        return column(self.database, appointment, "state")


def window_on(database: Database, clock: Clock) -> Window:
    return Window(rehearse(database, clock), clock)


def booked(window: Window, phone: str = PHONE) -> None:
    """A whole booking, typed."""
    for words in BOOKING:
        window.tell(window.text(words, **{"from": phone}))
