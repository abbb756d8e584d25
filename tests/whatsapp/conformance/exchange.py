"""Rounds of the desk with the real client, against a peer, in a time that goes on when told."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

from tests.whatsapp.conformance.peer import OK, Peer, client_at, served
from tests.whatsapp.conformance.window import Window
from ventanilla.desk.pacing import pace_of
from ventanilla.desk.sending import settlement
from ventanilla.desk.tray_ports import Parcel, Settlement
from ventanilla.domain.message import Document, Message, Sending
from ventanilla.whatsapp.client import Client


@dataclass(frozen=True)
class Left:
    """One attempt to send: `at` is in seconds since the beginning."""

    at: float
    phone: str
    attempt: int
    outbound: Message | Document
    result: Sending


@dataclass
class Exchange:
    window: Window
    client: Client
    chance: float
    left: list[Left] = field(default_factory=list)
    settled: list[Settlement] = field(default_factory=list)

    async def go_on(self, seconds: float, step: float) -> None:
        clock = self.window.clock
        begun = clock.now
        for number in range(round(seconds / step)):
            clock.now = begun + timedelta(seconds=number * step)
            await self._rounds(number * step)
            self._sweep()
            await self._rounds(number * step)
        clock.now = begun + timedelta(seconds=seconds)

    def _sweep(self) -> None:
        """As the desk does, but for the calendar, which nobody asks about here."""
        rehearsal = self.window.rehearsal
        with rehearsal.store.ledger(rehearsal.clerk.desk.network) as ledger:
            ledger.outbox.sweep(self.window.clock.now, rehearsal.clerk.owner, rehearsal.clerk.node)

    async def _rounds(self, at: float) -> None:
        while await self._round(at):
            continue

    async def _round(self, at: float) -> bool:
        clerk, now = self.window.rehearsal.clerk, self.window.clock.now
        parcels, _ = clerk.hand_out(self.settled, [], 64, now)
        self.settled = []
        for parcel in parcels:
            result = await self._send(parcel, at)
            self.settled.append(settlement(parcel, result, now, lambda: self.chance))
        return bool(parcels)

    async def _send(self, parcel: Parcel, at: float) -> Sending:
        outbound = self.window.rehearsal._outbound(parcel)
        assert outbound
        result = await self.client.send(parcel.address, outbound, parcel.reference)
        self.left.append(Left(at, parcel.address.phone, parcel.attempt, outbound, result))
        return result


def exchanged(
    window: Window, reply, seconds: float, step: float = 1.0, chance: float = 0.5
) -> list[Left]:
    """All that left in so many seconds, of what is owed to those who have written."""
    clerk = window.rehearsal.clerk
    while clerk.answer(window.clock.now):
        continue

    async def run() -> list[Left]:
        async with served(Peer(reply)) as url, client_at(url) as client:
            exchange = Exchange(window, client, chance)
            await exchange.go_on(seconds, step)
        clerk.hand_out(exchange.settled, [], 0, window.clock.now)
        return exchange.left

    return asyncio.run(run())


def pace(window: Window, a_second: int) -> None:
    """From now on as a number of ours that may send so many."""
    store = replace(window.rehearsal.store, number="15550001", pace=pace_of(a_second))
    window.rehearsal.store = window.rehearsal.clerk.store = store


def accepting() -> Callable[[object], tuple[int, object]]:
    """Everything, each under an id of its own."""
    numbers = count(1)

    def reply(asked):
        if asked.path.endswith("/media"):
            return 200, {"id": f"M{next(numbers)}"}
        return 200, {**OK, "messages": [{"id": f"wamid.{next(numbers)}"}]}

    return reply


def first(*replies, to: str = ""):
    """These in turn, to one person or to all; then everything is accepted."""
    waiting: Iterator = iter(replies)
    otherwise = accepting()

    def reply(asked):
        if asked.path.endswith("/media") or (to and asked.json["to"] != f"+{to}"):
            return otherwise(asked)
        return next(waiting, None) or otherwise(asked)

    return reply


def refused(code: int, status: int = 400):
    return status, {"error": {"message": "x", "type": "OAuthException", "code": code}}
