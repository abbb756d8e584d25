"""What Meta's answers to our requests say."""

from http import HTTPStatus

import msgspec
from msgspec import Struct

from ventanilla.domain.message import Accepted, Address, SendError, Sending, Unknown
from ventanilla.whatsapp.errors import code_of, refusal
from ventanilla.whatsapp.updates import BROKEN, aliases


class Named(Struct):
    id: str


class Receiver(Struct):
    wa_id: str | None = None
    user_id: str | None = None


class Sent(Struct):
    messages: tuple[Named, ...]


class SentTo(Struct):
    contacts: tuple[Receiver, ...] = ()


class GraphError(Struct):
    code: int | str


class Refused(Struct):
    error: GraphError


NAMED = msgspec.json.Decoder(Named)
SENT = msgspec.json.Decoder(Sent)
SENT_TO = msgspec.json.Decoder(SentTo)
REFUSED = msgspec.json.Decoder(Refused)


def sending_of(status: int, answer: bytes) -> Sending:
    """A success without an id, or a gateway tired of waiting, tells nothing either way."""
    if _is_success(status):
        key = _message_id(answer)
        return Accepted(key, who=_who(answer)) if key else Unknown()
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


def _who(answer: bytes) -> Address:
    """Empty where the answer does not tell; a message has left all the same."""
    try:
        contacts = SENT_TO.decode(answer).contacts
    except BROKEN:
        return Address()
    return Address(*aliases(contacts[0].wa_id, contacts[0].user_id)) if contacts else Address()


def _code(answer: bytes) -> int | None:
    """None when the answer is no error of Meta's own, but a page of some machine between."""
    try:
        return code_of(REFUSED.decode(answer).error.code)
    except BROKEN:
        return None
