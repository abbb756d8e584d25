"""The Fluent files of one language, ready to speak and to listen with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from ventanilla.domain.folding import fold
from ventanilla.domain.language import Language

FILES = ("", "documents.")


class Missing(KeyError):
    """A message that the Fluent file of a language does not have."""


@dataclass(frozen=True)
class Lexicon:
    """Every message of one language. Words never change while the program runs."""

    language: Language
    bundle: FluentBundle
    attributes: Mapping[str, frozenset[str]]

    def say(self, key: str, variables: Mapping[str, Any] | None = None, attribute: str = "") -> str:
        """The words for `key`. Raises `Missing`; a variable left out is our own fault and raises
        too, rather than showing a brace to a person.
        """
        if not self.bundle.has_message(key):
            raise Missing(f"{self.language}: {key}")
        message = self.bundle.get_message(key)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            raise Missing(f"{self.language}: {key}")
        text, errors = self.bundle.format_pattern(pattern, dict(variables or {}))
        if errors:
            raise Missing(f"{self.language}: {key}: {errors[0]}")
        return str(text)

    def has(self, key: str, attribute: str = "") -> bool:
        if not self.bundle.has_message(key):
            return False
        return not attribute or attribute in self.attributes.get(key, ())

    def hears(self, key: str) -> tuple[str, ...]:
        """The words that mean `key`, folded; none when the language lists none."""
        if not self.has(f"hear-{key}"):
            return ()
        return tuple(filter(None, map(fold, self.say(f"hear-{key}").split(","))))


@cache
def lexicon(language: Language) -> Lexicon:
    bundle = FluentBundle([language], use_isolating=False)
    attributes: dict[str, frozenset[str]] = {}
    for prefix in FILES:
        source = files(__package__).joinpath(f"{prefix}{language}.ftl").read_text(encoding="utf-8")
        resource = FluentResource(source)
        bundle.add_resource(resource)
        for entry in resource.body:
            if isinstance(entry, ast.Message) and entry.attributes:
                attributes[entry.id.name] = frozenset(a.id.name for a in entry.attributes)
    return Lexicon(language, bundle, attributes)
