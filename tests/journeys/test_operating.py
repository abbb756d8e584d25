"""Those who run it: installing, a network that changes, stopping, and what may fail meanwhile."""

import json
import re
import resource
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.browser import free_port
from tests.journeys.peer import Graph
from tests.journeys.service import GUIDE, Person, Service, webhook
from ventanilla import cli

SHIPPED = Path(cli.__file__).parents[1] / "catalogue" / "mexico"
PATIENCE = 200
"""Looks, of 50 ms, for what a running service does by itself."""

only_sqlite = pytest.mark.parametrize("installed_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("installed_url", ["postgresql"], indirect=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, graph: Graph, tmp_path: Path) -> Iterator[Service]:
    """Nothing is there but, on PostgreSQL, an empty database."""
    url = f"sqlite:///{tmp_path}/var/ventanilla.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgresql_url")
    service = Service(url, graph, tmp_path, free_port())
    yield service
    if service.process and service.process.poll() is None:
        service.kill()


def test_three_commands_install_it_and_applying_again_changes_nothing(bare: Service):
    migrated = bare.run("migrate")
    early = bare.run("serve")
    applied = bare.run("network", "apply", "mexico")
    bare.start()
    again = bare.run("network", "apply", "mexico")

    assert migrated.stdout.startswith("Migrated to ")
    assert (early.returncode, early.stderr) == (
        1,
        "ventanilla: no network is in force; run: ventanilla network apply\n",
    )
    assert "Snapshot 1 is in force." in applied.stdout.splitlines()
    assert [(done.returncode, done.stderr) for done in (migrated, applied, again)] == [(0, "")] * 3
    assert again.stdout.startswith("Nothing to do: snapshot 1 is the same.\n")
    assert "Consulados de México" in Person(bare).say("Hola")


def test_office_that_closes_is_offered_no_more_and_its_people_are_named(service: Service):
    changed = without_austin(service.folder / "network")
    service.start()
    booked, other = Person(service), Person(service, "15555550777")
    for text in GUIDE:
        booked.say(text)
    before = [other.say(text) for text in GUIDE[:4]][-1]

    planned = service.run("network", "plan", str(changed))
    applied = service.run("network", "apply", str(changed))
    until(lambda: '"snapshot": 2' in service.log())

    for told in (planned.stdout, applied.stdout):
        assert "offices removed: 1 (austin)" in told
        assert "live appointments touched: 1. All are kept:" in told
        assert booked.folio() in told
    assert "Snapshot 2 is in force." in applied.stdout.splitlines()
    assert "Austin" in before
    third = Person(service, "15555550888")
    offices = [third.say(text) for text in GUIDE[:4]][-1]
    assert "San Antonio" in offices
    assert "General of Mexico in Austin" not in offices
    assert booked.folio() in booked.say("Hello")


@only_sqlite
def test_wrong_settings_end_with_2_before_anything_is_served(service: Service):
    ended = service.run("serve", VENTANILLA_GRAPH_URL="http://graph.example.org")

    assert ended.returncode == 2
    assert ended.stderr == (
        "ventanilla: the settings for WhatsApp cannot be used: "
        "the Graph URL must be https, or http to this machine\n"
    )


@only_sqlite
def test_terminated_it_ends_in_order_though_strangers_hold_connections(service: Service):
    service.start()
    person = Person(service)
    person.say("Hello")
    half_a_head = b"POST /whatsapp/webhook HTTP/1.1\r\nHost: x\r\n"
    half_a_body = half_a_head + b"X-Hub-Signature-256: x\r\nContent-Length: 9\r\n\r\nabc"

    with held(service, b""), held(service, half_a_head), held(service, half_a_body):
        began = time.monotonic()
        status = service.stop()

    assert status == 0
    assert time.monotonic() - began < 10
    service.start()
    assert "ZIP" in person.say("1")


