"""What `/metrics` and `/readyz` say of the office as it runs."""

import re
import sqlite3
import time
from pathlib import Path
from threading import Event

import pytest
import yaml
from prometheus_client import generate_latest
from sqlalchemy import delete, event, text

from tests.desk.samples import PHONE
from tests.test_app import Sent, office, phones, run, said, until
from ventanilla import watch
from ventanilla.clock import utc_now
from ventanilla.domain.message import Address, Inbound, Receipt, SendError, Sending
from ventanilla.measures import Stopwatch
from ventanilla.storage.schema import snapshot
from ventanilla.whatsapp.errors import refusal
from ventanilla.whatsapp.payloads import Delivery

__all__ = ["office", "phones"]

DOCS = Path(__file__).parent.parent / "docs"
RULES = yaml.safe_load((DOCS / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
RUNNING = (DOCS / "running.md").read_text(encoding="utf-8")


@pytest.fixture
def watched(office):
    watch.watch(office)
    return office


def metrics(office) -> str:
    return generate_latest(office.measures.registry).decode()


def value(office, sample: str) -> float | None:
    found = re.search(rf"^ventanilla_{re.escape(sample)} (\S+)$", metrics(office), re.MULTILINE)
    return float(found[1]) if found else None


def checks(office) -> dict[str, str]:
    return {one.name: one.reason for one in watch.readiness(office)() if not one.ok}


def answered_once(office, phones):
    async def work() -> None:
        await office.take(said("Hola"))
        await until(lambda: phones.sent)
        await until(lambda: value(office, "answer_seconds_count") == 1)

    return work


# -- what is counted --------------------------------------------------------------------------


def test_an_answer_is_timed_from_the_messages_arrival(watched, phones):
    run(watched, answered_once(watched, phones))

    assert value(watched, "messages_received_total") == 1
    assert value(watched, "messages_answered_total") == 1
    assert value(watched, 'messages_sent_total{class="",result="accepted"}') == 1
    assert 0 < (value(watched, "answer_seconds_sum") or 0) < 20


def test_a_refusal_is_counted_by_what_its_code_calls_for(watched, phones):
    async def refuse(sent: Sent) -> Sending:
        return SendError(131026, "person", "never")

    phones.answer = refuse
    person = 'messages_sent_total{class="person",result="senderror"}'

    async def work() -> None:
        assert value(watched, person) == 0
        await watched.take(said("Hola"))
        await until(lambda: value(watched, person))

    run(watched, work)

    assert value(watched, "answer_seconds_count") == 0


def test_receipts_are_counted_and_those_of_failures_by_class(watched):
    receipts = (
        Receipt("k", "", "read", utc_now()),
        Receipt("k", "", "failed", utc_now(), refusal(131026, 0)),
    )
    run(watched, lambda: watched.take(Delivery(receipts=receipts)))

    assert value(watched, 'receipts_total{class="",progress="read"}') == 1
    assert value(watched, 'receipts_total{class="person",progress="failed"}') == 1


def person(key: str = "k", phone: str = PHONE, user: str = "", kind: str = "text") -> Inbound:
    return Inbound(key, "line", Address(phone, user), utc_now(), kind)


def test_the_oldest_of_several_messages_is_timed():
    stopwatch = Stopwatch()
    stopwatch.start(person("a"), 1.0)
    stopwatch.start(person("b"), 2.0)

    assert stopwatch.stop(Address(PHONE, "US.1"), 4.0) == 3.0
    assert stopwatch.stop(Address(PHONE, "US.1"), 5.0) is None


def test_a_message_that_comes_again_starts_no_clock():
    stopwatch = Stopwatch()
    stopwatch.start(person("a"), 1.0)
    stopwatch.stop(Address(PHONE), 2.0)
    stopwatch.start(person("a"), 9.0)

    assert stopwatch.began == {}


def test_what_wants_no_answer_starts_no_clock():
    stopwatch = Stopwatch()
    stopwatch.start(person(kind="silent"), 1.0)

    assert stopwatch.began == {}


def test_people_who_never_get_an_answer_do_not_pile_up(monkeypatch):
    monkeypatch.setattr("ventanilla.measures.REMEMBERED", 10)
    stopwatch = Stopwatch()
    for number in range(100):
        stopwatch.start(person(str(number), str(number)), 1.0)

    assert len(stopwatch.began) == len(stopwatch.seen) == 10


# -- what is looked up ------------------------------------------------------------------------


def test_the_trays_the_disk_and_the_calendar_are_told(watched, phones):
    run(watched, answered_once(watched, phones))

    assert value(watched, "database_up") == 1
    assert value(watched, "inbox_waiting") == 0
    assert value(watched, 'holds{state="overdue"}') == 0
    assert value(watched, "network_snapshot") == 1
    assert (value(watched, "calendar_days") or 0) > 14
    assert (value(watched, "disk_free_bytes") or 0) > 0
    assert 'ventanilla_tzdata_info{version="20' in metrics(watched)


def test_a_database_that_is_away_is_told_and_nothing_else_of_it(watched, sqlite_database):
    def fail(connection, cursor, words, *rest) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    event.listen(sqlite_database.engine, "before_cursor_execute", fail)

    assert value(watched, "database_up") == 0
    assert value(watched, "inbox_waiting") is None
    assert value(watched, "network_snapshot") is not None


def test_the_longer_look_is_taken_once_for_many_scrapes(watched, sqlite_database):
    looks = []

    def hear(connection, cursor, words, *rest) -> None:
        looks.extend(["longer"] if "pool" in words and "appointment" in words else [])

    event.listen(sqlite_database.engine, "before_cursor_execute", hear)
    for _ in range(5):
        metrics(watched)

    assert len(looks) == 1


# -- readiness --------------------------------------------------------------------------------


def test_an_office_that_works_is_ready(watched):
    async def work() -> None:
        await until(lambda: checks(watched) == {})

    run(watched, work)


def test_an_office_whose_desk_does_not_run_is_not_ready(office):
    assert checks(office) == {"desk": "its thread does not run"}


def test_a_database_that_can_be_read_and_not_written_to_is_told(office, sqlite_database):
    def fail(connection, cursor, words, *rest) -> None:
        if words.startswith("INSERT"):
            raise sqlite3.OperationalError("attempt to write a readonly database")

    event.listen(sqlite_database.engine, "before_cursor_execute", fail)

    assert checks(office)["database"] == "it cannot be written to"


def test_a_database_that_cannot_be_asked_is_told(office, sqlite_database):
    def fail(connection, cursor, words, *rest) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    event.listen(sqlite_database.engine, "before_cursor_execute", fail)

    told = checks(office)
    assert told["database"] == "it cannot be asked"
    assert told["network"] == told["migrations"] == "the database cannot be asked"


def test_whoever_is_writing_at_the_moment_is_not_waited_for(office, sqlite_database):
    with sqlite_database.write():
        began = time.monotonic()
        told = checks(office)

    assert "database" not in told
    assert time.monotonic() - began < 5


def test_another_schema_and_no_network_are_told_with_what_to_do(office, sqlite_database):
    with sqlite_database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(delete(snapshot))

    told = checks(office)
    assert told["migrations"].endswith("run: ventanilla migrate")
    assert told["network"].endswith("run: ventanilla network apply")


def test_a_disk_that_is_nearly_full_is_told(sqlite_database):
    assert watch.disk_trouble(sqlite_database.path) == ""
    assert "MB are free" in watch.disk_trouble(sqlite_database.path, 10**18)


def test_postgresql_looks_after_its_own_disk():
    assert watch.disk_trouble(None) == ""
    assert watch.disk_of(None) is None


def test_a_round_that_does_not_end_is_told_though_it_is_the_first(office, monkeypatch):
    monkeypatch.setattr("ventanilla.rounds.STUCK", 0.01)
    go_on = Event()

    def hang(now) -> int:
        go_on.wait(20)
        return 0

    monkeypatch.setattr(type(office.clerk), "answer", lambda self, now: hang(now))

    async def work() -> None:
        await until(lambda: checks(office).get("desk") == "its last round does not end")
        go_on.set()

    run(office, work)


def test_rounds_that_fail_for_long_are_not_called_one_that_does_not_end(
    office, sqlite_database, monkeypatch
):
    monkeypatch.setattr("ventanilla.rounds.STUCK", 0.0)
    failed = []

    def fail(connection, cursor, words, *rest) -> None:
        if "inbox" in words:
            failed.append(words)
            raise sqlite3.OperationalError("database is locked")

    event.listen(sqlite_database.engine, "before_cursor_execute", fail)

    async def work() -> None:
        await until(lambda: len(failed) > 2)
        assert checks(office)["desk"] not in ("", "its last round does not end")

    run(office, work)


# -- alarms -----------------------------------------------------------------------------------


def names(office) -> set[str]:
    return {
        sample.name for family in office.measures.registry.collect() for sample in family.samples
    }


def test_every_alarm_asks_for_what_is_measured(watched, phones):
    measured: set[str] = set()

    async def work() -> None:
        await answered_once(watched, phones)()
        measured.update(names(watched))

    run(watched, work)

    asked = {rule["alert"]: set(re.findall(r"ventanilla_\w+", rule["expr"])) for rule in RULES}
    assert all(asked.values())
    assert {alert: more for alert, some in asked.items() if (more := some - measured)} == {}


def test_every_section_of_an_alarm_has_its_rule():
    sections = set(re.findall(r"^### (Ventanilla\w+)$", RUNNING, re.MULTILINE))

    assert sections == {rule["alert"] for rule in RULES}


def test_every_label_that_an_alarm_asks_for_is_measured(watched):
    told = metrics(watched)
    for rule in RULES:
        for name, values in re.findall(r'(\w+)=~?"([^"]+)"', rule["expr"]):
            for one in values.split("|"):
                assert f'{name}="{one}"' in told, rule["alert"]


def test_every_metric_is_explained(watched, phones):
    run(watched, answered_once(watched, phones))

    families = {family.name for family in watched.measures.registry.collect()}
    assert {name for name in families if f"`{name}" not in RUNNING} == set()


def test_every_class_of_codes_is_explained():
    section = RUNNING.split("### Classes of Meta's error codes")[1]

    assert {told for told in watch.CLASSES.values() if f"| `{told}` |" not in section} == set()
