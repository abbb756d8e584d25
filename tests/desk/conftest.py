import pytest

from tests.desk.samples import Clock, rehearse
from ventanilla.rehearsal import Rehearsal


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rehearsal(database, clock) -> Rehearsal:
    return rehearse(database, clock)
