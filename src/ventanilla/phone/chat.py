"""A chat as a phone shows it: people, bubbles, what can be tapped. Frozen values, no I/O."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

Progress: TypeAlias = Literal["waiting", "delivered", "read"]
Medium: TypeAlias = Literal["image", "audio", "location", "sticker"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone. `digits` is the number without a plus; `user_id` WhatsApp's id.

    Who is `hidden` has a user name: the platform tells nobody the number.
    """

    slug: str
    name: str
    digits: str
    hidden: bool = False

    @property
    def user_id(self) -> str:
        return f"US.{self.digits[::-1]}{self.digits}"

    @property
    def number(self) -> str:
        return f"+{self.digits[0]} {self.digits[1:4]} {self.digits[4:7]} {self.digits[7:]}"


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Reply buttons, or a list of sections behind a button that says `opener`."""

    kind: Literal["buttons", "list"]
    sections: tuple[Section, ...]
    opener: str = ""

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(option for section in self.sections for option in section.options)


@dataclass(frozen=True, slots=True)
class File:
    """A document received. `id` names its content in the folder; `size` is in bytes."""

    id: str
    filename: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Tap:
    """An option tapped, and the number of the bubble it hung on."""

    option: Option
    kind: Literal["buttons", "list"]
    bubble: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a bubble shows; a tap or a medium stands for what a person sent instead of words."""

    text: str = ""
    header: str = ""
    footer: str = ""
    choices: Choices | None = None
    file: File | None = None
    tap: Tap | None = None
    medium: Medium | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. `number` counts from 1 in its chat; `key` is the platform's message id.

    `progress` of a person's bubble: waiting until the webhook was answered, then delivered, read
    when the office marked it so. Of the office's: delivered, read once the page showed it.
    `reference` is what the sender gave to carry: it comes back with every status.
    """

    number: int
    key: str
    mine: bool
    at: datetime
    progress: Progress
    content: Content
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    person: Person
    bubbles: tuple[Bubble, ...] = ()
    typing_until: datetime | None = None

    @property
    def unread(self) -> int:
        return sum(1 for b in self.bubbles if not b.mine and b.progress != "read")

    def bubble(self, number: int) -> Bubble | None:
        return self.bubbles[number - 1] if 0 < number <= len(self.bubbles) else None

    def is_typing(self, now: datetime) -> bool:
        return self.typing_until is not None and now < self.typing_until


def added(chat: Chat, bubble: Bubble) -> Chat:
    """The chat with one bubble more; a bubble of the office ends its typing."""
    until = chat.typing_until if bubble.mine else None
    return replace(chat, bubbles=(*chat.bubbles, bubble), typing_until=until)


def progressed(chat: Chat, progress: Progress, which: Callable[[Bubble], bool]) -> Chat:
    bubbles = tuple(replace(b, progress=progress) if which(b) else b for b in chat.bubbles)
    return replace(chat, bubbles=bubbles)
