"""The webhook, spoken to as a server speaks to the application it serves."""

import asyncio
from dataclasses import dataclass, field

from litestar import Litestar

from tests.whatsapp.conformance.webhooks import LINES
from ventanilla.whatsapp.payloads import Delivery
from ventanilla.whatsapp.signature import sign
from ventanilla.whatsapp.webhook import Door, webhook

SECRET, FORMER = "app-secret", "former-secret"
TOKEN = "tok+en é%"


@dataclass
class Kept:
    """An intake that holds what it is given, unless `broken` says why it cannot."""

    deliveries: list[Delivery] = field(default_factory=list)
    broken: Exception | None = None

    async def take(self, delivery):
        if self.broken:
            raise self.broken
        self.deliveries.append(delivery)

    @property
    def messages(self):
        return [message for delivery in self.deliveries for message in delivery.messages]


@dataclass
class Answer:
    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    body: bytes = b""
    chunks_read: int = 0


def opened(intake) -> Litestar:
    door = Door(intake, LINES, [SECRET, FORMER], TOKEN)
    return Litestar([webhook(door)], openapi_config=None, logging_config=None)


def ask(app, method, *, query=b"", headers=(), chunks=(b"",)):
    return asyncio.run(asked(app, method, query, headers, chunks))


async def asked(app, method, query, headers, chunks):
    answer = Answer()
    path = "/whatsapp/webhook"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 443),
        "state": {},
    }

    async def receive():
        chunk = chunks[answer.chunks_read]
        answer.chunks_read += 1
        return {
            "type": "http.request",
            "body": chunk,
            "more_body": answer.chunks_read < len(chunks),
        }

    async def send(event):
        if event["type"] == "http.response.start":
            answer.status = event["status"]
            answer.headers = dict(event["headers"])
        else:
            answer.body += event.get("body", b"")

    await app(scope, receive, send)
    return answer


def post(app, body, *signatures, chunks=None, more=()):
    given = [(b"x-hub-signature-256", value) for value in signatures or [sign(body, SECRET)]]
    return ask(app, "POST", headers=[*given, *more], chunks=chunks or (body,))


def verify(app, query):
    return ask(app, "GET", query=query)
