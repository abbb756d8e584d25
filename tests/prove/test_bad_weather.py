"""The real service against the stand-in in bad weather: everybody gets each answer, once.

F13 to F17: a token that ran out, replies that are lost, a broken proxy, throttling. The pauses are
those of the product, so it takes a minute and more.
"""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

import msgspec
import pytest
from litestar import Litestar

from tests.browser import free_port, serving
from tests.journeys.service import LINE, SECRET, Service
from ventanilla.phone.app import routes, running
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.phones import Phones

pytestmark = [pytest.mark.prove, pytest.mark.timeout(400)]

PEOPLE = 6


@dataclass
class Sky:
    """The stand-in, and all who have a phone there."""

    url: str
    phones: Phones
    changed: threading.Condition = field(default_factory=threading.Condition)

    def ask(self, method: str, path: str, body: str, kind: str) -> int:
        connection = HTTPConnection(self.url.removeprefix("http://").split("/")[0], timeout=10)
        connection.request(method, path, body, {"Content-Type": kind, "Prefer": "return=minimal"})
        status = connection.getresponse().status
        connection.close()
        return status

    def weather(self, **wanted: object) -> None:
        body = msgspec.json.encode(wanted).decode()
        assert self.ask("PUT", "/phone/weather", body, "application/json") == 200

    def everybody_says(self, text: str) -> None:
        body = urlencode({"text": text})
        for chat in self.phones.chats:
            path = f"/phone/{chat.person.slug}"
            assert self.ask("POST", path, body, "application/x-www-form-urlencoded") == 204

    def answers(self) -> list[int]:
        """How many each has got."""
        return [sum(not b.mine for b in chat.bubbles) for chat in self.phones.chats]

    def have_all(self, said: int) -> bool:
        return min(self.answers()) >= said

    def story(self, what: str, service: Service) -> object:
        return what, self.answers(), service.log()[-3000:]


def until(holds: Callable[[], bool], seconds: float, what: Callable[[], object]) -> None:
    pause, end = threading.Event(), monotonic() + seconds
    while not holds():
        assert monotonic() < end, what()
        pause.wait(0.1)


@pytest.fixture
def sky(tmp_path: Path) -> Iterator[tuple[Sky, int]]:
    """With the port where the service is to be."""
    service, port = free_port(), free_port()
    folder = tmp_path / "phones"
    config = PhoneConfig(
        webhook_url=f"http://127.0.0.1:{service}/whatsapp/webhook",
        app_secret=SECRET,
        access_token="a-token",
        phone_number_id=LINE,
        display_number="+1 555 555 0199",
        name="Ventanilla",
        folder=folder,
        mailbox="",
    )
    phones = Phones(folder, lambda: datetime.now().astimezone(), os.urandom)
    for number in range(PEOPLE - 1):
        phones.add_person(hidden=bool(number % 2))
    with serving(Litestar(routes(config, phones), lifespan=[running(config, phones)]), port) as url:
        yield Sky(f"{url}/phone/graph", phones), service


def test_nothing_is_lost_and_nothing_said_twice(sky: tuple[Sky, int], database_url, tmp_path):
    there, port = sky
    service = Service(database_url, there, tmp_path, port)
    assert service.run("network", "apply", "mexico").returncode == 0
    service.start()
    try:
        said = 0
        for text, weather, what in (
            ("Hola", {}, "fair"),
            ("1", {"code": 190, "status": 401, "times": 2}, "a token that ran out"),
            ("78701", {"lost": True, "times": 3}, "replies that are lost"),
            ("1", {"page": True, "status": 502, "times": 7}, "a broken proxy"),
            ("1", {"code": 130429, "status": 429, "times": 3}, "a number that is too fast"),
            ("atrás", {"code": 131056, "status": 400, "times": 4}, "a person who has too many"),
            ("1", {"delay": 2.0, "times": 6}, "a slow platform"),
        ):
            there.weather(**weather)
            there.everybody_says(text)
            said += 1
            until(partial(there.have_all, said), 150, partial(there.story, what, service))
        assert there.answers() == [said] * PEOPLE
        assert "number closed" in service.log()
        assert "number open again" in service.log()
    finally:
        service.stop()
