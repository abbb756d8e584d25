"""What Meta's error codes mean for a message of ours.

The codes are those of "WhatsApp Cloud API: error codes", updated 2026-05-15, read 2026-09-11;
which of them may be tried again, and who has to act, is our own reading of that page.
"""

from http import HTTPStatus
from typing import Literal, TypeAlias

from ventanilla.domain.message import SendError

LARGEST_CODE = 2**31 - 1

Fault: TypeAlias = Literal["person", "platform", "channel", "ours"]
Retry: TypeAlias = Literal["never", "backoff", "pair", "minutes", "halt", "template"]

CodeClass: TypeAlias = Literal[
    "busy", "budget", "pair", "person", "quality", "ours", "halt", "refused"
]
"""What a code calls for; docs/running.md says what to do about each."""

CLASSES: dict[tuple[Fault, Retry], CodeClass] = {
    ("platform", "backoff"): "busy",
    ("channel", "minutes"): "budget",
    ("platform", "pair"): "pair",
    ("person", "never"): "person",
    ("person", "template"): "person",
    ("channel", "never"): "quality",
    ("ours", "never"): "ours",
    ("channel", "halt"): "halt",
    ("platform", "never"): "refused",
}

RULES: tuple[tuple[frozenset[int], Fault, Retry], ...] = (
    # Busy, failing or being upgraded. 131053 is a file that Meta could not take in: the next
    # attempt uploads it anew.
    (frozenset({1, 2, 130429, 131000, 131016, 131057}), "platform", "backoff"),
    (frozenset({131053, 133004, 135000}), "platform", "backoff"),
    # Budgets by the hour, of the app and of the business account.
    (frozenset({4, 80007}), "channel", "minutes"),
    # Too many messages to this one person in a short time.
    (frozenset({131056}), "platform", "pair"),
    # The 24 hours since the person last wrote are over.
    (frozenset({131047}), "person", "template"),
    # Nothing reaches this person now: there is no WhatsApp, we are blocked, the person opted out,
    # or Meta holds the message back.
    (
        frozenset({130403, 130472, 131021, 131026, 131030, 131049, 131050, 131062}),
        "person",
        "never",
    ),
    # Reported as spam too often; a Flow that Meta has blocked or slowed down.
    (frozenset({131048, 131064, 132068, 132069}), "channel", "never"),
    # A request that no second attempt makes right: ours, and then our templates'.
    (frozenset({100, 131008, 131009, 131051, 131052}), "ours", "never"),
    (
        frozenset({132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018}),
        "ours",
        "never",
    ),
    # Token, permissions, policy or payment: somebody has to act before anything leaves.
    (frozenset({0, 3, 10, 33, 190, *range(200, 300), 131005}), "channel", "halt"),
    (frozenset({368, 130497, 131031, 131037, 131042, 131045}), "channel", "halt"),
    # The number's registration, but for 133004 above, which passes.
    (frozenset(range(133000, 133017)), "channel", "halt"),
)
"""The first rule that names a code holds."""


def refusal(code: int | None, status: int) -> SendError:
    """By Meta's code where we know it, else by the HTTP status.

    A failure told by webhook has no HTTP status: 0 stands for it.
    """
    if code is not None:
        for codes, fault, retry in RULES:
            if code in codes:
                return SendError(code, fault, retry)
    return _by_status(code or 0, status)


def code_of(told: int | str) -> int | None:
    """Meta's code as a number; None for what can be none of them, and fits no column."""
    try:
        code = int(told)
    except ValueError:
        return None
    return code if 0 <= code <= LARGEST_CODE else None


def class_of(error: SendError) -> CodeClass:
    return CLASSES.get((error.fault, error.retry), "ours")


def _by_status(code: int, status: int) -> SendError:
    match status:
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN | HTTPStatus.NOT_FOUND:
            return SendError(code, "channel", "halt")
        case HTTPStatus.REQUEST_TIMEOUT | HTTPStatus.TOO_MANY_REQUESTS:
            return SendError(code, "platform", "backoff")
        case 0:
            return SendError(code, "platform", "never")
        case _ if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return SendError(code, "platform", "backoff")
        case _:
            return SendError(code, "ours", "never")
