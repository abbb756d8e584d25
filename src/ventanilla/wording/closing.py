"""What is said when an appointment is made, or somebody else tried to make it."""

from ventanilla.conversation.asking import Facts
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.email_address import in_ascii
from ventanilla.domain.message import Message
from ventanilla.wording.voice import Voice


def booked_message(appointment: Appointment, voice: Voice, *, mailed: bool = False) -> Message:
    """`mailed` promises the same by e-mail, to who gave an address."""
    said = [voice.say("booked", facts_of(appointment))]
    email = appointment.applicant.email
    if mailed and in_ascii(email):
        said.append(voice.say("booked-mailed", {"email": email}))
    return Message("\n\n".join(said))


def somebody_tried(appointment: Appointment, voice: Voice) -> Message:
    return Message(voice.say("somebody-tried", facts_of(appointment)))


def caption(appointment: Appointment, voice: Voice) -> str:
    return voice.say("caption", facts_of(appointment))


def filename(appointment: Appointment, voice: Voice) -> str:
    """No personal data: a file name is seen by many."""
    return voice.say("filename", {"folio": appointment.folio})


def facts_of(appointment: Appointment) -> Facts:
    return {
        "folio": appointment.folio,
        "full": appointment.applicant.full_name,
        "procedure": appointment.procedure,
        "office": appointment.slot.office,
        "date": appointment.slot.day.isoformat(),
        "time": f"{appointment.slot.time:%H:%M}",
    }
