"""Group I of the contract's cases, as far as Meta's answer alone decides them."""

import msgspec
import pytest

from ventanilla.domain.message import Accepted, Address, SendError, Unknown
from ventanilla.whatsapp.answers import media_of, sending_of

UNREACHED = SendError(0, "platform", "backoff")
UNFIT = SendError(0, "ours", "never")

SENDINGS = {
    "I1": (400, {"error": {"code": 130429}}, SendError(130429, "platform", "backoff")),
    "I2": (400, {"error": {"code": 131056}}, SendError(131056, "platform", "pair")),
    "I3": (400, {"error": {"code": 131047}}, SendError(131047, "person", "template")),
    "I5": (400, {"error": {"code": 100}}, SendError(100, "ours", "never")),
    "I6": (401, {"error": {"code": 190}}, SendError(190, "channel", "halt")),
    "I8": (400, {"error": {"code": 80007}}, SendError(80007, "channel", "minutes")),
    "I9-code": (500, {"error": {"code": 131000}}, SendError(131000, "platform", "backoff")),
    "I9-500": (500, b"<html>", UNREACHED),
    "I9-502": (502, b"<html>", UNREACHED),
    "I9-503": (503, b"", UNREACHED),
    "gateway-timeout": (504, b"<html>", Unknown()),
    "I10-no-json": (200, b"<html>", Unknown()),
    "I10-empty": (200, b"", Unknown()),
    "I10-no-messages": (200, {"messaging_product": "whatsapp"}, Unknown()),
    "I10-none": (200, {"messages": []}, Unknown()),
    "I10-no-id": (200, {"messages": [{}]}, Unknown()),
    "I10-empty-id": (200, {"messages": [{"id": ""}]}, Unknown()),
    "I13": (429, b"", UNREACHED),
    "I14": (400, {"error": {"message": "x", "code": 131026}}, SendError(131026, "person", "never")),
    "code-as-text": (400, {"error": {"code": "131026"}}, SendError(131026, "person", "never")),
    "code-malformed": (400, {"error": {"code": "x"}}, UNFIT),
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
