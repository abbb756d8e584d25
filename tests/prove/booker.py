"""A process that books, moves, releases and sweeps until it is killed.

For each transaction that has committed it prints a line: the folio of an appointment that was
made, which an applicant would now be shown, or `-`.

    python -m tests.prove.booker DATABASE_URL CONTACT SEED
"""

import sys
import zoneinfo
from datetime import timedelta
from hashlib import sha256
from itertools import count
from secrets import randbelow, token_hex

from tests.storage.samples import ANA, AUSTIN, NOW, PASSPORT, VISA, a_core, a_network, a_place
from ventanilla.desk.ports import Confirmed
from ventanilla.storage.bookings import BookingCore
from ventanilla.storage.database import Database
from ventanilla.storage.retry import with_retries

NOTHING = "-"


def main(url: str, contact: int, seed: str) -> None:
    database, network = Database(url), a_network(month_limit=10_000)
    for step in count():
        draw = int.from_bytes(sha256(f"{seed} {contact} {step}".encode()).digest()[:6])
        outcome = with_retries(
            database,
            lambda c, draw=draw, step=step: _turn(a_core(c, network), contact, draw, step),
            sleep=lambda _: None,
            fraction=lambda: 0.5,
            attempts=20,
        )
        shown = outcome.appointment.folio if isinstance(outcome, Confirmed) else NOTHING
        print(shown, flush=True)


def _turn(core: BookingCore, contact: int, draw: int, step: int) -> object:
    procedure = (VISA, PASSPORT)[draw % 2]
    days = core.days(AUSTIN, procedure, NOW)
    if not days:
        return None
    day = days[draw // 2 % len(days)]
    times = core.times(AUSTIN, procedure, day, NOW)
    place = a_place(times[draw // 8 % len(times)], f"{contact} {step}", procedure, day=day)
    match draw // 64 % 6:
        case 0:
            return core.expire(NOW + timedelta(minutes=draw // 512 % 20), 5)
        case 1:
            return core.release(contact, NOW)
        case 2:
            return core.confirm(contact, place, ANA, token_hex(), NOW)
        case _:
            return core.hold(
                contact, place, ANA, token_hex(), NOW + timedelta(minutes=randbelow(9))
            )


if __name__ == "__main__":
    zoneinfo.reset_tzpath(to=[])
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
