"""A Graph API for journeys: takes every message, keeps it, and says it was accepted."""

import asyncio
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TIMEOUT = 30.0


@dataclass
class Graph:
    """What arrived, in order: messages with their texts, files by media id, read marks apart."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    marks: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)
    refuse: int = 0
    """The code with which every message is refused; 0 for none. Its text quotes the message."""
    url: str = ""
    changed: threading.Condition = field(default_factory=threading.Condition)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def wait(self, enough: Callable[[], bool]) -> None:
        """Until `enough`, told by every arrival."""
        with self.changed:
            assert self.changed.wait_for(enough, TIMEOUT), [text_of(m) for m in self.messages]

    def to(self, phone: str) -> list[dict[str, Any]]:
        return [m for m in self.messages if m.get("to") == f"+{phone}"]

    async def take_message(self, request: web.Request) -> web.Response:
        body = await request.json()
        with self.changed:
            if self.refuse and "status" not in body:
                self.refused.append(body)
                self.changed.notify_all()
                error = {"code": self.refuse, "message": str(body), "type": "OAuthException"}
                return web.json_response({"error": error}, status=400)
            if "status" in body:
                self.marks.append(body)
                answer: dict[str, Any] = {"success": True}
            else:
                self.messages.append(body)
                answer = {
                    "messaging_product": "whatsapp",
                    "contacts": [{"input": body["to"], "wa_id": body["to"].lstrip("+")}],
                    "messages": [{"id": f"wamid.out{next(self.numbers)}"}],
                }
            self.changed.notify_all()
        return web.json_response(answer)

    async def take_media(self, request: web.Request) -> web.Response:
        form = await request.post()
        media = f"media{next(self.numbers)}"
        self.files[media] = form["file"].file.read()
        return web.json_response({"id": media})

    async def drop_media(self, request: web.Request) -> web.Response:
        return web.json_response({"success": True})


@contextmanager
def graph_api() -> Iterator[Graph]:
    graph = Graph()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner = asyncio.run_coroutine_threadsafe(_start(graph), loop).result(TIMEOUT)
    yield graph
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(TIMEOUT)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def text_of(message: dict[str, Any]) -> str:
    """The words of a message, whatever its form."""
    match message["type"]:
        case "text":
            return message["text"]["body"]
        case "interactive":
            return message["interactive"]["body"]["text"]
    return message["document"]["filename"]


async def _start(graph: Graph) -> web.AppRunner:
    application = web.Application()
    application.add_routes(
        [
            web.post("/v25.0/{line}/messages", graph.take_message),
            web.post("/v25.0/{line}/media", graph.take_media),
            web.delete("/v25.0/{media}", graph.drop_media),
        ]
    )
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    graph.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return runner
