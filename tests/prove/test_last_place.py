"""Two people after the last place at the same second, each in a conversation of their own."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from tests.storage.checker import faults
from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import Pool, Session
from ventanilla.desk import floods
from ventanilla.desk.clerk import Clerk
from ventanilla.domain.message import Address, Inbound, Message
from ventanilla.domain.office import OfficeCode
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
AUSTIN = OfficeCode("austin")
TO_THE_TIME = (
    "Hola", "1", "78701", "1", "1", "1", "{name}", "Luna", "0", "1",
    "151", "Jalisco", "Zapopan", "1", "1988-12-01", "1", "a@example.com", "1", "3", "1", "4", "1",
)  # fmt: skip


def test_last_place_goes_to_one_and_the_other_is_given_a_new_choice(database: Database) -> None:
    race(database, rounds=15)


@pytest.mark.prove
def test_last_place_goes_to_one_and_the_other_is_given_a_new_choice_1000_times(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Here two people write some thousand messages within one second.
    monkeypatch.setattr(floods, "BURST", 1_000_000)
    race(database, rounds=1000)


def race(database: Database, rounds: int) -> None:
    rehearsal = Rehearsal.on(database, one_place_a_day(), NOW)
    rehearsal.clock = lambda: NOW
    first = rehearsal.clerk
    second = Clerk(rehearsal.store, first.desk, "second", node="second")
    people = {"15555550001": "Ana", "15555550002": "Berta"}
    for phone, name in people.items():
        for said in TO_THE_TIME:
            rehearsal.say(said.format(name=name), phone=phone)

    for number in range(rounds):
        at_once(rehearsal, [first, second], people, number)
        replies = {to.phone: reply for to, reply in rehearsal.work() if isinstance(reply, Message)}
        winners = [phone for phone, reply in replies.items() if "Revise su cita" in reply.body]
        assert len(replies) == 2, replies
        assert len(winners) == 1, replies
        (loser,) = set(replies) - set(winners)
        assert len(replies[loser].choices) > 1, replies[loser]
        assert "¿Qué día prefiere?" in replies[loser].body

        rehearsal.say("atrás", phone=winners[0])
        again = rehearsal.say("24-11-2026", phone=loser)
        assert [c.label for c in again[0].choices][:1] == ["9:00\u00a0a. m."]

    with database.read() as connection:
        assert not faults(connection)


def at_once(rehearsal: Rehearsal, clerks: list[Clerk], people: dict[str, str], number: int) -> None:
    """Both have written; two clerks answer at the same time."""
    rehearsal.clerk.receive(
        [
            Inbound(f"race.{phone}.{number}", "race", Address(phone), NOW, "text", "1")
            for phone in people
        ],
        [],
        NOW,
    )
    together = threading.Barrier(len(clerks))

    def answer(clerk: Clerk) -> None:
        together.wait()
        clerk.answer(NOW)

    threads = [threading.Thread(target=answer, args=[clerk]) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def one_place_a_day() -> Network:
    network = load("mexico")
    schedule = network.schedules[AUSTIN]
    session = Session((0, 1, 2, 3, 4), time(9), time(9, 30), 1)
    pools = tuple(
        Pool(pool.code, 30, (session,)) if pool.code == "visas" else pool for pool in schedule.pools
    )
    schedules = {**network.schedules, AUSTIN: replace(schedule, pools=pools)}
    return replace(network, schedules=schedules)
