"""`ventanilla status`: how it stands, on one screen, from the database alone."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo

import click
import msgspec
import tzdata  # type: ignore[import-untyped]  # It ships no types.

from ventanilla.cli.ending import Stop
from ventanilla.cli.opening import database_of
from ventanilla.clock import utc_now
from ventanilla.domain.office import OfficeCode
from ventanilla.settings import read_settings, timezone_of
from ventanilla.storage import migrate as migrations
from ventanilla.storage.accounts import templates
from ventanilla.storage.database import Database
from ventanilla.storage.networks import newest
from ventanilla.storage.owing import UNUSABLE
from ventanilla.storage.survey import (
    Fault,
    NumberStanding,
    Queue,
    SetAside,
    Standing,
    Tally,
    faults,
    horizons,
    numbers,
    set_aside,
    standing,
    tally,
)
from ventanilla.watch import Disk, disk_of, disk_trouble
from ventanilla.whatsapp.errors import CodeClass, class_of, refusal

SHOWN = 5

WHOLE = 100

LATE = {"inbox": 60, "outbox": 300}
"""Seconds that the oldest may wait; as in docs/alerts.yml."""

SHORT = 14
"""Days ahead below which a calendar is told as ending; as in docs/alerts.yml."""

MEANINGS: Mapping[CodeClass, str] = {
    "busy": "Meta is busy; tried again",
    "budget": "the hour's budget is used up; tried again",
    "pair": "too many messages to one person; tried again more slowly",
    "person": "these people cannot be reached now",
    "quality": "the number's quality: see Meta's dashboard",
    "ours": "a request that Meta does not take: please report it",
    "halt": "token, payment or registration: act in Meta's dashboard",
    "refused": "a code that is not known here: please report it",
}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that `status` tells; what can only be counted at this release's schema is None
    at another one.
    """

    at: datetime
    dialect: str
    schema: str
    needed_schema: str
    tzdata: str
    disk: Disk | None
    disk_trouble: str
    network: str = ""
    standing: Standing | None = None
    tally: Tally | None = None
    set_aside: Sequence[SetAside] = ()
    faults: Sequence[Fault] = ()
    numbers: Sequence[NumberStanding] = ()
    templates: Mapping[str, str] = field(default_factory=dict)
    horizons: Mapping[OfficeCode, date] | None = None


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def status(*, as_json: bool) -> None:
    """Show how it stands: queues, failures, the calendar's end. Ends with 1 when a person is
    needed.
    """
    settings = read_settings(os.environ)
    with database_of(settings) as database:
        report = look(database, utc_now(), timezone_of(settings))
    wanted = needs(report)
    if as_json:
        told = {**asdict(report), "needs": wanted}
        click.echo(msgspec.json.format(msgspec.json.encode(told)).decode())
    else:
        for line in lines(report):
            click.echo(line)
    if wanted:
        raise Stop("; ".join(wanted))


def look(database: Database, now: datetime, zone: tzinfo = UTC) -> Report:
    schema, disk = migrations.current(database), disk_of(database.path)
    bare = Report(
        at=now,
        dialect=database.dialect,
        schema=schema,
        needed_schema=migrations.head(),
        tzdata=tzdata.IANA_VERSION,
        disk=disk,
        disk_trouble=disk_trouble(database.path),
    )
    if schema != bare.needed_schema:
        return bare
    with database.read() as connection:
        network = newest(connection)
        return replace(
            bare,
            network=network.code if network else "",
            standing=standing(connection, now),
            tally=tally(connection, now, zone),
            set_aside=set_aside(connection),
            faults=faults(connection),
            numbers=numbers(connection, now),
            templates=templates(connection),
            horizons=horizons(connection, network.offices if network else ()),
        )


