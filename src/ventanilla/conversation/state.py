"""What is kept between two messages, what a step can come to, and where in the script one is."""

from dataclasses import dataclass, field
from typing import TypeAlias

from ventanilla.conversation.asking import Answers, Ask
from ventanilla.conversation.questions import Choice, Question, Script
from ventanilla.conversation.sources import Sources
from ventanilla.domain.language import Language


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that is kept between two messages."""

    language: Language
    answers: Answers = field(default_factory=dict)
    asked: Ask | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """Ask, or ask again."""

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Book:
    """Everything is answered and agreed: book it. `conversation` is as it was before."""

    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Resend:
    """Send the confirmation of this folio again."""

    conversation: Conversation
    folio: str


Outcome: TypeAlias = Reply | Book | Resend


def walk(script: Script, answers: Answers, sources: Sources) -> tuple[dict[str, str], Question]:
    """The answers that hold, as far as they lead, and the question reached."""
    kept: dict[str, str] = {}
    for question in script.questions:
        if not question.applies(kept, sources):
            continue
        value = answers.get(question.name)
        if value is None or not question.holds(value, kept, sources):
            return kept, question
        kept[question.name] = value
    raise AssertionError(script)


def situation_at(kept: Answers, question: Question, answers: Answers) -> Answers:
    """What holds, with the begun answer of the question itself: how deep in a menu one is."""
    begun = answers.get(question.name)
    if begun is None or not isinstance(question, Choice):
        return kept
    return {**kept, question.name: begun}
