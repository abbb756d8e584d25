"""What a person did, and what comes next because of it.

A conversation is kept as answers by question name. Where the person is in the script is never
kept: it is found again for every message by walking the script to the first question without an
answer that still holds. Going back, changing an answer and new releases of the script all follow
from that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ventanilla.conversation import commands
from ventanilla.conversation.asking import (
    Answers,
    Ask,
    Command,
    Doubt,
    Invalid,
    Notice,
    Option,
    Taken,
    Value,
    positions,
)
from ventanilla.conversation.events import Bare, Event, Picked, Refused, Said, Stale, Wordless
from ventanilla.conversation.questions import Choice, Confirm, Question, Review, Script, reads
from ventanilla.conversation.sources import Sources
from ventanilla.conversation.state import (
    Book,
    Conversation,
    Outcome,
    Reply,
    Resend,
    situation_at,
    walk,
)
from ventanilla.domain.language import Language

WHOLE = "whole"
"""The view of a list that fills a message by itself."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One step being made: the script, where the person was, and the facts of this turn."""

    script: Script
    before: Conversation
    sources: Sources
    paused: bool

    def act(self, event: Event) -> Outcome:
        match event:
            case Refused(reason, forget, facts):
                left = {n: v for n, v in self.before.answers.items() if n not in forget}
                return self.go_on(left, Notice(reason, facts))
            case Wordless(kind):
                return self.again(Notice(f"wordless-{kind}"))
            case Stale():
                return self.again(Notice("old-list"))
            case Command():
                return self.typed(event)
            case Bare(text, command):
                return self.bare(text, command)
            case Picked(index):
                return self.pick(index)
            case Said():
                return self.read(event)

    # -- answers ------------------------------------------------------------------------------

    def pick(self, index: int) -> Outcome:
        asked = self.asked
        if not 0 <= index < len(asked.options):
            raise Invalid("not-on-the-list", last=positions(asked.options))
        option = asked.options[index]
        if option.code == "it-is-a-command" and option.command:
            return self.undoubted.typed(option.command)
        if option.command:
            return self.command(option.command)
        return self.take(option.sets)

    def read(self, said: Said) -> Outcome:
        if not self.asked.question:
            raise Invalid("not-on-the-list", last=positions(self.asked.options))
        question = self.script.question(self.asked.question)
        if question is None or self.overtaken:
            return self.anew()
        match reads(question, said, self.asked, self.kept, self.sources):
            case Taken(answers):
                return self.take(answers)
            case Doubt(form, options, facts):
                return self.show(Ask(question.name, form, options, facts, beside=True))

    def take(self, new: Mapping[str, str]) -> Outcome:
        answers = dict(self.before.answers)
        for name, value in new.items():
            question = self.script.question(name)
            if question and answers.get(name) != value:
                for dependent in question.drops:
                    answers.pop(dependent, None)
        return self.go_on({**answers, **new})

    def bare(self, text: str, command: Command) -> Outcome:
        """At a question for a name, a command word that stands alone may be the name."""
        question = self.script.question(self.asked.question)
        if question is None or not question.is_name or self.asked.beside:
            return self.typed(command)
        if self.paused and command.name == "greet":
            return self.command(command)
        reading = reads(question, Said(text, text.casefold()), self.asked, self.kept, self.sources)
        if not isinstance(reading, Taken):
            return self.command(command)
        options = (
            Option("it-is-my-answer", reading.answers),
            Option("it-is-a-command", command=command, facts={"command": command.name}),
        )
        facts = {"text": text}
        return self.show(Ask(question.name, "name-or-command", options, facts, beside=True))

    # -- commands -----------------------------------------------------------------------------

    def typed(self, command: Command) -> Outcome:
        """Typed, starting over may be a slip; picked from a list, it was read."""
        if command.name == "start-over" and self.begun:
            return self.abandon()
        return self.command(command)

    def command(self, command: Command) -> Outcome:
        """What moves the conversation."""
        match command:
            case Command("back"):
                return self.back()
            case Command("correct", name):
                return self.correct(name)
            case Command("change", name):
                return self.change(name) if name else self.which_part()
            case Command("see", view):
                return self.look(view)
            case Command("continue"):
                return self.go_on(self.before.answers)
            case Command("start-over", why):
                return self.go_on({}, Notice(why or "started-over"))
            case _:
                return self.aside(command)

    def aside(self, command: Command) -> Outcome:
        """What shows something and leaves the answers as they are."""
        match command:
            case Command("language", code):
                return self.speak(code)
            case Command("languages"):
                return self.overlay(commands.languages())
            case Command("menu"):
                return self.overlay(commands.menu())
            case Command("abandon"):
                return self.abandon()
            case Command("greet"):
                return self.greet()
            case Command("help" | "office-contact" as name):
                return self.again(Notice(name, self.kept_facts()))
            case _:
                return self.end(command)

    def end(self, command: Command) -> Outcome:
        match command:
            case Command("book"):
                return self.book()
            case Command("resend", folio):
                return Resend(self.before, folio)
            case Command("more"):
                raise Invalid("no-more")
            case _:
                raise Invalid("not-here")

    def book(self) -> Outcome:
        """What was agreed, if all of it still holds; the day may have passed meanwhile."""
        kept, reached = walk(self.script, self.before.answers, self.sources)
        if not isinstance(reached, Review):
            return self.anew()
        return Book(replace(self.before, answers=kept))

    @property
    def overtaken(self) -> bool:
        """Whether an earlier answer stopped holding since the question was asked."""
        reached = walk(self.script, self.before.answers, self.sources)[1]
        return reached.name != self.asked.question

    def anew(self) -> Outcome:
        """Ask what has to be answered now; a day or a time that has gone is told."""
        reached = walk(self.script, self.before.answers, self.sources)[1]
        notice = Notice("gone") if reached.name in ("date", "time") else None
        return self.go_on(self.before.answers, notice)

    def kept_facts(self) -> dict[str, Value]:
        return {"office": self.kept.get("office", "")}

    def back(self) -> Outcome:
        """One question back; from a doubt, to the question it is about."""
        question = self.script.question(self.asked.question)
        if self.asked.beside or self.asked.view:
            return self.go_on(self.before.answers)
        answers = dict(self.before.answers)
        if isinstance(question, Choice) and question.name in answers:
            return self.go_on(_undone(answers, question))
        kept = [q for q in self.script.questions if q.name in self.kept and not _silent(q, self)]
        if not kept:
            return self.again(Notice("first-question"))
        return self.go_on(_undone(answers, kept[-1]))

    def which_part(self) -> Outcome:
        ask = commands.which_part(self.script, self.kept)
        if ask is None:
            raise Invalid("nothing-to-change")
        return self.overlay(ask)

    def correct(self, name: str) -> Outcome:
        """A confirmation answered with no: ask again what it was about."""
        question = self.script.question(name)
        if not isinstance(question, Confirm):
            return self.go_on(self.before.answers)
        if len(question.of) > 1:
            return self.overlay(commands.which_of(question, self.kept))
        return self.change(question.of[0])

    def change(self, name: str) -> Outcome:
        """Ask `name` again; what still holds afterwards is kept."""
        question = self.script.question(name)
        if question is None or name not in self.kept:
            raise Invalid("nothing-to-change")
        gone = {name, *question.drops}
        return self.go_on({n: v for n, v in self.before.answers.items() if n not in gone})

    def look(self, view: str) -> Outcome:
        """Another part of a long list."""
        question = self.script.question(self.asked.question)
        if not isinstance(question, Choice):
            raise Invalid("no-list")
        if self.overtaken:
            return self.anew()
        ask = question.ask(self.situation, self.sources, view)
        if ask.view == self.asked.view and not self.asked.beside:
            raise Invalid("no-more")
        return self.show(ask)

    def abandon(self) -> Outcome:
        if not self.begun:
            return self.again(Notice("nothing-to-abandon"))
        return self.overlay(commands.abandon())

    def greet(self) -> Outcome:
        if self.paused and self.begun:
            return self.overlay(commands.resume())
        return self.again(Notice("here-we-were") if self.begun else None)

    def speak(self, code: str) -> Outcome:
        """Another language; everything else stays as it was, also what is asked."""
        language: Language = code  # type: ignore[assignment]  # A code from the words' own list.
        turn = replace(self, before=replace(self.before, language=language))
        if self.asked.form == "languages":
            return turn.go_on(self.before.answers, Notice("language"))
        return turn.again(Notice("language"))

    def overlay(self, ask: Ask) -> Outcome:
        """A question besides the script's; it leaves everything as it was."""
        return self.show(replace(ask, beside=True))

    # -- what comes next ----------------------------------------------------------------------

    def again(self, notice: Notice | None) -> Outcome:
        """The same question once more, with its list as it was shown; one that fills a message
        by itself, without its list.
        """
        if self.asked.view == WHOLE:
            return self.go_on(self.before.answers, notice)
        return Reply(replace(self.before, asked=replace(self.asked, notice=notice)))

    def show(self, ask: Ask) -> Outcome:
        return Reply(replace(self.before, asked=ask, version=self.script.version))

    def go_on(self, answers: Answers, notice: Notice | None = None) -> Reply:
        """Ask the first question whose answer does not hold; settle those with nothing to ask."""
        answers = dict(answers)
        for _ in self.script.questions:
            kept, question = walk(self.script, answers, self.sources)
            known = situation_at(kept, question, answers)
            if isinstance(question, Choice):
                listing = question.listing(known, self.sources, "")
                if listing.settled:
                    answers[question.name] = listing.settled
                    continue
                if listing.lost:
                    answers.pop(listing.lost, None)
                    notice = listing.notice
                    continue
                ask = question.shown(listing)
            else:
                ask = question.ask(known, self.sources, "")
            after = Conversation(
                self.before.language, answers, replace(ask, notice=notice), self.script.version
            )
            return Reply(after)
        raise AssertionError

    @property
    def asked(self) -> Ask:
        if self.before.asked is None:
            raise AssertionError
        return self.before.asked

    @property
    def kept(self) -> dict[str, str]:
        return walk(self.script, self.before.answers, self.sources)[0]

    @property
    def undoubted(self) -> "Turn":
        """The same turn at the script's own question, without what was asked beside it."""
        return replace(self, before=self.go_on(self.before.answers).conversation)

    @property
    def begun(self) -> bool:
        """Whether anything was answered that is worth keeping."""
        return bool(set(self.kept) - {"purpose"})

    @property
    def situation(self) -> Answers:
        kept, question = walk(self.script, self.before.answers, self.sources)
        return situation_at(kept, question, self.before.answers)


def begin(script: Script, language: Language, sources: Sources, notice: Notice) -> Reply:
    """The first question of a new conversation."""
    fresh = Conversation(language, version=script.version)
    return Turn(script, fresh, sources, paused=False).go_on({}, notice)


def step(
    script: Script, before: Conversation, event: Event, sources: Sources, *, paused: bool = False
) -> Outcome:
    """What follows from `event`. `paused` says that the person was silent for half an hour: then
    what is no answer to the question as shown is met with "shall we go on?".
    """
    turn = Turn(script, before, sources, paused)
    try:
        return turn.act(event)
    except Invalid as wrong:
        if paused and turn.begun:
            return turn.overlay(commands.resume())
        return turn.again(Notice(wrong.reason, wrong.facts))


def _undone(answers: Mapping[str, str], question: Question) -> dict[str, str]:
    left = {n: v for n, v in answers.items() if n != question.name and n not in question.drops}
    if isinstance(question, Choice) and (rest := question.undo(answers[question.name])):
        left[question.name] = rest
    return left


def _silent(question: Question, turn: Turn) -> bool:
    """Whether the question was settled without being asked: going back passes over it."""
    if not isinstance(question, Choice):
        return False
    return question.name == "purpose" and not turn.sources.upcoming()
