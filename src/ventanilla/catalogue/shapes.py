"""The shapes of a network's TOML files. An unknown key is an error: it is mostly a slip."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta

from ventanilla.catalogue.schedule import (
    CalendarName,
    Drawn,
    Drip,
    Release,
    Rolling,
    Season,
    Session,
    SpecialDay,
    SpecialKind,
    Weekly,
)
from ventanilla.domain.language import Words
from ventanilla.domain.office import OfficeKind, Together

Said: TypeAlias = Annotated[str, Meta(pattern=r"\S")]
Count: TypeAlias = Annotated[int, Meta(ge=1)]
Whole: TypeAlias = Annotated[int, Meta(ge=0)]
Weekday: TypeAlias = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
MonthDay: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9]{2}-[0-9]{2}$")]


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
    """`only` and `without` name procedures, or menus for all below; without them, every one.

    `first`, `last` and `parent` are of offices that are there for some days only.
    """

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
    first: date | None = None
    last: date | None = None
    parent: str = ""


class FeeTable(Table, frozen=True):
    year: int
    amount: Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]{2}$")] | None = None
    note: Text | None = None


class ProcedureTable(Table, frozen=True):
    """`bring`, `family` and `advice` name tables of requirements.toml; `pool` is one of `pools`."""

    title: Text
    short: Short = Short()
    who: Text | None = None
    group: str = ""
    minutes: int = 0
    pool: str = ""
    pools: tuple[str, ...] = ()
    most_people: Count = 1
    together: Together = "parallel"
    bring: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    wait: Text | None = None
    fee: FeeTable | None = None
    link: str = ""

    @property
    def all_pools(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*filter(None, (self.pool,)), *self.pools)))


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


class PartTable(Table, frozen=True, rename="kebab"):
    """Of that capacity, by kind of office; kinds that are not named have no number of their own."""

    consulate_general: Whole | None = None
    consulate: Whole | None = None
    consular_section: Whole | None = None
    mobile: Whole | None = None
    pop_up: Whole | None = None


class SeasonTable(Table, frozen=True, rename={"first": "from", "last": "to"}):
    """Days of every year, as MM-DD."""

    first: MonthDay
    last: MonthDay


class SessionTable(Table, frozen=True, rename={"from_date": "from", "to_date": "to"}):
    weekdays: Annotated[tuple[Weekday, ...], Meta(min_length=1)]
    start: time
    end: time
    capacity: Count | CapacityTable
    public: Whole | PartTable | None = None
    over: Whole | PartTable = 0
    from_date: date | None = None
    to_date: date | None = None
    every_weeks: Count = 1
    of_month: tuple[Annotated[int, Meta(ge=1, le=5)], ...] = ()
    season: SeasonTable | None = None

    def session(self, kind: OfficeKind) -> Session:
        return Session(
            weekdays=tuple(sorted(WEEKDAYS.index(day) for day in self.weekdays)),
            start=self.start,
            end=self.end,
            capacity=_of_kind(self.capacity, kind),
            from_date=self.from_date,
            to_date=self.to_date,
            public=_part_of_kind(self.public, kind),
            over=_part_of_kind(self.over, kind) or 0,
            every_weeks=self.every_weeks,
            of_month=tuple(sorted(self.of_month)),
            season=_season(self.season),
        )


def _part_of_kind(number: int | PartTable | None, kind: OfficeKind) -> int | None:
    if isinstance(number, PartTable):
        found: int | None = getattr(number, kind.replace("-", "_"))
        return found
    return number


def _of_kind(number: int | CapacityTable, kind: OfficeKind) -> int:
    return number if isinstance(number, int) else number.of(kind)


def _season(table: SeasonTable | None) -> Season | None:
    return Season(_month_day(table.first), _month_day(table.last)) if table else None


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


class RollingTable(Table, frozen=True, tag_field="kind", tag="rolling"):
    days_ahead: Count | None = None

    @property
    def release(self) -> Release:
        return Rolling(days_ahead=self.days_ahead)


class WeeklyTable(Table, frozen=True, tag_field="kind", tag="weekly"):
    weekday: Weekday
    at: time
    days_ahead: Count

    @property
    def release(self) -> Release:
        weekday = WEEKDAYS.index(self.weekday)
        return Weekly(weekday=weekday, at=self.at, days_ahead=self.days_ahead)


class DripTable(Table, frozen=True, tag_field="kind", tag="drip"):
    days_ahead: Count
    spread_days: Count
    start: time
    end: time

    @property
    def release(self) -> Release:
        return Drip(
            days_ahead=self.days_ahead,
            spread_days=self.spread_days,
            start=self.start,
            end=self.end,
        )


class DrawnTable(Table, frozen=True, tag_field="kind", tag="drawn"):
    @property
    def release(self) -> Release:
        return Drawn()


ReleaseTable: TypeAlias = RollingTable | WeeklyTable | DripTable | DrawnTable


class PoolTable(Table, frozen=True):
    quantum_minutes: Count
    sessions: Annotated[tuple[SessionTable, ...], Meta(min_length=1)]
    release: ReleaseTable = RollingTable()


class SpecialTable(Table, frozen=True):
    day: date
    kind: SpecialKind
    pool: str = ""
    start: time | None = None
    end: time | None = None
    capacity: Whole | None = None
    public: Whole | None = None
    over: Whole = 0
    reason: str = ""

    @property
    def special_day(self) -> SpecialDay:
        return SpecialDay(**msgspec.structs.asdict(self))


class OfficeScheduleTable(Table, frozen=True):
    """What differs at one office. A pool or quota named here stands in place of the general one."""

    pools: dict[str, PoolTable] = {}
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()
    special: tuple[SpecialTable, ...] = ()
    quotas: dict[str, Count] = {}


Quota: TypeAlias = Count
"""Appointments a day, of a procedure or of all below a menu."""

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
    quotas: Mapping[str, Count]
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

    def least_flexible_first(self, office: OfficeTable, leaf: str) -> tuple[str, ...]:
        """The leaf's pools: first those that can serve the fewest procedures of this office."""
        uses = Counter(
            pool for one in self.offered(office) for pool in self.procedures[one].all_pools
        )
        return tuple(sorted(self.procedures[leaf].all_pools, key=uses.__getitem__))

    def quotas_of(self, office: str) -> Mapping[str, int]:
        own = self.office_schedules.get(office, OfficeScheduleTable())
        return {**self.quotas, **own.quotas}

    def pools_of(self, office: str) -> Mapping[str, PoolTable]:
        own = self.office_schedules.get(office, OfficeScheduleTable())
        return {**self.pools, **own.pools}


def _is_under(leaf: str, codes: tuple[str, ...]) -> bool:
    return any(leaf == code or leaf.startswith(f"{code}/") for code in codes)
