"""The JSON that the platform posts to a webhook, shaped as Meta shapes it."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any, TypeAlias

from ventanilla.phone.chat import Bubble, Chat, Medium, Person, Tap
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.keeping import Update

ACCOUNT = "100000000000002"
"""The id of the business account that the envelope names."""

Change: TypeAlias = dict[str, Any]


def webhook(
    config: PhoneConfig, chat_of: Callable[[str], Chat | None], updates: Iterable[Update]
) -> dict[str, Any]:
    """One POST of them all: what is of the account stands in entries with a time."""
    entries = []
    for of_messages, group in groupby(updates, lambda update: update.field == "messages"):
        each = list(group)
        changes = [_change(config, chat_of(update.slug), update) for update in each]
        time = {} if of_messages else {"time": int(each[0].at.timestamp())}
        entries.append({"id": ACCOUNT, **time, "changes": changes})
    return {"object": "whatsapp_business_account", "entry": entries}


def _change(config: PhoneConfig, chat: Chat | None, update: Update) -> Change:
    if update.field != "messages":
        return {"field": update.field, "value": update.value}
    if chat is None or update.event == "notice":
        return _of_messages(config, update.value)
    then = replace(chat, person=update.person or chat.person)
    bubble = chat.bubbles[update.bubble - 1]
    if update.event == "message":
        messages = [_message(config, then, bubble)]
        return _of_messages(config, {"contacts": [_contact(then.person)], "messages": messages})
    statuses = [_status(then.person, bubble, update)]
    contacts = {} if update.event == "failed" else {"contacts": [_contact(then.person)]}
    return _of_messages(config, {**contacts, "statuses": statuses})


def _contact(person: Person) -> dict[str, Any]:
    return {
        "profile": {"name": person.name},
        **_number("wa_id", person),
        "user_id": person.user_id,
    }


def _of_messages(config: PhoneConfig, updates: dict[str, Any]) -> Change:
    display = "".join(c for c in config.display_number if c.isdigit())
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": display,
            "phone_number_id": config.phone_number_id,
        },
        **updates,
    }
    return {"field": "messages", "value": value}


def _message(config: PhoneConfig, chat: Chat, bubble: Bubble) -> dict[str, Any]:
    common = {
        **_number("from", chat.person),
        "from_user_id": chat.person.user_id,
        "id": bubble.key,
        "timestamp": _seconds(bubble.at),
    }
    if bubble.content.tap is not None:
        office = "".join(c for c in config.display_number if c.isdigit())
        context = {"from": office, "id": chat.bubbles[bubble.content.tap.bubble - 1].key}
        return {"context": context, **common, **_tapped(bubble.content.tap)}
    if bubble.content.medium is not None:
        return {**common, **_medium(bubble.content.medium, bubble.key)}
    return {**common, "type": "text", "text": {"body": bubble.content.text}}


def _tapped(tap: Tap) -> dict[str, Any]:
    if tap.kind == "template":
        return {"type": "button", "button": {"payload": tap.option.id, "text": tap.option.title}}
    kind = "button_reply" if tap.kind == "buttons" else "list_reply"
    reply = {"id": tap.option.id, "title": tap.option.title}
    if tap.option.note:
        reply["description"] = tap.option.note
    return {"type": "interactive", "interactive": {"type": kind, kind: reply}}


def _medium(medium: Medium, key: str) -> dict[str, Any]:
    digest = hashlib.sha256(key.encode()).digest()
    content = {
        "id": str(int.from_bytes(digest[:7])),
        "sha256": base64.b64encode(digest).decode(),
    }
    match medium:
        case "image":
            return {"type": "image", "image": {"mime_type": "image/jpeg", **content}}
        case "audio":
            audio = {"mime_type": "audio/ogg; codecs=opus", "voice": True, **content}
            return {"type": "audio", "audio": audio}
        case "sticker":
            sticker = {"mime_type": "image/webp", "animated": False, **content}
            return {"type": "sticker", "sticker": sticker}
        case "location":
            # The Zócalo of Mexico City.
            return {"type": "location", "location": {"latitude": 19.4326, "longitude": -99.1332}}


def _status(person: Person, bubble: Bubble, update: Update) -> dict[str, Any]:
    status: dict[str, Any] = {
        "id": bubble.key,
        "status": update.event,
        "timestamp": _seconds(update.at),
        **_number("recipient_id", person),
        "recipient_user_id": person.user_id,
    }
    if bubble.reference:
        status["biz_opaque_callback_data"] = bubble.reference
    if update.event == "failed":
        return {**status, "errors": [{"code": update.failure, "title": "Not delivered"}]}
    # The price comes with `sent` and with one of the two that follow it.
    return status if update.event == "read" else {**status, "pricing": _pricing(bubble)}


def _pricing(bubble: Bubble) -> dict[str, Any]:
    return {
        "billable": not bubble.free,
        "pricing_model": "PMP",
        "type": "free_customer_service" if bubble.free else "regular",
        "category": bubble.category,
    }


def _number(key: str, person: Person) -> dict[str, str]:
    """Left out of whoever has a user name, as the platform leaves it out."""
    return {} if person.hidden else {key: person.wa_id}


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
