"""What Meta's answers say, where no case of the contract does."""

import msgspec
import pytest

from ventanilla.domain.message import Accepted, Address, SendError, Unknown
from ventanilla.whatsapp.answers import media_of, sending_of

UNREACHED = SendError(0, "platform", "backoff")
UNFIT = SendError(0, "ours", "never")

SENDINGS = {
    "gateway-timeout": (504, b"<html>", Unknown()),
    "code-as-text": (400, {"error": {"code": "131026"}}, SendError(131026, "person", "never")),
    "code-malformed": (400, {"error": {"code": "x"}}, UNFIT),
    "code-too-large": (400, {"error": {"code": 2**31}}, UNFIT),
    "code-below-zero": (400, {"error": {"code": -1}}, UNFIT),
    "unknown-code": (400, {"error": {"code": 999_999}}, SendError(999_999, "ours", "never")),
    "E7": (
        200,
        {"contacts": [{"user_id": "US.1"}], "messages": [{"id": "w"}]},
        Accepted("w", who=Address(user_id="US.1")),
    ),
    "E8": (
        200,
        {"contacts": [{"input": "5215550100", "wa_id": "525550100"}], "messages": [{"id": "w"}]},
        Accepted("w", who=Address(phone="525550100")),
    ),
    "held": (200, {"messages": [{"id": "w", "message_status": "held"}]}, Accepted("w")),
}


@pytest.mark.parametrize("case", SENDINGS)
def test_an_answer_is_acceptance_refusal_or_neither(case):
    status, answer, sending = SENDINGS[case]
    body = answer if isinstance(answer, bytes) else msgspec.json.encode(answer)

    assert sending_of(status, body) == sending


@pytest.mark.parametrize(
    ("status", "answer", "media"),
    [
        (200, b'{"id":"M1"}', "M1"),
        (200, b'{"id":7}', ""),
        (200, b"<html>", ""),
        (400, b'{"error":{"code":131053}}', SendError(131053, "platform", "backoff")),
        (504, b"<html>", UNREACHED),
    ],
)
def test_an_upload_gives_an_id_or_a_refusal(status, answer, media):
    assert media_of(status, answer) == media
