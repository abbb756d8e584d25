"""Names of places that no list has."""

import re

from ventanilla.conversation.asking import Invalid
from ventanilla.domain.names import LETTER, LONGEST, MARK, clean_name

_PLACE = re.compile(rf"[{LETTER}{MARK}0-9][{LETTER}{MARK}0-9 '.,°()/#\-]*")


def place_name(text: str) -> str:
    """A town or district as typed, tidied: letters, digits and what stands in addresses.

    Raises `Invalid`.
    """
    tidy = clean_name(text)
    if not tidy:
        raise Invalid("name-empty")
    if len(tidy) > LONGEST:
        raise Invalid("name-long", longest=LONGEST)
    if not _PLACE.fullmatch(tidy) or not any(c.isalpha() for c in tidy):
        raise Invalid("place-form")
    return tidy
