"""What machines ask about this one: is it up, may it be sent work, how is it doing.

No personal data: checks and metrics speak of parts of the system, never of people.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, TypeAlias, cast

from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.utils.sync import ensure_async_callable
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

FRESH = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to work. `reason` says what does not, plainly; empty where all is well."""

    name: str
    ok: bool
    reason: str = ""


Readiness: TypeAlias = Callable[[], Sequence[Check]] | Callable[[], Awaitable[Sequence[Check]]]
"""Looks anew each time. One that is not a coroutine function may block: it runs in a thread."""


def probes(readiness: Readiness, registry: CollectorRegistry) -> list[HTTPRouteHandler]:
    """`/healthz`, `/readyz` and `/metrics`."""
    look: Callable[[], Awaitable[Sequence[Check]]] = ensure_async_callable(cast("Any", readiness))

    @get("/healthz", sync_to_thread=False, include_in_schema=False)
    def healthz() -> Response[str]:
        # Nothing is asked here: a database that is away is no reason to kill this process.
        return Response("ok\n", media_type=MediaType.TEXT, headers=FRESH)

    @get("/readyz", include_in_schema=False)
    async def readyz() -> Response[dict[str, Any]]:
        checks = await look()
        ready = all(check.ok for check in checks)
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        content = {"ready": ready, "checks": [asdict(check) for check in checks]}
        return Response(content, status_code=status, headers=FRESH)

    @get("/metrics", sync_to_thread=True, include_in_schema=False)
    def metrics() -> Response[bytes]:
        """In the text format of Prometheus. In a thread, since a collector may ask the database."""
        # As a header: the framework would add a second charset to a media type of text.
        headers = {**FRESH, "Content-Type": CONTENT_TYPE_LATEST}
        return Response(generate_latest(registry), headers=headers)

    return [healthz, readyz, metrics]