def needs(report: Report) -> list[str]:
    """What somebody has to see to, the worst first; empty when all is well."""
    found = report.standing
    if found is None:
        return ["the database is not at this release's schema; run: ventanilla migrate"]
    if not found.snapshot:
        return ["no network is in force; run: ventanilla network apply"]
    late = found.oldest_owed.age(report.at) > LATE["outbox"]
    halted = [f"{one.number} (code {one.code})" for one in report.numbers if one.closed]
    paused = [name for name, status in report.templates.items() if status in UNUSABLE]
    soon = [o for o, last in (report.horizons or {}).items() if _days(report, last) < SHORT]
    aside = report.tally and any(report.tally.set_aside.values())
    told = (
        (report.disk_trouble, report.disk_trouble),
        (found.waiting.age(report.at) > LATE["inbox"], "messages wait: is serve running?"),
        (halted, f"what cannot send: {_some(halted)}; act in Meta's dashboard"),
        (late and not halted, "replies wait: is serve running, and can it reach Meta?"),
        (found.holds_overdue, "places that ran out are not given back: is serve running?"),
        (aside, "messages were set aside in the last day: please report the reasons"),
        (paused, f"templates that Meta does not send: {_some(paused)}"),
        (soon, f"the calendar ends within {SHORT} days: {_some(soon)}"),
    )
    return [text for wrong, text in told if wrong]


def lines(report: Report) -> Iterator[str]:
    yield f"database   {report.dialect}, schema {report.schema or 'none'}"
    if report.disk:
        free, wal = report.disk.free // 2**20, report.disk.wal // 2**20
        yield f"disk       {free} MB free, write-ahead log {wal} MB"
    yield f"zone data  {report.tzdata}"
    if report.standing and report.tally:
        number = report.standing.snapshot
        yield f"network    {report.network}, snapshot {number}" if number else "network    none"
        yield from _queues(report.standing, report.tally, report.at)
        yield from _sending(report)
        yield from _wrong(report)
        yield from _calendar(report)


def _queues(found: Standing, more: Tally, now: datetime) -> Iterator[str]:
    yield f"in-tray    {_queue(found.waiting, now)} waiting"
    for state, queue in found.owed.items():
        yield f"out-tray   {_queue(queue, now)} {state}"
    yield f"           {more.failed} failed in the last day"
    yield f"holds      {found.holds} live, {found.holds_overdue} overdue"
    yield f"booked     {more.confirmed} appointments to come"


def _sending(report: Report) -> Iterator[str]:
    for one in report.numbers:
        if one.closed:
            wait = _span(one.opens_at - int(report.at.timestamp()))
            yield f"number     {one.number} is closed, code {one.code}; tried again in {wait}"
        elif one.share < WHOLE:
            yield f"number     {one.number} sends at {one.share} % of its rate"
    for sort in report.tally.delivered if report.tally else ():
        yield f"delivered  {sort.count} this month: {sort.category}, {sort.kind}"
    for name, status in report.templates.items():
        if status != "APPROVED":
            yield f"template   {name} is {status or 'in a new category'}"


def _wrong(report: Report) -> Iterator[str]:
    for aside in report.set_aside[:SHOWN]:
        yield f"set aside  {aside.count} {aside.kind}: {aside.reason or 'no reason kept'}"
    for fault in report.faults:
        if fault.state != "failed" and not fault.code:
            continue
        ago = _span(int(report.at.timestamp()) - fault.last_at)
        what = f"code {fault.code}: {MEANINGS[_class(fault)]}" if fault.code else "see the log"
        yield (
            f"{fault.state:10} {fault.count}, {what}; "
            f"the newest, parcel {fault.last_parcel}, is {ago} old"
        )


def _calendar(report: Report) -> Iterator[str]:
    reach = list((report.horizons or {}).items())
    for office, last in reach[:SHOWN]:
        days = _days(report, last)
        yield f"calendar   {office} until {last.isoformat()}, {days} days"
    if len(reach) > SHOWN:
        yield f"           … and {len(reach) - SHOWN} offices that reach as far or farther"


def _class(fault: Fault) -> CodeClass:
    """0 is no code of Meta's here: something of our own failed."""
    return class_of(refusal(fault.code, 0)) if fault.code else "ours"


def _days(report: Report, last: date) -> int:
    return (last - report.at.date()).days


def _queue(queue: Queue, now: datetime) -> str:
    return f"{queue.count} ({_span(queue.age(now))})" if queue.count else "0"


def _span(seconds: int) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{max(0, seconds)} s"


def _some(values: Collection[object]) -> str:
    shown = ", ".join(str(value) for value in list(values)[:SHOWN])
    return f"{shown}, …" if len(values) > SHOWN else shown
