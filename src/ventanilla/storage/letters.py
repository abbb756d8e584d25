"""Letters as the out-tray keeps them: sealed, each under its own name."""

from typing import Any

import msgspec
import structlog

from ventanilla.desk.tray_ports import Announcement, DocumentOf, Letter, MailOf
from ventanilla.domain.message import Message, Templated
from ventanilla.domain.news import TemplateNews
from ventanilla.storage.vault import Unreadable, Vault

KINDS: dict[str, type[Letter]] = {
    "message": Message,
    "document": DocumentOf,
    "announcement": Announcement,
    "mail": MailOf,
}

NAMES = {kind: name for name, kind in KINDS.items()}

log = structlog.get_logger()


def seal(vault: Vault, letter: Letter, dedupe: str) -> bytes:
    return vault.seal(msgspec.msgpack.encode(letter), "outbox", dedupe, "body")


def opened(vault: Vault, row: Any) -> Letter | None:
    """None for one that cannot be read any more: it must not stop the others."""
    try:
        body = vault.open(bytes(row.body_sealed), "outbox", row.dedupe, "body")
        return msgspec.msgpack.decode(body, type=KINDS[row.kind])
    except (Unreadable, msgspec.DecodeError, TypeError) as error:
        log.error("a letter cannot be read", parcel=row.id, kind=type(error).__name__)  # noqa: TRY400
        return None


def template_of(letter: Letter) -> str | None:
    return template_key(letter.template) if isinstance(letter, Announcement) else None


def template_key(template: Templated | TemplateNews) -> str:
    """What the platform approves, pauses and prices: a template in one language."""
    return f"{template.name}:{template.language}"
