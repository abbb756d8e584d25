"""What is open: starts with enough free cells in a row, not too soon and not too far."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event

from tests.storage.desk import Desk
from tests.storage.samples import (
    AUSTIN,
    DAY,
    NOW,
    NOWHERE,
    PASSPORT,
    VANCOUVER,
    VISA,
    a_core,
    a_network,
    a_place,
    put,
    without_offer,
)
from ventanilla.storage.database import Database


def test_times_are_the_starts_with_enough_free_cells_in_a_row(desk: Desk):
    assert desk.times(AUSTIN, PASSPORT, DAY, NOW) == tuple(time(9, m) for m in (0, 15, 30, 45))
    assert desk.times(AUSTIN, VISA, DAY, NOW) == tuple(time(9, m) for m in (0, 15, 30))

    desk.confirm(1, a_place(time(9, 30), procedure=PASSPORT))

    assert desk.times(AUSTIN, VISA, DAY, NOW) == (time(9),)
    assert desk.times(AUSTIN, PASSPORT, DAY, NOW) == (time(9), time(9, 15), time(9, 45))


def test_days_are_the_working_days_of_the_horizon(desk: Desk):
    days = desk.days(AUSTIN, VISA, NOW)

    assert days[:5] == tuple(date(2026, 11, d) for d in (23, 24, 25, 27, 30))
    assert days[-1] == date(2026, 12, 23)


def test_a_day_that_is_full_for_the_procedure_is_not_offered(desk: Desk):
    desk.confirm(1, a_place(time(9, 15)))

    assert DAY not in desk.days(AUSTIN, VISA, NOW)
    assert DAY in desk.days(AUSTIN, PASSPORT, NOW)


def test_what_begins_within_the_notice_is_not_offered(database: Database):
    network = a_network()
    put(database, network)
    soon = datetime(2026, 11, 30, 15, 0, 1, tzinfo=UTC)

    at_once = Desk(database, network)
    careful = Desk(database, network, notice=timedelta(minutes=20))
    tomorrow = Desk(database, network, notice=timedelta(days=1))

    assert at_once.times(AUSTIN, PASSPORT, DAY, soon)[0] == time(9, 15)
    assert careful.times(AUSTIN, PASSPORT, DAY, soon)[0] == time(9, 30)
    assert tomorrow.days(AUSTIN, PASSPORT, soon)[0] == date(2026, 12, 1)


def test_first_days_are_by_procedure(desk: Desk):
    for day in (23, 24):
        desk.confirm(1, a_place(time(9, 15), f"p{day}", day=date(2026, 11, day)))

    assert desk.first_days(AUSTIN, [VISA, PASSPORT], NOW) == {
        VISA: date(2026, 11, 25),
        PASSPORT: date(2026, 11, 23),
    }


def test_earliest_is_by_office(desk: Desk):
    desk.confirm(1, a_place(time(9, 15), day=date(2026, 11, 23)))

    assert desk.earliest(VISA, [AUSTIN, VANCOUVER], NOW) == {
        AUSTIN: date(2026, 11, 24),
        VANCOUVER: date(2026, 11, 23),
    }


def test_what_has_no_place_at_all_is_left_out(database: Database):
    network = a_network(horizon=0)
    put(database, network)
    desk = Desk(database, network)
    sunday = datetime(2026, 11, 29, 18, tzinfo=UTC)

    assert desk.days(AUSTIN, VISA, sunday) == ()
    assert desk.first_days(AUSTIN, [VISA], sunday) == {}
    assert desk.earliest(VISA, [AUSTIN], sunday) == {}


def test_an_office_that_does_not_handle_it_has_nothing_open(database: Database):
    network = without_offer(a_network(), VANCOUVER, VISA)
    put(database, network)
    desk = Desk(database, network)

    assert desk.days(VANCOUVER, VISA, NOW) == ()
    assert desk.times(VANCOUVER, VISA, DAY, NOW) == ()
    assert desk.first_days(VANCOUVER, [VISA], NOW) == {}
    assert desk.earliest(VISA, [VANCOUVER, AUSTIN, NOWHERE], NOW).keys() == {AUSTIN}
    assert desk.earliest(VISA, [], NOW) == {}


@pytest.mark.parametrize("method", ["first_days", "earliest"])
def test_first_open_days_take_as_many_statements_for_many_as_for_one(desk: Desk, method: str):
    statements = []
    event.listen(
        desk.database.engine,
        "before_cursor_execute",
        lambda connection, cursor, statement, *rest: statements.append(statement),
    )
    counts = []
    with desk.database.read() as connection:
        core = a_core(connection, desk.network)
        for several in (False, True):
            statements.clear()
            if method == "first_days":
                core.first_days(AUSTIN, [PASSPORT, PASSPORT] if several else [PASSPORT], NOW)
            else:
                core.earliest(VISA, [AUSTIN, VANCOUVER] if several else [AUSTIN], NOW)
            counts.append(len(statements))

    assert counts[0] == counts[1] <= 5


def test_every_time_offered_can_be_held_and_no_other(desk: Desk):
    desk.confirm(1, a_place(time(9), "luz", PASSPORT))
    offered = desk.times(AUSTIN, VISA, DAY, NOW)

    held = {
        at
        for at in (time(9, minute) for minute in (0, 15, 30, 45))
        if getattr(desk.hold(2, a_place(at)), "folio", None)
    }

    assert held == set(offered)
