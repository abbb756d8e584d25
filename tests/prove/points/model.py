"""What follows from so many words of a person where nothing goes wrong: the same desk, undisturbed.

It is asked in the order in which the words came into the in-tray, and remembers what it answered.
"""

import re
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import Connection, select

from tests.desk.samples import Clock
from tests.prove.points.scene import BEGINS, Desktop
from tests.prove.points.world import VAULT
from ventanilla.desk.tray_ports import Letter
from ventanilla.domain.message import Message
from ventanilla.storage.conversations import ConversationTable
from ventanilla.storage.database import Database
from ventanilla.storage.letters import KINDS
from ventanilla.storage.trays import alias, outbox

FOLIO = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")

Said: TypeAlias = tuple[str, timedelta]
"""Words, and how long they were on their way."""

LATE = timedelta(minutes=20)
"""All that was too long on its way is as if it had been so long."""

Told: TypeAlias = tuple[tuple[str, ...], Any]
"""The replies, and what is kept of the conversation after them."""


@dataclass
class Model:
    """`template` is a SQLite file with the scene."""

    template: Path
    known: dict[tuple[str, tuple[Said, ...]], Told] = field(default_factory=dict)

    def apart(self) -> "Model":
        """One that takes what it learns while a guard is out with it."""
        return Model(self.template, dict(self.known))

    def told(self, phone: str, words: tuple[Said, ...]) -> Told:
        asked = (phone, words)
        if asked not in self.known:
            self.known[asked] = self._ask(phone, words)
        return self.known[asked]

    def _ask(self, phone: str, words: tuple[Said, ...]) -> Told:
        path = self.template.with_name("model.db")
        shutil.copy(self.template, path)
        database = Database(f"sqlite:///{path}")
        desktop = Desktop(database, Clock(BEGINS))
        for number, (said, age) in enumerate(words):
            desktop.say(f"model.{number}", phone, said, age)
        with database.read() as connection:
            told = told_to(connection, phone)
        database.close()
        return told


def told_to(connection: Connection, phone: str) -> Told:
    number = number_of(connection, phone)
    rows = connection.execute(
        select(outbox).where(outbox.c.contact_id == number).order_by(outbox.c.id)
    )
    replies = tuple(_shape(letter_of(row)) for row in rows)
    kept = ConversationTable(connection, VAULT).of([number]).get(number)
    return replies, msgspec.json.decode(kept.state) if kept and kept.state else None


def number_of(connection: Connection, phone: str) -> int:
    key = VAULT.index("phone", phone)
    return connection.scalar(select(alias.c.contact_id).where(alias.c.alias_key == key)) or 0


def letter_of(row: Any) -> Letter:
    body = VAULT.open(bytes(row.body_sealed), "outbox", row.dedupe, "body")
    return msgspec.msgpack.decode(body, type=KINDS[row.kind])


def _shape(letter: Letter) -> str:
    """Without what differs from one making to the next: folios and numbers."""
    if not isinstance(letter, Message):
        return "document"
    labels = [f"{choice.number} {choice.label}" for choice in letter.choices]
    return FOLIO.sub("FOLIO", "\n".join([letter.body, *labels]))
