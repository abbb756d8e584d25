"""How tidings of an appointment are owed: once, and only while they are true."""

from ventanilla.desk.ports import Confirmed
from ventanilla.desk.tray_ports import Channel, Letter, MailOf, Owed, Tidings
from ventanilla.domain.email_address import in_ascii


def by_mail(made: Confirmed, contact: int, tidings: Tidings) -> list[Owed]:
    """The e-mail that an appointment's person is owed; none without an address that takes it."""
    applicant = made.appointment.applicant
    if not in_ascii(applicant.email):
        return []
    letter = MailOf(made.appointment_id, applicant.language, tidings)
    return [owed(made, contact, tidings, letter, "email")]


def owed(made: Confirmed, contact: int, tidings: Tidings, letter: Letter, channel: Channel) -> Owed:
    appointment = made.appointment
    return Owed(
        contact,
        f"{channel}:{made.appointment_id}:{appointment.revision}:{tidings}",
        letter,
        made.appointment_id,
        appointment.revision,
        state="cancelled" if tidings == "cancelled" else "confirmed",
        channel=channel,
        lane="notice",
        expires=appointment.slot.start,
    )
