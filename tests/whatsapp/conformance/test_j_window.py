"""J: when we may write freely; what else there is of it stands in the table."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.whatsapp.conformance.webhooks import typed
from ventanilla.storage.trays import conversation

BUTTON = {"button": {"payload": "confirm:1", "text": "Confirmo"}}
OPENING = {
    "J2-words": ("text", {"text": {"body": "78701"}}, True),
    "J2-button": ("button", BUTTON, True),
    "J2-image": ("image", {"image": {"id": "4"}}, True),
    "J3-reaction": ("reaction", {"reaction": {"message_id": "x", "emoji": "👍"}}, False),
    "J3-taken-back": ("reaction", {"reaction": {"message_id": "x", "emoji": ""}}, False),
    "J3-system": ("system", {"system": {"type": "customer_identity_changed"}}, False),
}


def heard_at(window) -> int:
    """When the person last wrote, as far as the 24 hours go."""
    with window.database.read() as connection:
        return connection.scalar(select(conversation.c.heard_at))


@pytest.mark.parametrize("case", OPENING)
def test_the_24_hours_begin_anew_with_what_a_person_writes_and_nothing_else(window, case):
    kind, content, opens = OPENING[case]
    window.say("Hola", "1")
    before = heard_at(window)
    window.clock.now += timedelta(minutes=5)
    now = int(window.clock.now.timestamp())

    window.tell({**typed(kind, **content), "timestamp": str(now)})

    assert before < now
    assert heard_at(window) == (now if opens else before)
