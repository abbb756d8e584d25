"""What follows from the fate of a parcel: done, once more later, or never again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from ventanilla.desk.pacing import TOO_FAST
from ventanilla.desk.tray_ports import Parcel, Settlement
from ventanilla.domain.message import Accepted, Address, SendError, Sending

LONGEST = timedelta(minutes=5)

MINUTES = timedelta(minutes=2)
"""For budgets that the platform counts by the hour, and between tries while it takes nothing."""

HALT = timedelta(seconds=30)
"""Between probes while the number itself cannot send: the rows wait, nothing is used up."""

ATTEMPTS = 8

OUTAGE_ATTEMPTS = 90
"""While the platform is not reached, or breaks without a word of its own: some three hours. Should
it break at one message alone, that must not keep a person's chat waiting for ever."""


def settlement(
    parcel: Parcel, result: Sending, now: datetime, chance: Callable[[], float]
) -> Settlement:
    """`chance()` is a random number from 0 to 1: waits are spread, so that no herd returns."""
    error = result if isinstance(result, SendError) else None
    again = wait_after(parcel.attempt, error, chance()) if error else None
    who = _new(result.who, parcel.address) if isinstance(result, Accepted) else Address()
    later = now + again if again else None
    return Settlement(parcel.id, parcel.attempt, result, later, parcel.channel, who)


def _new(told: Address, known: Address) -> Address:
    """What the platform's answer says and we do not know."""
    return Address(
        phone=told.phone if told.phone != known.phone else "",
        user_id=told.user_id if told.user_id != known.user_id else "",
    )


def wait_after(attempt: int, error: SendError, chance: float) -> timedelta | None:
    """Before the next try after this `attempt` (from 1); None for never."""
    match error.retry:
        case "never" | "template":
            return None
        case "halt":
            return HALT
        case "backoff" if _is_of_no_message(error):
            # It would be no better for any other: what is owed outlasts it, a folio above all.
            given_up = error.code != TOO_FAST and attempt >= OUTAGE_ATTEMPTS
            return None if given_up else min(_growing(attempt, chance), MINUTES)
        case _ if attempt >= ATTEMPTS:
            return None
        case "minutes":
            return MINUTES
        case "pair":
            # "4^X seconds, X starting at 0": Meta's word for error 131056.
            return min(timedelta(seconds=4 ** (attempt - 1)), LONGEST)
        case "backoff":
            return min(_growing(attempt, chance), LONGEST)


def _growing(attempt: int, chance: float) -> timedelta:
    return timedelta(seconds=2 ** min(attempt, ATTEMPTS) * (0.5 + chance / 2))


def _is_of_no_message(error: SendError) -> bool:
    """Whether it is the number that is too fast, or the platform that is out of order."""
    return error.fault == "platform" and error.code in (0, TOO_FAST)
