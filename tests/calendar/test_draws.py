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
    closed,
    commitment,
    decode,
    drawn,
    encode,
    lots,
    problems,
    sealed,
)

KEPT = Path(__file__).parent / "records" / "austin-visas.json"
DAY, NEXT = date(2027, 1, 11), date(2027, 1, 12)
CODE, SEED = "austin-2027-01-11-c0ffee00", bytes(range(32))


def an_announcement(seed=SEED):
    record = Record(
        form=1,
        code=CODE,
        office="austin",
        pool="visas",
        first=DAY,
        last=NEXT,
        closes_at=datetime(2027, 1, 4, 18, tzinfo=UTC),
        beacon_from="Melate, 4 January 2027, all six numbers as announced",
        commitment="",
        quantum=30,
    )
    return replace(record, commitment=commitment(record, seed))


def a_list(entries, room=()):
    return closed(an_announcement(), room, entries)


def a_record(entries, room, seed=SEED, beacon="27 14 03 41 55 06"):
    listed = closed(an_announcement(seed), room, entries)
    return sealed(drawn(replace(listed, beacon=beacon), seed))


def order_of(record, seed=SEED):
    return [entry.ticket for entry in lots(record, seed)]


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
        order = lots(record, SEED)
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
                replace(record, commitment=commitment(record, b"other")),
                replace(record, office="boston"),
                replace(record, pool="passports"),
                replace(record, first=date(2027, 1, 10)),
                replace(record, last=date(2027, 1, 13)),
                replace(record, closes_at=datetime(2027, 1, 4, 19, tzinfo=UTC)),
                replace(record, beacon_from="a word that the consul likes"),
                replace(record, beacon=""),
                replace(record, quantum=record.quantum + 1),
                replace(record, closing="0" * 64),
                replace(record, room=(*record.room, Room(date(2027, 1, 13), time(9), 1))),
                replace(record, seed=""),
                replace(record, seed="no hex"),
                replace(record, form=2),
            ]
        )
    )

    # With its hash made to fit, too: what is changed does not follow from seed, list and beacon.
    assert list(problems(sealed(forged))) != []


def test_another_beacon_is_seen_by_the_records_own_hash_or_by_who_knows_the_word():
    """Where nobody won, a record made anew with another word agrees with itself: the command
    prints the word, for comparing.
    """
    record = a_record([Entry("A", 1, (Wish(DAY),))], [])

    assert list(problems(replace(record, beacon="another"))) != []
    assert list(problems(sealed(replace(record, beacon="another")))) == []


def test_every_character_of_a_published_record_counts():
    published = KEPT.read_bytes()
    unseen = []
    for at, was in enumerate(published):
        for other in b"1a":
            changed = published[:at] + bytes([other]) + published[at + 1 :]
            if other != was and seems_genuine(changed):
                unseen.append(changed)

    # A blank between two words of JSON is no part of what was said.
    assert [one for one in unseen if decode(one) != decode(published)] == []


def seems_genuine(published: bytes) -> bool:
    try:
        return not list(problems(decode(published)))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False


@pytest.mark.parametrize("wrong", ["note", "outcome"])
def test_before_the_draw_a_record_tells_no_outcome(wrong):
    told = {"note": "lost: taken"} if wrong == "note" else {"outcome": Outcome(DAY, time(9))}
    listed = a_list([Entry("A", 1, (Wish(DAY),))], [Room(DAY, time(9), 1)])

    assert list(problems(sealed(an_announcement()))) == []
    assert list(problems(sealed(listed))) == []
    (entry,) = listed.entries
    assert list(problems(sealed(replace(listed, entries=(replace(entry, **told),))))) != []


def test_a_note_added_afterwards_is_seen():
    record = a_record([Entry("A", 1, (Wish(DAY),))], [Room(DAY, time(9), 1)])
    (entry,) = record.entries

    forged = replace(record, entries=(replace(entry, note="lost: taken"),))

    assert list(problems(forged)) == ["something in it was changed after it was published"]


