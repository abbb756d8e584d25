"""Where the applicant was born: country, state, county, each from a list or typed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ventanilla.catalogue.places.countries import (
    OTHER,
    Country,
    country_numbered,
    country_of,
)
from ventanilla.catalogue.places.countries import (
    countries as every_country,
)
from ventanilla.catalogue.places.countries import (
    find_country as match_country,
)
from ventanilla.catalogue.places.districts import (
    District,
)
from ventanilla.catalogue.places.districts import (
    counties as counties_of,
)
from ventanilla.catalogue.places.districts import (
    find_county as match_county,
)
from ventanilla.catalogue.places.districts import (
    find_state as match_state,
)
from ventanilla.catalogue.places.districts import (
    states as states_of,
)
from ventanilla.catalogue.places.names import Candidates, Found, Match
from ventanilla.conversation.asking import (
    MATCHES,
    Answers,
    Ask,
    Command,
    Doubt,
    Facts,
    Invalid,
    Option,
    Reading,
    Taken,
    positions,
    which_of,
)
from ventanilla.conversation.events import Said
from ventanilla.conversation.parsing.places import place_name
from ventanilla.conversation.questions import Listing
from ventanilla.conversation.sources import Sources

TYPED = "="
"""Begins a place kept as it was typed, because no list has it."""

COMMONEST = ("MX", "US", "CA", "GT", "SV", "HN", "CO", "CU")
"""Where most who come to a Mexican consulate in the USA or Canada were born, likeliest first."""

LISTED = 60
"""As many as are shown as a list; beyond that, the first letters are asked for."""

NOT_LISTED = Option("not-listed", command=Command("see", "typed"), number="0")


# -- the country ------------------------------------------------------------------------------


def countries(answers: Answers, sources: Sources, view: str) -> Listing:
    """The commonest by their published numbers; the whole list only when it is asked for."""
    if view == "typed":
        return Listing((), form="birth_country-typed", view=view)
    if view == "whole":
        return Listing((NOT_LISTED_COUNTRY,), form="birth_country-whole", view=view)
    common = [country_of(code) for code in COMMONEST]
    options = [_country_option(country) for country in common if country]
    whole = Option("whole-list", command=Command("see", "whole"), number="0")
    return Listing((*options, whole, NOT_LISTED_COUNTRY))


NOT_LISTED_COUNTRY = Option(
    "other-country", command=Command("see", "typed"), number=str(len(every_country()))
)


def is_country(value: str, answers: Answers, sources: Sources) -> bool:
    return value.startswith(TYPED) or (value != OTHER and country_of(value) is not None)


def find_country(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    """A published number, or a name in any of the languages."""
    if asked.form == "birth_country-typed":
        match match_country(said.text):
            case Found(code):
                return Taken({"birth_country": _kept(code, said)})
        return Taken({"birth_country": _kept(OTHER, said)})
    if said.plain.isdecimal() and asked.form != MATCHES:
        country = country_numbered(int(said.plain[:6]))
        if country is None:
            raise Invalid("country-number", last=len(every_country()))
        if country.code == OTHER:
            return Doubt("birth_country-typed", ())
        return Taken({"birth_country": country.code})
    match match_country(said.text):
        case Found(code):
            return Taken({"birth_country": _kept(code, said)})
        case Candidates(codes):
            found = [country for code in codes if (country := country_of(code))]
            options = tuple(_country_option(country) for country in found)
            return which_of(options, said.text)
    raise Invalid("country-unknown", text=said.text)


def _kept(code: str, said: Said) -> str:
    """A country that is no more, or on no list, is kept as it was typed."""
    return TYPED + place_name(said.text) if code == OTHER else code


def _country_option(country: Country) -> Option:
    if country.code == OTHER:
        return NOT_LISTED_COUNTRY
    sets = {"birth_country": country.code}
    return Option("country", sets, number=str(country.number), facts={"country": country.code})


# -- the state --------------------------------------------------------------------------------


def has_states(answers: Answers, sources: Sources) -> bool:
    return bool(states_of(answers["birth_country"]))


def states(answers: Answers, sources: Sources, view: str) -> Listing:
    return _districts("birth_state", states_of(answers["birth_country"]), answers, view)


def is_state(value: str, answers: Answers, sources: Sources) -> bool:
    codes = (state.code for state in states_of(answers["birth_country"]))
    return value.startswith(TYPED) or value in codes


def find_state(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    country = answers["birth_country"]
    seen = _Seen("birth_state", states_of(country), lambda text: match_state(country, text))
    return _find(seen, said, asked, answers)


# -- the county -------------------------------------------------------------------------------


def counties(answers: Answers, sources: Sources, view: str) -> Listing:
    known = counties_of(answers["birth_country"], answers.get("birth_state", ""))
    return _districts("birth_county", known, answers, view)


def is_county(value: str, answers: Answers, sources: Sources) -> bool:
    known = counties_of(answers["birth_country"], answers.get("birth_state", ""))
    return value.startswith(TYPED) or value in (county.code for county in known)


def find_county(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    country, state = answers["birth_country"], answers.get("birth_state", "")
    known = counties_of(country, state)
    seen = _Seen("birth_county", known, lambda text: match_county(country, state, text))
    return _find(seen, said, asked, answers)


def place(answers: Answers, sources: Sources) -> Facts:
    return {
        "birth_country": answers["birth_country"],
        "birth_state": answers.get("birth_state", ""),
        "birth_county": answers["birth_county"],
    }


# -- both -------------------------------------------------------------------------------------


def _districts(name: str, known: Sequence[District], answers: Answers, view: str) -> Listing:
    facts: Facts = {"country": answers["birth_country"], "state": answers.get("birth_state", "")}
    if view == "typed" or not known:
        return Listing((), facts, form=f"{name}-typed", view=view)
    if len(known) > LISTED:
        return Listing((NOT_LISTED,), {**facts, "count": len(known)}, form=f"{name}-letters")
    options = [_district_option(name, district, answers) for district in known]
    return Listing((*options, NOT_LISTED), facts)


def _district_option(name: str, district: District, facts: Mapping[str, str]) -> Option:
    return Option(
        "district",
        {name: district.code},
        facts={
            "country": facts["birth_country"],
            "state": facts.get("birth_state", "") if name == "birth_county" else "",
            "district": district.code,
        },
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A list of districts, and how one of them is recognised."""

    name: str
    known: Sequence[District]
    match: Callable[[str], Match]


