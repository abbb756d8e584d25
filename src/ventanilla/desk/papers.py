"""The confirmation of an appointment, put together when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from ventanilla.desk.ports import Confirmed
from ventanilla.desk.tray_ports import Tidings
from ventanilla.desk.turns import Desk
from ventanilla.documents.calendar_file import Event, calendar_file
from ventanilla.documents.confirmation import Confirmation, Press, labels
from ventanilla.documents.mail import Attached, Enclosed, Envelope, MailWords, appointment_mail
from ventanilla.documents.seal import Statement, initials, public_key, sign
from ventanilla.documents.typography import typeset
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.language import Language, Words
from ventanilla.domain.message import Document
from ventanilla.domain.office import Fee, Office, Procedure
from ventanilla.wording import dates
from ventanilla.wording.closing import caption, filename
from ventanilla.wording.voice import Voice

BELOW = " › "
"""Stands between a menu and what is in it."""

NUMBERS: Mapping[Language, str] = {"es": "es_MX", "en": "en_US", "fr": "fr_CA"}
"""Whose way of writing an amount is used."""


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

    def calendar(self, made: Confirmed, language: Language, desk: Desk, written: datetime) -> bytes:
        """The calendar file to go with it. No name is in it: calendars are shared."""
        return calendar_file(event_of(made.appointment, desk.voice(language), written))

    def mail(
        self,
        made: Confirmed,
        language: Language,
        desk: Desk,
        envelope: Envelope,
        tidings: Tidings = "confirmed",
    ) -> bytes:
        """The e-mail with both; without the PDF when it says that the appointment was cancelled.
        Raises `Undeliverable`.
        """
        appointment, voice = made.appointment, desk.voice(language)
        page = self.page(appointment, voice)
        event = event_of(appointment, voice, envelope.written)
        name = voice.lexicon.say("mail-calendar", {"folio": appointment.folio})
        pdf = None if event.cancelled else self.confirmation(made, language, desk)
        enclosed = Enclosed(
            calendar=Attached(name, calendar_file(event)),
            method=event.method,
            pdf=Attached(pdf.filename, pdf.content) if pdf else None,
        )
        return appointment_mail(envelope, _mail_words(appointment, voice, tidings), page, enclosed)

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
            procedure=typeset(voice.of(procedure.title)),
            within=BELOW.join(_menus(procedure, voice)),
            procedure_spanish=_in_full(procedure, spanish) if foreign else "",
            office=voice.say(f"word-{office.kind}", {"city": office.city}),
            city=f"{office.city}, {office.region}",
            address=office.address,
            date=dates.in_words(slot.day, voice.language),
            date_digits=dates.in_numbers(slot.day),
            time=dates.clock(slot.time, voice.language),
            zone=voice.say("doc-zone", {"city": office.city, "zone": _zone(appointment)}),
            bring=_printed(procedure.bring, voice),
            family_heading=voice.say("doc-family") if procedure.family else "",
            family=_printed(procedure.family, voice),
            arrival=_printed(procedure.advice, voice),
            fee=_fee(procedure, voice),
            change=_change(office, voice),
            page_url=_page_url(appointment, voice),
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


def event_of(appointment: Appointment, voice: Voice, written: datetime) -> Event:
    slot = appointment.slot
    office = voice.network.offices[slot.office]
    procedure = voice.network.procedures[appointment.procedure]
    offer = office.offers.get(appointment.procedure)
    page = _page_url(appointment, voice)
    facts = {"folio": appointment.folio, "page": page}
    named = voice.say(f"word-{office.kind}", {"city": office.city})
    where = (named, office.address, f"{office.city}, {office.region}")
    return Event(
        language=voice.language,
        folio=appointment.folio,
        revision=appointment.revision,
        slot=slot,
        minutes=offer.minutes if offer else procedure.minutes,
        summary=voice.lexicon.say(
            "calendar-summary", {"procedure": typeset(voice.of(procedure.title))}
        ),
        description=voice.lexicon.say("calendar-description", facts),
        location=", ".join(filter(None, where)),
        url=page,
        written=written,
        cancelled=appointment.state == "cancelled",
    )


def _mail_words(appointment: Appointment, voice: Voice, tidings: Tidings) -> MailWords:
    day = dates.in_words(appointment.slot.day, voice.language)
    return MailWords(
        language=voice.language,
        sender=voice.of(voice.network.title),
        subject=voice.lexicon.say(f"mail-subject-{tidings}", {"date": day}),
        title=voice.say(f"mail-title-{tidings}"),
        intro=voice.say(f"mail-intro-{tidings}"),
        why=voice.say("mail-why"),
        colon=voice.say("mail-colon"),
    )


def _page_url(appointment: Appointment, voice: Voice) -> str:
    return f"{voice.public_url}/p/{appointment.procedure}/{appointment.slot.office}"


def _zone(appointment: Appointment) -> str:
    slot = appointment.slot
    local: datetime = slot.start.astimezone(ZoneInfo(slot.timezone))
    return local.tzname() or slot.timezone


def _printed(things: Sequence[Words], voice: Voice) -> tuple[str, ...]:
    return tuple(typeset(voice.of(words)) for words in things)


def _menus(procedure: Procedure, voice: Voice) -> tuple[str, ...]:
    """The titles of the menus that it stands in, the outermost first."""
    above = procedure.code.split("/")[:-1]
    codes = ("/".join(above[:end]) for end in range(1, len(above) + 1))
    return tuple(typeset(voice.procedure(code)) for code in codes)


def _in_full(procedure: Procedure, voice: Voice) -> str:
    return BELOW.join((*_menus(procedure, voice), typeset(voice.of(procedure.title))))


def _fee(procedure: Procedure, voice: Voice) -> str:
    """What it costs and of which year that is; then what is to be known, or that it may change."""
    fee = procedure.fee
    if fee is None:
        return voice.say("doc-fee-check")
    note = voice.of(fee.note) if fee.note else voice.say("doc-fee-check")
    return typeset(f"{_published(fee, voice)} {note}")


def _published(fee: Fee, voice: Voice) -> str:
    year = str(fee.year)
    if fee.amount is None:
        return voice.lexicon.say("doc-fee-year", {"year": year})
    amount = Decimal(fee.amount)
    if amount == 0:
        return voice.lexicon.say("doc-fee-none", {"year": year})
    written = format_decimal(amount, "#,##0.00", NUMBERS[voice.language])
    return voice.lexicon.say("doc-fee-amount", {"amount": written, "year": year})


def _change(office: Office, voice: Voice) -> str:
    """By the first way of reaching the office that somebody verified; else the first, so marked."""
    for contact in sorted(office.contacts, key=lambda contact: not contact.verified):
        mark = "" if contact.verified else f" {voice.say('word-verify')}"
        written = contact.value.removeprefix("https://").rstrip("/")
        return voice.lexicon.say("doc-change-contact", {"contact": f"{written}{mark}"})
    return voice.say("doc-change-office")
