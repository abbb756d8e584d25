"""A small piece of the Mexican network, and a whole booking in it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import event

from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.domain.message import Address, Document, Inbound, Message
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database

MORNING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""A Monday, 10:00 in Austin."""

OFFICES = ("austin", "houston")

NAME, SURNAME, EMAIL = "Xochiquetzal", "Zumárraga", "canario@example.org"
PHONE, OTHER = "15125550177", "15125550188"

BOOKING = (
    *("Hola", "1", "78701", "1", "1", "1"),
    *(NAME, SURNAME, "0", "1", "66", "5", "Los Angeles", "1", "1988-12-01", "1", EMAIL, "1"),
    *("3", "1", "4", "1", "1", "1"),
)
"""What a person types from the first word to the folio."""

TIME, REVIEW = len(BOOKING) - 2, len(BOOKING) - 1
"""Which of these chooses the time, and so holds the place; and which confirms."""


@cache
def small() -> Network:
    network = load("mexico")
    kept = {code: office for code, office in network.offices.items() if code in OFFICES}
    schedules = {code: network.schedules[code] for code in kept}
    return replace(network, offices=kept, schedules=schedules)


class Clock:
    """The time it is told."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def rehearse(database: Database, clock: Clock) -> Rehearsal:
    rehearsal = Rehearsal.on(database, small(), clock.now)
    rehearsal.clock = clock
    return rehearsal


def book(
    rehearsal: Rehearsal, until: int = len(BOOKING), phone: str = PHONE
) -> list[Message | Document]:
    """What the last of so many words of the booking is answered with."""
    answered: list[Message | Document] = []
    for words in BOOKING[:until]:
        answered = rehearsal.say(words, phone=phone)
    return answered


def folio_in(message: Message | Document) -> str:
    assert isinstance(message, Message)
    return message.body.partition("Folio: ")[2].splitlines()[0]


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile; one for each `executemany`."""
    asked: list[str] = []

    def hear(connection, cursor, words, *rest) -> None:
        asked.append(words)

    event.listen(database.engine, "before_cursor_execute", hear)
    yield asked
    event.remove(database.engine, "before_cursor_execute", hear)


def hand_in(rehearsal: Rehearsal, *said: tuple[str, str]) -> None:
    """Words with the phone they come from, all in one delivery; nothing is answered yet."""
    messages = [
        Inbound(secrets.token_hex(8), "line", Address(sender), rehearsal.clock(), "text", words)
        for sender, words in said
    ]
    rehearsal.clerk.receive(messages, [], rehearsal.clock())


def texts(rehearsal: Rehearsal, sender: str) -> list[str]:
    return [
        outbound.body
        for to, outbound in rehearsal.delivered
        if to.phone == sender and not isinstance(outbound, Document)
    ]
