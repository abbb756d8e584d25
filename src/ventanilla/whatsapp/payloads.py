"""A webhook's body, taken apart so that one bad piece never costs its neighbours.

Three levels, each decoded alone: the envelope, the raw messages and statuses in it, and every one
of these by itself.
"""

import contextlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import msgspec
from msgspec import Raw, Struct

from ventanilla.domain.message import Inbound, Receipt
from ventanilla.whatsapp.updates import (
    BROKEN,
    Reason,
    Unreadable,
    aliases,
    read_message,
    read_receipt,
)

OBJECT = "whatsapp_business_account"
NOTHING = Raw(b"[]")


@dataclass(frozen=True, slots=True)
class Poison:
    """A piece that could not be read, to be kept aside as it came.

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
    ignored: int = 0


class Envelope(Struct):
    object: str = ""
    entry: Raw = NOTHING


class Entry(Struct):
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


class Contact(Struct):
    wa_id: str | None = None
    user_id: str | None = None


ENVELOPE = msgspec.json.Decoder(Envelope)
ENTRY = msgspec.json.Decoder(Entry)
CHANGE = msgspec.json.Decoder(Change)
VALUE = msgspec.json.Decoder(Value)
CONTACT = msgspec.json.Decoder(Contact)
ITEMS = msgspec.json.Decoder(list[Raw] | None)

Piece: TypeAlias = Inbound | Receipt | Poison | None
"""None is what was ignored."""


def read(body: bytes, lines: Collection[str]) -> Delivery:
    """What the body holds for our `lines` (phone number ids). Never raises, whatever the bytes."""
    messages: list[Inbound] = []
    receipts: list[Receipt] = []
    poison: list[Poison] = []
    ignored = 0
    for piece in _pieces(body, lines):
        match piece:
            case Inbound():
                messages.append(piece)
            case Receipt():
                receipts.append(piece)
            case Poison():
                poison.append(piece)
            case None:
                ignored += 1
    return Delivery(tuple(messages), tuple(receipts), tuple(poison), ignored)


def _pieces(body: bytes, lines: Collection[str]) -> Iterable[Piece]:
    try:
        envelope = _envelope(body)
    except (*BROKEN, ValueError):
        return (Poison(body, "json"),)
    if envelope is None or envelope.object != OBJECT:
        return (None,)
    return _each(envelope.entry, partial(_entry, lines))


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


def _each(items: Raw, read_one: Callable[[Raw], Iterable[Piece]]) -> Iterator[Piece]:
    """Every item by itself: one that cannot be read is set aside, the others go on."""
    try:
        raws = ITEMS.decode(items) or ()
    except BROKEN:
        yield Poison(bytes(items), "shape")
        return
    for raw in raws:
        try:
            yield from read_one(raw)
        except Unreadable as error:
            yield Poison(bytes(raw), error.reason, error.key)
        except BROKEN:
            yield Poison(bytes(raw), "shape")


def _entry(lines: Collection[str], raw: Raw) -> Iterator[Piece]:
    yield from _each(ENTRY.decode(raw).changes, partial(_change, lines))


def _change(lines: Collection[str], raw: Raw) -> Iterator[Piece]:
    change = CHANGE.decode(raw)
    if change.field != "messages":
        yield None
        return
    value = VALUE.decode(change.value)
    line = str(value.metadata.phone_number_id) if value.metadata else ""
    if line not in lines:
        yield from _each(value.messages, _ignore)
        yield from _each(value.statuses, _ignore)
        return
    people = _people(value.contacts)
    yield from _each(value.messages, lambda each: (read_message(each, line, people),))
    yield from _each(value.statuses, lambda each: (read_receipt(each),))


def _ignore(_: Raw) -> tuple[None]:
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
