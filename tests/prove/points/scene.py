"""Five people, some of whom have almost booked: what a world begins with, as a database's content."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.desk.samples import BOOKING, MORNING, REVIEW, TIME, Clock
from tests.prove.points.peer import Person
from tests.prove.points.world import VAULT, desk
from ventanilla.desk.clerk import Clerk
from ventanilla.desk.networks import apply
from ventanilla.desk.tray_ports import Settlement
from ventanilla.domain.message import Accepted, Address, Inbound
from ventanilla.storage.database import Database
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.networks import StoredNetworks

ANA, LUZ, EVA, SOL, PAZ = (f"1512555010{number}" for number in range(5))

SAID = {ANA: TIME, LUZ: REVIEW, EVA: REVIEW, SOL: 5}
"""How many words of a booking each has said when it begins."""

BEGINS = MORNING + timedelta(minutes=1)


SWEEPS = 30
"""Enough for a whole calendar's housekeeping."""


def people() -> list[Person]:
    """Sol says two things without waiting; of Luz's messages the platform tells us nothing."""
    return [
        Person(ANA, list(BOOKING[TIME:])),
        Person(LUZ, list(BOOKING[REVIEW:]), deaf=True),
        Person(EVA, list(BOOKING[REVIEW:])),
        Person(SOL, ["1", "Marisol"], at_once=2),
        Person(PAZ, ["Hola"]),
    ]


def words_of(phone: str) -> list[str]:
    """A booking of one's own: another e-mail, another birthday, another day to come."""
    number = 1 + list(SAID).index(phone)
    words = list(BOOKING)
    words[words.index("1988-12-01")] = f"1988-12-0{number}"
    words[TIME - 1] = str(number)
    return words


@dataclass
class Desktop:
    """One clerk to whom nothing happens."""

    database: Database
    clock: Clock

    def __post_init__(self) -> None:
        store = SqlStore(self.database, VAULT, Random(7).randrange)
        self.clerk = Clerk(store, desk(), "rehearsal", "")

    def say(self, key: str, phone: str, words: str, age: timedelta = timedelta()) -> None:
        """What was written so long ago, and its answers."""
        message = Inbound(key, "line", Address(phone), self.clock() - age, "text", words)
        self.clerk.receive([message], [], self.clock())
        while self.clerk.answer(self.clock()):
            pass
        settled: list[Settlement] = []
        while parcels := self.clerk.hand_out(settled, [], 64, self.clock())[0]:
            settled = [
                Settlement(one.id, one.attempt, Accepted(f"wamid.before.{one.id}"), None)
                for one in parcels
            ]


def prepare(database: Database) -> None:
    """With housekeeping done, so that there is none in the middle."""
    with database.write() as connection:
        apply(StoredNetworks(connection), desk().network, MORNING)
    desktop = Desktop(database, Clock(MORNING))
    for phone, count in SAID.items():
        for number, words in enumerate(words_of(phone)[:count]):
            desktop.say(f"before.{phone}.{number}", phone, words)
    for _ in range(SWEEPS):
        desktop.clerk.sweep(BEGINS)
