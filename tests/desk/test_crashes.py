"""The database goes, or the process dies, between any two steps: everything is done once."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError

from tests.desk.samples import (
    BOOKING,
    MORNING,
    OTHER,
    PHONE,
    REVIEW,
    TIME,
    book,
    hand_in,
)
from tests.storage.checker import faults
from tests.storage.trays import column, count
from ventanilla.desk.tray_ports import Owed, Unavailable
from ventanilla.domain.message import Address, Inbound
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import inbox, outbox

DONE = ["done"]


@contextmanager
def failing(database: Database, at: int, kind: type[Exception]) -> Iterator[list[str]]:
    """The `at`th statement from now on fails, as do all after it: what came before is lost."""
    asked: list[str] = []

    def hear(connection, cursor, words, *rest) -> None:
        asked.append(words)
        if len(asked) > at:
            raise kind(words, None, Exception()) if kind is OperationalError else kind

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)


def _rows(database: Database) -> dict[str, object]:
    return {
        "inbox": column(database, inbox, "state"),
        "tried": column(database, inbox, "attempts"),
        "outbox": column(database, outbox, "state"),
        "appointments": column(database, appointment, "state"),
    }


@pytest.mark.parametrize("at", range(6))
def test_a_database_that_is_gone_leaves_everything_as_it_was(rehearsal, database, at):
    book(rehearsal, 3)
    hand_in(rehearsal, (PHONE, "1"), (OTHER, "Hola"))
    before = _rows(database)

    with failing(database, at, OperationalError), pytest.raises(Unavailable):
        rehearsal.clerk.answer(MORNING)

    assert _rows(database) == before
    assert len(rehearsal.work()) == 2


def test_a_delivery_that_cannot_be_stored_is_refused_and_nothing_of_it_is_kept(rehearsal, database):
    with failing(database, 1, OperationalError), pytest.raises(Unavailable):
        hand_in(rehearsal, (PHONE, "Hola"), (OTHER, "Hola"))

    assert count(database, inbox) == 0


# -- a crash between any two steps ------------------------------------------------------------


class _Crash(BaseException):
    """Nothing catches it, as nothing catches kill -9."""


def _crash_everywhere(rehearsal: Rehearsal, words: str) -> int:
    """Lets the desk die before each statement of the answer in turn; how many there were."""
    database = rehearsal.store.database
    hand_in(rehearsal, (PHONE, words))
    at = 0
    while True:
        with failing(database, at, _Crash) as asked:
            try:
                rehearsal.clerk.answer(rehearsal.clock())
            except _Crash:
                at += 1
                continue
        return len(asked)


@pytest.mark.parametrize("step", [0, 3, TIME, REVIEW])
def test_i4_a_turn_that_died_at_any_step_is_done_once(rehearsal, database, step):
    book(rehearsal, step)
    owed = count(database, outbox)

    died = _crash_everywhere(rehearsal, BOOKING[step])
    rehearsal.work()

    replies = 2 if step == REVIEW else 1
    assert died > 5
    assert count(database, outbox) == owed + replies
    assert column(database, inbox, "state") == DONE * (step + 1)
    assert column(database, inbox, "attempts") == [0] * (step + 1)
    assert count(database, appointment) == (step >= TIME)
    with database.read() as connection:
        assert faults(connection) == {}


def test_i4_a_reply_that_was_committed_is_not_owed_again(rehearsal, database):
    """The commit happened and nobody heard of it: the message is brought and taken once more."""
    hand_in(rehearsal, (PHONE, "Hola"))
    rehearsal.clerk.answer(MORNING)
    with database.write() as connection:
        connection.execute(update(inbox).values(state="waiting"))

    rehearsal.clerk.answer(MORNING)

    assert count(database, outbox) == 1


def test_without_the_name_of_the_reply_it_would_be_owed_again(rehearsal, database, monkeypatch):
    monkeypatch.setattr(
        "ventanilla.desk.turns.Taking.owes",
        lambda self, letter, which: _owed_anew(self, letter),
    )
    hand_in(rehearsal, (PHONE, "Hola"))
    rehearsal.clerk.answer(MORNING)
    with database.write() as connection:
        connection.execute(update(inbox).values(state="waiting"))

    rehearsal.clerk.answer(MORNING)

    assert count(database, outbox) == 2


def _owed_anew(taking, letter):
    return Owed(taking.waiting.contact, secrets.token_hex(8), letter)


def test_i7_a_delivery_that_died_while_stored_is_stored_when_it_comes_again(rehearsal, database):
    message = Inbound("k", "line", Address(PHONE), MORNING, "text", "Hola")
    for at in range(20):
        try:
            with failing(database, at, _Crash):
                rehearsal.clerk.receive([message], [], MORNING)
        except _Crash:
            assert count(database, inbox) == 0
            continue
        break

    rehearsal.clerk.receive([message], [], MORNING)

    assert count(database, inbox) == 1
