"""Where the appointment is: country, postal code, office."""

import re
from collections.abc import Iterator
from typing import Literal

from ventanilla.catalogue.places.cities import also_called
from ventanilla.catalogue.places.districts import state_of
from ventanilla.catalogue.places.names import Candidates, Found, Match, Names, NotFound
from ventanilla.catalogue.places.postal import (
    Located,
    NotACode,
    OtherCountry,
    Place,
    PostalCountry,
    Unplaceable,
    locate,
)
from ventanilla.conversation.asking import (
    Answers,
    Ask,
    Command,
    Doubt,
    Facts,
    Invalid,
    Option,
    Reading,
    Taken,
    which_of,
)
from ventanilla.conversation.events import Said
from ventanilla.conversation.questions import Listing, digest
from ventanilla.conversation.sources import Sources
from ventanilla.domain.folding import fold
from ventanilla.domain.office import OfficeCode

COUNTRIES: tuple[PostalCountry, ...] = ("US", "CA")

LETTERS = 3
"""Two letters begin too many cities."""

OFFERED = 10

_CODE = re.compile(
    r"[0-9]{5}(?:-[0-9]{4})?|[A-Z][0-9OIL][A-Z][ -]?[0-9OIL][A-Z][0-9OIL]", re.IGNORECASE
)


# -- the country and the postal code ----------------------------------------------------------


def countries(answers: Answers, sources: Sources, view: str) -> Listing:
    return Listing(tuple(Option(code, {"country": code}) for code in COUNTRIES))


def is_country(value: str, answers: Answers, sources: Sources) -> bool:
    return value in COUNTRIES


def find_country(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    """A postal code says the country too."""
    match _locate("US", said.text):
        case NotACode():
            raise Invalid("country", text=said.text)
        case OtherCountry(country, place):
            return Taken({"country": country, "postal_code": place.code})
        case place:
            return Taken({"country": place.country, "postal_code": place.code})


def read_postal_code(said: Said, answers: Answers, sources: Sources) -> Reading:
    country = _country(answers)
    match _locate(country, said.text):
        case NotACode():
            raise Invalid("postal-code", country=country)
        case OtherCountry(other, place):
            sets = {"country": other, "postal_code": place.code}
            yes = Option("yes", sets, facts={"country": other})
            no = Option("no", command=Command("continue"))
            return Doubt("other-country-code", (yes, no), {"code": place.code, "country": other})
        case place:
            return Taken({"postal_code": place.code})


def is_postal_code(value: str, answers: Answers, sources: Sources) -> bool:
    match locate(_country(answers), value):
        case Place(code) | Unplaceable(code):
            return code == value
    return False


def example(answers: Answers, sources: Sources) -> Facts:
    return {"country": answers["country"]}


def place(answers: Answers, sources: Sources) -> Facts:
    """What was found for the code: `found` says how exactly, or `nowhere`."""
    match locate(_country(answers), answers["postal_code"]):
        case Place(code, label=label, precision=precision):
            return {"code": code, "label": label, "found": precision}
        case _:
            return {"code": answers["postal_code"], "label": "", "found": "nowhere"}


# -- the office -------------------------------------------------------------------------------


def offices(answers: Answers, sources: Sources, view: str) -> Listing:
    """The nearest ones of the country; all of both countries when asked, or without a place."""
    ranked = distances(answers, sources)
    facts = place(answers, sources)
    if view == "all" or facts["found"] == "nowhere":
        return Listing(
            tuple(office_option(c, km, answers) for c, km in ranked), facts, "office-all", "all"
        )
    here = [(c, km) for c, km in ranked if sources.network.offices[c].country == answers["country"]]
    shown = here[: sources.network.limits.offices_shown]
    options = [office_option(code, km, answers) for code, km in shown]
    return Listing((*options, Option("all", command=Command("see", "all"))), facts)


def distances(answers: Answers, sources: Sources) -> list[tuple[OfficeCode, float]]:
    """Every office that can be booked, with its distance in km from the postal code, nearest
    first; where that is not known, by country and city, with -1.
    """
    network = sources.network
    match locate(_country(answers), answers["postal_code"]):
        case Place(latitude=latitude, longitude=longitude):
            ranked = network.nearest(latitude, longitude, day=sources.today)
            return [(office.code, round(km)) for office, km in ranked]
    first = answers["country"]
    bookable = network.bookable(sources.today)
    by_city = sorted(bookable.values(), key=lambda o: (o.country != first, fold(o.city)))
    return [(office.code, -1) for office in by_city]


def is_office(value: str, answers: Answers, sources: Sources) -> bool:
    return value in sources.network.bookable(sources.today)


def find_office(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    """The city of any office, or another postal code."""
    match _locate(_country(answers), said.text):
        case Place(code) | Unplaceable(code):
            return Taken(_at(code, answers))
        case OtherCountry(country, there):
            return Taken({"country": country, **_at(there.code, answers)})
    match _named(said.text, sources):
        case Found(code):
            return Taken({"office": code})
        case Candidates(codes):
            near = [(c, km) for c, km in distances(answers, sources) if c in codes]
            return which_of(tuple(office_option(c, km, answers) for c, km in near), said.text)
    raise Invalid("office-unknown")


def read_office(said: Said, answers: Answers, sources: Sources) -> Reading:
    return find_office(said, Ask("office", "office"), answers, sources)


def office(answers: Answers, sources: Sources) -> Facts:
    return {"office": answers["office"]}


def _named(text: str, sources: Sources) -> Match:
    """Offices by their city or state: exactly, else by its beginning, else with small slips."""
    names = Names.of(_spellings(sources))
    match names.exact(text):
        case NotFound() if len(fold(text)) < LETTERS:
            return NotFound()
        case NotFound():
            begun = names.starting(text, OFFERED)
            return names.resembling(text, OFFERED) if isinstance(begun, NotFound) else _only(begun)
        case exact:
            return exact


def _only(begun: Candidates) -> Match:
    return Found(begun.codes[0]) if len(begun.codes) == 1 else begun


def _spellings(sources: Sources) -> Iterator[tuple[str, str]]:
    for code, office in sources.network.bookable(sources.today).items():
        state = state_of(office.country, office.region)
        for city in (office.city, code, *also_called(office.city)):
            yield code, city
        yield from ((code, name) for name in (state.names.values() if state else ()))


def office_option(code: OfficeCode, km: float, answers: Answers) -> Option:
    """`asker` is the country of the person: distances are said as people there say them."""
    facts: Facts = {"office": code, "km": km, "asker": answers["country"]}
    return Option("office", {"office": code}, facts=facts)


def _at(code: str, answers: Answers) -> dict[str, str]:
    """Another postal code, taken as confirmed: the list that follows names its place."""
    confirmed = digest({**answers, "postal_code": code}, ("postal_code",))
    return {"postal_code": code, "postal_code_ok": confirmed}


def _locate(country: PostalCountry, text: str) -> Located:
    """The code in `text`, also with words around it."""
    located = locate(country, text)
    found = _CODE.search(text) if isinstance(located, NotACode) else None
    return locate(country, found[0]) if found else located


def _country(answers: Answers) -> Literal["US", "CA"]:
    return "CA" if answers.get("country") == "CA" else "US"
