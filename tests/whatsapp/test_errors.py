"""What each of Meta's codes means for the message it refuses (section 2.7 of the contract)."""

import pytest

from ventanilla.domain.message import SendError
from ventanilla.whatsapp.errors import refusal

CODES = {
    ("platform", "backoff"): "1 2 130429 131000 131016 131057 133004 135000 131053",
    ("channel", "minutes"): "4 80007",
    ("platform", "pair"): "131056",
    ("person", "template"): "131047",
    ("person", "never"): "131026 130403 131021 131030 131050 130472 131049 131062",
    ("channel", "never"): "131048 131064 132068 132069",
    ("ours", "never"): "100 131008 131009 131051 131052 132000 132001 132005 132007 132008 132012"
    " 132015 132016 132018",
    ("channel", "halt"): "0 3 10 33 190 200 299 368 130497 131005 131031 131037 131042 131045"
    " 133000 133010 133016",
}


@pytest.mark.parametrize(
    ("code", "fault", "retry"),
    [(int(code), *rest) for rest, codes in CODES.items() for code in codes.split()],
)
@pytest.mark.parametrize("status", [0, 400, 500])
def test_the_code_decides_whatever_the_status(code, fault, retry, status):
    assert refusal(code, status) == SendError(code, fault, retry)


@pytest.mark.parametrize(
    ("status", "fault", "retry"),
    [
        (400, "ours", "never"),
        (302, "ours", "never"),
        (401, "channel", "halt"),
        (403, "channel", "halt"),
        (404, "channel", "halt"),
        (408, "platform", "backoff"),
        (429, "platform", "backoff"),
        (500, "platform", "backoff"),
        (503, "platform", "backoff"),
        (0, "platform", "never"),
    ],
)
def test_an_unknown_code_is_judged_by_the_status(status, fault, retry):
    assert refusal(999_999, status) == SendError(999_999, fault, retry)
    assert refusal(None, status) == SendError(0, fault, retry)
