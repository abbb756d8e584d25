"""Offices, what they offer, and how they are reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NewType, TypeAlias

from ventanilla.domain.language import Words

OfficeCode = NewType("OfficeCode", str)
ProcedureCode = NewType("ProcedureCode", str)
"""A path in the procedure tree: `visas/sin-permiso/residente-temporal`."""

OfficeKind: TypeAlias = Literal[
    "consulate-general", "consulate", "consular-section", "mobile", "pop-up"
]
"""The last two are there for some days only: a consulate on wheels, a session in a hall."""

Together: TypeAlias = Literal["parallel", "serial"]
"""How a party is served: all at the same time, or one after the other."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One way of reaching an office. What nobody verified is shown with that said, or left out."""

    kind: Literal["phone", "email", "website"]
    value: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """That an office handles a procedure: by which pools of counters, for how long (minutes).

    The pools are tried in their order: first those that can do least else. Up to `most_people`
    can be booked together.
    """

    pools: tuple[str, ...]
    minutes: int
    most_people: int = 1
    together: Together = "parallel"


@dataclass(frozen=True, slots=True)
class Office:
    """`timezone` is an IANA name, coordinates are degrees, `address` is empty until verified.

    A mobile or pop-up office is there from `first` to `last`, and has a `parent`.
    """

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
    parent: OfficeCode | None = None
    first: date | None = None
    last: date | None = None


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
