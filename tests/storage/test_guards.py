"""Each guard of the booking core taken out: the fault gets in, and the checker sees it.

What a test takes out of the tables is put back by rolling its transaction back.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import time, timedelta

import pytest
from sqlalchemy import Connection, bindparam, text, update
from sqlalchemy.exc import IntegrityError

from tests.storage.checker import UNCONDITIONAL, faults, overdue
from tests.storage.desk import Desk
from tests.storage.samples import ANA, NOW, VANCOUVER, a_core, a_place
from ventanilla.desk.ports import Held, Refused
from ventanilla.storage import settlement, taking
from ventanilla.storage.appointments import own_holds, seconds
from ventanilla.storage.schema import appointment

LATER = NOW + timedelta(minutes=11)


class _RollBack(Exception):
    pass


@contextmanager
def rolled_back(desk: Desk) -> Iterator[Connection]:
    with suppress(_RollBack), desk.database.write() as connection:
        yield connection
        raise _RollBack


def test_i1_without_the_condition_the_check_of_the_table_is_the_last_line(desk, monkeypatch):
    desk.hold(1, a_place())
    desk.hold(2, a_place(time(9, 30), "luz"))
    monkeypatch.setattr(taking, "MOVE", UNCONDITIONAL)

    with pytest.raises(IntegrityError):
        desk.hold(2, a_place(person="luz"))


def test_i1_a_place_given_without_its_counter_is_seen(desk: Desk):
    desk.hold(1, a_place(time(9)))
    desk.hold(2, a_place(time(9, 30), person="luz"))

    with rolled_back(desk) as connection:
        connection.execute(
            text(
                "INSERT INTO claim (appointment_id, pool_id, start_minute, units)"
                " SELECT 2, pool_id, start_minute, units FROM claim WHERE appointment_id = 1"
            )
        )
        found = faults(connection)

    assert found.keys() == {"I1 oversold", "I2 drifted", "I2 lost"}


def test_i2_a_claim_lost_or_left_over_is_seen(desk: Desk):
    desk.hold(1, a_place())

    with rolled_back(desk) as connection:
        connection.execute(text("DELETE FROM claim"))
        lost = faults(connection)
    with rolled_back(desk) as connection:
        connection.execute(text("UPDATE appointment SET state = 'expired'"))
        left = faults(connection)

    assert lost.keys() == {"I2 drifted", "I2 lost"}
    assert left.keys() == {"I2 drifted", "I2 lost", "I3 left active", "quota"}


def test_i3_without_the_index_a_person_is_booked_twice_and_it_is_seen(desk: Desk):
    desk.hold(1, a_place())

    with rolled_back(desk) as connection:
        connection.execute(text("DROP INDEX ux_participant_active"))
        twice = a_core(connection, desk.network).hold(
            2, a_place(office=VANCOUVER), ANA, "again", NOW
        )
        found = faults(connection)

    assert isinstance(twice, Held)
    assert found.keys() == {"I3 twice"}


def test_i8_a_folio_issued_twice_is_seen(desk: Desk):
    desk.hold(1, a_place(time(9)))
    desk.hold(2, a_place(time(9, 30), person="luz"))

    with rolled_back(desk) as connection:
        # A table of the same name without constraints stands before the real one.
        connection.execute(text("CREATE TEMP TABLE copy AS SELECT * FROM appointment"))
        connection.execute(text("ALTER TABLE copy RENAME TO appointment"))
        connection.execute(
            text("UPDATE appointment SET folio = (SELECT MIN(folio) FROM appointment)")
        )
        found = faults(connection)

    assert "I8 folio" in found


def test_i8_the_table_itself_refuses_a_folio_twice(desk: Desk):
    desk.hold(1, a_place(time(9)))
    desk.hold(2, a_place(time(9, 30), person="luz"))

    with pytest.raises(IntegrityError), desk.database.write() as connection:
        connection.execute(
            text("UPDATE appointment SET folio = (SELECT MIN(folio) FROM appointment)")
        )


def test_i14_a_hold_that_ran_out_is_overdue_until_the_sweep(desk: Desk):
    desk.hold(1, a_place())

    with desk.database.read() as connection:
        before = overdue(connection, seconds(LATER))
    desk.expire(LATER, 10)
    with desk.database.read() as connection:
        after = overdue(connection, seconds(LATER))

    assert (len(before), after) == (1, [])
    assert desk.used() == []


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(hours=-1)])
def test_i14_a_sweepers_wrong_clock_gives_no_place_to_two(desk: Desk, wrong: timedelta):
    desk.hold(1, a_place())

    desk.expire(NOW + wrong, 10)
    second = desk.hold(2, a_place(person="luz"))
    first = desk.confirm(1, a_place())

    assert (isinstance(second, Refused), isinstance(first, Refused)) in (
        (True, False),
        (False, True),
    )


def test_without_compare_and_swap_a_late_sweep_takes_a_confirmed_place(desk, monkeypatch):
    desk.hold(1, a_place())
    with desk.database.read() as connection:
        (seen,) = own_holds(connection, 1)
    desk.confirm(1, a_place())
    anything = (
        update(appointment)
        .where(appointment.c.id == bindparam("number"), bindparam("latest") > 0)
        .values(state=bindparam("becomes"), revision=appointment.c.revision + 1)
        .returning(appointment.c.revision)
    )

    monkeypatch.setattr(settlement, "END", anything)
    with rolled_back(desk) as connection:
        ended = a_core(connection, desk.network).freeing.expire([seen], LATER)
        lost = a_core(connection, desk.network).upcoming(1, NOW) == ()

    assert (ended, lost) == (1, True)


def test_without_compare_and_swap_a_hold_gives_its_place_back_twice(desk, monkeypatch):
    desk.hold(1, a_place())
    with desk.database.read() as connection:
        (seen,) = own_holds(connection, 1)
    desk.expire(LATER, 10)
    anything = (
        update(appointment)
        .where(appointment.c.id == bindparam("number"), bindparam("latest") > 0)
        .values(state=bindparam("becomes"), revision=appointment.c.revision + 1)
        .returning(appointment.c.revision)
    )

    monkeypatch.setattr(settlement, "END", anything)
    with pytest.raises(IntegrityError), desk.database.write() as connection:
        a_core(connection, desk.network).freeing.expire([seen], LATER)


def test_the_contacts_one_hold_is_the_tables_rule_too(desk: Desk):
    desk.hold(1, a_place(time(9)))
    desk.hold(2, a_place(time(9, 30), person="luz"))

    with pytest.raises(IntegrityError), desk.database.write() as connection:
        connection.execute(text("UPDATE appointment SET contact_id = 1"))
