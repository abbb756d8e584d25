"""The signed statement inside a confirmation's QR code: a counter can check it without network.

The seal shows that this system once gave this appointment. Only the calendar knows whether the
appointment still stands: an older `revision` than the calendar's is an old paper.

A token is base64url, without padding, of: layout (1 byte), key version (1 byte), a MessagePack
array, and the Ed25519 signature (64 bytes) over all that stands before it.
"""

import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal, TypeAlias

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ventanilla.domain.applicant import Applicant
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode

LAYOUT = 1
SIGNATURE = 64
CONTEXT = b"ventanilla confirmation\0"
"""Signed along with the body, so that no signature made for another purpose passes here."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`day` and `time` are the office's own; `initials` tell the bearer apart, and name nobody."""

    folio: Folio
    revision: int
    office: OfficeCode
    procedure: ProcedureCode
    day: date
    time: time
    initials: str


Reason: TypeAlias = Literal["unreadable", "unknown-layout", "unknown-key", "altered"]
"""`unknown-key` and `unknown-layout` may mean that the checker is out of date, not a forgery."""


@dataclass(frozen=True, slots=True)
class Forged:
    reason: Reason


class _Wire(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """`minute` is day ordinal x 1440 + minute of the day, office time: five bytes for both."""

    folio: str
    revision: int
    office: str
    procedure: str
    minute: int
    initials: str


def sign(statement: Statement, seed: bytes, key_version: int) -> str:
    """The token; the same for the same statement. `seed` is 32 bytes, `key_version` 0 to 255."""
    body = bytes((LAYOUT, key_version)) + msgspec.msgpack.encode(_packed(statement))
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(CONTEXT + body)
    return urlsafe_b64encode(body + signature).rstrip(b"=").decode()


def verify(token: str, public_keys: Mapping[int, bytes]) -> Statement | Forged:
    """What was signed, or why the token is not to be trusted. `public_keys`: 32 bytes each."""
    sealed = _bytes_of(token)
    if sealed is None:
        return Forged("unreadable")
    body, signature = sealed[:-SIGNATURE], sealed[-SIGNATURE:]
    if body[0] != LAYOUT:
        return Forged("unknown-layout")
    public_key = public_keys.get(body[1])
    if public_key is None:
        return Forged("unknown-key")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, CONTEXT + body)
        return _unpacked(msgspec.msgpack.decode(body[2:], type=_Wire))
    except InvalidSignature:
        return Forged("altered")


def public_key(seed: bytes) -> bytes:
    """The 32 bytes that verify what `seed` signs."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def initials(applicant: Applicant) -> str:
    """One capital letter for each part of the name that is there, as in `JRM`."""
    parts = (applicant.given_names, applicant.paternal_surname, applicant.maternal_surname)
    return "".join(map(_initial, parts))


def _initial(part: str) -> str:
    """The first letter; apostrophes that count as letters (ʻ, ʼ) are passed over."""
    composed = unicodedata.normalize("NFC", part)
    letters = (c for c in composed if unicodedata.category(c) in {"Lu", "Ll", "Lt", "Lo"})
    return next(letters, "").upper()


def _bytes_of(token: str) -> bytes | None:
    """None for anything but the one way of writing some bytes that could be a token.

    Base64 decoders pass over strange characters and leftover bits: two texts, the same bytes.
    """
    try:
        sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        return None
    written = urlsafe_b64encode(sealed).rstrip(b"=").decode()
    return sealed if written == token and len(sealed) > SIGNATURE + 2 else None


def _packed(statement: Statement) -> _Wire:
    clock = statement.time.hour * 60 + statement.time.minute
    return _Wire(
        statement.folio.replace("-", ""),
        statement.revision,
        statement.office,
        statement.procedure,
        statement.day.toordinal() * 1440 + clock,
        statement.initials,
    )


def _unpacked(wire: _Wire) -> Statement:
    day, clock = divmod(wire.minute, 1440)
    return Statement(
        Folio("-".join(wire.folio[i : i + 4] for i in range(0, len(wire.folio), 4))),
        wire.revision,
        OfficeCode(wire.office),
        ProcedureCode(wire.procedure),
        date.fromordinal(day),
        time(*divmod(clock, 60)),
        wire.initials,
    )
