"""Who wrote a webhook: the keyed digest Meta sends along.

The digest is over the bytes as they travelled. Meta writes `é` as an escape and signs that form,
so the same JSON written anew has another digest.
"""

import hashlib
import hmac
from collections.abc import Iterable

HEADER = b"x-hub-signature-256"


def sign(body: bytes, secret: str) -> bytes:
    """The header's value: `sha256=` and 64 lower-case hexadecimal digits."""
    return b"sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()


def is_signed(body: bytes, header: bytes, secrets: Iterable[str]) -> bool:
    """Whether one of our app secrets made the header; while a secret rotates there are two.

    Bytes are compared, never text: `compare_digest` raises on text that is not ASCII, and the
    header is whatever a stranger sent.
    """
    return any(hmac.compare_digest(sign(body, secret), header) for secret in secrets if secret)
