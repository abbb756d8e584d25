"""What went over the wire, as the drawer of the phone shows it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request as it went over the wire, its bodies as indented JSON.

    `slug` is empty for what belongs to nobody, like the upload of a file. `status` is 0 where no
    answer came.
    """

    slug: str
    at: datetime
    kind: Literal["webhook", "call"]
    request: str
    gist: str
    status: int
    body: str
    answer: str


def pretty(content: Any) -> str:
    """Indented JSON; half of a surrogate pair, which no page can carry, becomes a question mark."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()
