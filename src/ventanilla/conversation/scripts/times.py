"""Which procedure, which day, which time; and the last look at everything."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import TypeVar

from ventanilla.conversation.asking import (
    Answers,
    Ask,
    Command,
    Doubt,
    Facts,
    Invalid,
    Notice,
    Option,
    Reading,
    Taken,
    positions,
    which_of,
)
from ventanilla.conversation.events import Said
from ventanilla.conversation.parsing import dates as parsing
from ventanilla.conversation.questions import Listing, digest
from ventanilla.conversation.scripts import birth, person
from ventanilla.conversation.scripts.places import distances, office_option
from ventanilla.conversation.sources import Sources
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.folding import fold
from ventanilla.domain.office import OfficeCode, Procedure, ProcedureCode

Entry = TypeVar("Entry")

PAGE = 9
"""Days or times shown at once: ten rows are WhatsApp's most, and one says "more"."""

ELSEWHERE = 5
"""Other offices offered where this one has no places."""

SHOWN_APPOINTMENTS = 3

WORD, STEM = 3, 6
"""Letters of a word of a procedure's name: those it needs, those that are compared."""


# -- coming back ------------------------------------------------------------------------------


def purposes(answers: Answers, sources: Sources, view: str) -> Listing:
    """What brings back somebody who has an appointment; for all others it is a booking."""
    upcoming = sources.upcoming()
    if not upcoming:
        return Listing((), settled="book")
    again = map(_resend, upcoming[:SHOWN_APPOINTMENTS])
    return Listing((*again, Option("book-another", {"purpose": "book"})), {"count": len(upcoming)})


def is_booking(value: str, answers: Answers, sources: Sources) -> bool:
    return value == "book"


