"""What is said first, in the words of its template: typed out, or as the platform fills them in."""

from collections.abc import Mapping

from ventanilla.domain.appointment import Appointment
from ventanilla.domain.message import Message, Templated
from ventanilla.wording import dates
from ventanilla.wording.templates import TEMPLATES, VARIABLE, Template, worded
from ventanilla.wording.voice import Voice

BY_NAME: Mapping[str, Template] = {template.name: template for template in TEMPLATES}


def announced(name: str, appointment: Appointment, voice: Voice) -> tuple[Message, Templated]:
    """Of the templates that say how an appointment stands: the same words, both ways."""
    template, values = BY_NAME[name], _values(appointment, voice)
    body = worded(template, voice.language).body
    message = Message(VARIABLE.sub(lambda found: values[found[1]], body))
    filled = tuple((parameter, values[parameter]) for parameter in template.parameters)
    return message, Templated(name, voice.language, filled)


def _values(appointment: Appointment, voice: Voice) -> dict[str, str]:
    slot = appointment.slot
    return {
        "procedure": voice.procedure(appointment.procedure),
        "office": voice.network.offices[slot.office].city,
        "date": dates.day_in_words(slot.day, voice.language),
        "time": dates.clock(slot.time, voice.language),
        "folio": appointment.folio,
    }
