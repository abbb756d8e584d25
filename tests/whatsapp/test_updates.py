"""Groups D to F of the contract's cases, as far as one message or status alone decides them."""

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


# --- D: types of messages


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("  Hola  ", id="D1-spaces"),
        pytest.param("a\u00a0b", id="D1-nbsp"),
        pytest.param("👩‍👩‍👧", id="D1-zwj"),
        pytest.param("\u200fשלום", id="D1-rtl"),
        pytest.param("e\u0301", id="D1-decomposed"),
        pytest.param("x" * 4096, id="D2-4096"),
        pytest.param("", id="D3-empty"),
    ],
)
def test_text_is_kept_as_it_was_sent(words):
    inbound = read_one(text(words))

    assert (inbound.kind, inbound.text, inbound.tap) == ("text", words, "")


def reply(kind):
    option = {"id": "country:us", "title": "2. Estados Unidos", "description": "x"}
    return typed("interactive", interactive={"type": kind, kind: option}, context={"id": "w0"})


TAPS = {
    "D4-list": reply("list_reply"),
    "D7-button": reply("button_reply"),
    "D9-template": typed("button", button={"payload": "country:us", "text": "2. Estados Unidos"}),
}


@pytest.mark.parametrize("case", TAPS)
def test_a_tap_carries_its_id_and_its_words(case):
    inbound = read_one(TAPS[case])

    assert (inbound.kind, inbound.tap, inbound.text) == ("tap", "country:us", "2. Estados Unidos")


FLOW = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "[1]"}}
MEDIA = {"id": "4", "mime_type": "x/y", "sha256": "x", "caption": "mi pasaporte"}
KINDS = {
    "D10-flow": (typed("interactive", interactive=FLOW), "unsupported"),
    "D13-no-interactive": (typed("interactive"), "unsupported"),
    "D13-null-interactive": (typed("interactive", interactive=None), "unsupported"),
    "D13-empty-tap": (
        typed("interactive", interactive={"list_reply": {"id": "", "title": "x"}}),
        "unsupported",
    ),
    "text-without-text": (typed("text"), "unsupported"),
    "D14-image": (typed("image", image=MEDIA), "image"),
    "D14-video": (typed("video", video=MEDIA), "video"),
    "D14-document": (typed("document", document=MEDIA), "document"),
    "D14-sticker": (typed("sticker", sticker=MEDIA), "sticker"),
    "D14-audio": (typed("audio", audio=MEDIA | {"voice": True}), "audio"),
    "D15-voice": (typed("voice", voice=MEDIA), "audio"),
    "D16-location": (typed("location", location={"latitude": 1, "longitude": 2}), "location"),
    "D17-contacts": (typed("contacts", contacts=[{"phones": [], "origin": "other"}]), "contacts"),
    "D18-no-name": (typed("contacts", contacts=[{}]), "contacts"),
    "D19-reaction": (typed("reaction", reaction={"message_id": "x", "emoji": "👍"}), "reaction"),
    "D19-removed": (typed("reaction", reaction={"message_id": "x", "emoji": ""}), "silent"),
    "D19-absent": (typed("reaction", reaction={"message_id": "x"}), "silent"),
    "D20-order": (typed("order", order={"product_items": []}), "order"),
    "D21-unsupported": (typed("unsupported", errors=[{"code": 131051}]), "unsupported"),
    "D21-unknown": (typed("unknown", errors=[{"code": 131051}]), "unsupported"),
    "D22-poll": (typed("poll_vote", poll_vote={}), "unsupported"),
    "no-type": (typed(None), "unsupported"),
    "D26-identity": (typed("system", system={"type": "customer_identity_changed"}), "silent"),
    "D27-edit": (typed("edit", edit={"message": {"type": "text"}}), "silent"),
    "D27-revoke": (typed("revoke", revoke={"original_message_id": "x"}), "silent"),
    "welcome": (typed("request_welcome"), "silent"),
    "D28-forwarded": (text(context={"forwarded": True}), "text"),
    "D29-referral": (text(referral={"source_type": "ad"}), "text"),
    "D31-errors": (text(errors=[{"code": 1}]), "text"),
}


@pytest.mark.parametrize("case", KINDS)
def test_every_type_has_its_kind(case):
    message, kind = KINDS[case]

    assert read_one(message).kind == kind


@pytest.mark.parametrize("case", [case for case in KINDS if KINDS[case][1] != "text"])
def test_nothing_is_kept_of_what_is_no_text(case):
    inbound = read_one(KINDS[case][0])

    assert (inbound.text, inbound.tap) == ("", "")


def test_d30_a_group_is_not_for_us():
    assert read_one(text(group_id="g")) is None


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


# --- Statuses (F: as far as one status tells)


@pytest.mark.parametrize(
    ("word", "progress"),
    [(w, w) for w in ("sent", "delivered", "read", "failed")] + [("played", "read")],
)
def test_a_status_tells_the_progress_of_our_message(word, progress):
    receipt = read_status(status(word, biz_opaque_callback_data="7.1", recipient_user_id=USER))

    assert (receipt.key, receipt.reference) == ("wamid.9", "7.1")
    assert (receipt.progress, receipt.at) == (progress, MOMENT)
    assert (receipt.error is not None) == (progress == "failed")


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ([{"code": 131047, "title": "Re-engagement"}], 131047),
        ([{"code": "131047"}], 131047),
        ([{"code": "x"}], 0),
        ([{}], 0),
        ([], 0),
        (None, 0),
    ],
)
def test_f5_f6_a_failure_carries_its_code(errors, code):
    assert read_status(status("failed", errors=errors)).error.code == code


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(status("in_orbit"), id="F9-unknown"),
        pytest.param(status("deleted"), id="F10-deleted"),
        pytest.param(status(None), id="absent"),
        pytest.param(status("failed", type="payment"), id="F15-payment"),
        pytest.param(status("sent", recipient_type="group"), id="group"),
    ],
)
def test_a_status_that_is_no_progress_is_ignored(one):
    assert read_status(one) is None


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
