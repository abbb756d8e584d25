"""What a person sees where a page is missing or broken: the same look, a reason, a way on."""

from http import HTTPStatus
from typing import Any

from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from ventanilla.portal.rendering import SECURITY, UNSEEN, Page, Pages
from ventanilla.portal.site import Site


def exception_handlers(site: Site) -> ExceptionHandlersMap:
    """For the whole application: pages for browsers, one plain line for whoever asks for less.

    No exception's text is shown. Logging is not done here: the application does it once.
    """
    pages = Pages(site)

    def refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
        response = _answer(pages, request, HTTPStatus(error.status_code))
        for name, value in (error.headers or {}).items():
            response.set_header(name, value)
        return response

    def broken(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
        return _answer(pages, request, HTTPStatus.INTERNAL_SERVER_ERROR)

    return {HTTPException: refused, Exception: broken}


def _answer(pages: Pages, request: Request[Any, Any, Any], status: HTTPStatus) -> Response[str]:
    if "text/html" not in request.headers.get("Accept", ""):
        return Response(
            status.phrase,
            status_code=status,
            media_type=MediaType.TEXT,
            headers={**SECURITY, **UNSEEN},
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return pages.show_breakdown(request, Page("broken.html", {}, status=status))
    if status == HTTPStatus.NOT_FOUND:
        return pages.show(request, Page("missing.html", {"elsewhere": None}, status=status))
    return pages.show(request, Page("refused.html", {}, status=status))
