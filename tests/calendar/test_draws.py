"""Lots: nobody chose who gets what, and whoever has the record can see that."""

from collections import Counter
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ventanilla.calendar.draws import (
    Entry,
    Outcome,
    Record,
    Room,
    Wish,
    allocate,
    commitment,
    decode,
    drawn,
    encode,
    hash_of_tickets,
    lots,
    problems,
)

KEPT = Path(__file__).parent / "records" / "austin-visas.json"
DAY, NEXT = date(2027, 1, 11), date(2027, 1, 12)
CODE, SEED = "austin-2027-01-11-c0ffee00", bytes(range(32))


def a_record(entries, room, seed=SEED, beacon="27 14 03 41 55 06"):
    entries = tuple(sorted(entries, key=lambda entry: entry.ticket))
    return drawn(
        Record(
            form=1,
            code=CODE,
            office="austin",
            pool="visas",
            first=DAY,
            last=NEXT,
            closes_at=datetime(2027, 1, 4, 18, tzinfo=UTC),
            quantum=30,
            commitment=commitment(CODE, seed),
            tickets=hash_of_tickets(CODE, entries),
            beacon=beacon,
            room=tuple(room),
            entries=entries,
        ),
        seed,
    )


TICKETS = st.lists(st.text("ABCDEF23456", min_size=4, max_size=8), unique=True, max_size=8)
WISHES = st.lists(
    st.builds(
        Wish,
        day=st.sampled_from([DAY, NEXT]),
        since=st.sampled_from([None, time(9), time(10)]),
        until=st.sampled_from([None, time(10), time(11)]),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
ROOM = st.lists(
    st.builds(
        Room,
        day=st.sampled_from([DAY, NEXT]),
        at=st.sampled_from([time(9), time(9, 30), time(10), time(10, 30)]),
        places=st.integers(1, 2),
    ),
    unique_by=lambda one: (one.day, one.at),
    max_size=8,
)
RECORDS = st.builds(
    lambda tickets, wishes, cells, room: a_record(
        [
            Entry(ticket, cells[n % len(cells)], wishes[n % len(wishes)])
            for n, ticket in enumerate(tickets)
        ],
        room,
    ),
    TICKETS,
    st.lists(WISHES, min_size=1, max_size=8),
    st.lists(st.integers(1, 2), min_size=1, max_size=8),
    ROOM,
)


@given(RECORDS)
def test_a_draw_is_genuine_and_its_published_form_too(record: Record):
    assert list(problems(record)) == []
    assert decode(encode(record)) == record


@given(RECORDS)
def test_no_cell_is_given_more_often_than_it_has_places(record: Record):
    given_away = Counter()
    for entry in record.entries:
        if entry.outcome:
            minute = entry.outcome.at.hour * 60 + entry.outcome.at.minute
            for n in range(entry.cells):
                at = time(*divmod(minute + 30 * n, 60))
                given_away[entry.outcome.day, at] += 1
            wished = (w for w in entry.wishes if w.day == entry.outcome.day)
            assert any(
                (w.since is None or w.since <= entry.outcome.at)
                and (w.until is None or entry.outcome.at < w.until)
                for w in wished
            )
    room = {(one.day, one.at): one.places for one in record.room}
    assert all(count <= room[cell] for cell, count in given_away.items())


@given(RECORDS, st.data())
def test_whoever_goes_without_found_nothing_left(record: Record, data):
    nothing = [entry for entry in record.entries if entry.outcome is None]
    if nothing:
        left = list(record.room)
        order = lots(CODE, SEED, record.tickets, record.beacon, record.entries)
        others = [e for e in order if e.outcome is not None]
        given_again = allocate([*others, data.draw(st.sampled_from(nothing))], left, 30)
        for entry in others:
            assert given_again[entry.ticket] == entry.outcome


@given(RECORDS.filter(lambda record: len(record.entries) > 1), st.data())
def test_whatever_is_changed_afterwards_is_seen(record: Record, data):
    entries = list(record.entries)
    at = data.draw(st.integers(0, len(entries) - 1))
    one = entries[at]
    other = Outcome(NEXT, time(23)) if one.outcome is None else None
    forged = data.draw(
        st.sampled_from(
            [
                replace(record, entries=tuple(entries[:at] + entries[at + 1 :])),
                replace(record, entries=(*entries, replace(one, ticket="ZZZZ"))),
                replace(record, entries=(*entries, one)),
                replace(
                    record, entries=(*entries[:at], replace(one, outcome=other), *entries[at + 1 :])
                ),
                replace(
                    record,
                    entries=(
                        *entries[:at],
                        replace(one, wishes=(Wish(date(2030, 1, 1)),)),
                        *entries[at + 1 :],
                    ),
                ),
                replace(record, seed=bytes(32).hex()),
                replace(record, commitment=commitment(CODE, b"other")),
                replace(record, seed=""),
                replace(record, seed="no hex"),
                replace(record, form=2),
            ]
        )
    )

    assert list(problems(forged)) != []


def test_another_beacon_or_ticket_shuffles_everybody():
    entries = [Entry(f"T{n:02}", 1, (Wish(DAY),)) for n in range(30)]

    def order(tickets, beacon="", some=entries):
        return [entry.ticket for entry in lots(CODE, SEED, tickets, beacon, some)]

    assert order("x") != order("x", "word")
    assert order(hash_of_tickets(CODE, entries)) != order(hash_of_tickets(CODE, entries[:-1]))


def test_who_comes_first_does_not_depend_on_who_entered_first():
    entries = [Entry(f"T{n}", 1, (Wish(DAY),)) for n in range(10)]

    for n in range(50):
        seed = sha256(bytes([n])).digest()
        forward = [e.ticket for e in lots(CODE, seed, "t", "", entries)]
        assert forward == [e.ticket for e in lots(CODE, seed, "t", "", entries[::-1])]


def test_everybody_is_first_about_equally_often():
    entries = [Entry(f"T{n}", 1, (Wish(DAY),)) for n in range(10)]

    firsts = Counter(
        lots(CODE, sha256(n.to_bytes(4)).digest(), "t", "", entries)[0].ticket for n in range(2000)
    )

    assert len(firsts) == 10
    # Of 2,000 draws 200 each; 140 to 260 is more than four standard deviations.
    assert all(140 < count < 260 for count in firsts.values())


def test_the_first_choice_goes_before_the_second():
    entries = [
        Entry("A", 2, (Wish(NEXT), Wish(DAY))),
        Entry("B", 1, (Wish(DAY, until=time(9, 30)),)),
    ]
    room = [Room(DAY, time(9), 1), Room(DAY, time(9, 30), 1), Room(NEXT, time(9), 1)]

    given_away = allocate(entries, room, 30)

    # A needs two cells in a row, which only DAY has, and takes them before B.
    assert given_away == {"A": Outcome(DAY, time(9)), "B": None}


def test_a_record_published_by_an_earlier_release_stays_genuine():
    record = decode(KEPT.read_bytes())

    assert list(problems(record)) == []
    assert sum(entry.outcome is not None for entry in record.entries) == 3


def test_the_check_can_be_made_by_hand():
    """The ten lines of docs/draws.md."""
    page = (Path(__file__).parents[2] / "docs" / "draws.md").read_text(encoding="utf-8")
    code = page.split("```python\n")[1].split("```")[0]
    record = decode(KEPT.read_bytes())
    order = lots(
        record.code, bytes.fromhex(record.seed), record.tickets, record.beacon, record.entries
    )
    names: dict = {"FILE": str(KEPT)}

    exec(code, names)

    assert names["order"] == [entry.ticket for entry in order]


def test_what_is_no_record_is_not_read():
    for nonsense in (b"", b"[]", b'{"form": 1}', b"\xff"):
        with pytest.raises(msgspec.DecodeError):
            decode(nonsense)
