"""Templates at the stand-in: pushed and compared by the command, sent, and answered by a tap."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.phone.asking import ACCOUNT, EVA, ask, code, graph, send, told
from tests.phone.conftest import text
from tests.phone.test_wire import until
from tests.test_cli import Command, run
from ventanilla.domain.language import LANGUAGES
from ventanilla.wording.templates import TEMPLATES

__all__ = ["run"]

ALL = len(TEMPLATES) * len(LANGUAGES)

BODY = "Su cita es el {{date}} a las {{time}}, no la olvide."
EXAMPLE = {
    "body_text_named_params": [
        {"param_name": "date", "example": "1 de diciembre"},
        {"param_name": "time", "example": "9:30"},
    ]
}


def wish(name: str = "cita", body: str = BODY, example: Any = EXAMPLE, **more: Any) -> Any:
    buttons = [{"type": "QUICK_REPLY", "text": t} for t in ("Ahí estaré", "Cancelar")]
    return {
        "name": name,
        "language": "es_MX",
        "category": "UTILITY",
        "parameter_format": "NAMED",
        "components": [
            {"type": "BODY", "text": body, "example": example},
            {"type": "BUTTONS", "buttons": buttons},
        ],
        **more,
    }


def push(served, body: Any) -> tuple[int, Any]:
    return graph(served, "POST", f"{ACCOUNT}/message_templates", body)


def listed(served, query: str = "") -> list[Any]:
    status, answer = graph(served, "GET", f"{ACCOUNT}/message_templates{query}")
    assert status == 200
    return list(answer["data"])


def given(**values: str) -> dict[str, Any]:
    each = [{"type": "text", "parameter_name": n, "text": v} for n, v in values.items()]
    return {"type": "body", "parameters": each}


def tap(index: str, payload: str) -> dict[str, Any]:
    parameters = [{"type": "payload", "payload": payload}]
    return {"type": "button", "sub_type": "quick_reply", "index": index, "parameters": parameters}


FULL = given(date="martes", time="9:30")


def sending(
    *components: dict[str, Any], name: str = "cita", language: str = "es_MX", to: str = EVA
) -> dict[str, Any]:
    part = {"name": name, "language": {"code": language}, "components": list(components)}
    return {
        "messaging_product": "whatsapp",
        "to": f"+{to}",
        "type": "template",
        "template": part,
        "biz_opaque_callback_data": "7.1",
    }


# -- the command ------------------------------------------------------------------------------


def command(served, run: Command, *words: str):
    settings = {
        "GRAPH_URL": served.bot.graph,
        "WHATSAPP_ACCESS_TOKEN": served.bot.config.access_token,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT,
    }
    names = {f"VENTANILLA_{name}": value for name, value in settings.items()}
    return run("whatsapp", "templates", *words, **names)


def test_the_command_pushes_all_once_and_finds_them_as_they_are(served, run: Command):
    missing = command(served, run, "status")
    first, second = command(served, run, "push"), command(served, run, "push")
    standing = command(served, run, "status")

    assert (missing.status, first.status, second.status, standing.status) == (1, 0, 0, 0)
    assert second.out.startswith("All templates are there")
    assert len(listed(served, "?limit=100")) == ALL
    until(lambda: len(served.bot.bodies) == ALL)
    assert {value["event"] for value in served.bot.values} == {"APPROVED"}


def test_the_command_changes_what_says_something_else(served, run: Command):
    command(served, run, "push")
    one = next(t for t in listed(served, "?limit=100") if t["name"] == "ventanilla_moved")
    graph(served, "POST", one["id"], {"components": [wish()["components"][0]]})

    differing, again = command(served, run, "status"), command(served, run, "push")

    assert (differing.status, again.status) == (1, 0)
    assert command(served, run, "status").status == 0


def test_the_command_tells_of_a_template_that_was_rejected(served, run: Command):
    told(served, "weather", verdict="REJECTED")
    command(served, run, "push")

    ended = command(served, run, "status")

    assert ended.status == 1
    assert "rejected  (INVALID_FORMAT)" in ended.out


# -- the management API -----------------------------------------------------------------------


def test_a_pushed_template_is_pending_then_approved_and_a_webhook_tells(served):
    status, answer = push(served, wish())
    until(lambda: bool(served.bot.bodies))

    assert (status, answer["status"], answer["category"]) == (200, "PENDING", "UTILITY")
    (kept,) = listed(served)
    assert (kept["id"], kept["status"], kept["components"][0]["text"]) == (
        answer["id"],
        "APPROVED",
        BODY,
    )
    (value,) = served.bot.values
    assert (value["message_template_id"], value["event"]) == (int(answer["id"]), "APPROVED")


REFUSED = {
    "a capital": wish(name="Cita"),
    "no example": wish(example={}),
    "a variable first": wish(body="{{date}} a las {{time}}, no la olvide."),
    "a variable last": wish(body="El {{date}} a las {{time}}."),
    "too long": wish(body=BODY + "x" * 1024),
    "no body": wish(components=[]),
    "a long button": wish(
        components=[
            wish()["components"][0],
            {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "x" * 26}]},
        ]
    ),
    "no category": {k: v for k, v in wish().items() if k != "category"},
    "unknown key": wish(colour="red"),
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_the_platform_does_not_even_review_is_refused(shared, body: Any):
    before = listed(shared)
    answer = push(shared, body)

    assert (answer[0], code(answer)) == (400, 100)
    assert listed(shared) == before


def test_a_name_has_each_language_once(served):
    push(served, wish())

    assert push(served, wish(language="en_US"))[0] == 200
    assert code(push(served, wish())) == 100


def test_a_template_is_deleted_in_all_languages_or_in_one(served):
    for language in ("es_MX", "en_US", "fr"):
        push(served, wish(language=language))
    (english,) = listed(served, "?language=en_US")

    path = f"{ACCOUNT}/message_templates?name=cita"
    one = graph(served, "DELETE", f"{path}&hsm_id={english['id']}")
    left = [t["language"] for t in listed(served)]
    rest, none = graph(served, "DELETE", path), graph(served, "DELETE", path)

    assert one == rest == (200, {"success": True})
    assert left == ["es_MX", "fr"]
    assert (listed(served), code(none)) == ([], 100)


def test_a_list_comes_in_pages_with_the_fields_asked_for(served):
    for number in range(5):
        push(served, wish(name=f"cita_{number}"))

    async def walk() -> list[list[Any]]:
        found = []
        url = f"{served.bot.graph}/v25.0/{ACCOUNT}/message_templates?limit=2&fields=name,status"
        async with aiohttp.ClientSession(headers={"Authorization": "Bearer a-token"}) as session:
            while url:
                async with session.get(url) as answer:
                    page = await answer.json()
                found.append(page["data"])
                url = page["paging"].get("next", "")
        return found

    pages = asyncio.run(walk())

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [t["name"] for page in pages for t in page] == [f"cita_{n}" for n in range(5)]
    assert all(t.keys() == {"id", "name", "status"} for page in pages for t in page)


def test_templates_of_another_account_are_not_here(shared):
    assert graph(shared, "GET", "999/message_templates")[0] == 400


# -- sending ----------------------------------------------------------------------------------


def test_a_template_is_filled_in_on_the_phone_and_charged_as_what_it_is(served):
    push(served, wish())
    status, _ = send(served, sending(FULL, tap("0", "go:7"), tap("1", "no:7")))
    until(lambda: len(served.bot.statuses) == 2)

    assert status == 200
    (bubble,) = served.phones.chat("eva").bubbles
    assert bubble.content.text == "Su cita es el martes a las 9:30, no la olvide."
    assert [(o.id, o.title) for o in bubble.content.choices.options] == [
        ("go:7", "Ahí estaré"),
        ("no:7", "Cancelar"),
    ]
    assert {s["pricing"]["category"] for s in served.bot.statuses} == {"utility"}


def test_a_button_of_a_template_comes_back_with_its_payload_and_context(served):
    push(served, wish())
    _, answer = send(served, sending(FULL, tap("1", "no:7")))

    async def press() -> str:
        async with aiohttp.ClientSession() as session:
            async with session.get(served.page("eva")) as page:
                shown = await page.text()
            form = {"of": "1", "tap": "no:7"}
            await (await session.post(served.page("eva"), data=form)).release()
        return shown

    shown = asyncio.run(press())
    until(lambda: bool(served.bot.messages))

    assert "Su cita es el martes" in shown
    assert 'name="tap" value="no:7"' in shown
    (message,) = served.bot.messages
    assert (message["type"], message["button"]) == (
        "button",
        {"payload": "no:7", "text": "Cancelar"},
    )
    assert message["context"]["id"] == answer["messages"][0]["id"]


def test_a_button_without_a_payload_gives_its_text_back(served):
    push(served, wish())
    send(served, sending(FULL))

    (bubble,) = served.phones.chat("eva").bubbles
    assert [o.id for o in bubble.content.choices.options] == ["Ahí estaré", "Cancelar"]


WRONG = {
    "unknown name": (sending(FULL, name="otra"), 132001),
    "unknown language": (sending(FULL, language="fr"), 132001),
    "too few": (sending(given(date="martes")), 132000),
    "too many": (sending(given(date="a", time="b", more="c")), 132000),
    "none": (sending(), 132000),
    "a header that is not there": (
        sending(FULL, {"type": "header", "parameters": [{"type": "text", "text": "x"}]}),
        132000,
    ),
    "other names": (sending(given(date="a", hour="b")), 132012),
    "too long": (sending(given(date="a" * 1024, time="b")), 132005),
    "a line break": (sending(given(date="a\nb", time="b")), 132018),
    "no text": (sending(given(date="", time="b")), 131008),
    "a button too many": (sending(FULL, tap("2", "x")), 132018),
}


@pytest.mark.parametrize(("payload", "number"), WRONG.values(), ids=WRONG)
def test_a_template_that_is_not_as_it_was_approved_is_refused(shared, payload, number: int):
    push(shared, wish())
    before = shared.phones.chat("eva").bubbles

    assert code(send(shared, payload)) == number
    assert shared.phones.chat("eva").bubbles == before


@pytest.mark.parametrize(
    ("event", "number"),
    [("PENDING", 132001), ("REJECTED", 132001), ("PAUSED", 132015), ("DISABLED", 132016)],
)
def test_a_template_can_be_sent_only_while_it_is_approved(served, event: str, number: int):
    push(served, wish())
    told(
        served,
        "account",
        field="message_template_status_update",
        template="cita",
        language="es_MX",
        event=event,
    )
    until(lambda: len(served.bot.bodies) == 2)

    assert code(send(served, sending(FULL))) == number
    assert (served.bot.values[1]["event"], listed(served)[0]["status"]) == (event, event)


def test_a_template_is_what_can_be_sent_when_the_window_is_closed(served):
    push(served, wish())
    told(served, "window", who="eva", hours=25)

    assert code(send(served, text(EVA, "Hola"))) == 131047
    assert send(served, sending(FULL))[0] == 200


def test_templates_outlive_the_process(tmp_path, start):
    with start(tmp_path) as first:
        push(first, wish())
    with start(tmp_path) as second:
        assert [t["name"] for t in listed(second)] == ["cita"]


def test_another_category_is_told_and_kept(served):
    push(served, wish())
    told(served, "account", field="template_category_update", template="cita", language="es_MX")
    until(lambda: len(served.bot.bodies) == 2)

    assert listed(served)[0]["category"] == "MARKETING"
    value = served.bot.values[1]
    assert (value["previous_category"], value["new_category"]) == ("UTILITY", "MARKETING")
    assert ask(served, "POST", "account", {"field": "x", "template": "none"})[0] == 404
