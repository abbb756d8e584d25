"""Templates as the platform keeps them: looked through when they come, filled in when sent.

The numbers are those of Meta's list of errors, read 2026-09-11.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from ventanilla.phone import errors
from ventanilla.phone.calls import ComponentPart, ParameterPart, TemplatePart
from ventanilla.phone.chat import Category, Choices, Content, Option, Section
from ventanilla.phone.limits import units

Status: TypeAlias = Literal["PENDING", "APPROVED", "REJECTED", "PAUSED", "DISABLED"]
Kind: TypeAlias = Literal["UTILITY", "MARKETING", "AUTHENTICATION"]

CHARGED: Mapping[Kind, Category] = {
    "UTILITY": "utility",
    "MARKETING": "marketing",
    "AUTHENTICATION": "authentication",
}

VARIABLE = re.compile(r"\{\{([a-z0-9_]+)\}\}")
NAME = re.compile(r"[a-z0-9_]{1,512}")
UNTIDY = re.compile(r"[\n\t]| {5}")

BODY, BODY_ALONE, BUTTON_TEXT = 1024, 32_768, 25


class Button(msgspec.Struct, frozen=True):
    type: str
    text: str = ""


class Component(msgspec.Struct, frozen=True, omit_defaults=True):
    """`example` is kept as it came: its form hangs on what it is an example of."""

    type: Literal["HEADER", "BODY", "FOOTER", "BUTTONS"]
    text: str = ""
    format: str = ""
    buttons: list[Button] = []
    example: dict[str, Any] = {}


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What creates a template."""

    name: str
    language: str
    category: Kind
    components: list[Component]
    parameter_format: Literal["NAMED", "POSITIONAL"] = "POSITIONAL"


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    components: list[Component]
    category: Kind | None = None


class Template(msgspec.Struct, frozen=True):
    id: str
    name: str
    language: str
    category: Kind
    parameter_format: Literal["NAMED", "POSITIONAL"]
    components: list[Component]
    status: Status = "PENDING"
    rejected_reason: str = "NONE"

    def part(self, kind: str) -> Component | None:
        return next((each for each in self.components if each.type == kind), None)


def look_through(name: str, components: Sequence[Component]) -> None:
    """Raises `GraphError` for what is not even reviewed."""
    told = next(_faults(name, components), "")
    if told:
        raise errors.refused_template(told)


def _faults(name: str, components: Sequence[Component]) -> Iterator[str]:
    if NAME.fullmatch(name) is None:
        yield "The name may have only lowercase letters, digits and underscores."
    body = next((each for each in components if each.type == "BODY"), None)
    if body is None or not body.text.strip():
        yield "A template needs a body."
        return
    text = body.text.strip()
    if units(body.text) > BODY:
        yield f"The body may have {BODY} characters."
    if re.match(r"\{\{[a-z0-9_]+\}\}|.*\{\{[a-z0-9_]+\}\}\W*\Z", text, re.DOTALL):
        yield "Variables can't be at the start or end of the template."
    if len(_examples(body)) != len(_variables(body.text)):
        yield "Each variable needs an example."
    for button in (button for each in components for button in each.buttons):
        if not 0 < units(button.text) <= BUTTON_TEXT:
            yield f"The text of a button may have {BUTTON_TEXT} characters."


def _variables(text: str) -> list[str]:
    return list(dict.fromkeys(VARIABLE.findall(text)))


def _examples(body: Component) -> list[Any]:
    named = body.example.get("body_text_named_params")
    if isinstance(named, list):
        return named
    rows = body.example.get("body_text")
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], list) else []


def filled(template: Template | None, part: TemplatePart) -> tuple[Content, Category]:
    """What a phone shows of a template that is sent, and what it is charged as.

    Raises `GraphError` as the platform does.
    """
    ready = _sendable(template, part)
    body = ready.part("BODY")
    header, footer = ready.part("HEADER"), ready.part("FOOTER")
    content = Content(
        text=_filled(ready, body.text if body else "", "body", part.components),
        header=_filled(ready, header.text if header else "", "header", part.components),
        footer=footer.text if footer else "",
        choices=_buttons(ready, part.components),
    )
    return content, CHARGED[ready.category]


def _sendable(template: Template | None, part: TemplatePart) -> Template:
    where = f"template name ({part.name}) does not exist in {part.language.code}"
    if template is None or template.status in {"PENDING", "REJECTED"}:
        raise errors.unknown_template(where)
    if template.status == "PAUSED":
        raise errors.wrong_template(132015, "Template is paused")
    if template.status == "DISABLED":
        raise errors.wrong_template(132016, "Template is disabled")
    return template


def _filled(
    template: Template, text: str, kind: Literal["header", "body"], parts: Sequence[ComponentPart]
) -> str:
    given = [each for part in parts if part.type == kind for each in part.parameters]
    wanted = _variables(text)
    if len(given) != len(wanted):
        counts = f"number of localizable_params ({len(given)}) does not match the expected number"
        raise errors.wrong_count(f"{kind}: {counts} of params ({len(wanted)})")
    values = _named(template, wanted, given)
    full = VARIABLE.sub(lambda found: values[found[1]], text)
    if units(full) > (BODY_ALONE if len(template.components) == 1 else BODY):
        raise errors.wrong_template(132005, "Translated text too long")
    return full


def _named(
    template: Template, wanted: Sequence[str], given: Sequence[ParameterPart]
) -> Mapping[str, str]:
    for each in given:
        if not each.text:
            raise errors.missing("Parameter of type text is missing text value")
        if UNTIDY.search(each.text):
            details = "Param text cannot have new-line/tab characters or more than 4 spaces"
            raise errors.wrong_template(132018, "Issue with the template's parameters", details)
    if template.parameter_format == "POSITIONAL":
        return {name: each.text for name, each in zip(wanted, given, strict=True)}
    values = {each.parameter_name: each.text for each in given}
    if values.keys() != set(wanted):
        raise errors.wrong_template(132012, "Parameter format does not match", "parameter_name")
    return values


def _buttons(template: Template, parts: Sequence[ComponentPart]) -> Choices | None:
    """A button whose payload the sender left out gives its own text back."""
    kept = template.part("BUTTONS")
    texts = [button.text for button in kept.buttons] if kept else []
    payloads = dict(enumerate(texts))
    for part in (part for part in parts if part.type == "button"):
        place = int(part.index) if str(part.index).isdecimal() else -1
        if place not in payloads or len(part.parameters) != 1:
            raise errors.wrong_template(132018, "Issue with the template's parameters", "button")
        payloads[place] = part.parameters[0].payload
    options = tuple(Option(payloads[place], text) for place, text in enumerate(texts))
    return Choices("template", (Section("", options),)) if options else None
