"""What those who run it are told of the trays and the calendar."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from tests.storage.samples import AUSTIN, NOW, NOWHERE, VANCOUVER
from tests.storage.trays import accepted, owed, plans, said, unknown
from ventanilla.desk.tray_ports import Poison, Settlement
from ventanilla.domain.message import Address, SendError
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.inbox import InboxTable
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.schema import appointment, cell, pool
from ventanilla.storage.survey import (
    Queue,
    SetAside,
    Tally,
    faults,
    horizons,
    set_aside,
    standing,
    tally,
)
from ventanilla.storage.vault import Vault

VAULT = Vault(("a secret of at least thirty-two characters",))
BEFORE = NOW - timedelta(minutes=5)
AT, AT_BEFORE = int(NOW.timestamp()), int(BEFORE.timestamp())


@pytest.fixture
def people(database):
    with database.write() as c:
        Contacts(c, VAULT).of([Address(phone=f"1555555010{n}") for n in range(9)], NOW)


def inbox_of(connection):
    return InboxTable(connection, VAULT)


def outbox_of(connection):
    return OutboxTable(connection, VAULT)


def test_an_empty_system_has_nothing_waiting(database):
    with database.read() as c:
        found, more = standing(c, NOW), tally(c, NOW)

    assert found.waiting == found.oldest_owed == Queue(0, None)
    assert found.oldest_owed.age(NOW) == 0
    assert dict(found.owed) == {state: Queue() for state in ("queued", "sending", "unknown")}
    assert (found.holds, found.holds_overdue, found.snapshot) == (0, 0, 0)
    assert more == Tally({"poison": 0, "failed": 0}, 0, 0)


def test_messages_that_wait_are_counted_from_the_oldest_on(database):
    with database.write() as c:
        inbox_of(c).append([said("done")], [], BEFORE - timedelta(hours=1))
        inbox_of(c).done([1])
        inbox_of(c).append([said("a")], [], BEFORE)
        inbox_of(c).append([said("b")], [], NOW)
    with database.read() as c:
        waiting = standing(c, NOW).waiting

    assert (waiting, waiting.age(NOW)) == (Queue(2, AT_BEFORE), 300)


def test_what_is_set_aside_is_told_by_kind_and_by_reason(database):
    with database.write() as c:
        inbox_of(c).append([said("a"), said("b")], [Poison("p", b"{}", "json")], NOW)
        inbox_of(c).failed(1, "ValueError", last=True)
        inbox_of(c).append([], [Poison("old", b"{}", "json")], NOW - timedelta(days=2))
    with database.read() as c:
        more, by_reason = tally(c, NOW), set_aside(c)

    assert dict(more.set_aside) == {"poison": 1, "failed": 1}
    assert list(by_reason) == [
        SetAside("poison", "json", 2),
        SetAside("failed", "ValueError", 1),
    ]


def test_what_is_owed_is_told_by_state_and_by_the_code_it_ended_with(database, people):
    with database.write() as c:
        table = outbox_of(c)
        table.put([owed(str(n), n) for n in (1, 2, 3, 4)], BEFORE)
        table.put([owed("5", 5)], NOW)
        sent, lost, refused, waits = _claimed(table)
        table.settle(
            [
                accepted(sent),
                unknown(lost),
                Settlement(refused.id, 1, SendError(131026, "person", "never"), None),
                Settlement(waits.id, 1, SendError(190, "channel", "halt"), NOW),
            ],
            [],
            NOW,
        )
    with database.read() as c:
        found, more, codes = standing(c, NOW), tally(c, NOW), faults(c)

    assert dict(found.owed) == {
        "queued": Queue(2, AT_BEFORE),
        "sending": Queue(),
        "unknown": Queue(1, AT_BEFORE),
    }
    assert found.oldest_owed.age(NOW) == 300
    assert more.failed == 1
    assert {(one.state, one.code, one.count) for one in codes} == {
        ("queued", None, 1),
        ("queued", 190, 1),
        ("unknown", None, 1),
        ("failed", 131026, 1),
    }
    assert codes[0].last_at == AT


def test_holds_that_ran_out_are_told_apart_from_those_that_live(database, people):
    with database.write() as c:
        _calendar(c)
        _appointment(c, 1, state="held", hold_until=AT + 60)
        _appointment(c, 2, state="held", hold_until=AT)
        _appointment(c, 3, state="offered", hold_until=AT + 60)
        _appointment(c, 4, state="expired", hold_until=AT - 60)
    with database.read() as c:
        found = standing(c, NOW)

    assert (found.holds, found.holds_overdue) == (2, 1)


def test_only_appointments_that_stand_and_lie_ahead_are_counted(database, people):
    with database.write() as c:
        _calendar(c)
        _appointment(c, 1, state="confirmed", start_minute=AT // 60)
        _appointment(c, 2, state="confirmed", start_minute=AT // 60 - 1)
        _appointment(c, 3, state="cancelled", start_minute=AT // 60 + 9)
    with database.read() as c:
        assert tally(c, NOW).confirmed == 1


def test_the_horizon_of_an_office_is_that_of_its_longest_pool_and_the_shortest_comes_first(
    database,
):
    with database.write() as c:
        _calendar(c)
    with database.read() as c:
        found = horizons(c, (VANCOUVER, AUSTIN))

    assert [(office, day.isoformat()) for office, day in found.items()] == [
        (AUSTIN, "2026-12-02"),
        (VANCOUVER, "2026-12-24"),
    ]


@pytest.mark.parametrize("look", [standing, tally], ids=["standing", "tally"])
def test_a_look_walks_through_no_table(sqlite_database, look):
    steps = plans(sqlite_database, lambda c: look(c, NOW))

    tables = ("inbox", "outbox", "appointment")
    walked = [
        step
        for step in steps
        if step.startswith("SCAN") and step.split()[1] in tables and "_waiting" not in step
        and "_open" not in step
    ]  # fmt: skip
    assert steps
    assert walked == []


def _claimed(table):
    return table.claim(4, NOW, NOW + timedelta(seconds=10), "node/1")


def _calendar(c):
    """Austin has two pools, Vancouver one, and one is of an office that nobody asks for."""
    pools = ((1, AUSTIN, "a"), (2, AUSTIN, "b"), (3, VANCOUVER, "a"), (4, NOWHERE, "a"))
    days = ("2026-12-01", "2026-12-02", "2026-12-24", "2026-11-30")
    c.execute(
        insert(pool),
        [
            {"id": number, "office": office, "code": code, "quantum_minutes": 15}
            for number, office, code in pools
        ],
    )
    c.execute(
        insert(cell),
        [
            {
                "pool_id": number,
                "start_minute": 1,
                "local_date": day,
                "local_time": "09:00",
                "cap_total": 1,
                "cap_open": 1,
            }
            for number, day in enumerate(days, 1)
        ],
    )


def _appointment(c, number, **what):
    row = {
        "folio": f"folio {number}",
        "request_key": f"key {number}",
        "contact_id": number,
        "office": AUSTIN,
        "procedure": "pasaporte",
        "pool_id": 1,
        "start_minute": AT // 60 + 60,
        "timezone": "America/Chicago",
        "local_date": "2026-11-30",
        "local_time": "09:00",
        "cells": 1,
        "units": 1,
        "channel": "whatsapp",
        "created_at": AT,
    }
    c.execute(insert(appointment).values({**row, **what}))
