"""Group H of the contract's cases, against a peer of our own on the loopback."""

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from ventanilla.domain.message import (
    Accepted,
    Address,
    Choice,
    Document,
    Message,
    SendError,
    Unknown,
)
from ventanilla.whatsapp.client import Client

TOKEN = "EAAG-very-secret"
PHONE = "15125550123"
ADDRESS = Address(PHONE, "US.1349")
OK = {"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": "wamid.1"}]}
UNREACHED = SendError(0, "platform", "backoff")
UNFIT = SendError(0, "ours", "never")
PDF = Document("cita.pdf", "Su confirmación", b"%PDF-1.7\n...")


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def json(self):
        return json.loads(self.body)


Reply = tuple[int, object]


@dataclass
class Peer:
    """A stand-in Graph API that answers by path and keeps what it was asked."""

    reply: Callable[[Request], Reply]
    requests: list[Request] = field(default_factory=list)

    async def handle(self, request):
        asked = Request(
            request.method,
            request.path_qs,
            dict(request.headers),
            await request.read(),
            id(request.transport),
        )
        self.requests.append(asked)
        status, content = self.reply(asked)
        if isinstance(content, bytes):
            return web.Response(status=status, body=content)
        return web.json_response(content, status=status)


@asynccontextmanager
async def served(peer):
    app = web.Application(client_max_size=10_000_000)
    app.router.add_route("*", "/{tail:.*}", peer.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def client_at(url, limit=10, **more):
    connector = aiohttp.TCPConnector(limit=limit)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Client(session, url, "v25.0", "1055", TOKEN, **more)


def talk(action, reply=lambda _: (200, OK)):
    """What the action gave, and what the peer was asked."""

    async def run():
        peer = Peer(reply)
        async with served(peer) as url, client_at(url) as client:
            return await action(client), peer.requests

    return asyncio.run(run())


def sent(outbound, reply=lambda _: (200, OK), *, address=ADDRESS, reference="7.1"):
    return talk(lambda client: client.send(address, outbound, reference), reply)


# --- H: requests


def test_h1_h12_h13_a_text_is_this_request_and_no_other():
    sending, (request,) = sent(Message("Hola"))

    assert sending == Accepted("wamid.1")
    assert (request.method, request.path) == ("POST", "/v25.0/1055/messages")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.json == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+15125550123",
        "biz_opaque_callback_data": "7.1",
        "type": "text",
        "text": {"preview_url": False, "body": "Hola"},
    }


def test_e6_who_shows_no_phone_is_reached_by_user_id():
    _, (request,) = sent(Message("Hola"), address=Address(user_id="US.1349"))

    assert request.json["recipient"] == "US.1349"
    assert "to" not in request.json


def test_an_address_without_either_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="needs a phone or a user id"):
        sent(Message("Hola"), address=Address())


def test_h3_buttons_on_the_wire():
    options = (Choice("yes", "1", "Sí"), Choice("no", "2", "No"))

    _, (request,) = sent(Message("¿Es correcto?", options))

    assert request.json["interactive"] == {
        "type": "button",
        "body": {"text": "¿Es correcto?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "yes", "title": "1. Sí"}},
                {"type": "reply", "reply": {"id": "no", "title": "2. No"}},
            ]
        },
    }


def test_h4_a_list_on_the_wire():
    options = tuple(
        Choice(f"c{n}", str(n), "x", note="5 km" if n == 1 else "") for n in range(1, 5)
    )

    _, (request,) = sent(Message("Elija", options, "Ver opciones"))

    assert request.json["type"] == "interactive"
    assert request.json["interactive"]["type"] == "list"
    assert request.json["interactive"]["action"] == {
        "button": "Ver opciones",
        "sections": [
            {
                "rows": [
                    {"id": "c1", "title": "1. x", "description": "5 km"},
                    {"id": "c2", "title": "2. x"},
                    {"id": "c3", "title": "3. x"},
                    {"id": "c4", "title": "4. x"},
                ]
            }
        ],
    }


@pytest.mark.parametrize(
    ("outbound", "reference"),
    [
        pytest.param(Message("x" * 4097), "7.1", id="H2-text"),
        pytest.param(Document("a.pdf", "x" * 1025, b"%PDF"), "7.1", id="caption"),
        pytest.param(Message("x"), "x" * 513, id="H14-reference"),
    ],
)
def test_what_no_limit_allows_does_not_reach_the_wire(outbound, reference):
    sending, requests = sent(outbound, reference=reference)

    assert (sending, requests) == (UNFIT, [])


