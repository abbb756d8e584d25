"""The environment, read once into one frozen object; what is wrong there stops the start."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ventanilla.mail.relay import Relay, read_relay

PREFIX = "VENTANILLA_"

SHORTEST_SECRET = 32
"""Characters: what a person makes up is shorter than what a generator makes."""

GRAPH_VERSION = "v25.0"

ORIGIN = re.compile(
    r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?/?", re.IGNORECASE
)
"""Scheme, host and at most a port: what the paths of messages and QR codes are put behind."""


class BadSetting(Exception):
    """A setting is missing, unknown or unusable; the text says which, and what to do."""


class NotReady(Exception):
    """Something has to be done before this command; the text says what."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One field for each `VENTANILLA_…` variable; secrets never show in a representation."""

    database_url: str = "sqlite:///var/ventanilla.db"
    network: str = "mexico"
    secret_key: str = field(default="", repr=False)
    public_url: str = ""
    whatsapp_phone_number_id: str = ""
    whatsapp_access_token: str = field(default="", repr=False)
    whatsapp_app_secret: str = field(default="", repr=False)
    whatsapp_verify_token: str = field(default="", repr=False)
    whatsapp_business_account_id: str = ""
    whatsapp_messages_per_second: str = "80"
    whatsapp_timezone: str = "UTC"
    graph_url: str = "https://graph.facebook.com"
    graph_version: str = GRAPH_VERSION
    smtp_url: str = field(default="", repr=False)

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """Newest first."""
        return _several(self.secret_key)

    @property
    def app_secrets(self) -> tuple[str, ...]:
        return _several(self.whatsapp_app_secret)


REQUIRED_TO_SERVE = (
    "secret_key",
    "whatsapp_phone_number_id",
    "whatsapp_access_token",
    "whatsapp_app_secret",
    "whatsapp_verify_token",
)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises `BadSetting` for a variable that is not ours."""
    known = {PREFIX + f.name.upper(): f.name for f in fields(Settings)}
    given = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    if unknown := sorted(set(given) - set(known)):
        raise BadSetting(f"{unknown[0]} is not a setting; the settings are in docs/running.md")
    return Settings(
        **{known[name]: value.strip() for name, value in given.items() if value.strip()}
    )


def check_secret(settings: Settings) -> None:
    """Raises `BadSetting` unless there is a usable secret key."""
    if not settings.secret_keys:
        raise BadSetting("VENTANILLA_SECRET_KEY is missing; make one with: openssl rand -base64 48")
    if any(len(key) < SHORTEST_SECRET for key in settings.secret_keys):
        raise BadSetting(f"VENTANILLA_SECRET_KEY needs at least {SHORTEST_SECRET} characters")


def check_to_serve(settings: Settings) -> None:
    """Raises `BadSetting` for the first thing that `serve` cannot do without."""
    check_secret(settings)
    for name in REQUIRED_TO_SERVE:
        if not _several(getattr(settings, name)):
            raise BadSetting(f"{PREFIX}{name.upper()} is missing; see docs/running.md")
    if not settings.whatsapp_messages_per_second.isdecimal():
        raise BadSetting("VENTANILLA_WHATSAPP_MESSAGES_PER_SECOND must be a number, like 80")
    timezone_of(settings)
    if settings.public_url and not ORIGIN.fullmatch(settings.public_url):
        raise BadSetting("VENTANILLA_PUBLIC_URL must look like https://citas.example.org")
    relay_of(settings)


def relay_of(settings: Settings) -> Relay | None:
    """The mail server; None where no e-mail is sent. Raises `BadSetting`, quoting nothing."""
    if not settings.smtp_url:
        return None
    try:
        return read_relay(settings.smtp_url)
    except ValueError as wrong:
        raise BadSetting(f"VENTANILLA_SMTP_URL cannot be used: {wrong}") from None


def timezone_of(settings: Settings) -> ZoneInfo:
    """The zone in which Meta's months end. Raises `BadSetting`."""
    try:
        return ZoneInfo(settings.whatsapp_timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadSetting(
            "VENTANILLA_WHATSAPP_TIMEZONE must be a zone like America/Mexico_City"
        ) from None


def _several(value: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in value.split(","))))
