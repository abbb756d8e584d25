"""The confirmation of an appointment, put together when it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from ventanilla.desk.ports import Confirmed
from ventanilla.desk.turns import Desk
from ventanilla.documents.confirmation import Confirmation, Press, labels
from ventanilla.documents.seal import Statement, initials, public_key, sign
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.language import Language
from ventanilla.domain.message import Document
from ventanilla.domain.office import Office, Procedure
from ventanilla.wording import dates
from ventanilla.wording.closing import caption, filename
from ventanilla.wording.voice import Voice


@dataclass(frozen=True, slots=True)
class Papers:
    """`seeds` are the Ed25519 seeds by key version, newest first: that one signs."""

    press: Press
    seeds: Mapping[int, bytes]

    def confirmation(self, made: Confirmed, language: Language, desk: Desk) -> Document:
        """The PDF to hand over. Takes some milliseconds of a processor: not for the desk's turn."""
        appointment, voice = made.appointment, desk.voice(language)
        content = self.press.render(self.page(appointment, voice), appointment.slot.start)
        return Document(filename(appointment, voice), caption(appointment, voice), content)

    def page(self, appointment: Appointment, voice: Voice) -> Confirmation:
        network, slot = voice.network, appointment.slot
        office = network.offices[slot.office]
        procedure = network.procedures[appointment.procedure]
        spanish = Voice("es", network, voice.public_url)
        foreign = voice.language != "es"
        return Confirmation(
            language=voice.language,
            labels=labels(voice.lexicon.say),
            spanish=labels(spanish.lexicon.say) if foreign else None,
            folio=appointment.folio,
            name=appointment.applicant.full_name,
            procedure=voice.of(procedure.title),
            procedure_spanish=spanish.of(procedure.title) if foreign else "",
            office=voice.say(f"word-{office.kind}", {"city": office.city}),
            city=f"{office.city}, {office.region}",
            address=office.address,
            date=dates.in_words(slot.day, voice.language),
            date_digits=dates.in_numbers(slot.day),
            time=dates.clock(slot.time, voice.language),
            zone=voice.say("doc-zone", {"city": office.city, "zone": _zone(appointment)}),
            bring=(voice.say("doc-bring-this"), *map(voice.of, procedure.bring)),
            family_heading=voice.say("doc-family") if procedure.family else "",
            family=tuple(map(voice.of, procedure.family)),
            arrival=(voice.say("doc-arrive-early"), *map(voice.of, procedure.advice)),
            fee=_fee(procedure, voice),
            change=_change(office, voice),
            page_url=f"{voice.public_url}/p/{appointment.procedure}/{office.code}",
            verify_url=f"{voice.public_url}/v/{self.token(appointment)}",
        )

    def token(self, appointment: Appointment) -> str:
        version, seed = next(iter(self.seeds.items()))
        slot = appointment.slot
        statement = Statement(
            folio=appointment.folio,
            revision=appointment.revision,
            office=slot.office,
            procedure=appointment.procedure,
            day=slot.day,
            time=slot.time,
            initials=initials(appointment.applicant),
        )
        return sign(statement, seed, version)

    def public_keys(self) -> Mapping[int, bytes]:
        return {version: public_key(seed) for version, seed in self.seeds.items()}


def _zone(appointment: Appointment) -> str:
    slot = appointment.slot
    local: datetime = slot.start.astimezone(ZoneInfo(slot.timezone))
    return local.tzname() or slot.timezone


def _fee(procedure: Procedure, voice: Voice) -> str:
    fee = procedure.fee
    if fee is None or fee.amount is None:
        return voice.say("doc-fee-unknown")
    if float(fee.amount) == 0:
        return voice.say("doc-fee-none")
    return voice.lexicon.say("doc-fee-amount", {"amount": fee.amount, "year": str(fee.year)})


def _change(office: Office, voice: Voice) -> str:
    verified = [contact.value for contact in office.contacts if contact.verified]
    if not verified:
        return voice.say("doc-change-office")
    return voice.lexicon.say("doc-change-contact", {"contact": verified[0]})
