"""What a platform says about our account with it, in no platform's shape."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ventanilla.domain.language import Language
from ventanilla.domain.message import Address


@dataclass(frozen=True, slots=True)
class TemplateNews:
    """How one of our templates stands since `at` (UTC). What did not change is empty."""

    name: str
    language: Language
    at: datetime
    status: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class LineNews:
    """Of our numbers: none may send, all may again, or so many messages a second may."""

    what: Literal["halted", "restored", "rate"]
    rate: int = 0


@dataclass(frozen=True, slots=True)
class AccountNews:
    """Something for people to look at, by the platform's own two words for it."""

    field: str
    event: str


@dataclass(frozen=True, slots=True)
class EchoNews:
    """Somebody of ours wrote to this person by hand, from the number's own telephone, at `at`."""

    to: Address
    at: datetime


News: TypeAlias = TemplateNews | LineNews | AccountNews | EchoNews
