"""C: envelopes, batches, duplicates and order."""

import json
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import event

from tests.desk.samples import BOOKING, MORNING, REVIEW
from tests.storage.trays import count
from tests.whatsapp.conformance.webhooks import (
    LINE,
    LINES,
    OTHER_LINE,
    PHONE,
    SENT_AT,
    USER,
    body,
    change,
    of_entries,
    of_messages,
    status,
    tap,
    text,
    typed,
)
from tests.whatsapp.conformance.window import Window
from ventanilla.desk.tray_ports import Conflict
from ventanilla.domain.message import Address, Inbound
from ventanilla.storage.database import Database
from ventanilla.storage.trays import inbox, outbox
from ventanilla.whatsapp.payloads import Delivery, read

PATIENCE = 20
"""Seconds until a test gives up."""


def read_one(message, **value) -> Inbound:
    delivery = read(body(change(message, **value)), LINES)
    assert delivery.poison == ()
    (inbound,) = delivery.messages
    return inbound


def keys(delivery):
    return [message.key for message in delivery.messages]


# -- the envelope


def test_c1_messages_of_one_value_come_in_their_order():
    delivery = read(body(change(text(key="a"), text(key="b"))), LINES)

    assert keys(delivery) == ["a", "b"]


def test_c2_changes_are_all_read():
    delivery = read(body(change(text(key="a")), change(text(key="b"))), LINES)

    assert keys(delivery) == ["a", "b"]


def test_c3_c5_entries_keep_the_line_they_came_to():
    first, second = change(text(key="a")), change(text(key="b"), line=OTHER_LINE)
    entries = [{"id": "W1", "changes": [first]}, {"id": "W2", "changes": [second]}]

    delivery = read(of_entries(*entries), LINES)

    assert [(m.key, m.line) for m in delivery.messages] == [("a", LINE), ("b", OTHER_LINE)]


def test_c4_messages_and_statuses_of_one_value_are_both_read():
    delivery = read(body(change(text(), statuses=[status()])), LINES)

    assert len(delivery.messages) == len(delivery.receipts) == 1


def test_c6_another_line_is_ignored_and_counted():
    foreign = change(text(), text(), statuses=[status()], line="999")

    assert read(body(foreign), LINES) == Delivery(ignored=3)


def test_c6_a_line_given_as_a_number_is_the_same_line():
    assert len(read(body(change(text(), line=1055)), LINES).messages) == 1


def test_d30_a_group_is_ignored_and_counted():
    delivery = read(body(change(text(group_id="g"), text(key="b"))), LINES)

    assert (keys(delivery), delivery.ignored) == (["b"], 1)


def test_c7_an_unknown_field_is_ignored_and_its_neighbour_read():
    other = {"field": "flows", "value": {"event": "ONBOARDING"}}

    delivery = read(body(other, change(text())), LINES)

    assert len(delivery.messages) == 1
    assert delivery.ignored == 1


POISON = {
    "shape": text(key="bad", text={"body": {"not": "text"}}),
    "shape-of-type": text(key="bad", type=7),
    "shape-of-interactive": typed("interactive", key="bad", interactive=[1]),
    "C19-time": text(key="bad", timestamp="asdf"),
    "time-absent": text(key="bad", timestamp=None),
    "time-far": text(key="bad", timestamp="99999999999999999999"),
    "time-nan": text(key="bad", timestamp="nan"),
    "time-infinite": text(key="bad", timestamp="inf"),
    "time-negative": text(key="bad", timestamp=-1),
    "sender": {k: v for k, v in text(key="bad").items() if k != "from"},
    "sender-malformed": text(key="bad", **{"from": "somebody"}),
}


@pytest.mark.parametrize("case", POISON)
def test_c8_a_poison_message_is_set_aside_with_its_key_and_its_neighbours_are_read(case):
    bad = POISON[case]

    delivery = read(body(change(text(key="a"), bad, text(key="b"))), LINES)

    assert keys(delivery) == ["a", "b"]
    (poison,) = delivery.poison
    assert (poison.reason, poison.key) == (case.removeprefix("C19-").partition("-")[0], "bad")
    (alone,) = json.loads(poison.raw)["entry"][0]["changes"]
    assert alone["value"]["messages"] == [bad]


