"""The public pages, each at its own address."""

from http import HTTPStatus
from typing import Any

from litestar import Request, Response, Router, get
from litestar.datastructures import CacheControlHeader
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.static_files import create_static_files_router

from ventanilla.portal.guide import elsewhere, find, guide
from ventanilla.portal.rendering import SECURITY, STATIC, Page, Pages
from ventanilla.portal.site import Site
from ventanilla.portal.verdict import judge
from ventanilla.wording.dates import birthday, clock, in_words

A_YEAR = 31_536_000
"""Seconds."""


def pages(site: Site) -> list[Router]:
    """`/`, `/privacy`, `/v/<token>`, `/p/<procedure>/<office>` and the style sheet."""
    shown = Pages(site)
    handlers = [make(site, shown) for make in (_landing, _privacy, _check, _guide)]
    return [Router("/", route_handlers=handlers, include_in_schema=False), _static()]


def _landing(site: Site, pages: Pages) -> HTTPRouteHandler:
    @get("/", sync_to_thread=False)
    def landing(request: Request[Any, Any, Any]) -> Response[str]:
        return pages.show(request, Page("landing.html", {}))

    return landing


def _privacy(site: Site, pages: Pages) -> HTTPRouteHandler:
    @get("/privacy", sync_to_thread=False)
    def privacy(request: Request[Any, Any, Any]) -> Response[str]:
        voice = pages.voice(request)
        since = birthday(voice.network.notice.since, voice.language)
        return pages.show(request, Page("privacy.html", {"since": since}))

    return privacy


def _check(site: Site, pages: Pages) -> HTTPRouteHandler:
    @get("/v/{token:str}", sync_to_thread=True)
    def check(request: Request[Any, Any, Any], token: FromPath[str]) -> Response[str]:
        verdict = judge(token, site.public_keys(), site.look_up)
        found = verdict.outcome != "forged"
        values = {"verdict": verdict, "in_words": in_words, "clock": clock}
        status = HTTPStatus.OK if found else HTTPStatus.NOT_FOUND
        return pages.show(request, Page("verdict.html", values, private=True, status=status))

    return check


def _guide(site: Site, pages: Pages) -> HTTPRouteHandler:
    @get("/p/{address:path}", sync_to_thread=False)
    def requirements(request: Request[Any, Any, Any], address: FromPath[str]) -> Response[str]:
        voice = pages.voice(request)
        found = find(voice.network, address)
        if found is None:
            values = {"elsewhere": elsewhere(address, voice)}
            return pages.show(request, Page("missing.html", values, status=HTTPStatus.NOT_FOUND))
        return pages.show(request, Page("guide.html", {"guide": guide(*found, voice)}))

    return requirements


def _static() -> Router:
    # The policy of pages also keeps scripts out of a picture that is opened by itself.
    return create_static_files_router(
        "/portal/static",
        [STATIC],
        name="portal-static",
        # The address of the style sheet changes whenever its content does.
        cache_control=CacheControlHeader(public=True, max_age=A_YEAR, immutable=True),
        after_request=_guarded,
    )


def _guarded(response: Response[Any]) -> Response[Any]:
    response.headers.update(SECURITY)
    return response
