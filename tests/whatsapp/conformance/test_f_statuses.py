"""F: what Meta says became of our messages, from the webhook to the out-tray."""

from datetime import timedelta
from hashlib import sha256

import pytest
from structlog.testing import capture_logs

from tests.storage.trays import column
from tests.whatsapp.conformance.exchange import pace
from tests.whatsapp.conformance.webhooks import LINES, USER, body, change, status
from tests.whatsapp.conformance.window import read_alike
from ventanilla.desk.tray_ports import Parcel, Settlement
from ventanilla.domain.message import Accepted, Unknown
from ventanilla.storage.trays import outbox
from ventanilla.whatsapp.payloads import Delivery, read


@pytest.fixture
def parcel(window) -> Parcel:
    """A reply on its way."""
    return leaves(window)


def leaves(window) -> Parcel:
    window.deliver(window.text("Hola"))
    clerk, now = window.rehearsal.clerk, window.clock.now
    clerk.answer(now)
    (one,), _ = clerk.hand_out([], [], 10, now)
    return one


def settle(window, parcel: Parcel, result) -> None:
    settled = Settlement(parcel.id, parcel.attempt, result, None)
    window.rehearsal.clerk.hand_out([settled], [], 0, window.clock.now)


@pytest.fixture
def told(window, parcel):
    """Meta accepted the reply, and then says one word after the other."""
    settle(window, parcel, Accepted("wamid.9"))

    def tell(*words, **more):
        for word in words:
            given = {"biz_opaque_callback_data": parcel.reference, **more}
            window.deliver(statuses=[status(word, **given)])
        return stands(window)

    return tell


def stands(window) -> tuple[str, str, int | None]:
    """State, progress and error of the last message of ours."""
    return tuple(
        column(window.database, outbox, name)[-1] for name in ("state", "progress", "error")
    )


ORDERS = {
    "F1-forward": (("sent", "delivered", "read"), "read"),
    "F1-delivered": (("sent", "delivered"), "delivered"),
    "F2-read-first": (("sent", "read", "delivered"), "read"),
    "F2-backward": (("read", "delivered", "sent"), "read"),
    "F3-read-alone": (("read",), "read"),
    "F4-twice": (("delivered", "delivered"), "delivered"),
    "F10-played": (("delivered", "played"), "read"),
    "F10-deleted": (("delivered", "deleted"), "delivered"),
    "F9-unheard-of": (("delivered", "in_orbit"), "delivered"),
}


@pytest.mark.parametrize("case", ORDERS)
def test_progress_only_goes_forward(told, case):
    words, progress = ORDERS[case]

    assert told(*words) == ("sent", progress, None)


def test_f4_a_failure_that_is_told_twice_fails_one_message_once(window, told):
    failed = {"errors": [{"code": 131026, "title": "x"}]}

    with capture_logs() as logged:
        told("failed", "failed", **failed)

    assert stands(window) == ("failed", "sent", 131026)
    assert [one["event"] for one in logged].count("not delivered") == 1


FAILURES = {
    "F5-window": ([{"code": 131047, "title": "x", "error_data": {"details": "y"}}], 131047),
    "F6-code-alone": ([{"code": 131047}], 131047),
    "F6-code-as-text": ([{"code": "131047"}], 131047),
    "F6-no-code": ([{"title": "x"}], 0),
    "F6-none": ([], 0),
    "F6-absent": (None, 0),
}


@read_alike
@pytest.mark.parametrize("case", FAILURES)
def test_a_failure_fails_the_message_with_what_code_it_has(window, told, case):
    """Nothing is sent in its place: the person has to write first, and then is asked again."""
    errors, code = FAILURES[case]

    assert told("failed", errors=errors) == ("failed", "sent", code)
    assert window.work() == []


@pytest.mark.parametrize("code", [2**31, 2**70, "9" * 30, -1])
def test_f6_a_code_that_can_be_none_of_metas_jams_nothing(told, code):
    """A table's column holds 31 bits: without a bound the same status would fail every round."""
    assert told("failed", errors=[{"code": code}]) == ("failed", "sent", 0)


def test_f8_our_reference_settles_a_send_of_unknown_fate(window, parcel):
    settle(window, parcel, Unknown())
    before = stands(window)[0]

    window.deliver(statuses=[status("sent", biz_opaque_callback_data=parcel.reference)])
    window.clock.now += timedelta(minutes=1)
    window.rehearsal.clerk.sweep(window.clock.now)

    assert (before, stands(window)) == ("unknown", ("sent", "sent", None))
    assert window.work() == []


def test_f8_without_it_the_message_is_sent_again(window, parcel):
    settle(window, parcel, Unknown())

    window.clock.now += timedelta(minutes=1)
    window.rehearsal.clerk.sweep(window.clock.now)

    assert len(window.work()) == 1


PRICING = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
LEFT_OUT = {
    "F12-no-conversation": {"pricing": PRICING},
    "F12-conversation": {"conversation": {"id": "x", "origin": {"type": "service"}}},
    "F13-user-id-alone": {"recipient_user_id": USER},
    "F13-nobody": {},
}


@read_alike
@pytest.mark.parametrize("case", LEFT_OUT)
def test_a_status_is_understood_whoever_and_whatever_it_names(told, case):
    assert told("delivered", **LEFT_OUT[case]) == ("sent", "delivered", None)


ENDLESS = "".join(sha256(bytes([n])).hexdigest() for n in range(200))


@pytest.mark.parametrize(
    "pricing", [{"category": ENDLESS}, {"category": "service", "type": ENDLESS}]
)
def test_a_price_that_is_no_word_of_metas_jams_nothing(told, pricing):
    """An index holds words of some length only, and prices are found by theirs."""
    assert told("delivered", pricing=pricing) == ("sent", "delivered", None)


def test_f14_a_thousand_statuses_in_a_delivery_are_all_noted(window, parcel):
    settle(window, parcel, Accepted("wamid.9"))
    strangers = [status("read", f"wamid.x{n}") for n in range(999)]
    ours = status("read", biz_opaque_callback_data=parcel.reference)

    window.deliver(statuses=[*strangers, ours])

    assert stands(window) == ("sent", "read", None)


@read_alike
@pytest.mark.parametrize("word", ["captured", "failed", "pending"])
def test_f15_a_payment_is_no_progress_of_a_message(told, word):
    assert told(word, type="payment", payment={"reference_id": "x"}) == ("sent", "sent", None)


def test_f16_too_fast_told_of_no_message_slows_the_number(window):
    pace(window, 80)
    busy = [{"code": 130429, "title": "Rate limit hit"}]

    with capture_logs() as logged:
        window.deliver(errors=busy)

    slowed = [one["share"] for one in logged if one["event"] == "number slowed down"]
    assert slowed == [50]


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(status("in_orbit"), id="F9-unheard-of"),
        pytest.param(status("deleted"), id="F10-deleted"),
        pytest.param(status("failed", type="payment"), id="F15-payment"),
        pytest.param(status("sent", recipient_type="group"), id="group"),
        pytest.param(status(None), id="absent"),
    ],
)
def test_what_is_no_progress_is_counted_as_ignored(one):
    assert read(body(change(statuses=[one])), LINES) == Delivery(ignored=1)
