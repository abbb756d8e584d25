"""What to bring and know for a procedure at an office, ready to be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from ventanilla.catalogue.network import Network
from ventanilla.domain.language import Language, Words
from ventanilla.domain.office import Contact, Fee, Office, OfficeCode, Procedure, ProcedureCode
from ventanilla.wording.voice import Voice

NUMBERS: dict[Language, str] = {"es": "es_MX", "en": "en_US", "fr": "fr_CA"}
"""Whose way of writing an amount is used."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way of reaching an office, as a link."""

    kind: str
    text: str
    url: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Price:
    """`amount` in US dollars, as the reader writes numbers; empty where it is not known."""

    amount: str
    free: bool
    year: str
    note: str


@dataclass(frozen=True, slots=True)
class Guide:
    """`above` are the titles of the menus that the procedure stands in, the main one first."""

    title: str
    above: tuple[str, ...]
    who: str
    bring: tuple[str, ...]
    family: tuple[str, ...]
    advice: tuple[str, ...]
    wait: str
    price: Price | None
    link: str
    office: str
    address: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an address that leads nowhere may have wanted to lead: offices or procedures.

    `of` is what was understood of the address; each link is a path and its words.
    """

    kind: str
    of: str
    links: tuple[tuple[str, str], ...]


def find(network: Network, address: str) -> tuple[Procedure, Office] | None:
    """`address` is the procedure's path, then the office's code as its last part."""
    path, _, code = address.strip("/").rpartition("/")
    procedure, office = ProcedureCode(path), OfficeCode(code)
    if office not in network.offices or procedure not in network.offices[office].offers:
        return None
    return network.procedures[procedure], network.offices[office]


def guide(procedure: Procedure, office: Office, voice: Voice) -> Guide:
    return Guide(
        title=voice.of(procedure.title),
        above=tuple(_above(procedure.code, voice)),
        who=_said(procedure.who, voice),
        bring=tuple(map(voice.of, procedure.bring)),
        family=tuple(map(voice.of, procedure.family)),
        advice=tuple(map(voice.of, procedure.advice)),
        wait=_said(procedure.wait, voice),
        price=price(procedure.fee, voice) if procedure.fee else None,
        link=procedure.link,
        office=office_name(office, voice),
        address=". ".join(filter(None, (office.address, voice.stay(office)))),
        ways=tuple(map(way, office.contacts)),
    )


def elsewhere(address: str, voice: Voice) -> Elsewhere | None:
    """For an address that `find` knows nothing of; None when no part of it means anything."""
    path, _, code = address.strip("/").rpartition("/")
    network = voice.network
    for procedure in map(ProcedureCode, (path, address.strip("/"))):
        if network.is_leaf(procedure):
            return Elsewhere("offices", voice.procedure(procedure), _offices(procedure, voice))
    office = network.offices.get(OfficeCode(code))
    if office is None:
        return None
    return Elsewhere("procedures", office_name(office, voice), _procedures(office, voice))


def office_name(office: Office, voice: Voice) -> str:
    """`Consulado General de México en Austin, TX`."""
    place = f"{office.city}, {office.region}"
    return voice.lexicon.say(f"word-{office.kind}", {"city": place})


def way(contact: Contact) -> Way:
    match contact.kind:
        case "phone":
            url = "tel:" + "".join(c for c in contact.value if c in "+0123456789")
        case "email":
            url = f"mailto:{contact.value}"
        case "website":
            url = contact.value
    return Way(contact.kind, contact.value, url, contact.verified)


def price(fee: Fee, voice: Voice) -> Price:
    amount = Decimal(fee.amount) if fee.amount is not None else None
    written = "" if amount is None else format_decimal(amount, "#,##0.00", NUMBERS[voice.language])
    return Price(written, amount == 0, str(fee.year), _said(fee.note, voice))


def _said(words: Words, voice: Voice) -> str:
    return voice.of(words) if words else ""


def _above(code: ProcedureCode, voice: Voice) -> Iterator[str]:
    parts = code.split("/")[:-1]
    for end in range(1, len(parts) + 1):
        yield voice.procedure("/".join(parts[:end]))


def _offices(procedure: ProcedureCode, voice: Voice) -> tuple[tuple[str, str], ...]:
    offices = (o for o in voice.network.offices.values() if procedure in o.offers)
    named = ((f"/p/{procedure}/{o.code}", voice.place(o)) for o in offices)
    return tuple(sorted(named, key=lambda link: link[1]))


def _procedures(office: Office, voice: Voice) -> tuple[tuple[str, str], ...]:
    """In menu order."""
    offered = (code for code in voice.network.procedures if code in office.offers)
    return tuple((f"/p/{code}/{office.code}", _full_title(code, voice)) for code in offered)


def _full_title(code: ProcedureCode, voice: Voice) -> str:
    return " › ".join([*_above(code, voice), voice.procedure(code)])
