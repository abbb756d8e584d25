"""The phone in the browser: plain pages and forms, which a small script makes livelier."""

from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args

from litestar import Request, Response, Router, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.static_files import create_static_files_router

from ventanilla.phone.chat import Chat, Content, Medium, Tap
from ventanilla.phone.limits import TEXT
from ventanilla.phone.phones import Phones
from ventanilla.phone.rendering import Pages
from ventanilla.phone.transcript import transcript

PATIENCE = 2.5
"""Seconds that a form without JavaScript waits for the answer, to show both at once."""

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def pages() -> list[Router]:
    static = create_static_files_router(
        "/static", [Path(__file__).parent / "static"], name="phone-static"
    )
    own = Router(
        "/phone",
        route_handlers=[people, create, chat_page, say, save_transcript, static],
        guards=[_own_forms_only],
        response_headers=SECURITY,
        include_in_schema=False,
    )
    # A browser's PDF viewer needs what our own pages forbid themselves.
    return [own, Router("/phone", route_handlers=[open_file], include_in_schema=False)]


@get("/")
async def people(
    request: Request[Any, Any, Any], phones: NamedDependency[Phones], pages: NamedDependency[Pages]
) -> Response[str]:
    return pages.show(request, "people.html", phones=phones)


@post("/")
async def create(request: Request[Any, Any, Any], phones: NamedDependency[Phones]) -> Redirect:
    form = await request.form()
    return _see_other(phones.add_person(hidden="hidden" in form).slug)


@get("/{slug:str}")
async def chat_page(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    phones: NamedDependency[Phones],
    pages: NamedDependency[Pages],
) -> Response[Any]:
    """The chat; its ETag lets the script ask cheaply whether anything is new."""
    _known(slug, phones)
    phones.see(slug)
    etag = f'"{phones.revision(slug)}.{pages.language(request)}"'
    if request.headers.get("If-None-Match") == etag:
        return Response(None, status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    response = pages.show(request, "chat.html", phones=phones, chat=_known(slug, phones))
    response.set_header("ETag", etag)
    return response


@post("/{slug:str}")
async def say(
    request: Request[Any, Any, Any], slug: FromPath[str], phones: NamedDependency[Phones]
) -> Response[Any]:
    """Whoever prefers a minimal answer (RFC 7240) shows the reply by themselves."""
    form = await request.form()
    content = _said({key: str(value) for key, value in form.items()}, _known(slug, phones))
    minimal = request.headers.get("Prefer") == "return=minimal"
    if content is not None:
        bubble = phones.say(slug, content)
        if not minimal:
            await phones.replied(slug, bubble.number, PATIENCE)
    return Response(None, status_code=HTTPStatus.NO_CONTENT) if minimal else _see_other(slug)


@get("/{slug:str}/transcript")
async def save_transcript(slug: FromPath[str], phones: NamedDependency[Phones]) -> Response[str]:
    headers = {"Content-Disposition": f'attachment; filename="{slug}.txt"'}
    text = transcript(_known(slug, phones))
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@get("/{slug:str}/files/{number:int}/{filename:str}")
async def open_file(
    slug: FromPath[str],
    number: FromPath[int],
    filename: FromPath[str],
    phones: NamedDependency[Phones],
) -> Response[bytes]:
    bubble = _known(slug, phones).bubble(number)
    file = bubble.content.file if bubble is not None else None
    if file is None or file.filename != filename:
        raise NotFoundException
    inline = file.media_type == "application/pdf"
    headers = {
        "Content-Disposition": "inline" if inline else "attachment",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(phones.content(file), media_type=file.media_type, headers=headers)


def _said(form: dict[str, str], chat: Chat) -> Content | None:
    """What a form says: an option tapped, a stand-in for a medium, or words; None for nothing."""
    if "tap" in form:
        return _tapped(chat, form["tap"], form.get("of", ""))
    medium: Medium | None = next((m for m in get_args(Medium) if m == form.get("attach")), None)
    if medium is not None:
        return Content(medium=medium)
    # Forms send line ends as CR LF; the app trims what is typed.
    text = form.get("text", "").replace("\r\n", "\n").strip()[:TEXT]
    return Content(text=text) if text else None


def _tapped(chat: Chat, option_id: str, number: str) -> Content | None:
    bubble = chat.bubble(int(number)) if number.isdecimal() else None
    choices = bubble.content.choices if bubble is not None else None
    if bubble is None or choices is None:
        return None
    option = next((option for option in choices.options if option.id == option_id), None)
    if option is None:
        return None
    return Content(text=option.title, tap=Tap(option, choices.kind, bubble.number))


def _known(slug: str, phones: Phones) -> Chat:
    chat = phones.chat(slug)
    if chat is None:
        raise NotFoundException
    return chat


def _see_other(slug: str) -> Redirect:
    return Redirect(f"/phone/{slug}", status_code=303)


def _own_forms_only(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Another site's page must not speak through a phone that runs on this machine."""
    origin = connection.headers.get("Sec-Fetch-Site", "same-origin")
    if connection.scope.get("method") == "POST" and origin not in {"same-origin", "none"}:
        raise PermissionDeniedException
