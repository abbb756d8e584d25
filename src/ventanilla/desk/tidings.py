"""What becomes of an appointment is told by every channel its person has."""

from ventanilla.desk.mailing import by_mail, once, state_of
from ventanilla.desk.ports import Confirmed
from ventanilla.desk.tray_ports import Announcement, Owed, Tidings
from ventanilla.desk.turns import Desk
from ventanilla.wording.announcing import announced


def tidings_of(made: Confirmed, contact: int, tidings: Tidings, desk: Desk) -> list[Owed]:
    """By WhatsApp, in words or by template, and by e-mail where an address was given."""
    return [_by_whatsapp(made, contact, tidings, desk), *by_mail(made, contact, tidings)]


def _by_whatsapp(made: Confirmed, contact: int, tidings: Tidings, desk: Desk) -> Owed:
    appointment = made.appointment
    name = "confirmation" if tidings == "confirmed" else tidings
    voice = desk.voice(appointment.applicant.language)
    message, template = announced(name, appointment, voice)
    return Owed(
        contact,
        f"told:{once(made, tidings)}",
        Announcement(message, template),
        made.appointment_id,
        appointment.revision,
        state=state_of(tidings),
        lane="notice",
        expires=appointment.slot.start,
    )
