"""The platform in bad weather, as a test asks for it, and within its own limits."""

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.phone.conftest import read_mark, text
from tests.phone.test_wire import say, until
from ventanilla.domain.message import Accepted, Address, Message, SendError, Unknown
from ventanilla.phone.errors import GraphError
from ventanilla.phone.weather import FAIR, PAIR_BURST, Sky, Weather
from ventanilla.whatsapp.client import Client

EVA = "15555550100"


async def ask(served, method: str, body: Any = None) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{served.url}/phone/weather", json=body) as answer,
    ):
        return answer.status, await answer.json()


def weather(served, **wanted: Any) -> None:
    assert asyncio.run(ask(served, "PUT", wanted))[0] == 200


def send(served, body: str = "Hola", **patience: float) -> Any:
    """As the real client does."""

    async def work() -> Any:
        config = served.bot.config
        timeout = aiohttp.ClientTimeout(**{"total": 8.0, **patience})
        async with aiohttp.ClientSession() as session:
            client = Client(
                session,
                served.bot.graph,
                "v25.0",
                config.phone_number_id,
                config.access_token,
                patience=timeout,
            )
            return await client.send(Address(phone=EVA), Message(body), "7.1")

    return asyncio.run(work())


def bubbles(served) -> list[str]:
    return [b.content.text for b in served.phones.chat("eva").bubbles if not b.mine]


def test_a_code_is_refused_with_as_often_as_asked_and_then_it_is_fair(served):
    weather(served, code=131000, status=500, times=2)

    results = [send(served, f"{number}") for number in range(3)]

    assert [getattr(one, "code", None) for one in results] == [131000, 131000, None]
    assert isinstance(results[2], Accepted)
    assert bubbles(served) == ["2"]
    assert asyncio.run(ask(served, "GET"))[1]["code"] == 0


def test_a_page_of_a_broken_proxy_is_no_answer_of_the_platform(served):
    weather(served, page=True, status=502, times=1)

    assert send(served) == SendError(0, "platform", "backoff")
    assert bubbles(served) == []


def test_a_lost_reply_is_of_a_message_that_was_taken(served):
    weather(served, lost=True, times=1)

    assert send(served, total=0.3) == Unknown()
    until(lambda: bool(served.bot.statuses))
    assert bubbles(served) == ["Hola"]
    assert served.bot.statuses[0]["biz_opaque_callback_data"] == "7.1"


def test_a_message_may_fail_after_it_was_accepted(served):
    weather(served, fails=131026, times=1)

    assert isinstance(send(served), Accepted)
    until(lambda: bool(served.bot.statuses))
    (status,) = served.bot.statuses
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131026)


def test_a_silent_platform_tells_of_nothing(served):
    weather(served, silent=True, times=1)
    send(served, "first")
    send(served, "second")
    until(lambda: len(served.bot.statuses) >= 2)

    assert len({status["id"] for status in served.bot.statuses}) == 1


def test_read_marks_are_taken_in_any_weather(served):
    say(served, "Hola")
    until(lambda: bool(served.bot.messages))
    weather(served, code=131000, times=1)

    status, _ = asyncio.run(served.bot.call(read_mark(served.bot.messages[0]["id"])))

    assert status == 200
    assert asyncio.run(ask(served, "GET"))[1]["times"] == 1


def test_more_than_the_number_may_send_is_refused_as_the_platform_does(served):
    weather(served, a_second=3)

    async def burst() -> list[tuple[int, Any]]:
        return [await served.bot.call(text(EVA, f"{number}")) for number in range(5)]

    answers = asyncio.run(burst())

    refused = [answer for status, answer in answers if status == 429]
    assert {one["error"]["code"] for one in refused} == {130429}
    assert len(bubbles(served)) + len(refused) == 5


@pytest.mark.parametrize(
    ("wanted", "word"),
    [
        ({"delay": -1}, "delay"),
        ({"delay": 1e9}, "delay"),
        ({"status": 200}, "status"),
        ({"times": 0}, "times"),
        ({"code": -1}, "numbers"),
        ({"rain": True}, "rain"),
        ([], "object"),
    ],
)
def test_weather_that_cannot_be_is_refused_and_stays_as_it_was(served, wanted, word: str):
    status, answer = asyncio.run(ask(served, "PUT", wanted))

    assert status == 400
    assert word in answer["error"]["error_data"]["details"]
    assert asyncio.run(ask(served, "GET"))[1]["status"] == FAIR.status


# -- the limits, by hand ----------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def admitted(sky: Sky, wish: Weather, count: int, address: str = "eva") -> int:
    done = 0
    for _ in range(count):
        try:
            sky.admit(wish, address)
        except GraphError:
            break
        done += 1
    return done


def test_one_person_has_45_at_once_and_then_one_every_six_seconds():
    clock = Clock()
    sky = Sky(clock)

    assert admitted(sky, Weather(a_second=1000), 60) == PAIR_BURST
    assert admitted(sky, FAIR, 1, "leo") == 1
    clock.at += 6
    assert admitted(sky, FAIR, 9) == 1


def test_what_comes_in_counts_for_the_number():
    clock = Clock()
    sky = Sky(clock)
    for _ in range(70):
        sky.count()

    assert admitted(sky, FAIR, 40) == 10
    clock.at += 1.01
    assert admitted(sky, FAIR, 1) == 1
