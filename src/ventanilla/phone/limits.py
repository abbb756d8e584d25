"""The platform's limits on a message, counted in UTF-16 units.

Source: the official Postman collection and OpenAPI description of the Cloud API, read 2026-09.
Meta does not say what it counts; UTF-16 units are never fewer than characters.
"""

from collections.abc import Iterable, Iterator, Sequence

from ventanilla.phone.calls import (
    ButtonPart,
    Call,
    DocumentPart,
    InteractivePart,
    RowPart,
    SectionPart,
)

TEXT = 4096
BODY = 1024
HEADER = FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
OPENER = 20
SECTIONS = ROWS = 10
SECTION_TITLE = 24
ROW_TITLE = 24
ROW_NOTE = 72
ROW_ID = 200
CAPTION = 1024
FILENAME = 240
REFERENCE = 512

MARKDOWN = frozenset("*_~`")


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def faults(call: Call) -> Iterator[str]:
    """What is wrong with a message, in the platform's manner; nothing when all is well."""
    yield from _longer("biz_opaque_callback_data", call.biz_opaque_callback_data, REFERENCE)
    if call.text is not None:
        yield from _length("text.body", call.text.body, TEXT)
    if call.interactive is not None:
        yield from _interactive(call.interactive)
    if call.document is not None:
        yield from _document(call.document)


def _interactive(part: InteractivePart) -> Iterator[str]:
    yield from _length("interactive.body.text", part.body.text, BODY)
    if part.header is not None:
        yield from _length("interactive.header.text", part.header.text, HEADER)
    if part.footer is not None:
        yield from _length("interactive.footer.text", part.footer.text, FOOTER)
    if part.type == "button":
        yield from _buttons(part.action.buttons)
    else:
        yield from _length("interactive.action.button", part.action.button, OPENER)
        yield from _sections(part.action.sections)


def _buttons(buttons: Sequence[ButtonPart]) -> Iterator[str]:
    yield from _count("buttons", buttons, BUTTONS)
    replies = [button.reply for button in buttons]
    for reply in replies:
        yield from _length("reply.title", reply.title, BUTTON_TITLE)
        yield from _id("reply.id", reply.id, BUTTON_ID)
        if MARKDOWN & set(reply.title):
            yield "Markdown is not allowed in reply.title"
    yield from _unique("reply.title", (reply.title for reply in replies))
    yield from _unique("reply.id", (reply.id for reply in replies))


def _sections(sections: Sequence[SectionPart]) -> Iterator[str]:
    yield from _count("sections", sections, SECTIONS)
    for section in sections:
        yield from _longer("section.title", section.title, SECTION_TITLE)
        if len(sections) > 1 and not section.title:
            yield "section.title is required when there is more than one section"
    yield from _rows([row for section in sections for row in section.rows])


def _rows(rows: Sequence[RowPart]) -> Iterator[str]:
    yield from _count("rows", rows, ROWS)
    for row in rows:
        yield from _length("row.title", row.title, ROW_TITLE)
        yield from _longer("row.description", row.description, ROW_NOTE)
        yield from _id("row.id", row.id, ROW_ID)
    yield from _unique("row.id", (row.id for row in rows))


def _document(part: DocumentPart) -> Iterator[str]:
    yield from _longer("document.caption", part.caption, CAPTION)
    yield from _longer("document.filename", part.filename, FILENAME)


def _id(name: str, text: str, most: int) -> Iterator[str]:
    yield from _length(name, text, most)
    if text != text.strip():
        yield f"{name} cannot have leading or trailing spaces"


def _length(name: str, text: str, most: int) -> Iterator[str]:
    if not text.strip():
        yield f"{name} is required"
    yield from _longer(name, text, most)


def _longer(name: str, text: str, most: int) -> Iterator[str]:
    if units(text) > most:
        yield f"{name} length invalid. Max length: {most}"


def _count(name: str, things: Sequence[object], most: int) -> Iterator[str]:
    if not 1 <= len(things) <= most:
        yield f"Invalid {name} count. Min allowed {name}: 1, Max allowed {name}: {most}"


def _unique(name: str, texts: Iterable[str]) -> Iterator[str]:
    every = list(texts)
    if len(set(every)) < len(every):
        yield f"Duplicated {name}"
