"""A served phone with a small peer that plays the bot, and a browser to look at it with."""

import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from litestar import Litestar, Request, Response, post
from playwright.sync_api import Browser

from tests.browser import chromium, free_port, serving
from ventanilla.phone.app import routes, running
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.phones import Phones

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n"

WELCOME = (
    "*Bienvenido* a la ventanilla.\n\nLea el aviso: https://example.org/privacidad\n\n¿Seguimos?"
)


@dataclass
class Bot:
    """Plays the office: keeps what it is told, answers by calling the Graph stand-in.

    The first `refusals` webhooks are answered 503, as by a server that is just starting.
    """

    config: PhoneConfig
    graph: str
    refusals: int = 0
    silent: bool = False
    bodies: list[bytes] = field(default_factory=list)

    @property
    def values(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(b)["entry"][0]["changes"][0]["value"] for b in self.bodies]

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [m for value in self.values for m in value.get("messages", ())]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        return [s for value in self.values for s in value.get("statuses", ())]

    async def take(self, request: Request[Any, Any, Any]) -> Response[str]:
        body = await request.body()
        digest = hmac.new(self.config.app_secret.encode(), body, hashlib.sha256).hexdigest()
        if request.headers.get("X-Hub-Signature-256") != f"sha256={digest}":
            return Response("", status_code=401)
        if self.refusals:
            self.refusals -= 1
            return Response("", status_code=503)
        self.bodies.append(body)
        value = msgspec.json.decode(body)["entry"][0]["changes"][0]["value"]
        for message in value.get("messages", ()):
            if not self.silent and message["type"] not in {"system", "button"}:
                await self.answer(message)
        return Response("", status_code=200)

    async def answer(self, message: dict[str, Any]) -> None:
        sender, kind = message["from"], message["type"]
        said = message.get("text", {}).get("body", "")
        if kind == "interactive":
            reply = message["interactive"]
            await self.call(text(sender, f"Eligió {reply[reply['type']]['title']}"))
        elif kind != "text":
            await self.call(text(sender, "Escriba con palabras, por favor."))
        elif said == "lista":
            await self.call(choice_list(sender))
        elif said == "pdf":
            media_id = await self.upload()
            await self.call(document(sender, media_id))
        elif said == "escribe":
            await self.call(read_mark(message["id"]))
        else:
            await self.call(buttons(sender))

    async def call(self, payload: dict[str, Any], token: str = "") -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token or self.config.access_token}"}
        url = f"{self.graph}/v25.0/{self.config.phone_number_id}/messages"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json=payload, headers=headers) as response,
        ):
            return response.status, await response.json()

    async def upload(self) -> str:
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": "application/pdf"})
        form.add_field("file", PDF, filename="x.pdf", content_type="application/pdf")
        headers = {"Authorization": f"Bearer {self.config.access_token}"}
        url = f"{self.graph}/v25.0/{self.config.phone_number_id}/media"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=form, headers=headers) as response,
        ):
            return str((await response.json())["id"])


def addressed(to: str, kind: str, part: dict[str, Any]) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": f"+{to}",
        "type": kind,
        kind: part,
        "biz_opaque_callback_data": "7.1",
    }


def text(to: str, body: str) -> dict[str, Any]:
    return addressed(to, "text", {"body": body})


def buttons(to: str, *titles: str, body: str = WELCOME) -> dict[str, Any]:
    replies = [
        {"type": "reply", "reply": {"id": f"ask:{n}", "title": title}}
        for n, title in enumerate(titles or ("1 Sí", "2 No"), start=1)
    ]
    part = {"type": "button", "body": {"text": body}, "action": {"buttons": replies}}
    return addressed(to, "interactive", part)


def choice_list(
    to: str, rows: int = 4, title: str = "Oficina", note: str = "A 12 km"
) -> dict[str, Any]:
    each = [
        {"id": f"office:{n}", "title": f"{n}. {title} {n}", "description": note}
        for n in range(1, rows + 1)
    ]
    action = {"button": "Ver las oficinas", "sections": [{"rows": each}]}
    part = {"type": "list", "body": {"text": "¿En qué oficina?"}, "action": action}
    return addressed(to, "interactive", part)


def document(to: str, media_id: str) -> dict[str, Any]:
    part = {"id": media_id, "filename": "confirmación A1.pdf", "caption": "Su cita"}
    return addressed(to, "document", part)


def read_mark(key: str) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": key,
        "typing_indicator": {"type": "text"},
    }


def local_now() -> datetime:
    return datetime(2026, 11, 23, 14, 3, tzinfo=UTC)


def config_for(port: int, folder: Path) -> PhoneConfig:
    return PhoneConfig(
        webhook_url=f"http://127.0.0.1:{port}/bot",
        app_secret="a-secret",
        access_token="a-token",
        phone_number_id="100200300",
        display_number="+1 555 555 0199",
        name="Red Consular de México",
        folder=folder,
        mailbox="/mailbox",
    )


@dataclass(frozen=True)
class Demo:
    url: str
    bot: Bot
    phones: Phones

    def page(self, slug: str) -> str:
        return f"{self.url}/phone/{slug}"


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """The phone, served, with the bot beside it in the same application."""
    port = free_port()
    config = config_for(port, folder)
    bot = Bot(config, f"http://127.0.0.1:{port}/phone/graph")
    phones = Phones(folder, local_now, os.urandom)
    # The tests write to people who have not written: the office is as if they just had.
    phones.hear("eva", timedelta())

    @post("/bot", status_code=200)
    async def webhook(request: Request[Any, Any, Any]) -> Response[str]:
        return await bot.take(request)

    app = Litestar([*routes(config, phones), webhook], lifespan=[running(config, phones)])
    with serving(app, port) as url:
        yield Demo(url, bot, phones)


@pytest.fixture
def start() -> Callable[[Path], AbstractContextManager[Demo]]:
    """Starts a demo on a folder: for tests of what a restart keeps."""
    return demo


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path) as it:
        yield it


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for a module's tests; each takes a person of its own."""
    with demo(tmp_path_factory.mktemp("phones")) as it:
        yield it


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Lives no longer than a module: while it does, its thread has a running event loop."""
    with chromium() as running_browser:
        yield running_browser