def find_purpose(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    raise Invalid("not-on-the-list", last=positions(asked.options))


# -- the procedure ----------------------------------------------------------------------------


def procedures(answers: Answers, sources: Sources, view: str) -> Listing:
    """The menu reached in the tree. What has no places is shown too, and says so: numbers never
    shift, and nobody has to guess why something is missing.
    """
    network, office = sources.network, OfficeCode(answers["office"])
    begun = ProcedureCode(answers.get("procedure", ""))
    node = begun if network.children(begun) else ProcedureCode("")
    first = _first_days(office, [c for c in network.procedures if c.startswith(node)], sources)
    options = [_procedure_option(code, first) for code in network.children(node)]
    return Listing(tuple(options), {"node": node, "office": office})


def _procedure_option(code: ProcedureCode, first: Mapping[ProcedureCode, date]) -> Option:
    below = [day for leaf, day in first.items() if leaf == code or leaf.startswith(f"{code}/")]
    facts: Facts = {"first": min(below).isoformat() if below else ""}
    return Option(code, {"procedure": code}, facts=facts)


def _first_days(
    office: OfficeCode, codes: Iterable[ProcedureCode], sources: Sources
) -> Mapping[ProcedureCode, date]:
    network = sources.network
    leaves = [c for c in codes if network.is_leaf(c) and network.offered(office, c)]
    return sources.first_days(office, leaves)


def is_procedure(value: str, answers: Answers, sources: Sources) -> bool:
    return sources.network.is_leaf(ProcedureCode(value))


def parent(value: str) -> str:
    return value.rpartition("/")[0]


def find_procedure(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    """A procedure by its name, or by words of it, wherever it is in the tree."""
    network = sources.network
    titles = [(c, fold(t)) for c, p in network.procedures.items() for t in _titles(p)]
    found = [c for c, t in titles if t == said.plain] or _by_words(said.plain, titles)
    outermost = [c for c in dict.fromkeys(found) if not any(c.startswith(f"{o}/") for o in found)]
    if len(outermost) == 1:
        return Taken({"procedure": outermost[0]})
    if 1 < len(outermost) <= PAGE:
        first = _first_days(OfficeCode(answers["office"]), network.procedures, sources)
        options = tuple(_procedure_option(c, first) for c in outermost)
        return which_of(options, said.text)
    raise Invalid("not-on-the-list", last=positions(asked.options))


def _titles(procedure: Procedure) -> Iterator[str]:
    yield from procedure.title.values()
    yield from procedure.short.values()


def _by_words(typed: str, titles: Sequence[tuple[ProcedureCode, str]]) -> list[ProcedureCode]:
    """Whose titles have all the words typed that any title has: `quiero visa de residencia
    temporal` means `Residente temporal`, for words are compared by their beginnings.
    """
    stems = [(code, {word[:STEM] for word in title.split()}) for code, title in titles]
    known = {stem for _, title in stems for stem in title}
    words = {word[:STEM] for word in typed.split() if len(word) >= WORD}
    meant = {word for word in words if any(stem.startswith(word) for stem in known)}
    return [
        code
        for code, title in stems
        if meant and all(any(stem.startswith(word) for stem in title) for word in meant)
    ]


# -- the day and the time ---------------------------------------------------------------------


def dates(answers: Answers, sources: Sources, view: str) -> Listing:
    office, procedure = _offer(answers)
    if already := sources.already(answers):
        return _already(already.appointment, answers)
    days = sources.days(office, procedure)
    if not days:
        return _no_places(answers, sources)
    options = [_day_option(day) for day in _page(days, view)]
    return Listing((*options, *_more(days, view)), _where(answers), view=view)


def times(answers: Answers, sources: Sources, view: str) -> Listing:
    office, procedure = _offer(answers)
    day = date.fromisoformat(answers["date"])
    open_times = sources.times(office, procedure, day)
    if not open_times:
        return Listing((), lost="date", notice=Notice("day-full", {"date": answers["date"]}))
    options = [_time_option(at) for at in _page(open_times, view)]
    facts = {**_where(answers), "date": answers["date"]}
    return Listing((*options, *_more(open_times, view)), facts, view=view)


def _already(own: Appointment | None, answers: Answers) -> Listing:
    """The person has an appointment of this kind: nothing more can be booked for the same."""
    again = (_resend(own),) if own else ()
    options = (
        *again,
        Option("other-procedure", command=Command("change", "procedure")),
        Option("other-person", command=Command("change", "given_names")),
        Option("start-over", command=Command("start-over")),
    )
    form = "already-yours" if own else "already-elsewhere"
    return Listing(options, _where(answers), form=form)


def _resend(appointment: Appointment) -> Option:
    slot = appointment.slot
    facts: Facts = {
        "folio": appointment.folio,
        "office": slot.office,
        "date": slot.day.isoformat(),
        "time": f"{slot.time:%H:%M}",
        "procedure": appointment.procedure,
        "name": appointment.applicant.full_name,
    }
    return Option("resend", command=Command("resend", appointment.folio), facts=facts)


def _no_places(answers: Answers, sources: Sources) -> Listing:
    """Nothing here: the earliest at other offices by distance, another code, another procedure."""
    office, procedure = _offer(answers)
    ranked = [(code, km) for code, km in distances(answers, sources) if code != office]
    first = sources.earliest(procedure, [code for code, _ in ranked])
    near = [(code, km) for code, km in ranked if code in first][:ELSEWHERE]
    options = [_elsewhere(office_option(code, km, answers), first[code]) for code, km in near]
    ways = (
        Option("other-postal-code", command=Command("change", "postal_code")),
        Option("other-procedure", command=Command("change", "procedure")),
        Option("office-contact", command=Command("office-contact")),
    )
    return Listing((*options, *ways), _where(answers), form="no-places")


def _elsewhere(office: Option, first: date) -> Option:
    """Picking it also counts as confirming the office: its reminders were read before."""
    sets = {**office.sets, "office_ok": digest(office.sets, ("office",))}
    return replace(office, sets=sets, facts={**office.facts, "first": first.isoformat()})


def is_date(value: str, answers: Answers, sources: Sources) -> bool:
    """A day stays chosen without asking the calendar again: the claim decides, not the list."""
    try:
        return date.fromisoformat(value) >= sources.today - timedelta(days=1)
    except ValueError:
        return False


def is_time(value: str, answers: Answers, sources: Sources) -> bool:
    try:
        return f"{time.fromisoformat(value):%H:%M}" == value
    except ValueError:
        return False


def find_date(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    """A typed date: that day, or the days with places nearest to it."""
    if asked.form not in ("date", "other-days"):
        raise Invalid("not-on-the-list", last=positions(asked.options))
    days = sources.days(*_offer(answers))
    wanted = _wanted(said, sources)
    for day in wanted:
        if day in days:
            return Taken({"date": day.isoformat()})
    if not days:
        return Taken({})  # They have all gone meanwhile: the list itself will say so.
    after = bisect_right(days, wanted[0])
    start = min(after, max(0, len(days) - PAGE))
    options = [_day_option(day) for day in days[start : start + PAGE]]
    if start + PAGE < len(days):
        page = (start + PAGE) // PAGE + 1
        options.append(Option("more", command=Command("see", str(page))))
    return Doubt("other-days", tuple(options), {"date": wanted[0].isoformat()})


def _wanted(said: Said, sources: Sources) -> tuple[date, ...]:
    try:
        wanted = parsing.coming(said.plain, sources.today)
    except Invalid:
        raise Invalid("day-form") from None
    if all(day < sources.today - timedelta(days=1) for day in wanted):
        raise Invalid("date-past" if wanted else "day-form")
    return wanted


def find_time(said: Said, asked: Ask, answers: Answers, sources: Sources) -> Reading:
    """A typed time: `9:30`, `09.30`, `1:15 pm`; after noon, too, when only that is free."""
    office, procedure = _offer(answers)
    day = date.fromisoformat(answers["date"])
    meant = parsing.clock_times(said.plain)
    free = sources.times(office, procedure, day)
    for at in meant:
        if at in free:
            return Taken({"time": f"{at:%H:%M}"})
    raise Invalid("time-taken", time=f"{meant[0]:%H:%M}")


def everything(answers: Answers, sources: Sources) -> Facts:
    return {
        **person.names(answers, sources),
        **birth.place(answers, sources),
        "birth": answers["birth_date"],
        "email": answers["email"],
        "date": answers["date"],
        "time": answers["time"],
        **_where(answers),
    }


def _offer(answers: Answers) -> tuple[OfficeCode, ProcedureCode]:
    return OfficeCode(answers["office"]), ProcedureCode(answers["procedure"])


def _where(answers: Answers) -> Facts:
    return {"office": answers["office"], "procedure": answers["procedure"]}


def _day_option(day: date) -> Option:
    return Option("day", {"date": day.isoformat()}, facts={"date": day.isoformat()})


def _time_option(at: time) -> Option:
    return Option("time", {"time": f"{at:%H:%M}"}, facts={"time": f"{at:%H:%M}"})


def _page(found: Sequence[Entry], view: str) -> Sequence[Entry]:
    start = PAGE * (int(view or 1) - 1)
    return found[start : start + PAGE]


def _more(found: Sequence[object], view: str) -> tuple[Option, ...]:
    """The way to the next page, and from the last one back to the first."""
    page = int(view or 1)
    if len(found) > PAGE * page:
        return (Option("more", command=Command("see", str(page + 1))),)
    return (Option("first-page", command=Command("see", "")),) if page > 1 else ()
