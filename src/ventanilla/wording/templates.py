"""What we may say first: WhatsApp's templates, in the words of the Fluent files.

A template is approved by Meta as it is, with its variables, so its words are fixed when it is
pushed; what they stand for is filled in when a message is sent.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ventanilla.domain.folding import units
from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.wording.lexicon import lexicon

LONGEST_BODY = 1024
LONGEST_BUTTON = 25
"""UTF-16 units; of a template's quick reply, by Meta's collection of requests, read 2026-05-14."""

VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")

EXAMPLES: Mapping[str, Mapping[Language, str]] = {
    "procedure": {"es": "Pasaporte", "en": "Passport", "fr": "Passeport"},
    "office": {"es": "Austin", "en": "Austin", "fr": "Austin"},
    "date": {
        "es": "martes 1 de diciembre",
        "en": "Tuesday, December 1",
        "fr": "mardi 1er décembre",
    },
    "time": {"es": "9:30", "en": "9:30 a.m.", "fr": "9 h 30"},
    "folio": {"es": "4A4D-P6HN-552Y", "en": "4A4D-P6HN-552Y", "fr": "4A4D-P6HN-552Y"},
    "until": {"es": "18:00", "en": "6:00 p.m.", "fr": "18 h"},
    "new_date": {
        "es": "jueves 3 de diciembre",
        "en": "Thursday, December 3",
        "fr": "jeudi 3 décembre",
    },
    "new_time": {"es": "10:00", "en": "10:00 a.m.", "fr": "10 h"},
}
"""What Meta's reviewers are shown in place of the variables."""


@dataclass(frozen=True, slots=True)
class Template:
    """`buttons` are quick replies, in their order."""

    name: str
    parameters: tuple[str, ...]
    buttons: tuple[str, ...] = ()


OF_IT = ("procedure", "date", "time", "office", "folio")

TEMPLATES = (
    Template("reminder", OF_IT, ("coming", "move", "cancel")),
    Template("offer", ("procedure", "date", "time", "office", "until"), ("take", "decline")),
    Template(
        "closure", ("date", "office", "procedure", "new_date", "new_time"), ("accept", "other")
    ),
    Template("moved", OF_IT),
    Template("cancelled", OF_IT),
    Template("confirmation", OF_IT),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A template in one language. In the body a variable is written `{{name}}`."""

    template: Template
    language: Language
    body: str
    buttons: tuple[str, ...]

    @property
    def example(self) -> str:
        """As a person would read it."""
        return VARIABLE.sub(lambda found: EXAMPLES[found[1]][self.language], self.body)


def worded(template: Template, language: Language) -> Wording:
    """Raises `lexicon.Missing`."""
    words, key = lexicon(language), f"template-{template.name}"
    body = words.say(key, {name: f"{{{{{name}}}}}" for name in template.parameters})
    buttons = tuple(words.say(key, attribute=button) for button in template.buttons)
    return Wording(template, language, body, buttons)


def wordings() -> Iterator[Wording]:
    for template in TEMPLATES:
        for language in LANGUAGES:
            yield worded(template, language)


def problems(wording: Wording) -> list[str]:
    """Why Meta would refuse it, a line each."""
    body, used = wording.body, VARIABLE.findall(wording.body)
    found = []
    if units(body) > LONGEST_BODY:
        found.append(f"the body is longer than {LONGEST_BODY}")
    if VARIABLE.match(body) or re.search(r"\{\{[a-z_]+\}\}\W*\Z", body):
        found.append("the body begins or ends with a variable")
    if re.search(r"\}\}\s*\{\{", body):
        found.append("two variables stand side by side")
    if missing := set(wording.template.parameters) - set(used):
        found.append(f"not said: {', '.join(sorted(missing))}")
    found += [
        f"longer than {LONGEST_BUTTON}: {b}" for b in wording.buttons if units(b) > LONGEST_BUTTON
    ]
    if len(set(wording.buttons)) < len(wording.buttons):
        found.append("two buttons say the same")
    return found