def test_another_beacon_ticket_wish_or_place_shuffles_everybody():
    entries = [Entry(f"T{n:02}", 1, (Wish(DAY),)) for n in range(30)]
    listed = a_list(entries)
    order = order_of(listed)

    assert order_of(replace(listed, beacon="word")) != order
    assert order_of(a_list(entries[:-1])) != order[:-1]
    assert order_of(a_list([*entries[:-1], replace(entries[-1], wishes=(Wish(NEXT),))])) != order
    assert order_of(a_list(entries, [Room(DAY, time(9), 1)])) != order


def test_whoever_knows_the_seed_cannot_please_a_friend_once_the_list_is_out():
    """What an insider can still turn after closing is nothing: seed, list and hash are public, and
    of the beacons, which come from outside, each gives the friend the same chance.
    """
    listed = a_list([Entry(f"T{n}", 1, (Wish(DAY),)) for n in range(10)])

    firsts = Counter(order_of(replace(listed, beacon=str(n)))[0] for n in range(2000))

    assert all(140 < count < 260 for count in firsts.values())
    assert firsts.keys() == {entry.ticket for entry in listed.entries}


def test_who_comes_first_does_not_depend_on_who_entered_first():
    entries = [Entry(f"T{n}", 1, (Wish(DAY),)) for n in range(10)]

    for n in range(50):
        seed = sha256(bytes([n])).digest()
        assert order_of(a_list(entries), seed) == order_of(a_list(entries[::-1]), seed)


def test_everybody_is_first_about_equally_often():
    entries = [Entry(f"T{n}", 1, (Wish(DAY),)) for n in range(10)]

    listed = a_list(entries)
    seeds = (sha256(n.to_bytes(4)).digest() for n in range(2000))
    firsts = Counter(order_of(listed, seed)[0] for seed in seeds)

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


def test_a_run_that_the_day_is_too_short_for_is_not_given():
    last = [Room(DAY, time(23, 30), 1)]

    assert allocate([Entry("A", 2, (Wish(DAY),))], last, 30) == {"A": None}
    assert allocate([Entry("A", 1, (Wish(DAY),))], last, 30) == {"A": Outcome(DAY, time(23, 30))}


def test_a_seed_belongs_to_one_announcement():
    record = an_announcement()

    assert commitment(record, SEED) != commitment(replace(record, code="another"), SEED)
    assert commitment(record, SEED) != commitment(replace(record, last=DAY), SEED)


def test_a_large_draw_fills_what_there_is():
    days = [date(2027, 1, n) for n in range(11, 21)]
    room = [Room(day, time(h, m), 3) for day in days for h in range(9, 14) for m in (0, 30)]
    entries = [Entry(f"T{n}", 1 + n % 2, tuple(map(Wish, days))) for n in range(5000)]

    given_away = allocate(entries, room, 30)

    # Every second ticket takes two: 300 places are 200 visits, but for what does not pair up.
    assert 190 <= sum(outcome is not None for outcome in given_away.values()) <= 210


def test_a_record_published_by_an_earlier_release_stays_genuine():
    record = decode(KEPT.read_bytes())

    assert list(problems(record)) == []
    assert sum(entry.outcome is not None for entry in record.entries) == 3


def test_the_check_can_be_made_by_hand():
    """The ten lines of docs/draws.md."""
    page = (Path(__file__).parents[2] / "docs" / "draws.md").read_text(encoding="utf-8")
    code = page.split("```python\n")[1].split("```")[0]
    record = decode(KEPT.read_bytes())
    order = order_of(record, bytes.fromhex(record.seed))
    names: dict = {"FILE": str(KEPT)}

    exec(code, names)

    assert names["order"] == order


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"form"', '"winner": "x", "form"'),
        ('"cells": 2', '"cells": 0'),
        ('"cells": 2', '"cells": 1000000000'),
        ('"quantum": 30', '"quantum": 0'),
        ('"places": 1', '"places": -1'),
        ("09:00:00", "09:00:00Z"),
        ("18:00:00Z", "18:00:00"),
    ],
)
def test_what_no_release_would_have_published_is_not_read(old, new):
    with pytest.raises(msgspec.DecodeError):
        decode(KEPT.read_bytes().decode().replace(old, new, 1).encode())


def test_what_is_no_record_is_not_read():
    for nonsense in (b"", b"[]", b'{"form": 1}', b"\xff"):
        with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
            decode(nonsense)
