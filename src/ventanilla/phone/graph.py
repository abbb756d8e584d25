"""The Graph API's half of the stand-in: the calls that a WhatsApp client makes."""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeAlias

from litestar import MediaType, Request, Response, Router, delete, get, post
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from ventanilla.phone import errors, incoming
from ventanilla.phone.calls import Call
from ventanilla.phone.chat import Chat, File
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.errors import GraphError
from ventanilla.phone.keeping import Event
from ventanilla.phone.phones import Phones
from ventanilla.phone.tape import Exchange, pretty
from ventanilla.phone.weather import FAIR, NEVER, Sky, Weather

Json: TypeAlias = dict[str, Any]

LARGEST = 100_000_000
"""The platform takes documents of up to 100 MB."""

UPLOADABLE = frozenset({"application/pdf", "text/plain", "image/jpeg", "image/png"})


def graph(config: PhoneConfig) -> Router:
    return Router(
        "/phone/graph",
        route_handlers=[send, upload, describe, download, forget],
        guards=[_allowed(config)],
        exception_handlers={GraphError: _refused},
        request_max_body_size=LARGEST,
        include_in_schema=False,
    )


@post("/{version:str}/{sender:str}/messages", status_code=HTTPStatus.OK)
async def send(
    request: Request[Any, Any, Any],
    sender: FromPath[str],
    config: NamedDependency[PhoneConfig],
    phones: NamedDependency[Phones],
    sky: NamedDependency[Sky],
) -> Response[Any]:
    body = await request.body()
    shown, gist, slug = _glance(body, phones)
    weather = FAIR if gist == "read" else sky.taken()
    await asyncio.sleep(weather.delay)
    if weather.page:
        return Response("<h1>Sorry</h1>", status_code=weather.status, media_type=MediaType.HTML)

    def work() -> Json:
        _check_sender(sender, config)
        return _sent(incoming.read(body), phones, sky, weather)

    answer = _noted(phones, request, slug, gist, shown, work)
    if weather.lost:
        await asyncio.sleep(NEVER)
    return answer


@post("/{version:str}/{sender:str}/media", status_code=HTTPStatus.OK)
async def upload(
    request: Request[Any, Any, Any],
    sender: FromPath[str],
    config: NamedDependency[PhoneConfig],
    phones: NamedDependency[Phones],
) -> Response[Json]:
    form = await request.form()
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""

    def work() -> Json:
        _check_sender(sender, config)
        if not isinstance(file, UploadFile) or form.get("messaging_product") != "whatsapp":
            raise errors.unreadable("The parameters messaging_product and file are required.")
        return {"id": _uploaded(file, content, phones).id}

    shown = pretty({key: str(value)[:80] for key, value in form.items() if key != "file"})
    return _noted(phones, request, "", "upload", shown, work)


@get("/{version:str}/{media_id:str}")
async def describe(
    request: Request[Any, Any, Any], media_id: FromPath[str], phones: NamedDependency[Phones]
) -> Response[Json]:
    def work() -> Json:
        file = _stored(media_id, phones)
        return {
            "messaging_product": "whatsapp",
            "url": f"{request.url}/content".replace(f"?{request.url.query}", ""),
            "mime_type": file.media_type,
            "sha256": hashlib.sha256(phones.content(file)).hexdigest(),
            "file_size": file.size,
            "id": file.id,
        }

    return _noted(phones, request, "", "media", "", work)


@get("/{version:str}/{media_id:str}/content")
async def download(media_id: FromPath[str], phones: NamedDependency[Phones]) -> Response[bytes]:
    file = _stored(media_id, phones)
    return Response(phones.content(file), media_type=file.media_type)


@delete("/{version:str}/{media_id:str}", status_code=HTTPStatus.OK)
async def forget(
    request: Request[Any, Any, Any], media_id: FromPath[str], phones: NamedDependency[Phones]
) -> Response[Json]:
    def work() -> Json:
        if not phones.discard(media_id):
            raise errors.unknown_object(media_id)
        return {"success": True}

    return _noted(phones, request, "", "delete", "", work)


