"""One message or one status alone: what is read of it, and what makes it unreadable."""

from datetime import UTC, datetime

import msgspec
import pytest
from msgspec import Raw

from ventanilla.domain.message import Address
from ventanilla.whatsapp.updates import Unreadable, read_message, read_receipt

LINE = "1055"
PHONE = "15125550123"
USER = "US.13491208655302741918"
SENT_AT = 1_795_446_000
MOMENT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NOBODY = {}
KNOWN = {PHONE: USER, USER: PHONE}


def typed(kind, **content):
    return {"id": "wamid.1", "from": PHONE, "timestamp": str(SENT_AT), "type": kind, **content}


def text(body="Hola", **more):
    return typed("text", text={"body": body}, **more)


def status(word="sent", **more):
    return {"id": "wamid.9", "status": word, "timestamp": str(SENT_AT), **more}


def read_one(message, people=NOBODY):
    return read_message(Raw(msgspec.json.encode(message)), LINE, people)


def read_status(one):
    return read_receipt(Raw(msgspec.json.encode(one)))


# --- What it says


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("  Hola  ", id="spaces"),
        pytest.param("a\u00a0b", id="nbsp"),
        pytest.param("👩‍👩‍👧", id="zwj"),
        pytest.param("\u200fשלום", id="rtl"),
        pytest.param("e\u0301", id="decomposed"),
        pytest.param("x" * 4096, id="4096"),
        pytest.param("", id="empty"),
    ],
)
def test_text_is_kept_as_it_was_sent(words):
    inbound = read_one(text(words))

    assert (inbound.kind, inbound.text, inbound.tap) == ("text", words, "")


ODD = {
    "null-interactive": typed("interactive", interactive=None),
    "empty-tap": typed("interactive", interactive={"list_reply": {"id": "", "title": "x"}}),
    "text-without-text": typed("text"),
    "no-type": typed(None),
}


@pytest.mark.parametrize("case", ODD)
def test_what_lacks_its_own_content_is_like_what_nobody_can_read(case):
    inbound = read_one(ODD[case])

    assert (inbound.kind, inbound.text, inbound.tap) == ("unsupported", "", "")


# --- Who it is (E: as far as one message tells)

SENDERS = {
    "phone": ({"from": PHONE}, Address(PHONE)),
    "plus": ({"from": f"+{PHONE}"}, Address(PHONE)),
    "E1-both": ({"from": PHONE, "from_user_id": USER}, Address(PHONE, USER)),
    "E2-user-id": ({"from": None, "from_user_id": USER}, Address(user_id=USER)),
    "E4-in-from": ({"from": "US.1234"}, Address(user_id="US.1234")),
    "E5-malformed": ({"from": PHONE, "from_user_id": "us-1"}, Address(PHONE)),
    "E10-parent": (
        {"from_user_id": USER, "from_parent_user_id": "US.ENT.118"},
        Address(PHONE, USER),
    ),
    "E11-longest": ({"from_user_id": "US." + "9" * 128}, Address(PHONE, "US." + "9" * 128)),
}


@pytest.mark.parametrize("case", SENDERS)
def test_the_sender_is_known_by_phone_by_user_id_or_both(case):
    given, address = SENDERS[case]

    assert read_one(text(**given)).sender == address


@pytest.mark.parametrize("given", [{}, {"from": None, "from_user_id": USER}])
def test_the_contacts_supply_the_alias_that_the_message_lacks(given):
    assert read_one(text(**given), KNOWN).sender == Address(PHONE, USER)


SYSTEM = {
    "D23-from-the-old-number": ({}, {"user_id": USER, "wa_id": "15550001111"}, Address(PHONE)),
    "D24-no-from": ({"from": None}, {"user_id": USER}, Address(user_id=USER)),
    "both": ({"from_user_id": USER}, {}, Address(PHONE)),
}


@pytest.mark.parametrize("case", SYSTEM)
def test_a_notice_of_a_changed_number_never_joins_two_aliases(case):
    sender, notice, address = SYSTEM[case]
    message = typed("system", system={"type": "user_changed_number", **notice}) | sender

    assert read_one(message, KNOWN).sender == address


OLDER = "US.1"
NEW_PHONE = "15550001111"

RENAMED = {
    "D23-number": (
        {},
        {"type": "user_changed_number", "wa_id": NEW_PHONE, "user_id": USER},
        (Address(PHONE), Address(NEW_PHONE, USER)),
    ),
    "D23-number-and-former-id": (
        {},
        {"type": "user_changed_number", "wa_id": NEW_PHONE, "previous_user_id": OLDER},
        (Address(PHONE, OLDER), Address(NEW_PHONE)),
    ),
    "D23-the-older-word": (
        {},
        {"type": "customer_changed_number", "new_wa_id": NEW_PHONE},
        (Address(PHONE), Address(NEW_PHONE)),
    ),
    "D23-named-beside": (
        {"from": None},
        {"type": "customer_changed_number", "wa_id": NEW_PHONE, "customer": PHONE},
        (Address(PHONE), Address(NEW_PHONE)),
    ),
    "D24-no-from": (
        {"from": None},
        {"type": "user_changed_user_id", "user_id": USER, "previous_user_id": OLDER},
        (Address("", OLDER), Address("", USER)),
    ),
    "D24-the-same-number": (
        {},
        {
            "type": "user_changed_user_id",
            "user_id": USER,
            "previous_user_id": OLDER,
            "wa_id": PHONE,
        },
        (Address("", OLDER), Address(PHONE, USER)),
    ),
}


@pytest.mark.parametrize("case", RENAMED)
def test_a_notice_that_names_both_sides_tells_who_goes_on_as_whom(case):
    sender, notice, named = RENAMED[case]

    inbound = read_one(typed("system", system=notice, **sender))

    assert (inbound.sender, inbound.becomes) == named
    assert inbound.kind == "silent"


# --- Statuses


@pytest.mark.parametrize(
    ("word", "progress"),
    [(w, w) for w in ("sent", "delivered", "read", "failed")] + [("played", "read")],
)
def test_a_status_tells_the_progress_of_our_message(word, progress):
    receipt = read_status(status(word, biz_opaque_callback_data="7.1", recipient_user_id=USER))

    assert (receipt.key, receipt.reference) == ("wamid.9", "7.1")
    assert (receipt.progress, receipt.at) == (progress, MOMENT)
    assert (receipt.error is not None) == (progress == "failed")


MALFORMED = {
    "shape": 5,
    "shape-null": None,
    "shape-errors": status("failed", errors="x"),
    "id": {"status": "sent", "timestamp": SENT_AT},
    "time": status(timestamp="x"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_status_says_why(case):
    with pytest.raises(Unreadable) as unreadable:
        read_status(MALFORMED[case])

    assert unreadable.value.reason == case.partition("-")[0]
