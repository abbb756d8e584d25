"""Group C of the contract's cases, as far as taking a body apart decides them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.domain.message import Address, Inbound
from ventanilla.whatsapp.payloads import Delivery, read

LINE = "1055"
LINES = {LINE, "1066"}
PHONE = "15125550123"
USER = "US.13491208655302741918"
SENT_AT = 1_795_446_000
MOMENT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def text(body="Hola", key="wamid.1", **more):
    content = {"type": "text", "text": {"body": body}}
    return {"id": key, "from": PHONE, "timestamp": str(SENT_AT), **content, **more}


def typed(kind, key="wamid.1", **content):
    return {"id": key, "from": PHONE, "timestamp": str(SENT_AT), "type": kind, **content}


def status(word="sent", key="wamid.9", **more):
    return {"id": key, "status": word, "timestamp": str(SENT_AT), **more}


def change(*messages, line=LINE, **value):
    metadata = {"display_phone_number": "1 555", "phone_number_id": line}
    return {
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": metadata,
            "messages": list(messages),
            **value,
        },
    }


def body(*changes):
    entry = {"id": "WABA", "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def read_one(message, **value) -> Inbound:
    delivery = read(body(change(message, **value)), LINES)
    assert delivery.poison == ()
    (inbound,) = delivery.messages
    return inbound


def keys(delivery):
    return [message.key for message in delivery.messages]


# --- C: envelope, batches, duplicates, order


def test_c1_messages_of_one_value_come_in_their_order():
    delivery = read(body(change(text(key="a"), text(key="b"))), LINES)

    assert keys(delivery) == ["a", "b"]


def test_c2_changes_are_all_read():
    delivery = read(body(change(text(key="a")), change(text(key="b"))), LINES)

    assert keys(delivery) == ["a", "b"]


def test_c3_c5_entries_keep_the_line_they_came_to():
    first, second = change(text(key="a")), change(text(key="b"), line="1066")
    entries = [{"id": "W1", "changes": [first]}, {"id": "W2", "changes": [second]}]
    raw = json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()

    delivery = read(raw, LINES)

    assert [(m.key, m.line) for m in delivery.messages] == [("a", LINE), ("b", "1066")]


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
    "time": text(key="bad", timestamp="asdf"),
    "time-absent": text(key="bad", timestamp=None),
    "time-far": text(key="bad", timestamp="99999999999999999999"),
    "time-nan": text(key="bad", timestamp="nan"),
    "time-infinite": text(key="bad", timestamp="inf"),
    "time-negative": text(key="bad", timestamp=-1),
    "sender": {k: v for k, v in text(key="bad").items() if k != "from"},
    "sender-malformed": text(key="bad", **{"from": "somebody"}),
}


@pytest.mark.parametrize("case", POISON)
def test_c8_c19_a_poison_message_is_set_aside_with_its_key_and_its_neighbours_are_read(case):
    bad = POISON[case]

    delivery = read(body(change(text(key="a"), bad, text(key="b"))), LINES)

    assert keys(delivery) == ["a", "b"]
    (poison,) = delivery.poison
    assert (poison.reason, poison.key) == (case.partition("-")[0], "bad")
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
    assert read_one(text(timestamp=stamp)).sent_at == MOMENT


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
    message = text(new={"a": [1]})
    message["text"]["new"] = 1
    tree = json.loads(body(change(message, new=1)))
    tree["new"] = tree["entry"][0]["new"] = tree["entry"][0]["changes"][0]["new"] = [{}]

    assert keys(read(json.dumps(tree).encode(), LINES)) == ["wamid.1"]


def test_c23_null_is_the_same_as_absent():
    nulls = dict.fromkeys(["from_user_id", "group_id", "context", "interactive", "button"])

    inbound = read_one(text(**nulls), contacts=None, statuses=None, errors=None)

    assert inbound == Inbound("wamid.1", LINE, Address(phone=PHONE), MOMENT, "text", "Hola")


@pytest.mark.parametrize("empty", ["entry", "changes", "messages"])
def test_c23_null_arrays_are_empty(empty):
    raw = body(change(text())).decode()
    tree = json.loads(raw)
    at = {"entry": tree, "changes": tree["entry"][0]}
    at["messages"] = tree["entry"][0]["changes"][0]["value"]
    at[empty][empty] = None

    assert read(json.dumps(tree).encode(), LINES) == Delivery()


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'{"entry":[]}', b'{"object":"page","entry":[{}]}'])
def test_b14_json_that_is_no_delivery_is_ignored(raw):
    assert read(raw, LINES) == Delivery(ignored=1)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe", body(change(text()))[:-9], b'{"a":' * 100_000]
)
def test_b13_b15_what_is_no_json_is_set_aside_whole(raw):
    delivery = read(raw, LINES)

    assert [(poison.raw, poison.reason) for poison in delivery.poison] == [(raw, "json")]


def test_b15_bytes_that_are_no_text_spoil_one_message_alone():
    raw = body(change(text(key="a", body="XX"), text(key="b"))).replace(b"XX", b"\xff")

    delivery = read(raw, LINES)

    assert keys(delivery) == ["b"]
    assert [poison.key for poison in delivery.poison] == ["a"]


def test_half_an_emoji_costs_only_itself():
    raw = body(change(text("Soy José \ud83d", key="a"), text(key="b")))

    delivery = read(raw, LINES)

    assert [(m.key, m.text) for m in delivery.messages] == [("a", "Soy José "), ("b", "Hola")]


def test_what_postgresql_cannot_hold_is_dropped():
    inbound = read_one(text("Ana\0 María", key="wamid.\0 1"))

    assert (inbound.text, inbound.key) == ("Ana María", "wamid. 1")


# --- Whatever comes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = sorted(set(text()) | set(status()) | {"group_id", "interactive", "button", "system"})
ODD = JSON | st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6)


@given(raw=st.binary() | JSON.map(lambda tree: json.dumps(tree).encode()))
def test_no_bytes_whatever_raise(raw):
    read(raw, LINES)


@given(odd=ODD, field=st.sampled_from(NAMES))
def test_one_odd_message_never_costs_its_neighbours(odd, field):
    messages = [text(key="a"), odd, text(key="b", **{field: odd}), text(key="c")]

    delivery = read(body(change(*messages, statuses=[odd, status()])), LINES)

    found = keys(delivery)
    assert (found[0], found[-1]) == ("a", "c")
    assert "wamid.9" in [receipt.key for receipt in delivery.receipts]


@given(odd=JSON, at=st.sampled_from(["entry", "changes", "messages", "statuses", "contacts"]))
def test_an_odd_level_never_costs_another_change(odd, at):
    tree = json.loads(body(change(text(key="a"))))
    entry = tree["entry"][0]
    target = {"entry": tree["entry"], "changes": entry["changes"]}.get(at)
    if target is None:
        entry["changes"].append(change(**{at: odd}))
    else:
        target.append(odd)
    entry["changes"].append(change(text(key="z")))

    found = keys(read(json.dumps(tree).encode(), LINES))

    assert (found[0], found[-1]) == ("a", "z")
