"""How a neutral message looks in WhatsApp: buttons, a list, or numbered lines. Pure.

A number can always be typed, so it is always seen. What is bold is what a person types:
`*1.* Austin, TX`. Limits are those of Meta's Postman collection and OpenAPI document (2025-11-21);
their unit is not documented and is taken as UTF-16 units, which are never fewer than characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ventanilla.domain.folding import units
from ventanilla.domain.message import Choice, Message

TEXT = 4096
BODY = 1024
CAPTION = 1024
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
ROWS = 10
ROW_TITLE = 24
ROW_NOTE = 72
ROW_ID = 200
OPENER = 20
LINE = 60
"""Not Meta's: beyond about two lines of a phone an option and its note stand better apart."""


class Unsendable(ValueError):
    """No form WhatsApp has can carry this message: it is blank or too long. A fault of ours."""


@dataclass(frozen=True, slots=True)
class Text:
    body: str


@dataclass(frozen=True, slots=True)
class Button:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Buttons:
    body: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Rows:
    body: str
    opener: str
    rows: tuple[Row, ...]


Payload: TypeAlias = Text | Buttons | Rows


def lay_out(message: Message) -> Payload:
    """The handiest form in which everything fits. Raises Unsendable."""
    return _buttons(message) or _rows(message) or _text(message)


def _text(message: Message) -> Text:
    body = _with_lines(message)
    if not 0 < units(body) <= TEXT:
        raise Unsendable(f"a body of {units(body)} units")
    return Text(body)


def _buttons(message: Message) -> Buttons | None:
    choices = message.choices
    if not 0 < len(choices) <= BUTTONS:
        return None
    titles = _titles(choices, BUTTON_TITLE)
    if titles is None or not _ids_fit(choices, BUTTON_ID):
        return None
    said = all(title == _numbered(c) for title, c in zip(titles, choices, strict=True))
    bare = said and not any(c.note for c in choices) and message.body.strip()
    body = message.body.strip() if bare else _with_lines(message)
    if units(body) > BODY:
        return None
    pairs = zip(choices, titles, strict=True)
    return Buttons(body, tuple(Button(c.id, title) for c, title in pairs))


def _rows(message: Message) -> Rows | None:
    choices = message.choices
    if not 0 < len(choices) <= ROWS or not _fits(message.opener, OPENER):
        return None
    titles = _titles(choices, ROW_TITLE)
    body = _with_lines(message)
    if titles is None or not _ids_fit(choices, ROW_ID) or units(body) > BODY:
        return None
    rows = (Row(c.id, title, _row_note(c, title)) for c, title in zip(choices, titles, strict=True))
    return Rows(body, message.opener, tuple(rows))


def _titles(choices: Sequence[Choice], limit: int) -> tuple[str, ...] | None:
    """All with their numbers or, where one would not fit, all without; None if that fails too."""
    for numbered in (True, False):
        titles = tuple(_title(choice, limit, numbered=numbered) for choice in choices)
        if all(titles) and len(set(titles)) == len(titles):
            return titles
    return None


def _title(choice: Choice, limit: int, *, numbered: bool) -> str:
    """The label if it fits, else the short label, else nothing."""
    number = f"{choice.number}. " if numbered and choice.number else ""
    forms = (number + words for words in (choice.label, choice.short) if words)
    return next((form for form in forms if _fits(form, limit)), "")


def _numbered(choice: Choice) -> str:
    return f"{choice.number}. {choice.label}" if choice.number else choice.label


def _row_note(choice: Choice, title: str) -> str:
    """What the title leaves out: the whole label where it was shortened, and the note."""
    shortened = not title.endswith(choice.label)
    parts = [choice.label] * shortened + [choice.note] * bool(choice.note)
    forms = (" · ".join(parts), *parts)
    return next((form for form in forms if _fits(form, ROW_NOTE)), "")


def _fits(text: str, limit: int) -> bool:
    return bool(text) and text == text.strip() and "\n" not in text and units(text) <= limit


def _ids_fit(choices: Sequence[Choice], limit: int) -> bool:
    ids = {choice.id for choice in choices}
    return len(ids) == len(choices) and all(_fits(each, limit) for each in ids)


def _with_lines(message: Message) -> str:
    """The body, a blank line, the options; these too are set apart when a note is long."""
    noted = [(_line(choice), choice.note.strip()) for choice in message.choices]
    roomy = any(note and units(f"{line} · {note}") > LINE for line, note in noted)
    inner, outer = ("\n", "\n\n") if roomy else (" · ", "\n")
    lines = outer.join(f"{line}{inner}{note}" if note else line for line, note in noted)
    return "\n\n".join(filter(None, (message.body.strip(), lines)))


def _line(choice: Choice) -> str:
    """An option without a number is chosen by its words, so these are bold."""
    label = choice.label.strip()
    return f"*{choice.number}.* {label}" if choice.number else f"*{label}*"
