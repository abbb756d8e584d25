"""What all calls to the Graph stand-in have in common: who is let in, and the drawer's record."""

import hmac
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar

import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from ventanilla.phone import errors
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.errors import GraphError
from ventanilla.phone.phones import Phones
from ventanilla.phone.tape import Exchange, pretty

Json: TypeAlias = dict[str, Any]

T = TypeVar("T")


def noted(
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


def allowed(config: PhoneConfig) -> Callable[[ASGIConnection[Any, Any, Any, Any], Any], None]:
    expected = f"Bearer {config.access_token}".encode()

    def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        given = connection.headers.get("Authorization", "").encode("latin-1", "replace")
        if not config.access_token or not hmac.compare_digest(given, expected):
            raise errors.refused_token()
        if re.fullmatch(r"v\d+\.\d+", connection.path_params["version"]) is None:
            raise errors.unknown_object(connection.path_params["version"])

    return guard


def refused(request: Request[Any, Any, Any], error: GraphError) -> Response[Json]:
    return Response(error.content, status_code=error.status)


def checked(given: str, expected: str) -> None:
    """Raises `GraphError` for the id of anything that is not ours."""
    if given != expected:
        raise errors.unknown_object(given)


def decoded(body: bytes, kind: type[T]) -> T:
    """Raises `GraphError`; its text names the field and the type expected, never what was sent."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise errors.unreadable(str(error)) from None
