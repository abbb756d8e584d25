"""What a test asks of the platform: closed windows, notices, changed numbers, batches."""

import asyncio
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from tests.phone.asking import EVA, ask, code, graph, send, told
from tests.phone.conftest import text
from tests.phone.test_wire import say, to_eva, until

HOLA = text(EVA, "Hola")


def updates(body: bytes) -> list[Any]:
    return [c for e in msgspec.json.decode(body)["entry"] for c in e["changes"]]


def said(body: bytes) -> list[str]:
    values = [change["value"] for change in updates(body)]
    return [m["text"]["body"] for value in values for m in value["messages"]]


# -- the window -------------------------------------------------------------------------------


def test_who_has_not_written_for_a_day_cannot_be_written_to_freely(served):
    served.bot.silent = True
    told(served, "window", who="eva", hours=23.9)
    inside = send(served, HOLA)
    told(served, "window", who="eva", hours=24)
    outside = send(served, HOLA)
    say(served, "Hola")

    assert (inside[0], code(outside), send(served, HOLA)[0]) == (200, 131047, 200)


def test_a_new_person_must_write_first(served):
    leo = told(served, "people")

    assert code(send(served, text(leo["digits"], "Hola"))) == 131047


def test_a_closed_window_can_be_told_of_later_by_a_status(served):
    told(served, "weather", window="closed", later=True)

    assert send(served, HOLA)[0] == 200
    until(lambda: bool(served.bot.statuses))
    (status,), (value,) = served.bot.statuses, served.bot.values
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131047)
    assert "contacts" not in value


# -- statuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("free", "kind"), [(False, "regular"), (True, "free_customer_service")])
def test_a_status_says_what_the_message_costs_and_whose_it_is(served, free: bool, kind: str):
    told(served, "weather", free=free)
    send(served, HOLA)
    until(lambda: len(served.bot.statuses) == 2)

    price = {"billable": not free, "pricing_model": "PMP", "type": kind, "category": "service"}
    assert [s["pricing"] for s in served.bot.statuses] == [price, price]
    assert all("contacts" in value for value in served.bot.values)
    assert all(s["recipient_user_id"].startswith("US.") for s in served.bot.statuses)


def test_the_platform_may_make_another_number_of_a_mexican_one(served):
    served.bot.silent = True
    person = told(served, "people", digits="525512345678", alias="5215512345678")
    told(served, "window", who=person["who"], hours=0)

    answers = [send(served, text(n, "Hola")) for n in (person["digits"], person["wa_id"])]

    assert {a["contacts"][0]["wa_id"] for _, a in answers} == {"5215512345678"}
    assert answers[0][1]["contacts"][0]["input"] == "+525512345678"


# -- notices ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wish",
    [
        {"field": "account_update", "event": "ACCOUNT_RESTRICTION"},
        {"field": "phone_number_quality_update"},
        {"field": "business_capability_update"},
        {"field": "account_alerts"},
        {"field": "user_preferences", "who": "eva", "preference": "stop"},
        {"field": "of_tomorrow", "value": {"any": ["thing"]}},
    ],
    ids=lambda wish: wish["field"],
)
def test_a_notice_of_the_account_is_signed_and_has_a_time_and_no_metadata(served, wish):
    answer = told(served, "account", **wish)
    until(lambda: bool(served.bot.bodies))

    (entry,) = msgspec.json.decode(served.bot.bodies[0])["entry"]
    assert entry["changes"] == [{"field": wish["field"], "value": answer["value"]}]
    assert isinstance(entry["time"], int)
    assert "metadata" not in answer["value"]


def test_an_error_of_the_number_comes_on_the_field_of_messages(served):
    told(served, "account", field="messages", errors=130429)
    until(lambda: bool(served.bot.bodies))

    (value,) = served.bot.values
    assert (value["errors"][0]["code"], "metadata" in value) == (130429, True)


@pytest.mark.parametrize("wish", [{"field": "x"}, {"field": "x", "who": "nobody"}, {}])
def test_a_notice_that_cannot_be_made_up_is_refused(shared, wish):
    assert ask(shared, "POST", "account", wish)[0] == 400


def test_a_changed_number_is_told_from_the_old_one_without_contacts(served):
    before = served.phones.chat("eva").person
    after = told(served, "change", who="eva", digits="15555559999")
    until(lambda: bool(served.bot.messages))

    (message,), (value,) = served.bot.messages, served.bot.values
    assert (message["type"], message["from"]) == ("system", before.digits)
    assert message["system"]["type"] == "user_changed_number"
    assert message["system"]["wa_id"] == after["wa_id"] == "15555559999"
    assert message["system"]["previous_user_id"] == before.user_id
    assert "contacts" not in value
    assert code(send(served, HOLA)) == 131030


def test_a_changed_user_id_is_told_without_a_number(served):
    before = served.phones.chat("eva").person
    after = told(served, "change", who="eva")
    until(lambda: bool(served.bot.messages))

    (message,) = served.bot.messages
    assert "from" not in message
    assert message["system"]["type"] == "user_changed_user_id"
    assert message["system"]["user_id"] == after["user_id"] != before.user_id
    assert message["system"]["previous_user_id"] == before.user_id


# -- how webhooks come ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weather", "posts"),
    [
        ({}, [["1", "2", "3"]]),
        ({"mixed": True}, [["3", "2", "1"]]),
        ({"apart": True, "mixed": True}, [["3"], ["2"], ["1"]]),
        ({"twice": True}, [["1", "2", "3"], ["1"], ["2"], ["3"]]),
        ({"late": 0.01}, [["1", "2", "3"]]),
    ],
    ids=["together", "mixed", "apart", "twice", "late"],
)
def test_webhooks_are_held_until_there_are_enough(served, weather, posts):
    served.bot.silent = True
    told(served, "weather", batch=3, **weather)
    for number in ("1", "2", "3"):
        assert served.bot.bodies == []
        say(served, number)
    until(lambda: len(served.bot.bodies) == len(posts))

    assert [said(body) for body in served.bot.bodies] == posts


def test_what_is_held_goes_when_the_weather_is_fair_again(served):
    served.bot.silent = True
    told(served, "weather", batch=1000)
    say(served, "1")
    say(served, "2")
    told(served, "weather")
    until(lambda: len(served.bot.bodies) == 2)

    assert [said(body) for body in served.bot.bodies] == [["1"], ["2"]]


# -- files ------------------------------------------------------------------------------------


def test_files_are_refused_on_request(served):
    told(served, "weather", upload=131053, times=1)

    with pytest.raises(KeyError, match="id"):
        asyncio.run(served.bot.upload())
    assert asyncio.run(served.bot.upload())


def test_a_file_is_kept_for_thirty_days(served):
    media = asyncio.run(served.bot.upload())
    fresh = graph(served, "GET", media)[0]
    now = served.phones.clock()
    served.phones.clock = lambda: now + timedelta(days=30)

    assert (fresh, code(graph(served, "GET", media))) == (200, 100)
    assert code(send(served, to_eva("document", {"id": media}))) == 100
