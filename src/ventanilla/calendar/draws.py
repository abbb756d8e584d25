"""Places given by lot, so that anyone can check that nobody chose who gets them.

The hash of a secret seed is published when a draw is announced. When it has closed, everybody's
ticket is ranked by a hash of the seed, of all tickets together, and of a public word that nobody
could know before (a lottery's number, say). Then each ticket, in that order, gets the first of its
wishes that is still free. Whoever has the published record can do it all again.

Why: collecting requests and drawing lots is what keeps resellers from gaining anything (Hakimov,
Heller, Kübler, Kurino, American Economic Review 111(7), 2021).
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time

import msgspec

SEED_BYTES = 32


class Wish(msgspec.Struct, frozen=True, omit_defaults=True):
    """A day, and between which times of it; `until` is exclusive. None leaves that side open."""

    day: date
    since: time | None = None
    until: time | None = None


class Room(msgspec.Struct, frozen=True):
    """A cell that is to be given, and how many at once it takes; local day and time."""

    day: date
    at: time
    places: int


class Outcome(msgspec.Struct, frozen=True):
    day: date
    at: time


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ticket, its wishes, best first, and what it got; `cells` is how many in a row it needs.

    `note` says why a place that was won could not be given.
    """

    ticket: str
    cells: int
    wishes: tuple[Wish, ...]
    outcome: Outcome | None = None
    note: str = ""


class Record(msgspec.Struct, frozen=True):
    """What is published of a draw, and all that is needed to check it. No personal data.

    `closes_at` is UTC, `quantum` the minutes of a cell. `seed` is hex, empty until the draw;
    `tickets` the hash of all tickets and wishes; `beacon` the public word. Entries are in the order
    of their tickets.
    """

    form: int
    code: str
    office: str
    pool: str
    first: date
    last: date
    closes_at: datetime
    quantum: int
    commitment: str
    tickets: str = ""
    beacon: str = ""
    seed: str = ""
    room: tuple[Room, ...] = ()
    entries: tuple[Entry, ...] = ()


FORM = 1


def commitment(code: str, seed: bytes) -> str:
    """What is published of a seed before the draw; it belongs to this draw alone."""
    return _hash("seed", code, seed.hex())


def hash_of_tickets(code: str, entries: Collection[Entry]) -> str:
    """Of all tickets with what they wish: whoever adds, drops or changes one changes it."""
    plain = [Entry(e.ticket, e.cells, e.wishes) for e in entries]
    ordered = sorted(plain, key=lambda entry: entry.ticket)
    return _hash("tickets", code, *(msgspec.json.encode(entry).decode() for entry in ordered))


def lots(
    code: str, seed: bytes, tickets: str, beacon: str, entries: Collection[Entry]
) -> Sequence[Entry]:
    """The entries in the order in which they choose."""

    def lot(entry: Entry) -> str:
        return _hash("lot", code, seed.hex(), tickets, beacon, entry.ticket)

    return sorted(entries, key=lot)


def allocate(
    order: Sequence[Entry], room: Collection[Room], quantum: int
) -> Mapping[str, Outcome | None]:
    """What each ticket gets: the earliest start within the first of its wishes that has one."""
    left = {(one.day, one.at): one.places for one in room}
    given: dict[str, Outcome | None] = {}
    for entry in order:
        starts = (start for wish in entry.wishes for start in _starts(wish, left))
        runs = (_run(start, entry.cells, quantum) for start in starts)
        fitting = next((run for run in runs if all(left.get(cell, 0) > 0 for cell in run)), None)
        given[entry.ticket] = None
        if fitting:
            given[entry.ticket] = Outcome(*fitting[0])
            for cell in fitting:
                left[cell] -= 1
    return given


def drawn(record: Record, seed: bytes) -> Record:
    """The record with the seed shown and everybody's outcome."""
    order = lots(record.code, seed, record.tickets, record.beacon, record.entries)
    given = allocate(order, record.room, record.quantum)
    entries = tuple(
        msgspec.structs.replace(entry, outcome=given[entry.ticket]) for entry in record.entries
    )
    return msgspec.structs.replace(record, seed=seed.hex(), entries=entries)


def problems(record: Record) -> Iterator[str]:
    """What is wrong with a published record; nothing for one that anybody may believe."""
    if record.form != FORM:
        yield f"this is a record of form {record.form}; a newer release of the command reads it"
        return
    if not record.seed:
        yield "the seed has not been published yet: this draw has not been held"
        return
    try:
        seed = bytes.fromhex(record.seed)
    except ValueError:
        yield "the seed is not written in hexadecimal digits"
        return
    yield from _of_seed_and_tickets(record, seed)
    again = {entry.ticket: entry.outcome for entry in drawn(record, seed).entries}
    for entry in record.entries:
        if again[entry.ticket] != entry.outcome:
            yield f"ticket {entry.ticket} should have got {_said(again[entry.ticket])}"


def _of_seed_and_tickets(record: Record, seed: bytes) -> Iterator[str]:
    if commitment(record.code, seed) != record.commitment:
        yield "the seed is not the one whose hash was published before the draw"
    if len({entry.ticket for entry in record.entries}) != len(record.entries):
        yield "a ticket stands there twice"
    if hash_of_tickets(record.code, record.entries) != record.tickets:
        yield "the tickets or their wishes are not those that were there when the draw closed"


def encode(record: Record) -> bytes:
    """Canonical, and laid out to be read."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def decode(published: bytes) -> Record:
    """Raises `msgspec.DecodeError`."""
    return msgspec.json.decode(published, type=Record)


# -- pieces -----------------------------------------------------------------------------------


def _hash(*parts: str) -> str:
    """Each part with its length, so that no two lists of parts look alike."""
    told = "".join(f"{len(part.encode())}:{part}" for part in ("ventanilla draw", *parts))
    return hashlib.sha256(told.encode()).hexdigest()


Cell = tuple[date, time]


def _starts(wish: Wish, left: Mapping[Cell, int]) -> Sequence[Cell]:
    return sorted(
        (day, at)
        for (day, at), places in left.items()
        if day == wish.day
        and places > 0
        and (wish.since is None or wish.since <= at)
        and (wish.until is None or at < wish.until)
    )


def _run(start: Cell, cells: int, quantum: int) -> Sequence[Cell]:
    day, at = start
    first = at.hour * 60 + at.minute
    minutes = (first + n * quantum for n in range(cells))
    return [(day, time(*divmod(minute, 60))) for minute in minutes if minute < 24 * 60]


def _said(outcome: Outcome | None) -> str:
    return f"{outcome.day} {outcome.at:%H:%M}" if outcome else "nothing"
