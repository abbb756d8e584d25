"""Whatever anybody does: the engine never raises, loses no answer that holds, offers a way on."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.conversation.chance import conversations, play

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(conversations)
def test_any_conversation_goes_on(script):
    play(*script)


@pytest.mark.prove
@settings(max_examples=10_000, deadline=None, suppress_health_check=SLOW)
@given(conversations)
def test_ten_thousand_conversations_go_on(script):
    play(*script)
