"""One example of each type of message, status and account webhook, and what it is read as.

The shapes are those of Meta's pages and collections; the people are made up.
"""

from pathlib import Path

import pytest

from tests.whatsapp.conformance.door import post
from tests.whatsapp.conformance.webhooks import LINES, PHONE, USER
from ventanilla.domain.message import Address, Kind, Progress
from ventanilla.whatsapp.payloads import Delivery, read

EXAMPLES = Path(__file__).parent / "examples"
ACCOUNT = sorted(path.stem for path in (EXAMPLES / "account").glob("*.json"))
NEITHER = [*(f"account/{name}" for name in ACCOUNT), "statuses/errors_alone"]
ALL = sorted(str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*.json"))

MESSAGES: dict[str, tuple[Kind, str, str]] = {
    "text": ("text", "¿Puedo cambiar mi cita?", ""),
    "text_reply": ("text", "78701", ""),
    "text_forwarded": ("text", "78701", ""),
    "text_frequently_forwarded": ("text", "78701", ""),
    "text_about_a_product": ("text", "¿Cuánto cuesta?", ""),
    "text_from_an_ad": ("text", "Hola", ""),
    "text_from_a_post": ("text", "Hola", ""),
    "text_identity": ("text", "Hola", ""),
    "text_with_errors": ("text", "Hola", ""),
    "text_of_a_username": ("text", "Hola", ""),
    "button_reply": ("tap", "1. Sí", "1795449601.0"),
    "list_reply": ("tap", "3. Austin", "1795449601.2"),
    "template_button": ("tap", "Confirmo", "CONFIRM:1"),
    "flow_reply": ("unsupported", "", ""),
    "interactive_without_content": ("unsupported", "", ""),
    "image": ("image", "", ""),
    "video": ("video", "", ""),
    "sticker": ("sticker", "", ""),
    "document": ("document", "", ""),
    "audio": ("audio", "", ""),
    "voice": ("audio", "", ""),
    "location": ("location", "", ""),
    "contacts": ("contacts", "", ""),
    "contacts_requested": ("contacts", "", ""),
    "reaction": ("reaction", "", ""),
    "reaction_removed": ("silent", "", ""),
    "reaction_without_emoji": ("silent", "", ""),
    "order": ("order", "", ""),
    "system_changed_number": ("silent", "", ""),
    "system_changed_user_id": ("silent", "", ""),
    "system_changed_identity": ("silent", "", ""),
    "unsupported": ("unsupported", "", ""),
    "unknown": ("unsupported", "", ""),
    "poll_vote": ("unsupported", "", ""),
    "edit": ("silent", "", ""),
    "revoke": ("silent", "", ""),
    "request_welcome": ("silent", "", ""),
}

STATUSES: dict[str, tuple[Progress, str, int]] = {
    "sent": ("sent", "7.1", 0),
    "sent_older": ("sent", "", 0),
    "sent_from_an_ad": ("sent", "7.1", 0),
    "delivered": ("delivered", "7.1", 0),
    "delivered_to_a_user_id": ("delivered", "7.1", 0),
    "read": ("read", "7.1", 0),
    "played": ("read", "7.1", 0),
    "failed": ("failed", "7.1", 131047),
    "failed_older": ("failed", "", 131026),
}

IGNORED = {
    "messages/text_in_a_group",
    "statuses/deleted",
    "statuses/unheard_of",
    "statuses/read_in_a_group",
    "statuses/payment_captured",
    "statuses/payment_failed",
    "statuses/payment_pending",
}

SENDERS = {
    "text": Address(PHONE, USER),
    "text_of_a_username": Address(user_id=USER),
    "contacts_requested": Address(PHONE, USER),
    "system_changed_identity": Address(PHONE),
}


def example(name: str) -> bytes:
    return (EXAMPLES / name).with_suffix(".json").read_bytes()


def test_every_example_is_in_one_of_the_tables():
    named = {f"messages/{name}" for name in MESSAGES} | {f"statuses/{name}" for name in STATUSES}

    assert {name.removesuffix(".json") for name in ALL} == named | IGNORED | {*NEITHER}
    assert not named & IGNORED


@pytest.mark.parametrize("name", ALL)
def test_every_example_is_acknowledged_and_none_is_poison(app, kept, name):
    assert post(app, example(name)).status == 200
    assert [delivery.poison for delivery in kept.deliveries] == [()]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_read_as_its_kind_and_its_words(name):
    (inbound,) = read(example(f"messages/{name}"), LINES).messages

    assert (inbound.kind, inbound.text, inbound.tap) == MESSAGES[name]


@pytest.mark.parametrize("name", SENDERS)
def test_a_message_is_read_as_its_senders(name):
    (inbound,) = read(example(f"messages/{name}"), LINES).messages

    assert inbound.sender == SENDERS[name]


@pytest.mark.parametrize("name", STATUSES)
def test_a_status_is_read_as_progress_of_our_message(name):
    (receipt,) = read(example(f"statuses/{name}"), LINES).receipts

    code = receipt.error.code if receipt.error else 0
    assert (receipt.progress, receipt.reference, code) == STATUSES[name]


@pytest.mark.parametrize("name", sorted(IGNORED))
def test_what_is_not_for_us_is_counted_as_ignored(name):
    assert read(example(name), LINES) == Delivery(ignored=1)


@pytest.mark.parametrize("name", NEITHER)
def test_what_is_about_the_account_is_neither_message_nor_status(name):
    delivery = read(example(name), LINES)

    assert (delivery.messages, delivery.receipts) == ((), ())


def test_a_desk_that_gets_all_of_them_sets_none_aside(window):
    for name in ALL:
        window.post(example(name))
    window.work()

    assert window.received == ["done"] * len(MESSAGES)
