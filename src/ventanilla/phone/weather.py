"""What the platform is like at the moment: fair, or as bad as a test wants it.

Nothing of it outlives the process.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

import msgspec

from ventanilla.phone.errors import GraphError, rate_limited

NEVER = 30.0
"""Seconds that a lost reply takes: longer than any client waits."""

LATEST = 600.0
BATCH = 1000
"""The platform puts no more updates than that into one POST."""

LASTING = ("a_second", "free", "verdict", "batch", "apart", "mixed", "twice", "late")
"""What is not of single messages: `times` does not end it."""

A_SECOND, PAIR_SECONDS, PAIR_BURST = 1.0, 6.0, 45


class Weather(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How messages are taken. `times` is for how many of them it holds; None is until it changes.

    `delay` seconds pass before each answer. `code` and `status` refuse with Meta's error code and
    an HTTP status; `page` answers with an HTML page of that status, as a broken proxy does. With
    `lost` a message is taken and its sender never hears of it. `fails` is the code of the status
    "failed" that follows an accepted message; with `silent` no status follows at all. `a_second` is
    how many messages, in and out, the number may have (0: no limits at all). Read marks are taken
    in any weather. `upload` is the code with which files are refused.

    `window` says whether people may be written to freely: by the "clock", always or never; who may
    not is refused, or with `later` accepted and told of by a status. `free` is whether messages
    cost nothing, `verdict` what becomes of templates that are pushed.

    Webhooks are held until there are `batch` updates, which then go in one POST, or each in its own
    where they are `apart`; `mixed` turns their order round, `twice` posts all again, each by
    itself, and `late` is for how many seconds they wait.
    """

    delay: float = 0.0
    code: int = 0
    status: int = 400
    page: bool = False
    lost: bool = False
    fails: int = 0
    silent: bool = False
    upload: int = 0
    window: Literal["clock", "open", "closed"] = "clock"
    later: bool = False
    free: bool = False
    verdict: Literal["APPROVED", "PENDING", "REJECTED"] = "APPROVED"
    batch: int = 1
    apart: bool = False
    mixed: bool = False
    twice: bool = False
    late: float = 0.0
    a_second: int = 80
    times: int | None = None

    def problem(self) -> str:
        """Why it cannot be so; empty where it can."""
        if not 0 <= self.delay <= NEVER:
            return f"delay must be from 0 to {NEVER:g} seconds"
        if not 0 <= self.late <= LATEST:
            return f"late must be from 0 to {LATEST:g} seconds"
        if not 1 <= self.batch <= BATCH:
            return f"batch must be from 1 to {BATCH} updates"
        if self.status not in ERRORS:
            return "status must be an HTTP status from 400 on"
        if self.times is not None and self.times < 1:
            return "times must be 1 or more, or null"
        numbers = (self.a_second, self.code, self.fails, self.upload)
        return "" if min(numbers) >= 0 else "numbers must not be below 0"

    def spent(self) -> "Weather":
        """Fair for messages; what is so of the number, of webhooks and of templates stays."""
        lasting = {name: getattr(self, name) for name in LASTING}
        return msgspec.structs.replace(FAIR, **lasting)


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
            fewer = msgspec.structs.replace(weather, times=left)
            self.weather = fewer if left else weather.spent()
        return weather

    def count(self) -> None:
        """A message came in: it counts for the number's rate as what goes out does."""
        self.number.append(self.now())

    def admit_file(self) -> None:
        """Raises `GraphError` as the weather has it; a refusal counts as a message does."""
        if self.weather.upload:
            code = self.taken().upload
            raise GraphError(code, f"(#{code}) Refused, as was asked for")

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
