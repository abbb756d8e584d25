"""Every commit and every call goes wrong in every way, one at a time: all invariants hold."""

import pytest

from tests.prove.points.effects import Fault
from tests.prove.points.trial import broken, every_point, run

EVERY_SEVENTH = 7


def test_where_nothing_goes_wrong_every_invariant_holds(fresh, model):
    assert broken(fresh, model, [None]) == {}


def test_what_is_printed_of_a_break_makes_the_same_run_again(fresh, model):
    """The seed, the effect and the fault are all that a run depends on."""
    point = Fault(20, "crash after")

    first, second = (run(fresh, model, point)[0] for _ in range(2))

    assert first.effects.seen == second.effects.seen
    assert [c.request for c in first.peer.calls] == [c.request for c in second.peer.calls]
    assert first.clock.now == second.clock.now


def test_a_seventh_of_all_points_keeps_every_invariant(fresh, model):
    assert broken(fresh, model, every_point(fresh, model)[::EVERY_SEVENTH]) == {}


@pytest.mark.prove
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_point_keeps_every_invariant(fresh, model, seed):
    assert broken(fresh, model, every_point(fresh, model, seed), seed) == {}
