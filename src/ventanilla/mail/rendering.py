"""Templates of the mailbox, with the words of the reader's language."""

from datetime import datetime
from pathlib import Path
from typing import Any

from babel.dates import format_datetime
from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request, Response

from ventanilla.domain.language import LANGUAGES, OWN_NAMES, Language
from ventanilla.mail.mailbox import KEPT
from ventanilla.wording.lexicon import read

STATIC = Path(__file__).parent / "static"

COOKIE = "mailbox-language"


class Pages:
    """`?lang=` chooses a language, a cookie remembers it; Spanish comes first.

    `beside` is the address of what the mailbox is a part of.
    """

    def __init__(self, beside: str) -> None:
        self._words = {language: read("ventanilla.mail", language).say for language in LANGUAGES}
        self._templates = Environment(
            loader=PackageLoader("ventanilla.mail"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "beside": beside,
            "languages": OWN_NAMES,
            "kept": KEPT,
            "when": _when,
        }

    def show(self, request: Request[Any, Any, Any], name: str, **values: Any) -> Response[str]:
        language = _language(request)
        html = self._templates.get_template(name).render(
            language=language, t=self._words[language], path=request.url.path, **values
        )
        response = Response(html, media_type=MediaType.HTML, headers={"Vary": "Cookie"})
        if "lang" in request.query_params:
            response.set_cookie(COOKIE, language, path="/mailbox", httponly=True, samesite="lax")
        return response


def _language(request: Request[Any, Any, Any]) -> Language:
    wishes = (request.query_params.get("lang"), request.cookies.get(COOKIE))
    return next((lang for wish in wishes for lang in LANGUAGES if lang == wish), "es")


def _when(at: datetime, language: Language) -> str:
    return format_datetime(at, "medium", locale=language)
