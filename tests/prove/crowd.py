"""Processes that do everything at once to a few places, as clerks on several nodes would.

    python -m tests.prove.crowd DATABASE_URL MODE FIRST_CONTACT PROCESSES THREADS STEPS SEED

It forks into so many processes, each a node with a database and a vault of its own; each thread of
them is a contact. They end after so many steps, or when their input ends. What has been
acknowledged is printed, a line each: `booked FOLIO`, `moved FOLIO DAY TIME`, `cancelled FOLIO`,
`kept` for what else was done, `refused`. `again` is a transaction that gave way to another,
`gave-up` one that did so each time it was tried, `lost` a connection that was lost; `unknown` a commit whose outcome nobody told, with the folio that it
turned out to have made, or `-`, and the answer that another request would have been given.
"""

import os
import sys
import zoneinfo
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from threading import Event, Lock, Thread

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from tests.storage.samples import (
    ANA,
    AUSTIN,
    NOW,
    PASSPORT,
    VISA,
    a_core,
    a_network,
    a_place,
)
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.desk.ports import Confirmed, Freed, Refused, Seat, Wanted
from ventanilla.desk.special_days import Unfit, carry_out
from ventanilla.domain.appointment import CONTACT, Cause
from ventanilla.storage.database import Database
from ventanilla.storage.life import AppointmentLife
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.retry import gave_way, settled_by_key, was_lost
from ventanilla.storage.schema import appointment

DAYS = (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2))
STAFF = Cause("staff:rosa", "because")
PATIENCE = 60
"""Tries, a second apart in the end, until a database that was stopped is back."""

ASKS = "asks"
"""What a connection is called, on PostgreSQL, as long as it works on a request."""

NETWORK = {"capacity": 4, "month_limit": 100_000, "most_people": 3}

printing, finished = Lock(), Event()


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
    """Every other freed place is wanted by somebody, now and then in the place of their own."""

    def __init__(self, client: "Client") -> None:
        self.client = client

    def next_for(self, freed: Freed, now: datetime) -> Wanted | None:
        chance, mine = self.client.chance, self.client.mine
        if chance.below(2):
            return None
        contact = 1 + chance.below(self.client.contacts)
        moves = mine[0] if mine and chance.below(2) else None
        person = f"waiting {self.client.contact} {chance.count}"
        kind = VISA if freed.cells > 1 else PASSPORT
        place = a_place(freed.slot.time, person, kind, freed.slot.office, freed.slot.day)
        until = now + timedelta(minutes=5)
        return Wanted(self.client.contact if moves else contact, Seat(place, ANA), until, moves)


class _Undo(Exception):
    pass


