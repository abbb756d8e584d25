"""The demo: the real service against the stand-in Graph API, with a phone in the browser."""

import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from ventanilla.app import web
from ventanilla.catalogue.loading import load
from ventanilla.clock import utc_now
from ventanilla.desk.networks import apply
from ventanilla.mail.mailbox import Mailbox
from ventanilla.mail.pages import routes as mailbox_routes
from ventanilla.phone.app import routes, running
from ventanilla.phone.config import PhoneConfig
from ventanilla.phone.phones import Phones
from ventanilla.phone.webhooks import ACCOUNT
from ventanilla.serving import Besides, serve, serve_alone
from ventanilla.settings import PREFIX, NotReady, Settings, read_settings
from ventanilla.storage.database import Database
from ventanilla.storage.migrate import migrate
from ventanilla.storage.networks import StoredNetworks

HOST = "127.0.0.1"
LINE = "100000000000001"
"""The stand-in's phone number id."""


class Keys(msgspec.Struct, frozen=True):
    """The demo's own secrets, made once and kept in its folder."""

    secret_key: str
    access_token: str
    app_secret: str
    verify_token: str


def run_demo(folder: Path, port: int, announce: Callable[[str], None]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    settings = _settings(folder, port)
    database = Database(settings.database_url)
    migrate(database)
    network = load(settings.network)
    with database.write() as connection:
        apply(StoredNetworks(connection), network, utc_now())
    config = PhoneConfig(
        webhook_url=f"http://{HOST}:{port}/whatsapp/webhook",
        app_secret=settings.whatsapp_app_secret,
        access_token=settings.whatsapp_access_token,
        phone_number_id=LINE,
        display_number=network.line,
        name=network.title["es"],
        folder=folder,
        mailbox="/mailbox",
    )
    phones = Phones(folder, _local_now, os.urandom)
    mailbox = Mailbox(_local_now)
    besides = Besides(
        handlers=[*routes(config, phones), *mailbox_routes(mailbox, "/phone")],
        lifespans=[running(config, phones)],
        post=mailbox,
        ready=lambda: announce(f"http://{HOST}:{port}/phone"),
    )
    serve(settings, database, HOST, port, besides)


def run_phone(folder: Path, port: int, webhook: str, announce: Callable[[str], None]) -> None:
    """The stand-in alone, for a service that runs elsewhere; `announce` is told its settings."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = _keys(folder / "keys.json")
    config = PhoneConfig(
        webhook_url=webhook,
        app_secret=keys.app_secret,
        access_token=keys.access_token,
        phone_number_id=LINE,
        display_number="",
        name="Ventanilla",
        folder=folder,
        mailbox="",
    )
    phones = Phones(folder, _local_now, os.urandom)
    site = web(routes(config, phones), [running(config, phones)], {})
    settings = {
        "GRAPH_URL": f"http://{HOST}:{port}/phone/graph",
        "WHATSAPP_PHONE_NUMBER_ID": LINE,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": ACCOUNT,
        "WHATSAPP_ACCESS_TOKEN": keys.access_token,
        "WHATSAPP_APP_SECRET": keys.app_secret,
        "WHATSAPP_VERIFY_TOKEN": keys.verify_token,
    }
    lines = "\n".join(f"{PREFIX}{name}={value}" for name, value in settings.items())
    serve_alone(site, HOST, port, lambda: announce(lines))


def _local_now() -> datetime:
    return utc_now().astimezone()


def _settings(folder: Path, port: int) -> Settings:
    """The operator's network, if one is set; everything else is the demo's own."""
    keys = _keys(folder / "keys.json")
    return replace(
        Settings(network=read_settings(os.environ).network),
        database_url=f"sqlite:///{folder.absolute() / 'ventanilla.db'}",
        secret_key=keys.secret_key,
        public_url=f"http://{HOST}:{port}",
        whatsapp_phone_number_id=LINE,
        whatsapp_access_token=keys.access_token,
        whatsapp_app_secret=keys.app_secret,
        whatsapp_verify_token=keys.verify_token,
        graph_url=f"http://{HOST}:{port}/phone/graph",
    )


def _keys(path: Path) -> Keys:
    """Written once, whole: a killed start leaves either no file or all of it."""
    if path.exists():
        try:
            return msgspec.json.decode(path.read_bytes(), type=Keys)
        except msgspec.DecodeError:
            raise NotReady(f"{path} cannot be read; remove its folder to begin anew") from None
    keys = Keys(*(secrets.token_urlsafe(48) for _ in range(4)))
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(msgspec.json.encode(keys))
    fresh.replace(path)
    return keys
