"""What a mail server's refusal means for a message of ours, by when it came.

Codes are those of RFC 5321 (4.2) and RFC 4954 (6); who has to act is our own reading.
"""

from typing import Literal, TypeAlias

from ventanilla.domain.message import SendError

Step: TypeAlias = Literal["connection", "login", "sender", "recipient", "content"]
"""How far a session had come: `connection` is the greeting and TLS too."""

REFUSALS = range(400, 600)
PERMANENT = range(500, 600)

LOGIN_WANTED = 530
"""Told for the sender or the recipient by servers that let nobody in unknown (RFC 4954)."""

UNREACHED = SendError(code=0, fault="platform", retry="backoff")
NO_ADDRESS = SendError(code=0, fault="person", retry="never")
UNFIT = SendError(code=0, fault="ours", retry="never")


def refusal(step: Step, code: int) -> SendError:
    """A code that is neither kind of refusal is the talk of a broken server: it is tried again."""
    if code not in PERMANENT:
        return SendError(max(code, 0), "platform", "backoff")
    if code == LOGIN_WANTED:
        return closed(code)
    match step:
        case "recipient":
            return SendError(code, "person", "never")
        case "content":
            return SendError(code, "platform", "never")
    return closed(code)


def closed(code: int = 0) -> SendError:
    """Nothing leaves until somebody has put something right."""
    return SendError(code, "channel", "halt")
