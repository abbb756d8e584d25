"""What a person typed or tapped becomes an event, in whichever of the languages it was said."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from ventanilla.catalogue.places.cities import also_called
from ventanilla.conversation.asking import MATCHES, Ask, Command, Option, Value
from ventanilla.conversation.events import NO_NAME, Bare, Event, Picked, Said, Stale
from ventanilla.domain.folding import fold
from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.wording.lexicon import lexicon
from ventanilla.wording.render import number, spoken
from ventanilla.wording.voice import Voice

LONGEST = 500
"""Characters of a message that are looked at: no answer is longer."""

SLIP, APART, SHORTEST = 84, 6, 4
"""Similarity in per cent taken for a slip, its lead over the next, and the letters it needs."""

PUBLIC = frozenset({"country", "state", "district", "office", "km", "first", "date", "time"})
"""Facts that say nothing of a person: places and times anybody may choose."""

COMMANDS = ("back", "menu", "help", "abandon", "change", "continue", "start-over", "greet")

PARTS = (
    "given_names",
    "paternal_surname",
    "maternal_surname",
    "birth_country",
    "birth_state",
    "birth_county",
    "birth_date",
    "email",
    "postal_code",
    "country",
    "office",
    "procedure",
    "date",
    "time",
)

_NUMBER = re.compile(r"(?:opcion |option |choix |numero |number |no |n |la |el |le )?([0-9]{1,4})")
_COPIED = re.compile(r"([0-9]{1,4}) (\S.*)")
_TAP = re.compile(r"([0-9]{1,18})\.([0-9]{1,4})", re.ASCII)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufe0e\ufe0f\u20e3]")
"""Control characters, and what makes a digit a keycap."""


@dataclass(frozen=True)
class Ear:
    """The words of all languages: what they command, and what they stand for."""

    commands: Mapping[str, Command]
    changes: tuple[str, ...]
    parts: Mapping[str, str]
    fillers: frozenset[str]
    months: Mapping[str, str]
    numbers: Mapping[str, int]


def understand(text: str, asked: Ask, voice: Voice) -> Event:
    """The event that `text` means at the question `asked`."""
    text = _tidy(text)
    plain = fold(text)
    for index in _picked(plain, asked, voice):
        if index is not None:
            return Picked(index)
    if heard := _beyond(plain, asked) or _command(text, plain):
        return heard
    if not asked.free and (index := _resembling(plain, asked, voice)) is not None:
        return Picked(index)
    return Said(text, NO_NAME if plain in _heard("perhaps-none") else with_months(plain))


def tapped(tap: str, asked: Ask, serial: int) -> Event:
    """A tap on a list: of the question as it is shown, or of one that has passed."""
    found = _TAP.fullmatch(tap)
    if found and int(found[1]) == serial and int(found[2]) < len(asked.options):
        return Picked(int(found[2]))
    return Stale()


def detect(text: str) -> Language:
    """The language of a first message: Spanish, unless its words are English or French."""
    return heard(text) or "es"


def heard(text: str) -> Language | None:
    """The language that the words are of, where they tell."""
    plain = fold(text[:LONGEST])
    scores = {language: _score(plain, language) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: (scores[language], language == "es"))
    return best if scores[best] else None


def with_months(plain: str) -> str:
    """Names of months, in any language, as `#1` to `#12`."""
    months = ear().months
    return " ".join(months.get(word, word) for word in plain.split())


@cache
def ear() -> Ear:
    """All languages are heard at every point, whichever one is spoken."""
    commands: dict[str, Command] = {}
    for language in reversed(LANGUAGES):
        words = lexicon(language)
        for name in COMMANDS:
            commands |= dict.fromkeys(words.hears(name), Command(name))
        commands |= dict.fromkeys(words.hears("language"), Command("language", language))
        commands |= dict.fromkeys(words.hears("part-language"), Command("languages"))
    return Ear(
        commands=commands,
        changes=tuple(w for x in LANGUAGES for w in lexicon(x).hears("change")),
        parts={
            w: part for part in PARTS for x in LANGUAGES for w in lexicon(x).hears(f"part-{part}")
        },
        fillers=frozenset(w for x in LANGUAGES for w in lexicon(x).hears("fillers")),
        months=_counted("months", "#{}"),
        numbers={w: int(n) for w, n in _counted("numbers", "{}").items()},
    )


def _counted(key: str, form: str) -> dict[str, str]:
    """Lists whose place in the line is their meaning; spellings of one entry stand side by side."""
    return {
        word: form.format(position)
        for language in LANGUAGES
        for position, words in enumerate(lexicon(language).hears(key), start=1)
        for word in words.split()
    }


def _tidy(text: str) -> str:
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text[:LONGEST]))
    return text.strip(' \t\r\n,;:!¡¿?"«»“”\u200b\u200e\u200f\ufeff') or text.strip()


@cache
def _heard(key: str) -> frozenset[str]:
    return frozenset(word for x in LANGUAGES for word in lexicon(x).hears(key))


def _picked(plain: str, asked: Ask, voice: Voice) -> Iterator[int | None]:
    """By its number, by its name, by both: the surest way and the cheapest first."""
    yield _numbered(plain, asked)
    yield _named(plain, asked, voice)
    yield _copied(plain, asked, voice)


def _numbered(plain: str, asked: Ask) -> int | None:
    found = _NUMBER.fullmatch(plain)
    if found:
        typed = str(int(found[1]))
    elif asked.options and plain in ear().numbers:
        typed = str(ear().numbers[plain])
    else:
        return None
    numbers = [number(option, index) for index, option in enumerate(asked.options)]
    return numbers.index(typed) if typed in numbers else None


def _named(plain: str, asked: Ask, voice: Voice) -> int | None:
    """The one option that was named in full, in the language spoken or by a word for it."""
    if not plain:
        return None
    hits = [i for i, o in enumerate(asked.options) if plain in _words_for(o, voice)]
    if asked.form == MATCHES and asked.facts.get("count") == 1 and plain in _heard("yes"):
        return 0
    return hits[0] if len(hits) == 1 else None


def _copied(plain: str, asked: Ask, voice: Voice) -> int | None:
    """The one option copied with its number, as a button shows it: `1. Sí`."""
    found = _COPIED.fullmatch(plain)
    if found is None:
        return None
    index = _numbered(found[1], asked)
    return index if index is not None and index == _named(found[2], asked, voice) else None


def _resembling(plain: str, asked: Ask, voice: Voice) -> int | None:
    """The one option that was named with small slips; a number or a date never is a slip."""
    if len(plain) < SHORTEST or any(c.isdigit() for c in plain):
        return None
    scored = sorted(
        (
            (max((fuzz.ratio(plain, word) for word in _words_for(option, voice)), default=0.0), i)
            for i, option in enumerate(asked.options)
        ),
        reverse=True,
    )
    if not scored or scored[0][0] < SLIP:
        return None
    clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= APART
    return scored[0][1] if clear else None


def _words_for(option: Option, voice: Voice) -> frozenset[str]:
    """All that an option may be called. Remembered where nothing personal is in it."""
    if option.facts.keys() <= PUBLIC:
        return _public_words(option.code, tuple(option.facts.items()), voice)
    return _spoken_words(option, voice)


@lru_cache(maxsize=4096)
def _public_words(code: str, facts: tuple[tuple[str, Value], ...], voice: Voice) -> frozenset[str]:
    return _spoken_words(Option(code, facts=dict(facts)), voice)


def _spoken_words(option: Option, voice: Voice) -> frozenset[str]:
    others = [Voice(x, voice.network, voice.public_url) for x in LANGUAGES]
    labels = {part for v in others for part in spoken(option, v)[:2]}
    heard = [word for x in LANGUAGES for word in lexicon(x).hears(option.code)]
    return frozenset([*filter(None, map(fold, labels)), *heard, *_own_words(option, voice)])


def _own_words(option: Option, voice: Voice) -> list[str]:
    """What only the catalogue knows: an office's city, a procedure's title without its notes."""
    if option.code in voice.network.procedures:
        procedure = voice.network.procedures[option.code]  # type: ignore[index]  # Checked above.
        return [fold(title) for title in procedure.title.values()]
    if option.code == "office":
        office = voice.network.offices[option.facts["office"]]  # type: ignore[index]  # Its own.
        return [fold(city) for city in (office.city, *also_called(office.city))]
    return []


def _command(text: str, plain: str) -> Command | Bare | None:
    """A single word may be a name, and so may one with something behind it that is no part."""
    known = ear()
    if command := known.commands.get(plain):
        return command if " " in plain else Bare(text, command)
    for word in known.changes:
        if plain.startswith(f"{word} "):
            rest = plain.removeprefix(f"{word} ")
            change = _change(rest) or _change(_without_fillers(rest))
            return change or Bare(text, Command("change"))
    return None


def _beyond(plain: str, asked: Ask) -> Command | None:
    """More of a list, or all of it, where that is no option: there may be no more."""
    if asked.question == "office" and plain in _heard("all"):
        return Command("see", "all")
    return Command("more") if not asked.free and plain in _heard("more") else None


def _change(part: str) -> Command | None:
    known = ear()
    if part in known.parts:
        return Command("change", known.parts[part])
    if part in known.commands and known.commands[part].name in ("language", "languages"):
        return known.commands[part]
    return None


def _without_fillers(plain: str) -> str:
    return " ".join(word for word in plain.split() if word not in ear().fillers)


def _score(plain: str, language: Language) -> int:
    words = lexicon(language)
    whole = plain in words.hears("greet") or plain in words.hears("language")
    signs = {*words.hears("signs"), *(g for g in words.hears("greet") if " " not in g)}
    return 10 * whole + sum(word in signs for word in plain.split())
