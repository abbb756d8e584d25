"""What follows from the fate of a parcel, over every kind of error and every attempt."""

from datetime import UTC, datetime, timedelta

import pytest

from ventanilla.desk.pacing import TOO_FAST
from ventanilla.desk.sending import (
    ATTEMPTS,
    HALT,
    LONGEST,
    MINUTES,
    OUTAGE_ATTEMPTS,
    settlement,
)
from ventanilla.desk.tray_ports import Parcel, Settlement
from ventanilla.domain.message import Accepted, Address, Message, SendError, Unknown
from ventanilla.storage import outbox

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _wait(
    retry: str, attempt: int = 1, chance: float = 1.0, code: int = 131000
) -> timedelta | None:
    parcel = Parcel(7, attempt, 1, Address("1555"), Message("?"))
    error = SendError(code, "platform", retry)
    settled = settlement(parcel, error, NOW, lambda: chance)
    assert (settled.id, settled.attempt, settled.result) == (7, attempt, error)
    return settled.again_at - NOW if settled.again_at else None


@pytest.mark.parametrize("result", [Accepted("wamid"), Unknown()])
def test_what_was_sent_or_may_have_been_is_not_tried_again_from_here(result):
    parcel = Parcel(7, 3, 1, Address("1555"), Message("?"))

    assert settlement(parcel, result, NOW, lambda: 0.5) == Settlement(7, 3, result, None)


@pytest.mark.parametrize("attempt", range(1, ATTEMPTS + 3))
def test_what_is_never_to_be_tried_again_is_not(attempt):
    assert _wait("never", attempt) is None


@pytest.mark.parametrize("attempt", [1, ATTEMPTS, 10 * ATTEMPTS])
def test_while_the_number_cannot_send_everything_waits_for_as_long_as_it_takes(attempt):
    assert _wait("halt", attempt) == HALT


@pytest.mark.parametrize(
    ("retry", "attempt", "wait"),
    [
        ("backoff", 1, 2 * SECOND),
        ("backoff", 2, 4 * SECOND),
        ("backoff", 7, 128 * SECOND),
        ("pair", 1, SECOND),
        ("pair", 2, 4 * SECOND),
        ("pair", 3, 16 * SECOND),
        ("pair", 4, 64 * SECOND),
        ("pair", 5, 256 * SECOND),
        ("pair", 6, LONGEST),
        ("minutes", 1, MINUTES),
        ("minutes", 7, MINUTES),
    ],
)
def test_waits_grow_as_the_kind_of_error_asks(retry, attempt, wait):
    assert _wait(retry, attempt) == wait


@pytest.mark.parametrize("retry", ["backoff", "pair", "minutes"])
def test_after_the_last_attempt_it_has_failed(retry):
    assert _wait(retry, ATTEMPTS - 1) is not None
    assert _wait(retry, ATTEMPTS) is None


@pytest.mark.parametrize("code", [0, TOO_FAST])
def test_while_nothing_at_all_is_taken_nothing_is_given_up(code):
    """After a ten minutes' throttle the folio still leaves, and within five minutes."""
    assert _wait("backoff", 2, code=code) == 4 * SECOND
    assert _wait("backoff", ATTEMPTS, code=code) == MINUTES
    assert _wait("backoff", OUTAGE_ATTEMPTS - 1, code=code) == MINUTES


def test_a_throttle_gives_up_nothing_and_an_outage_does_after_hours():
    assert _wait("backoff", 1000, code=TOO_FAST) == MINUTES
    assert _wait("backoff", OUTAGE_ATTEMPTS, code=0) is None
    assert timedelta(hours=4) >= OUTAGE_ATTEMPTS * MINUTES


def test_waits_are_spread_between_a_half_and_the_whole():
    assert _wait("backoff", 4, chance=0.0) == 8 * SECOND
    assert _wait("backoff", 4, chance=1.0) == 16 * SECOND


def test_the_desk_and_the_tray_count_the_same_attempts():
    assert outbox.ATTEMPTS == ATTEMPTS
