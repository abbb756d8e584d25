"""I11 and I12: the line to Meta breaks, and the client says no more than it knows."""

import asyncio
import socket
from contextlib import asynccontextmanager

import aiohttp
import pytest

from ventanilla.domain.message import Accepted, Address, Document, Message, SendError, Unknown
from ventanilla.whatsapp.client import Client

ADDRESS = Address("15125550123")
UNREACHED = SendError(0, "platform", "backoff")
PDF = Document("cita.pdf", "Su confirmación", b"%PDF-1.7\n...")
SOON = aiohttp.ClientTimeout(total=0.8, connect=0.3)


def _closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


async def _at(url, action, limit=10, **more):
    connector = aiohttp.TCPConnector(limit=limit)
    async with aiohttp.ClientSession(connector=connector) as session:
        return await action(Client(session, url, "v25.0", "1055", "token", **more))


def hello(client):
    return client.send(ADDRESS, Message("Hola"), "7.1")


def test_i11_a_refused_connection_means_not_sent():
    assert asyncio.run(_at(_closed_port(), hello)) == UNREACHED


def test_h10_a_read_mark_without_connection_hurts_nobody():
    marked = _at(_closed_port(), lambda client: client.mark_read("wamid.7", typing=True))

    assert asyncio.run(marked) is None


@asynccontextmanager
async def raw_peer(answer):
    """Reads a whole request, writes `answer` and hangs up; None keeps the line open and silent."""
    held = []

    async def handle(reader, writer):
        held.append(writer)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        if answer is not None:
            writer.write(answer)
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        for writer in held:
            writer.close()
        server.close()
        await server.wait_closed()


CONTENT = b'{"messages":[{"id":"wamid.1"}]}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(CONTENT), CONTENT)


def test_i11_an_answer_cut_off_at_any_byte_is_unknown():
    async def cut_everywhere():
        return {end: await cut(end) for end in range(0, len(ANSWER) + 1, 3)} | {
            len(ANSWER): await cut(len(ANSWER))
        }

    async def cut(end):
        async with raw_peer(ANSWER[:end]) as url:
            return await _at(url, hello)

    outcomes = asyncio.run(cut_everywhere())

    assert outcomes.pop(len(ANSWER)) == Accepted("wamid.1")
    assert set(outcomes.values()) == {Unknown()}


def test_i11_an_answer_that_does_not_come_in_time_is_unknown():
    async def silence():
        async with raw_peer(None) as url:
            return await _at(url, hello, patience=SOON)

    assert asyncio.run(silence()) == Unknown()


def test_waiting_in_vain_for_a_free_connection_means_not_sent():
    async def crowd(client):
        return await asyncio.gather(hello(client), hello(client))

    async def silence():
        async with raw_peer(None) as url:
            return await _at(url, crowd, patience=SOON, limit=1)

    assert asyncio.run(silence()) == [Unknown(), UNREACHED]


@pytest.mark.parametrize("answer", [b"", b"garbage\r\n\r\n"])
def test_what_goes_wrong_on_the_line_hurts_no_upload_and_no_discarding(answer):
    async def both(client):
        return await client.send(ADDRESS, PDF, "7.1"), await client.discard("M1")

    async def hang_up():
        async with raw_peer(answer) as url:
            return await _at(url, lambda client: client.send(ADDRESS, PDF, "7.1"))

    assert asyncio.run(hang_up()) == UNREACHED
    assert asyncio.run(_at(_closed_port(), both)) == (UNREACHED, False)
