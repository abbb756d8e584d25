"""How tests tell the stand-in what it is to be like, and call it as a client of Meta's would."""

import asyncio
from typing import Any

import aiohttp

EVA = "15555550100"
ACCOUNT = "100000000000002"


def ask(served, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Of the stand-in itself, below `/phone`."""
    return _answer(method, f"{served.url}/phone/{path}", body, {})


def graph(served, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Of the Graph API, below its version."""
    headers = {"Authorization": f"Bearer {served.bot.config.access_token}"}
    return _answer(method, f"{served.bot.graph}/v25.0/{path}", body, headers)


def told(served, path: str, **body: Any) -> Any:
    """What the stand-in answers to something it must take."""
    method = "POST" if path in {"account", "people", "change"} else "PUT"
    status, answer = ask(served, method, path, body)
    assert status == 200, answer
    return answer


def send(served, payload: dict[str, Any]) -> tuple[int, Any]:
    return asyncio.run(served.bot.call(payload))


def code(answer: tuple[int, Any]) -> int:
    return int(answer[1]["error"]["code"])


def _answer(method: str, url: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
    async def work() -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, url, json=body) as answer,
        ):
            return answer.status, await answer.json()

    return asyncio.run(work())
