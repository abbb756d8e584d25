"""What countries are divided into: states, and counties where a list of them is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec

from ventanilla.catalogue.places.names import Candidates, Found, Match, Names, NotFound, normalised
from ventanilla.catalogue.places.tables import read_json, read_toml
from ventanilla.domain.language import LANGUAGES, Words

OFFERED = 10

ENOUGH = 3
"""Letters from which on a beginning that fits only one name means it."""


@dataclass(frozen=True, slots=True)
class District:
    """A state or a county. `code` is unique in its list: ISO 3166-2's, or a county's own name."""

    code: str
    names: Words


class _State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    es: str
    en: str
    fr: str
    also: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def states(country: str) -> tuple[District, ...]:
    """The first level of a country (ISO alpha-2), in the order of the list; often the alphabet's.

    Empty where none is known: most territories and micro-states.
    """
    return tuple(district for district, _ in _states().get(country, ()))


def state_of(country: str, code: str) -> District | None:
    return _by_code(country).get(code)


@lru_cache(maxsize=256)
def _by_code(country: str) -> Mapping[str, District]:
    return {district.code: district for district in states(country)}


def counties(country: str, state: str) -> tuple[District, ...]:
    """The second level: counties, municipios, census divisions; empty where none is known."""
    names = _counties().get(country, {}).get(state, ())
    return tuple(District(name, dict.fromkeys(LANGUAGES, name)) for name in names)


def find_state(country: str, text: str) -> Match:
    """By name, short form or first letters, inside this country only."""
    return _find(_state_names(country), text)


def find_county(country: str, state: str, text: str) -> Match:
    return _find(_county_names(country, state), text)


def _find(names: Names, text: str) -> Match:
    exact = names.exact(text)
    if not isinstance(exact, NotFound):
        return exact
    match names.starting(text, OFFERED):
        case Candidates((only,)) if len(normalised(text)) >= ENOUGH:
            return Found(only)
        case Candidates() as begun:
            return begun
        case _:
            return names.resembling(text, OFFERED)


@lru_cache(maxsize=256)
def _state_names(country: str) -> Names:
    listed = _states().get(country, ())
    return Names.of(
        (district.code, name)
        for district, others in listed
        for name in (*district.names.values(), *others)
    )


@lru_cache(maxsize=256)
def _county_names(country: str, state: str) -> Names:
    return Names.of((county.code, county.code) for county in counties(country, state))


@cache
def _states() -> Mapping[str, tuple[tuple[District, tuple[str, ...]], ...]]:
    """By country: each district with what else it is called."""
    written = read_toml("states.toml", dict[str, dict[str, _State]])
    made = read_json("states.json", dict[str, tuple[tuple[str, ...], ...]])
    return {country: _same_everywhere(rows) for country, rows in made.items()} | {
        country: tuple(
            (District(code, {"es": row.es, "en": row.en, "fr": row.fr}), row.also)
            for code, row in rows.items()
        )
        for country, rows in written.items()
    }


def _same_everywhere(
    rows: Iterable[tuple[str, ...]],
) -> tuple[tuple[District, tuple[str, ...]], ...]:
    return tuple(
        (District(code, dict.fromkeys(LANGUAGES, name)), tuple(others))
        for code, name, *others in rows
    )


@cache
def _counties() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By country and state."""
    shape = dict[str, dict[str, tuple[str, ...]]]
    return read_json("counties.json", shape) | read_toml("divisions.toml", shape)
