"""The mail server that takes our messages, read from one address."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

from ventanilla.domain.email_address import ADDRESS

Security: TypeAlias = Literal["starttls", "tls", "none"]
"""`starttls` is asked for in the clear and then required; `tls` begins at once; `none` is for a
mail server on this machine."""

PORTS = {"smtp": 587, "smtps": 465}

HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")

FORM = "smtp://USER:PASSWORD@HOST:587?from=citas@example.org"


@dataclass(frozen=True, slots=True)
class Relay:
    """`sender` is the bare address that messages come from and bounces go to."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def read_relay(url: str) -> Relay:
    """Raises ValueError with what is wrong, quoting nothing: any part may hold the password."""
    parts, port = _split(url)
    host = parts.hostname or ""
    if not HOST.fullmatch(host):
        raise ValueError(f"it names no host that there can be; it must look like {FORM}")
    user, password = _login(parts)
    return Relay(host, port, _security(parts.scheme, host), _sender(parts.query), user, password)


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(
            "its host or port cannot be read; in the user and the password, "
            "/ is written %2F, ? is %3F, # is %23, @ is %40 and : is %3A"
        ) from None
    if parts.scheme not in PORTS:
        raise ValueError(f"it must begin with smtp:// or smtps://, like {FORM}")
    if parts.path not in {"", "/"} or parts.fragment:
        raise ValueError(f"after the host stands nothing but the port and ?from=, like {FORM}")
    if port == 0:
        raise ValueError("there is no port 0")
    return parts, PORTS[parts.scheme] if port is None else port


def _login(parts: SplitResult) -> tuple[str, str]:
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("a user and a password go together: it has one of the two")
    if not (user + password).isprintable():
        raise ValueError("the user or the password holds characters that cannot be printed")
    return user, password


def _sender(query: str) -> str:
    # Not read as a form is: in an address a plus is a plus.
    name, _, value = query.partition("=")
    sender = unquote(value)
    if name != "from" or not sender:
        raise ValueError("it does not say who writes: add ?from=citas@example.org, and no more")
    if not ADDRESS.fullmatch(sender):
        raise ValueError("from must be a bare address, like ?from=citas@example.org")
    return sender


def _security(scheme: str, host: str) -> Security:
    if scheme == "smtps":
        return "tls"
    return "none" if _is_local(host) else "starttls"


def _is_local(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
