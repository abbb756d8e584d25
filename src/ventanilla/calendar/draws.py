"""Places given by lot, so that anyone can check that nobody chose who gets them.

The hash of a secret seed, and of what is announced, is published first. When entries have closed,
all tickets, their wishes and the places to be given are published with a hash of their own. Only
then everybody's ticket is ranked: by the seed, by that hash, and by a public word that nobody could
know when it was published (a lottery's number, say). Each ticket, in that order, gets the first of
its wishes that is still free. Whoever has the published record can do it all again.

Why nobody can choose: who enters does not know the seed; who knows it cannot change it any more,
nor, once the list is public, any ticket, wish or place, and knows the word too late. What is left
to an operator is not to hold the draw at all, which everybody sees.

Why: collecting requests and drawing lots is what keeps resellers from gaining anything (Hakimov,
Heller, Kübler, Kurino, American Economic Review 111(7), 2021).
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Annotated, TypeAlias

import msgspec
from msgspec.structs import replace

SEED_BYTES = 32

A_DAY = 24 * 60

Minutes = Annotated[int, msgspec.Meta(ge=1, le=A_DAY)]
LocalTime = Annotated[time, msgspec.Meta(tz=False)]


class Wish(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A day, and between which times of it; `until` is exclusive. None leaves that side open."""

    day: date
    since: LocalTime | None = None
    until: LocalTime | None = None


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cell that is to be given, and how many at once it takes; local day and time."""

    day: date
    at: LocalTime
    places: Annotated[int, msgspec.Meta(ge=1)]


class Outcome(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    day: date
    at: LocalTime


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A ticket, its wishes, best first, and what it got; `cells` is how many in a row it needs.

    `note` says why a place that was won could not be given.
    """

    ticket: str
    cells: Minutes
    wishes: tuple[Wish, ...]
    outcome: Outcome | None = None
    note: str = ""


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is published of a draw, and all that is needed to check it. No personal data.

    It is published three times: when announced, up to `commitment`; when closed, with `room`,
    `entries` and `closing`, their hash; when drawn, with the rest. `closes_at` is UTC, `quantum`
    the minutes of a cell. `beacon_from` says, before, where the public word `beacon` will come
    from; both are empty where there is none. `seed` is hex. Entries are in the order of their
    tickets. `digest` is the hash of everything else.
    """

    form: int
    code: str
    office: str
    pool: str
    first: date
    last: date
    closes_at: Annotated[datetime, msgspec.Meta(tz=True)]
    beacon_from: str
    commitment: str
    quantum: Minutes
    closing: str = ""
    beacon: str = ""
    seed: str = ""
    room: tuple[Room, ...] = ()
    entries: tuple[Entry, ...] = ()
    digest: str = ""


FORM = 1


def commitment(record: Record, seed: bytes) -> str:
    """What is published of a seed before the draw. It belongs to what is announced and to nothing
    else: no seed can be used for another draw, and no announcement changed.
    """
    closes_at = msgspec.to_builtins(record.closes_at)
    days = record.first.isoformat(), record.last.isoformat()
    announced = (record.code, record.office, record.pool, *days, closes_at, record.beacon_from)
    return _hash("seed", *announced, seed.hex())


def closing(record: Record) -> str:
    """The hash of all that the lots are drawn over: tickets, wishes and places."""
    plain = (Entry(entry.ticket, entry.cells, entry.wishes) for entry in record.entries)
    ordered = sorted(plain, key=lambda entry: entry.ticket)
    lists = msgspec.json.encode(record.room), msgspec.json.encode(ordered)
    return _hash("closing", record.code, str(record.quantum), *(each.decode() for each in lists))


def closed(record: Record, room: Sequence[Room], entries: Sequence[Entry]) -> Record:
    """The record of a draw that nobody can enter any more."""
    ordered = tuple(sorted(entries, key=lambda entry: entry.ticket))
    listed = replace(record, room=tuple(room), entries=ordered)
    return replace(listed, closing=closing(listed))


def lots(record: Record, seed: bytes) -> Sequence[Entry]:
    """The entries in the order in which they choose."""

    def lot(entry: Entry) -> str:
        return _hash("lot", record.code, seed.hex(), record.closing, record.beacon, entry.ticket)

    return sorted(record.entries, key=lot)


def allocate(
    order: Sequence[Entry], room: Collection[Room], quantum: int
) -> Mapping[str, Outcome | None]:
    """What each ticket gets: the earliest start within the first of its wishes that has one."""
    left: Left = {}
    for day, cells in groupby(sorted(room, key=lambda one: (one.day, one.at)), lambda one: one.day):
        left[day] = {one.at: one.places for one in cells}
    given: dict[str, Outcome | None] = {}
    for entry in order:
        runs = (run for wish in entry.wishes for run in _runs(wish, entry.cells, quantum, left))
        fitting = next(runs, None)
        given[entry.ticket] = None
        if fitting:
            given[entry.ticket] = Outcome(*fitting)
            _take(left[fitting[0]], _ticks(fitting[1], entry.cells, quantum))
    return given


def drawn(record: Record, seed: bytes) -> Record:
    """The record with the seed shown and everybody's outcome."""
    given = allocate(lots(record, seed), record.room, record.quantum)
    entries = tuple(replace(entry, outcome=given[entry.ticket]) for entry in record.entries)
    return replace(record, seed=seed.hex(), entries=entries)


