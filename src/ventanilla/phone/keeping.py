"""What survives the end of the demo: one JSON file of chats beside the files people were sent."""

import dataclasses
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

import msgspec

from ventanilla.phone.chat import Chat, File, Person
from ventanilla.phone.reviewed import Template

Event: TypeAlias = Literal["message", "sent", "delivered", "read", "failed", "notice"]


@dataclass(frozen=True, slots=True)
class Update:
    """A webhook still to be posted: a person's bubble, what became of the office's, or a notice.

    A notice is of no bubble, and of nobody where its slug is empty; it is posted as it stands here.
    `person` is as they were then: their number may have changed since.
    """

    slug: str
    bubble: int
    event: Event
    at: datetime
    failure: int = 0
    field: str = "messages"
    person: Person | None = None
    value: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    chats: tuple[Chat, ...] = ()
    media: tuple[File, ...] = ()
    pending: tuple[Update, ...] = ()
    templates: tuple[Template, ...] = ()


def load(folder: Path) -> Snapshot:
    """What was kept; a file of another shape is set aside, for a demo must start."""
    path = folder / "phones.json"
    if not path.exists():
        return Snapshot()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Snapshot)
    except msgspec.DecodeError:
        path.replace(folder / "phones.unreadable.json")
        return Snapshot()


def keep(folder: Path, snapshot: Snapshot) -> None:
    write(folder / "phones.json", msgspec.json.encode(snapshot))


def write(path: Path, content: bytes) -> None:
    """Replaces the file whole, so that a kill leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    os.replace(fresh, path)  # noqa: PTH105 - named for what it promises: it is atomic.
