"""A draw is held: announced, entered, decided once, booked ticket by ticket, published."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from tests.storage.checker import faults
from tests.storage.desk import Desk
from tests.storage.samples import (
    ANA,
    AUSTIN,
    NOW,
    PASSPORT,
    VAULT,
    VISA,
    a_core,
    a_network,
    a_place,
    a_seat,
    put,
)
from ventanilla.calendar.draws import Wish, decode, encode, problems
from ventanilla.catalogue.schedule import Drawn
from ventanilla.desk.draws import (
    NotSo,
    Proposal,
    an_entrant,
    announce,
    decide,
    enter,
    give,
    published,
    winners,
)
from ventanilla.desk.ports import Held, Refused
from ventanilla.domain.appointment import Cause
from ventanilla.storage.database import Database
from ventanilla.storage.draws import DrawTables
from ventanilla.storage.schema import draw_entry

FIRST, LAST = date(2026, 12, 7), date(2026, 12, 8)
CLOSES = NOW + timedelta(days=3)
AFTER = CLOSES + timedelta(minutes=1)
SEED = bytes(range(32))
CODE = "austin-2026-12-07-c0ffee00"
PROPOSAL = Proposal(AUSTIN, "counter", FIRST, LAST, CLOSES)
NETWORK = a_network(capacity=1, release=Drawn())


@pytest.fixture
def desk(database: Database) -> Desk:
    put(database, NETWORK, contacts=9)
    return Desk(database, NETWORK)


def held(desk: Desk, work):
    with desk.database.write() as connection:
        return work(DrawTables(connection, VAULT), a_core(connection, NETWORK))


def announced(desk: Desk, proposal=PROPOSAL, code=CODE, now=NOW):
    held(desk, lambda draws, core: announce(draws, NETWORK, proposal, SEED, code, now))


def somebody(number: int, *wishes: Wish, procedure=VISA):
    applicant = replace(ANA, paternal_surname="Luna" + "abcdefghi"[number])

    def entering(draws, core):
        person = core.person(applicant.identity)
        drawn_by = iter(range(number * 11, number * 11 + 11))
        entrant = an_entrant(
            person, number, procedure, wishes, applicant, lambda n: next(drawn_by) % n
        )
        return enter(draws, NETWORK, draws.find(CODE), entrant, NOW)

    return entering


def entered(desk: Desk, count: int = 6) -> list[str]:
    return [held(desk, somebody(n, Wish(FIRST), Wish(LAST))) for n in range(1, count + 1)]


def decided(desk: Desk, now: datetime = AFTER):
    return held(desk, lambda draws, core: decide(draws, NETWORK, draws.find(CODE), "word", now))


def given(desk: Desk, limit: int = 99) -> int:
    """Gives up to `limit` winners their place, each in a transaction."""
    waiting = held(desk, lambda draws, core: winners(draws, draws.find(CODE)))
    for winner in waiting[:limit]:
        held(
            desk,
            lambda draws, core, winner=winner: give(
                draws, core, NETWORK, draws.find(CODE), winner, AFTER
            ),
        )
    return len(waiting)


def finished(desk: Desk):
    held(desk, lambda draws, core: draws.finish(draws.find(CODE), AFTER))
    return held(desk, lambda draws, core: published(draws, NETWORK, draws.find(CODE)))


def test_nobody_books_what_is_to_be_drawn(desk: Desk):
    assert desk.hold(1, a_place(day=FIRST)) == Refused("taken")
    assert desk.days(AUSTIN, VISA, NOW) == ()


def test_a_draw_gives_every_place_once_and_its_record_is_genuine(desk: Desk):
    announced(desk)
    entered(desk)
    decided(desk)
    given(desk)

    record = finished(desk)

    # Two visas a day, on two days, one counter.
    assert sum(entry.outcome is not None for entry in record.entries) == 4
    assert list(problems(decode(encode(record)))) == []
    assert len([s for n in range(1, 7) for s in desk.upcoming(n, AFTER)]) == 4
    with desk.database.read() as connection:
        assert faults(connection) == {}


def test_before_the_draw_only_the_hash_is_shown(desk: Desk):
    announced(desk)
    entered(desk)
    before = held(desk, lambda draws, core: published(draws, NETWORK, draws.find(CODE)))
    decided(desk)
    given(desk, 1)
    halfway = held(desk, lambda draws, core: published(draws, NETWORK, draws.find(CODE)))

    assert (before.seed, before.entries, before.commitment) == ("", (), halfway.commitment)
    assert (halfway.seed, halfway.entries) == ("", ())


def test_killed_in_the_middle_it_goes_on_to_the_same_end(desk: Desk):
    announced(desk)
    entered(desk)
    first = decided(desk).record
    given(desk, 2)

    assert decided(desk, AFTER + timedelta(hours=5)).record == first
    assert given(desk) == 2
    assert given(desk) == 0
    assert finished(desk).entries == first.entries


def test_who_enters_again_keeps_the_ticket_and_changes_the_wish(desk: Desk):
    announced(desk)
    ticket = held(desk, somebody(1, Wish(FIRST)))

    assert held(desk, somebody(1, Wish(LAST, since=time(9, 15)))) == ticket
    (entrant,) = held(desk, lambda draws, core: draws.entrants(draws.find(CODE)))
    assert entrant.wishes == (Wish(LAST, since=time(9, 15)),)


def test_what_is_left_over_opens_to_the_public(desk: Desk):
    announced(desk)
    held(desk, somebody(1, Wish(FIRST)))
    decided(desk)
    given(desk)
    finished(desk)

    assert desk.times(AUSTIN, VISA, FIRST, AFTER) == (time(9, 30),)
    assert isinstance(desk.hold(2, a_place(day=LAST, person="luz"), AFTER), Held)


def test_nobodys_name_is_kept_after_the_draw(desk: Desk):
    announced(desk)
    entered(desk)
    decided(desk)
    given(desk)
    finished(desk)

    kept = desk.rows(draw_entry, "applicant_sealed", "person_key", "ticket")
    assert {sealed for sealed, _, _ in kept} == {None}
    assert all(person == ticket for _, person, ticket in kept)


def test_a_place_that_staff_gave_away_meanwhile_is_lost_and_said_so(desk: Desk):
    announced(desk)
    entered(desk)
    decided(desk)
    staff = Cause("staff:rosa", "emergency")
    desk.__getattr__("book")(9, (a_seat(day=FIRST, person="zoe"),), "r", AFTER, "staff", staff)

    given(desk)
    record = finished(desk)

    notes = [entry.note for entry in record.entries if entry.note]
    assert notes == ["lost: taken"]
    assert list(problems(record)) == []


def test_who_has_an_appointment_already_wins_none(desk: Desk):
    announced(desk)
    held(desk, somebody(1, Wish(FIRST)))
    applicant = replace(ANA, paternal_surname="Lunab")
    place = a_place(day=date(2026, 12, 1))

    def booking(draws, core):
        person = core.person(applicant.identity)
        seat = replace(a_seat(), place=replace(place, person=person), applicant=applicant)
        return core.book(1, (seat,), "before", NOW, "staff", Cause("staff:rosa", "why"))

    held(desk, booking)
    decided(desk)
    given(desk)

    assert [entry.note for entry in finished(desk).entries] == ["lost: already-yours"]


@pytest.mark.parametrize(
    ("proposal", "told"),
    [
        (replace(PROPOSAL, pool="visas"), "austin has no pool 'visas'"),
        (replace(PROPOSAL, closes_at=NOW), "entries would have closed already"),
        (replace(PROPOSAL, first=LAST, last=FIRST), "the first day must not be after the last"),
        (replace(PROPOSAL, closes_at=NOW + timedelta(days=20)), "must close before the first day"),
    ],
)
def test_a_draw_that_cannot_be_held_is_not_announced(desk: Desk, proposal, told):
    with pytest.raises(NotSo, match=told):
        announced(desk, proposal)
    assert held(desk, lambda draws, core: draws.all()) == ()


def test_days_are_drawn_once(desk: Desk):
    announced(desk)

    with pytest.raises(NotSo, match=f"draw {CODE} gives places of these days already"):
        announced(desk, replace(PROPOSAL, first=LAST, last=LAST), "another")


def test_a_pool_that_opens_by_itself_is_not_drawn(database: Database):
    put(database, a_network())
    with database.write() as connection, pytest.raises(NotSo, match="is not released by draw"):
        announce(DrawTables(connection, VAULT), a_network(), PROPOSAL, SEED, CODE, NOW)


@pytest.mark.parametrize(
    ("wishes", "procedure", "told"),
    [
        ((), VISA, "between 1 and 10 wishes"),
        ((Wish(date(2026, 12, 24)),), VISA, "a day that is not drawn"),
        ((Wish(FIRST),), "nonsense", "does not serve nonsense"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(desk: Desk, wishes, procedure, told):
    announced(desk)

    with pytest.raises(NotSo, match=told):
        held(desk, somebody(1, *wishes, procedure=procedure))


def test_nobody_enters_or_draws_at_the_wrong_time(desk: Desk):
    announced(desk)
    entered(desk, 2)

    with pytest.raises(NotSo, match="are open until"):
        decided(desk, NOW)
    decided(desk)
    with pytest.raises(NotSo, match="has closed"):
        held(desk, somebody(3, Wish(FIRST)))


def test_without_the_request_a_winner_would_be_booked_twice(desk: Desk):
    """The ticket in the request is the guard: without it the second try makes a second booking,
    or is refused as already booked and the winner loses what was given.
    """
    announced(desk)
    held(desk, somebody(1, Wish(FIRST)))
    decided(desk)
    (winner,) = held(desk, lambda draws, core: winners(draws, draws.find(CODE)))

    def giving(draws, core):
        return give(draws, core, NETWORK, draws.find(CODE), winner, AFTER)

    folio = held(desk, giving)
    assert held(desk, giving) == folio
    with desk.database.write() as connection:
        connection.execute(text("UPDATE appointment SET request_key = 'forgotten'"))
    assert held(desk, giving) == "lost: already-yours"


def test_passports_and_visas_are_drawn_by_their_length(desk: Desk):
    announced(desk)
    held(desk, somebody(1, Wish(FIRST), procedure=PASSPORT))
    held(desk, somebody(2, Wish(FIRST), procedure=VISA))
    decided(desk)
    given(desk)

    lengths = {entry.cells for entry in finished(desk).entries if entry.outcome}
    assert lengths == {1, 2}
