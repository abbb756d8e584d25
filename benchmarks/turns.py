"""Turns a second at the desk: message stored, understood, answered, reply claimed and settled.

    python benchmarks/turns.py [--people 300]

Without web and network, on SQLite with full durability. The reference, in the same run, is a bare
transaction of the same durability that writes one row for each message.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from ventanilla.catalogue.loading import load
from ventanilla.desk.tray_ports import Settlement
from ventanilla.domain.message import Accepted, Address, Inbound
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate

SAID = ("Hola", "1", "78701", "1", "1", "1", "María José", "Núñez", "0", "1", "151", "Jalisco")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/turns.db")
        migrate(database)
        now = datetime.now(UTC)
        rehearsal = Rehearsal.on(database, load("mexico"), now)
        took = talk(rehearsal, people, now)
        turns = people * len(SAID)
        bare = reference(Path(folder), turns)
        database.close()
    print(f"turns: {turns / took:,.0f}/s ({1000 * took / turns:.2f} ms each)")
    print(f"reference, one row a transaction: {turns / bare:,.0f}/s")
    print(f"ratio: {bare / took:.2f}")


def talk(rehearsal: Rehearsal, people: int, now: datetime) -> float:
    clerk, began = rehearsal.clerk, time.perf_counter()
    for step, said in enumerate(SAID):
        now += timedelta(seconds=3)
        messages = [
            Inbound(f"bench.{step}.{n}", "1", Address(f"1555{n:07}"), now, "text", said)
            for n in range(people)
        ]
        for start in range(0, people, 100):
            clerk.receive(messages[start : start + 100], [], now)
        settled: list[Settlement] = []
        while clerk.answer(now):
            parcels, _ = clerk.hand_out(settled, [], 64, now)
            settled = [Settlement(p.id, p.attempt, Accepted(f"b{p.id}"), None) for p in parcels]
        while settled:
            parcels, _ = clerk.hand_out(settled, [], 64, now)
            settled = [Settlement(p.id, p.attempt, Accepted(f"b{p.id}"), None) for p in parcels]
    return time.perf_counter() - began


def reference(folder: Path, rows: int) -> float:
    database = Database(f"sqlite:///{folder}/bare.db")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)"))
    began = time.perf_counter()
    for n in range(rows):
        with database.write() as connection:
            connection.execute(text("INSERT INTO bare VALUES (:n, 'x')"), {"n": n})
    took = time.perf_counter() - began
    database.close()
    return took


if __name__ == "__main__":
    main()
