"""Hands a message to the mail server, and tells what became of it.

A connection carries one message. No address, nothing of a message and none of the server's words
reach a log or an exception.
"""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesHeaderParser

import structlog
from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPResponseException

from ventanilla.domain.email_address import ADDRESS
from ventanilla.domain.message import Accepted, SendError, Sending, Unknown
from ventanilla.mail.relay import Relay
from ventanilla.mail.replies import (
    NO_ADDRESS,
    REFUSALS,
    UNFIT,
    UNREACHED,
    Step,
    closed,
    refusal,
)

TOGETHER = 8
"""Connections at once: mail servers grant one client 10 to 50."""

LOST = (SMTPException, OSError, TimeoutError)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. `opening` ends before the message leaves, so that the rest of `total` is there for
    the server's answer; `parting` comes after.
    """

    connect: float = 5
    opening: float = 8
    total: float = 16
    parting: float = 1


PATIENCE = Patience()


class Post:
    """One mail server, used from one event loop."""

    __slots__ = ("_patience", "_relay", "_room", "_trust")

    def __init__(
        self, relay: Relay, *, patience: Patience = PATIENCE, trust: ssl.SSLContext | None = None
    ) -> None:
        """`trust` says whose certificates are believed; without it, the system's authorities'."""
        self._relay = relay
        self._patience = patience
        self._room = asyncio.Semaphore(TOGETHER)
        self._trust = trust or ssl.create_default_context()

    @property
    def sender(self) -> str:
        """The bare address that messages come from."""
        return self._relay.sender

    async def send(self, sender: str, to: str, mail: bytes) -> Sending:
        """`sender` is the envelope's; `mail` a whole message in ASCII, its lines ended by CRLF.

        What cannot be sent unchanged is refused here.
        """
        if not ADDRESS.fullmatch(to):
            return NO_ADDRESS
        if not _is_fit(mail):
            return UNFIT
        start = asyncio.get_running_loop().time()
        if not await self._admitted(start + self._patience.opening):
            return UNREACHED
        try:
            return await self._session(sender, to, mail, start)
        finally:
            self._room.release()

    async def _admitted(self, deadline: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                return await self._room.acquire()
        return False

    async def _session(self, sender: str, to: str, mail: bytes, start: float) -> Sending:
        smtp = self._smtp()
        try:
            if refused := await self._offered(smtp, sender, to, start + self._patience.opening):
                await self._part(smtp)
                return refused
            sending = await _delivered(smtp, mail, start + self._patience.total)
            if not isinstance(sending, Unknown):
                await self._part(smtp)
            return sending
        finally:
            smtp.close()

    def _smtp(self) -> SMTP:
        relay = self._relay
        return SMTP(
            hostname=relay.host,
            port=relay.port,
            # What a machine calls itself may say more of it than a stranger has to know.
            local_hostname=relay.sender.rpartition("@")[2],
            # The deadlines bound all steps together.
            timeout=None,
            use_tls=relay.security == "tls",
            start_tls=relay.security == "starttls",
            tls_context=self._trust,
        )

    async def _offered(self, smtp: SMTP, sender: str, to: str, deadline: float) -> SendError | None:
        """What hinders, while nothing of the message has left; None when it may go."""
        step: Step = "connection"
        try:
            async with asyncio.timeout_at(deadline):
                await smtp.connect(timeout=self._patience.connect)
                if self._relay.user:
                    step = "login"
                    await smtp.login(self._relay.user, self._relay.password)
                step = "sender"
                await smtp.mail(sender)
                step = "recipient"
                await smtp.rcpt(to)
        except LOST as lost:
            return _told(step, _hindrance(step, lost))
        return None

    async def _part(self, smtp: SMTP) -> None:
        """As the protocol wants it; whatever comes of it, the message's fate is known."""
        with suppress(*LOST):
            await smtp.quit(timeout=self._patience.parting)


async def _delivered(smtp: SMTP, mail: bytes, deadline: float) -> Sending:
    """Once begun, whatever ends it without a clear answer leaves the message's fate unknown."""
    try:
        async with asyncio.timeout_at(deadline):
            await smtp.data(mail)
    except SMTPDataError as refused:
        return refusal("content", refused.code) if refused.code in REFUSALS else Unknown()
    except LOST:
        return Unknown()
    return Accepted(_id_of(mail))


def _hindrance(step: Step, lost: Exception) -> SendError:
    match lost:
        case SMTPResponseException(code=code):
            return refusal(step, code)
        case TimeoutError() | OSError():
            return closed() if _distrusted(lost) else UNREACHED
    # TLS or a login is wanted, and the server has none to offer.
    return closed()


def _distrusted(lost: Exception) -> bool:
    """Whether it was TLS that failed, not the connection under it."""
    return isinstance(lost, ssl.SSLError) or isinstance(lost.__cause__, ssl.SSLError)


def _told(step: Step, error: SendError) -> SendError:
    if error.fault == "channel":
        log.error("mail server cannot be used", step=step, code=error.code)
    return error


def _is_fit(mail: bytes) -> bool:
    """Whether it can stay as it is: a line end alone would be made a whole one on the way."""
    bare = mail.replace(b"\r\n", b"")
    return mail.isascii() and mail.endswith(b"\r\n") and b"\r" not in bare and b"\n" not in bare


def _id_of(mail: bytes) -> str:
    """Ours, since a bounce names it; the server's own stands somewhere in its words."""
    return str(BytesHeaderParser().parsebytes(mail)["Message-ID"] or "")
