"""Sends to Meta's Graph API and says what became of it: accepted, refused, or not known.

Nothing of a person, and no token, is logged or put into an exception here.
"""

import contextlib
import re
from dataclasses import replace
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

import aiohttp
import msgspec

from ventanilla.domain.folding import units
from ventanilla.domain.message import (
    Address,
    Document,
    Message,
    Outbound,
    SendError,
    Sending,
    Templated,
    Unknown,
)
from ventanilla.whatsapp.answers import media_of, sending_of
from ventanilla.whatsapp.layout import CAPTION, Unsendable, lay_out
from ventanilla.whatsapp.wire import (
    Json,
    document_content,
    message_request,
    payload_content,
    read_request,
    template_content,
)

PATIENCE = aiohttp.ClientTimeout(total=8, connect=5)
"""Seconds, in all less than the desk's lease. `connect` holds for the wait for a connection too."""

REFERENCE = 512

NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
FAILED = (aiohttp.ClientError, TimeoutError)

UNREACHED = SendError(code=0, fault="platform", retry="backoff")
UNFIT = SendError(code=0, fault="ours", retry="never")


class Client:
    """One phone number of ours. The session's owner closes it."""

    __slots__ = ("_graph", "_headers", "_line", "_patience", "_session")

    def __init__(
        self,
        session: aiohttp.ClientSession,
        graph_url: str,
        version: str,
        phone_number_id: str,
        access_token: str,
        *,
        patience: aiohttp.ClientTimeout = PATIENCE,
    ) -> None:
        """Raises ValueError for a setting that cannot work, without quoting it."""
        _check(graph_url, version, phone_number_id, access_token)
        self._session = session
        self._graph = f"{graph_url.rstrip('/')}/{version}"
        self._line = phone_number_id
        self._headers = {"Authorization": f"Bearer {access_token}"}
        self._patience = patience

    async def send(self, address: Address, outbound: Outbound, reference: str) -> Sending:
        """What no limit of WhatsApp's allows is refused here, as a fault of ours."""
        try:
            if units(reference) > REFERENCE:
                return UNFIT
            match outbound:
                case Message():
                    content = payload_content(lay_out(outbound))
                case Templated():
                    content = template_content(outbound)
                case Document():
                    return await self._send_document(address, outbound, reference)
            return await self._send(message_request(address, content, reference))
        except Unsendable:
            return UNFIT

    async def mark_read(self, key: str, *, typing: bool) -> None:
        """As best it can: nobody waits for a read mark."""
        with contextlib.suppress(*FAILED):
            await self._post_json(read_request(key, typing=typing))

    async def discard(self, media: str) -> bool:
        """Whether a file is off Meta's servers, which else keep it for 30 days."""
        url = f"{self._graph}/{quote(media, safe='')}?phone_number_id={self._line}"
        try:
            status, _ = await self._ask("DELETE", url)
        except FAILED:
            return False
        return status == HTTPStatus.OK

    async def _send(self, request: Json) -> Sending:
        try:
            status, answer = await self._post_json(request)
        except NOT_CONNECTED:
            return UNREACHED
        except FAILED:
            return Unknown()
        return sending_of(status, answer)

    async def _send_document(self, address: Address, document: Document, reference: str) -> Sending:
        """A copy that no message of ours names is taken back at once."""
        if units(document.caption) > CAPTION:
            return UNFIT
        media = await self._upload(document)
        if isinstance(media, SendError):
            return media
        content = document_content(media, document.filename, document.caption)
        sending = await self._send(message_request(address, content, reference))
        if isinstance(sending, SendError):
            await self.discard(media)
            return sending
        return replace(sending, media=media)

    async def _upload(self, document: Document) -> str | SendError:
        """Meta's id for the file. No message has left yet, so every failure is just that."""
        form = aiohttp.FormData({"messaging_product": "whatsapp", "type": document.media_type})
        form.add_field(
            "file",
            document.content,
            filename=document.filename,
            content_type=document.media_type,
        )
        try:
            status, answer = await self._ask("POST", f"{self._graph}/{self._line}/media", form)
        except FAILED:
            return UNREACHED
        return media_of(status, answer) or UNREACHED

    async def _post_json(self, request: Json) -> tuple[int, bytes]:
        body = aiohttp.BytesPayload(msgspec.json.encode(request), content_type="application/json")
        return await self._ask("POST", f"{self._graph}/{self._line}/messages", body)

    async def _ask(
        self, method: str, url: str, body: aiohttp.Payload | aiohttp.FormData | None = None
    ) -> tuple[int, bytes]:
        """Status and body. Follows no redirect: the token is for this host alone."""
        async with self._session.request(
            method,
            url,
            data=body,
            headers=self._headers,
            timeout=self._patience,
            allow_redirects=False,
        ) as answer:
            return answer.status, await answer.read()


def _check(graph_url: str, version: str, phone_number_id: str, access_token: str) -> None:
    """Raises ValueError, quoting nothing: a setting in the wrong place may be the token."""
    check_graph(graph_url, version, access_token)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", phone_number_id):
        raise ValueError("the phone number id must be Meta's id, not the number itself")


def check_graph(graph_url: str, version: str, access_token: str) -> None:
    """Raises ValueError, quoting nothing."""
    url = urlsplit(graph_url)
    if not (url.scheme == "https" and url.hostname) and not _is_local(url):
        raise ValueError("the Graph URL must be https, or http to this machine")
    if url.username or url.query or url.fragment or url.port == 0:
        raise ValueError("the Graph URL must be a host, and at most a path")
    if not re.fullmatch(r"v[0-9]+\.[0-9]+", version):
        raise ValueError("the Graph version must look like v25.0")
    if not re.fullmatch(r"[!-~]+", access_token):
        raise ValueError("the access token must be printable ASCII without spaces")


def _is_local(url: SplitResult) -> bool:
    host = url.hostname or ""
    with contextlib.suppress(ValueError):
        return url.scheme == "http" and ip_address(host).is_loopback
    return url.scheme == "http" and host == "localhost"