def _find(seen: _Seen, said: Said, asked: Ask, answers: Answers) -> Reading:
    if asked.form == f"{seen.name}-typed":
        return _typed(seen.name, said, seen.match(said.text))
    if said.plain.isdecimal():
        return _numbered(seen, said, asked)
    match seen.match(said.text):
        case Found(code):
            return Taken({seen.name: code})
        case Candidates(codes, more):
            options = [_district_option(seen.name, District(c, {}), answers) for c in codes]
            return which_of((*options, NOT_LISTED), said.text, more)
    raise Invalid("place-unknown", text=said.text)


def _numbered(seen: _Seen, said: Said, asked: Ask) -> Reading:
    """Where no list was shown, a number is the published one; elsewhere the list was meant."""
    position = int(said.plain[:6])
    letters = asked.form == f"{seen.name}-letters"
    if not letters or not 1 <= position <= len(seen.known):
        last = len(seen.known) if letters else positions(asked.options)
        raise Invalid("not-on-the-list", last=last)
    return Taken({seen.name: seen.known[position - 1].code})


def _typed(name: str, said: Said, match: Match) -> Reading:
    """A place no list has, as typed; one that a list does have is taken from it."""
    if isinstance(match, Found):
        return Taken({name: match.code})
    return Taken({name: TYPED + place_name(said.text)})
