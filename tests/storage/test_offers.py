"""A place offered is one contact's alone until it is taken, declined or over (I12)."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

import pytest
from sqlalchemy import event, text

from tests.storage.desk import Desk
from tests.storage.samples import AUSTIN, DAY, NOW, VISA, a_network, a_place, a_seat, put
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.desk.ports import Confirmed, Freed, Held, Refused, Wanted
from ventanilla.desk.special_days import carry_out
from ventanilla.domain.appointment import DESK, Cause
from ventanilla.storage import settlement
from ventanilla.storage.database import Database
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.schema import appointment, vacancy

STAFF = Cause("staff:rosa", "because")
UNTIL = NOW + timedelta(hours=4)
AFTER = UNTIL + timedelta(seconds=1)


@dataclass
class Queue:
    """A waitlist of the test's own: whoever is first gets whatever becomes free."""

    waiting: list[Wanted] = field(default_factory=list)
    asked: list[Freed] = field(default_factory=list)

    def next_for(self, freed: Freed, now) -> Wanted | None:
        self.asked.append(freed)
        return self.waiting.pop(0) if self.waiting else None


@pytest.fixture
def queue() -> Queue:
    return Queue()


@pytest.fixture
def desk(database: Database, queue: Queue) -> Desk:
    network = a_network()
    put(database, network, contacts=4)
    return Desk(database, network, waitlist=queue)


def wanted(contact: int, person: str, at: time = time(9), instead_of=None, until=UNTIL) -> Wanted:
    return Wanted(contact, a_seat(at, person), until, instead_of)


def offered(desk: Desk) -> list[str]:
    return [f for f, state in desk.rows(appointment, "folio", "state") if state == "offered"]


def test_a_freed_place_is_offered_to_who_waits_and_to_nobody_else(desk: Desk, queue: Queue):
    folio = desk.book(1, a_place())
    queue.waiting.append(wanted(2, "luz"))

    desk.cancel(folio)

    (offer,) = offered(desk)
    assert queue.asked[0].slot == a_place().slot
    assert queue.asked[0].cells == 2
    assert desk.rows(vacancy, "appointment_id") == []
    assert desk.hold(3, a_place(person="eva")) == Refused("taken")
    assert desk.times(AUSTIN, VISA, DAY, NOW) == (time(9, 30),)
    assert desk.accept(offer, 3, "r", NOW) == Refused("not-yours")


def test_an_accepted_offer_is_an_appointment_with_its_folio(desk: Desk, queue: Queue):
    queue.waiting.append(wanted(2, "luz"))
    desk.cancel(desk.book(1, a_place()))
    (offer,) = offered(desk)

    made = desk.accept(offer, 2, "r", NOW)

    assert (made.appointment.folio, made.appointment.state) == (offer, "confirmed")
    assert desk.accept(offer, 2, "r", NOW) == made
    assert desk.hold(2, a_place(time(9, 30), "luz")) == Refused("already-yours", offer)


def test_an_expired_offer_cannot_be_accepted_before_or_after_the_sweep(desk: Desk, queue: Queue):
    queue.waiting.append(wanted(2, "luz"))
    desk.cancel(desk.book(1, a_place()))
    (offer,) = offered(desk)

    assert desk.accept(offer, 2, "r", AFTER) == Refused("gone")
    desk.expire(AFTER, 10)
    assert desk.accept(offer, 2, "s", NOW) == Refused("gone")


def test_what_is_declined_or_runs_out_goes_to_the_next(desk: Desk, queue: Queue):
    queue.waiting += [
        wanted(2, "luz"),
        wanted(3, "eva"),
        wanted(4, "sol", until=AFTER + timedelta(hours=1)),
    ]
    desk.cancel(desk.book(1, a_place()))

    assert desk.decline(offered(desk)[0], 2, NOW)
    assert not desk.decline(offered(desk)[0], 2, NOW)
    desk.expire(AFTER, 10)

    (offer,) = offered(desk)
    assert isinstance(desk.accept(offer, 4, "r", AFTER), Confirmed)
    assert len(queue.asked) == 3


def test_an_offer_that_moves_an_appointment_gives_one_place_for_the_other(desk: Desk, queue: Queue):
    later = a_place(person="luz", day=date(2026, 12, 7))
    folio = desk.book(2, later)
    queue.waiting.append(wanted(2, "luz", instead_of=folio))
    desk.cancel(desk.book(1, a_place()))
    (offer,) = offered(desk)

    moved = desk.accept(offer, 2, "r", NOW)

    assert (moved.appointment.folio, moved.appointment.slot) == (folio, a_place().slot)
    assert desk.accept(offer, 2, "r", NOW) == moved
    assert offered(desk) == []
    assert desk.rows(vacancy, "start_minute") == [
        (later.slot.start_minute,),
        (later.slot.start_minute + 15,),
    ]


def test_cancelling_or_moving_an_appointment_withdraws_its_offer(desk: Desk, queue: Queue):
    folio = desk.book(2, a_place(person="luz", day=date(2026, 12, 7)))
    queue.waiting.append(wanted(2, "luz", instead_of=folio))
    desk.cancel(desk.book(1, a_place()))

    desk.cancel(folio, contact=2)

    assert offered(desk) == []


def test_an_appointment_has_one_offer_at_a_time(desk: Desk):
    folio = desk.book(2, a_place(person="luz", day=date(2026, 12, 7)))
    first = wanted(2, "luz", instead_of=folio)

    assert isinstance(desk.offer(first, "a", DESK, NOW, "public"), Held)
    second = wanted(2, "luz", time(9, 30), folio)
    assert desk.offer(second, "b", DESK, NOW, "public") == Refused("taken")
    assert desk.offer(wanted(3, "luz", time(9, 30), folio), "c", DESK, NOW, "public") == Refused(
        "not-yours"
    )


