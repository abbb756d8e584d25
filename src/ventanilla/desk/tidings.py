"""What becomes of an appointment is told by every channel its person has."""

from ventanilla.desk.mailing import by_mail, owed
from ventanilla.desk.ports import Confirmed
from ventanilla.desk.tray_ports import Announcement, Owed, Tidings
from ventanilla.desk.turns import Desk
from ventanilla.wording.announcing import announced


def tidings_of(made: Confirmed, contact: int, tidings: Tidings, desk: Desk) -> list[Owed]:
    """By WhatsApp, in words or by template, and by e-mail where an address was given."""
    voice = desk.voice(made.appointment.applicant.language)
    name = "confirmation" if tidings == "confirmed" else tidings
    announcement = Announcement(*announced(name, made.appointment, voice))
    return [
        owed(made, contact, tidings, announcement, "whatsapp"),
        *by_mail(made, contact, tidings),
    ]
