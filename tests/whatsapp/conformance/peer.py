"""A stand-in Graph API on the loopback, and a client that speaks to it."""

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from ventanilla.domain.message import Address, Message
from ventanilla.whatsapp.client import Client

TOKEN = "EAAG-very-secret"
PHONE = "15125550123"
ADDRESS = Address(PHONE, "US.1349")
SOON = aiohttp.ClientTimeout(total=0.8, connect=0.3)
OK = {"messaging_product": "whatsapp", "contacts": [], "messages": [{"id": "wamid.1"}]}


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


Reply = tuple[int, object] | tuple[int, object, dict[str, str]]
"""Status and content, perhaps headers."""


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
        status, content, *headers = self.reply(asked)
        if isinstance(content, bytes):
            return web.Response(status=status, body=content, headers=dict(*headers))
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


def upload_then(reply):
    return lambda asked: (200, {"id": "M1"}) if asked.path.endswith("/media") else reply(asked)


async def through(url, action, limit=10, **more):
    """What the action gives on a client of that address."""
    async with client_at(url, limit, **more) as client:
        return await action(client)


def hello(client):
    return client.send(ADDRESS, Message("Hola"), "7.1")


# -- lines that break -------------------------------------------------------------------------


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


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
