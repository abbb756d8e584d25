"""The kinds of question. Each reads an answer, says whether a kept one still holds, and lists."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from ventanilla.conversation.asking import (
    Answers,
    Ask,
    Command,
    Facts,
    Invalid,
    Notice,
    Option,
    Reading,
    Taken,
    positions,
)
from ventanilla.conversation.events import Said
from ventanilla.conversation.sources import Sources

Reader: TypeAlias = Callable[[Said, Answers, Sources], Reading]
Holds: TypeAlias = Callable[[str, Answers, Sources], bool]
Applies: TypeAlias = Callable[[Answers, Sources], bool]
Shown: TypeAlias = Callable[[Answers, Sources], Facts]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a `Choice` shows: the options, the data for its words, and other words if need be."""

    options: tuple[Option, ...]
    facts: Facts = field(default_factory=dict)
    form: str = ""
    view: str = ""
    settled: str = ""
    """The answer, when there is nothing to ask."""
    lost: str = ""
    """The earlier question to ask again, when there is nothing left to pick; `notice` says why."""
    notice: Notice | None = None


Lister: TypeAlias = Callable[[Answers, Sources, str], Listing]


def always(answers: Answers, sources: Sources) -> bool:
    return True


def nothing(answers: Answers, sources: Sources) -> Facts:
    return {}


@dataclass(frozen=True, slots=True)
class Text:
    """Answered in the person's own words. `read` leaves a value that it produced unchanged."""

    name: str
    read: Reader
    holds: Holds
    facts: Shown = nothing
    options: tuple[Option, ...] = ()
    drops: tuple[str, ...] = ()
    is_name: bool = False
    """Whether a command word may be the answer."""
    applies: Applies = always

    def ask(self, answers: Answers, sources: Sources, view: str) -> Ask:
        facts = self.facts(answers, sources)
        return Ask(self.name, self.name, self.options, facts, free=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """Answered by picking from a list; `find` reads what is not on the part shown."""

    name: str
    listing: Lister
    holds: Holds
    find: Callable[[Said, Ask, Answers, Sources], Reading]
    undo: Callable[[str], str] = lambda value: ""
    """What remains of the answer after one step back; empty for nothing."""
    drops: tuple[str, ...] = ()
    is_name: bool = False
    applies: Applies = always

    def ask(self, answers: Answers, sources: Sources, view: str) -> Ask:
        return self.shown(self.listing(answers, sources, view))

    def shown(self, listing: Listing) -> Ask:
        form = listing.form or self.name
        return Ask(self.name, form, listing.options, listing.facts, listing.view)


@dataclass(frozen=True, slots=True)
class Confirm:
    """Shows answers back. Keeps a digest of what was confirmed, so that any edit asks again."""

    name: str
    of: tuple[str, ...]
    facts: Shown
    correct: Reader | None = None
    """Reads a corrected answer typed in place of yes or no."""
    drops: tuple[str, ...] = ()
    is_name: bool = False
    applies: Applies = always

    def ask(self, answers: Answers, sources: Sources, view: str) -> Ask:
        yes = Option("yes", {self.name: digest(answers, self.of)})
        no = Option("no", command=Command("correct", self.name))
        return Ask(self.name, self.name, (yes, no), self.facts(answers, sources))

    def holds(self, value: str, answers: Answers, sources: Sources) -> bool:
        return value == digest(answers, self.of)


@dataclass(frozen=True, slots=True)
class Review:
    """The last look at everything: book it, or change a part. It is never answered itself."""

    name: str
    parts: tuple[str, ...]
    facts: Shown
    drops: tuple[str, ...] = ()
    is_name: bool = False
    applies: Applies = always

    def ask(self, answers: Answers, sources: Sources, view: str) -> Ask:
        options = (
            Option("book", command=Command("book")),
            Option("change-part", command=Command("change")),
        )
        return Ask(self.name, self.name, options, self.facts(answers, sources))

    def holds(self, value: str, answers: Answers, sources: Sources) -> bool:
        return False


Question: TypeAlias = Text | Choice | Confirm | Review


@dataclass(frozen=True)
class Script:
    """The questions, in the order they are asked. Their names are stored: renaming one needs a
    step in `migrations.py` and a new version.
    """

    version: int
    questions: tuple[Question, ...]

    def question(self, name: str) -> Question | None:
        return self._by_name.get(name)

    @cached_property
    def review(self) -> Review:
        return next(q for q in self.questions if isinstance(q, Review))

    @cached_property
    def _by_name(self) -> Mapping[str, Question]:
        return {q.name: q for q in self.questions}


def digest(answers: Answers, names: tuple[str, ...]) -> str:
    """What stands for these answers without holding them a second time."""
    content = "\n".join(answers.get(name, "") for name in names)
    return hashlib.blake2b(content.encode(), digest_size=6).hexdigest()


def reads(
    question: Question, said: Said, asked: Ask, answers: Answers, sources: Sources
) -> Reading:
    """What `said` answers. Raises `Invalid`."""
    match question:
        case Text():
            return question.read(said, answers, sources)
        case Choice():
            return question.find(said, asked, answers, sources)
        case Review():
            raise Invalid("not-on-the-list", last=positions(asked.options))
        case Confirm():
            return _corrected(question, said, answers, sources)


def _corrected(question: Confirm, said: Said, answers: Answers, sources: Sources) -> Reading:
    if question.correct is None or len(said.plain) < len("a@b.c"):
        raise Invalid("yes-or-no")
    try:
        reading = question.correct(said, answers, sources)
    except Invalid:
        raise Invalid("yes-or-no") from None
    same = isinstance(reading, Taken) and all(
        answers.get(name) == value for name, value in reading.answers.items()
    )
    if same:
        raise Invalid("yes-or-no")
    return reading
