"""What follows from the platform's news of our account."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from ventanilla.desk.tray_ports import Ledger
from ventanilla.domain.news import AccountNews, EchoNews, LineNews, News, TemplateNews

BY_HAND = timedelta(hours=1)
"""After a person of ours wrote to somebody, for which the answers are that person's."""

log = structlog.get_logger()


def note(ledger: Ledger, news: Sequence[News], now: datetime) -> None:
    ledger.templates.note([one for one in news if isinstance(one, TemplateNews)])
    for one in news:
        match one:
            case LineNews():
                ledger.line.news(one, now)
            case AccountNews(field, event):
                log.warning("news of the account", field=field, told=event)
            case EchoNews(to, at):
                ledger.conversations.leave(to, at + BY_HAND, now)
            case TemplateNews():
                pass
