"""A conversation in memory: words in, the question asked next out, nothing else behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from functools import cache

from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.conversation.asking import Answers, Ask, Notice
from ventanilla.conversation.engine import begin, step
from ventanilla.conversation.events import Event
from ventanilla.conversation.scripts.agreed import applicant_of
from ventanilla.conversation.scripts.booking import BOOKING
from ventanilla.conversation.sources import Already
from ventanilla.conversation.state import Book, Conversation, Outcome, Reply, Resend, walk
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.folio import Folio
from ventanilla.domain.language import LANGUAGES
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot
from ventanilla.whatsapp.layout import lay_out
from ventanilla.wording.render import render
from ventanilla.wording.understand import understand
from ventanilla.wording.voice import Voice

TODAY = date(2026, 11, 23)
MORNING = (time(9), time(9, 30), time(10), time(13, 15))
WEEKDAYS = 5


@cache
def mexico() -> Network:
    return load("mexico")


@dataclass
class Books:
    """`Sources` in memory. Every office is open on weekdays, with the same times each day;
    `full` are offices without places, `taken` single places."""

    network: Network = field(default_factory=mexico)
    today: date = TODAY
    horizon: int = 30
    clock: Sequence[time] = MORNING
    full: set[str] = field(default_factory=set)
    taken: set[tuple[str, date, time]] = field(default_factory=set)
    booked: list[Appointment] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)
    """Identities that somebody else has booked for."""

    def days(self, office: OfficeCode, procedure: ProcedureCode) -> Sequence[date]:
        if office in self.full or not self.network.offered(office, procedure):
            return []
        ahead = (self.today + timedelta(days=n) for n in range(1, self.horizon + 1))
        weekdays = [day for day in ahead if day.weekday() < WEEKDAYS]
        return [day for day in weekdays if self.free(office, day)]

    def times(self, office: OfficeCode, procedure: ProcedureCode, day: date) -> Sequence[time]:
        return self.free(office, day) if day in self.days(office, procedure) else []

    def first_days(
        self, office: OfficeCode, procedures: Sequence[ProcedureCode]
    ) -> Mapping[ProcedureCode, date]:
        return {p: days[0] for p in procedures if (days := self.days(office, p))}

    def earliest(
        self, procedure: ProcedureCode, offices: Sequence[OfficeCode]
    ) -> Mapping[OfficeCode, date]:
        return {o: days[0] for o in offices if (days := self.days(o, procedure))}

    def already(self, answers: Answers) -> Already | None:
        identity = applicant_of(answers, "es").identity
        if identity in self.elsewhere:
            return Already(None)
        group = self.network.procedures[ProcedureCode(answers["procedure"])].group
        own = [
            a
            for a in self.booked
            if a.applicant.identity == identity
            and self.network.procedures[a.procedure].group == group
        ]
        return Already(own[0]) if own else None

    def upcoming(self) -> Sequence[Appointment]:
        return self.booked

    def free(self, office: str, day: date) -> list[time]:
        return [at for at in self.clock if (office, day, at) not in self.taken]

    def book(self, answers: Answers) -> None:
        office = self.network.offices[OfficeCode(answers["office"])]
        slot = Slot(
            date.fromisoformat(answers["date"]),
            time.fromisoformat(answers["time"]),
            office.code,
            office.timezone,
        )
        folio = Folio(f"TEST-TEST-TES{len(self.booked) + 2}")
        applicant = applicant_of(answers, "es")
        procedure = ProcedureCode(answers["procedure"])
        self.booked.append(Appointment(folio, "confirmed", slot, procedure, 1, applicant))
        self.taken.add((office.code, slot.day, slot.time))


@dataclass
class Talk:
    """What a person and the engine say to each other."""

    sources: Books = field(default_factory=Books)
    conversation: Conversation = field(default_factory=lambda: Conversation("es"))
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        self.hello()

    def hello(self, notice: str = "welcome") -> None:
        self.conversation = begin(
            BOOKING, self.conversation.language, self.sources, Notice(notice)
        ).conversation

    def say(self, *texts: str, paused: bool = False) -> Ask:
        for text in texts:
            self.do(understand(text, self.ask, self.voice), paused=paused)
        return self.ask

    def do(self, event: Event, *, paused: bool = False) -> Ask:
        before = self.conversation
        self.outcome = step(BOOKING, before, event, self.sources, paused=paused)
        match self.outcome:
            case Reply(conversation):
                self.conversation = conversation
            case Book(conversation):
                self.sources.book(conversation.answers)
                self.hello("welcome-back")
            case Resend():
                pass
        return self.ask

    def tell(self, **answers: str) -> "Talk":
        """The same talk with other answers, at the question that follows from them."""
        self.conversation = replace(self.conversation, answers={**self.answers, **answers})
        self.say("continuar")
        return self

    @property
    def ask(self) -> Ask:
        assert self.conversation.asked is not None
        return self.conversation.asked

    @property
    def voice(self) -> Voice:
        return Voice(self.conversation.language, self.sources.network, "https://citas.example")

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.conversation.answers)

    @property
    def kept(self) -> dict[str, str]:
        return walk(BOOKING, self.answers, self.sources)[0]

    @property
    def reason(self) -> str:
        return self.ask.notice.reason if self.ask.notice else ""

    def said(self) -> dict[str, str]:
        """What the person would see, in each language; none may be beyond WhatsApp's limits."""
        seen = {}
        for language in LANGUAGES:
            message = render(self.ask, replace(self.voice, language=language), 1)
            lay_out(message)
            seen[language] = message.body
        return seen


GUIDE = (
    ("country", "1"),
    ("postal_code", "78701"),
    ("postal_code_ok", "1"),
    ("office", "1"),
    ("office_ok", "1"),
    ("given_names", "John Robert"),
    ("paternal_surname", "Stewart-Johnson"),
    ("maternal_surname", "0"),
    ("names_ok", "1"),
    ("birth_country", "66"),
    ("birth_state", "Texas"),
    ("birth_county", "Travis"),
    ("birth_place_ok", "1"),
    ("birth_date", "1988-12-01"),
    ("birth_date_ok", "1"),
    ("email", "john@example.com"),
    ("email_ok", "1"),
    ("procedure", "3"),
    ("procedure", "1"),
    ("procedure", "4"),
    ("date", "1"),
    ("time", "1"),
    ("review", "1"),
)
"""What the published guide's reader types, and the question each answers."""


def at(question: str, sources: Callable[[], Books] = Books) -> Talk:
    """A talk that has come to `question`, by the guide's answers."""
    talk = Talk(sources())
    talk.conversation = _at(question) if sources is Books else _led(Talk(sources()), question)
    assert talk.ask.question == question
    return talk


@cache
def _at(question: str) -> Conversation:
    return _led(Talk(), question)


def _led(talk: Talk, question: str) -> Conversation:
    for name, text in GUIDE:
        if name == question:
            break
        talk.say(text)
    return talk.conversation


QUESTIONS = tuple(dict.fromkeys(name for name, _ in GUIDE))
