"""What the templates show of a chat: bubbles under their days, times and sizes in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_time
from markupsafe import Markup

from ventanilla.phone.chat import Bubble, Chat
from ventanilla.phone.formatting import formatted, plain
from ventanilla.phone.words import Words

EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A bubble ready to show. `day` is its day in words where a new day begins, else empty.

    `follows` says that the same side spoke just before; `quote` is what a tap answers.
    """

    bubble: Bubble
    body: Markup
    time: str
    day: str
    follows: bool
    quote: str


def lines(chat: Chat, now: datetime, words: Words) -> Iterator[Line]:
    former: Bubble | None = None
    for bubble in chat.bubbles:
        same_day = former is not None and _day(former, now) == _day(bubble, now)
        yield Line(
            bubble=bubble,
            body=formatted(bubble.content.text),
            time=clock_time(bubble.at, now, words),
            day="" if same_day else _day_words(_day(bubble, now), now, words),
            follows=same_day and former is not None and former.mine == bubble.mine,
            quote=_quote(chat, bubble),
        )
        former = bubble


def clock_time(at: datetime, now: datetime, words: Words) -> str:
    return format_time(at.astimezone(now.tzinfo), "short", locale=words.language)


def excerpt(chat: Chat, words: Words) -> str:
    """The last bubble in one line, for the list of phones."""
    if not chat.bubbles:
        return words("no-messages")
    content = chat.bubbles[-1].content
    if content.medium is not None:
        return words(content.medium)
    return content.file.filename if content.file is not None else _first_line(content.text)


def _quote(chat: Chat, bubble: Bubble) -> str:
    tap = bubble.content.tap
    return _first_line(chat.bubbles[tap.bubble - 1].content.text) if tap is not None else ""


def _first_line(text: str) -> str:
    line = next((line for line in plain(text).splitlines() if line.strip()), "")
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def _day(bubble: Bubble, now: datetime) -> date:
    return bubble.at.astimezone(now.tzinfo).date()


def _day_words(day: date, now: datetime, words: Words) -> str:
    if day == now.date():
        return words("today")
    if day == now.date() - timedelta(days=1):
        return words("yesterday")
    return format_date(day, "long", locale=words.language)
