"""A webhook's body taken apart, whatever it holds."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.whatsapp.conformance.webhooks import LINES, body, change, of_messages, status, text
from ventanilla.whatsapp.payloads import read


def keys(delivery):
    return [message.key for message in delivery.messages]


def test_half_an_emoji_costs_only_itself():
    raw = body(change(text("Soy José \ud83d", key="a"), text(key="b")))

    delivery = read(raw, LINES)

    assert [(m.key, m.text) for m in delivery.messages] == [("a", "Soy José "), ("b", "Hola")]


def test_what_postgresql_cannot_hold_is_dropped():
    (inbound,) = read(of_messages(text("Ana\0 María", key="wamid.\0 1")), LINES).messages

    assert (inbound.text, inbound.key) == ("Ana María", "wamid. 1")


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
