"""A served application and a browser to look at it with."""

import asyncio
import http.client
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from shutil import which

from axe_playwright_python.sync_playwright import Axe
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

CHROMIUM = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""What `scripts/browser.sh` found or installed."""

QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

NARROW: ViewportSize = {"width": 320, "height": 640}
DESK: ViewportSize = {"width": 1280, "height": 900}
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now."""
    report = Axe().run(page, options=WCAG).response
    return [f"{v['id']}: {[node['html'] for node in v['nodes']]}" for v in report["violations"]]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Keep it no longer than a module: while it lives, its thread has a running event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(app: Litestar, port: int) -> Iterator[str]:
    """The application's address, while granian serves it in a thread of its own."""
    ready = threading.Event()
    held: list[tuple[asyncio.AbstractEventLoop, Server]] = []

    async def run() -> None:
        server = Server(app, port=port, interface=Interfaces.ASGI, log_level="critical")
        logging.getLogger("_granian").setLevel(logging.CRITICAL)
        held.append((asyncio.get_running_loop(), server))
        ready.set()
        await server.serve()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    ready.wait()
    try:
        wait_for_answer(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        loop, server = held[0]
        loop.call_soon_threadsafe(server.stop)
        thread.join()


def wait_for_answer(port: int) -> None:
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(ConnectionRefusedError):
            connection.request("GET", "/")
            connection.getresponse().read()
            connection.close()
            return
        connection.close()
