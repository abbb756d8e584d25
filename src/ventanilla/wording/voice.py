"""The data of a question, said in a language: codes become names, dates become words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

from ventanilla.catalogue.network import Network
from ventanilla.catalogue.places.countries import country_of
from ventanilla.catalogue.places.districts import counties, state_of
from ventanilla.conversation.asking import Facts, Value
from ventanilla.conversation.scripts.birth import TYPED
from ventanilla.domain.language import Language, Words
from ventanilla.domain.office import Contact, Office, OfficeCode, ProcedureCode
from ventanilla.wording import dates
from ventanilla.wording.lexicon import Lexicon, lexicon

MILE = 1.609344
"""Kilometres."""

UNKNOWN = "unknown"
"""In place of the first day with places, where nobody looked for one."""

QUOTED = 60
"""Characters of a person's own words that are repeated to them."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One language, speaking for one network; `public_url` is where its pages are."""

    language: Language
    network: Network
    public_url: str

    @property
    def lexicon(self) -> Lexicon:
        return lexicon(self.language)

    def say(self, key: str, facts: Facts | None = None, attribute: str = "") -> str:
        return self.lexicon.say(key, self.variables(facts or {}), attribute)

    def variables(self, facts: Facts) -> dict[str, Value]:
        """`facts` and all that can be said of them."""
        spoken: dict[str, Value] = {
            "network": self.of(self.network.title),
            "privacy": f"{self.public_url}/privacy?lang={self.language}",
            "minutes": self.network.limits.hold_minutes,
            "limit": self.network.limits.bookings_per_contact_month,
            **facts,
        }
        for name, value in facts.items():
            if speak := SPEAKERS.get(name):
                spoken |= speak(self, value)
        if "birth_county" in facts:
            spoken["birth_place"] = self.birth_place(facts)
        if "district" in facts:
            spoken["district"] = self.district(facts)
        return spoken

    def of(self, words: Words) -> str:
        return words.get(self.language) or words["es"]

    # -- places -------------------------------------------------------------------------------

    def country(self, code: str) -> str:
        if code.startswith(TYPED):
            return code.removeprefix(TYPED)
        country = country_of(code)
        return country.names[self.language] if country else code

    def state(self, country: str, code: str) -> str:
        if code.startswith(TYPED):
            return code.removeprefix(TYPED)
        state = state_of(country, code)
        return state.names[self.language] if state else code

    def district(self, facts: Facts) -> str:
        country, state, code = (str(facts[k]) for k in ("country", "state", "district"))
        return (
            self.county(code) if state or not state_of(country, code) else self.state(country, code)
        )

    def county(self, code: str) -> str:
        return code.removeprefix(TYPED)

    def birth_place(self, facts: Facts) -> str:
        country, state, county = (
            str(facts[k]) for k in ("birth_country", "birth_state", "birth_county")
        )
        parts = (self.county(county), self.state(country, state), self.country(country))
        return ", ".join(filter(None, parts))

    # -- offices ------------------------------------------------------------------------------

    def office(self, code: str) -> dict[str, Value]:
        office = self.network.offices.get(OfficeCode(code))
        if office is None:
            return {"office": "", "office_full": "", "office_place": "", "contact": ""}
        city = f"{office.city}, {office.region}"
        full = self.lexicon.say(f"word-{office.kind}", {"city": city})
        lines = filter(None, (full, office.address, self.stay(office)))
        return {
            "office": office.city,
            "office_full": "\n".join(lines),
            "office_place": self.place(office),
            "contact": self.contacts(office),
        }

    def place(self, office: Office) -> str:
        """`Laredo, TX`; told from the city's permanent office where it is another."""
        city = f"{office.city}, {office.region}"
        key = f"word-place-{office.kind}"
        return self.lexicon.say(key, {"city": city}) if self.lexicon.has(key) else city

    def stay(self, office: Office) -> str:
        """From when to when it is there; empty for one that always is."""
        first, last = office.first, office.last
        if first is None or last is None:
            return ""
        until = dates.in_words(last, self.language)
        if first == last:
            return self.lexicon.say("word-stay", {"first": until, "last": "none"})
        whole = dates.in_words if first.year != last.year else dates.day_in_words
        return self.lexicon.say("word-stay", {"first": whole(first, self.language), "last": until})

    def contacts(self, office: Office) -> str:
        lines = map(self.contact, office.contacts)
        return "\n".join(lines) or self.lexicon.say("word-no-contact")

    def help(self) -> str:
        return "\n".join(
            self.lexicon.say(
                "word-help", {"name": self.of(h.name), "contact": self.contact(h.contact)}
            )
            for h in self.network.help
        )

    def contact(self, contact: Contact) -> str:
        verify = "" if contact.verified else f" {self.lexicon.say('word-verify')}"
        return f"{contact.value}{verify}"

    def procedure(self, code: str) -> str:
        procedure = self.network.procedures.get(ProcedureCode(code))
        return self.of(procedure.title) if procedure else code

    def distance(self, km: float, country: str) -> str:
        """As it is said in that country: miles in the United States; "none" where unknown."""
        if km < 0:
            return "none"
        if country == "US":
            return f"{max(1, round(km / MILE))} mi"
        return f"{max(1, round(km))} km"


def quoted(text: str) -> str:
    """A person's own words to be repeated: one short line, and nothing the chat would format."""
    plain = " ".join(re.sub(r"[*_~`]", "", text).split())
    return plain if len(plain) <= QUOTED else plain[: QUOTED - 1] + "…"


def _day(voice: Voice, value: Value) -> Mapping[str, Value]:
    day = date.fromisoformat(str(value))
    return {
        "date": dates.in_words(day, voice.language),
        "date_short": dates.in_numbers(day),
        "date_day": dates.day_in_words(day, voice.language),
        "date_brief": dates.brief(day, voice.language),
    }


def _birth(voice: Voice, day: date) -> Mapping[str, Value]:
    return {
        "birth": dates.birthday(day, voice.language),
        "birth_brief": dates.birthday_brief(day, voice.language),
    }


def _first(voice: Voice, value: Value) -> Mapping[str, Value]:
    if value == UNKNOWN:
        return {"first": UNKNOWN}
    if not value:
        return {"first": "full"}
    return {"first": dates.coming(date.fromisoformat(str(value)), voice.language)}


SPEAKERS: Mapping[str, Callable[[Voice, Value], Mapping[str, Value]]] = {
    "date": _day,
    "first": _first,
    "birth": lambda v, x: _birth(v, date.fromisoformat(str(x))),
    "time": lambda v, x: {"time": dates.clock(time.fromisoformat(str(x)), v.language)},
    "office": lambda v, x: v.office(str(x)),
    "country": lambda v, x: {"country": v.country(str(x)), "country_code": str(x)},
    "procedure": lambda v, x: {"procedure": v.procedure(str(x))},
    "node": lambda v, x: {"node": v.procedure(str(x)) if x else "none"},
    "maternal": lambda v, x: {"maternal": str(x) or "none"},
    "text": lambda v, x: {"text": quoted(str(x))},
}


def known_county(country: str, state: str, code: str) -> bool:
    return any(county.code == code for county in counties(country, state))
