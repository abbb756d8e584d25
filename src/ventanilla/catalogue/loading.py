"""A network from its files: read, checked, put together."""

from collections.abc import Iterator, Mapping

from ventanilla.catalogue.checks import problems_of
from ventanilla.catalogue.network import HelpContact, Limits, Network, PrivacyNotice, Section
from ventanilla.catalogue.problems import NetworkProblems
from ventanilla.catalogue.reading import read
from ventanilla.catalogue.schedule import Closures, Pool, Schedule
from ventanilla.catalogue.schedule_checks import minutes_between
from ventanilla.catalogue.shapes import (
    FeeTable,
    Files,
    LimitsTable,
    NoticeTable,
    OfficeScheduleTable,
    OfficeTable,
    PoolTable,
    ProcedureTable,
    Text,
)
from ventanilla.domain.language import LANGUAGES, Words
from ventanilla.domain.office import (
    Contact,
    Fee,
    Offer,
    Office,
    OfficeCode,
    OfficeKind,
    Procedure,
    ProcedureCode,
)


def load(source: str) -> Network:
    """The network in a folder of TOML files, or one that ships, by its name ("mexico").

    Raises `NetworkProblems` with everything found wrong.
    """
    files = read(source)
    if problems := tuple(problems_of(files)):
        raise NetworkProblems(problems)
    return _network(files)


def _network(files: Files) -> Network:
    head = files.network
    return Network(
        code=head.code,
        title=head.title.words,
        operator=head.operator.words,
        line=head.line,
        limits=_limits(head.limits),
        notice=_notice(head.notice),
        help=tuple(
            HelpContact(entry.name.words, Contact(entry.kind, entry.value, entry.verified))
            for entry in head.help
        ),
        offices={
            OfficeCode(code): _office(OfficeCode(code), table, files)
            for code, table in sorted(files.offices.items())
        },
        procedures={
            ProcedureCode(code): _procedure(ProcedureCode(code), table, files.requirements)
            for code, table in files.procedures.items()
        },
        schedules={
            OfficeCode(code): _schedule(code, table, files)
            for code, table in sorted(files.offices.items())
        },
    )


def _limits(table: LimitsTable) -> Limits:
    return Limits(
        table.bookings_per_contact_month,
        table.hold_minutes,
        table.horizon_days,
        table.notice_hours,
        table.offices_shown,
    )


def _notice(table: NoticeTable) -> PrivacyNotice:
    sections = tuple(Section(part.heading.words, part.text.words) for part in table.sections)
    return PrivacyNotice(table.version, table.since, sections)


def _office(code: OfficeCode, table: OfficeTable, files: Files) -> Office:
    return Office(
        code=code,
        kind=table.kind,
        city=table.city,
        region=table.region,
        country=table.country,
        timezone=table.timezone,
        latitude=table.latitude,
        longitude=table.longitude,
        contacts=tuple(_contacts(table)),
        offers={
            ProcedureCode(leaf): _offer(leaf, table, code, files) for leaf in files.offered(table)
        },
        address=table.address,
        parent=OfficeCode(table.parent) if table.parent else None,
        first=table.first,
        last=table.last,
    )


def _offer(leaf: str, office: OfficeTable, code: str, files: Files) -> Offer:
    procedure = files.procedures[leaf]
    names, pools = files.least_flexible_first(office, leaf), files.pools_of(code)
    fitting = max(_fitting(procedure, pools[name], office.kind) for name in names)
    return Offer(
        pools=names,
        minutes=procedure.minutes,
        most_people=max(1, min(procedure.most_people, fitting)),
        together=procedure.together,
    )


def _fitting(procedure: ProcedureTable, pool: PoolTable, kind: OfficeKind) -> int:
    """How many of one party the pool can take: at the same time, or in its longest session."""
    sessions = [table.session(kind) for table in pool.sessions]
    if procedure.together == "serial":
        return max(minutes_between(s.start, s.end) for s in sessions) // procedure.minutes
    most = (s.capacity + s.over for s in sessions)
    return max(m if s.public is None else s.public for s, m in zip(sessions, most, strict=True))


def _contacts(table: OfficeTable) -> Iterator[Contact]:
    if table.phone:
        yield Contact("phone", table.phone.value, table.phone.verified)
    if table.email:
        yield Contact("email", table.email.value, table.email.verified)
    if table.website:
        yield Contact("website", table.website.value, table.website.verified)


def _procedure(
    code: ProcedureCode, table: ProcedureTable, requirements: Mapping[str, Text]
) -> Procedure:
    def listed(names: tuple[str, ...]) -> tuple[Words, ...]:
        return tuple(requirements[name].words for name in names)

    return Procedure(
        code=code,
        title=table.title.words,
        short=_short(table),
        who=_words(table.who),
        group=table.group,
        minutes=table.minutes,
        bring=listed(table.bring),
        family=listed(table.family),
        advice=listed(table.advice),
        wait=_words(table.wait),
        fee=_fee(table.fee),
        link=table.link,
    )


def _short(table: ProcedureTable) -> Words:
    """In every language something that fits a button: the title itself where it does."""
    return {
        language: getattr(table.short, language) or table.title.words[language]
        for language in LANGUAGES
    }


def _words(text: Text | None) -> Words:
    return text.words if text else {}


def _fee(table: FeeTable | None) -> Fee | None:
    return Fee(table.year, table.amount, _words(table.note)) if table else None


def _schedule(code: str, office: OfficeTable, files: Files) -> Schedule:
    own = files.office_schedules.get(code, OfficeScheduleTable())
    country = files.calendars.get(office.country, ())
    region = files.calendars.get(f"{office.country}-{office.region}", ())
    return Schedule(
        pools=tuple(
            _pool(name, pool, office.kind) for name, pool in sorted(files.pools_of(code).items())
        ),
        closures=Closures(
            calendars=tuple(dict.fromkeys((*country, *region))),
            added=tuple(sorted(set(own.closed))),
            removed=tuple(sorted(set(own.open))),
        ),
        special=tuple(one.special_day for one in own.special),
        quotas={ProcedureCode(name): most for name, most in files.quotas_of(code).items()},
    )


def _pool(code: str, table: PoolTable, kind: OfficeKind) -> Pool:
    sessions = tuple(session.session(kind) for session in table.sessions)
    return Pool(code, table.quantum_minutes, sessions, table.release.release)
