"""Templates at Meta: asked for, created and changed over the management API of the Graph.

The shapes are those of Meta's own collection of requests (WhatsApp-Flows-Tools, 2026-05-14).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, TypeAlias

import aiohttp
import msgspec
from msgspec import Struct, field

from ventanilla.whatsapp import names
from ventanilla.whatsapp.client import check_graph
from ventanilla.whatsapp.names import LANGUAGE
from ventanilla.whatsapp.wire import Json
from ventanilla.wording.templates import EXAMPLES, Wording

PATIENCE = aiohttp.ClientTimeout(total=30, connect=5)

FIELDS = "id,name,language,status,category,rejected_reason,components"
PAGE = 100

Standing: TypeAlias = Literal["missing", "same", "differs"]


class Refused(Exception):
    """Meta did not do as asked; the text says why and names no secret."""


class Component(Struct):
    type: str = ""
    text: str = ""
    buttons: list["Component"] = field(default_factory=list)


class Stored(Struct):
    """A template as Meta has it."""

    id: str
    name: str
    language: str
    status: str = ""
    category: str = ""
    rejected_reason: str = ""
    components: list[Component] = field(default_factory=list)


class Cursors(Struct):
    after: str = ""


class Paging(Struct):
    cursors: Cursors = field(default_factory=Cursors)
    next: str = ""


class Page(Struct):
    data: list[Stored]
    paging: Paging = field(default_factory=Paging)


class Why(Struct):
    message: str = ""
    error_user_msg: str = ""


class Failure(Struct):
    error: Why


@dataclass(frozen=True, slots=True)
class Found:
    """One of ours, and how it stands at Meta."""

    wording: Wording
    stored: Stored | None

    @property
    def standing(self) -> Standing:
        if self.stored is None:
            return "missing"
        return "same" if _says(self.stored) == _meant(self.wording) else "differs"


def name_of(wording: Wording) -> str:
    return names.name_of(wording.template.name)


def request_of(wording: Wording) -> Json:
    """What creates it; a change takes the components alone."""
    examples = [
        {"param_name": name, "example": EXAMPLES[name][wording.language]}
        for name in wording.template.parameters
    ]
    components: list[Json] = [
        {
            "type": "BODY",
            "text": wording.body,
            "example": {"body_text_named_params": examples},
        }
    ]
    if wording.buttons:
        buttons = [{"type": "QUICK_REPLY", "text": text} for text in wording.buttons]
        components.append({"type": "BUTTONS", "buttons": buttons})
    return {
        "name": name_of(wording),
        "language": LANGUAGE[wording.language],
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "components": components,
    }


def found(wordings: Sequence[Wording], stored: Sequence[Stored]) -> list[Found]:
    by_name = {(one.name, one.language): one for one in stored}
    return [Found(w, by_name.get((name_of(w), LANGUAGE[w.language]))) for w in wordings]


def _says(stored: Stored) -> tuple[str, tuple[str, ...]]:
    body = next((one.text for one in stored.components if one.type == "BODY"), "")
    buttons = (b.text for one in stored.components for b in one.buttons)
    return body, tuple(buttons)


def _meant(wording: Wording) -> tuple[str, tuple[str, ...]]:
    return wording.body, wording.buttons


class Templates:
    """Those of one business account. The session's owner closes it."""

    __slots__ = ("_account", "_graph", "_headers", "_session")

    def __init__(
        self,
        session: aiohttp.ClientSession,
        graph_url: str,
        version: str,
        account: str,
        access_token: str,
    ) -> None:
        """Raises ValueError for a setting that cannot work, without quoting it."""
        check_graph(graph_url, version, access_token)
        if not account.isalnum():
            raise ValueError("the business account id must be Meta's id, digits only")
        self._session = session
        self._graph = f"{graph_url.rstrip('/')}/{version}"
        self._account = account
        self._headers = {"Authorization": f"Bearer {access_token}"}

    async def stored(self) -> list[Stored]:
        """Raises `Refused`."""
        found: list[Stored] = []
        after = ""
        while True:
            query = {"fields": FIELDS, "limit": str(PAGE), **({"after": after} if after else {})}
            answer = await self._ask("GET", f"{self._account}/message_templates", query=query)
            page = _decoded(answer, Page)
            found += page.data
            after = page.paging.cursors.after
            if not page.paging.next or not after:
                return found

    async def create(self, wording: Wording) -> None:
        """Raises `Refused`."""
        await self._ask("POST", f"{self._account}/message_templates", request_of(wording))

    async def change(self, stored: Stored, wording: Wording) -> None:
        """Meta reviews it anew. Raises `Refused`."""
        await self._ask("POST", stored.id, {"components": request_of(wording)["components"]})

    async def _ask(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        query: Mapping[str, str] | None = None,
    ) -> bytes:
        try:
            async with self._session.request(
                method,
                f"{self._graph}/{path}",
                params=query,
                json=body,
                headers=self._headers,
                timeout=PATIENCE,
                allow_redirects=False,
            ) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Refused(f"Meta cannot be reached ({type(error).__name__})") from None
        if answer.status != HTTPStatus.OK:
            raise Refused(_reason(answer.status, content))
        return content


def _decoded(content: bytes, kind: type[Page]) -> Page:
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Refused("Meta's answer cannot be read") from None


def _reason(status: int, content: bytes) -> str:
    try:
        why = msgspec.json.decode(content, type=Failure).error
    except (msgspec.DecodeError, UnicodeDecodeError):
        return f"Meta answered {status}"
    return f"Meta answered {status}: {why.error_user_msg or why.message}"