def test_h16_words_are_data():
    words = '"},"to":"+1999","x":{"a":"\n\\ 😀 {{1}}'

    _, (request,) = sent(Message(words))

    assert request.json["text"]["body"] == words
    assert request.json["to"] == f"+{PHONE}"


def test_h15_connections_are_reused():
    async def many(client):
        for _ in range(3):
            await asyncio.gather(*(client.send(ADDRESS, Message("x"), "7.1") for _ in range(20)))

    _, requests = talk(many)

    assert len(requests) == 60
    assert len({request.connection for request in requests}) <= 10


def upload_then(reply):
    return lambda asked: (200, {"id": "M1"}) if asked.path.endswith("/media") else reply(asked)


def test_h7_a_document_is_uploaded_and_sent_by_its_id():
    sending, (upload, message) = sent(PDF, upload_then(lambda _: (200, OK)))

    assert sending == Accepted("wamid.1", media="M1")
    assert (upload.method, upload.path) == ("POST", "/v25.0/1055/media")
    assert upload.headers["Content-Type"].startswith("multipart/form-data")
    assert b'name="messaging_product"\r\n\r\nwhatsapp\r\n' in upload.body
    assert b'name="type"\r\n\r\napplication/pdf\r\n' in upload.body
    assert b'name="file"; filename="cita.pdf"' in upload.body
    assert b"Content-Type: application/pdf\r\n" in upload.body
    assert PDF.content in upload.body
    assert message.json["type"] == "document"
    assert message.json["document"] == {
        "id": "M1",
        "filename": "cita.pdf",
        "caption": "Su confirmación",
    }


def test_a_document_that_may_have_arrived_keeps_its_media_id():
    sending, _ = sent(PDF, upload_then(lambda _: (200, {})))

    assert sending == Unknown(media="M1")


def test_a_document_that_was_refused_leaves_no_copy_behind():
    pair = {"error": {"code": 131056}}

    sending, requests = sent(PDF, upload_then(lambda _: (400, pair)))

    assert sending == SendError(131056, "platform", "pair")
    assert requests[-1].method == "DELETE"
    assert requests[-1].path == "/v25.0/M1?phone_number_id=1055"


@pytest.mark.parametrize(
    ("status", "answer", "sending"),
    [
        pytest.param(200, {}, UNREACHED, id="no-id"),
        pytest.param(200, b"<html>", UNREACHED, id="no-json"),
        pytest.param(504, b"<html>", UNREACHED, id="gateway"),
        pytest.param(
            400, {"error": {"code": 131053}}, SendError(131053, "platform", "backoff"), id="media"
        ),
        pytest.param(401, {"error": {"code": 190}}, SendError(190, "channel", "halt"), id="token"),
    ],
)
def test_a_failed_upload_means_that_no_message_left(status, answer, sending):
    outcome, requests = sent(PDF, lambda _: (status, answer))

    assert outcome == sending
    assert len(requests) == 1


@pytest.mark.parametrize(("status", "gone"), [(200, True), (400, False), (500, False)])
def test_a_media_copy_is_discarded(status, gone):
    said, (request,) = talk(lambda client: client.discard("M1"), lambda _: (status, {}))

    assert said is gone
    assert (request.method, request.path) == ("DELETE", "/v25.0/M1?phone_number_id=1055")


@pytest.mark.parametrize(
    ("typing", "more"), [(True, {"typing_indicator": {"type": "text"}}), (False, {})]
)
def test_h10_a_read_mark_says_read_and_perhaps_typing(typing, more):
    _, (request,) = talk(lambda client: client.mark_read("wamid.7", typing=typing))

    marked = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.7"}
    assert request.json == marked | more


def test_h10_a_read_mark_that_is_refused_hurts_nobody():
    mark = talk(lambda client: client.mark_read("wamid.7", typing=True), lambda _: (500, b"<html>"))

    assert mark[0] is None


def test_a_redirect_is_not_followed_with_our_token():
    def redirect(asked):
        raise web.HTTPFound("/elsewhere")

    sending, requests = sent(Message("Hola"), redirect)

    assert sending == UNFIT
    assert len(requests) == 1


def test_h12_token_phone_and_words_are_shown_nowhere(caplog):
    with capture_logs() as logs:
        sending, _ = sent(Message("Me llamo Ana"), lambda _: (400, {"error": {"code": 100}}))
        unknown, _ = sent(Message("Me llamo Ana"), lambda _: (200, b""))

    shown = f"{logs} {caplog.text} {sending!r} {unknown!r}"
    assert TOKEN not in shown
    assert PHONE not in shown
    assert "Ana" not in shown
