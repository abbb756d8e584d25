"""A chat as a text that tests can play again: `> ` what the person sent, `< ` what was answered."""

import re
from collections.abc import Iterator

from ventanilla.phone.chat import Bubble, Chat, Choices, Content

_NUMBERED = re.compile(r"(?P<number>\d+)[.):]?\s+(?P<label>\S.*)", re.DOTALL)


def transcript(chat: Chat) -> str:
    """One block a message, a blank line between them, oldest first."""
    opening = "# ventanilla transcript"
    if chat.bubbles:
        opening += f", {chat.bubbles[0].at:%Y-%m-%d}"
    blocks = [opening, *("\n".join(_block(chat, bubble)) for bubble in chat.bubbles)]
    return "\n\n".join(blocks) + "\n"


def numbered(choices: Choices) -> tuple[tuple[str, str], ...]:
    """Number and label of each option: the number its title begins with, else its position."""
    matches = [(_NUMBERED.fullmatch(option.title), option) for option in choices.options]
    return tuple(
        (match["number"], match["label"]) if match else (str(place), option.title)
        for place, (match, option) in enumerate(matches, start=1)
    )


def _block(chat: Chat, bubble: Bubble) -> Iterator[str]:
    if bubble.mine:
        return (_line(">", line) for line in _said(chat, bubble.content).split("\n"))
    return (_line("<", line) for line in _answered(bubble.content))


def _said(chat: Chat, content: Content) -> str:
    if content.medium is not None:
        return f"[{content.medium}]"
    if content.tap is None:
        return content.text
    choices = chat.bubbles[content.tap.bubble - 1].content.choices
    if choices is None or content.tap.option not in choices.options:
        return content.text
    number, label = numbered(choices)[choices.options.index(content.tap.option)]
    return f"[tap {number}] {label}"


def _answered(content: Content) -> Iterator[str]:
    if content.file is not None:
        yield f"[document {content.file.filename}]"
    for words in (content.header, content.text, content.footer):
        if words:
            yield from words.split("\n")
    if content.choices is not None:
        yield from (f"  {number}. {label}" for number, label in numbered(content.choices))


def _line(mark: str, text: str) -> str:
    return f"{mark} {text}".rstrip()
