"""The e-mail that says how an appointment stands: text and HTML, the PDF and a calendar file.

Everything in it comes in as data; no word of it stands here. What the applicant typed is only in
the PDF: an address that nobody verified must not bring a stranger somebody's free words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from ventanilla.documents.confirmation import Confirmation
from ventanilla.domain.email_address import ADDRESS
from ventanilla.domain.language import Language

HEAD = (
    '<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width">\n'
    "<title>{title}</title>"
)

BODY = (
    "margin: 0 auto; max-width: 38em; padding: 1em; color: #1a1a1a; background: #ffffff;"
    " font: 16px/1.5 sans-serif"
)

CELL = "padding: 0.25em 1em 0.25em 0; text-align: left; vertical-align: top"


class Undeliverable(ValueError):
    """The address cannot stand in a header; its text is not in here."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """`sender` and `to` are bare addresses. `reference` is made of letters, digits, dots and
    hyphens: the same for the same e-mail, so that one that is sent twice is known to be one.
    `written` is an aware date and time.
    """

    sender: str
    to: str
    reference: str
    written: datetime


@dataclass(frozen=True, slots=True)
class MailWords:
    """The words that stand in an e-mail alone: `mail-…` in the wording, and who writes it."""

    language: Language
    sender: str
    subject: str
    title: str
    intro: str
    why: str
    colon: str
    """What stands between a label and its value, with the space that French puts before it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file name without personal data, and what is in the file."""

    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes with an e-mail: the PDF while the appointment stands, and a calendar file, whose
    `method` is that of iTIP (RFC 5546).
    """

    calendar: Attached
    method: str
    pdf: Attached | None


def appointment_mail(
    envelope: Envelope, words: MailWords, page: Confirmation, enclosed: Enclosed
) -> bytes:
    """As it goes over the wire; the same bytes for the same arguments. Without a PDF it says that
    the appointment stands no longer. Raises `Undeliverable`.
    """
    mail = EmailMessage(policy=SMTP)
    sender = _address(envelope.sender, _line(words.sender))
    mail["From"] = sender
    mail["To"] = _address(envelope.to)
    mail["Subject"] = _line(words.subject)
    mail["Date"] = envelope.written
    mail["Message-ID"] = f"<{envelope.reference}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = words.language
    stands = enclosed.pdf is not None
    mail.set_content(_text(words, page, stands=stands), cte="quoted-printable")
    html = _html(words, page, stands=stands)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    if enclosed.pdf:
        pdf = enclosed.pdf
        mail.add_attachment(pdf.content, "application", "pdf", filename=pdf.filename)
    mail.add_attachment(
        enclosed.calendar.content,
        "text",
        "calendar",
        filename=enclosed.calendar.filename,
        params={"charset": "utf-8", "method": enclosed.method},
    )
    _bound(mail, envelope.reference)
    return mail.as_bytes()


def _line(words: str) -> str:
    return " ".join(words.split())


def _address(written: str, name: str = "") -> Address:
    if not ADDRESS.fullmatch(written):
        raise Undeliverable
    user, _, domain = written.rpartition("@")
    return Address(name, username=user, domain=domain)


def _bound(mail: EmailMessage, reference: str) -> None:
    """Boundaries that are the same each time. Neither of the encodings can make a `=_`."""
    parts = (part for part in mail.walk() if part.is_multipart())
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{number}.{reference}"[:70])


def _rows(page: Confirmation) -> Iterator[tuple[str, str]]:
    labels = page.labels
    yield labels.folio, page.folio
    yield labels.procedure, page.procedure
    yield labels.date, page.date
    yield labels.time, f"{page.time}, {page.zone}"
    yield labels.place, ", ".join(filter(None, (page.office, page.address, page.city)))


def _text(words: MailWords, page: Confirmation, *, stands: bool) -> str:
    rows = "\n".join(f"{label}{words.colon} {value}" for label, value in _rows(page))
    labels = page.labels
    ways = (f"{labels.page}\n{page.page_url}", f"{labels.change}\n{page.change}", labels.free)
    return "\n\n".join((words.intro, rows, *(ways if stands else ()), words.why)) + "\n"


def _html(words: MailWords, page: Confirmation, *, stands: bool) -> str:
    """Readable without style sheets and without pictures; nothing in it is fetched."""
    rows = "\n".join(
        f'<tr><th scope="row" style="{CELL}">{escape(label)}</th>'
        f'<td style="{CELL}">{escape(value)}</td></tr>'
        for label, value in _rows(page)
    )
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{words.language}">',
            f"<head>\n{HEAD.format(title=escape(words.title))}\n</head>",
            f'<body style="{BODY}">\n<main>',
            f'<h1 style="font-size: 1.5em">{escape(words.title)}</h1>',
            f"<p>{escape(words.intro)}</p>",
            f"<table>\n{rows}\n</table>",
            *(_ways(page) if stands else ()),
            f"<p>{escape(words.why)}</p>",
            "</main>\n</body>\n</html>\n",
        )
    )


def _ways(page: Confirmation) -> tuple[str, ...]:
    """What else there is to know, and to do, while the appointment stands."""
    labels, url = page.labels, escape(page.page_url)
    return (
        f'<p>{escape(labels.page)}<br><a href="{url}" style="color: #0b4f8a">{url}</a></p>',
        f'<h2 style="font-size: 1.2em">{escape(labels.change)}</h2>',
        f"<p>{escape(page.change)}</p>",
        f"<p>{escape(labels.free)}</p>",
    )
