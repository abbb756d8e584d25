"""The platform, in this process: brings what people write, takes what we send, keeps a log.

It has its own limits, repeats and delays deliveries, and loses statuses, all by one seed.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import msgspec

from tests.desk.samples import Clock
from ventanilla.domain.message import Address, Inbound, Progress, Receipt

A_SECOND = timedelta(seconds=1)
SLOWEST_DELIVERY = timedelta(seconds=30)
A_NUMBER_A_SECOND = 80
PAIR_BURST, PAIR_EVERY = 45, timedelta(seconds=6)


@dataclass(slots=True)
class Person:
    """Who says the next of `words` when a new reply has come; the first `at_once` without waiting.

    With `deaf`, the platform loses what it would tell us of this person's messages.
    """

    phone: str
    words: list[str]
    at_once: int = 1
    deaf: bool = False
    said: int = 0
    shown: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Delivery:
    messages: tuple[Inbound, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """One message of ours, as the platform sees it; `row` and `attempt` are what we told it."""

    at: datetime
    node: str
    row: int
    attempt: int
    to: str
    words: str


@dataclass(slots=True)
class Call:
    request: Request
    accepted: bool
    seen: "Seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood in the database while the call was made, by somebody else's look."""

    state: str
    attempt: int
    earlier_open: tuple[int, ...]


@dataclass
class Peer:
    clock: Clock
    chance: Random
    people: Sequence[Person]
    look: Callable[[Request], Seen]
    refuses: int = 0
    """A code that it refuses everything with meanwhile."""
    unreachable: bool = False
    silent: bool = False
    """Whether it takes nothing, and does not say so."""
    repeats: bool = True
    calls: list[Call] = field(default_factory=list)
    brought: list[tuple[datetime, Inbound]] = field(default_factory=list)
    stored: set[str] = field(default_factory=set)
    """Keys of messages that were answered with 200."""
    rejected: list[int] = field(default_factory=list)
    waiting: list[tuple[datetime, int, Delivery]] = field(default_factory=list)
    pairs: dict[str, datetime] = field(default_factory=dict)
    numbered: int = 0
    told_to_come_again: int = 0

    # -- to us --------------------------------------------------------------------------------

    def begin(self) -> None:
        for person in self.people:
            for _ in range(person.at_once):
                self.say(person)

    def say(self, person: Person) -> None:
        if person.said == len(person.words):
            return
        key = f"wamid.{person.phone}.{person.said}"
        words = person.words[person.said]
        person.said += 1
        message = Inbound(key, "line", Address(person.phone), self.clock(), "text", words)
        self.bring(Delivery(messages=(message,)), self.chance.choice((0, 1, 2)))
        if self.repeats and self.chance.random() < 1 / 2:
            self.bring(Delivery(messages=(message,)), self.chance.choice((0, 3, 6)))

    def bring(self, delivery: Delivery, seconds: float) -> None:
        self.numbered += 1
        at = self.clock() + timedelta(seconds=seconds)
        heapq.heappush(self.waiting, (at, self.numbered, delivery))

    def due(self) -> list[Delivery]:
        found = []
        while self.waiting and self.waiting[0][0] <= self.clock():
            found.append(heapq.heappop(self.waiting)[2])
        self.brought += [(self.clock(), m) for delivery in found for m in delivery.messages]
        return found

    def told_200(self, delivery: Delivery) -> None:
        self.stored |= {message.key for message in delivery.messages}

    def told_503(self, delivery: Delivery) -> None:
        self.told_to_come_again += 1
        delivery.refused += 1
        wait = min(A_SECOND * 2**delivery.refused, SLOWEST_DELIVERY)
        self.bring(delivery, wait.total_seconds())

    # -- from us ------------------------------------------------------------------------------

    def take(self, request: Request, mode: str) -> tuple[int, bytes] | None:
        """Status and body; None where no answer comes."""
        mode = "swallowed" if self.silent else mode
        code = self._over_its_limits(request) or self.refuses
        answer = _refused(code) if code else self._by(mode, request)
        accepted = not code and mode in ("", "crash after", "answer lost", "late", ACCEPTED_PAGE)
        self.calls.append(Call(request, accepted, self.look(request)))
        if accepted:
            self._deliver(request)
        return answer

    def _by(self, mode: str, request: Request) -> tuple[int, bytes] | None:
        match mode:
            case "too fast":
                return _refused(130429, 429)
            case "pair":
                return _refused(131056, 403)
            case "failing":
                return _refused(131000, 500)
            case "late refusal":
                return _refused(131016, 503)
            case "page" | "page of an accepted one":
                return 502, b"<html><title>Bad gateway</title></html>"
            case "swallowed" | "answer lost" | "crash after":
                return None
            case _:
                return 200, msgspec.json.encode({"messages": [{"id": _wamid(request)}]})

    def _deliver(self, request: Request) -> None:
        person = next(one for one in self.people if one.phone == request.to)
        if not person.deaf:
            self._tell(request)
        if request.row not in person.shown:
            person.shown.add(request.row)
            if not request.words.endswith(".pdf"):
                self.say(person)

    def _tell(self, request: Request) -> None:
        """In any order, and some of it twice."""
        steps: list[Progress] = ["sent", "delivered", "read"]
        steps += self.chance.sample(steps, 1)
        self.chance.shuffle(steps)
        reference = f"{request.row}.{request.attempt}"
        for step in steps:
            receipt = Receipt(_wamid(request), reference, step, self.clock())
            self.bring(Delivery(receipts=(receipt,)), self.chance.choice((1, 2, 3)))

    def _over_its_limits(self, request: Request) -> int:
        code = self._limit(request)
        if code:
            self.rejected.append(code)
        return code

    def _limit(self, request: Request) -> int:
        since = self.clock() - A_SECOND
        sent = sum(call.request.at > since for call in reversed(self.calls[-200:]))
        came = sum(at > since for at, _ in self.brought[-200:])
        if sent + came >= A_NUMBER_A_SECOND:
            return 130429
        paced_to = max(self.pairs.get(request.to, self.clock()), self.clock())
        if paced_to - self.clock() > (PAIR_BURST - 1) * PAIR_EVERY:
            return 131056
        self.pairs[request.to] = paced_to + PAIR_EVERY
        return 0


ACCEPTED_PAGE = "page of an accepted one"


def _wamid(request: Request) -> str:
    return f"wamid.ours.{request.row}.{request.attempt}"


def _refused(code: int, status: int = 400) -> tuple[int, bytes]:
    return status, msgspec.json.encode({"error": {"code": code}})
