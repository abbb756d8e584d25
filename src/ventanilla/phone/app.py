"""What the application mounts: `routes` its handlers, `running` the posting of webhooks."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any

from litestar import Litestar, Router
from litestar.di import Provide

from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.graph import graph
from ventanilla.phone.pages import pages
from ventanilla.phone.phones import Phones
from ventanilla.phone.rendering import Pages
from ventanilla.phone.requested import requests
from ventanilla.phone.weather import Sky
from ventanilla.phone.wire import post_all


def routes(config: PhoneConfig, state: Phones) -> list[Router]:
    """The pages under `/phone`, the Graph stand-in under `/phone/graph`, and what it is told."""
    sky = Sky(time.monotonic)
    state.heard = sky.count
    state.weather = lambda: sky.weather
    dependencies = {
        "sky": _always(sky),
        "config": _always(config),
        "phones": _always(state),
        "pages": _always(Pages(config)),
    }
    return [
        Router("/", route_handlers=[graph(config), requests(), *pages()], dependencies=dependencies)
    ]


def running(
    config: PhoneConfig, state: Phones
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """For the application's `lifespan`: posts webhooks for as long as it runs."""

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        posting = asyncio.create_task(post_all(config, state))
        try:
            yield
        finally:
            posting.cancel()
            with suppress(asyncio.CancelledError):
                await posting

    return lifespan


def _always(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False)
