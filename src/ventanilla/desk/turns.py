"""One message of one person: from what was kept and what was said to what is kept and owed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from ventanilla.catalogue.network import Network
from ventanilla.conversation.asking import Ask, Command, Notice
from ventanilla.conversation.engine import begin, step
from ventanilla.conversation.events import Event, Refused, Wordless
from ventanilla.conversation.scripts.agreed import applicant_of, group_of, place_of
from ventanilla.conversation.scripts.booking import BOOKING
from ventanilla.conversation.state import Book, Conversation, Outcome, Reply, Resend, walk
from ventanilla.desk import floods, ports
from ventanilla.desk.mailing import by_mail
from ventanilla.desk.ports import Bookings
from ventanilla.desk.sources import TurnSources
from ventanilla.desk.tray_ports import DocumentOf, Kept, Owed, Waiting
from ventanilla.domain.appointment import Appointment, Place
from ventanilla.domain.language import Language
from ventanilla.domain.message import Message
from ventanilla.wording.closing import booked_message, somebody_tried
from ventanilla.wording.render import notice, render
from ventanilla.wording.understand import heard, tapped, understand
from ventanilla.wording.voice import Voice

PAUSE = timedelta(minutes=30)
"""Of silence, after which what is no answer to the question is met with "shall we go on?"."""

STALE = timedelta(minutes=15)
"""What reaches us so long after it was written, after an outage, is no answer to anything now."""

ALBUM = 10
"""Seconds in which what is sent at once arrives."""

MEMORY = timedelta(hours=24)
"""How long answers are kept after the last message."""


class TouchesCalendar(Exception):
    """The turn would claim or free a place: it must be done alone, in its own transaction."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every turn needs and no turn changes. `person` is the keyed index of an identity;
    `mails` says whether there is a server that takes our e-mail.
    """

    network: Network
    public_url: str
    person: Callable[[str], str]
    mails: bool = False

    def voice(self, language: Language) -> Voice:
        return Voice(language, self.network, self.public_url)


@dataclass(frozen=True, slots=True)
class Done:
    """What a turn leaves behind."""

    kept: Kept
    owed: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """One turn being taken. With `alone`, it may touch the calendar."""

    desk: Desk
    bookings: Bookings
    waiting: Waiting
    kept: Kept | None
    now: datetime
    alone: bool
    sources: TurnSources

    def done(self) -> Done | None:
        """None when the message wants no answer, and leaves nothing behind."""
        if self.waiting.message.kind == "silent":
            return None
        busy_to = self.kept.busy_to if self.kept else None
        if floods.is_full(busy_to, self.now):
            return self.flooded()
        if self.kept and self.kept.left_until and self.now < self.kept.left_until:
            return Done(replace(self.kept, heard_at=self.heard_at), ())
        if done := self.answered():
            busy = floods.after(busy_to, self.now)
            return replace(done, kept=replace(done.kept, heard_at=self.heard_at, busy_to=busy))
        return None

    @property
    def heard_at(self) -> datetime | None:
        """When the person last wrote, by the platform's clock; a reaction may not count there."""
        before = self.kept.heard_at if self.kept else None
        if self.waiting.message.kind == "reaction":
            return before
        sent_at = min(self.waiting.message.sent_at, self.now)
        return max(before, sent_at) if before else sent_at

    def flooded(self) -> Done:
        """More than a person can write: told once, and not applied; what is kept stays as it is."""
        kept = self.kept or self.over("es")
        once = f"flood:{self.waiting.contact}:{kept.serial}:{self.now:%Y-%m-%dT%H}"
        words = Message(notice(Notice("flood"), self.desk.voice(kept.language or "es")))
        return Done(kept, (Owed(self.waiting.contact, once, words),))

    def answered(self) -> Done | None:
        message = self.waiting.message
        if self.now - message.sent_at > STALE:
            return self.late()
        before = self.before()
        if before is None or before.asked is None:
            return self.thanks() if message.kind == "reaction" else self.first()
        if self.is_gone(before.asked):
            event: Event = Command("continue")
        else:
            event = self.event(before.asked, before)
        outcome = step(BOOKING, before, event, self.sources, paused=self.paused)
        return self.finish(before, outcome)

    def is_gone(self, asked: Ask) -> bool:
        """Whether a list shows what the network has no longer: then it is shown anew first."""
        offices, procedures = self.desk.network.offices, self.desk.network.procedures
        named = [{**o.facts, **o.sets} for o in asked.options]
        return any(
            facts.get("office", next(iter(offices))) not in offices
            or facts.get("procedure", next(iter(procedures))) not in procedures
            for facts in (asked.facts, *named)
        )

    # -- before -------------------------------------------------------------------------------

    def before(self) -> Conversation | None:
        """The conversation as it was, or None when there is none that may be gone on with."""
        if self.kept is None or self.kept.state is None:
            return None
        if self.now - self.kept.touched_at > MEMORY:
            return None
        try:
            return msgspec.json.decode(self.kept.state, type=Conversation)
        except msgspec.DecodeError:
            # Of a release that kept it otherwise: the person begins anew, and is told so.
            return None

    @property
    def paused(self) -> bool:
        return self.kept is not None and self.now - self.kept.touched_at > PAUSE

    def event(self, asked: Ask, before: Conversation) -> Event:
        message = self.waiting.message
        if message.kind == "tap":
            return tapped(message.tap, asked, self.serial)
        if message.kind != "text":
            return Wordless(message.kind)
        return understand(message.text, asked, self.desk.voice(before.language))

    # -- the first message --------------------------------------------------------------------

    def first(self) -> Done:
        language = self.language()
        reply = begin(BOOKING, language, self.sources, self.greeting())
        return self.finish(Conversation(language), reply)

    def thanks(self) -> Done:
        """A thumb up for what is over begins nothing."""
        language = self.language()
        words = notice(Notice("wordless-reaction"), self.desk.voice(language))
        kept = self.kept or self.over(language)
        return Done(kept, (self.owes(Message(words), "0"),))

    def late(self) -> Done | None:
        """Nothing is done with what was written while we did not answer: the person may have gone
        on since. All that came late is met with one word and the question as it stands; after a
        day, when WhatsApp lets us write no more, with none.
        """
        message = self.waiting.message
        if message.kind == "reaction" or self.now - message.sent_at > MEMORY:
            return None
        before = self.before()
        language = before.language if before else self.language()
        voice = self.desk.voice(language)
        if before is None or before.asked is None:
            words = Message(notice(Notice("away-begin"), voice))
        else:
            asked = replace(before.asked, notice=Notice("away"))
            words = render(asked, voice, self.serial)
        kept = self.kept or self.over(language)
        once = f"away:{self.waiting.contact}:{kept.serial}:{self.now.date().isoformat()}"
        return Done(kept, (Owed(self.waiting.contact, once, words),))

    def language(self) -> Language:
        """The one that the first words are of; where they do not tell, the one spoken before."""
        spoken = self.kept.language if self.kept else None
        return heard(self.waiting.message.text) or spoken or "es"

    def greeting(self) -> Notice:
        if self.kept is not None and (self.kept.erased or self.kept.state is not None):
            return Notice("erased")
        return Notice("welcome-back" if self.sources.upcoming() else "welcome")

    # -- what follows -------------------------------------------------------------------------

    def finish(self, before: Conversation, outcome: Outcome) -> Done:
        match outcome:
            case Resend(conversation, folio):
                return self.resend(conversation, folio)
            case Book(conversation):
                return self.book(conversation)
            case Reply(conversation):
                return self.reply(self.with_place(before, conversation))

    def with_place(self, before: Conversation, after: Conversation) -> Conversation:
        """Keeps the held place in step with the answers: claims, swaps or frees it.

        While another answer is being corrected, the time chosen stays held.
        """
        had, wants = self.place(before), self.place(after)
        if had == wants or (wants is None and "time" in after.answers):
            return after
        self.needs_calendar()
        if wants is None:
            self.bookings.release(self.waiting.contact, self.now)
            return after
        applicant = applicant_of(self.walked(after), after.language)
        held = self.bookings.hold(
            self.waiting.contact, wants, applicant, self.waiting.key, self.now
        )
        if isinstance(held, ports.Held):
            return after
        self.bookings.release(self.waiting.contact, self.now)
        return self.refused(after, held)

    def book(self, agreed: Conversation) -> Done:
        self.needs_calendar()
        place = self.place(agreed)
        if place is None:
            return self.reply(agreed)
        applicant = applicant_of(agreed.answers, agreed.language)
        made = self.bookings.confirm(
            self.waiting.contact, place, applicant, self.waiting.key, self.now
        )
        if isinstance(made, ports.Refused):
            self.bookings.release(self.waiting.contact, self.now)
            return self.reply(self.refused(agreed, made))
        appointment = made.appointment
        voice = self.desk.voice(agreed.language)
        said = booked_message(appointment, voice, mailed=self.desk.mails)
        mails = by_mail(made, self.waiting.contact, "confirmed") if self.desk.mails else ()
        owed = (self.folio(made, said), self.document(made, agreed.language), *mails)
        return Done(self.over(agreed.language), owed)

    def refused(self, conversation: Conversation, refusal: ports.Refused) -> Conversation:
        """The same conversation without the place; its next question says why."""
        forget = ("time",) if refusal.reason in ("taken", "gone") else ("date", "time")
        facts = {"office": conversation.answers["office"]}
        outcome = step(
            BOOKING, conversation, Refused(refusal.reason, forget, facts), self.sources.again()
        )
        if not isinstance(outcome, Reply):
            raise TypeError(refusal)
        return outcome.conversation

    def resend(self, conversation: Conversation, folio: str) -> Done:
        found = [
            c
            for c in self.bookings.upcoming(self.waiting.contact, self.now)
            if c.appointment.folio == folio
        ]
        if not found:
            outcome = step(BOOKING, conversation, Command("continue"), self.sources)
            return self.finish(conversation, outcome)
        language = conversation.language
        letter = DocumentOf(found[0].appointment_id, language)
        return Done(self.keeping(conversation, self.serial), (self.owes(letter, "0"),))

    def reply(self, conversation: Conversation) -> Done:
        asked = conversation.asked
        if asked is None:
            raise AssertionError
        serial = self.serial if self.same_list(asked) else self.serial + 1
        message = render(asked, self.desk.voice(conversation.language), serial)
        owed = (self.once_for_several(self.owes(message, "0")), *self.tried(conversation))
        return Done(self.keeping(conversation, serial), owed)

    def once_for_several(self, owed: Owed) -> Owed:
        """An album comes as a message for each picture, and wants one answer."""
        kind = self.waiting.message.kind
        if kind in ("text", "tap"):
            return owed
        several = f"{self.serial}:{kind}:{int(self.now.timestamp()) // ALBUM}"
        return replace(owed, dedupe=f"wordless:{self.waiting.contact}:{several}")

    # -- pieces -------------------------------------------------------------------------------

    @property
    def serial(self) -> int:
        return self.kept.serial if self.kept else int(self.now.timestamp())

    def same_list(self, asked: Ask) -> bool:
        """Whether a tap on the last list still means the same."""
        before = self.before()
        if before is None or before.asked is None:
            return False
        return (before.asked.question, before.asked.form, before.asked.options) == (
            asked.question,
            asked.form,
            asked.options,
        )

    def place(self, conversation: Conversation) -> Place | None:
        if "time" not in conversation.answers:
            return None
        answers = self.walked(conversation)
        return place_of(answers, conversation.language, self.desk.network, self.desk.person)

    def walked(self, conversation: Conversation) -> dict[str, str]:
        return walk(BOOKING, conversation.answers, self.sources)[0]

    def needs_calendar(self) -> None:
        if not self.alone:
            raise TouchesCalendar

    def keeping(self, conversation: Conversation, serial: int) -> Kept:
        return Kept(
            language=conversation.language,
            serial=serial,
            touched_at=self.now,
            erased=False,
            state=msgspec.json.encode(conversation),
            notice=self.desk.network.notice.version,
        )

    def over(self, language: Language) -> Kept:
        """What is kept of a conversation that has ended well: that there was one."""
        return replace(self.keeping(Conversation(language), self.serial + 1), state=None)

    def owes(self, letter: Message | DocumentOf, which: str) -> Owed:
        return Owed(self.waiting.contact, f"reply:{self.waiting.key}:{which}", letter)

    def folio(self, made: ports.Confirmed, message: Message) -> Owed:
        """It belongs to the appointment: no newer reply may take its place."""
        said = self.owes(message, "0")
        return replace(said, appointment=made.appointment_id, revision=made.appointment.revision)

    def document(self, made: ports.Confirmed, language: Language) -> Owed:
        revision = made.appointment.revision
        return Owed(
            self.waiting.contact,
            f"confirmation:{made.appointment_id}:{revision}",
            DocumentOf(made.appointment_id, language),
            made.appointment_id,
            revision,
        )

    def tried(self, conversation: Conversation) -> Sequence[Owed]:
        """What is owed when the person asked for turns out to be booked from elsewhere."""
        if conversation.asked is None or conversation.asked.form != "already-elsewhere":
            return ()
        answers = self.walked(conversation)
        person = self.desk.person(applicant_of(answers, conversation.language).identity)
        return self.warning(person, group_of(answers, self.desk.network))

    def warning(self, person: str, group: str) -> Sequence[Owed]:
        """Whoever booked for this person is told that somebody else tried: once a day."""
        refusal = self.bookings.booked(self.waiting.contact, person, group, self.now)
        if refusal is None or refusal.other_contact is None:
            return ()
        other = refusal.other_contact
        theirs = [
            c.appointment
            for c in self.bookings.upcoming(other, self.now)
            if (kind := self.desk.network.procedures.get(c.appointment.procedure))
            and kind.group == group
            and self.desk.person(c.appointment.applicant.identity) == person
        ]
        return [self.told(other, appointment) for appointment in theirs]

    def told(self, contact: int, appointment: Appointment) -> Owed:
        voice = self.desk.voice(appointment.applicant.language)
        once = f"tried:{appointment.folio}:{self.now.date().isoformat()}"
        return Owed(contact, once, somebody_tried(appointment, voice))


def take(
    desk: Desk,
    bookings: Bookings,
    waiting: Waiting,
    kept: Kept | None,
    now: datetime,
    *,
    alone: bool,
) -> Done | None:
    """What follows from one message. Raises `TouchesCalendar` unless it is taken `alone`."""
    sources = TurnSources(desk.network, bookings, waiting.contact, now)
    return Taking(desk, bookings, waiting, kept, now, alone, sources).done()
