"""What must hold of schedules: sessions, special days, releases, quotas."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import combinations
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ventanilla.catalogue.problems import Problem
from ventanilla.catalogue.reading import table_name
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.catalogue.shapes import (
    DripTable,
    Files,
    OfficeScheduleTable,
    PoolTable,
    ReleaseTable,
    SeasonTable,
    SessionTable,
    SpecialTable,
    WeeklyTable,
)
from ventanilla.domain.office import OfficeKind
from ventanilla.domain.slot import local_minute

FILE = "schedule.toml"

SOME_MONDAY = date(2024, 1, 1)
"""Of a leap year: where rules have no first day of their own, they are compared from here."""

COMPARED_DAYS = 5 * 366
"""Rules are compared day by day over so long: every n weeks, nth weekdays and seasons meet, if
they meet at all, within these years."""

A_LEAP_YEAR = 2024

KINDS = get_args(OfficeKind)


def of_schedule(files: Files) -> Iterator[Problem]:
    for code, pool in files.pools.items():
        yield from _of_pool(table_name("pools", code), pool, files)
    for office, own in files.office_schedules.items():
        yield from _of_office(office, own, files)
    yield from _of_quotas("quotas", files.quotas, files)
    places: set[str] = {o.country for o in files.offices.values()}
    places |= {f"{o.country}-{o.region}" for o in files.offices.values()}
    for place in files.calendars.keys() - places:
        yield Problem(FILE, "closures", place, "no office is there")


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def minutes_between(start: time, end: time) -> int:
    return _minute(end) - _minute(start)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _of_office(office: str, own: OfficeScheduleTable, files: Files) -> Iterator[Problem]:
    table = table_name("offices", office)
    if office not in files.offices:
        yield Problem(FILE, table, "", "is not in offices.toml")
    for code, pool in own.pools.items():
        yield from _of_pool(f"{table}.{table_name('pools', code)}", pool, files)
    for day in sorted(set(own.closed) & set(own.open)):
        yield Problem(FILE, table, "open", f"{day} is both closed and open")
    yield from _of_quotas(f"{table}.quotas", own.quotas, files)
    for number, one in enumerate(own.special, 1):
        for key, message in _of_special(one, office, files):
            yield Problem(FILE, table, f"special {number}: {key}", message)
    for (first, a), (second, b) in combinations(enumerate(own.special, 1), 2):
        if _extras_meet(a, b):
            yield Problem(FILE, table, "special", f"{first} and {second} overlap")


def _of_quotas(table: str, quotas: object, files: Files) -> Iterator[Problem]:
    for code in quotas if isinstance(quotas, dict) else ():
        if code not in files.procedures:
            yield Problem(FILE, table, code, "is no procedure and no menu")


# -- pools ------------------------------------------------------------------------------------


def _of_pool(table: str, pool: PoolTable, files: Files) -> Iterator[Problem]:
    for number, session in enumerate(pool.sessions, 1):
        for key, message in _of_session(session, pool.quantum_minutes):
            yield Problem(FILE, table, f"sessions {number}: {key}", message)
    for key, message in _of_release(pool.release, files.network.limits.horizon_days):
        yield Problem(FILE, table, f"release.{key}", message)
    for (first, a), (second, b) in combinations(enumerate(pool.sessions, 1), 2):
        if _meet(a, b):
            message = f"sessions {first} and {second} overlap"
            yield Problem(FILE, table, "sessions", message)


def _of_session(session: SessionTable, quantum: int) -> Iterator[tuple[str, str]]:
    if len(set(session.weekdays)) != len(session.weekdays):
        yield "weekdays", "a day stands there twice"
    yield from _of_hours(session.start, session.end, quantum)
    if session.from_date and session.to_date and session.from_date > session.to_date:
        yield "to", "must not be earlier than from"
    if session.every_weeks > 1 and session.from_date is None:
        yield "every_weeks", "needs from: the weeks are counted from it"
    if session.every_weeks > 1 and session.of_month:
        yield "of_month", "and every_weeks exclude each other"
    for kind in KINDS:
        one = session.session(kind)
        if one.public is not None and one.public > one.capacity + one.over:
            yield (
                "public",
                f"{one.public} is more than capacity and over, {one.capacity + one.over}",
            )
            break
    if session.season:
        yield from _of_season(session.season)


def _of_hours(start: time, end: time, quantum: int) -> Iterator[tuple[str, str]]:
    minutes = minutes_between(start, end)
    if not (_is_plain(start) and _is_plain(end)):
        yield "start", "must be a whole minute of office time"
    if minutes <= 0:
        yield "end", "must be later than start"
    elif minutes % quantum:
        yield "end", f"{minutes} minutes are no multiple of {quantum}"


def _is_plain(at: time) -> bool:
    return not (at.second or at.microsecond or at.tzinfo)


def _of_season(season: SeasonTable) -> Iterator[tuple[str, str]]:
    for key, value in (("from", season.first), ("to", season.last)):
        try:
            day = date.fromisoformat(f"{A_LEAP_YEAR}-{value}")
        except ValueError:
            yield f"season.{key}", f'"{value}" is no day; write it as MM-DD, 06-15'
            continue
        if (day.month, day.day) == (2, 29):
            yield f"season.{key}", "is not in every year; take 02-28 or 03-01"


def _of_release(release: ReleaseTable, horizon: int) -> Iterator[tuple[str, str]]:
    ahead = getattr(release, "days_ahead", None)
    if ahead is not None and ahead > horizon:
        yield "days_ahead", f"{ahead} is more than the network's horizon_days, {horizon}"
    match release:
        case WeeklyTable(at=at) if not _is_plain(at):
            yield "at", "must be a whole minute of office time"
        case DripTable():
            yield from _of_drip(release)


def _of_drip(release: DripTable) -> Iterator[tuple[str, str]]:
    if release.spread_days > release.days_ahead:
        yield "spread_days", "must not be more than days_ahead"
    if not (_is_plain(release.start) and _is_plain(release.end)):
        yield "start", "must be a whole minute of office time"
    if release.start >= release.end:
        yield "end", "must be later than start"


def _meet(a: SessionTable, b: SessionTable) -> bool:
    """Whether two sessions are ever held at the same time."""
    if not (set(a.weekdays) & set(b.weekdays)) or a.end <= b.start or b.end <= a.start:
        return False
    if any(s.season and any(_of_season(s.season)) for s in (a, b)):
        return False
    one, other = a.session("consulate"), b.session("consulate")
    begins = [s.from_date for s in (a, b) if s.from_date]
    first = max(begins, default=SOME_MONDAY)
    last = min(s.to_date or date.max for s in (a, b))
    days = (first + timedelta(days=n) for n in range(min(COMPARED_DAYS, (last - first).days + 1)))
    return any(one.holds_on(day) and other.holds_on(day) for day in days)


# -- special days -----------------------------------------------------------------------------


def _of_special(one: SpecialTable, office: str, files: Files) -> Iterator[tuple[str, str]]:
    pools = files.pools_of(office)
    if one.pool and one.pool not in pools:
        yield "pool", f'unknown pool "{one.pool}"'
        return
    if (one.start is None) != (one.end is None):
        yield "start", "and end come together"
        return
    yield from special_problems(
        one.special_day,
        [pool.quantum_minutes for code, pool in pools.items() if one.pool in ("", code)],
        files.offices[office].timezone if office in files.offices else "",
    )
    if one.kind == "extra" and one.pool in pools and _meets_a_session(one, pools[one.pool]):
        yield "start", "these hours overlap a session; for other room in them, use capacity"


def special_problems(
    one: SpecialDay, quanta: list[int], timezone: str
) -> Iterator[tuple[str, str]]:
    """What is wrong with a special day as such, by key."""
    has_room = one.kind in ("extra", "capacity")
    if not has_room and (one.capacity is not None or one.public is not None):
        yield "capacity", f"does not belong to {one.kind}"
    if has_room and one.capacity is None:
        yield "capacity", "is missing"
    if one.kind == "extra" and (one.start is None or not one.pool):
        yield "start", "extra hours need pool, start and end"
    if one.public is not None and one.public > (one.capacity or 0) + one.over:
        yield "public", f"{one.public} is more than capacity and over"
    if one.start is not None and one.end is not None:
        for quantum in sorted(set(quanta)):
            yield from _of_hours(one.start, one.end, quantum)
        yield from _of_clocks(one.day, (("start", one.start), ("end", one.end)), timezone)


def _of_clocks(
    day: date, times: tuple[tuple[str, time], ...], timezone: str
) -> Iterator[tuple[str, str]]:
    for key, at in times if is_zone(timezone) else ():
        if local_minute(ZoneInfo(timezone), day, at) is None:
            yield key, f"there is no {at:%H:%M} on {day}: the clocks go forward"


def _meets_a_session(one: SpecialTable, pool: PoolTable) -> bool:
    return any(
        session.session("consulate").holds_on(one.day) and _overlap(one, session)
        for session in pool.sessions
        if not (session.season and any(_of_season(session.season)))
    )


def _overlap(one: SpecialTable, other: SpecialTable | SessionTable) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return one.start < other.end and other.start < one.end


def _extras_meet(a: SpecialTable, b: SpecialTable) -> bool:
    alike = a.kind == b.kind == "extra" and a.day == b.day and a.pool == b.pool
    return alike and _overlap(a, b)
