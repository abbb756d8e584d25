"""What print asks of words that were written for a chat."""

import re

BEFORE_HIGH_MARK = re.compile(" (?=[:;!?»])")
"""The space that French puts before these."""


def typeset(words: str) -> str:
    """Curved apostrophes, and no line begins with a colon. Not for names: they stay as typed."""
    return BEFORE_HIGH_MARK.sub("\N{NO-BREAK SPACE}", words.replace("'", "’"))
