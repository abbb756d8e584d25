"""A message as the service writes it, and the time of it."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

PDF = b"%PDF-1.7\n\x00\xff"
ICS = "BEGIN:VCALENDAR\r\nSUMMARY:Cita á\r\nEND:VCALENDAR\r\n".encode()
HTML = (
    '<!doctype html>\n<html lang="es">\n<head>\n<meta charset="utf-8">\n<title>Su cita</title>\n</head>'
    '<body style="background: #fff; color: #1a1a1a">\n<main><h1>Su cita está confirmada</h1>\n'
    '<p><a href="https://citas.example.org/p/a">https://citas.example.org/p/a</a></p>'
    "</main>\n</body>\n</html>\n"
)


def message(subject: str = "Su cita: mañana", html: str = HTML) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = "Consulados de México <citas@example.org>", "maria@example.org"
    mail["Subject"], mail["Message-ID"] = subject, "<mail-42.1@example.org>"
    mail.set_content("Su cita está confirmada.\n\nhttps://citas.example.org/p/a\n")
    mail.add_alternative(html, subtype="html")
    mail.add_attachment(PDF, "application", "pdf", filename="confirmación.pdf")
    mail.add_attachment(ICS, "text", "calendar", filename="cita.ics")
    return mail.as_bytes()


def clock() -> datetime:
    return datetime(2026, 11, 26, 15, 4, tzinfo=UTC)
