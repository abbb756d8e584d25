"""A real mail server in the test's own loop, which can be told to refuse, be slow or hang up."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ventanilla.mail.relay import Relay

HOST = "127.0.0.1"
SENDER = "citas@consulado.example"

# The server's own log would go to whatever the logging of some other test has set up.
logging.getLogger("mail.log").propagate = False

HANG_UP = "hang up"
NEVER = "never"
"""What `replies` may say in place of a reply."""


@dataclass
class Desk:
    """`replies` gives what is answered to `EHLO`, `MAIL`, `RCPT`, `DATA` (the whole message)."""

    replies: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    hostnames: list[str] = field(default_factory=list)

    async def reply(self, server: SMTP, command: str) -> str:
        self.asked.append(command)
        said = self.replies.get(command, "")
        if said == HANG_UP:
            server.transport.abort()
        if said in (HANG_UP, NEVER):
            await asyncio.Event().wait()
        return said

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        self.hostnames.append(hostname)
        said = await self.reply(server, "EHLO")
        return [said] if said else responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        self.encrypted.append(session.ssl is not None)
        said = await self.reply(server, "MAIL")
        envelope.mail_from = "" if said else address
        return said or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        said = await self.reply(server, "RCPT")
        envelope.rcpt_tos += [] if said else [address]
        return said or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        said = await self.reply(server, "DATA")
        return said or "250 2.0.0 queued as 7"

    def log_in(self, server, session, envelope, mechanism, data):
        self.logins.append((data.login, data.password))
        if said := self.replies.get("AUTH"):
            return AuthResult(success=False, handled=False, message=said)
        return AuthResult(success=True)


@dataclass(frozen=True)
class Certificates:
    """Of one server, by itself: `client` believes it, and no other."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def certificates(folder: Path) -> Certificates:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail")])
    since = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM
    certificate = made.public_bytes(form)
    private = key.private_bytes(
        form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "mail.pem").write_bytes(private + certificate)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "mail.pem")
    return Certificates(server, ssl.create_default_context(cadata=certificate.decode()))


@asynccontextmanager
async def served(desk: Desk, relay: Relay, **options) -> AsyncIterator[Relay]:
    """The relay, with the port at which the desk now listens. `tls` begins at once."""
    loop = asyncio.get_running_loop()
    tls = options.pop("tls", None)

    def session() -> SMTP:
        return SMTP(
            desk, hostname="mail", loop=loop, authenticator=desk.log_in,
            auth_require_tls=False, enable_SMTPUTF8=False, **options,
        )  # fmt: skip

    async with listening(session, tls) as port:
        yield replace(relay, port=port)


@asynccontextmanager
async def listening(
    session: Callable[[], asyncio.BaseProtocol], tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(session, HOST, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await settled()


async def settled() -> None:
    """The sessions that still wait for a word of the client's are ended."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
