"""Names as on a birth certificate."""

from ventanilla.conversation.asking import Invalid
from ventanilla.domain.names import LONGEST, clean_name, is_name, wrong_character


def name(text: str) -> str:
    """`text` tidied. Raises `Invalid` saying what is wrong, and with which character."""
    tidy = clean_name(text)
    if not tidy:
        raise Invalid("name-empty")
    if wrong := wrong_character(tidy):
        reason = "name-digit" if wrong.isdigit() else "name-character"
        raise Invalid(reason, character=wrong)
    if len(tidy) > LONGEST:
        raise Invalid("name-long", longest=LONGEST)
    if not is_name(tidy):
        raise Invalid("name-form")
    return tidy
