"""What the platform is like at the moment: fair, or as bad as a test wants it.

`PUT /phone/weather` with JSON changes it, `GET` tells it. Nothing of it outlives the process.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import msgspec
from litestar import Request, Response, Router, get, put
from litestar.di import NamedDependency

from ventanilla.phone.errors import GraphError, invalid, rate_limited, unreadable

NEVER = 30.0
"""Seconds that a lost reply takes: longer than any client waits."""

A_SECOND, PAIR_SECONDS, PAIR_BURST = 1.0, 6.0, 45


class Weather(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How messages are taken. `times` is for how many of them it holds; None is until it changes.

    `delay` seconds pass before each answer. `code` and `status` refuse with Meta's error code and
    an HTTP status; `page` answers with an HTML page of that status, as a broken proxy does. With
    `lost` a message is taken and its sender never hears of it. `fails` is the code of the status
    "failed" that follows an accepted message; with `silent` no status follows at all. `a_second` is
    how many messages, in and out, the number may have (0: no limits at all). Read marks are taken
    in any weather.
    """

    delay: float = 0.0
    code: int = 0
    status: int = 400
    page: bool = False
    lost: bool = False
    fails: int = 0
    silent: bool = False
    a_second: int = 80
    times: int | None = None

    def problem(self) -> str:
        """Why it cannot be so; empty where it can."""
        if not 0 <= self.delay <= NEVER:
            return f"delay must be from 0 to {NEVER:g} seconds"
        if self.status not in ERRORS:
            return "status must be an HTTP status from 400 on"
        if self.times is not None and self.times < 1:
            return "times must be 1 or more, or null"
        return "" if self.a_second >= 0 and self.code >= 0 else "numbers must not be below 0"


ERRORS = frozenset(status for status in HTTPStatus if status >= HTTPStatus.BAD_REQUEST)

FAIR = Weather()


@dataclass
class Sky:
    """The weather, and what the limits count. `now` is in seconds and only goes forward."""

    now: Callable[[], float]
    weather: Weather = FAIR
    number: deque[float] = field(default_factory=deque)
    pairs: dict[str, float] = field(default_factory=dict)
    """By address, up to when what was sent there counts."""

    def taken(self) -> Weather:
        """The weather of one message more."""
        weather = self.weather
        if weather.times is not None:
            left = weather.times - 1
            fair = msgspec.structs.replace(FAIR, a_second=weather.a_second)
            self.weather = msgspec.structs.replace(weather, times=left) if left else fair
        return weather

    def count(self) -> None:
        """A message came in: it counts for the number's rate as what goes out does."""
        self.number.append(self.now())

    def admit(self, weather: Weather, address: str) -> None:
        """Raises `GraphError`: as the weather has it, or by the platform's own limits. What is
        refused is not counted.
        """
        if weather.code:
            message = f"(#{weather.code}) Refused, as was asked for"
            raise GraphError(weather.code, message, status=HTTPStatus(weather.status))
        if not weather.a_second:
            return
        at = self.now()
        while self.number and self.number[0] <= at - A_SECOND:
            self.number.popleft()
        if len(self.number) >= weather.a_second:
            raise rate_limited(130429, "Rate limit hit")
        used = max(self.pairs.get(address, at), at)
        if used > at + (PAIR_BURST - 1) * PAIR_SECONDS:
            raise rate_limited(131056, "(Business Account, Consumer Account) pair rate limit hit")
        self.pairs[address] = used + PAIR_SECONDS
        self.number.append(at)


def controls() -> Router:
    return Router("/phone/weather", route_handlers=[tell, change], include_in_schema=False)


@get("/", sync_to_thread=False)
def tell(sky: NamedDependency[Sky]) -> dict[str, Any]:
    return dict(msgspec.to_builtins(sky.weather))


@put("/")
async def change(request: Request[Any, Any, Any], sky: NamedDependency[Sky]) -> Response[Any]:
    """What is left out is fair."""
    try:
        wanted = msgspec.json.decode(await request.body(), type=Weather)
    except msgspec.DecodeError as wrong:
        error = unreadable(str(wrong))
        return Response(error.content, status_code=error.status)
    if problem := wanted.problem():
        error = invalid(problem)
        return Response(error.content, status_code=error.status)
    sky.weather = wanted
    return Response(msgspec.to_builtins(wanted))