class Client:
    """`contacts` are how many there are in all."""

    def __init__(
        self, database: Database, network: Network, contact: int, contacts: int, seed: str
    ) -> None:
        self.database, self.network = database, network
        self.contact, self.contacts = contact, contacts
        self.chance = Chance(seed, contact)
        self.mine: list[str] = []

    def do(self, work: Callable[[AppointmentLife], object], request: str = "") -> object:
        """`work` names its request, so that it can be asked again what became of it."""
        reached = False

        def once(connection: Connection) -> object:
            nonlocal reached
            if request and self.database.dialect == "postgresql":
                connection.execute(text(f"SET LOCAL application_name = '{ASKS}'"))
            life = AppointmentLife(a_core(connection, self.network, waitlist=Anybody(self)))
            made = self._made(connection, request) if reached and request else None
            if reached and request:
                say("unknown", made or "-", self._blindly(life, request))
            reached = False
            try:
                outcome = work(life)
            except DBAPIError as failure:
                say("again" if gave_way(failure) else "lost" if was_lost(failure) else "failed")
                raise
            assert made is None or made == outcome.appointment.folio
            reached = True
            return outcome

        try:
            outcome = settled_by_key(
                self.database, once, self._wait, lambda: self.chance.below(100) / 100, PATIENCE
            )
        except DBAPIError as failure:
            if not gave_way(failure):
                raise
            say("gave-up")
            return Refused("taken")
        say("refused" if isinstance(outcome, Refused) else "kept")
        return outcome

    def _wait(self, seconds: float) -> None:
        Event().wait(seconds)

    def _made(self, connection: Connection, request: str) -> str | None:
        where = appointment.c.request_key == request
        return connection.scalar(select(appointment.c.folio).where(where))

    def _blindly(self, life: AppointmentLife, request: str) -> str:
        """What they would be told who ask with a new request."""
        answer: object = None
        with suppress(_Undo), life.connection.begin_nested():
            answer = life.core.confirm(self.contact, self.wanted, ANA, f"{request}:again", NOW)
            raise _Undo
        return answer.reason if isinstance(answer, Refused) else "another"

    def book(self, place, request: str) -> None:
        self.wanted = place
        made = self.do(
            lambda life: life.core.confirm(self.contact, place, ANA, request, NOW), request
        )
        self._say_booked(made)

    def _say_booked(self, made: object) -> None:
        if isinstance(made, Confirmed):
            self.mine.append(made.appointment.folio)
            say("booked", made.appointment.folio)

    # -- modes ------------------------------------------------------------------------------

    def cell(self, step: int) -> None:
        """Everybody wants the same place."""
        self.book(a_place(person=f"{self.contact} {step}"), f"{self.contact}:{step}")

    def day(self, step: int) -> None:
        """Everybody wants the same day, and goes from time to time until it is full."""
        at, kind = time(9, 15 * self.chance.below(4)), (VISA, PASSPORT)[self.chance.below(2)]
        if step % 2:
            at, kind = time(9, 15 * ((self.contact + step // 2) % 4)), PASSPORT
        self.book(a_place(at, f"{self.contact} {step}", kind), f"{self.contact}:{step}")

    def booking(self, step: int) -> None:
        """Every place is another, so that a commit is most of the work."""
        day, at = DAYS[step // 4 % 3], time(9, 15 * (step % 4))
        place = a_place(at, f"{self.contact} {step}", PASSPORT, AUSTIN, day)
        self.book(place, f"{self.contact}:{step}")
        if step % 3 and self.mine:
            self._cancel(f"{self.contact}:{step}:cancel")
            later = NOW + timedelta(days=2)
            self.do(lambda life: life.give_back(later, 20))

    def mixed(self, step: int) -> None:
        at = time(9, (0, 15, 30, 45)[self.chance.below(4)])
        kind, day = (VISA, PASSPORT)[self.chance.below(2)], DAYS[self.chance.below(len(DAYS))]
        place = a_place(at, f"{self.contact} {step}", kind, AUSTIN, day)
        request = f"{self.contact}:{step}"
        match self.chance.below(18):
            case 0 | 1 | 2:
                self.do(lambda life: life.core.hold(self.contact, place, ANA, request, NOW))
            case 3:
                self.do(lambda life: life.core.release(self.contact, NOW))
            case 4 | 5 | 6:
                self.book(place, request)
            case 7:
                self._hold_and_book(place, request)
            case 8:
                self._party(place, request)
            case 9 | 10:
                self._move(place, request)
            case 11 | 12:
                self._cancel(request)
            case 13:
                later = NOW + timedelta(minutes=self.chance.below(20))
                self.do(lambda life: life.core.expire(later, 20))
            case 14:
                later = NOW + timedelta(hours=self.chance.below(30))
                self.do(lambda life: life.give_back(later, 20))
            case 15 | 16:
                self._answer_an_offer(request)
            case 17:
                self._change(day)

    def _hold_and_book(self, place, request: str) -> None:
        self.do(lambda life: life.core.hold(self.contact, place, ANA, f"{request}:hold", NOW))
        self.book(place, request)

    def _party(self, place, request: str) -> None:
        other = a_place(
            place.slot.time, f"{place.person} too", place.procedure, AUSTIN, place.slot.day
        )
        seats = (Seat(place, ANA), Seat(other, ANA))
        made = self.do(lambda life: life.core.confirm_party(self.contact, seats, request, NOW))
        for one in () if isinstance(made, Refused) else made:
            self._say_booked(one)

    def _move(self, place, request: str) -> None:
        if self.mine:
            folio = self.mine[self.chance.below(len(self.mine))]
            moved = self.do(
                lambda life: life.move(
                    folio, place.slot, request, CONTACT, NOW, contact=self.contact, share="public"
                )
            )
            self._say_moved(moved)

    def _say_moved(self, moved: object) -> None:
        if isinstance(moved, Confirmed):
            slot = moved.appointment.slot
            say("moved", moved.appointment.folio, slot.day.isoformat(), f"{slot.time:%H:%M}")

    def _cancel(self, request: str) -> None:
        if self.mine:
            folio = self.mine.pop(self.chance.below(len(self.mine)))
            done = self.do(
                lambda life: life.cancel(folio, request, CONTACT, NOW, contact=self.contact)
            )
            if isinstance(done, Confirmed):
                say("cancelled", folio)

    def _answer_an_offer(self, request: str) -> None:
        with self.database.read() as connection:
            mine = (appointment.c.contact_id == self.contact, appointment.c.state == "offered")
            offer = connection.scalar(select(appointment.c.folio).where(*mine).limit(1))
        if offer is None:
            return
        if not self.chance.below(4):
            self.do(lambda life: life.decline(offer, self.contact, NOW))
            return
        made = self.do(lambda life: life.accept(offer, self.contact, request, NOW))
        if isinstance(made, Confirmed):
            say("accepted")
            if made.appointment.folio == offer:
                self._say_booked(made)
            else:
                self._say_moved(made)

    def _change(self, day: date) -> None:
        kind = ("closed", "open", "open", "capacity")[self.chance.below(4)]
        served = self.chance.below(5) if kind == "capacity" else None
        special = SpecialDay(day, kind, capacity=served)

        def change(life: AppointmentLife) -> None:
            networks = StoredNetworks(life.connection)
            try:
                carry_out(networks, self.network, AUSTIN, special, STAFF, NOW)
            except Unfit:
                return

        self.do(change)


def node(url: str, mode: str, first: int, threads: int, contacts: int, steps: int, seed: str):
    database, network = Database(url), a_network(**NETWORK)

    def one(contact: int) -> None:
        client = Client(database, network, contact, contacts, seed)
        for step in range(steps):
            if finished.is_set():
                break
            getattr(client, mode)(step)

    Thread(target=lambda: (os.read(0, 1), finished.set()), daemon=True).start()
    with ThreadPoolExecutor(threads) as people:
        for _ in people.map(one, range(first, first + threads)):
            pass
    say("done")


def main(url: str, mode: str, first: int, nodes: int, threads: int, steps: int, seed: str) -> None:
    """The processes begin together: each waits until all are there."""
    contacts = first + nodes * threads - 1
    if nodes == 1:
        node(url, mode, first, threads, contacts, steps, seed)
        return
    start, go = os.pipe()
    children = []
    for number in range(nodes):
        if child := os.fork():
            children.append(child)
            continue
        os.close(go)
        os.read(start, 1)
        node(url, mode, first + number * threads, threads, contacts, steps, f"{seed} {number}")
        sys.stdout.flush()
        os._exit(0)
    os.close(go)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    zoneinfo.reset_tzpath(to=[])
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7]), sys.argv[7])
