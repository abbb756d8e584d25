"""Buckets by the instant up to which they are used: what they let through, slow down and close."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ventanilla.desk.pacing import (
    A_SECOND,
    BUDGET_PAUSE,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    PROBE,
    TOO_FAST,
    Line,
    nanoseconds,
    pace_of,
)
from ventanilla.domain.message import Accepted, SendError, Unknown

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FULL = pace_of(80)
HALT = SendError(190, "channel", "halt")
ACCEPTED = Accepted("wamid.1")


def sent(line: Line, wanted: int, now: datetime) -> tuple[int, Line]:
    count = min(wanted, line.room(FULL, now))
    return count, line.spent(FULL, count, now)


@given(
    a_second=st.integers(2, 1000),
    asked=st.lists(
        st.tuples(st.integers(0, 400_000_000), st.integers(0, 1200)), min_size=1, max_size=60
    ),
)
def test_no_second_has_more_than_the_limit_whenever_one_asks(a_second: int, asked):
    pace, at, paced_to = pace_of(a_second), nanoseconds(NOW), 0
    left: list[int] = []
    for wait, wanted in asked:
        at += wait
        count = min(wanted, pace.room(paced_to, at))
        paced_to = pace.after(paced_to, at, count)
        left += [at] * count

    for first in left:
        assert sum(first <= one < first + A_SECOND for one in left) <= a_second


@given(a_second=st.integers(8, 1000))
def test_who_asks_all_the_time_gets_nearly_all_of_it(a_second: int):
    pace, at, paced_to, left = pace_of(a_second), 0, 0, 0
    for _ in range(10 * 100):
        count = pace.room(paced_to, at)
        paced_to = pace.after(paced_to, at, count)
        left += count
        at += A_SECOND // 100

    assert left >= 10 * a_second * 0.8


def test_what_comes_in_counts_too_and_keeps_answers_back_for_a_second_at_most():
    line = Line().counted(FULL, 5, NOW)
    assert line.room(FULL, NOW) == FULL.burst - 5

    flooded = Line().counted(FULL, 100_000, NOW)
    assert flooded.room(FULL, NOW) == 0
    assert flooded.room(FULL, NOW + timedelta(seconds=1.1)) > 0


def test_a_number_that_cannot_send_is_closed_and_tried_with_one_message():
    closed = Line().told(HALT, NOW)
    assert (closed.code, closed.room(FULL, NOW)) == (190, 0)

    later = NOW + FIRST_PAUSE
    count, probing = sent(closed, 50, later)
    assert count == 1
    assert probing.room(FULL, later) == 0
    assert probing.told(ACCEPTED, later).room(FULL, later + timedelta(seconds=1)) == FULL.burst


def test_each_probe_that_fails_doubles_the_pause_up_to_two_minutes():
    line, now, pauses = Line().told(HALT, NOW), NOW, []
    for _ in range(8):
        pauses.append(line.closed_until - int(now.timestamp()))
        now = datetime.fromtimestamp(line.closed_until, UTC)
        line = sent(line, 1, now)[1].told(HALT, now)

    assert pauses[:3] == [30, 60, 120]
    assert pauses[-1] == LONGEST_PAUSE.total_seconds()


def test_all_that_were_on_their_way_when_it_closed_count_once():
    line = Line()
    for _ in range(64):
        line = line.told(HALT, NOW)

    assert line.failures == 1


def test_a_probe_whose_fate_nobody_learns_is_followed_by_another():
    later = NOW + FIRST_PAUSE
    _, probing = sent(Line().told(HALT, NOW), 1, later)

    assert probing.told(Unknown(), later) == probing
    assert sent(probing, 9, later + PROBE)[0] == 1


def test_a_budget_by_the_hour_closes_for_minutes():
    line = Line().told(SendError(80007, "channel", "minutes"), NOW)

    assert line.room(FULL, NOW + BUDGET_PAUSE - timedelta(seconds=1)) == 0
    assert line.room(FULL, NOW + BUDGET_PAUSE) == 1


def test_a_number_that_is_too_fast_is_halved_and_comes_back_by_tenths():
    slow = Line().told(SendError(TOO_FAST, "platform", "backoff"), NOW)

    assert slow.pace(FULL, NOW).rate == FULL.rate // 2
    assert slow.pace(FULL, NOW + timedelta(seconds=60)).rate == FULL.rate * 70 // 100
    assert slow.pace(FULL, NOW + timedelta(minutes=5)) == FULL


def test_all_that_were_on_their_way_when_it_was_too_fast_count_once():
    line = Line()
    for _ in range(64):
        line = line.told(SendError(TOO_FAST, "platform", "backoff"), NOW)

    assert line.pace(FULL, NOW).rate == FULL.rate // 2


def test_a_number_that_has_recovered_is_halved_from_its_whole_rate_again():
    later = NOW + timedelta(minutes=5)
    slow = Line().told(SendError(TOO_FAST, "platform", "backoff"), NOW)

    again = slow.told(SendError(TOO_FAST, "platform", "backoff"), later)

    assert again.pace(FULL, later).rate == FULL.rate // 2


@pytest.mark.parametrize(
    "result",
    [
        ACCEPTED,
        Unknown(),
        SendError(131056, "platform", "pair"),
        SendError(131047, "person", "never"),
    ],
)
def test_what_concerns_one_message_or_person_leaves_the_number_alone(result):
    assert Line().told(result, NOW) == Line()
