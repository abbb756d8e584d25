"""Whole stretches of trouble: nothing is lost, and five minutes later nothing is owed any more."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, true

from tests.prove.points.model import LATE
from tests.prove.points.peer import Person
from tests.prove.points.scene import BEGINS, SOL, people
from tests.prove.points.trial import check
from tests.prove.points.world import World
from ventanilla.storage import lines, outbox
from ventanilla.storage.trays import outbox as rows

A_MINUTE, STEP = timedelta(minutes=1), timedelta(seconds=20)

TOO_FAST, TOKEN_EXPIRED = 130429, 190


def brief() -> list[Person]:
    """Who say what they have to say at once, and nothing hours later."""
    return [replace(one, words=one.words[: one.at_once]) for one in people()]


@pytest.fixture
def world(fresh):
    world = World(fresh(), brief(), BEGINS)
    yield world
    world.close()


def calm(world: World) -> None:
    """From now on nothing is wrong."""
    world.tick = timedelta(seconds=1)
    world.effects.calm_at = world.clock.now
    world.go_on()


def fates(world: World) -> set[str]:
    with world.database.read() as connection:
        return set(connection.scalars(select(rows.c.state)))


def test_a_minute_without_a_database_loses_nothing(world, model):
    world.peer.begin()
    world.effects.leave(A_MINUTE)

    world.until(BEGINS + A_MINUTE)
    assert world.peer.stored == set()
    calm(world)

    assert check(world, model) == {}
    assert fates(world) == {"sent"}


def test_a_database_that_goes_in_the_middle_loses_nothing(world, model):
    world.peer.begin()
    world.until(BEGINS + timedelta(seconds=1))
    world.effects.leave(A_MINUTE)

    world.until(BEGINS + A_MINUTE)
    calm(world)

    assert check(world, model) == {}
    assert fates(world) == {"sent"}


def test_a_full_disk_loses_nothing(fresh_sqlite, model):
    more = [Person(f"1512555{number}", ["Hola"]) for number in range(2000, 2020)]
    world = World(fresh_sqlite(), brief() + more, BEGINS)
    world.effects.full = True
    world.peer.begin()

    world.until(BEGINS + A_MINUTE)
    assert world.peer.told_to_come_again
    world.effects.full = False
    calm(world)

    assert check(world, model) == {}
    assert fates(world) == {"sent"}


@pytest.mark.parametrize(
    ("code", "how_long", "told"),
    [
        pytest.param(TOKEN_EXPIRED, timedelta(hours=2), "number closed", marks=pytest.mark.prove),
        (TOO_FAST, timedelta(minutes=10), "number slowed down"),
    ],
)
def test_what_the_platform_refuses_for_long_leaves_afterwards(world, model, code, how_long, told):
    world.peer.refuses = code
    world.peer.begin()
    world.tick = STEP

    world.until(BEGINS + how_long)
    world.peer.refuses = 0
    calm(world)

    assert check(world, model) == {}
    assert world.was_logged(told)
    assert fates(world) == {"sent"}


def test_i20_a_platform_that_never_answers_is_given_up_with_an_alarm(world, model):
    world.peer.silent = True
    world.peer.begin()

    world.until(BEGINS + 3 * A_MINUTE)
    world.peer.silent = False
    calm(world)

    assert check(world, model) == {}
    assert "failed" in fates(world)


def test_ten_minutes_in_which_the_platform_is_not_reached_lose_nothing(world, model):
    world.peer.unreachable = True
    world.peer.begin()
    world.tick = STEP

    world.until(BEGINS + 10 * A_MINUTE)
    world.peer.unreachable = False
    calm(world)

    assert check(world, model) == {}
    assert fates(world) == {"sent"}


# -- the pace ---------------------------------------------------------------------------------


def a_crowd(database) -> World:
    crowd = [Person(f"1512555{number}", ["Hola"], deaf=True) for number in range(1000, 1120)]
    return World(database, crowd, BEGINS, tick=timedelta(milliseconds=50))


def a_flood(database) -> World:
    return World(database, [Person("15125551000", ["Hola"] * 70, 70, deaf=True)], BEGINS)


def refusals(world: World) -> set[int]:
    """I16, by the platform's own count."""
    world.peer.repeats = False
    world.run()
    world.close()
    assert fates(world) == {"sent"}
    return set(world.peer.rejected)


@pytest.mark.parametrize("many", [a_crowd, a_flood])
def test_i16_the_platform_never_finds_us_too_fast(fresh_sqlite, many):
    assert refusals(many(fresh_sqlite())) == set()


def test_without_the_numbers_room_it_does(fresh_sqlite, monkeypatch):
    monkeypatch.setattr(lines.LineTable, "room", lambda self, limit, now: limit)

    assert refusals(a_crowd(fresh_sqlite())) == {TOO_FAST}


def test_without_the_pairs_bucket_it_does(fresh_sqlite, monkeypatch):
    monkeypatch.setattr(outbox, "may_be_sent_to", lambda contact, at: true())

    assert refusals(a_flood(fresh_sqlite())) == {131056}


# -- what came late ---------------------------------------------------------------------------


def late(database) -> World:
    """Two messages that were on their way for twenty minutes, in either order."""
    world = World(database, [Person(SOL, ["1", "Marisol"], at_once=2)], BEGINS)
    world.peer.begin()
    world.clock.now += LATE
    calm(world)
    world.close()
    return world


def test_i6_what_came_late_is_answered_once(fresh, model):
    assert check(late(fresh()), model) == {}


def test_without_the_replys_name_it_is_answered_twice(fresh_sqlite, model, monkeypatch):
    put, numbers = outbox.OutboxTable.put, count()

    def anew(self, owed, now: datetime):
        put(self, [replace(one, dedupe=f"{one.dedupe}:{next(numbers)}") for one in owed], now)

    for said in (("1", "Marisol"), ("Marisol", "1")):
        model.told(SOL, tuple((words, LATE) for words in said))
    own = model.apart()
    monkeypatch.setattr(outbox.OutboxTable, "put", anew)

    assert any(told.startswith("I6:") for told in check(late(fresh_sqlite()), own))
