"""The country list, numbered as published: 40 Canada, 66 United States, 151 Mexico, 250 other."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ventanilla.catalogue.places.names import Found, Match, Names, NotFound, normalised
from ventanilla.catalogue.places.tables import Aliases, read_csv, read_toml
from ventanilla.domain.language import LANGUAGES, Words

OTHER = "ZZ"
"""Not on the list: the country's name is typed and kept as typed."""

OFFERED = 5

FIRST_LETTERS = 5
"""Fewer letters begin a greeting or a "no" as well as a country."""


@dataclass(frozen=True, slots=True)
class Country:
    """`number` is the published one, the same in every language; `code` ISO 3166-1 alpha-2."""

    number: int
    code: str
    names: Words


@cache
def countries() -> tuple[Country, ...]:
    """In the published order, which is never sorted anew; `OTHER` is the last."""
    listed = tuple(
        Country(int(row["index"]), row["iso2"], {language: row[language] for language in LANGUAGES})
        for row in read_csv("countries.csv")
    )
    other = read_toml("aliases.toml", Aliases).other
    names = {language: other[language] for language in LANGUAGES}
    return (*listed, Country(len(listed) + 1, OTHER, names))


def country_of(code: str) -> Country | None:
    return _by_code().get(code)


def country_numbered(number: int) -> Country | None:
    listed = countries()
    return listed[number - 1] if 1 <= number <= len(listed) else None


def find_country(text: str) -> Match:
    """The country that a person named, in any of the languages and with small slips."""
    names = _names()
    exact = names.exact(text)
    if not isinstance(exact, NotFound):
        return exact
    close = names.resembling(text, OFFERED)
    if isinstance(close, Found) or len(normalised(text)) < FIRST_LETTERS:
        return close
    begun = names.starting(text, OFFERED)
    return close if isinstance(begun, NotFound) else begun


@cache
def _by_code() -> dict[str, Country]:
    return {country.code: country for country in countries()}


@cache
def _names() -> Names:
    return Names.of(_spellings())


def _spellings() -> Iterator[tuple[str, str]]:
    for country in countries():
        for name in country.names.values():
            yield country.code, name
    for code, aliases in read_toml("aliases.toml", Aliases).countries.items():
        for alias in aliases:
            yield code, alias
