"""The Graph API's half of the stand-in: the calls that a WhatsApp client makes."""

import asyncio
import json
from http import HTTPStatus
from typing import Any

from litestar import MediaType, Request, Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ventanilla.phone import errors, incoming, management, media
from ventanilla.phone.answering import Json, allowed, checked, noted, refused
from ventanilla.phone.calls import Call
from ventanilla.phone.chat import Category, Chat, Content
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.errors import GraphError
from ventanilla.phone.keeping import Event
from ventanilla.phone.phones import Phones
from ventanilla.phone.reviewed import filled
from ventanilla.phone.tape import pretty
from ventanilla.phone.weather import FAIR, NEVER, Sky, Weather

CLOSED = 131047

FILES = (media.upload, media.describe, media.download, media.forget)
TEMPLATES = (management.listed, management.push, management.change, management.drop)


def graph(config: PhoneConfig) -> Router:
    return Router(
        "/phone/graph",
        route_handlers=[send, *FILES, *TEMPLATES],
        guards=[allowed(config)],
        exception_handlers={GraphError: refused},
        request_max_body_size=media.LARGEST + 1_000_000,
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
        checked(sender, config.phone_number_id)
        return _sent(incoming.read(body), phones, sky, weather)

    answer = noted(phones, request, slug, gist, shown, work)
    if weather.lost:
        await asyncio.sleep(NEVER)
    return answer


def _sent(call: Call, phones: Phones, sky: Sky, weather: Weather) -> Json:
    if call.status:
        if not phones.mark_read(call.message_id, typing=call.typing_indicator is not None):
            raise errors.invalid("message_id is not a message that was received.")
        return {"success": True}
    chat = _addressed(call, phones)
    sky.admit(weather, chat.person.slug)
    contact = {"input": call.to or call.recipient, "user_id": chat.person.user_id}
    if call.to and not chat.person.hidden:
        contact["wa_id"] = chat.person.wa_id
    return {
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [{"id": _shown(call, chat, phones, weather)}],
    }


def _shown(call: Call, chat: Chat, phones: Phones, weather: Weather) -> str:
    """The id of the message, which now stands on the phone if it is of a kind that shows."""
    content, category = _content(call, phones)
    failure = _failure(call, chat, phones, weather)
    if content is None:
        return phones.new_key(chat.person)
    events: tuple[Event, ...] = ("failed",) if failure else ("sent", "delivered")
    bubble = phones.receive(
        chat.person.slug,
        content,
        call.biz_opaque_callback_data,
        () if weather.silent else events,
        failure,
        category=category,
        free=weather.free,
    )
    return bubble.key


def _content(call: Call, phones: Phones) -> tuple[Content | None, Category]:
    """None for what shows nothing on a phone, like a reaction."""
    if call.type == "template" and call.template is not None:
        kept = phones.templates.named(call.template.name, call.template.language.code)
        return filled(kept, call.template)
    file = media.sendable(call.document.id, phones) if call.document is not None else None
    return incoming.content(call, file), "service"


def _failure(call: Call, chat: Chat, phones: Phones, weather: Weather) -> int:
    """The code of what becomes of an accepted message, 0 for nothing bad.

    Raises `GraphError` where the window is closed, unless that is to be told later.
    """
    by_clock = weather.window == "clock" and not chat.is_open(phones.clock())
    if call.type == "template" or not (by_clock or weather.window == "closed"):
        return weather.fails
    if weather.later:
        return CLOSED
    raise errors.closed_window()


def _addressed(call: Call, phones: Phones) -> Chat:
    if not call.to and not call.recipient:
        raise errors.nobody_named()
    chat = phones.reached(call.to or call.recipient)
    if chat is None:
        raise errors.unknown_person()
    return chat


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
