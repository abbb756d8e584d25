"""A question becomes a message: words, and what can be picked."""

from collections.abc import Sequence

from ventanilla.catalogue.places.countries import OTHER, countries
from ventanilla.conversation.asking import Ask, Facts, Notice, Option
from ventanilla.domain.message import Choice, Message
from ventanilla.domain.office import ProcedureCode
from ventanilla.wording.voice import UNKNOWN, Voice

BUTTON = 16
"""UTF-16 units of a label that fits a button beside its number (20 in all)."""

WHO_FROM_DEPTH = 2
"""Menus this deep say who each kind is for: above it the names suffice."""


def render(ask: Ask, voice: Voice, serial: int) -> Message:
    """`serial` names this list, so that a tap on an older one is known as such."""
    words = [notice(ask.notice, voice)] if ask.notice else []
    words.append(question(ask, voice))
    choices = tuple(
        _choice(option, number(option, index), f"{serial}.{index}", voice)
        for index, option in enumerate(ask.options)
    )
    return Message("\n\n".join(filter(None, words)), choices, voice.say("opener"))


def question(ask: Ask, voice: Voice) -> str:
    facts = dict(ask.facts)
    match ask.form:
        case "birth_country-whole" if ask.notice is None:
            # Nearly as long as a message may be: with a notice, the list above it has to do.
            return f"{voice.say(f'ask-{ask.form}', facts)}\n{_whole_list(voice)}"
        case "purpose":
            facts["appointments"] = appointments(ask.options, voice)
        case "already-yours":
            facts["appointment"] = appointments(ask.options, voice)
        case "birth_county" | "birth_county-letters":
            facts["state"] = voice.state(str(facts["country"]), str(facts["state"]))
    return voice.say(f"ask-{ask.form}", facts)


def notice(notice: Notice, voice: Voice) -> str:
    facts = dict(notice.facts)
    if notice.reason == "help":
        facts["help"] = voice.help()
    return voice.say(f"notice-{notice.reason}", facts)


def number(option: Option, index: int) -> str:
    return option.number or str(index + 1)


def appointments(options: Sequence[Option], voice: Voice) -> str:
    lines = [voice.say("word-appointment", o.facts) for o in options if o.code == "resend"]
    return "\n\n".join(lines)


def _choice(option: Option, number: str, key: str, voice: Voice) -> Choice:
    label, short, note = spoken(option, voice)
    return Choice(key, number, label, short, note)


def spoken(option: Option, voice: Voice) -> tuple[str, str, str]:
    """An option's full label, a short one for buttons and lists, and a note that adds to the
    label; either may be empty.
    """
    facts = option.facts
    if option.code in voice.network.procedures:
        return _procedure(option, facts, voice)
    if option.code == "office":
        return _office(facts, voice)
    key = f"option-{option.code}"
    short = voice.say(key, facts, "short") if voice.lexicon.has(key, "short") else ""
    return voice.say(key, facts), short, ""


def _procedure(option: Option, facts: Facts, voice: Voice) -> tuple[str, str, str]:
    procedure = voice.network.procedures[ProcedureCode(option.code)]
    deep = option.code.count("/") >= WHO_FROM_DEPTH and procedure.who
    title, who = voice.of(procedure.title), voice.of(procedure.who) if deep else ""
    said: Facts = {"first": UNKNOWN, **facts, "title": title, "who": who}
    label = voice.say("option-procedure-who" if deep else "option-procedure", said)
    note = voice.say("note-first", said) if facts.get("first") else ""
    return label, voice.of(procedure.short) if procedure.short else "", note


def _office(facts: Facts, voice: Voice) -> tuple[str, str, str]:
    said = {**facts, "distance": voice.distance(float(facts["km"]), str(facts["asker"]))}
    label = voice.say("option-office-first" if "first" in facts else "option-office", said)
    return label, str(voice.variables(facts)["office_place"]), ""


def _whole_list(voice: Voice) -> str:
    """All countries by their published numbers; the last one is "other" and stands apart."""
    listed = (c for c in countries() if c.code != OTHER)
    return "\n".join(f"{c.number}. {c.names[voice.language]}" for c in listed)
