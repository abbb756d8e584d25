"""F6, C16: what reaches us long after it was written, when the service was down."""

from datetime import timedelta

import pytest

from tests.desk.samples import OTHER, PHONE, hand_in, texts
from tests.storage.trays import column
from ventanilla.desk import turns
from ventanilla.desk.turns import STALE
from ventanilla.domain.message import Address, Inbound
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.trays import inbox


def wrote(rehearsal: Rehearsal, at, *said: str, sender: str = PHONE, kind: str = "text") -> None:
    """Words of then, that arrive now."""
    now = rehearsal.clock()
    messages = [
        Inbound(f"{sender} {at} {n}", "line", Address(sender), at, kind, words)
        for n, words in enumerate(said)
    ]
    rehearsal.clerk.receive(messages, [], now)
    rehearsal.work()


def begun(rehearsal: Rehearsal) -> str:
    """The question that the person has been asked last."""
    for words in ("Hola", "1"):
        hand_in(rehearsal, (PHONE, words))
        rehearsal.work()
    return texts(rehearsal, PHONE)[-1]


def test_a_late_answer_is_not_applied_and_the_question_stands(rehearsal, clock, database):
    question = begun(rehearsal)
    clock.now += timedelta(hours=2)

    wrote(rehearsal, clock.now - timedelta(hours=1), "78701", "1", "1")

    *_, last = texts(rehearsal, PHONE)
    assert len(texts(rehearsal, PHONE)) == 3
    assert "fuera de servicio" in last
    assert last.endswith(question)
    assert set(column(database, inbox, "state")) == {"done"}


def test_without_the_rule_it_would_answer_a_question_of_then(rehearsal, clock, monkeypatch):
    begun(rehearsal)
    clock.now += timedelta(minutes=29)
    monkeypatch.setattr(turns, "STALE", timedelta(days=7))

    wrote(rehearsal, clock.now - timedelta(minutes=28), "78701", "1", "1")

    assert len(texts(rehearsal, PHONE)) == 5


def test_who_has_not_begun_is_asked_to_begin(rehearsal, clock):
    wrote(rehearsal, clock.now - timedelta(hours=3), "Hello", "Hello?", "Is anybody there?")

    (only,) = texts(rehearsal, PHONE)
    assert only.startswith("We were out of service")
    assert "Write “Hi” to begin" in only
    hand_in(rehearsal, (PHONE, "Hi"))
    rehearsal.work()
    assert texts(rehearsal, PHONE)[-1].startswith("Hello!")


def test_what_is_written_after_it_goes_on_as_usual(rehearsal, clock):
    begun(rehearsal)
    clock.now += timedelta(minutes=20)
    wrote(rehearsal, clock.now - timedelta(minutes=18), "99999")

    hand_in(rehearsal, (PHONE, "78701"))
    rehearsal.work()

    assert "78701" in texts(rehearsal, PHONE)[-1]


def test_each_person_is_answered_once_for_all_that_came_late(rehearsal, clock):
    before = clock.now - timedelta(hours=5)
    for sender in (PHONE, OTHER):
        wrote(rehearsal, before, *("Hola" for _ in range(30)), sender=sender)

    assert [len(texts(rehearsal, sender)) for sender in (PHONE, OTHER)] == [1, 1]


@pytest.mark.parametrize(
    ("age", "answers"),
    [(STALE, 1), (STALE + timedelta(seconds=1), 1), (timedelta(hours=24, seconds=1), 0)],
)
def test_after_a_day_nobody_may_be_written_to(rehearsal, clock, age: timedelta, answers: int):
    wrote(rehearsal, clock.now - age, "Hola")

    assert len(texts(rehearsal, PHONE)) == answers


def test_a_late_reaction_wants_no_answer(rehearsal, clock):
    wrote(rehearsal, clock.now - timedelta(hours=1), "", kind="reaction")

    assert texts(rehearsal, PHONE) == []
