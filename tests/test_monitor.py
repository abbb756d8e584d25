"""What machines are told."""

from threading import get_ident

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient
from prometheus_client import CollectorRegistry, Counter

from ventanilla.monitor import Check, Readiness, probes

DATABASE = Check("database", ok=True)
SENDER = Check("sender", ok=False, reason="no message has left for 90 seconds")


def asked(path: str, readiness: Readiness, registry: CollectorRegistry | None = None):
    app = Litestar(probes(readiness, registry or CollectorRegistry()))
    with TestClient(app) as client:
        return client.get(path)


async def unready() -> tuple[Check, ...]:
    return (DATABASE, SENDER)


def test_process_that_answers_is_up_even_when_it_is_not_ready():
    answer = asked("/healthz", unready)

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_when_every_check_is():
    answer = asked("/readyz", lambda: (DATABASE,))

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": [{"name": "database", "ok": True, "reason": ""}],
    }


def test_one_failed_check_is_enough_to_be_unready_and_says_why():
    answer = asked("/readyz", unready)

    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["checks"][1] == {
        "name": "sender",
        "ok": False,
        "reason": "no message has left for 90 seconds",
    }


def test_readiness_is_looked_at_anew_each_time():
    checks = [DATABASE]
    with TestClient(Litestar(probes(lambda: tuple(checks), CollectorRegistry()))) as client:
        before = client.get("/readyz").status_code
        checks.append(SENDER)

        assert (before, client.get("/readyz").status_code) == (200, 503)


def test_check_that_blocks_does_not_hold_up_the_server():
    threads = []

    @get("/loop", sync_to_thread=False)
    def loop() -> None:
        threads.append(get_ident())

    def blocking() -> tuple[Check, ...]:
        threads.append(get_ident())
        return ()

    with TestClient(Litestar([loop, *probes(blocking, CollectorRegistry())])) as client:
        client.get("/loop")
        client.get("/readyz")

    assert threads[0] != threads[1]


def test_metrics_are_those_of_the_registry_alone_in_text():
    registry = CollectorRegistry()
    Counter("turns", "Turns taken.", registry=registry).inc(3)

    answer = asked("/metrics", lambda: (), registry)

    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert "turns_total 3.0" in answer.text
    assert "python_info" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_answers_are_never_kept(path):
    assert asked(path, lambda: ()).headers["Cache-Control"] == "no-store"


def test_metrics_name_their_character_set_once():
    answer = asked("/metrics", lambda: ())

    assert answer.headers["Content-Type"].count("charset=") == 1
