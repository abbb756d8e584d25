"""Who the appointment is for: names, birth date, e-mail."""

from datetime import date

from ventanilla.conversation.asking import Answers, Doubt, Facts, Invalid, Option, Reading, Taken
from ventanilla.conversation.events import NO_NAME, Said
from ventanilla.conversation.parsing import dates, emails
from ventanilla.conversation.parsing.names import name
from ventanilla.conversation.sources import Sources
from ventanilla.domain.names import clean_name, is_name

NONE = "0"
"""Kept for "no maternal surname", as the guide's readers type it."""


NO_SURNAME = Option("none", {"maternal_surname": NONE})


def read_given(said: Said, answers: Answers, sources: Sources) -> Reading:
    return Taken({"given_names": name(said.text)})


def read_paternal(said: Said, answers: Answers, sources: Sources) -> Reading:
    return Taken({"paternal_surname": name(said.text)})


def read_maternal(said: Said, answers: Answers, sources: Sources) -> Reading:
    """A zero or a dash is none; what may mean that, or be a surname, is asked about."""
    if said.plain == NONE or said.text.strip("-–—") == "":
        return Taken({"maternal_surname": NONE})
    surname = name(said.text)
    if said.plain == NO_NAME:
        options = (Option("it-is-my-answer", {"maternal_surname": surname}), NO_SURNAME)
        return Doubt("name-or-command", options, {"text": said.text})
    return Taken({"maternal_surname": surname})


def is_kept_name(value: str, answers: Answers, sources: Sources) -> bool:
    return is_name(value) and clean_name(value) == value


def is_maternal(value: str, answers: Answers, sources: Sources) -> bool:
    return value == NONE or is_kept_name(value, answers, sources)


def names(answers: Answers, sources: Sources) -> Facts:
    maternal = answers["maternal_surname"]
    return {
        "given": answers["given_names"],
        "paternal": answers["paternal_surname"],
        "maternal": "" if maternal == NONE else maternal,
        "full": full_name(answers),
    }


def full_name(answers: Answers) -> str:
    """As it will be printed."""
    maternal = answers["maternal_surname"]
    parts = (answers["given_names"], answers["paternal_surname"], maternal)
    return " ".join(part for part in parts if part != NONE)


def read_birth_date(said: Said, answers: Answers, sources: Sources) -> Reading:
    """Raises `Invalid`; a date with two readings is a doubt, never a guess."""
    wrong: Invalid | None = None
    possible = []
    for day in dates.readings(said.plain):
        try:
            dates.check_birth_date(day, sources.today)
        except Invalid as problem:
            wrong = problem
        else:
            possible.append(day)
    if len(possible) > 1:
        days = [Option("birthday", {"birth_date": d.isoformat()}, facts=_day(d)) for d in possible]
        return Doubt("which-date", tuple(days), {"text": said.text})
    if not possible:
        raise wrong or Invalid("date-form")
    return Taken({"birth_date": possible[0].isoformat()})


def is_birth_date(value: str, answers: Answers, sources: Sources) -> bool:
    try:
        dates.check_birth_date(date.fromisoformat(value), sources.today)
    except (ValueError, Invalid):
        return False
    return True


def birth_date(answers: Answers, sources: Sources) -> Facts:
    return {"birth": answers["birth_date"]}


def read_email(said: Said, answers: Answers, sources: Sources) -> Reading:
    address = emails.email(said.text)
    if meant := emails.likely(address):
        corrected = Option("corrected", {"email": meant}, facts={"email": meant})
        as_typed = Option("as-typed", {"email": address}, facts={"email": address})
        return Doubt("email-slip", (corrected, as_typed), {"typed": address, "meant": meant})
    return Taken({"email": address})


def is_email(value: str, answers: Answers, sources: Sources) -> bool:
    return "@" in value


def email(answers: Answers, sources: Sources) -> Facts:
    return {"email": answers["email"]}


def _day(day: date) -> Facts:
    return {"birth": day.isoformat()}
