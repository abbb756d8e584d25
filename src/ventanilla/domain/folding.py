"""Text without case, marks or punctuation, for comparing what people type with what is known."""

import re
import unicodedata

_SPECIAL = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "ı": "i"})


def fold(text: str) -> str:
    """`"  ¡Atrás! "` and `"ATRAS"` are both `atras`; words are kept apart by one space."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_SPECIAL)
    return " ".join(re.sub(r"[^\w]+|_", " ", text).split())


def units(text: str) -> int:
    """UTF-16 code units, which WhatsApp's limits are taken to count: an emoji is two and more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
