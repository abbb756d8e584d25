from contextlib import suppress
from datetime import timedelta
from threading import Thread

import pytest

from tests.storage.samples import NOW
from ventanilla.storage.timers import TimerTable

HOUR = timedelta(hours=1)


@pytest.fixture
def take(database):
    def due(kind: str = "a", now=NOW) -> bool:
        with database.write() as connection:
            return TimerTable(connection).take(kind, now, now + HOUR)

    return due


def test_what_was_never_done_is_due_at_once_and_then_again_in_its_time(take):
    assert [take(), take(), take(now=NOW + HOUR - timedelta(seconds=1))] == [True, False, False]
    assert [take(now=NOW + HOUR), take(now=NOW + HOUR)] == [True, False]


def test_one_kind_does_not_wait_for_another(take):
    assert [take("a"), take("b"), take("a")] == [True, True, False]


def test_what_was_missed_is_done_once(take):
    take()

    assert [take(now=NOW + 72 * HOUR), take(now=NOW + 72 * HOUR)] == [True, False]


def test_of_two_who_ask_at_once_one_does_it(take, database):
    found = []
    other = Thread(target=lambda: found.append(take()))

    with database.write() as connection:
        found.append(TimerTable(connection).take("a", NOW, NOW + HOUR))
        other.start()
    other.join()

    assert found == [True, False]


def test_what_failed_stays_due(take, database):
    with suppress(ValueError), database.write() as connection:
        TimerTable(connection).take("a", NOW, NOW + HOUR)
        raise ValueError

    assert take()
