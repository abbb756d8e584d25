"""What Meta tells of our account: how templates stand, what our number may do.

The fields are those of "Webhooks: overview", updated 2026-04-29; what is in them is read off the
fixtures that public clients keep.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from msgspec import Raw, Struct

from ventanilla.domain.news import AccountNews, LineNews, News, TemplateNews
from ventanilla.whatsapp.names import OURS, ours_of
from ventanilla.whatsapp.updates import constant

UPGRADED = 1000
"""Messages a second, both directions, after a "throughput upgrade" (Meta: "throughput")."""

HALTING = frozenset(
    {"ACCOUNT_DELETED", "ACCOUNT_RESTRICTION", "ACCOUNT_OFFBOARDED", "PARTNER_REMOVED"}
)
REINSTATED = "REINSTATE"
DISABLED = "DISABLED_UPDATE"

FIELDS = frozenset(
    {
        "message_template_status_update",
        "message_template_quality_update",
        "message_template_components_update",
        "template_category_update",
        "phone_number_quality_update",
        "phone_number_name_update",
        "account_update",
        "account_alerts",
        "account_review_update",
        "business_capability_update",
        "security",
    }
)
"""What somebody may have to look at. Every other field is ignored: we send no advertising, so
nobody opts out of it (`user_preferences`), and send no Flow."""


class BanInfo(Struct):
    waba_ban_state: str | list[str] | None = None


class AccountUpdate(Struct):
    """Of all fields together, what we read of them."""

    event: str | None = None
    message_template_name: str | None = None
    message_template_language: str | None = None
    new_category: str | None = None
    ban_info: BanInfo | None = None


UPDATE = msgspec.json.Decoder(AccountUpdate)


def read_news(field: str, value: Raw, at: datetime) -> tuple[News, ...]:
    """Raises msgspec.DecodeError for a value of another shape."""
    update = UPDATE.decode(value)
    told = AccountNews(field, constant(update.event or update.new_category))
    read = READERS.get(field)
    return (*read(update, at), told) if read else (told,)


def _template_status(update: AccountUpdate, at: datetime) -> tuple[News, ...]:
    return _template(update, at, status=constant(update.event))


def _template_category(update: AccountUpdate, at: datetime) -> tuple[News, ...]:
    return _template(update, at, category=constant(update.new_category))


def _template(
    update: AccountUpdate, at: datetime, *, status: str = "", category: str = ""
) -> tuple[News, ...]:
    name = constant(ours_of(update.message_template_name or ""))
    language = OURS.get(update.message_template_language or "")
    if not name or language is None:
        return ()
    return (TemplateNews(name, language, at, status, category),)


def _number(update: AccountUpdate, at: datetime) -> tuple[News, ...]:
    return (LineNews("rate", UPGRADED),) if update.event == "THROUGHPUT_UPGRADE" else ()


def _account(update: AccountUpdate, at: datetime) -> tuple[News, ...]:
    if update.event in HALTING:
        return (LineNews("halted"),)
    if update.event != DISABLED:
        return ()
    state = update.ban_info.waba_ban_state if update.ban_info else None
    restored = state == REINSTATED or (isinstance(state, list) and REINSTATED in state)
    return (LineNews("restored" if restored else "halted"),)


READERS: Mapping[str, Callable[[AccountUpdate, datetime], tuple[News, ...]]] = {
    "message_template_status_update": _template_status,
    "template_category_update": _template_category,
    "phone_number_quality_update": _number,
    "account_update": _account,
}
