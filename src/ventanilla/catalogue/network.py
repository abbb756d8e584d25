"""A consular network as one checked, unchanging object, and its canonical bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

import msgspec

from ventanilla.catalogue.places.distance import kilometres
from ventanilla.catalogue.schedule import Schedule
from ventanilla.domain.language import Words
from ventanilla.domain.office import Contact, Office, OfficeCode, Procedure, ProcedureCode


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section of the privacy notice."""

    heading: Words
    text: Words


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """`version` grows with every change of meaning; what people were shown is recorded by it."""

    version: str
    since: date
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Network-wide bounds; months are calendar months.

    `notice_hours` is how long before its start a slot can still be chosen.
    """

    bookings_per_contact_month: int
    hold_minutes: int
    horizon_days: int
    notice_hours: int
    offices_shown: int


@dataclass(frozen=True, slots=True)
class HelpContact:
    """Who helps where the chat cannot: `name` says who answers and for what."""

    name: Words
    contact: Contact


@dataclass(frozen=True, slots=True)
class Network:
    """`line` is the public WhatsApp number, as people dial it. `procedures` are in menu order.

    Every office has a schedule; each of its offers names one of that schedule's pools.
    """

    code: str
    title: Words
    operator: Words
    line: str
    limits: Limits
    notice: PrivacyNotice
    help: tuple[HelpContact, ...]
    offices: Mapping[OfficeCode, Office]
    procedures: Mapping[ProcedureCode, Procedure]
    schedules: Mapping[OfficeCode, Schedule]

    def __hash__(self) -> int:
        """Its mappings have none; equal networks have equal counts."""
        return hash((self.code, len(self.offices), len(self.procedures)))

    def children(self, node: ProcedureCode | Literal[""]) -> tuple[ProcedureCode, ...]:
        """What stands directly below a menu, in order; the main menu is ""."""
        return tuple(code for code in self.procedures if code.rpartition("/")[0] == node)

    def is_leaf(self, code: ProcedureCode) -> bool:
        return code in self.procedures and not self.children(code)

    def offered(self, office: OfficeCode, code: ProcedureCode) -> bool:
        """Whether the office handles this procedure, or any below this menu."""
        offers = self.offices[office].offers
        return any(offer == code or offer.startswith(f"{code}/") for offer in offers)

    def bookable(self, day: date) -> Mapping[OfficeCode, Office]:
        """Without offices that are over on that day, or come only after the horizon."""
        horizon = day + timedelta(days=self.limits.horizon_days)
        return {
            code: office
            for code, office in self.offices.items()
            if (office.first is None or office.first <= horizon)
            and (office.last is None or day <= office.last)
        }

    def nearest(
        self,
        latitude: float,
        longitude: float,
        country: Literal["US", "CA"] | None = None,
        limit: int | None = None,
        day: date | None = None,
    ) -> tuple[tuple[Office, float], ...]:
        """Offices with their distance in km, nearest first; of one country where one is named,
        and only those that can be booked where it is said on which day.
        """
        offices = self.bookable(day) if day else self.offices
        ranked = sorted(
            (
                (office, kilometres((latitude, longitude), (office.latitude, office.longitude)))
                for office in offices.values()
                if country in (None, office.country)
            ),
            key=lambda pair: (pair[1], pair[0].code),
        )
        return tuple(ranked[:limit])


class _Snapshot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The stored shape. Procedures are a list: their order matters, that of keys does not."""

    format: Literal[2]
    code: str
    title: Words
    operator: Words
    line: str
    limits: Limits
    notice: PrivacyNotice
    help: tuple[HelpContact, ...]
    offices: tuple[Office, ...]
    procedures: tuple[Procedure, ...]
    schedules: dict[OfficeCode, Schedule]


def dump(network: Network) -> bytes:
    """Canonical JSON: equal networks give equal bytes."""
    snapshot = _Snapshot(
        format=2,
        code=network.code,
        title=network.title,
        operator=network.operator,
        line=network.line,
        limits=network.limits,
        notice=network.notice,
        help=network.help,
        offices=tuple(sorted(network.offices.values(), key=lambda office: office.code)),
        procedures=tuple(network.procedures.values()),
        schedules=dict(network.schedules),
    )
    return msgspec.json.encode(snapshot, order="deterministic")


@lru_cache(2)
def restore(snapshot: bytes) -> Network:
    """The network that `dump` gave these bytes for; the same bytes give the same object.

    Raises `msgspec.DecodeError` for anything else; no check of meaning is repeated.
    """
    stored = msgspec.convert(_renewed(msgspec.json.decode(snapshot)), type=_Snapshot)
    return Network(
        code=stored.code,
        title=stored.title,
        operator=stored.operator,
        line=stored.line,
        limits=stored.limits,
        notice=stored.notice,
        help=stored.help,
        offices={office.code: office for office in stored.offices},
        procedures={procedure.code: procedure for procedure in stored.procedures},
        schedules=stored.schedules,
    )


def _renewed(stored: Any) -> Any:
    """A snapshot of an earlier release in today's shape. Steps are added, never changed."""
    if isinstance(stored, dict) and stored.get("format") == 1:
        # Format 1: an offer named one pool.
        for office in stored["offices"]:
            for offer in office["offers"].values():
                offer["pools"] = [offer.pop("pool")]
        stored["format"] = 2
    return stored
