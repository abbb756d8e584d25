"""How many messages may leave: from one number of ours, over all nodes, and to one person.

Both are leaky buckets, kept as one instant each: the time up to which what has left already counts.
The platform counts what a number sends and what it receives together.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from ventanilla.domain.message import Accepted, SendError, Sending

Nanoseconds: TypeAlias = int

A_SECOND: Nanoseconds = 10**9

ROUNDED: Nanoseconds = 100

BURST_PART = 8
"""Of what may leave in a second, the part that may leave at once."""

PAIR_BURST = 45
PAIR_SECONDS = 6
"""To one person 45 at once, and one every 6 seconds: WhatsApp's pair rate limit, "about the
platform", read 2026-09-11."""

TOO_FAST = 130429
"""Meta's code for "rate limit hit": the number may do less than we believe."""

SLOWEST = 10
RECOVERY = timedelta(seconds=30)
"""A tenth of the rate comes back each time, after it was halved."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=2)
"""Whatever it was, five minutes after its end everything owed has been sent."""

BUDGET_PAUSE = timedelta(minutes=2)
"""For budgets that the platform counts by the hour."""

PROBE = timedelta(seconds=10)
"""How long the fate of a probe is waited for: as long as a claimed parcel is its claimer's."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`rate` messages a second on and on, `burst` of them at once: in no second more than both."""

    rate: int
    burst: int

    def room(self, paced_to: Nanoseconds, now: Nanoseconds) -> int:
        ahead = max(0, paced_to - now)
        # What `after` rounds up, each time, must not add up to a message.
        return max(0, (self.burst * A_SECOND - (ahead - ROUNDED) * self.rate) // A_SECOND)

    def after(self, paced_to: Nanoseconds, now: Nanoseconds, count: int) -> Nanoseconds:
        return max(paced_to, now) + -(-count * A_SECOND // self.rate)


def pace_of(a_second: int) -> Pace:
    """What keeps within so many messages in any second."""
    burst = max(1, a_second // BURST_PART)
    return Pace(max(1, a_second - burst), burst)


UNPACED = Pace(10**6, 10**6)
"""Where nothing is sent to a platform."""


@dataclass(frozen=True, slots=True)
class Line:
    """How one number of ours does.

    `share` is the percentage of the rate that it is trusted with since `share_at`. While it
    cannot send it is `closed_until` a time, and then tries with one message, its probe; `failures`
    count what has closed it since it last sent, by the platform's `code`. Times are in UTC seconds,
    but `paced_to`, which is in nanoseconds. `rate` is what the platform grants the number, in
    messages a second, 0 where it has not said.
    """

    paced_to: Nanoseconds = 0
    share: int = 100
    share_at: int = 0
    closed_until: int = 0
    probing: bool = False
    failures: int = 0
    code: int = 0
    rate: int = 0

    def trusted(self, now: datetime) -> int:
        """The share, with what has come back since."""
        rested = int(now.timestamp()) - self.share_at
        return min(100, self.share + SLOWEST * (rested // int(RECOVERY.total_seconds())))

    def pace(self, full: Pace, now: datetime) -> Pace:
        share = self.trusted(now)
        full = pace_of(self.rate) if self.rate else full
        return Pace(max(1, full.rate * share // 100), max(1, full.burst * share // 100))

    def room(self, full: Pace, now: datetime) -> int:
        if self.closed_until > now.timestamp():
            return 0
        free = self.pace(full, now).room(self.paced_to, nanoseconds(now))
        return min(free, 1) if self.failures else free

    def spent(self, full: Pace, count: int, now: datetime) -> "Line":
        """After so many have left."""
        paced = self.counted(full, count, now)
        if not self.failures or not count:
            return paced
        return replace(paced, probing=True, closed_until=int((now + PROBE).timestamp()))

    def counted(self, full: Pace, count: int, now: datetime) -> "Line":
        """After so many have left or come in. What people write to us is never held up, and keeps
        us from answering for a second at most.
        """
        at = nanoseconds(now)
        pace = self.pace(full, now)
        latest = at + (pace.burst + pace.rate) * A_SECOND // pace.rate
        return replace(self, paced_to=min(pace.after(self.paced_to, at, count), latest))

    def told(self, result: Sending, now: datetime) -> "Line":
        """After the platform has said what became of a message."""
        match result:
            case Accepted() if self.failures:
                return replace(self, failures=0, closed_until=0, probing=False, code=0)
            case SendError(code) if code == TOO_FAST:
                return self._slowed(now)
            case SendError(code, retry="halt"):
                return self._closed(code, now, _pause(self.failures))
            case SendError(code, retry="minutes"):
                return self._closed(code, now, BUDGET_PAUSE)
            case _:
                return self

    def _slowed(self, now: datetime) -> "Line":
        """Of all that were on their way when it was too fast, the first counts."""
        if nanoseconds(now) - self.share_at * A_SECOND < A_SECOND:
            return self
        share = max(SLOWEST, self.trusted(now) // 2)
        return replace(self, share=share, share_at=int(now.timestamp()))

    def _closed(self, code: int, now: datetime, pause: timedelta) -> "Line":
        """Of all that were on their way when it closed, the first counts; then each probe."""
        if self.failures and not self.probing:
            return self
        until = int((now + pause).timestamp())
        failures = self.failures + 1
        return replace(self, failures=failures, closed_until=until, probing=False, code=code)


def _pause(failures: int) -> timedelta:
    return min(FIRST_PAUSE * (1 << min(failures, 10)), LONGEST_PAUSE)


def nanoseconds(moment: datetime) -> Nanoseconds:
    return int(moment.timestamp() * A_SECOND)
