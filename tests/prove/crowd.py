"""Processes that do everything at once to a few places, as clerks on several nodes would.

    python -m tests.prove.crowd DATABASE_URL MODE FIRST_CONTACT THREADS STEPS SEED

Each thread is a contact. What has been acknowledged is printed, a line each: `booked FOLIO`,
`moved FOLIO DAY TIME`, `cancelled FOLIO`; `unknown` for each commit whose outcome was not told and
had to be asked for by its request.
"""

import sys
import zoneinfo
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from threading import Event, Lock

from sqlalchemy.exc import DBAPIError

from tests.storage.samples import ANA, AUSTIN, NOW, PASSPORT, VISA, a_core, a_network, a_place
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.desk.ports import Confirmed, Freed, Seat, Wanted
from ventanilla.desk.special_days import Unfit, carry_out
from ventanilla.domain.appointment import CONTACT, Cause
from ventanilla.storage.database import Database
from ventanilla.storage.life import AppointmentLife
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.retry import gave_way

DAYS = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2))
STAFF = Cause("staff:rosa", "because")
PATIENCE = 400
"""Tries, 50 ms apart, until a database that was stopped is back."""

NETWORK = {"capacity": 4, "month_limit": 100_000, "most_people": 3}

printing = Lock()


def say(*words: str) -> None:
    with printing:
        sys.stdout.write(" ".join(words) + "\n")
        sys.stdout.flush()


class Chance:
    """Numbers that only the seed decides."""

    def __init__(self, *seed: object) -> None:
        self.seed, self.count = " ".join(map(str, seed)), 0

    def below(self, most: int) -> int:
        self.count += 1
        digest = sha256(f"{self.seed} {self.count}".encode()).digest()
        return int.from_bytes(digest[:8]) % most


class Anybody:
    """Every other freed place is wanted by somebody."""

    def __init__(self, chance: Chance, contact: int) -> None:
        self.chance, self.contact = chance, contact

    def next_for(self, freed: Freed, now: datetime) -> Wanted | None:
        if self.chance.below(2):
            return None
        person = f"waiting {self.contact} {self.chance.count}"
        kind = VISA if freed.cells > 1 else PASSPORT
        place = a_place(freed.slot.time, person, kind, freed.slot.office, freed.slot.day)
        return Wanted(self.contact, Seat(place, ANA), now + timedelta(minutes=5))


class Client:
    def __init__(self, database: Database, network: Network, contact: int, seed: str) -> None:
        self.database, self.network, self.contact = database, network, contact
        self.chance = Chance(seed, contact)
        self.mine: list[str] = []

    def do(self, work: Callable[[AppointmentLife], object]) -> object:
        """`work` names its request, so that it can be asked again what became of it."""
        for _ in range(PATIENCE):
            waitlist = Anybody(self.chance, self.contact)
            try:
                with self.database.write() as connection:
                    core = a_core(connection, self.network, waitlist=waitlist)
                    return work(AppointmentLife(core))
            except DBAPIError as failure:
                if not gave_way(failure):
                    say("unknown")
                    self.database.engine.dispose()
                    Event().wait(0.05)
        raise TimeoutError

    def book(self, place, request: str) -> None:
        made = self.do(lambda life: life.core.confirm(self.contact, place, ANA, request, NOW))
        if isinstance(made, Confirmed):
            self.mine.append(made.appointment.folio)
            say("booked", made.appointment.folio)

    # -- modes ------------------------------------------------------------------------------

    def cell(self, step: int) -> None:
        """Everybody wants the same place."""
        self.book(a_place(person=f"{self.contact} {step}"), f"{self.contact}:{step}")

    def day(self, step: int) -> None:
        """Everybody wants the same day."""
        at = time(9, (0, 15, 30, 45)[self.chance.below(4)])
        kind = (VISA, PASSPORT)[self.chance.below(2)]
        place = a_place(at, f"{self.contact} {step}", kind)
        self.book(place, f"{self.contact}:{step}")

    def mixed(self, step: int) -> None:
        at = time(9, (0, 15, 30, 45)[self.chance.below(4)])
        kind, day = (VISA, PASSPORT)[self.chance.below(2)], DAYS[self.chance.below(len(DAYS))]
        place = a_place(at, f"{self.contact} {step}", kind, AUSTIN, day)
        request = f"{self.contact}:{step}"
        match self.chance.below(12):
            case 0 | 1 | 2:
                self.do(lambda life: life.core.hold(self.contact, place, ANA, request, NOW))
            case 3 | 4:
                self.book(place, request)
            case 5 | 6:
                self._move(place, request)
            case 7 | 8:
                self._cancel(request)
            case 9:
                later = NOW + timedelta(minutes=self.chance.below(20))
                self.do(lambda life: life.core.expire(later, 20))
            case 10:
                later = NOW + timedelta(hours=self.chance.below(30))
                self.do(lambda life: life.give_back(later, 20))
            case 11:
                self._change(day)

    def _move(self, place, request: str) -> None:
        if self.mine:
            folio = self.mine[self.chance.below(len(self.mine))]
            moved = self.do(
                lambda life: life.move(
                    folio, place.slot, request, CONTACT, NOW, contact=self.contact, share="public"
                )
            )
            if isinstance(moved, Confirmed):
                slot = moved.appointment.slot
                say("moved", folio, slot.day.isoformat(), f"{slot.time:%H:%M}")

    def _cancel(self, request: str) -> None:
        if self.mine:
            folio = self.mine.pop(self.chance.below(len(self.mine)))
            done = self.do(
                lambda life: life.cancel(folio, request, CONTACT, NOW, contact=self.contact)
            )
            if isinstance(done, Confirmed):
                say("cancelled", folio)

    def _change(self, day: date) -> None:
        kind = ("closed", "open", "capacity")[self.chance.below(3)]
        served = self.chance.below(5) if kind == "capacity" else None
        special = SpecialDay(day, kind, capacity=served)

        def change(life: AppointmentLife) -> None:
            networks = StoredNetworks(life.connection)
            try:
                carry_out(networks, self.network, AUSTIN, special, STAFF, NOW)
            except Unfit:
                return

        self.do(change)


def main(url: str, mode: str, first: int, threads: int, steps: int, seed: str) -> None:
    database, network = Database(url), a_network(**NETWORK)

    def one(contact: int) -> None:
        client = Client(database, network, contact, seed)
        for step in range(steps):
            getattr(client, mode)(step)

    with ThreadPoolExecutor(threads) as people:
        for _ in people.map(one, range(first, first + threads)):
            pass
    say("done")


if __name__ == "__main__":
    zoneinfo.reset_tzpath(to=[])
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:6]), sys.argv[6])
