"""The shapes of a network's TOML files. An unknown key is an error: it is mostly a slip."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from ventanilla.catalogue.schedule import CalendarName
from ventanilla.domain.language import Words
from ventanilla.domain.office import OfficeKind

Said: TypeAlias = Annotated[str, Meta(pattern=r"\S")]
Count: TypeAlias = Annotated[int, Meta(ge=1)]
Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Text(Table, frozen=True):
    """The same thing in every language."""

    es: Said
    en: Said
    fr: Said

    @property
    def words(self) -> Words:
        return {"es": self.es.strip(), "en": self.en.strip(), "fr": self.fr.strip()}


class Short(Table, frozen=True):
    """Only in the languages whose title does not fit a button."""

    es: str = ""
    en: str = ""
    fr: str = ""


class SectionTable(Table, frozen=True):
    heading: Text
    text: Text


class NoticeTable(Table, frozen=True):
    version: Said
    since: date
    sections: Annotated[tuple[SectionTable, ...], Meta(min_length=1)]


class LimitsTable(Table, frozen=True):
    bookings_per_contact_month: Count
    hold_minutes: Count
    horizon_days: Count
    notice_hours: Count
    offices_shown: Count


class ContactTable(Table, frozen=True):
    value: Said
    verified: bool


class HelpTable(Table, frozen=True):
    name: Text
    kind: Literal["phone", "email", "website"]
    value: Said
    verified: bool


class NetworkFile(Table, frozen=True):
    code: Said
    title: Text
    operator: Text
    line: Annotated[str, Meta(pattern=r"^\+[0-9][0-9 -]+$")]
    limits: LimitsTable
    notice: NoticeTable
    help: tuple[HelpTable, ...] = ()


class OfficeTable(Table, frozen=True):
    """`only` and `without` name procedures, or menus for all below; without them, every one."""

    kind: OfficeKind
    city: Said
    region: Said
    country: Literal["US", "CA"]
    timezone: Said
    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    address: str = ""
    phone: ContactTable | None = None
    email: ContactTable | None = None
    website: ContactTable | None = None
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class FeeTable(Table, frozen=True):
    year: int
    amount: Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]{2}$")] | None = None
    note: Text | None = None


class ProcedureTable(Table, frozen=True):
    """`bring`, `family` and `advice` name tables of requirements.toml."""

    title: Text
    short: Short = Short()
    who: Text | None = None
    group: str = ""
    minutes: int = 0
    pool: str = ""
    bring: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    wait: Text | None = None
    fee: FeeTable | None = None
    link: str = ""


class CapacityTable(Table, frozen=True, rename="kebab"):
    """How many are served at once, by kind of office."""

    consulate_general: Count
    consulate: Count
    consular_section: Count
    mobile: Count = 1
    pop_up: Count = 1

    def of(self, kind: OfficeKind) -> int:
        match kind:
            case "consulate-general":
                return self.consulate_general
            case "consulate":
                return self.consulate
            case "consular-section":
                return self.consular_section
            case "mobile":
                return self.mobile
            case "pop-up":
                return self.pop_up


class SessionTable(Table, frozen=True, rename={"from_date": "from", "to_date": "to"}):
    weekdays: Annotated[tuple[Weekday, ...], Meta(min_length=1)]
    start: time
    end: time
    capacity: Count | CapacityTable
    from_date: date | None = None
    to_date: date | None = None

    def served_at_once(self, kind: OfficeKind) -> int:
        return self.capacity if isinstance(self.capacity, int) else self.capacity.of(kind)


class PoolTable(Table, frozen=True):
    quantum_minutes: Count
    sessions: Annotated[tuple[SessionTable, ...], Meta(min_length=1)]


class OfficeScheduleTable(Table, frozen=True):
    """What differs at one office. A pool named here stands in place of the general one."""

    pools: dict[str, PoolTable] = {}
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()


Calendars: TypeAlias = tuple[CalendarName, ...]
"""Of a country ("CA") or of a region of it ("CA-QC"); an office keeps those of both."""


class Files(msgspec.Struct, frozen=True):
    """All of a network's files, each table of the right shape. `procedures` are in menu order."""

    network: NetworkFile
    offices: Mapping[str, OfficeTable]
    procedures: Mapping[str, ProcedureTable]
    requirements: Mapping[str, Text]
    pools: Mapping[str, PoolTable]
    calendars: Mapping[str, Calendars]
    office_schedules: Mapping[str, OfficeScheduleTable]

    def is_menu(self, code: str) -> bool:
        return any(other.startswith(f"{code}/") for other in self.procedures)

    def leaves(self) -> tuple[str, ...]:
        return tuple(code for code in self.procedures if not self.is_menu(code))

    def offered(self, office: OfficeTable) -> tuple[str, ...]:
        """The leaves that this office handles."""
        return tuple(
            leaf
            for leaf in self.leaves()
            if (not office.only or _is_under(leaf, office.only))
            and not _is_under(leaf, office.without)
        )

    def pools_of(self, office: str) -> Mapping[str, PoolTable]:
        own = self.office_schedules.get(office, OfficeScheduleTable())
        return {**self.pools, **own.pools}


def _is_under(leaf: str, codes: tuple[str, ...]) -> bool:
    return any(leaf == code or leaf.startswith(f"{code}/") for code in codes)
