"""WhatsApp's own marks in a text, as HTML: *bold*, _italic_, ~struck~, `code`, links."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

MARKS = {"*": "strong", "_": "em", "~": "s", "`": "code"}

# A mark counts only at the edge of a word and tight against what it holds, and never over lines:
# `2*3*4` and `snake_case` stay as they are.
_PATTERN = re.compile(
    r"(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)\]*_~'\"»])"
    r"|(?<![\w*_~`])(?P<mark>[*_~`])(?=\S)(?P<inner>[^\n]*?\S)(?P=mark)(?!\w)"
)


def formatted(text: str) -> Markup:
    """The text as HTML; line breaks are left to the style sheet."""
    return Markup("").join(_pieces(text))


def plain(text: str) -> str:
    """The text without its marks."""
    return _PATTERN.sub(lambda match: match["url"] or plain(match["inner"]), text)


def _pieces(text: str) -> Iterator[Markup]:
    done = 0
    for match in _PATTERN.finditer(text):
        yield escape(text[done : match.start()])
        yield _link(match["url"]) if match["url"] else _marked(match["mark"], match["inner"])
        done = match.end()
    yield escape(text[done:])


def _link(url: str) -> Markup:
    return Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(url)


def _marked(mark: str, inner: str) -> Markup:
    content = escape(inner) if mark == "`" else formatted(inner)
    return Markup("<{0}>{1}</{0}>").format(MARKS[mark], content)
