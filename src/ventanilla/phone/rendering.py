"""Templates with the words of the reader's language."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Request, Response

from ventanilla.domain.language import LANGUAGES, OWN_NAMES, Language
from ventanilla.phone import view
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.words import Words, load_words

COOKIE = "phone-language"


class Pages:
    """`?lang=` chooses a language, a cookie remembers it; Spanish comes first."""

    def __init__(self, config: PhoneConfig) -> None:
        self._config = config
        self._words = load_words()
        self._templates = Environment(
            loader=PackageLoader("ventanilla.phone"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals |= {
            "view": view,
            "office": config.name,
            "number": config.display_number,
            "languages": OWN_NAMES,
            "mailbox": config.mailbox,
        }

    def language(self, request: Request[Any, Any, Any]) -> Language:
        wishes = (request.query_params.get("lang"), request.cookies.get(COOKIE))
        return next((lang for wish in wishes for lang in LANGUAGES if lang == wish), "es")

    def words(self, language: Language) -> Words:
        return self._words[language]

    def show(self, request: Request[Any, Any, Any], name: str, **values: Any) -> Response[str]:
        words = self._words[self.language(request)]
        template = self._templates.get_template(name)
        html = template.render(t=words, path=request.url.path, **values)
        response = Response(html, media_type=MediaType.HTML, headers={"Vary": "Cookie"})
        if "lang" in request.query_params:
            response.set_cookie(
                COOKIE, words.language, path="/phone", httponly=True, samesite="lax"
            )
        return response
