"""What a person is looking at: a question, what can be picked, and the data its words need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Answers: TypeAlias = Mapping[str, str]
"""Question name to the value kept: `{"birth_date": "1988-12-01"}`."""

Value: TypeAlias = str | int | float
Facts: TypeAlias = Mapping[str, Value]
"""Data for the words: codes, ISO dates, numbers, and what the person wrote."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person may ask for at any point; `argument` names a language or a question."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick: it answers questions (`sets`) or gives a command.

    `code` names its words; `number` is what a person types for it, by default its position.
    """

    code: str
    sets: Mapping[str, str] = field(default_factory=dict)
    command: Command | None = None
    number: str = ""
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A line before the question: what was wrong with the answer, or news."""

    reason: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """The question, with its list exactly as it was shown.

    `form` names the words. `view` says which part of a long list is shown. `beside` marks what is
    asked besides the script: a doubt about an answer, or, with no `question`, a menu. With `free`
    the answer is in the person's own words, and an option has to be named exactly.
    """

    question: str
    form: str
    options: tuple[Option, ...] = ()
    facts: Facts = field(default_factory=dict)
    view: str = ""
    beside: bool = False
    free: bool = False
    notice: Notice | None = None


def positions(options: Sequence[Option]) -> int:
    """How many options are numbered by their place: what may be typed is 1 to that."""
    return sum(not option.number for option in options)


class Invalid(Exception):
    """What the person wrote is no answer; `reason` names the words that say so."""

    def __init__(self, reason: str, **facts: Value) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Taken:
    """What was said answers these questions."""

    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was said has several readings; the person is asked which."""

    form: str
    options: tuple[Option, ...]
    facts: Facts = field(default_factory=dict)


Reading: TypeAlias = Taken | Doubt


MATCHES = "which-of-these"


def which_of(options: tuple[Option, ...], text: str, more: int = 0) -> Doubt:
    """What was typed fits several things, or nearly one; `more` are not shown."""
    count = positions(options) or len(options)
    return Doubt(MATCHES, options, {"text": text, "count": count, "more": more})
