"""What follows from the fate of a parcel: done, once more later, or never again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ventanilla.desk.tray_ports import Parcel, Settlement
from ventanilla.domain.message import SendError, Sending

LONGEST = timedelta(minutes=5)

MINUTES = timedelta(minutes=2)
"""For budgets that the platform counts by the hour."""

HALT = timedelta(seconds=30)
"""Between probes while the number itself cannot send: the rows wait, nothing is used up."""

ATTEMPTS = 8


def settlement(
    parcel: Parcel, result: Sending, now: datetime, chance: Callable[[], float]
) -> Settlement:
    """`chance()` is a random number from 0 to 1: waits are spread, so that no herd returns."""
    again = _wait(parcel, result, chance) if isinstance(result, SendError) else None
    return Settlement(parcel.id, parcel.attempt, result, now + again if again else None)


def _wait(parcel: Parcel, error: SendError, chance: Callable[[], float]) -> timedelta | None:
    match error.retry:
        case "never":
            return None
        case "halt":
            return HALT
        case _ if parcel.attempt >= ATTEMPTS:
            return None
        case "minutes":
            return MINUTES
        case "pair":
            # "4^X seconds, X starting at 0": Meta's word for error 131056.
            return min(timedelta(seconds=4 ** (parcel.attempt - 1)), LONGEST)
        case "backoff":
            return min(timedelta(seconds=2**parcel.attempt * (0.5 + chance() / 2)), LONGEST)
