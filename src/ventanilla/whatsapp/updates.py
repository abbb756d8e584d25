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

from ventanilla.domain.message import (
    Address,
    Inbound,
    Kind,
    Price,
    Progress,
    Receipt,
    SendError,
)
from ventanilla.domain.news import EchoNews
from ventanilla.whatsapp.errors import code_of, refusal

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

CHANGED = ("user_changed_number", "user_changed_user_id", "customer_changed_number")
"""Notices that somebody goes on under another number or id; the last is the older word."""

USER_ID = re.compile(r"[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}")
CONSTANT = re.compile(r"[A-Za-z0-9_-]{1,512}")
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
    type: str | None = None
    user_id: str | None = None
    wa_id: str | None = None
    new_wa_id: str | None = None
    previous_user_id: str | None = None
    customer: str | None = None


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


class EchoUpdate(Struct):
    timestamp: Stamp = None
    to: str | None = None
    user_id: str | None = field(name="to_user_id", default=None)


class Failure(Struct):
    code: int | str | None = None


class Pricing(Struct):
    category: str | None = None
    type: str | None = None
    billable: bool | None = None


class StatusUpdate(Struct):
    id: str | None = None
    status: str | None = None
    timestamp: Stamp = None
    type: str | None = None
    recipient_type: str | None = None
    biz_opaque_callback_data: str | None = None
    errors: list[Failure] | None = None
    pricing: Pricing | None = None


class Named(Struct):
    id: str | None = None


MESSAGE = msgspec.json.Decoder(MessageUpdate)
STATUS = msgspec.json.Decoder(StatusUpdate)
NAMED = msgspec.json.Decoder(Named)
ECHO = msgspec.json.Decoder(EchoUpdate)
FAILURE = msgspec.json.Decoder(Failure)


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
    sender, becomes = _changed(update) if update.type == "system" else _sender(update, people)
    if sender == Address():
        raise Unreadable("sender", key)
    sent_at = instant(update.timestamp)
    if sent_at is None:
        raise Unreadable("time", key)
    kind, text, tap = _content(update)
    return Inbound(key, line, sender, sent_at, kind, storable(text), storable(tap), becomes)


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
    reference = storable(update.biz_opaque_callback_data)
    why = refused(update.errors[0] if update.errors else Failure())
    failed = why if progress == "failed" else None
    return Receipt(key, reference, progress, at, failed, _price(update.pricing))


def read_echo(raw: Raw) -> EchoNews:
    """Raises Unreadable."""
    try:
        update = ECHO.decode(raw)
    except BROKEN as error:
        raise Unreadable("shape") from error
    at = instant(update.timestamp)
    to = Address(*aliases(update.to, update.user_id))
    if at is None or to == Address():
        raise Unreadable("time" if at is None else "sender")
    return EchoNews(to, at)


def read_trouble(raw: Raw) -> SendError | None:
    """What Meta says is wrong, where it speaks of no message. Raises Unreadable."""
    try:
        return refused(FAILURE.decode(raw))
    except BROKEN as error:
        raise Unreadable("shape") from error


def refused(failure: Failure) -> SendError:
    """An error told by webhook; one without a readable code is nobody's in particular."""
    return refusal(code_of(failure.code or 0) or None, 0)


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


def constant(text: str | None) -> str:
    """One of Meta's own words, as `PAUSED` or `service`. Empty for anything else: it may be a
    sentence about somebody, or more than an index holds.
    """
    return text if text and CONSTANT.fullmatch(text) else ""


def _sender(update: MessageUpdate, people: Mapping[str, str]) -> tuple[Address, Address]:
    phone, user_id = aliases(update.phone, update.user_id)
    phone = phone or people.get(user_id, "")
    user_id = user_id or people.get(phone, "")
    return Address(phone, user_id), Address()


def _changed(update: MessageUpdate) -> tuple[Address, Address]:
    """Who a notice of the system is about, and who that is from now on.

    A notice that names but one side tells of nobody who goes on as somebody else; then it is
    about one alias only: two aliases in it may be two people's.
    """
    notice = update.system or SystemNotice()
    phone, user_id = aliases(update.phone, update.user_id)
    new_phone, new_user = aliases(notice.wa_id or notice.new_wa_id, notice.user_id)
    _, former_user = aliases(None, notice.previous_user_id)
    former_phone, _ = aliases(notice.customer, None)
    was = Address(
        phone=_other(phone, new_phone) or _other(former_phone, new_phone),
        user_id=_other(former_user, new_user) or _other(user_id, new_user),
    )
    now = Address(new_phone, new_user)
    if notice.type in CHANGED and was != Address() and now != Address():
        return was, now
    phone, user_id = phone or new_phone, user_id or new_user
    return (Address(phone=phone) if phone else Address(user_id=user_id)), Address()


def _other(one: str, than: str) -> str:
    return one if one != than else ""


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


def _price(pricing: Pricing | None) -> Price | None:
    """`billable` is on its way out, but may be all that an older account's status holds."""
    category = constant(pricing.category) if pricing else ""
    if pricing is None or not category:
        return None
    return Price(category, constant(pricing.type) or ("regular" if pricing.billable else "free"))


def _key(raw: Raw) -> str:
    try:
        return storable(NAMED.decode(raw).id)
    except BROKEN:
        return ""
