"""Requests to take part in a draw, collected elsewhere: a JSON list, one person a row."""

from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any

import msgspec

from ventanilla.calendar.draws import Wish
from ventanilla.catalogue.places.countries import country_of
from ventanilla.cli.ending import Stop
from ventanilla.conversation.asking import Invalid
from ventanilla.conversation.parsing.dates import check_birth_date
from ventanilla.conversation.parsing.emails import email
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.language import Language
from ventanilla.domain.names import clean_name, is_name

FEWEST_DIGITS, MOST_DIGITS = 8, 15
"""Of a phone number with its country code, after E.164; shorter ones lack the code."""


Clock = Annotated[str, msgspec.Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""`HH:MM`: a published record has seconds, people do not write them."""


class Wished(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As people write it; see `Wish`."""

    day: date
    since: Clock | None = None
    until: Clock | None = None


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's request, collected elsewhere."""

    given_names: str
    paternal_surname: str
    birth_date: date
    birth_country: str
    email: str
    phone: str
    procedure: str
    wishes: tuple[Wished, ...]
    maternal_surname: str = ""
    birth_state: str = ""
    language: Language = "es"


def rows_of(file: Path) -> Sequence[Any]:
    """Raises `Stop`."""
    try:
        rows = msgspec.json.decode(file.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Stop(f"{file} is not JSON; see docs/draws.md") from None
    if not isinstance(rows, list) or not rows:
        raise Stop(f"{file} must be a list of requests; see docs/draws.md")
    return rows


def request_of(row: Any) -> Request:
    """Raises `Stop`, with the field and what belongs there, never with what stands there."""
    try:
        return msgspec.convert(row, Request)
    except msgspec.ValidationError as wrong:
        raise Stop(str(wrong)) from None


def wishes_of(request: Request) -> Sequence[Wish]:
    return [Wish(one.day, _clock(one.since), _clock(one.until)) for one in request.wishes]


def phone_of(request: Request) -> str:
    """Digits only, with the country code. Raises `Stop`."""
    digits = "".join(c for c in request.phone if c.isascii() and c.isdigit())
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise Stop("phone: write it with the country code, as +1 555 010 0100")
    return digits


def applicant_of(request: Request, today: date) -> Applicant:
    """Checked as in the chat: who writes a name or a country in another way would be another
    person, with a ticket of their own. `today` is UTC. Raises `Stop`.
    """
    if country_of(request.birth_country) is None:
        raise Stop("birth_country: write its two letters, as MX, US or CA; ZZ for one not listed")
    given, paternal, maternal = map(
        clean_name, (request.given_names, request.paternal_surname, request.maternal_surname)
    )
    if not is_name(given) or not is_name(paternal) or (maternal and not is_name(maternal)):
        raise Stop("a name is missing or holds what no birth certificate has; see docs/names.md")
    return Applicant(
        given_names=given,
        paternal_surname=paternal,
        maternal_surname=maternal,
        birth_date=_born(request.birth_date, today),
        birth_place=BirthPlace(request.birth_country, "", request.birth_state, ""),
        email=_address(request.email),
        language=request.language,
    )


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _born(day: date, today: date) -> date:
    try:
        check_birth_date(day, today)
    except Invalid:
        raise Stop("birth_date: nobody who applies was born on that day") from None
    return day


def _address(text: str) -> str:
    try:
        return email(text)
    except Invalid:
        raise Stop("email: that is no e-mail address; it looks like maria@example.org") from None
