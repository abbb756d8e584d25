"""Checking a confirmation's seal without network."""

from collections.abc import Mapping, Sequence

from ventanilla.documents.seal import Forged, verify

KEY = 32
"""Bytes of an Ed25519 public key."""


class BadKey(ValueError):
    """A public key that cannot be one."""


def parse_keys(texts: Sequence[str]) -> dict[int, bytes]:
    """`12:ab34…` as printed by `ventanilla keys`. Raises `BadKey`."""
    keys = {}
    for text in texts:
        version, _, key = text.partition(":")
        try:
            keys[int(version)] = bytes.fromhex(key)
        except ValueError:
            raise BadKey(f"{text[:20]} is no key; it looks like 12:ab34…") from None
        if len(keys[int(version)]) != KEY:
            raise BadKey(f"the key of version {version} needs {KEY * 2} characters")
    return keys


def check_token(text: str, keys: Mapping[int, bytes]) -> tuple[str, bool]:
    """What to tell whoever checks, and whether the seal is genuine. `text` is what the QR code
    holds: an address that ends in the token, or the token alone.
    """
    statement = verify(text.strip().rstrip("/").rpartition("/")[2], keys)
    if isinstance(statement, Forged):
        return f"NOT genuine ({statement.reason}).", False
    told = (
        f"Genuine. Folio {statement.folio}, {statement.initials}, {statement.office}, "
        f"{statement.day} {statement.time:%H:%M}, {statement.procedure}, "
        f"revision {statement.revision}. Whether it still stands only the calendar knows."
    )
    return told, True
