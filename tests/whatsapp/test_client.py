"""The client, where no case of the contract names what it does."""

import asyncio

import pytest
from aiohttp import web

from tests.whatsapp.conformance.peer import (
    ADDRESS,
    SOON,
    closed_port,
    hello,
    raw_peer,
    sent,
    talk,
    through,
    upload_then,
)
from ventanilla.domain.message import Address, Document, Message, SendError, Unknown

UNREACHED = SendError(0, "platform", "backoff")
UNFIT = SendError(0, "ours", "never")
PDF = Document("cita.pdf", "Su confirmación", b"%PDF-1.7\n...")


def test_e6_who_shows_no_phone_is_reached_by_user_id():
    _, (request,) = sent(Message("Hola"), address=Address(user_id="US.1349"))

    assert request.json["recipient"] == "US.1349"
    assert "to" not in request.json


def test_an_address_without_either_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="needs a phone or a user id"):
        sent(Message("Hola"), address=Address())


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


def test_a_redirect_is_not_followed_with_our_token():
    def redirect(asked):
        raise web.HTTPFound("/elsewhere")

    sending, requests = sent(Message("Hola"), redirect)

    assert sending == UNFIT
    assert len(requests) == 1


def test_waiting_in_vain_for_a_free_connection_means_not_sent():
    async def crowd(client):
        return await asyncio.gather(hello(client), hello(client))

    async def silence():
        async with raw_peer(None) as url:
            return await through(url, crowd, patience=SOON, limit=1)

    assert asyncio.run(silence()) == [Unknown(), UNREACHED]


@pytest.mark.parametrize("answer", [b"", b"garbage\r\n\r\n"])
def test_what_goes_wrong_on_the_line_hurts_no_upload_and_no_discarding(answer):
    async def both(client):
        return await client.send(ADDRESS, PDF, "7.1"), await client.discard("M1")

    async def hang_up():
        async with raw_peer(answer) as url:
            return await through(url, lambda client: client.send(ADDRESS, PDF, "7.1"))

    assert asyncio.run(hang_up()) == UNREACHED
    assert asyncio.run(through(closed_port(), both)) == (UNREACHED, False)
