"""What whoever tests asks of the platform: its weather, its notices, and the lot of its people."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal, get_args

import msgspec
from litestar import Request, Response, Router, get, post, put
from litestar.di import NamedDependency

from ventanilla.phone import errors, notices
from ventanilla.phone.answering import Json, decoded, refused
from ventanilla.phone.chat import Person
from ventanilla.phone.errors import GraphError
from ventanilla.phone.phones import Phones
from ventanilla.phone.reviewed import Kind, Status, Template
from ventanilla.phone.weather import Sky, Weather

Digits = Annotated[str, msgspec.Meta(pattern="^[0-9]{8,15}$")]


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """It takes no keys but its own."""


class Notice(Wish, frozen=True):
    """A field and its value as it is to be posted; without a value, one in the field's shape.

    `event`, `template` with `language`, `who` with `preference`, `errors` make up such a value.
    """

    field: str
    value: Json | None = None
    event: str = ""
    template: str = ""
    language: str = ""
    category: Kind | None = None
    who: str = ""
    preference: Literal["stop", "resume", "signup"] = "stop"
    errors: int = 0


class Somebody(Wish, frozen=True):
    """A new person; `alias` is what the platform makes of their number."""

    digits: Digits | None = None
    alias: Digits | None = None
    hidden: bool = False


class Renewal(Wish, frozen=True):
    """With `digits` the number changes, and the user id with it; without them the id alone."""

    who: str
    digits: Digits | None = None


class Hearing(Wish, frozen=True):
    """How many hours ago somebody was last heard of."""

    who: str
    hours: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]


def requests() -> Router:
    return Router(
        "/phone",
        route_handlers=[tell, change, announce, people, renew, hear],
        exception_handlers={GraphError: refused},
        include_in_schema=False,
    )


@get("/weather", sync_to_thread=False)
def tell(sky: NamedDependency[Sky]) -> Json:
    return dict(msgspec.to_builtins(sky.weather))


@put("/weather")
async def change(
    request: Request[Any, Any, Any], sky: NamedDependency[Sky], phones: NamedDependency[Phones]
) -> Response[Any]:
    """What is left out is fair."""
    wanted = decoded(await request.body(), Weather)
    if problem := wanted.problem():
        raise errors.invalid(problem)
    sky.weather = wanted
    phones.ring()
    return Response(msgspec.to_builtins(wanted))


@post("/account", status_code=HTTPStatus.OK)
async def announce(request: Request[Any, Any, Any], phones: NamedDependency[Phones]) -> Json:
    """Posts a notice; one of a template's standing or category also changes the template."""
    wish = decoded(await request.body(), Notice)
    if wish.who:
        _person(wish.who, phones)
    value = _value(wish, phones) if wish.value is None else wish.value
    phones.announce(wish.field, value, wish.who)
    return {"field": wish.field, "value": value}


@post("/people", status_code=HTTPStatus.OK)
async def people(request: Request[Any, Any, Any], phones: NamedDependency[Phones]) -> Json:
    wish = decoded(await request.body(), Somebody)
    if wish.digits and phones.reached(wish.digits):
        raise errors.invalid("digits are somebody's already")
    made = phones.add_person(hidden=wish.hidden, digits=wish.digits or "", alias=wish.alias or "")
    return _told(made)


@post("/change", status_code=HTTPStatus.OK)
async def renew(request: Request[Any, Any, Any], phones: NamedDependency[Phones]) -> Json:
    wish = decoded(await request.body(), Renewal)
    before = _person(wish.who, phones)
    if wish.digits and phones.reached(wish.digits):
        raise errors.invalid("digits are somebody's already")
    after = phones.change_person(wish.who, digits=wish.digits or "")
    shape = notices.changed_number if wish.digits else notices.changed_user_id
    value = shape(before, after, phones.new_key(after), phones.clock())
    phones.announce("messages", value, wish.who)
    return _told(after)


@put("/window")
async def hear(request: Request[Any, Any, Any], phones: NamedDependency[Phones]) -> Json:
    wish = decoded(await request.body(), Hearing)
    _person(wish.who, phones)
    chat = phones.hear(wish.who, timedelta(hours=wish.hours))
    return {"who": wish.who, "open": chat.is_open(phones.clock())}


def _value(wish: Notice, phones: Phones) -> Json:
    """Raises `GraphError` where too little is said to make one up."""
    if wish.field == "messages" and wish.errors:
        return notices.failure(wish.errors)
    if wish.field == "user_preferences":
        return notices.preference(_person(wish.who, phones), wish.preference, phones.clock())
    if wish.template:
        return _of_template(wish, phones)
    if wish.field not in notices.SHAPES:
        raise errors.invalid(f"field needs a value, or is one of: {', '.join(notices.SHAPES)}")
    return {**notices.SHAPES[wish.field], **({"event": wish.event} if wish.event else {})}


def _of_template(wish: Notice, phones: Phones) -> Json:
    kept = phones.templates.named(wish.template, wish.language)
    if kept is None:
        raise errors.unknown_template("there is no such template in that language")
    if wish.field == "template_category_update":
        fresh = msgspec.structs.replace(kept, category=wish.category or "MARKETING")
        more: Json = {"previous_category": kept.category, "new_category": fresh.category}
    else:
        fresh, more = _stood(kept, wish.event or "PAUSED"), {}
    phones.templates.put(fresh)
    named = notices.standing(fresh)
    if more:
        del named["event"], named["reason"], named["message_template_category"]
    return {**named, **more}


def _stood(kept: Template, event: str) -> Template:
    status: Status | None = next((one for one in get_args(Status) if one == event), None)
    if status is None:
        raise errors.invalid(f"event must be one of: {', '.join(get_args(Status))}")
    reason = "ABUSIVE_CONTENT" if status == "REJECTED" else "NONE"
    return msgspec.structs.replace(kept, status=status, rejected_reason=reason)


def _person(slug: str, phones: Phones) -> Person:
    chat = phones.chat(slug)
    if chat is None:
        raise errors.invalid("who must be the name of a phone, as its address has it")
    return chat.person


def _told(person: Person) -> Json:
    return {
        "who": person.slug,
        "digits": person.digits,
        "wa_id": person.wa_id,
        "user_id": person.user_id,
    }
