"""Posts webhooks as the platform does: signed, in order, again and again until they are taken."""

import asyncio
import hmac
import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.keeping import Update
from ventanilla.phone.phones import Phones
from ventanilla.phone.tape import Exchange, pretty
from ventanilla.phone.weather import Weather
from ventanilla.phone.webhooks import webhook

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 2.0
"""Seconds. Meta's own pauses grow to hours; somebody trying a phone is waiting for this one."""


async def post_all(config: PhoneConfig, phones: Phones) -> None:
    """Runs until cancelled."""
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        while True:
            updates = await phones.next_updates()
            weather = phones.weather()
            await asyncio.sleep(weather.late)
            for bunch in posts(updates, weather):
                await _post(session, config, phones, bunch)
            phones.settle(updates)


def posts(updates: Sequence[Update], weather: Weather) -> list[Sequence[Update]]:
    """Which of them go together, in what order, and how often."""
    ordered = updates[::-1] if weather.mixed else updates
    single: list[Sequence[Update]] = [(update,) for update in ordered]
    first = single if weather.apart else [ordered]
    return [*first, *single] if weather.twice else first


def escaped(payload: dict[str, Any]) -> bytes:
    r"""JSON in the form that Meta signs and sends: `\u00e9` for é, `\/` for /."""
    return json.dumps(payload, separators=(",", ":")).replace("/", "\\/").encode()


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()


async def _post(
    session: aiohttp.ClientSession,
    config: PhoneConfig,
    phones: Phones,
    updates: Sequence[Update],
) -> None:
    payload = webhook(config, phones.chat, updates)
    body = escaped(payload)
    shown = pretty(payload)
    request = "POST " + urlsplit(config.webhook_url).path
    pause, former = FIRST_PAUSE, -1
    while True:
        status, answer = await _attempt(session, config, body)
        # Hundreds of equal failures while a server is down would bury what matters.
        if status != former:
            parts = (request, _gist(updates), status, shown, answer)
            phones.note(Exchange(_slug(updates), phones.clock(), "webhook", *parts))
        if status == HTTPStatus.OK:
            return
        former = status
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _gist(updates: Sequence[Update]) -> str:
    only = updates[0]
    if len(updates) > 1:
        return f"{len(updates)} updates"
    return only.field if only.event == "notice" else only.event


def _slug(updates: Sequence[Update]) -> str:
    slugs = {update.slug for update in updates}
    return slugs.pop() if len(slugs) == 1 else ""


async def _attempt(
    session: aiohttp.ClientSession, config: PhoneConfig, body: bytes
) -> tuple[int, str]:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "facebookexternalua",
        "X-Hub-Signature-256": signature(config.app_secret, body),
    }
    try:
        async with session.post(config.webhook_url, data=body, headers=headers) as response:
            return response.status, (await response.text(errors="replace"))[:2000]
    except (aiohttp.ClientError, TimeoutError):
        return 0, ""
