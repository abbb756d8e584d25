"""Plays a transcript: what was said is said again, and what is answered now is written down."""

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from ventanilla.catalogue.network import Network
from ventanilla.domain.message import Document, Message
from ventanilla.phone.chat import Choices, Option, Section
from ventanilla.phone.terminal import send
from ventanilla.phone.transcript import numbered
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.schema import cell, pool
from ventanilla.whatsapp.layout import Buttons, Payload, Rows, lay_out

MORNING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
"""A Monday: ten in the morning in Austin."""

PHONES = {"1": "15555550100", "2": "15555550122", "3": "15555550133"}
"""`@ phone 2` speaks from the second; a transcript begins on the first."""


@dataclass
class Player:
    """The desk in one process, and who is speaking to it."""

    rehearsal: Rehearsal
    now: datetime = MORNING
    phone: str = "1"
    shown: dict[str, tuple[Message | Document, ...]] = field(default_factory=dict)

    @classmethod
    def on(cls, template: Path, folder: Path, network: Network) -> "Player":
        """On a copy of a database that holds the network's calendar; folios are always the same."""
        copy = shutil.copy(template, folder / "transcript.db")
        chance = random.Random(1)
        rehearsal = Rehearsal.on(Database(f"sqlite:///{copy}"), network, MORNING, chance.randrange)
        player = cls(rehearsal)
        rehearsal.clock = lambda: player.now
        return player

    def say(self, text: str, kind: str = "text", tap: str = "") -> list[Message | Document]:
        return self.rehearsal.say(text, kind, tap, PHONES[self.phone])

    def line(self, line: str) -> Iterator[str]:
        """The lines that a line of the transcript becomes."""
        yield line
        if line.startswith("@ "):
            self.direct(line.removeprefix("@ "))
        elif line.startswith("> "):
            yield ""
            yield from self.answered(line.removeprefix("> "))

    def direct(self, order: str) -> None:
        """`+31m`, `+25h`: time passes, and the desk sweeps; `phone 2`: somebody else speaks;
        `full austin`: others have taken all that is free there."""
        if order.startswith("full "):
            self.fill(order.removeprefix("full "))
            return
        if order.startswith("+"):
            unit = {"m": "minutes", "h": "hours"}[order[-1]]
            self.now += timedelta(**{unit: int(order[1:-1])})
            self.rehearsal.clerk.sweep(self.now)
            return
        self.phone = order.removeprefix("phone ")

    def fill(self, office: str) -> None:
        with self.rehearsal.store.database.write() as connection:
            pools = select(pool.c.id).where(pool.c.office == office)
            full = {"used_total": cell.c.cap_total + cell.c.over, "used_open": cell.c.cap_open}
            connection.execute(update(cell).where(cell.c.pool_id.in_(pools)).values(full))

    def answered(self, said: str) -> Iterator[str]:
        before = len(self.rehearsal.delivered)
        replies = send(self, said, self.shown.get(self.phone, ()))
        if replies:
            self.shown[self.phone] = tuple(replies)
        for address, outbound in self.rehearsal.delivered[before:]:
            if address.phone != PHONES[self.phone]:
                words = outbound.body if isinstance(outbound, Message) else outbound.filename
                yield f"# to another phone: {words}"
                yield ""
            else:
                yield from (f"< {line}".rstrip() for line in as_shown(outbound))
                yield ""


def as_shown(outbound: Message | Document) -> Iterator[str]:
    """As WhatsApp shows it, in the form of `phone.transcript`."""
    if isinstance(outbound, Document):
        yield f"[document {outbound.filename}]"
        yield outbound.caption
        return
    payload = lay_out(outbound)
    yield from payload.body.split("\n")
    yield from (f"  {number}. {label}" for number, label in numbered(choices(payload)))


def choices(payload: Payload) -> Choices:
    match payload:
        case Buttons(buttons=buttons):
            options = tuple(Option(b.id, b.title) for b in buttons)
            return Choices("buttons", (Section("", options),))
        case Rows(rows=rows):
            options = tuple(Option(r.id, r.title) for r in rows)
            return Choices("list", (Section("", options),))
    return Choices("list", ())


def played(player: Player, script: str) -> str:
    """The transcript as it is now: comments, orders and what was said stay, answers are anew."""
    kept = [line for line in script.splitlines() if not line.startswith(("< ", "<", "# to "))]
    lines: list[str] = []
    for line in kept:
        if line:
            lines += [*player.line(line), ""]
    text = "\n".join(lines)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip() + "\n"
