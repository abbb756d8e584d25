"""One message or one status of a webhook, alone: raw JSON in, a fact of ours out.

Meta adds keys without notice and leaves out those it documents, so all are optional here. Only
what the desk needs is read: no profile names, no captions, no coordinates.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TypeAlias

import msgspec
from msgspec import Raw, Struct, field

from ventanilla.domain.message import Address, Inbound, Kind, Progress, Receipt

Reason: TypeAlias = Literal["json", "shape", "id", "sender", "time"]

BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""All that msgspec raises for bytes it cannot make sense of."""

KINDS: Mapping[str, Kind] = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "voice": "audio",  # The on-premises API's name for it.
    "document": "document",
    "sticker": "sticker",
    "location": "location",
    "contacts": "contacts",
    "order": "order",
    "edit": "silent",
    "revoke": "silent",
    "system": "silent",
    "request_welcome": "silent",
}
"""Every other type is `unsupported`, as Meta's own word for polls and the like is."""

PROGRESS: Mapping[str, Progress] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}

USER_ID = re.compile(r"[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}")
PHONE = re.compile(r"\+?([0-9]{5,20})")

Stamp: TypeAlias = str | int | float | None

FIRST_MILLISECONDS = 1e12
YEAR_2100 = 4_102_444_800


class Unreadable(Exception):
    """A message or status to set aside. `key` is its id, where that much could be read."""

    def __init__(self, reason: Reason, key: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.key = key


class Said(Struct):
    body: str | None = None


class Option(Struct):
    id: str | None = None
    title: str | None = None


class Interactive(Struct):
    button_reply: Option | None = None
    list_reply: Option | None = None


class TemplateButton(Struct):
    payload: str | None = None
    text: str | None = None


class Reaction(Struct):
    emoji: str | None = None


class SystemNotice(Struct):
    user_id: str | None = None
    wa_id: str | None = None


class MessageUpdate(Struct):
    id: str | None = None
    timestamp: Stamp = None
    type: str | None = None
    phone: str | None = field(name="from", default=None)
    user_id: str | None = field(name="from_user_id", default=None)
    group_id: str | None = None
    text: Said | None = None
    interactive: Interactive | None = None
    button: TemplateButton | None = None
    reaction: Reaction | None = None
    system: SystemNotice | None = None


class Failure(Struct):
    code: int | str | None = None


class StatusUpdate(Struct):
    id: str | None = None
    status: str | None = None
    timestamp: Stamp = None
    type: str | None = None
    recipient_type: str | None = None
    biz_opaque_callback_data: str | None = None
    errors: list[Failure] | None = None


class Named(Struct):
    id: str | None = None


MESSAGE = msgspec.json.Decoder(MessageUpdate)
STATUS = msgspec.json.Decoder(StatusUpdate)
NAMED = msgspec.json.Decoder(Named)


def read_message(raw: Raw, line: str, people: Mapping[str, str]) -> Inbound | None:
    """None for a group's message: the window serves one person at a time.

    `people` leads from phone numbers to user ids and back, as the same webhook's contacts tell.
    Raises Unreadable.
    """
    try:
        update = MESSAGE.decode(raw)
    except BROKEN as error:
        raise Unreadable("shape", _key(raw)) from error
    if update.group_id:
        return None
    key = storable(update.id)
    if not key:
        raise Unreadable("id")
    sender = _sender(update, people)
    if sender is None:
        raise Unreadable("sender", key)
    sent_at = instant(update.timestamp)
    if sent_at is None:
        raise Unreadable("time", key)
    kind, text, tap = _content(update)
    return Inbound(key, line, sender, sent_at, kind, storable(text), storable(tap))


def read_receipt(raw: Raw) -> Receipt | None:
    """None for what is no progress of a message of ours: payments, groups, unknown words.

    Raises Unreadable.
    """
    try:
        update = STATUS.decode(raw)
    except BROKEN as error:
        raise Unreadable("shape", _key(raw)) from error
    progress = PROGRESS.get(update.status or "")
    if progress is None or update.type == "payment" or update.recipient_type == "group":
        return None
    key = storable(update.id)
    if not key:
        raise Unreadable("id")
    at = instant(update.timestamp)
    if at is None:
        raise Unreadable("time", key)
    return Receipt(key, storable(update.biz_opaque_callback_data), progress, at, _code(update))


def instant(stamp: Stamp) -> datetime | None:
    """UTC; unix seconds as text or number, or milliseconds, which some real payloads hold."""
    try:
        seconds = float(stamp)  # type: ignore[arg-type]  # None is caught below.
    except (TypeError, ValueError, OverflowError):
        return None
    if seconds >= FIRST_MILLISECONDS:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < YEAR_2100 else None


def aliases(phone: str | None, user_id: str | None) -> tuple[str, str]:
    """The phone's digits and the user id, each empty where absent or malformed.

    While people move to user names, a user id may stand where a phone number is expected.
    """
    number = PHONE.fullmatch(phone or "")
    user = next((each for each in (user_id, phone) if each and USER_ID.fullmatch(each)), "")
    return (number[1] if number else "", user)


def storable(text: str | None) -> str:
    """PostgreSQL holds no NUL; lone surrogates cannot pass the decoder."""
    return text.replace("\0", "") if text else ""


def _sender(update: MessageUpdate, people: Mapping[str, str]) -> Address | None:
    phone, user_id = aliases(update.phone, update.user_id)
    if update.type == "system":
        return _changed(update.system, phone, user_id)
    phone = phone or people.get(user_id, "")
    user_id = user_id or people.get(phone, "")
    return Address(phone, user_id) if phone or user_id else None


def _changed(notice: SystemNotice | None, phone: str, user_id: str) -> Address | None:
    """Whom a notice of the system is about, by one alias only.

    It tells of a number or an id that changed hands: two aliases in it may be two people's.
    """
    if notice and not phone and not user_id:
        phone, user_id = aliases(notice.wa_id, notice.user_id)
    if phone:
        return Address(phone=phone)
    return Address(user_id=user_id) if user_id else None


def _content(update: MessageUpdate) -> tuple[Kind, str | None, str | None]:
    """Kind, text and tap. What lacks its own content is answered like what nobody can read."""
    match update:
        case MessageUpdate(type="text", text=Said(body=str(body))):
            return ("text", body, None)
        case MessageUpdate(
            type="interactive",
            interactive=Interactive(list_reply=Option(id=str(tap), title=title))
            | Interactive(button_reply=Option(id=str(tap), title=title)),
        ) if tap:
            return ("tap", title, tap)
        case MessageUpdate(type="button", button=TemplateButton(payload=str(tap), text=text)):
            return ("tap", text, tap)
        case MessageUpdate(type="reaction", reaction=reaction):
            # One that is taken back comes without its emoji, and wants no answer.
            return ("reaction" if reaction and reaction.emoji else "silent", None, None)
        case _:
            return (KINDS.get(update.type or "", "unsupported"), None, None)


def _code(update: StatusUpdate) -> int:
    code = update.errors[0].code if update.errors else 0
    try:
        return int(code or 0)
    except ValueError:
        return 0


def _key(raw: Raw) -> str:
    try:
        return storable(NAMED.decode(raw).id)
    except BROKEN:
        return ""
