"""What is wrong with the words for people, said to whoever edits the Fluent files.

`python -m ventanilla.wording.check` prints it and fails if there is anything.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias

from fluent.syntax import ast, parse

from ventanilla.domain.folding import fold, units
from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.wording.lexicon import FILES
from ventanilla.wording.render import BUTTON
from ventanilla.wording.understand import COMMANDS, PARTS

Sources: TypeAlias = Mapping[Language, str]
"""Each language's Fluent files, one after another."""

Meaning: TypeAlias = tuple[str, str]
"""A folded word, and what it is heard as."""

OPENER = 20
"""UTF-16 units of the button that opens a list."""

WIDTHS = {"folio": 14, "date_brief": 12, "time": 11}
"""UTF-16 units of the variables that are never wider. Of others only the words around them are
counted: where a name is too long for a button, the layout shows the list as text."""

SHORTENED_ELSEWHERE = frozenset(
    {"option-procedure", "option-procedure-who", "option-office", "option-office-first"}
)
"""Labels whose short form is in the catalogue."""

COUNTED = {"months": 12, "numbers": 10}
"""Lists whose place in the line is their meaning, and how long they are."""

SIDE_BY_SIDE = (
    ("yes", "no"),
    ("book", "change"),
    ("go-on", "start-over"),
    ("whole-list", "other-country"),
    ("US", "CA"),
)
"""Options of one question: a word that names both would name neither."""

ANSWERS = {
    **{name: name for pair in SIDE_BY_SIDE for name in pair},
    **{name: name for name in ("none", "more", "all", "not-listed")},
    "go-on": "continue",
}
"""What can be picked by a word, and the command that it may also be."""

_FRENCH = re.compile(r" [:;!?»]|« |«\w|\w[;!?»]")
"""French sets these signs apart, by a space that does not break."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language's messages, and the pieces of its files that are no Fluent."""

    language: Language
    messages: Mapping[str, ast.Message]
    broken: tuple[str, ...]

    def heard(self, name: str) -> list[str]:
        """The list `hear-<name>`, folded; empty entries stay, to be found."""
        message = self.messages.get(f"hear-{name}")
        if message is None or message.value is None:
            return []
        return [fold(entry) for entry in literal(message.value).split(",")]


def sources() -> Sources:
    here = files(__package__)
    return {
        language: "\n".join(
            here.joinpath(f"{prefix}{language}.ftl").read_text(encoding="utf-8") for prefix in FILES
        )
        for language in LANGUAGES
    }


def problems(texts: Sources) -> tuple[str, ...]:
    """A line for each; none when the words are as they must be."""
    spoken = tuple(_read(language, text) for language, text in texts.items())
    spanish = next(words for words in spoken if words.language == "es")
    found: list[str] = []
    for words in spoken:
        alone = (*_broken(words), *_against(spanish, words), *_sizes(words), *_lists(words))
        found += (f"{words.language}: {line}" for line in (*alone, *_typography(words)))
    return (*found, *_ear(spoken))


# -- the Fluent tree --------------------------------------------------------------------------


def _read(language: Language, text: str) -> Words:
    messages: dict[str, ast.Message] = {}
    broken = []
    for entry in parse(text).body:
        match entry:
            case ast.Junk(content=content):
                broken.append(f"not Fluent: {str(content).strip().splitlines()[0]}")
            case ast.Message(id=ast.Identifier(name=str(name))):
                broken += [f"{name}: is there twice"] * (name in messages)
                messages[name] = entry
    return Words(language, messages, tuple(broken))


def _nodes(node: ast.BaseNode) -> Iterator[ast.BaseNode]:
    yield node
    for value in vars(node).values():
        for child in value if isinstance(value, list) else (value,):
            if isinstance(child, ast.BaseNode):
                yield from _nodes(child)


def variables(message: ast.Message) -> frozenset[str]:
    return frozenset(n.id.name for n in _nodes(message) if isinstance(n, ast.VariableReference))


def literal(pattern: ast.Pattern) -> str:
    """All the words of a pattern, with those of every variant, and without its variables."""
    return "".join(str(n.value) for n in _nodes(pattern) if isinstance(n, ast.TextElement))


def widest(pattern: ast.Pattern) -> int:
    """UTF-16 units of the longest variant, with `WIDTHS` for its variables."""
    return sum(map(_width, pattern.elements))


def _width(element: ast.TextElement | ast.Placeable) -> int:
    match element:
        case ast.TextElement(value=str(value)):
            return units(value)
        case ast.Placeable(expression=ast.SelectExpression(variants=variants)):
            return max(widest(variant.value) for variant in variants)
        case ast.Placeable(expression=ast.StringLiteral() as text):
            return units(text.parse()["value"])
        case ast.Placeable(expression=ast.VariableReference(id=ast.Identifier(name=str(name)))):
            return WIDTHS.get(name, 0)
    return 0


def _attributes(message: ast.Message) -> dict[str, ast.Pattern]:
    return {a.id.name: a.value for a in message.attributes if a.value is not None}


