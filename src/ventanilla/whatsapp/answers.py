"""What Meta's answers to our requests say."""

from http import HTTPStatus

import msgspec
from msgspec import Struct

from ventanilla.domain.message import Accepted, SendError, Sending, Unknown
from ventanilla.whatsapp.errors import refusal
from ventanilla.whatsapp.updates import BROKEN


class Named(Struct):
    id: str


class Sent(Struct):
    messages: tuple[Named, ...]


class GraphError(Struct):
    code: int | str


class Refused(Struct):
    error: GraphError


NAMED = msgspec.json.Decoder(Named)
SENT = msgspec.json.Decoder(Sent)
REFUSED = msgspec.json.Decoder(Refused)


def sending_of(status: int, answer: bytes) -> Sending:
    """A success without an id, or a gateway tired of waiting, tells nothing either way."""
    if _is_success(status):
        key = _message_id(answer)
        return Accepted(key) if key else Unknown()
    code = _code(answer)
    if code is None and status == HTTPStatus.GATEWAY_TIMEOUT:
        return Unknown()
    return refusal(code, status)


def media_of(status: int, answer: bytes) -> str | SendError:
    """The uploaded file's id, empty when a success names none."""
    if not _is_success(status):
        return refusal(_code(answer), status)
    try:
        return NAMED.decode(answer).id
    except BROKEN:
        return ""


def _is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _message_id(answer: bytes) -> str:
    try:
        messages = SENT.decode(answer).messages
    except BROKEN:
        return ""
    return messages[0].id if messages else ""


def _code(answer: bytes) -> int | None:
    """None when the answer is no error of Meta's own, but a page of some machine between."""
    try:
        return int(REFUSED.decode(answer).error.code)
    except (*BROKEN, ValueError):
        return None
