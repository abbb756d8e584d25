"""Personal data at rest: sealed columns and keyed indexes.

Keys are derived from the operator's secret by HKDF, one per purpose. While a secret is being
changed both are given, the new one first: it seals, all of them open. An index must be the same
on every node and over time, so it carries its key's version and old ones are looked up too.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
KEY_ID = 4


class Unreadable(Exception):
    """A sealed value does not open: another key, another row, or damage."""


@dataclass(frozen=True)
class Vault:
    """`secrets` are the operator's, newest first."""

    secrets: tuple[str, ...] = field(repr=False)

    def seal(self, content: bytes, *where: str | int) -> bytes:
        """`where` names table, row and column; the same is needed to open it."""
        key_id, cipher = self._ciphers[0]
        nonce = os.urandom(NONCE)
        return key_id + nonce + cipher.encrypt(nonce, content, _place(where))

    def open(self, sealed: bytes, *where: str | int) -> bytes:
        """Raises `Unreadable`."""
        key_id, nonce, rest = (
            sealed[:KEY_ID],
            sealed[KEY_ID : KEY_ID + NONCE],
            sealed[KEY_ID + NONCE :],
        )
        for known, cipher in self._ciphers:
            if known == key_id:
                try:
                    return cipher.decrypt(nonce, rest, _place(where))
                except InvalidTag:
                    break
        raise Unreadable(_place(where).decode())

    def indexes(self, purpose: str, content: str) -> tuple[bytes, ...]:
        """The keyed hashes of `content`, by the newest secret first; 20 bytes each."""
        return tuple(
            hmac.new(key, f"{purpose}\0{content}".encode(), hashlib.sha256).digest()[:20]
            for key in self._index_keys
        )

    def index(self, purpose: str, content: str) -> bytes:
        """The keyed hash by the newest secret."""
        return self.indexes(purpose, content)[0]

    def key(self, purpose: str) -> tuple[bytes, ...]:
        """32 bytes for another purpose, by each secret, newest first."""
        return tuple(_derived(secret, purpose) for secret in self.secrets)

    @cached_property
    def _ciphers(self) -> tuple[tuple[bytes, AESGCM], ...]:
        keys = [_derived(secret, "seal") for secret in self.secrets]
        return tuple((hashlib.sha256(key).digest()[:KEY_ID], AESGCM(key)) for key in keys)

    @cached_property
    def _index_keys(self) -> tuple[bytes, ...]:
        return tuple(_derived(secret, "index") for secret in self.secrets)


def _derived(secret: str, purpose: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=b"ventanilla", info=purpose.encode())
    return kdf.derive(secret.encode())


def _place(where: tuple[str | int, ...]) -> bytes:
    return "/".join(map(str, where)).encode()
