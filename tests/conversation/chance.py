"""What anybody might do in a conversation, and what must hold whatever they do."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import TypeAlias

from hypothesis import strategies as st

from tests.conversation.talk import GUIDE, QUESTIONS, Books, Talk, at
from ventanilla.conversation.asking import Ask, Command
from ventanilla.conversation.events import Event, Picked, Refused, Said, Stale, Wordless
from ventanilla.conversation.questions import Text
from ventanilla.conversation.scripts.booking import BOOKING
from ventanilla.conversation.state import Book, Outcome, Reply, Resend
from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.whatsapp.layout import lay_out
from ventanilla.wording.render import render
from ventanilla.wording.understand import understand

Deed: TypeAlias = Callable[[Talk], Event]
"""What a person does next, given what they are looking at."""

WORDS = (
    *(text for _, text in GUIDE),
    *(
        "2",
        "3",
        "10",
        "0",
        "66",
        "151",
        "250",
        "999",
        "M5V 2T6",
        "09012",
        "99999",
        "77002",
        "houston",
        "san",
    ),
    *(
        "Nueva York",
        "todas",
        "más",
        "plus",
        "María José",
        "Ma.",
        "D’Amico",
        "No",
        "O",
        "none",
        "aucun",
        "N/A",
    ),
    *(
        "México",
        "Corea",
        "mexcio",
        "Wakanda",
        "Yugoslavia",
        "har",
        "jalisco",
        "lista",
        "no aparece",
    ),
    *(
        "01/12/1988",
        "1 dic 1988",
        "2030-01-01",
        "31/02/1988",
        "15 de diciembre",
        "29 de noviembre",
        "9:30",
        "1:15 pm",
    ),
    *(
        "ana@gmial.com",
        "ana@",
        "pasaporte",
        "residencia",
        "visas",
        "sí",
        "no",
        "ok",
        "atrás",
        "back",
        "retour",
    ),
    *(
        "cambiar correo",
        "change name",
        "changer bureau",
        "cambiar todo",
        "cambiar idioma",
        "cambiar hora",
    ),
    *(
        "cambiar lugar de nacimiento",
        "menú",
        "ayuda",
        "cancelar",
        "empezar de nuevo",
        "seguir",
        "Hola",
        "Hello",
    ),
    *(
        "English",
        "français",
        "español",
        "confirmar",
        "Hola amigo, una pregunta",
        "👍",
        "",
        "  ",
        "*",
        "_x_",
    ),
)

KINDS = ("image", "audio", "sticker", "reaction", "unsupported")

KEPT = (
    "country",
    "given_names",
    "paternal_surname",
    "maternal_surname",
    "birth_country",
    "birth_date",
    "email",
)
"""What no choice of another answer may cost."""


@dataclass(frozen=True)
class Move:
    """One thing that happens: what the world does first, then what the person does."""

    deed: Deed
    paused: bool
    language: Language
    """In which the answer is looked at."""
    world: Callable[[Books], None]


def _said(text: str) -> Deed:
    return lambda talk: understand(text, talk.ask, talk.voice)


def _picked(place: int) -> Deed:
    return lambda talk: Picked(place % max(1, len(talk.ask.options)))


def _event(event: Event) -> Deed:
    return lambda talk: event


def _onward(talk: Talk) -> Event:
    """The guide's answer to the question shown, so that many conversations get far."""
    if talk.ask.beside:
        return Picked(0)
    depth = talk.answers.get("procedure", "").count("/") + ("procedure" in talk.answers)
    texts = [text for name, text in GUIDE if name == talk.ask.question] or ["2"]
    return understand(
        texts[min(depth if talk.ask.question == "procedure" else 0, len(texts) - 1)],
        talk.ask,
        talk.voice,
    )


def _refused(reason: str) -> Event:
    forget = ("time",) if reason in ("taken", "gone") else ("date", "time")
    return Refused(reason, forget, {"office": "austin"})


deeds = st.one_of(
    st.just(_onward),
    st.just(_onward),
    st.just(_onward),
    st.sampled_from(WORDS).map(_said),
    st.sampled_from(WORDS).map(_said),
    st.text(max_size=40).map(_said),
    st.integers(0, 60).map(_picked),
    st.sampled_from(KINDS).map(Wordless).map(_event),
    st.just(_event(Stale())),
    st.sampled_from(("taken", "gone", "limit")).map(_refused).map(_event),
    st.sampled_from(("see", "more", "continue", "no-such-word")).map(Command).map(_event),
)


def _nothing(books: Books) -> None:
    pass


def _tomorrow(books: Books) -> None:
    books.today += timedelta(days=1)


def _fills(books: Books) -> None:
    books.full.update(("austin", "houston"))


def _empties(books: Books) -> None:
    books.full.clear()


def _nine_is_gone(books: Books) -> None:
    books.clock = (time(13, 15),)


worlds = st.sampled_from((_nothing,) * 8 + (_tomorrow, _fills, _empties, _nine_is_gone))

moves = st.builds(
    Move, deeds, st.sampled_from((False, False, False, True)), st.sampled_from(LANGUAGES), worlds
)

conversations = st.tuples(st.sampled_from(QUESTIONS), st.lists(moves, min_size=5, max_size=40))
"""Where the conversation has come to by the guide's answers, and what happens from there."""


def play(start: str, script: list[Move]) -> Talk:
    """All that must hold after each move, whatever came before."""
    talk = at(start)
    for move in script:
        move.world(talk.sources)
        before, asked, kept = talk.conversation, talk.ask, talk.kept
        event = move.deed(talk)
        talk.do(event, paused=move.paused)
        offers_a_way_on(talk, move.language)
        assert talk.outcome is not None
        loses_nothing(talk, asked, event, talk.outcome, kept)
        keeps_what_holds(talk, before.answers)
    return talk


def offers_a_way_on(talk: Talk, language: Language) -> None:
    """A message within WhatsApp's limits, and something to pick or to type."""
    message = render(talk.ask, replace(talk.voice, language=language), 1)
    assert message.body.strip()
    lay_out(message)
    typed = isinstance(BOOKING.question(talk.ask.question), Text) or talk.ask.form.endswith(
        ("typed", "letters")
    )
    assert message.choices or typed
    numbers = [choice.number for choice in message.choices]
    assert len(set(numbers)) == len(numbers)


def loses_nothing(
    talk: Talk, asked: Ask, event: Event, outcome: Outcome, kept: dict[str, str]
) -> None:
    """Of who the person is, only what they went back to, changed or began anew is forgotten."""
    if isinstance(outcome, Book):
        return
    lost = {name for name in KEPT if name in kept and name not in talk.answers}
    command = _command(asked, event)
    if command and (command.name == "start-over" or talk.reason in ("started-over", "abandoned")):
        return
    if command and command.name in ("back", "change", "correct"):
        assert len(lost) <= 1
        return
    assert not lost


def keeps_what_holds(talk: Talk, before: object) -> None:
    """What was taken as an answer holds: the walk passes it."""
    for name, value in talk.answers.items():
        question = BOOKING.question(name)
        if isinstance(question, Text) and name != "postal_code":
            assert question.holds(value, talk.answers, talk.sources), name
    if isinstance(talk.outcome, (Reply, Resend)) and not talk.ask.beside:
        assert talk.ask.question not in talk.kept


def _command(asked: Ask, event: Event) -> Command | None:
    match event:
        case Command():
            return event
        case Picked(index) if 0 <= index < len(asked.options):
            return asked.options[index].command
        case Said() | Picked() | Stale() | Wordless() | Refused():
            return None
    return event.command
