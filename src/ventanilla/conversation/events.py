"""What can happen in a conversation."""

from dataclasses import dataclass, field
from typing import TypeAlias

from ventanilla.conversation.asking import Command, Facts

NO_NAME = "#none"
"""Stands for words that mean "I have none", and could be a name all the same: `no`, `na`."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words typed. `text` is as typed, trimmed; in `plain` case and marks are folded, names of
    months are `#1` to `#12` and a plain "no" is `NO_NAME`: no parser needs to know a language.
    """

    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Picked:
    """The option at this place in the list as it was shown, counted from 0."""

    index: int


@dataclass(frozen=True, slots=True)
class Stale:
    """A tap on a list that is no longer the one shown."""


@dataclass(frozen=True, slots=True)
class Wordless:
    """An image, a voice note, a location: `kind` names it."""

    kind: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What was agreed could not be done; what `forget` names has to be answered again."""

    reason: str
    forget: tuple[str, ...]
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bare:
    """A command word that stood alone, as typed: at a question for a name it may be the name."""

    text: str
    command: Command


Event: TypeAlias = Said | Picked | Stale | Wordless | Command | Bare | Refused
