"""What every request passes before it is routed."""

from typing import Any

from litestar.types import ASGIApp, Message, Receive, Send

NOWHERE = "/nowhere"
"""An address that no page has: it is answered as every missing page is."""


class Front:
    """Lets HEAD ask for whatever GET gives, and no path hold what no file system can.

    Uptime checks and link previews use HEAD, which Litestar does not derive from GET.
    """

    __slots__ = ("_app",)

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"]:
            scope["path"], scope["raw_path"] = NOWHERE, NOWHERE.encode()
        if scope["method"] == "HEAD":
            scope["method"] = "GET"
            await self._app(scope, receive, _headers_only(send))
            return
        await self._app(scope, receive, send)


def _headers_only(send: Send) -> Send:
    async def without_body(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return without_body
