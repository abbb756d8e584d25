"""How much one person may write: far more than anybody does, far less than a machine can.

A bucket kept as one instant, like those of `pacing`: up to when what was written counts.
"""

from datetime import datetime, timedelta

BURST = 100
"""Messages at once: nobody writes as many in an hour, and after them the answers alone take
minutes (WhatsApp lets us send one person 45 at once, then one every six seconds)."""

EACH = timedelta(seconds=3)
"""What comes back of the burst: a message every three seconds, faster than anybody reads on."""


def is_full(busy_to: datetime | None, now: datetime) -> bool:
    return busy_to is not None and busy_to > now + EACH * (BURST - 1)


def after(busy_to: datetime | None, now: datetime) -> datetime:
    """With one message more."""
    return (max(busy_to, now) if busy_to else now) + EACH
