"""Meta's door: proves who speaks, takes a delivery apart and hands it over before saying 200.

Nothing is interpreted here. Content never earns a 4xx: Meta would bring the whole batch again for
seven days because of one message in it.
"""

import asyncio
import hmac
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, Protocol, TypeAlias

import structlog
from litestar import Request, Response, Router, get, post
from litestar.enums import MediaType

from ventanilla.whatsapp.payloads import Delivery, read
from ventanilla.whatsapp.signature import HEADER, is_signed

PATH = "/whatsapp/webhook"
LARGEST_BODY = 3 * 1024 * 1024
"""Meta's own bound on a delivery."""
LONGEST_CHALLENGE = 1024

PATIENCE = 10.0
"""Seconds for a body to arrive; Meta sends it at once."""

log = structlog.get_logger()


Refusal: TypeAlias = Literal[
    "compressed", "no single signature", "too slow", "wrong signature", "not stored", "wrong token"
]
"""Why a caller was turned away. A body that is too large is refused before it comes here."""


class Intake(Protocol):
    """Where deliveries go."""

    async def take(self, delivery: Delivery) -> None:
        """Returns when all of it is durably stored, once, however often it came. Raises if not."""
        ...


@dataclass(frozen=True, slots=True)
class Door:
    """What the webhook has to know; several app secrets while one is being replaced."""

    intake: Intake
    lines: Collection[str]
    app_secrets: Sequence[str] = field(repr=False)
    verify_token: str = field(repr=False)
    account: str = ""
    """Our business account's id; what is told of another one is not for us."""
    refused: Callable[[Refusal], None] = lambda reason: None
    """Told of everybody who is turned away."""


def webhook(door: Door) -> Router:
    @get("/", include_in_schema=False, sync_to_thread=False)
    def verify(request: Request[Any, Any, Any]) -> Response[str]:
        answer = answer_challenge(request, door.verify_token)
        if answer.status_code == HTTPStatus.FORBIDDEN:
            door.refused("wrong token")
        return answer

    @post(
        "/",
        include_in_schema=False,
        request_max_body_size=LARGEST_BODY,
        # The signature says where the request comes from; there is no cookie to abuse.
        opt={"exclude_from_csrf": True},
    )
    async def receive(request: Request[Any, Any, Any]) -> Response[str]:
        return _plain("", await admit(request, door))

    return Router(PATH, route_handlers=[verify, receive])


def answer_challenge(request: Request[Any, Any, Any], verify_token: str) -> Response[str]:
    """Meta's question whether this address is ours; answered without any database."""
    given = request.query_params
    token = given.get("hub.verify_token", "")
    if given.get("hub.mode") != "subscribe" or not _same(token, verify_token):
        return _plain("", HTTPStatus.FORBIDDEN)
    challenge = given.get("hub.challenge", "")
    if not 0 < len(challenge) <= LONGEST_CHALLENGE:
        return _plain("", HTTPStatus.BAD_REQUEST)
    return _plain(challenge, HTTPStatus.OK)


async def admit(request: Request[Any, Any, Any], door: Door) -> HTTPStatus:
    """The answer to one delivery. Raises RequestEntityTooLarge before reading beyond the bound."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        door.refused("compressed")
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    signatures = [value for name, value in request.scope["headers"] if name.lower() == HEADER]
    if len(signatures) != 1:
        return _refuse("no single signature", door)
    try:
        async with asyncio.timeout(PATIENCE):
            body = await request.body()
    except TimeoutError:
        door.refused("too slow")
        return HTTPStatus.REQUEST_TIMEOUT
    if not is_signed(body, signatures[0], door.app_secrets):
        return _refuse("wrong signature", door)
    return await _hand_over(read(body, door.lines, door.account), door)


async def _hand_over(delivery: Delivery, door: Door) -> HTTPStatus:
    counts = {
        "messages": len(delivery.messages),
        "receipts": len(delivery.receipts),
        "ignored": delivery.ignored,
    }
    if delivery.poison:
        reasons = sorted({each.reason for each in delivery.poison})
        log.error("unreadable messages set aside", reasons=reasons, poison=len(delivery.poison))
    try:
        await door.intake.take(delivery)
    except Exception as error:  # noqa: BLE001  # Whatever it was, Meta has to bring it again.
        # The text of the exception may quote what people wrote: its kind must do.
        log.error("delivery not stored", kind=type(error).__name__, **counts)  # noqa: TRY400
        door.refused("not stored")
        return HTTPStatus.SERVICE_UNAVAILABLE
    log.debug("delivery stored", **counts)
    return HTTPStatus.OK


def _refuse(reason: Refusal, door: Door) -> HTTPStatus:
    door.refused(reason)
    log.info("delivery refused", reason=reason)
    return HTTPStatus.UNAUTHORIZED


def _same(given: str, expected: str) -> bool:
    """In constant time; an empty secret is nobody's."""
    return bool(expected) and hmac.compare_digest(
        given.encode("utf-8", "replace"), expected.encode()
    )


def _plain(text: str, status: HTTPStatus) -> Response[str]:
    return Response(
        text,
        status_code=status,
        media_type=MediaType.TEXT,
        headers={"X-Content-Type-Options": "nosniff"},
    )
