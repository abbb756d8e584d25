"""The Fluent files of one language, ready to speak and to listen with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from ventanilla.domain.folding import fold
from ventanilla.domain.language import Language

FILES = ("", "documents.", "templates.")

HEAR = "hear-"
"""Begins the keys of what people may type."""


class Missing(KeyError):
    """A message that the Fluent file of a language does not have."""


@dataclass(frozen=True)
class Lexicon:
    """Every message of one language. Words never change while the program runs.

    `messages` gives the attributes of each key; `fixed` the words, by key and attribute, in which
    nothing is filled in: most of what is said, and worth not resolving anew.
    """

    language: Language
    bundle: FluentBundle
    messages: Mapping[str, frozenset[str]]
    fixed: Mapping[tuple[str, str], str]

    def say(self, key: str, variables: Mapping[str, Any] | None = None, attribute: str = "") -> str:
        """The words for `key`. Raises `Missing`; a variable left out is our own fault and raises
        too, rather than showing a brace to a person.
        """
        if not self.has(key, attribute):
            raise Missing(f"{self.language}: {key} {attribute}".rstrip())
        if (key, attribute) in self.fixed:
            return self.fixed[key, attribute]
        message = self.bundle.get_message(key)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            raise Missing(f"{self.language}: {key}")
        text, errors = self.bundle.format_pattern(pattern, dict(variables or {}))
        if errors:
            raise Missing(f"{self.language}: {key}: {errors[0]}")
        return str(text)

    def has(self, key: str, attribute: str = "") -> bool:
        return key in self.messages and (not attribute or attribute in self.messages[key])

    def hears(self, key: str) -> tuple[str, ...]:
        """The words that mean `key`, folded; none when the language lists none."""
        return self._heard.get(key, ())

    @cached_property
    def _heard(self) -> Mapping[str, tuple[str, ...]]:
        lists = {key: self.say(key).split(",") for key in self.messages if key.startswith(HEAR)}
        return {
            key.removeprefix(HEAR): tuple(filter(None, map(fold, words)))
            for key, words in lists.items()
        }


@cache
def lexicon(language: Language) -> Lexicon:
    """The words of the conversation and of the documents."""
    return read(__package__, language, FILES)


def read(package: str, language: Language, prefixes: tuple[str, ...] = ("",)) -> Lexicon:
    """The Fluent files of a package: `es.ftl`, and others by their prefix."""
    bundle = FluentBundle([language], use_isolating=False)
    messages: dict[str, frozenset[str]] = {}
    fixed: dict[tuple[str, str], str] = {}
    for prefix in prefixes:
        source = files(package).joinpath(f"{prefix}{language}.ftl").read_text(encoding="utf-8")
        resource = FluentResource(source)
        bundle.add_resource(resource)
        for entry in resource.body:
            if isinstance(entry, ast.Message):
                messages[entry.id.name] = frozenset(a.id.name for a in entry.attributes)
                fixed |= dict(_fixed(entry))
    return Lexicon(language, bundle, messages, fixed)


def _fixed(message: ast.Message) -> Iterator[tuple[tuple[str, str], str]]:
    patterns = [("", message.value), *((a.id.name, a.value) for a in message.attributes)]
    for attribute, pattern in patterns:
        elements = pattern.elements if pattern else []
        texts = [element.value for element in elements if isinstance(element, ast.TextElement)]
        if texts and len(texts) == len(elements):
            yield (message.id.name, attribute), "".join(texts)