# -- one language -----------------------------------------------------------------------------


def _broken(words: Words) -> Iterator[str]:
    yield from words.broken
    for key, message in words.messages.items():
        patterns = {"": message.value, **_attributes(message)}
        for name, pattern in patterns.items():
            if pattern is None or not any(map(_says, pattern.elements)):
                yield f"{key}{name and f'.{name}'}: is empty"


def _says(element: ast.TextElement | ast.Placeable) -> bool:
    match element:
        case ast.TextElement(value=str(value)):
            return bool(value.strip())
        case ast.Placeable(expression=ast.StringLiteral() as text):
            return bool(str(text.parse()["value"]).strip())
    return True


def _against(spanish: Words, words: Words) -> Iterator[str]:
    """Spanish comes first: the other languages have its keys, attributes and variables."""
    for key in sorted(spanish.messages.keys() - words.messages.keys()):
        yield f"{key}: is missing"
    for key in sorted(words.messages.keys() - spanish.messages.keys()):
        yield f"{key}: is not there in Spanish"
    for key in sorted(words.messages.keys() & spanish.messages.keys()):
        ours, theirs = words.messages[key], spanish.messages[key]
        for what, one, other in (
            ("attributes", frozenset(_attributes(ours)), frozenset(_attributes(theirs))),
            ("variables", variables(ours), variables(theirs)),
        ):
            if one != other:
                yield f"{key}: its {what} differ from the Spanish: {', '.join(sorted(one ^ other))}"


def _sizes(words: Words) -> Iterator[str]:
    for key, message in words.messages.items():
        if key == "opener" and message.value and (width := widest(message.value)) > OPENER:
            yield f"{key}: {width} units, {OPENER} fit"
        if not key.startswith("option-") or message.value is None:
            continue
        short = _attributes(message).get("short")
        if short is None and key in SHORTENED_ELSEWHERE:
            continue
        if (width := widest(short or message.value)) > BUTTON:
            wrong = ".short: " if short else ": needs a .short: "
            yield f"{key}{wrong}{width} units, {BUTTON} fit"


def _lists(words: Words) -> Iterator[str]:
    """Each list of heard words: how long it is, nothing empty, nothing twice."""
    for key in words.messages:
        if not key.startswith("hear-"):
            continue
        name = key.removeprefix("hear-")
        entries = words.heard(name)
        if len(entries) != COUNTED.get(name, len(entries)):
            yield f"{key}: {len(entries)} entries, not {COUNTED[name]}"
        if "" in entries:
            yield f"{key}: has an empty entry"
        said = " ".join(entries).split() if name in COUNTED else entries
        yield from (f"{key}: “{word}” is there twice" for word, n in Counter(said).items() if n > 1)


def _typography(words: Words) -> Iterator[str]:
    if words.language != "fr":
        return
    for key, message in words.messages.items():
        patterns = filter(None, (message.value, *_attributes(message).values()))
        if any(_FRENCH.search(literal(pattern)) for pattern in patterns):
            yield f"{key}: wants a no-break space inside « » and before : ; ! ?"


# -- the ear, which hears all languages at once -------------------------------------------------


def _ear(spoken: tuple[Words, ...]) -> Iterator[str]:
    commands = [*_heard(spoken, COMMANDS), *_heard(spoken, ("part-language",))]
    commands += [(w, f"language {x.language}") for x in spoken for w in x.heard("language")]
    yield from _at_odds(commands)
    yield from _at_odds(_heard(spoken, (f"part-{part}" for part in PARTS)))
    for pair in SIDE_BY_SIDE:
        yield from _at_odds(_heard(spoken, pair))
    for name in COUNTED:
        yield from _at_odds(_positions(spoken, name))
    yield from _at_odds(
        (w, x.language) for x in spoken for w in (*x.heard("signs"), *x.heard("greet"))
    )
    known = dict(commands)
    for word, name in _heard(spoken, ANSWERS):
        if known.get(word, ANSWERS[name]) != ANSWERS[name]:
            yield f"“{word}” is heard as {name} and as the command {known[word]}"


def _heard(spoken: tuple[Words, ...], names: Iterable[str]) -> list[Meaning]:
    return [(word, name) for name in names for words in spoken for word in words.heard(name)]


def _positions(spoken: tuple[Words, ...], name: str) -> list[Meaning]:
    return [
        (word, f"{name} {position}")
        for words in spoken
        for position, entry in enumerate(words.heard(name), start=1)
        for word in entry.split()
    ]


def _at_odds(meanings: Iterable[Meaning]) -> Iterator[str]:
    """Words with more than one meaning."""
    by_word: dict[str, dict[str, None]] = {}
    for word, meaning in meanings:
        by_word.setdefault(word, {})[meaning] = None
    for word, heard in by_word.items():
        if len(heard) > 1:
            yield f"“{word}” is heard as {' and as '.join(heard)}"


if __name__ == "__main__":
    raise SystemExit("\n".join(problems(sources())) or None)
