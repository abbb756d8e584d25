"""Recognising a name that a person typed, among the names of one list."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from rapidfuzz import fuzz, process

from ventanilla.catalogue.places.tables import Aliases, Kinds, read_toml

LONGEST = 60
"""Characters looked at: no name is longer, and what is longer would only cost time."""

SHORTEST_FUZZY = 4
"""Three letters or fewer are a name exactly, or none: nearly all of them resemble something."""

SURE, APART, LIKELY = 85, 4, 75
"""Similarity in per cent: enough to be it, ahead of the next by, and enough to be offered."""

FUZZY_HITS = 40
"""Spellings compared at most after the first pass; several may belong to one place."""

ARTICLES = frozenset({"el", "la", "los", "las", "the", "le", "les", "l"})

SAME = {"saint": "st", "sainte": "ste"}


@dataclass(frozen=True, slots=True)
class Found:
    code: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those it may be, likeliest or first in the alphabet first; `more` were left off."""

    codes: tuple[str, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class NotFound:
    pass


Match: TypeAlias = Found | Candidates | NotFound


@dataclass(frozen=True, slots=True)
class Names:
    """Every spelling of a list, normalised, with the codes it may stand for."""

    spellings: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Names":
        """From pairs of code and name, in the list's order."""
        spellings: dict[str, dict[str, None]] = {}
        for code, name in pairs:
            for form in _forms(normalised(name)):
                spellings.setdefault(form, {})[code] = None
        return cls({form: tuple(codes) for form, codes in spellings.items()})

    def exact(self, text: str) -> Match:
        """What is called that, with or without article and kind ("the", "County")."""
        for form in _forms(normalised(text)):
            if codes := self.spellings.get(form):
                return Found(codes[0]) if len(codes) == 1 else Candidates(codes)
        return NotFound()

    def starting(self, text: str, limit: int) -> Candidates | NotFound:
        """What begins with that; after it, what has a later word that does."""
        for form in _forms(normalised(text)):
            first = self._codes(key for key in self.spellings if key.startswith(form))
            later = self._codes(key for key in self.spellings if f" {form}" in key)
            if codes := tuple(dict.fromkeys(first + later)):
                return Candidates(codes[:limit], max(0, len(codes) - limit))
        return NotFound()

    def resembling(self, text: str, limit: int) -> Match:
        """What differs by small slips."""
        query = normalised(text)
        if len(query) < SHORTEST_FUZZY:
            return NotFound()
        scores = self._scores(query)
        match sorted(scores, key=lambda code: -scores[code]):
            case []:
                return NotFound()
            case [best, *rest] if scores[best] >= SURE and all(
                scores[best] - scores[code] >= APART for code in rest[:1]
            ):
                return Found(best)
            case ranked:
                return Candidates(tuple(ranked[:limit]), max(0, len(ranked) - limit))

    def _scores(self, query: str) -> dict[str, float]:
        long_enough = [key for key in self.spellings if len(key) >= SHORTEST_FUZZY]
        hits = process.extract(
            query, long_enough, scorer=fuzz.ratio, score_cutoff=LIKELY, limit=FUZZY_HITS
        )
        scores: dict[str, float] = {}
        for spelling, score, _ in hits:
            for code in self.spellings[spelling]:
                scores[code] = max(score, scores.get(code, 0.0))
        return scores

    def _codes(self, keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for key in keys for code in self.spellings[key]))


def normalised(text: str) -> str:
    """Small letters and digits without marks, single spaces; "E. E. U. U." is "eeuu"."""
    wide = unicodedata.normalize("NFKC", text[:LONGEST])[:LONGEST].casefold().replace("&", " and ")
    bare = "".join(c for c in unicodedata.normalize("NFKD", wide) if not unicodedata.combining(c))
    words = re.sub(r"[\W_]+", " ", bare).split()
    spaced = " ".join(SAME.get(word, word) for word in words)
    return re.sub(r"\b(\w) (?=\w\b)", r"\1", spaced)


def _forms(key: str) -> Iterator[str]:
    """The key itself, then without its article, then without the word for its kind."""
    if not key:
        return
    yield key
    article, _, rest = key.partition(" ")
    if article in ARTICLES and rest:
        yield rest
    bare = _without_kind(key)
    if bare and bare != key:
        yield bare


def _without_kind(key: str) -> str:
    kinds = _kinds()
    for kind in kinds.before:
        key = key.removeprefix(f"{kind} ")
    for kind in kinds.after:
        key = key.removesuffix(f" {kind}")
    return key


@cache
def _kinds() -> Kinds:
    """Longest first, so that "city and borough" goes before "borough"."""
    kinds = read_toml("aliases.toml", Aliases).kinds
    before, after = (
        tuple(sorted(map(normalised, words), key=len, reverse=True))
        for words in (kinds.before, kinds.after)
    )
    return Kinds(before=before, after=after)
