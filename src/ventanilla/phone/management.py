"""The management half of the Graph stand-in: templates listed, pushed, changed and deleted."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ventanilla.phone import errors, notices
from ventanilla.phone.answering import Json, checked, decoded, noted
from ventanilla.phone.phones import Phones
from ventanilla.phone.reviewed import Change, Template, Wish, look_through
from ventanilla.phone.tape import pretty
from ventanilla.phone.weather import Sky
from ventanilla.phone.webhooks import ACCOUNT

PAGE = 25
LONGEST_PAGE = 1000

FILTERS = ("name", "language", "status", "category")


@get("/{version:str}/{account:str}/message_templates")
async def listed(
    request: Request[Any, Any, Any], account: FromPath[str], phones: NamedDependency[Phones]
) -> Response[Json]:
    def work() -> Json:
        checked(account, ACCOUNT)
        return _page(request, phones)

    return noted(phones, request, "", "templates", "", work)


@post("/{version:str}/{account:str}/message_templates", status_code=HTTPStatus.OK)
async def push(
    request: Request[Any, Any, Any],
    account: FromPath[str],
    phones: NamedDependency[Phones],
    sky: NamedDependency[Sky],
) -> Response[Json]:
    body = await request.body()

    def work() -> Json:
        checked(account, ACCOUNT)
        template = _pushed(decoded(body, Wish), phones)
        review(template, phones, sky)
        return {"id": template.id, "status": "PENDING", "category": template.category}

    return noted(phones, request, "", "template", _shown(body), work)


@post("/{version:str}/{template_id:str}", status_code=HTTPStatus.OK)
async def change(
    request: Request[Any, Any, Any],
    template_id: FromPath[str],
    phones: NamedDependency[Phones],
    sky: NamedDependency[Sky],
) -> Response[Json]:
    body = await request.body()

    def work() -> Json:
        template = phones.templates.by_id(template_id)
        if template is None:
            raise errors.unknown_object(template_id)
        if template.status not in {"APPROVED", "REJECTED", "PAUSED"}:
            raise errors.refused_template("Only approved, rejected and paused ones can be edited.")
        review(_changed(template, decoded(body, Change)), phones, sky)
        return {"success": True}

    return noted(phones, request, "", "template", _shown(body), work)


@delete("/{version:str}/{account:str}/message_templates", status_code=HTTPStatus.OK)
async def drop(
    request: Request[Any, Any, Any], account: FromPath[str], phones: NamedDependency[Phones]
) -> Response[Json]:
    """All languages of a name, or the one with the id in `hsm_id`."""
    name, only = request.query_params.get("name"), request.query_params.get("hsm_id")

    def work() -> Json:
        checked(account, ACCOUNT)
        gone = [t for t in phones.templates.all() if t.name == name and only in {None, t.id}]
        if not gone:
            raise errors.refused_template("There is no such template.")
        phones.templates.drop(gone)
        return {"success": True}

    return noted(phones, request, "", "template", "", work)


def review(template: Template, phones: Phones, sky: Sky) -> None:
    """It is kept as the reviewers want it; a webhook tells what they said, if they said it."""
    verdict = sky.weather.verdict
    reason = "INVALID_FORMAT" if verdict == "REJECTED" else "NONE"
    judged = msgspec.structs.replace(template, status=verdict, rejected_reason=reason)
    phones.templates.put(judged)
    if verdict != "PENDING":
        field = "message_template_status_update"
        phones.announce(field, notices.standing(judged), "")


def _pushed(wish: Wish, phones: Phones) -> Template:
    look_through(wish.name, wish.components)
    if phones.templates.named(wish.name, wish.language) is not None:
        raise errors.refused_template("There is already content in this language.")
    return Template(
        id=phones.new_id(),
        name=wish.name,
        language=wish.language,
        category=wish.category,
        parameter_format=wish.parameter_format,
        components=wish.components,
    )


def _changed(template: Template, wish: Change) -> Template:
    look_through(template.name, wish.components)
    category = wish.category or template.category
    return msgspec.structs.replace(template, components=wish.components, category=category)


def _page(request: Request[Any, Any, Any], phones: Phones) -> Json:
    asked = request.query_params
    filters = {key: asked[key] for key in FILTERS if key in asked}
    rows = [
        t for t in phones.templates.all() if all(getattr(t, k) == v for k, v in filters.items())
    ]
    first, most = _number(asked.get("after"), 0), _number(asked.get("limit"), PAGE)
    last = first + min(max(most, 1), LONGEST_PAGE)
    paging: Json = {"cursors": {"before": str(first), "after": str(min(last, len(rows)))}}
    if last < len(rows):
        query = urlencode({**{key: asked[key] for key in asked}, "after": last})
        paging["next"] = f"{str(request.url).partition('?')[0]}?{query}"
    fields = [field for field in asked.get("fields", "").split(",") if field]
    return {"data": [_row(each, fields) for each in rows[first:last]], "paging": paging}


def _row(template: Template, fields: list[str]) -> Json:
    row: Json = msgspec.to_builtins(template)
    return {key: row[key] for key in {*fields, "id"} if key in row} if fields else row


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise


def _shown(body: bytes) -> str:
    try:
        return pretty(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
