"""Templates in the reader's language, with the headers that keep a page safe and quick."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request, Response

from ventanilla.catalogue.network import Network
from ventanilla.domain.language import OWN_NAMES, Language
from ventanilla.portal.guide import way
from ventanilla.portal.languages import chosen
from ventanilla.portal.site import Site
from ventanilla.portal.words import load_words
from ventanilla.wording.voice import Voice

STATIC = Path(__file__).parent / "static"

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

PUBLIC = "public, max-age=300"
"""A changed fee or address is seen by everybody within five minutes."""
UNSEEN = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it shows. `private`: no cache keeps it, no search engine lists it."""

    template: str
    values: Mapping[str, Any]
    private: bool = False
    status: HTTPStatus = HTTPStatus.OK


class Pages:
    """Reads every word and template once; keep it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._words = load_words()
        self._templates = Environment(
            loader=PackageLoader("ventanilla.portal"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "languages": OWN_NAMES,
            "way": way,
            "stylesheet": f"/portal/static/portal.css?v={_fingerprint(STATIC / 'portal.css')}",
            "public_url": site.public_url,
            "demo": site.demo,
        }

    def language(self, request: Request[Any, Any, Any]) -> Language:
        accepted = request.headers.get("Accept-Language", "")
        return chosen(request.query_params.get("lang"), accepted)

    def voice(self, request: Request[Any, Any, Any]) -> Voice:
        return Voice(self.language(request), self._site.network(), self._site.public_url)

    def show(self, request: Request[Any, Any, Any], page: Page) -> Response[str]:
        return self._answer(request, page, self._site.network())

    def show_breakdown(self, request: Request[Any, Any, Any], page: Page) -> Response[str]:
        """The same without the network: reading that may be the very thing that broke."""
        return self._answer(request, page, None)

    def _answer(
        self, request: Request[Any, Any, Any], page: Page, network: Network | None
    ) -> Response[str]:
        language = self.language(request)
        html = self._templates.get_template(page.template).render(
            language=language,
            t=self._words[language].say,
            voice=Voice(language, network, self._site.public_url) if network else None,
            network=network,
            path=request.url.path,
            private=page.private,
            **page.values,
        )
        headers = {"Content-Language": language, "Vary": "Accept-Language", **SECURITY}
        if page.private or page.status != HTTPStatus.OK:
            return _html(html, page.status, headers | UNSEEN)
        return _fresh(request, html, headers | {"Cache-Control": PUBLIC})


def _fresh(request: Request[Any, Any, Any], html: str, headers: dict[str, str]) -> Response[str]:
    """The page, or word that the reader's copy is still good."""
    etag = f'"{sha256(html.encode()).hexdigest()[:32]}"'
    headers = {**headers, "ETag": etag}
    if etag in request.headers.get("If-None-Match", ""):
        return _html("", HTTPStatus.NOT_MODIFIED, headers)
    return _html(html, HTTPStatus.OK, headers)


def _html(html: str, status: HTTPStatus, headers: dict[str, str]) -> Response[str]:
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)


def _fingerprint(file: Path) -> str:
    """Changes when the file does, so that a browser may keep it for good."""
    return sha256(file.read_bytes()).hexdigest()[:12]
