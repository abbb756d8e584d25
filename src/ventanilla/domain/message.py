"""What people send and are sent, in no platform's shape."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ventanilla.domain.language import Language


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be reached on a channel; at least one of the two is there.

    `phone` is the platform's digits without a plus; `user_id` the business-scoped id of WhatsApp,
    which stays when the phone is hidden.
    """

    phone: str = ""
    user_id: str = ""


Kind: TypeAlias = Literal[
    "text",
    "tap",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "order",
    "reaction",
    "unsupported",
    "silent",
]
"""`silent` is what wants no answer: a reaction taken back, an edit, a system notice."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of one person.

    `key` is the platform's message id: it holds the phone number, so it is kept only as a keyed
    hash. `line` names our number it came to. `tap` is the id of the option tapped, `text` its
    title or the words typed. `sent_at` is UTC, by the platform's clock. `becomes` is who the
    sender is from now on, where the platform tells of a new number or a new id.
    """

    key: str
    line: str
    sender: Address
    sent_at: datetime
    kind: Kind
    text: str = ""
    tap: str = ""
    becomes: Address = Address()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick: `number` is what a person types for it.

    `short` is the label for a button (20 UTF-16 units with the number), `note` a line below it.
    """

    id: str
    number: str
    label: str
    short: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """Words and what can be picked; the channel decides on buttons, a list or numbered lines."""

    body: str
    choices: tuple[Choice, ...] = ()
    opener: str = ""
    """What the button that opens a list says, at most 20 units."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over, its content made when it is sent."""

    filename: str
    caption: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Templated:
    """A message in words that the platform has approved, of our `name` for them.

    `values` is what its variables stand for; `taps` are the ids of its buttons, in their order.
    """

    name: str
    language: Language
    values: tuple[tuple[str, str], ...]
    taps: tuple[str, ...] = ()


Outbound: TypeAlias = Message | Document | Templated


@dataclass(frozen=True, slots=True)
class SendError:
    """Why a message did not leave: by whose fault, and what follows.

    `retry` says whether the same message may be tried again and how the wait grows; `fault` who
    has to act. `code` is the platform's number, 0 for the transport's own failures. `template`
    says that only what the platform has approved may be sent now.
    """

    code: int
    fault: Literal["person", "platform", "channel", "ours"]
    retry: Literal["never", "backoff", "pair", "minutes", "halt", "template"]


Progress: TypeAlias = Literal["sent", "delivered", "read", "failed"]


@dataclass(frozen=True, slots=True)
class Price:
    """In the platform's own words: of a category (`service`, `utility`) and a kind (`regular`, or
    free for a reason).
    """

    category: str
    kind: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform says became of a message of ours.

    `reference` is what we gave it to carry (`<outbox id>.<attempt>`), or empty; `key` its own id.
    `error` says why it failed, `price` what was paid.
    """

    key: str
    reference: str
    progress: Progress
    at: datetime
    error: SendError | None = None
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform took the message and gave it an id.

    `media` is its id for an uploaded document, to be discarded after delivery; else empty. `who`
    is the person in the platform's own spelling, as far as its answer tells.
    """

    key: str
    media: str = ""
    who: Address = Address()


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request left, the answer did not come: it may or may not have been accepted."""

    media: str = ""


Sending: TypeAlias = Accepted | SendError | Unknown
