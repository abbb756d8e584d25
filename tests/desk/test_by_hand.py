"""G7: somebody of ours answers from the number's own telephone, and the machine keeps silent."""

import json

import pytest

from tests.desk.samples import OTHER, PHONE, hand_in, texts
from tests.storage.trays import column
from ventanilla.desk.account import BY_HAND
from ventanilla.domain.message import Address
from ventanilla.domain.news import EchoNews
from ventanilla.storage.conversations import ConversationTable
from ventanilla.storage.trays import inbox
from ventanilla.whatsapp.payloads import read

LINE = "1055"


def answered_by_hand(rehearsal, to: str = PHONE) -> None:
    now = rehearsal.clock()
    rehearsal.clerk.receive([], [], now, [EchoNews(Address(to), now)])


def say(rehearsal, who: str, words: str = "Hola") -> int:
    """How many answers that person has had."""
    hand_in(rehearsal, (who, words))
    rehearsal.work()
    return len(texts(rehearsal, who))


def test_g7_while_somebody_of_ours_talks_to_a_person_nothing_else_does(rehearsal, clock, database):
    assert say(rehearsal, PHONE) == 1
    answered_by_hand(rehearsal)

    assert (say(rehearsal, PHONE, "Gracias"), say(rehearsal, OTHER)) == (1, 1)
    assert set(column(database, inbox, "state")) == {"done"}

    clock.now += BY_HAND
    assert say(rehearsal, PHONE, "1") == 2


def test_g7_also_to_somebody_who_never_wrote(rehearsal, clock):
    answered_by_hand(rehearsal)

    assert say(rehearsal, PHONE) == 0
    clock.now += BY_HAND
    assert say(rehearsal, PHONE) == 1


def test_g7_the_question_stands_where_it_was(rehearsal, clock):
    say(rehearsal, PHONE)
    answered_by_hand(rehearsal)
    say(rehearsal, PHONE, "What do I have to bring?")
    clock.now += BY_HAND

    say(rehearsal, PHONE, "1")

    first, last = texts(rehearsal, PHONE)
    assert last not in first


def test_without_that_rule_both_would_answer(rehearsal, monkeypatch):
    monkeypatch.setattr(ConversationTable, "leave", lambda *_: None)
    answered_by_hand(rehearsal)

    assert say(rehearsal, PHONE) == 1


@pytest.mark.parametrize(("line", "count"), [(LINE, 1), ("another", 0)])
def test_an_echo_is_read_for_our_own_number(line, count):
    echo = {"id": "w", "from": "1", "to": PHONE, "timestamp": "1795446000", "type": "text"}
    value = {"metadata": {"phone_number_id": line}, "message_echoes": [echo]}
    change = {"field": "smb_message_echoes", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}

    delivery = read(json.dumps(body).encode(), (LINE,))

    assert [one.to for one in delivery.news] == [Address(PHONE)] * count
    assert delivery.ignored == 1 - count


def test_an_echo_of_another_shape_is_set_aside():
    value = {"metadata": {"phone_number_id": LINE}, "message_echoes": [{"to": PHONE}]}
    change = {"field": "smb_message_echoes", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"changes": [change]}]}

    (poison,) = read(json.dumps(body).encode(), (LINE,)).poison

    assert poison.reason == "time"
    assert read(poison.raw, (LINE,)).poison == (poison,)