@pytest.mark.parametrize("bad", [5, None, "text", [], {}, {"type": "text"}, {"id": 7}])
def test_c8_poison_without_an_id_is_set_aside_too(bad):
    delivery = read(body(change(text(key="a"), bad, text(key="b"))), LINES)

    assert keys(delivery) == ["a", "b"]
    assert [poison.key for poison in delivery.poison] == [""]


@pytest.mark.parametrize(
    "value",
    [
        {"messages": {"id": "x"}},
        {"messages": "x", "contacts": "y"},
    ],
)
def test_c8_a_malformed_array_costs_nothing_beside_it(value):
    raw = body(change(statuses=[status()], **value), change(text()))

    delivery = read(raw, LINES)

    assert (len(delivery.messages), len(delivery.receipts), len(delivery.poison)) == (1, 1, 1)


@pytest.mark.parametrize("bad", [5, None, [], {"field": 1}, {"field": "messages", "value": 3}])
def test_c8_a_malformed_change_is_set_aside(bad):
    delivery = read(body(bad, change(text())), LINES)

    assert len(delivery.messages) == 1
    assert [(poison.reason, poison.key) for poison in delivery.poison] == [("shape", "")]


@pytest.mark.parametrize(
    "stamp",
    [
        pytest.param(str(SENT_AT), id="text"),
        pytest.param(SENT_AT, id="C18-number"),
        pytest.param(SENT_AT * 1000, id="C17-milliseconds"),
        pytest.param(str(SENT_AT * 1000), id="C17-milliseconds-as-text"),
        pytest.param(float(SENT_AT), id="float"),
    ],
)
def test_every_way_of_writing_the_time_is_the_same_instant(stamp):
    assert read_one(text(timestamp=stamp)).sent_at == MORNING


def test_c20_contacts_are_joined_by_id_and_never_by_place():
    other = "15125550199"
    contacts = [{"wa_id": other, "user_id": USER, "profile": {"name": "B"}}]
    messages = [text(key="a"), text(key="b", **{"from": other}), text(key="c")]

    delivery = read(body(change(*messages, contacts=contacts)), LINES)

    me, them = Address(phone=PHONE), Address(other, USER)
    assert [m.sender for m in delivery.messages] == [me, them, me]


@pytest.mark.parametrize("contacts", [None, [], [5, None, {"wa_id": 5}, {}], {}, "x"])
def test_c21_contacts_may_be_absent_or_odd(contacts):
    assert read_one(text(), contacts=contacts).sender == Address(phone=PHONE)


def test_c22_unknown_keys_are_accepted_at_every_level():
    message = text(key="wamid.1", new={"a": [1]})
    message["text"]["new"] = 1
    tree = json.loads(body(change(message, new=1)))
    tree["new"] = tree["entry"][0]["new"] = tree["entry"][0]["changes"][0]["new"] = [{}]

    assert keys(read(json.dumps(tree).encode(), LINES)) == ["wamid.1"]


def test_c23_null_is_the_same_as_absent():
    nulls = dict.fromkeys(["from_user_id", "group_id", "context", "interactive", "button"])

    inbound = read_one(text(key="wamid.1", **nulls), contacts=None, statuses=None, errors=None)

    assert inbound == Inbound("wamid.1", LINE, Address(phone=PHONE), MORNING, "text", "Hola")


@pytest.mark.parametrize("empty", ["entry", "changes", "messages"])
def test_c23_null_arrays_are_empty(empty):
    raw = body(change(text())).decode()
    tree = json.loads(raw)
    at = {"entry": tree, "changes": tree["entry"][0]}
    at["messages"] = tree["entry"][0]["changes"][0]["value"]
    at[empty][empty] = None

    assert read(json.dumps(tree).encode(), LINES) == Delivery()


# -- duplicates and order ----------------------------------------------------------------------


@pytest.fixture
def another(database_url):
    """Another process with the same database."""
    opened = Database(database_url)
    yield opened
    opened.close()


