"""A webhook's body, taken apart so that one bad piece never costs its neighbours.

Three levels, each decoded alone: the envelope, the raw messages and statuses in it, and every one
of these by itself.
"""

import contextlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec
from msgspec import Raw, Struct

from ventanilla.domain.message import Inbound, Receipt, SendError
from ventanilla.domain.news import AccountNews, EchoNews, LineNews, News, TemplateNews
from ventanilla.whatsapp.account import FIELDS, read_news
from ventanilla.whatsapp.updates import (
    BROKEN,
    Reason,
    Stamp,
    Unreadable,
    aliases,
    instant,
    read_echo,
    read_message,
    read_receipt,
    read_trouble,
)

OBJECT = "whatsapp_business_account"
MESSAGES, ECHOES = "messages", "smb_message_echoes"
"""The fields of what people write, and of what ours write to them from the number's telephone."""

NOTHING = Raw(b"[]")


@dataclass(frozen=True, slots=True)
class Poison:
    """A piece that could not be read, to be kept aside as it came: alone, but in an envelope of
    its own, so that a later release can read it like any other webhook.

    `key` is the message's id, empty where there was none to read.
    """

    raw: bytes
    reason: Reason
    key: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """All that one webhook brought, in its order.

    `ignored` counts what is not for us: other lines, groups, unknown fields and statuses.
    """

    messages: tuple[Inbound, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    poison: tuple[Poison, ...] = ()
    news: tuple[News, ...] = ()
    troubles: tuple[SendError, ...] = ()
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """What stands round a piece in its webhook."""

    before: bytes = b""
    after: bytes = b""

    def within(self, before: bytes, after: bytes) -> "Around":
        return Around(self.before + before, after + self.after)

    def alone(self, piece: Raw) -> bytes:
        return self.before + bytes(piece) + self.after


class Envelope(Struct):
    object: str = ""
    entry: Raw = NOTHING


class Entry(Struct):
    id: str | int | None = None
    time: Stamp = None
    changes: Raw = NOTHING


class Change(Struct):
    field: str | None = None
    value: Raw = Raw(b"{}")


class Metadata(Struct):
    phone_number_id: str | int | None = None


class Value(Struct):
    metadata: Metadata | None = None
    contacts: Raw = NOTHING
    messages: Raw = NOTHING
    statuses: Raw = NOTHING
    errors: Raw = NOTHING
    message_echoes: Raw = NOTHING

    @property
    def line(self) -> str:
        """Which of our numbers it is about; empty where it does not say."""
        return str(self.metadata.phone_number_id) if self.metadata else ""


class Contact(Struct):
    wa_id: str | None = None
    user_id: str | None = None


ENVELOPE = msgspec.json.Decoder(Envelope)
ENTRY = msgspec.json.Decoder(Entry)
CHANGE = msgspec.json.Decoder(Change)
VALUE = msgspec.json.Decoder(Value)
CONTACT = msgspec.json.Decoder(Contact)
ITEMS = msgspec.json.Decoder(list[Raw] | None)

Piece: TypeAlias = Inbound | Receipt | Poison | News | SendError | None
"""None is what was ignored."""


@dataclass(slots=True)
class Sorted:
    """The pieces of a webhook by what they are, each in its order."""

    messages: list[Inbound] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    poison: list[Poison] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    troubles: list[SendError] = field(default_factory=list)
    ignored: int = 0

    def put(self, piece: Piece) -> None:
        match piece:
            case Inbound():
                self.messages.append(piece)
            case Receipt():
                self.receipts.append(piece)
            case Poison():
                self.poison.append(piece)
            case TemplateNews() | LineNews() | AccountNews() | EchoNews():
                self.news.append(piece)
            case SendError():
                self.troubles.append(piece)
            case None:
                self.ignored += 1

    def delivery(self) -> Delivery:
        return Delivery(
            tuple(self.messages),
            tuple(self.receipts),
            tuple(self.poison),
            tuple(self.news),
            tuple(self.troubles),
            self.ignored,
        )


def read(body: bytes, lines: Collection[str], account: str = "") -> Delivery:
    """What the body holds for our `lines` (phone number ids) and our `account` (any, if empty).

    Never raises, whatever the bytes.
    """
    pieces = Sorted()
    for piece in _pieces(body, Ours(lines, account)):
        pieces.put(piece)
    return pieces.delivery()


def _pieces(body: bytes, ours: "Ours") -> Iterable[Piece]:
    try:
        envelope = _envelope(body)
    except (*BROKEN, ValueError):
        return (Poison(body, "json"),)
    if envelope is None or envelope.object != OBJECT:
        return (None,)
    around = Around(b'{"object":"%s","entry":' % OBJECT.encode(), b"}")
    return _each(envelope.entry, ours.entry, around)


def _envelope(body: bytes) -> Envelope | None:
    """None when the body is JSON of another shape. Raises ValueError or RecursionError."""
    try:
        return ENVELOPE.decode(body)
    except msgspec.ValidationError:
        return None
    except msgspec.DecodeError:
        pass
    try:
        return ENVELOPE.decode(_mended(body))
    except msgspec.ValidationError:
        return None


def _mended(body: bytes) -> bytes:
    """The same JSON without what strict readers refuse.

    A title cut in the middle of an emoji leaves half a surrogate pair behind. Raises ValueError
    or RecursionError.
    """
    text = body.decode("utf-8", "replace")
    tree = json.loads(text, strict=False, parse_constant=lambda _: None)
    return json.dumps(tree, ensure_ascii=False, allow_nan=False).encode("utf-8", "ignore")


def _each(
    items: Raw, read_one: Callable[[Raw, Around], Iterable[Piece]], around: Around
) -> Iterator[Piece]:
    """Every item by itself: one that cannot be read is set aside, the others go on."""
    try:
        raws = ITEMS.decode(items) or ()
    except BROKEN:
        yield Poison(around.alone(items), "shape")
        return
    inside = around.within(b"[", b"]")
    for raw in raws:
        try:
            yield from read_one(raw, inside)
        except Unreadable as error:
            yield Poison(inside.alone(raw), error.reason, error.key)
        except BROKEN:
            yield Poison(inside.alone(raw), "shape")


@dataclass(frozen=True, slots=True)
class Ours:
    """Reads what is for us: of our `lines`, and of our `account`, which is any if empty."""

    lines: Collection[str]
    account: str

    def entry(self, raw: Raw, around: Around) -> Iterator[Piece]:
        entry = ENTRY.decode(raw)
        at = instant(entry.time) or datetime.fromtimestamp(0, UTC)
        name = b'{"id":%s,"time":%d,"changes":' % (
            msgspec.json.encode(str(entry.id or "")),
            int(at.timestamp()),
        )

        def change(raw: Raw, around: Around) -> Iterator[Piece]:
            return self.change(raw, around, str(entry.id or ""), at)

        yield from _each(entry.changes, change, around.within(name, b"}"))

    def change(self, raw: Raw, around: Around, account: str, at: datetime) -> Iterator[Piece]:
        change = CHANGE.decode(raw)
        if change.field in FIELDS:
            mine = not self.account or account in ("", self.account)
            yield from read_news(change.field, change.value, at) if mine else (None,)
        elif change.field == MESSAGES:
            yield from self.value(change.value, around)
        elif change.field == ECHOES:
            yield from self.echoes(change.value, around)
        else:
            yield None

    def echoes(self, raw: Raw, around: Around) -> Iterator[Piece]:
        value = VALUE.decode(raw)
        read_one = _echo if value.line in self.lines else _ignore
        yield from _each(
            value.message_echoes, read_one, _of(around, ECHOES, value, "message_echoes")
        )

    def value(self, raw: Raw, around: Around) -> Iterator[Piece]:
        value = VALUE.decode(raw)
        if value.line not in self.lines:
            yield from _each(value.messages, _ignore, around)
            yield from _each(value.statuses, _ignore, around)
            return
        people = _people(value.contacts)

        def message(raw: Raw, _: Around) -> tuple[Piece]:
            return (read_message(raw, value.line, people),)

        yield from _each(value.messages, message, _of(around, MESSAGES, value, "messages"))
        yield from _each(value.statuses, _receipt, _of(around, MESSAGES, value, "statuses"))
        yield from _each(value.errors, _trouble, _of(around, MESSAGES, value, "errors"))


def _of(around: Around, name: str, value: Value, what: str) -> Around:
    """What stands round a list of a value, with what is needed to read it."""
    before = b'{"field":"%s","value":{"metadata":{"phone_number_id":%s},"contacts":%s,"%s":' % (
        name.encode(),
        msgspec.json.encode(value.line),
        bytes(value.contacts),
        what.encode(),
    )
    return around.within(before, b"}}")


def _echo(raw: Raw, _: Around) -> tuple[Piece]:
    return (read_echo(raw),)


def _receipt(raw: Raw, _: Around) -> tuple[Piece]:
    return (read_receipt(raw),)


def _trouble(raw: Raw, _: Around) -> tuple[Piece]:
    return (read_trouble(raw),)


def _ignore(_: Raw, __: Around) -> tuple[None]:
    return (None,)


def _people(contacts: Raw) -> Mapping[str, str]:
    """From phone to user id and back; contacts may be absent, and stand in no order."""
    people: dict[str, str] = {}
    with contextlib.suppress(*BROKEN):
        for raw in ITEMS.decode(contacts) or ():
            people |= _pair(raw)
    return people


def _pair(raw: Raw) -> Mapping[str, str]:
    try:
        contact = CONTACT.decode(raw)
    except BROKEN:
        return {}
    phone, user_id = aliases(contact.wa_id, contact.user_id)
    return {phone: user_id, user_id: phone} if phone and user_id else {}
