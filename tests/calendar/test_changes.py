"""A stored calendar becomes the planned one without harm to what is booked."""

from dataclasses import replace
from datetime import date, time

from hypothesis import given
from hypothesis import strategies as st

from ventanilla.calendar.changes import Changes, StoredCell, changes
from ventanilla.calendar.rules import PlannedCell


def _stored(is_open: bool, capacity: int, used: int, opened: int | None = None) -> StoredCell:
    return StoredCell(is_open, capacity, used, capacity, 0, capacity if opened is None else opened)


def _planned(minute: int, capacity: int = 2) -> PlannedCell:
    return PlannedCell(minute, date(2026, 11, 30), time(9), capacity)


def test_what_is_not_there_is_added():
    assert changes([_planned(15)], {}) == Changes((_planned(15),), (), (), ())


def test_what_is_the_same_stays():
    assert changes([_planned(15)], {15: _stored(True, 2, 1)}) == Changes((), (), (), ())


def test_another_capacity_is_a_change():
    assert changes([_planned(15, 3)], {15: _stored(True, 2, 1)}).changed == (_planned(15, 3),)


def test_a_closed_cell_that_is_planned_again_opens():
    assert changes([_planned(15)], {15: _stored(False, 2, 0)}).changed == (_planned(15),)


def test_what_is_planned_no_longer_is_closed_once():
    stored = {15: _stored(True, 2, 1), 30: _stored(False, 2, 0)}

    assert changes([], stored) == Changes((), (), (15,), ())


def test_more_appointments_than_places_are_named():
    found = changes([_planned(15, 1)], {15: _stored(True, 3, 2)})

    assert found == Changes((), (_planned(15, 1),), (), (15,))


def test_a_crowded_cell_that_was_lowered_before_is_no_change():
    found = changes([_planned(15, 1)], {15: StoredCell(True, 2, 2, 1, 0, 1)})

    assert found == Changes((), (), (), (15,))


def test_a_gradual_pool_keeps_what_is_open_and_is_cut_to_the_publics_part():
    half_open = {15: _stored(True, 2, 0, opened=1)}

    assert changes([_planned(15)], half_open, gradual=True).changed == ()
    assert changes([_planned(15)], half_open).changed == (_planned(15),)
    assert changes([_planned(15, 1)], {15: _stored(True, 2, 0)}, gradual=True).changed


MINUTES = st.integers(0, 9).map(lambda n: 15 * n)
CELLS = st.builds(
    StoredCell,
    st.booleans(),
    capacity := st.integers(1, 3),
    st.integers(0, 3),
    capacity,
    st.integers(0, 1),
    capacity,
)


@given(
    planned=st.dictionaries(MINUTES, st.integers(1, 3)),
    stored=st.dictionaries(MINUTES, CELLS.filter(lambda c: c.used <= c.capacity + c.over)),
    gradual=st.booleans(),
)
def test_applied_once_there_is_nothing_left_to_change(planned, stored, gradual):
    wanted = [_planned(minute, capacity) for minute, capacity in sorted(planned.items())]
    found = changes(wanted, stored, gradual=gradual)

    after = dict(stored)
    for cell in (*found.added, *found.changed):
        old = stored.get(cell.start_minute)
        used = old.used if old else 0
        opened = min(old.opened if old else 0, cell.capacity) if gradual else cell.capacity
        after[cell.start_minute] = StoredCell(
            True, max(cell.capacity, used), used, cell.capacity, 0, opened
        )
    for minute in found.closed:
        after[minute] = replace(stored[minute], open=False)

    again = changes(wanted, after, gradual=gradual)
    assert (again.added, again.changed, again.closed) == ((), (), ())
