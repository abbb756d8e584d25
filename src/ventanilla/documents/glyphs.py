"""What our fonts can show. PDF/UA refuses a page on which one letter is missing."""

import unicodedata

COVERED = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00AC),  # Latin-1, but for the soft hyphen
    (0x00AE, 0x02FF),  # Latin Extended-A and -B, IPA, modifier letters (ʻ, ʼ)
    (0x0300, 0x036F),  # combining marks
    (0x1D00, 0x1DBF),  # phonetic extensions
    (0x1DC0, 0x1DF9),  # more combining marks
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese and more
    (0x2010, 0x2027),  # dashes, quotes, bullet, ellipsis
    (0x202F, 0x203A),  # narrow space, per mille, primes, single quotes
    (0x2C60, 0x2C7F),  # Latin Extended-C
    (0xA720, 0xA7BF),  # Latin Extended-D
    (0xAB30, 0xAB64),  # Latin Extended-E
    (0x20AC, 0x20AC),  # the euro
)
"""First and last code points; a test shows that all three fonts have them all."""

MISSING = "\N{REPLACEMENT CHARACTER}"


def printable(value: object) -> object:
    """The same strings, lists and dictionaries, with every string fit for our fonts."""
    match value:
        case str():
            return fit(value)
        case list() | tuple():
            return [printable(item) for item in value]
        case dict():
            return {key: printable(item) for key, item in value.items()}
        case _:
            return value


def fit(text: str) -> str:
    """What the fonts have stays as it is; the rest becomes its plain form, or a visible gap."""
    if text.isascii() and text.isprintable():  # Most texts, and by far the longest: the QR code.
        return text
    return text if all(map(_covered, text)) else "".join(map(_nearest, text))


def _nearest(letter: str) -> str:
    if _covered(letter):
        return letter
    match unicodedata.category(letter):
        case "Cf":  # Soft hyphens, direction marks: nothing to be seen.
            return ""
        case "Cc" | "Zs" | "Zl" | "Zp":
            return " "
    plain = unicodedata.normalize("NFKC", letter)
    return plain if all(map(_covered, plain)) else MISSING


def _covered(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in COVERED)
