"""The folio: what a person reads aloud to name an appointment. A locator, never a secret."""

from collections.abc import Callable
from typing import NewType

Folio = NewType("Folio", str)
"""`XXXX-XXXX-XXXX`: eleven random characters and a check character."""

ALPHABET = "23456789ACDEFHJKMNPQRTWXY"
"""Of 0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B, U V, which eyes or ears confuse, at most one is there."""

WEIGHTS = (1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13)
"""All prime to 25, as are the differences of neighbours: one wrong character, or two neighbours
swapped, always show."""

PLACES = 11
"""25 ** 11 is 51 bits."""


def new_folio(below: Callable[[int], int]) -> Folio:
    """A fresh folio; `below(n)` is a random whole number from 0 to n - 1."""
    body = "".join(ALPHABET[below(len(ALPHABET))] for _ in range(PLACES))
    return _grouped(body + _check(body))


def read_folio(text: str) -> Folio | None:
    """The folio a person typed, in any case and with any separators; None when it cannot be one."""
    plain = "".join(c for c in text.upper() if c.isalnum())
    if len(plain) != PLACES + 1 or any(c not in ALPHABET for c in plain):
        return None
    return _grouped(plain) if _check(plain[:PLACES]) == plain[PLACES] else None


def _check(body: str) -> str:
    total = sum(w * ALPHABET.index(c) for w, c in zip(WEIGHTS, body, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def _grouped(plain: str) -> Folio:
    return Folio("-".join(plain[i : i + 4] for i in range(0, len(plain), 4)))
