"""From the bytes of a call to what a bubble shows; raises GraphError as the platform would."""

from dataclasses import replace

from ventanilla.phone import errors
from ventanilla.phone.answering import decoded
from ventanilla.phone.calls import Call, DocumentPart, InteractivePart
from ventanilla.phone.chat import Choices, Content, File, Option, Section
from ventanilla.phone.limits import faults


def read(body: bytes) -> Call:
    """The call, its form and limits checked."""
    call = decoded(body, Call)
    if not call.status and getattr(call, call.type) is None:
        raise errors.unreadable(f"The parameter {call.type} is required.")
    fault = next(faults(call), None)
    if fault is not None:
        raise errors.invalid(fault)
    return call


def content(call: Call, file: File | None) -> Content | None:
    """What the bubble shows, `file` in it; None for what shows nothing, like a reaction."""
    if call.type == "text" and call.text is not None:
        return Content(text=call.text.body)
    if call.type == "interactive" and call.interactive is not None:
        return _interactive(call.interactive)
    if call.type == "document" and call.document is not None:
        return _document(call.document, file)
    return None


def _interactive(part: InteractivePart) -> Content:
    return Content(
        text=part.body.text,
        header=part.header.text if part.header else "",
        footer=part.footer.text if part.footer else "",
        choices=_choices(part),
    )


def _choices(part: InteractivePart) -> Choices:
    if part.type == "button":
        replies = (button.reply for button in part.action.buttons)
        options = tuple(Option(reply.id, reply.title) for reply in replies)
        return Choices("buttons", (Section("", options),))
    sections = tuple(
        Section(
            section.title, tuple(Option(row.id, row.title, row.description) for row in section.rows)
        )
        for section in part.action.sections
    )
    return Choices("list", sections, part.action.button)


def _document(part: DocumentPart, file: File | None) -> Content:
    if file is None:
        raise errors.unknown_object(part.id)
    return Content(text=part.caption, file=replace(file, filename=part.filename or file.filename))