def _sent(call: Call, phones: Phones, sky: Sky, weather: Weather) -> Json:
    if call.status:
        if not phones.mark_read(call.message_id, typing=call.typing_indicator is not None):
            raise errors.invalid("message_id is not a message that was received.")
        return {"success": True}
    chat = _addressed(call, phones)
    sky.admit(weather, chat.person.slug)
    contact = {"input": call.to or call.recipient, "user_id": chat.person.user_id}
    if call.to:
        contact["wa_id"] = chat.person.digits
    return {
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [{"id": _shown(call, chat, phones, weather)}],
    }


def _shown(call: Call, chat: Chat, phones: Phones, weather: Weather) -> str:
    """The id of the message, which now stands on the phone if it is of a kind that shows."""
    content = incoming.content(call, _document(call, phones))
    if content is None:
        return phones.new_key(chat.person)
    events: tuple[Event, ...] = ("sent", "delivered")
    if weather.silent or weather.fails:
        events = () if weather.silent else ("failed",)
    reference, failure = call.biz_opaque_callback_data, weather.fails
    return phones.receive(chat.person.slug, content, reference, events, failure).key


def _addressed(call: Call, phones: Phones) -> Chat:
    if not call.to and not call.recipient:
        raise errors.nobody_named()
    chat = phones.reached(call.to or call.recipient)
    if chat is None:
        raise errors.unknown_person()
    return chat


def _document(call: Call, phones: Phones) -> File | None:
    if call.document is None:
        return None
    file = _stored(call.document.id, phones)
    if file.media_type == "application/pdf" and not phones.content(file).startswith(b"%PDF-"):
        raise errors.unusable_media("The file is not of the type it was uploaded as.")
    return file


def _uploaded(file: UploadFile, content: bytes, phones: Phones) -> File:
    media_type = file.content_type.partition(";")[0].strip()
    if media_type not in UPLOADABLE:
        types = ", ".join(sorted(UPLOADABLE))
        raise errors.unreadable(f"Param file must be a file with one of these types: {types}")
    if not content:
        raise errors.unreadable("Param file must not be empty.")
    return phones.store(file.filename, media_type, content)


def _stored(media_id: str, phones: Phones) -> File:
    file = phones.media(media_id)
    if file is None:
        raise errors.unknown_object(media_id)
    return file


def _check_sender(sender: str, config: PhoneConfig) -> None:
    if sender != config.phone_number_id:
        raise errors.unknown_object(sender)


def _glance(body: bytes, phones: Phones) -> tuple[str, str, str]:
    """Of whatever came, for the drawer: its text, a word on what it is, and for whose phone."""
    try:
        shown = pretty(json.loads(body))
    except ValueError:
        return "", "messages", ""
    call = json.loads(shown)
    if not isinstance(call, dict):
        return shown, "messages", ""
    if "status" in call:
        return shown, "read", phones.owner(str(call.get("message_id")))
    chat = phones.reached(str(call.get("to") or call.get("recipient")))
    return shown, str(call.get("type", "text")), chat.person.slug if chat else ""


def _noted(
    phones: Phones,
    request: Request[Any, Any, Any],
    slug: str,
    gist: str,
    shown: str,
    work: Callable[[], Json],
) -> Response[Json]:
    """Does the work, and shows in the drawer what was asked and answered."""
    status, content = HTTPStatus.OK, {}
    try:
        content = work()
    except GraphError as error:
        status, content = error.status, error.content
    line = f"{request.method} {request.url.path.removeprefix('/phone/graph')}"
    parts = (line, gist, status, shown, pretty(content))
    phones.note(Exchange(slug, phones.clock(), "call", *parts))
    return Response(content, status_code=status)


def _allowed(config: PhoneConfig) -> Callable[[ASGIConnection[Any, Any, Any, Any], Any], None]:
    expected = f"Bearer {config.access_token}".encode()

    def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        given = connection.headers.get("Authorization", "").encode("latin-1", "replace")
        if not config.access_token or not hmac.compare_digest(given, expected):
            raise errors.refused_token()
        if re.fullmatch(r"v\d+\.\d+", connection.path_params["version"]) is None:
            raise errors.unknown_object(connection.path_params["version"])

    return guard


def _refused(request: Request[Any, Any, Any], error: GraphError) -> Response[Json]:
    return Response(error.content, status_code=error.status)