@only_sqlite
def test_only_http_1_is_spoken(service: Service):
    service.start()

    with held(service, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0") as connection:
        answer = connection.recv(100)

    assert answer == b""


@only_sqlite
def test_disk_that_fills_is_told_to_meta_and_nothing_is_lost_or_done_twice(service: Service):
    service.start()
    person = Person(service)
    for text in GUIDE[:10]:
        person.say(text)
    message = webhook([person.message(GUIDE[10])])

    with no_more_writing(service):
        during = [service.post(message) for _ in range(3)]
        assert service.get("/healthz")[0] == 200
        ready, told = service.get("/readyz")

    assert during == [503] * 3
    assert (ready, '"reason":"it cannot be written to"' in told) == (503, True)
    until(lambda: service.post(message) == 200)
    service.graph.wait(lambda: len(person.replies) == 11)
    for text in GUIDE[11:]:
        person.say(text)
    person.folio()
    assert len(person.replies) == 25


@only_postgresql
def test_database_that_goes_away_is_told_and_missed_no_longer_when_it_is_back(service: Service):
    service.start()
    person = Person(service)
    for text in GUIDE[:10]:
        person.say(text)
    message = webhook([person.message(GUIDE[10])])

    with away(service.database_url):
        during = [service.post(message) for _ in range(3)]
        ready, told = service.get("/readyz")
        alive, _ = service.get("/healthz")
        plan = service.run("network", "plan")

    assert during == [503] * 3
    assert (ready, '"name":"database","ok":false' in told, alive) == (503, True, 200)
    assert (plan.returncode, plan.stderr.count("\n"), plan.stdout) == (1, 1, "")
    until(lambda: service.get("/readyz")[0] == 200)
    assert service.post(message) == 200
    service.graph.wait(lambda: len(person.replies) == 11)
    for text in GUIDE[11:]:
        person.say(text)
    person.folio()
    assert len(person.replies) == 25


def test_nothing_of_a_person_is_logged_measured_or_shown(service: Service):
    """Through a whole booking, and through everything that goes wrong besides: a message that
    cannot be read, a forged one, a refused reply, a failed delivery, a database that is away.
    """
    service.start()
    person = Person(service, "15555550666")
    canaries = {"John Robert": "Canarivaldo", "john@example.com": "canary@example.org"}
    for text in GUIDE:
        person.say(canaries.get(text, text))
    folio = person.folio()
    told = service.get("/metrics")[1]
    service.post(webhook([{"id": "wamid.canary", "from": "15555550666", "type": 7}]))
    service.post(webhook([person.message("canary in a forged message")]), secret="no secret")
    for code in (131026, 100, 190):
        told += _refused(service, person, code)
    last = service.graph.messages[-1]["biz_opaque_callback_data"]
    assert service.post(failed_receipt(last, person.phone, 131026)) == 200
    with broken(service):
        assert service.post(webhook([person.message("canary while it is broken")])) == 503
        told += service.get("/readyz")[1] + service.get("/metrics")[1]
    until(lambda: service.get("/readyz")[0] == 200)
    told += service.get("/readyz")[1] + service.get("/metrics")[1]
    for arguments in (["status"], ["status", "--json"]):
        shown = service.run(*arguments)
        assert shown.returncode == 1
        told += shown.stdout + shown.stderr
    service.stop()
    told += service.log()
    told += "".join(str(path.relative_to(service.folder)) for path in service.folder.rglob("*"))

    for expected in (
        "unreadable messages set aside",
        "delivery refused",
        "not sent",
        "not delivered",
        # On a disk that is full the log says nothing either.
        'reason="not stored"} 1.0',
        "code 131026",
        "set aside  1 poison",
    ):
        assert expected in told
    for secret in (
        *canaries.values(),
        "canary",
        "15555550666",
        "Stewart",
        "wamid",
        folio,
        "a-token",
    ):
        assert secret.lower() not in told.lower()


def _refused(service: Service, person: Person, code: int) -> str:
    """What is measured once Meta has refused a reply, and told of it by webhook besides."""
    graph = service.graph
    graph.refuse, before = code, len(graph.refused)
    assert service.post(webhook([person.message(f"canary {code}")])) == 200
    graph.wait(lambda: len(graph.refused) > before)
    graph.refuse = 0
    last = graph.refused[-1]["biz_opaque_callback_data"]
    assert service.post(failed_receipt(last, person.phone, code)) == 200
    return service.get("/metrics")[1]


def failed_receipt(reference: str, phone: str, code: int) -> bytes:
    status = {
        "id": "wamid.canary.sent",
        "status": "failed",
        "timestamp": str(int(time.time())),
        "recipient_id": phone,
        "biz_opaque_callback_data": reference,
        "errors": [{"code": code, "title": "canary", "message": f"canary to {phone}"}],
    }
    delivery = json.loads(webhook([]))
    delivery["entry"][0]["changes"][0]["value"]["statuses"] = [status]
    return json.dumps(delivery).encode()


@contextmanager
def broken(service: Service) -> Iterator[None]:
    """A disk that is full, or a server that is stopped."""
    on_sqlite = service.database_url.startswith("sqlite")
    with no_more_writing(service) if on_sqlite else away(service.database_url):
        yield


def without_austin(copy: Path) -> Path:
    shutil.copytree(SHIPPED, copy)
    offices = (copy / "offices.toml").read_text()
    fewer = re.sub(r"\[offices\.austin\].*?(?=\n\[offices\.)", "", offices, flags=re.DOTALL)
    assert fewer != offices
    (copy / "offices.toml").write_text(fewer)
    return copy


def until(true: Callable[[], bool]) -> None:
    for _ in range(PATIENCE):
        if true():
            return
        with socket.socket() as nobody:
            # Waits without sleeping: nobody ever writes to this socket.
            nobody.settimeout(0.05)
            nobody.bind(("127.0.0.1", 0))
            nobody.listen()
            with pytest.raises(TimeoutError):
                nobody.accept()
    raise AssertionError("it did not come about")


@contextmanager
def held(service: Service, begun: bytes) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", service.port), timeout=10) as connection:
        connection.sendall(begun)
        yield connection


@contextmanager
def no_more_writing(service: Service) -> Iterator[None]:
    """As on a full disk: no file of the service may grow or be written beyond its first page."""
    assert service.process
    none = resource.RLIM_INFINITY
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (1, none))
    yield
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (none, none))


@contextmanager
def away(url: str) -> Iterator[None]:
    """As if the server were stopped, for this one database: others need the server."""
    server, _, name = url.partition("?")[0].rpartition("/")
    admin = url.replace(f"{server}/{name}", f"{server}/postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
