"""Offices, what they offer, and how they are reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NewType, TypeAlias

from ventanilla.domain.language import Words

OfficeCode = NewType("OfficeCode", str)
ProcedureCode = NewType("ProcedureCode", str)
"""A path in the procedure tree: `visas/sin-permiso/residente-temporal`."""

OfficeKind: TypeAlias = Literal["consulate-general", "consulate", "consular-section"]


@dataclass(frozen=True, slots=True)
class Contact:
    """One way of reaching an office. What nobody verified is shown with that said, or left out."""

    kind: Literal["phone", "email", "website"]
    value: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """That an office handles a procedure: by which pool of counters, for how long (minutes)."""

    pool: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Office:
    """`timezone` is an IANA name, coordinates are degrees, `address` is empty until verified."""

    code: OfficeCode
    kind: OfficeKind
    city: str
    region: str
    country: Literal["US", "CA"]
    timezone: str
    latitude: float
    longitude: float
    contacts: tuple[Contact, ...]
    offers: Mapping[ProcedureCode, Offer]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Fee:
    """What a procedure costs in US dollars, as published for `year`; always to be verified.

    `amount` is None where no figure for the year was found.
    """

    year: int
    amount: str | None
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A node of the procedure tree: a menu when other codes lie below it, else a thing to book.

    `group` is the duplicate group: one live appointment per person and group over the network.
    `who` is a word on who it is for; `bring` what to bring, `family` what to bring besides when
    applying through family.
    """

    code: ProcedureCode
    title: Words
    short: Words
    who: Words
    group: str
    minutes: int = 0
    bring: tuple[Words, ...] = ()
    family: tuple[Words, ...] = ()
    advice: tuple[Words, ...] = ()
    wait: Words = field(default_factory=dict)
    fee: Fee | None = None
    link: str = ""
