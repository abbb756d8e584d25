"""What must hold between a network's tables, beyond the shape of each."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from itertools import combinations
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ventanilla.catalogue.problems import Problem
from ventanilla.catalogue.reading import table_name
from ventanilla.catalogue.shapes import Files, PoolTable, ProcedureTable, SessionTable
from ventanilla.domain.language import LANGUAGES

BUTTON = 20
"""UTF-16 units that fit a reply button: developers.facebook.com, "Interactive messages"."""

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def problems_of(files: Files) -> Iterator[Problem]:
    yield from _of_offices(files)
    yield from _of_procedures(files)
    yield from _of_requirements(files)
    yield from _of_schedule(files)
    yield from _of_offers(files)


def units(text: str) -> int:
    """The length as WhatsApp counts it: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _of_offices(files: Files) -> Iterator[Problem]:
    if not files.offices:
        yield Problem("offices.toml", "offices", "", "there is no office")
    for code, office in files.offices.items():
        table = table_name("offices", code)
        if not SLUG.fullmatch(code):
            yield Problem("offices.toml", table, "", "a code has small letters, digits and dashes")
        if not _is_zone(office.timezone):
            message = f'unknown time zone "{office.timezone}"'
            yield Problem("offices.toml", table, "timezone", message)
        for key, codes in (("only", office.only), ("without", office.without)):
            for unknown in [code for code in codes if code not in files.procedures]:
                yield Problem("offices.toml", table, key, f'unknown procedure "{unknown}"')
        if not files.offered(office):
            yield Problem("offices.toml", table, "", "no procedure is left to offer")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _of_procedures(files: Files) -> Iterator[Problem]:
    if not files.procedures:
        yield Problem("procedures.toml", "procedures", "", "there is no procedure")
    seen: set[str] = set()
    for code, procedure in files.procedures.items():
        table = table_name("procedures", code)
        checks = (
            _of_code(code, seen),
            _of_short(procedure),
            _of_menu(procedure) if files.is_menu(code) else _of_leaf(procedure),
            _of_references(procedure, files),
        )
        seen.add(code)
        for key, message in (found for check in checks for found in check):
            yield Problem("procedures.toml", table, key, message)


def _of_code(code: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    if not all(SLUG.fullmatch(part) for part in code.split("/")):
        yield "", "a code has small letters, digits and dashes, and / between levels"
    menu = code.rpartition("/")[0]
    if menu and menu not in seen:
        yield "", f'its menu "{menu}" must stand above it'


def _of_short(procedure: ProcedureTable) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        title, short = getattr(procedure.title, language), getattr(procedure.short, language)
        if units(short or title) > BUTTON:
            name = f'"{short}"' if short else f'"{title}" needs a short title: it'
            yield f"short.{language}", f"{name} has more than {BUTTON} characters"


def _of_menu(procedure: ProcedureTable) -> Iterator[tuple[str, str]]:
    for key in ("group", "minutes", "pool", "bring", "family", "fee"):
        if getattr(procedure, key):
            yield key, "belongs to what can be booked, not to a menu"


def _of_leaf(procedure: ProcedureTable) -> Iterator[tuple[str, str]]:
    for key in ("group", "pool", "who"):
        if not getattr(procedure, key):
            yield key, "is missing"
    if procedure.minutes < 1:
        yield "minutes", "must be 1 or more"


def _of_references(procedure: ProcedureTable, files: Files) -> Iterator[tuple[str, str]]:
    for key in ("bring", "family", "advice"):
        for name in getattr(procedure, key):
            if name not in files.requirements:
                yield key, f'"{name}" is not in requirements.toml'


def _of_requirements(files: Files) -> Iterator[Problem]:
    used = {
        name
        for procedure in files.procedures.values()
        for name in (*procedure.bring, *procedure.family, *procedure.advice)
    }
    for name in files.requirements.keys() - used:
        table = table_name("requirements", name)
        yield Problem("requirements.toml", table, "", "no procedure names it")


def _of_schedule(files: Files) -> Iterator[Problem]:
    for code, pool in files.pools.items():
        yield from _of_pool(table_name("pools", code), pool)
    for office, own in files.office_schedules.items():
        table = table_name("offices", office)
        if office not in files.offices:
            yield Problem("schedule.toml", table, "", "is not in offices.toml")
        for code, pool in own.pools.items():
            yield from _of_pool(f"{table}.{table_name('pools', code)}", pool)
        for day in sorted(set(own.closed) & set(own.open)):
            yield Problem("schedule.toml", table, "open", f"{day} is both closed and open")
    places: set[str] = {o.country for o in files.offices.values()}
    places |= {f"{o.country}-{o.region}" for o in files.offices.values()}
    for place in files.calendars.keys() - places:
        yield Problem("schedule.toml", "closures", place, "no office is there")


def _of_pool(table: str, pool: PoolTable) -> Iterator[Problem]:
    for number, session in enumerate(pool.sessions, 1):
        for key, message in _of_session(session, pool.quantum_minutes):
            yield Problem("schedule.toml", table, f"sessions {number}: {key}", message)
    for (first, a), (second, b) in combinations(enumerate(pool.sessions, 1), 2):
        if _meet(a, b):
            message = f"sessions {first} and {second} overlap"
            yield Problem("schedule.toml", table, "sessions", message)


def _of_session(session: SessionTable, quantum: int) -> Iterator[tuple[str, str]]:
    if len(set(session.weekdays)) != len(session.weekdays):
        yield "weekdays", "a day stands there twice"
    minutes = _minute(session.end) - _minute(session.start)
    if any(t.second or t.microsecond or t.tzinfo for t in (session.start, session.end)):
        yield "start", "must be a whole minute of office time"
    if minutes <= 0:
        yield "end", "must be later than start"
    elif minutes % quantum:
        yield "end", f"{minutes} minutes are no multiple of {quantum}"
    if session.from_date and session.to_date and session.from_date > session.to_date:
        yield "to", "must not be earlier than from"


def _meet(a: SessionTable, b: SessionTable) -> bool:
    return (
        bool(set(a.weekdays) & set(b.weekdays))
        and a.start < b.end
        and b.start < a.end
        and (a.from_date or date.min) <= (b.to_date or date.max)
        and (b.from_date or date.min) <= (a.to_date or date.max)
    )


def _of_offers(files: Files) -> Iterator[Problem]:
    """Every offer needs a pool at its office that it fits; each mistake is told once."""
    found = (
        Problem("procedures.toml", table_name("procedures", leaf), key, message)
        for code, office in files.offices.items()
        for leaf in files.offered(office)
        for key, message in _of_offer(files.procedures[leaf], files.pools_of(code))
    )
    yield from dict.fromkeys(found)


def _of_offer(
    procedure: ProcedureTable, pools: Mapping[str, PoolTable]
) -> Iterator[tuple[str, str]]:
    if not procedure.pool or procedure.minutes < 1:
        return
    pool = pools.get(procedure.pool)
    if pool is None:
        yield "pool", f'unknown pool "{procedure.pool}"'
        return
    if procedure.minutes % pool.quantum_minutes:
        yield "minutes", f"{procedure.minutes} is no multiple of {pool.quantum_minutes}"
    longest = max(_minute(session.end) - _minute(session.start) for session in pool.sessions)
    if procedure.minutes > longest:
        yield "minutes", f"{procedure.minutes} minutes fit no session of its pool"


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
