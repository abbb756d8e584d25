"""Names as people have them: tidied for printing, folded for comparing.

The letters allowed are those that Mexican, US and Canadian birth certificates carry; sources are
in `docs/names.md`.
"""

import re
import unicodedata

LONGEST = 60
"""Characters of one name field; longer ones do not fit a certificate's line."""

LETTER = "A-Za-zªº\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01bf\u01c4-\u024f\u1e00-\u1eff"
MARK = "\u0300-\u036f"
PART = rf"[{LETTER}][{LETTER}{MARK}]*"
WORD = rf"'?(?:[{LETTER}]/(?=[{LETTER}]{{3}}))?{PART}(?:(?:\.-|['\-.]){PART})*[.']?"
NAME = re.compile(rf"{WORD}(?: {WORD})*")
ALLOWED = re.compile(rf"[{LETTER}{MARK} '\-./]")

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ`´′ʹʽ＇", "'"))
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—−－", "-"))
_FOLDED = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)


_SHORT = {
    "ma": "maria",
    "fco": "francisco",
    "gpe": "guadalupe",
    "guad": "guadalupe",
    "j": "jose",
    "jse": "jose",
    "mtz": "martinez",
    "hdz": "hernandez",
    "hdez": "hernandez",
    "glez": "gonzalez",
    "gzz": "gonzalez",
    "rdz": "rodriguez",
    "rdgz": "rodriguez",
    "fdez": "fernandez",
    "lpz": "lopez",
    "pz": "perez",
    "dgo": "domingo",
    "ign": "ignacio",
    "snt": "santiago",
}
"""What Mexican papers write for common names; the list is for warnings, not for decisions."""


def clean_name(text: str) -> str:
    """`text` as it will be printed: composed, one space between words, plain quotes and hyphens."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = text.translate(_APOSTROPHES).translate(_HYPHENS)
    text = re.sub(r"\s*-\s*", "-", text)
    return " ".join(text.split())


def wrong_character(name: str) -> str:
    """The first character that no name may hold, or an empty string."""
    return next((c for c in name if not ALLOWED.fullmatch(c)), "")


def is_name(name: str) -> bool:
    """Whether a cleaned name can stand on a birth certificate."""
    if not 0 < len(name) <= LONGEST or NAME.fullmatch(name) is None:
        return False
    return re.search(r"(\w)\1{3}", name.casefold()) is None


def fold_name(name: str) -> str:
    """Letters a-z only, for comparing: Muñoz and MUNOZ are the same, as are O’Brien and OBRIEN."""
    name = unicodedata.normalize("NFKD", clean_name(name).casefold().replace("ß", "ss"))
    name = "".join(c for c in name if not unicodedata.combining(c)).translate(_FOLDED)
    return re.sub(r"[^a-z]", "", name)


def like_name(*names: str) -> str:
    """What is the same for two spellings of one person's name, for a warning only.

    Abbreviations are written out and the words sorted: a surname in the wrong field, or Ma. for
    María, makes no difference. Two persons may well be alike.
    """
    words = [fold_name(word) for name in names for word in re.split(r"[ .\-]+", clean_name(name))]
    return " ".join(sorted(_SHORT.get(word, word) for word in words if word))
