"""H: what goes over the wire to Meta, and what is refused before it does."""

import asyncio

import aiohttp
import pytest
from structlog.testing import capture_logs

from tests.whatsapp.conformance.peer import (
    ADDRESS,
    OK,
    PHONE,
    TOKEN,
    Peer,
    closed_port,
    sent,
    served,
    talk,
    through,
    upload_then,
)
from tests.whatsapp.conformance.webhooks import LINES, of_messages, typed
from ventanilla.desk.tray_ports import Settlement
from ventanilla.domain.message import Accepted, Choice, Document, Message, SendError, Templated
from ventanilla.whatsapp.client import REFERENCE, Client
from ventanilla.whatsapp.payloads import read

UNFIT = SendError(0, "ours", "never")
PDF = Document("cita.pdf", "Su confirmación", b"%PDF-1.7\n...")


# -- requests ---------------------------------------------------------------------------------


def test_h1_a_text_is_this_request_and_no_other():
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


def test_h8_a_file_that_meta_could_not_take_in_is_uploaded_anew():
    """No upload is used twice: once delivered, Meta's copy is taken back."""
    uploads = iter(["M1", "M2"])
    refusals = iter([(400, {"error": {"code": 131053}}), (200, OK)])

    def reply(asked):
        if asked.path.endswith("/media"):
            return 200, {"id": next(uploads)}
        return (200, {}) if asked.method == "DELETE" else next(refusals)

    async def twice(client):
        return [await client.send(ADDRESS, PDF, f"7.{attempt}") for attempt in (1, 2)]

    (first, second), _ = talk(twice, reply)

    assert first == SendError(131053, "platform", "backoff")
    assert second == Accepted("wamid.1", media="M2")


def test_h9_a_template_names_its_values_and_the_taps_of_its_buttons():
    values = (("date", "lunes 1"), ("folio", "4A4D-P6HN-552Y"))
    reminder = Templated("reminder", "es", values, ("confirm:1", "cancel:1"))

    _, (request,) = sent(reminder)

    assert request.json["type"] == "template"
    assert request.json["template"] == {
        "name": "ventanilla_reminder",
        "language": {"code": "es_MX"},
        "components": [
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "parameter_name": "date", "text": "lunes 1"},
                    {"type": "text", "parameter_name": "folio", "text": "4A4D-P6HN-552Y"},
                ],
            },
            *(
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": index,
                    "parameters": [{"type": "payload", "payload": tap}],
                }
                for index, tap in (("0", "confirm:1"), ("1", "cancel:1"))
            ),
        ],
    }


def test_h9_the_tap_of_a_templates_button_comes_back_as_it_went():
    pressed = typed("button", button={"payload": "confirm:1", "text": "Confirmo"})

    (inbound,) = read(of_messages(pressed), LINES).messages

    assert (inbound.kind, inbound.tap, inbound.text) == ("tap", "confirm:1", "Confirmo")


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


def test_h12_token_phone_and_words_are_shown_nowhere(caplog):
    with capture_logs() as logs:
        sending, _ = sent(Message("Me llamo Ana"), lambda _: (400, {"error": {"code": 100}}))
        unknown, _ = sent(Message("Me llamo Ana"), lambda _: (200, b""))

    shown = f"{logs} {caplog.text} {sending!r} {unknown!r}"
    assert TOKEN not in shown
    assert PHONE not in shown
    assert "Ana" not in shown


def test_h10_a_read_mark_without_connection_hurts_nobody():
    marked = through(closed_port(), lambda client: client.mark_read("wamid.7", typing=True))

    assert asyncio.run(marked) is None


# -- settings ---------------------------------------------------------------------------------


def test_h13_where_the_graph_is_and_which_version_are_settings():
    async def elsewhere():
        peer = Peer(lambda _: (200, OK))
        async with served(peer) as url, aiohttp.ClientSession() as session:
            client = Client(session, f"{url}/graph/", "v26.1", "2066", TOKEN)
            await client.send(ADDRESS, Message("Hola"), "7.1")
        return peer.requests[0].path

    assert asyncio.run(elsewhere()) == "/graph/v26.1/2066/messages"


def test_h14_no_two_attempts_of_any_messages_have_one_reference(window):
    window.deliver(window.text("Hola"), window.text("Hola", **{"from": "15125550199"}))
    clerk, now = window.rehearsal.clerk, window.clock.now
    clerk.answer(now)
    parcels, _ = clerk.hand_out([], [], 10, now)
    busy = SendError(131000, "platform", "backoff")
    failed = [Settlement(one.id, one.attempt, busy, now) for one in parcels]

    again, _ = clerk.hand_out(failed, [], 10, now)

    references = {one.reference for one in (*parcels, *again)}
    assert len(references) == 4
    assert all(len(one) <= REFERENCE for one in references)


def made(**given):
    setting = {
        "graph_url": "https://graph.facebook.com",
        "version": "v25.0",
        "phone_number_id": "1055",
        "access_token": TOKEN,
    }
    return Client(None, **setting | given)


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com",
        "https://graph.facebook.com/",
        "https://proxy.example/graph",
        "http://127.0.0.1:8000",
        "http://127.8.9.1",
        "http://[::1]:8000",
        "http://localhost:8000/graph",
    ],
)
def test_h13_the_graph_may_be_https_or_this_machine(url):
    assert made(graph_url=url)


@pytest.mark.parametrize(
    "wrong",
    [
        {"graph_url": "http://graph.facebook.com"},
        {"graph_url": "http://10.0.0.1"},
        {"graph_url": "http://localhost.example"},
        {"graph_url": "http://127.0.0.1.example"},
        {"graph_url": "https://"},
        {"graph_url": "graph.facebook.com"},
        {"graph_url": "ftp://localhost"},
        {"graph_url": ""},
        {"graph_url": "https://user:very-secret@graph.facebook.com"},
        {"graph_url": "https://graph.facebook.com?very-secret"},
        {"version": "25"},
        {"version": "v25.0/../x"},
        {"phone_number_id": ""},
        {"phone_number_id": "1055/media"},
        {"access_token": ""},
        {"access_token": "very-secret\r\nX: y"},
        {"access_token": "very-secret é"},
    ],
)
def test_h13_a_setting_that_cannot_work_is_refused_unquoted(wrong):
    with pytest.raises(ValueError, match="must") as refused:
        made(**wrong)

    assert "very-secret" not in str(refused.value)


def test_h12_a_client_does_not_show_its_token():
    assert TOKEN not in f"{made()!r} {made()}"
