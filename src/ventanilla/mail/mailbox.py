"""Takes messages in place of a mail server and keeps the last of them to look at: for the demo."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from ventanilla.domain.message import Accepted, Sending

KEPT = 50

SENDER = "citas@ventanilla.example"


@dataclass(frozen=True, slots=True)
class Attachment:
    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as its reader sees it. `number` counts from 1 since the start; `key` is its id."""

    number: int
    key: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment]


class Mailbox:
    """What `Post` is, without a mail server. `clock` gives local time with its zone."""

    __slots__ = ("_clock", "_letters", "_taken")

    sender = SENDER

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._letters: deque[Letter] = deque(maxlen=KEPT)
        self._taken = 0

    @property
    def letters(self) -> list[Letter]:
        """Newest first."""
        return [*reversed(self._letters)]

    def letter(self, number: int) -> Letter | None:
        return next((letter for letter in self._letters if letter.number == number), None)

    async def send(self, sender: str, to: str, mail: bytes) -> Sending:
        return Accepted(self.keep(mail).key)

    def keep(self, mail: bytes) -> Letter:
        self._taken += 1
        message = message_from_bytes(mail, EmailMessage, policy=SMTP)
        letter = _read(self._taken, self._clock(), message)
        self._letters.append(letter)
        return letter


def _read(number: int, at: datetime, message: EmailMessage) -> Letter:
    return Letter(
        number=number,
        key=str(message["Message-ID"] or ""),
        at=at,
        sender=str(message["From"]),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(map(_attachment, message.iter_attachments())),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    name = part.get_filename() or "attachment"
    return Attachment(name, part.get_content_type(), content if isinstance(content, bytes) else b"")