def test_c9_the_same_body_three_times_has_one_effect(window):
    raw = of_messages(window.text("Hola"))

    for _ in range(3):
        window.post(raw)
    answered = window.work()
    window.post(raw)

    assert (len(answered), window.work()) == (1, [])


def test_c10_a_message_that_comes_again_among_others_has_one_effect(window):
    first, second = window.text("Hola"), window.text("1")
    window.tell(first)

    answered = window.tell(second, first)

    assert len(answered) == 1
    assert window.received == ["done", "done"]


def test_c11_two_workers_that_get_a_message_at_once_answer_it_once(window, another):
    raw, begin = of_messages(window.text("Hola")), Barrier(2)
    other = window.beside(another)

    def get(by: Window) -> None:
        begin.wait()
        by.post(raw)
        answer_all(by)

    together(get, window, other)

    assert (count(window.database, inbox), count(window.database, outbox)) == (1, 1)


def test_c12_a_message_that_comes_again_after_a_restart_has_one_effect(window):
    raw = of_messages(window.text("Hola"))
    window.post(raw)
    window.work()

    window.restart()
    window.post(raw)

    assert window.work() == []


@pytest.mark.parametrize(("days", "remembered"), [(7, True), (31, False)])
def test_c13_a_message_that_comes_again_after_seven_days_has_one_effect(window, days, remembered):
    """Its id is kept for 30 days: after these it would be stored once more."""
    raw = of_messages(window.text("Hola"))
    window.post(raw)
    window.work()
    for _ in range(days):
        window.clock.now += timedelta(days=1)
        window.rehearsal.clerk.sweep(window.clock.now)
    known = count(window.database, inbox) == 1

    window.post(raw)

    assert (known, count(window.database, inbox)) == (remembered, 1)
    assert window.work() == []


def test_c14_what_was_stored_when_the_process_died_is_answered_once(window):
    raw = of_messages(window.text("Hola"))
    window.post(raw)

    window.restart()
    answered = window.work()
    window.post(raw)

    assert (len(answered), window.work()) == (1, [])


def test_c15_an_older_message_that_comes_late_loses_no_booking(window):
    """As they come, and a tap only for the list it was made on."""
    for words in BOOKING[: REVIEW - 1]:
        times = window.say(words)
    older = tap(times.choices[-1])
    window.say(BOOKING[REVIEW - 1])
    window.tell(window.text(BOOKING[REVIEW]))

    window.tell(older)

    assert window.appointments == ["confirmed"]


def test_c16_what_was_written_three_days_ago_is_not_answered_as_fresh(window):
    question = window.say("Hola", "1")
    written = SENT_AT - timedelta(days=3).total_seconds()

    answered = window.tell(text("78701", timestamp=str(int(written))))

    assert answered == []
    assert window.say("???").body.endswith(question.body)


def test_c24_two_messages_of_a_person_are_taken_one_after_the_other(window, another):
    """In the middle of the first turn another worker looks for work: there is none for it."""
    window.deliver(window.text("Hola"), window.text("1"))
    other, taken = window.beside(another).rehearsal.clerk, []
    worker = Thread(target=lambda: taken.append(other.answer(MORNING)))

    def meanwhile(connection, cursor, words, *rest) -> None:
        if words.startswith("INSERT INTO outbox") and worker.ident is None:
            worker.start()
            if not window.database.path:  # SQLite has one writer: it waits for the commit.
                worker.join(PATIENCE)

    event.listen(window.database.engine, "before_cursor_execute", meanwhile)
    window.rehearsal.clerk.answer(MORNING)
    worker.join(PATIENCE)

    assert taken == ([1] if window.database.path else [0])
    greeting, question = window.work()
    assert greeting.body.startswith("¡Hola!")
    assert "código postal" in question.body


def together(work, *windows: Window) -> None:
    threads = [Thread(target=work, args=(each,)) for each in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def answer_all(window: Window) -> None:
    while True:
        try:
            if not window.rehearsal.clerk.answer(MORNING):
                return
        except Conflict:
            continue
