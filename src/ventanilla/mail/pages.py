"""The mailbox in the browser: plain pages, without a script."""

from typing import Any

from litestar import MediaType, Request, Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from ventanilla.mail.mailbox import Letter, Mailbox
from ventanilla.mail.rendering import STATIC, Pages

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

SHUT_IN = SECURITY | {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )
}
"""For a message: it may look as it likes, fetch nothing, run nothing, and open links elsewhere."""

ELSEWHERE = '<base target="_blank">'
"""Mail programs open links outside; no page of ours can be shown inside a message."""


def routes(mailbox: Mailbox, beside: str) -> list[Router]:
    """The pages under `/mailbox`. `beside` is the address of the page they are reached from."""
    own = Router(
        "/mailbox",
        route_handlers=[inbox, open_letter, open_html, open_file],
        dependencies={"mailbox": _always(mailbox), "pages": _always(Pages(beside))},
        include_in_schema=False,
    )
    return [own, create_static_files_router("/mailbox/static", [STATIC], name="mailbox-static")]


@get("/", response_headers=SECURITY)
async def inbox(
    request: Request[Any, Any, Any],
    mailbox: NamedDependency[Mailbox],
    pages: NamedDependency[Pages],
) -> Response[str]:
    return pages.show(request, "inbox.html", letters=mailbox.letters)


@get("/{number:int}", response_headers=SECURITY)
async def open_letter(
    request: Request[Any, Any, Any],
    number: FromPath[int],
    mailbox: NamedDependency[Mailbox],
    pages: NamedDependency[Pages],
) -> Response[str]:
    return pages.show(request, "letter.html", letter=_known(number, mailbox))


@get("/{number:int}/html")
async def open_html(number: FromPath[int], mailbox: NamedDependency[Mailbox]) -> Response[str]:
    html = _known(number, mailbox).html.replace("<head>", f"<head>{ELSEWHERE}", 1)
    return Response(html, media_type=MediaType.HTML, headers=SHUT_IN)


@get("/{number:int}/files/{position:int}/{filename:str}")
async def open_file(
    number: FromPath[int],
    position: FromPath[int],
    filename: FromPath[str],
    mailbox: NamedDependency[Mailbox],
) -> Response[bytes]:
    """By its address a browser names the file that it saves."""
    attachments = _known(number, mailbox).attachments
    if not 0 < position <= len(attachments) or attachments[position - 1].filename != filename:
        raise NotFoundException
    attachment = attachments[position - 1]
    headers = SECURITY | {"Content-Disposition": "attachment"}
    return Response(attachment.content, media_type=attachment.media_type, headers=headers)


def _known(number: int, mailbox: Mailbox) -> Letter:
    letter = mailbox.letter(number)
    if letter is None:
        raise NotFoundException
    return letter


def _always(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False)