def test_who_was_booked_meanwhile_cannot_accept_a_second_appointment(desk: Desk, queue: Queue):
    queue.waiting.append(wanted(2, "luz"))
    desk.cancel(desk.book(1, a_place()))
    (offer,) = offered(desk)
    folio = desk.book(2, a_place(person="luz", day=date(2026, 12, 7)))

    assert desk.accept(offer, 2, "r", NOW) == Refused("already-yours", folio)
    assert offered(desk) == [offer]


def test_who_holds_a_place_for_the_same_person_can_take_the_offer(desk: Desk, queue: Queue):
    queue.waiting.append(wanted(2, "luz"))
    desk.cancel(desk.book(1, a_place()))
    (offer,) = offered(desk)
    desk.hold(2, a_place(person="luz", day=date(2026, 12, 7)))

    made = desk.accept(offer, 2, "r", NOW)

    assert made.appointment.folio == offer
    assert desk.held(2, NOW) is None


def test_what_was_offered_and_ran_out_is_nobodys_before_the_sweep(desk: Desk, queue: Queue):
    """Who let it run out knows the second, and would take it for the next customer."""
    queue.waiting += [wanted(2, "luz"), wanted(4, "sol", until=AFTER + timedelta(hours=1))]
    desk.cancel(desk.book(1, a_place()))

    assert desk.hold(3, a_place(person="eva"), AFTER) == Refused("taken")
    assert desk.times(AUSTIN, VISA, DAY, AFTER) == (time(9, 30),)
    desk.expire(AFTER, 10)

    assert isinstance(desk.accept(offered(desk)[0], 4, "r", AFTER), Confirmed)


@pytest.mark.parametrize("moves", [True, False])
@pytest.mark.parametrize(
    "change", [SpecialDay(DAY, "closed"), SpecialDay(DAY, "capacity", capacity=0)]
)
def test_an_offer_stands_whatever_the_day_becomes(desk, queue, moves: bool, change: SpecialDay):
    folio = desk.book(2, a_place(person="luz", day=date(2026, 12, 7))) if moves else None
    queue.waiting.append(wanted(2, "luz", instead_of=folio))
    desk.cancel(desk.book(1, a_place()))
    (offer,) = offered(desk)
    with desk.database.write() as connection:
        carry_out(StoredNetworks(connection), desk.network, AUSTIN, change, STAFF, NOW)

    made = desk.accept(offer, 2, "r", NOW)

    assert made.appointment.slot == a_place().slot
    assert made.appointment.folio == (folio or offer)


def test_a_shorter_procedure_takes_only_its_cells_of_what_is_kept_back(desk: Desk, queue: Queue):
    from tests.storage.samples import PASSPORT

    queue.waiting.append(Wanted(2, a_seat(time(9), "luz", PASSPORT), UNTIL))
    desk.cancel(desk.book(1, a_place()))

    assert len(offered(desk)) == 1
    assert len(desk.rows(vacancy, "start_minute")) == 1


def test_without_the_expiry_check_an_offer_that_ran_out_is_accepted(
    desk: Desk, queue: Queue, monkeypatch
):
    queue.waiting.append(wanted(2, "luz"))
    desk.cancel(desk.book(1, a_place()))
    (offer,) = offered(desk)
    from ventanilla.storage import life

    monkeypatch.setattr(life, "lives", lambda row, now: True)
    assert desk.accept(offer, 2, "r", AFTER) == Refused("gone")

    from sqlalchemy import bindparam, update

    careless = (
        update(appointment)
        .where(appointment.c.id == bindparam("number"), bindparam("now") > 0)
        .values(state="confirmed", request_key=bindparam("request"))
        .returning(appointment.c.revision)
    )
    monkeypatch.setattr(settlement, "ACCEPT", careless)
    assert isinstance(desk.accept(offer, 2, "r", AFTER), Confirmed)


def test_i12_the_table_refuses_two_offers_for_one_appointment(desk: Desk):
    folio = desk.book(2, a_place(person="luz", day=date(2026, 12, 7)))
    desk.offer(wanted(2, "luz", instead_of=folio), "a", DESK, NOW, "public")
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), desk.database.write() as connection:
        connection.execute(
            text(
                "UPDATE appointment SET state = 'offered', instead_of ="
                " (SELECT MAX(instead_of) FROM appointment) WHERE state = 'confirmed'"
            )
        )


def test_an_offer_that_ends_while_it_is_taken_is_gone(postgresql_database: Database):
    """A sweep whose clock is ahead ends it between its row and its cells; SQLite has one writer."""
    network = a_network()
    put(postgresql_database, network, contacts=4)
    desk = Desk(postgresql_database, network, waitlist=Queue())
    own = desk.book(1, a_place(time(9)))
    offer = desk.offer(wanted(1, "ana", time(9, 30), own), "o", DESK, NOW, "public")
    assert isinstance(offer, Held)
    ended = []

    def sweep(connection, cursor, statement, *_):
        if statement.startswith("SELECT claim.") and not ended:
            ended.append(0)
            ended[0] = desk.expire(AFTER, 10)

    event.listen(postgresql_database.engine, "before_cursor_execute", sweep)
    made = desk.accept(offer.folio, 1, "r", NOW)
    event.remove(postgresql_database.engine, "before_cursor_execute", sweep)

    assert ended == [1]
    assert made == Refused("gone")
    assert [one.state for one in desk.find(own)] == ["confirmed"]
