"""A chat as a phone shows it: people, bubbles, what can be tapped. Frozen values, no I/O."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

Progress: TypeAlias = Literal["waiting", "delivered", "read"]
Medium: TypeAlias = Literal["image", "audio", "location", "sticker"]
Kind: TypeAlias = Literal["buttons", "list", "template"]
Category: TypeAlias = Literal["service", "utility", "marketing", "authentication"]

WINDOW = timedelta(hours=24)
"""For how long after somebody wrote they may be written to freely."""

NATIONAL = 11
"""Digits of a North American number with its 1."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone. `digits` is the number without a plus; `user_id` WhatsApp's id.

    Who is `hidden` has a user name: the platform tells nobody the number. `alias` is what it makes
    of the number where it makes something else of it, as it may of Mexican and Brazilian ones;
    `renewals` is how often the user id became another.
    """

    slug: str
    name: str
    digits: str
    hidden: bool = False
    alias: str = ""
    renewals: int = 0

    @property
    def user_id(self) -> str:
        again = f"R{self.renewals}" if self.renewals else ""
        return f"US.{self.digits[::-1]}{self.digits}{again}"

    @property
    def wa_id(self) -> str:
        return self.alias or self.digits

    @property
    def number(self) -> str:
        if len(self.digits) != NATIONAL:
            return f"+{self.digits}"
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
    """Buttons of a message or of a template, or a list of sections behind a button that says
    `opener`.
    """

    kind: Kind
    sections: tuple[Section, ...]
    opener: str = ""

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(option for section in self.sections for option in section.options)


@dataclass(frozen=True, slots=True)
class File:
    """A document received, uploaded `at` a time. `id` names its content in the folder; `size` is in
    bytes.
    """

    id: str
    filename: str
    media_type: str
    size: int
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tap:
    """An option tapped, and the number of the bubble it hung on."""

    option: Option
    kind: Kind
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
    `reference` is what the sender gave to carry: it comes back with every status, as do what kind
    of message is charged and whether it is `free`.
    """

    number: int
    key: str
    mine: bool
    at: datetime
    progress: Progress
    content: Content
    reference: str = ""
    category: Category = "service"
    free: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """`heard` is when the person was last heard of, where that was not by a bubble of theirs."""

    person: Person
    bubbles: tuple[Bubble, ...] = ()
    typing_until: datetime | None = None
    heard: datetime | None = None

    @property
    def unread(self) -> int:
        return sum(1 for b in self.bubbles if not b.mine and b.progress != "read")

    def bubble(self, number: int) -> Bubble | None:
        return self.bubbles[number - 1] if 0 < number <= len(self.bubbles) else None

    def is_open(self, now: datetime) -> bool:
        """Whether they may be written to without a template."""
        said = (b.at for b in reversed(self.bubbles) if b.mine)
        heard = self.heard or next(said, None)
        return heard is not None and now - heard < WINDOW

    def is_typing(self, now: datetime) -> bool:
        return self.typing_until is not None and now < self.typing_until


def added(chat: Chat, bubble: Bubble) -> Chat:
    """The chat with one bubble more; a bubble of the office ends its typing."""
    bubbles = (*chat.bubbles, bubble)
    if bubble.mine:
        return replace(chat, bubbles=bubbles, heard=None)
    return replace(chat, bubbles=bubbles, typing_until=None)


def progressed(chat: Chat, progress: Progress, which: Callable[[Bubble], bool]) -> Chat:
    bubbles = tuple(replace(b, progress=progress) if which(b) else b for b in chat.bubbles)
    return replace(chat, bubbles=bubbles)
