"""A script as a Mermaid flowchart, drawn from the same objects that run it."""

from collections.abc import Iterator

from ventanilla.conversation.questions import (
    Choice,
    Confirm,
    Question,
    Review,
    Script,
    Text,
    always,
)


def mermaid(script: Script) -> str:
    """The text of the diagram; it holds every question, in the order they are asked."""
    questions = script.questions
    lines = ["flowchart TD", f"    hello([Hola]) --> {questions[0].name}"]
    for position, question in enumerate(questions):
        following = questions[position + 1].name if position + 1 < len(questions) else "booked"
        lines += [f"    {line}" for line in _lines(question, following)]
    return "\n".join([*lines, "    booked([folio and PDF])"])


def _lines(question: Question, following: str) -> Iterator[str]:
    name = question.name
    match question:
        case Text():
            yield f"{name}[/{name}/] --> {following}"
        case Choice():
            yield f"{name}[{name}] --> {following}"
        case Confirm(of=of):
            yield f"{name}{{{name}}} -- yes --> {following}"
            yield f"{name} -- no --> {of[0]}"
        case Review(parts=parts):
            yield f"{name}{{{name}}} -- book --> {following}"
            yield f"{name} -. change .-> {' & '.join(parts)}"
    if question.applies is not always:
        yield f"{name} -. none known .-> {following}"
