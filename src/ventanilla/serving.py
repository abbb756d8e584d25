"""Runs the web server with everything mounted, until a signal ends it."""

import asyncio
import errno
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TextIO, cast

import aiohttp
import structlog
import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from litestar import Litestar
from litestar.types import ControllerRouterHandler

from ventanilla import monitor, watch
from ventanilla.app import Office, open_office, session, web
from ventanilla.desk.pacing import pace_of
from ventanilla.desk.papers import Papers
from ventanilla.documents.confirmation import Press
from ventanilla.domain.folio import Folio
from ventanilla.front import Front
from ventanilla.mail.client import Post
from ventanilla.mail.mailbox import Mailbox
from ventanilla.measures import measures
from ventanilla.portal.errors import exception_handlers
from ventanilla.portal.pages import pages
from ventanilla.portal.site import Site, Standing
from ventanilla.settings import BadSetting, NotReady, Settings, relay_of, timezone_of
from ventanilla.storage import ledger
from ventanilla.storage.database import Database
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.locks import Locked
from ventanilla.storage.migrate import pending
from ventanilla.storage.networks import newest
from ventanilla.storage.vault import Vault
from ventanilla.whatsapp.client import Client
from ventanilla.whatsapp.webhook import Door, webhook

LAST_REQUESTS = 3.0
"""Seconds that requests which have begun are waited for at the end."""

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Besides:
    """What the demo mounts besides: the phone, and what keeps it going."""

    handlers: Sequence[ControllerRouterHandler] = ()
    lifespans: Sequence[Lifespan] = ()
    post: Mailbox | None = None
    """Takes e-mail in place of a mail server."""
    ready: Callable[[], None] = lambda: None


def serve(settings: Settings, database: Database, host: str, port: int, besides: Besides) -> None:
    """Blocks until SIGINT or SIGTERM. Raises `NotReady`."""
    _check(database)
    _check_address(host, port)
    log_to_stderr()
    with suppress(KeyboardInterrupt):
        uvloop.run(_serve(settings, database, host, port, besides))


def seal_seeds(vault: Vault) -> dict[int, bytes]:
    """The seeds that seal confirmations, by their version, newest first. A version is read off
    the seed, so that it stays the same while secrets are being changed.
    """
    return {sha256(seed).digest()[0]: seed for seed in vault.key("seal-of-confirmations")}


async def _serve(
    settings: Settings, database: Database, host: str, port: int, besides: Besides
) -> None:
    public_url = (settings.public_url or f"http://{host}:{port}").rstrip("/")
    async with session() as graph:
        client = _client(graph, settings)
        node = "" if database.path else f"{socket.gethostname()}:{port}"
        relay = relay_of(settings)
        post = besides.post or (Post(relay) if relay else None)
        office = _office(settings, database, public_url, client, node, post)
        site = web(
            [
                *_handlers(settings, office, public_url, demo=bool(besides.handlers)),
                *besides.handlers,
            ],
            [office.running, *besides.lifespans],
            exception_handlers(_site(office, public_url, demo=bool(besides.handlers))),
        )
        await _stand(site, host, port, besides.ready)


def serve_alone(site: Litestar, host: str, port: int, ready: Callable[[], None]) -> None:
    """Any site, as `serve` serves its own. Raises `NotReady`."""
    _check_address(host, port)
    log_to_stderr()
    with suppress(KeyboardInterrupt):
        uvloop.run(_stand(site, host, port, ready))


async def _stand(site: Litestar, host: str, port: int, ready: Callable[[], None]) -> None:
    server = Server(
        Front(site),
        host,
        port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
        backlog=1024,
    )
    await _until_signal(server, lambda: _answers(host, port, ready))


def _client(graph: aiohttp.ClientSession, settings: Settings) -> Client:
    try:
        return Client(
            graph,
            settings.graph_url,
            settings.graph_version,
            settings.whatsapp_phone_number_id,
            settings.whatsapp_access_token,
        )
    except ValueError as wrong:
        raise BadSetting(f"the settings for WhatsApp cannot be used: {wrong}") from None


