"""What is looked up when machines ask: gauges for `/metrics`, and the checks of `/readyz`."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import get_args

import tzdata  # type: ignore[import-untyped]  # It ships no types.
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import DBAPIError

from ventanilla.app import Office
from ventanilla.clock import utc_now
from ventanilla.monitor import Check
from ventanilla.storage import ledger
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import pending
from ventanilla.storage.networks import newest_number
from ventanilla.storage.survey import (
    NumberStanding,
    Standing,
    Tally,
    horizons,
    numbers,
    standing,
    tally,
)
from ventanilla.whatsapp.errors import CLASSES
from ventanilla.whatsapp.webhook import Refusal

LEAST_FREE = 200 * 1024 * 1024
"""Bytes: below it the disk of SQLite's file is nearly full."""

SELDOM = 60.0
"""Seconds for which the longer look is good."""

SHARE = 100
"""A look that took a second is good for so many: looking never takes more of the time."""


@dataclass(frozen=True, slots=True)
class Disk:
    free: int
    wal: int


def disk_of(path: Path | None) -> Disk | None:
    """Bytes; None on PostgreSQL, which looks after its own disk. Raises OSError."""
    if path is None:
        return None
    wal = path.with_name(f"{path.name}-wal")
    return Disk(
        shutil.disk_usage(path.absolute().parent).free, wal.stat().st_size if wal.exists() else 0
    )


def disk_trouble(path: Path | None, least: int = LEAST_FREE) -> str:
    try:
        disk = disk_of(path)
    except OSError:
        return "the folder of the database file cannot be read"
    if disk and disk.free < least:
        return f"only {disk.free // 2**20} MB are free where the database file is"
    return ""


@dataclass(slots=True)
class Longer:
    """The look that takes longer, and how long it is good."""

    tally: Tally | None = None
    shortest: date | None = None
    good_until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True, eq=False)
class Gauges(Collector):
    """Looks into the database whenever Prometheus asks; without one it says only that."""

    office: Office
    longer: Longer = field(default_factory=Longer)

    def describe(self) -> Iterable[Metric]:
        """Nothing: at its registration the database need not be there."""
        return ()

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily(
            "ventanilla_tzdata", "The zone data in use", value={"version": tzdata.IANA_VERSION}
        )
        yield from _process(self.office)
        now = utc_now()
        try:
            with self.office.store.database.read() as connection:
                found, lines = standing(connection, now), numbers(connection, now)
            self._look_longer(now)
        except (DBAPIError, OSError):
            yield _gauge("database_up", "Whether the database can be asked", 0)
            return
        yield _gauge("database_up", "Whether the database can be asked", 1)
        yield from _standing(found, now)
        yield from _numbers(lines)
        yield from _tally(self.longer, now)

    def _look_longer(self, now: datetime) -> None:
        with self.longer.lock:
            began = monotonic()
            if began < self.longer.good_until:
                return
            with self.office.store.database.read() as connection:
                self.longer.tally = tally(connection, now, self.office.store.zone)
                reach = horizons(connection, self.office.clerk.desk.network.offices)
            self.longer.shortest = next(iter(reach.values()), None)
            took = monotonic() - began
            self.longer.good_until = monotonic() + max(SELDOM, SHARE * took)


def watch(office: Office) -> None:
    """Puts the gauges beside what is counted as it happens; and each count at 0, since Prometheus
    sees no increase where a first count comes out of nothing.
    """
    counted = office.measures
    for result in ("accepted", "unknown"):
        counted.sent.labels(result, "")
    for progress in ("sent", "delivered", "read"):
        counted.receipts.labels(progress, "")
    for told in CLASSES.values():
        counted.sent.labels("senderror", told)
        counted.receipts.labels("failed", told)
    for reason in get_args(Refusal):
        counted.refused.labels(reason)
    counted.registry.register(Gauges(office))


def readiness(office: Office) -> Callable[[], Sequence[Check]]:
    database = office.store.database

    def checks() -> Sequence[Check]:
        desk = office.thread
        trouble = {
            "database": ledger.hindrance(database, utc_now()),
            "migrations": _asked(lambda: _unmigrated(database)),
            "network": _asked(lambda: _no_network(database)),
            "desk": desk.ails() if desk else "its thread does not run",
            "disk": disk_trouble(database.path),
        }
        return [Check(name, not reason, reason) for name, reason in trouble.items()]

    return checks


def _asked(look: Callable[[], str]) -> str:
    try:
        return look()
    except (DBAPIError, OSError):
        return "the database cannot be asked"


def _unmigrated(database: Database) -> str:
    told = "the database is not at this release's schema; run: ventanilla migrate"
    return told if pending(database) else ""


def _no_network(database: Database) -> str:
    with database.read() as connection:
        number = newest_number(connection)
    return "" if number else "no network is in force; run: ventanilla network apply"


def _process(office: Office) -> Iterator[Metric]:
    yield _gauge("network_snapshot", "Number of the network that is in use", office.snapshot)
    if office.thread and (age := office.thread.round_age()) is not None:
        yield _gauge("desk_round_age_seconds", "Since the desk last finished a round", age)
    with suppress(OSError):
        if disk := disk_of(office.store.database.path):
            yield _gauge("disk_free_bytes", "Free where the SQLite file is", disk.free)
            yield _gauge("wal_bytes", "Size of SQLite's write-ahead log", disk.wal)


def _standing(found: Standing, now: datetime) -> Iterator[Metric]:
    yield _gauge("inbox_waiting", "Messages that wait for their turn", found.waiting.count)
    yield _gauge("inbox_oldest_seconds", "Age of the oldest of them", found.waiting.age(now))
    owed = {state: queue.count for state, queue in found.owed.items()}
    yield _by("outbox", "Replies that are owed", "state", owed)
    yield _gauge(
        "outbox_oldest_seconds", "Age of the oldest that is owed", found.oldest_owed.age(now)
    )
    holds = {"live": found.holds, "overdue": found.holds_overdue}
    yield _by("holds", "Places held and offered", "state", holds)


def _numbers(found: Sequence[NumberStanding]) -> Iterator[Metric]:
    closed = {one.number: int(one.closed) for one in found}
    yield _by("number_closed", "Whether whatever a number sends is refused", "number", closed)
    share = {one.number: one.share for one in found}
    yield _by("number_share", "Percentage of its rate that a number sends at", "number", share)


def _tally(longer: Longer, now: datetime) -> Iterator[Metric]:
    if longer.tally is None:
        return
    aside = longer.tally.set_aside
    yield _by("inbox_set_aside", "Messages of the last day set aside", "kind", aside)
    yield _gauge("outbox_failed", "Replies of the last day that failed", longer.tally.failed)
    paid = GaugeMetricFamily(
        "ventanilla_month_delivered",
        "Messages delivered this month, by Meta's words for their price",
        labels=["category", "kind"],
    )
    delivered = {(one.category, one.kind): one.count for one in longer.tally.delivered}
    for price, count in ({("service", "regular"): 0} | delivered).items():
        paid.add_metric(price, count)
    yield paid
    yield _gauge("appointments_ahead", "Confirmed and to come", longer.tally.confirmed)
    if longer.shortest:
        days = (longer.shortest - now.date()).days
        yield _gauge("calendar_days", "Days ahead of the office with the fewest", days)


def _gauge(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(f"ventanilla_{name}", told, value=value)


def _by(name: str, told: str, label: str, values: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(f"ventanilla_{name}", told, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family
