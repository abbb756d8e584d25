"""What must hold between a network's tables, beyond the shape of each."""

import re
from collections.abc import Iterator, Mapping

from ventanilla.catalogue.problems import Problem
from ventanilla.catalogue.reading import table_name
from ventanilla.catalogue.schedule_checks import is_zone, minutes_between, of_schedule
from ventanilla.catalogue.shapes import Files, OfficeTable, PoolTable, ProcedureTable
from ventanilla.domain.folding import units
from ventanilla.domain.language import LANGUAGES

BUTTON = 20
"""UTF-16 units that fit a reply button: developers.facebook.com, "Interactive messages"."""

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def problems_of(files: Files) -> Iterator[Problem]:
    yield from _of_offices(files)
    yield from _of_procedures(files)
    yield from _of_requirements(files)
    yield from of_schedule(files)
    yield from _of_offers(files)


def _of_offices(files: Files) -> Iterator[Problem]:
    if not files.offices:
        yield Problem("offices.toml", "offices", "", "there is no office")
    for code, office in files.offices.items():
        table = table_name("offices", code)
        if not SLUG.fullmatch(code):
            yield Problem("offices.toml", table, "", "a code has small letters, digits and dashes")
        for check in (_of_place(office), _of_choice(office, files), _of_days(office, files)):
            for key, message in check:
                yield Problem("offices.toml", table, key, message)


def _of_place(office: OfficeTable) -> Iterator[tuple[str, str]]:
    if not is_zone(office.timezone):
        yield "timezone", f'unknown time zone "{office.timezone}"'


def _of_choice(office: OfficeTable, files: Files) -> Iterator[tuple[str, str]]:
    for key, codes in (("only", office.only), ("without", office.without)):
        for unknown in [code for code in codes if code not in files.procedures]:
            yield key, f'unknown procedure "{unknown}"'
    if not files.offered(office):
        yield "", "no procedure is left to offer"


def _of_days(office: OfficeTable, files: Files) -> Iterator[tuple[str, str]]:
    """An office that is there for some days only says when, where, and whose it is."""
    passing, days = office.kind in ("mobile", "pop-up"), ("first", "last")
    if not passing:
        for key in [key for key in (*days, "parent") if getattr(office, key)]:
            yield key, "belongs to a mobile or pop-up office"
        return
    for key in [key for key in days if getattr(office, key) is None]:
        yield key, "is missing: it is there for some days only"
    if office.first and office.last and office.first > office.last:
        yield "last", "must not be earlier than first"
    if not office.address.strip():
        yield "address", "is missing: people must find it"
    if office.parent and office.parent not in files.offices:
        yield "parent", f'unknown office "{office.parent}"'


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
    for key in ("group", "minutes", "pool", "pools", "bring", "family", "fee"):
        if getattr(procedure, key):
            yield key, "belongs to what can be booked, not to a menu"


def _of_leaf(procedure: ProcedureTable) -> Iterator[tuple[str, str]]:
    for key, value in (
        ("group", procedure.group),
        ("pool", procedure.all_pools),
        ("who", procedure.who),
    ):
        if not value:
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
    for name in procedure.all_pools if procedure.minutes >= 1 else ():
        pool = pools.get(name)
        if pool is None:
            yield "pool", f'unknown pool "{name}"'
            continue
        if procedure.minutes % pool.quantum_minutes:
            yield "minutes", f"{procedure.minutes} is no multiple of {pool.quantum_minutes}"
        longest = max(minutes_between(s.start, s.end) for s in pool.sessions)
        if procedure.minutes > longest:
            yield "minutes", f"{procedure.minutes} minutes fit no session of its pool"