def sealed(record: Record) -> Record:
    """As it is published: with the hash of everything in it."""
    return replace(record, digest=_digest(record))


def problems(record: Record) -> Iterator[str]:
    """What is wrong with a published record; nothing for one that anybody may believe.

    Of one that was published before the draw, what it says so far.
    """
    if record.form != FORM:
        yield f"this is a record of form {record.form}; a newer release of the command reads it"
        return
    if record.digest != _digest(record):
        yield "something in it was changed after it was published"
    yield from _of_tickets(record)
    if not record.seed:
        if record.beacon or any(entry.outcome or entry.note for entry in record.entries):
            yield "it tells an outcome without the seed that it came from"
        return
    try:
        seed = bytes.fromhex(record.seed)
    except ValueError:
        yield "the seed is not written in hexadecimal digits"
        return
    yield from _of_seed(record, seed)


def _of_tickets(record: Record) -> Iterator[str]:
    if len({entry.ticket for entry in record.entries}) != len(record.entries):
        yield "a ticket stands there twice"
    if len({(one.day, one.at) for one in record.room}) != len(record.room):
        yield "a cell stands there twice"
    is_closed = record.closing or record.seed or record.entries or record.room
    if is_closed and closing(record) != record.closing:
        yield "tickets, wishes or places are not those that were there when the draw closed"


def _of_seed(record: Record, seed: bytes) -> Iterator[str]:
    if commitment(record, seed) != record.commitment:
        yield "seed or announcement are not those whose hash was published before the draw"
    if bool(record.beacon) != bool(record.beacon_from):
        yield "the beacon is not what was announced"
    again = {entry.ticket: entry.outcome for entry in drawn(record, seed).entries}
    for entry in record.entries:
        if again[entry.ticket] != entry.outcome:
            yield f"ticket {entry.ticket} should have got {_said(again[entry.ticket])}"


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


def _digest(record: Record) -> str:
    return _hash("record", msgspec.json.encode(replace(record, digest="")).decode())


Left: TypeAlias = dict[date, dict[time, int]]
"""Places that are left, by day and time, both ascending; a cell that is full is gone."""


def _runs(wish: Wish, cells: int, quantum: int, left: Left) -> Iterator[tuple[date, time]]:
    """Starts within the wish that still have so many cells in a row, earliest first."""
    day = left.get(wish.day, {})
    for at in day:
        after = wish.since is None or wish.since <= at
        before = wish.until is None or at < wish.until
        if after and before:
            ticks = _ticks(at, cells, quantum)
            if ticks and all(tick in day for tick in ticks):
                yield wish.day, at


def _ticks(at: time, cells: int, quantum: int) -> Sequence[time]:
    """The starts of a run's cells; none for a run that the day is too short for."""
    first = at.hour * 60 + at.minute
    if first + cells * quantum > A_DAY:
        return ()
    minutes = range(first, first + cells * quantum, quantum)
    return [time(*divmod(minute, 60)) for minute in minutes]


def _take(day: MutableMapping[time, int], ticks: Sequence[time]) -> None:
    for tick in ticks:
        day[tick] -= 1
        if not day[tick]:
            del day[tick]


def _said(outcome: Outcome | None) -> str:
    return f"{outcome.day} {outcome.at:%H:%M}" if outcome else "nothing"
