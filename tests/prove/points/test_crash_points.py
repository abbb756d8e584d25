"""Every commit and every call goes wrong in every way, one at a time: all invariants hold."""

import pytest

from tests.prove.points.trial import broken, every_point

EVERY_SEVENTH = 7


def test_where_nothing_goes_wrong_every_invariant_holds(fresh, model):
    assert broken(fresh, model, [None]) == {}


def test_a_seventh_of_all_points_keeps_every_invariant(fresh, model):
    assert broken(fresh, model, every_point(fresh, model)[::EVERY_SEVENTH]) == {}


@pytest.mark.prove
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_point_keeps_every_invariant(fresh, model, seed):
    assert broken(fresh, model, every_point(fresh, model, seed), seed) == {}
