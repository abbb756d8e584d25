"""Booking processes killed in the middle: the ledger equals the counters, and what was shown is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.prove.booker import NOTHING
from tests.storage.checker import faults
from tests.storage.samples import a_network, clear, put
from ventanilla.storage.database import Database
from ventanilla.storage.schema import appointment

ROOT = Path(__file__).parents[2]
ROUNDS = [3, pytest.param(60, marks=[pytest.mark.prove, pytest.mark.timeout(900)])]


def _booker(url: str, contact: int, seed: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.prove.booker", url, str(contact), seed],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("rounds", ROUNDS)
def test_killed_bookers_leave_ledger_and_counters_equal(database_url: str, rounds: int):
    database = Database(database_url)
    put(database, a_network(capacity=20, month_limit=10_000), contacts=2)
    shown = 0

    for number in range(rounds):
        folios = _killed_after(database_url, number)
        shown += len(folios)

        with database.read() as connection:
            assert faults(connection) == {}
            confirmed = appointment.c.state == "confirmed"
            kept = connection.scalars(select(appointment.c.folio).where(confirmed)).all()
        assert folios <= set(kept)
        clear(database)

    database.close()
    assert shown


def _killed_after(url: str, number: int) -> set[str]:
    """Two bookers at once, killed when both have committed something, and one some more."""
    pair = [_booker(url, contact, f"round {number}") for contact in (1, 2)]
    lines = [process.stdout.readline() for process in pair]
    lines += [pair[0].stdout.readline() for _ in range(7 + number % 13)]
    for process in pair:
        process.kill()
        lines += process.communicate()[0].splitlines(keepends=True)
    # A line cut short by the kill was not shown to anyone.
    return {line.strip() for line in lines if line.endswith("\n")} - {NOTHING}