def _office(
    settings: Settings,
    database: Database,
    public_url: str,
    client: Client,
    node: str,
    post: Post | Mailbox | None,
) -> Office:
    vault = Vault(settings.secret_keys)
    with database.read() as connection:
        network = newest(connection)
    if network is None:
        raise NotReady("no network is in force; run: ventanilla network apply")
    papers = Papers(Press(), seal_seeds(vault))
    return open_office(
        SqlStore(
            database,
            vault,
            number=settings.whatsapp_phone_number_id,
            pace=pace_of(int(settings.whatsapp_messages_per_second)),
            zone=timezone_of(settings),
        ),
        network,
        public_url,
        client,
        papers,
        measures(),
        node,
        post,
    )


def _handlers(
    settings: Settings, office: Office, public_url: str, *, demo: bool
) -> list[ControllerRouterHandler]:
    door = Door(
        intake=office,
        lines=(settings.whatsapp_phone_number_id,),
        app_secrets=settings.app_secrets,
        verify_token=settings.whatsapp_verify_token,
        account=settings.whatsapp_business_account_id,
        refused=lambda reason: office.measures.refused.labels(reason).inc(),
    )
    watch.watch(office)
    return [
        webhook(door),
        *pages(_site(office, public_url, demo=demo)),
        *monitor.probes(watch.readiness(office), office.measures.registry),
    ]


def _site(office: Office, public_url: str, *, demo: bool) -> Site:
    store = office.store

    def look_up(folio: Folio) -> Standing | None:
        found = ledger.standing(store.database, folio)
        return Standing(found.state, found.revision, found.slot) if found else None

    return Site(
        network=lambda: office.clerk.desk.network,
        public_keys=office.papers.public_keys,
        look_up=look_up,
        public_url=public_url,
        demo=demo,
    )


def _check(database: Database) -> None:
    if pending(database):
        raise NotReady("the database is not at this release's schema; run: ventanilla migrate")
    if database.serving:
        try:
            database.serving.seize()
        except Locked:
            raise NotReady(
                "another serve is running on this database file; stop it first, or use PostgreSQL"
            ) from None


async def _until_signal(server: Server, ready: Callable[[], Awaitable[None]]) -> None:
    """Raises `NotReady` when the server ends unasked."""
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    serving = asyncio.ensure_future(server.serve())
    ending = asyncio.ensure_future(asked.wait())
    announcing = asyncio.ensure_future(ready())
    await asyncio.wait((serving, ending), return_when=asyncio.FIRST_COMPLETED)
    announcing.cancel()
    if serving.done():
        ending.cancel()
        serving.result()
        raise NotReady("the web server ended by itself; please report what the log says before")
    server.stop()  # type: ignore[no-untyped-call]  # Granian does not say.
    # Half a request may never become a whole one: whoever sends it does not keep us from ending.
    await asyncio.wait((serving,), timeout=LAST_REQUESTS)


async def _answers(host: str, port: int, announce: Callable[[], None]) -> None:
    """Announces the server once it takes connections."""
    while True:
        try:
            _, writer = await asyncio.open_connection(_reachable(host), port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            break
    announce()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # Compared, not bound.


def _check_address(host: str, port: int) -> None:
    """Raises `NotReady` with what hinders."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror:
            raise NotReady(f"{host} is no address of this machine; see --host") from None
        except OSError as wrong:
            raise NotReady(_hindrance(wrong, host, port)) from None


def _hindrance(wrong: OSError, host: str, port: int) -> str:
    match wrong.errno:
        case errno.EADDRINUSE:
            return f"port {port} on {host} is in use; choose another one with --port"
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine; see --host"
        case errno.EACCES:
            return f"port {port} is not for this account; choose one above 1023 with --port"
    return f"cannot listen on {host}, port {port}: {wrong.strerror}"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Unfailing:
    """A log that cannot be written (disk full, reader gone) is no reason to stop working."""

    file: TextIO

    def write(self, text: str) -> None:
        with suppress(OSError):
            self.file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self.file.flush()


def log_to_stderr() -> None:
    """One JSON object a line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", Unfailing(sys.stderr))),
        cache_logger_on_first_use=True,
    )
