"""The e-mail that an appointment's person is owed."""

from ventanilla.desk.ports import Confirmed
from ventanilla.desk.tray_ports import MailOf, Owed, StandingState, Tidings
from ventanilla.domain.email_address import in_ascii


def by_mail(made: Confirmed, contact: int, tidings: Tidings) -> list[Owed]:
    appointment = made.appointment
    if not in_ascii(appointment.applicant.email):
        return []
    return [
        Owed(
            contact,
            f"mail:{once(made, tidings)}",
            MailOf(made.appointment_id, appointment.applicant.language, tidings),
            made.appointment_id,
            appointment.revision,
            state=state_of(tidings),
            channel="email",
            lane="notice",
            expires=appointment.slot.start,
        )
    ]


def once(made: Confirmed, tidings: Tidings) -> str:
    """Names these tidings of an appointment, and no others."""
    return f"{made.appointment_id}:{made.appointment.revision}:{tidings}"


def state_of(tidings: Tidings) -> StandingState:
    """The state of the appointment while they are true."""
    return "cancelled" if tidings == "cancelled" else "confirmed"
