"""A draw is held: announced, entered, decided once, booked ticket by ticket, published."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, text, update

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
    without_offer,
)
from ventanilla.calendar.draws import Outcome, Wish, decode, encode, problems
from ventanilla.catalogue.schedule import Drawn
from ventanilla.desk.draws import (
    NotSo,
    Proposal,
    an_entrant,
    announce,
    close,
    decide,
    enter,
    finish,
    give,
    published,
    winners,
    withdraw,
)
from ventanilla.desk.ports import Held, Refused
from ventanilla.domain.appointment import Cause
from ventanilla.storage.database import Database
from ventanilla.storage.draws import DrawTables
from ventanilla.storage.retention import Retention
from ventanilla.storage.schema import draw, draw_entry
from ventanilla.storage.trays import contact
from ventanilla.storage.vault import Vault

FIRST, LAST = date(2026, 12, 7), date(2026, 12, 8)
CLOSES = NOW + timedelta(days=3)
AFTER = CLOSES + timedelta(minutes=1)
SEED = bytes(range(32))
CODE = "austin-2026-12-07-c0ffee00"
PROPOSAL = Proposal(AUSTIN, "counter", FIRST, LAST, CLOSES, "the lottery of that evening")
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


def a_person(number: int):
    return replace(ANA, paternal_surname="Luna" + "abcdefghi"[number])


def somebody(number: int, *wishes: Wish, procedure=VISA, contact=0, start=0, now=NOW):
    """Person `number` enters, by a phone of their own unless another `contact` is named."""
    applicant = a_person(number)

    def entering(draws, core):
        person = core.person(applicant.identity)
        first = (start or number) * 11
        drawn_by = iter(range(first, first + 11))
        entrant = an_entrant(
            person, contact or number, procedure, wishes, applicant, lambda n: next(drawn_by) % n
        )
        return enter(draws, NETWORK, CODE, entrant, now)

    return entering


def entered(desk: Desk, count: int = 6) -> list[str]:
    return [held(desk, somebody(n, Wish(FIRST), Wish(LAST))) for n in range(1, count + 1)]


def shut(desk: Desk, now: datetime = AFTER, network=NETWORK):
    return held(desk, lambda draws, core: close(draws, network, CODE, now))


def decided(desk: Desk, now: datetime = AFTER, beacon="27 14 03"):
    shut(desk, now)
    return held(desk, lambda draws, core: decide(draws, CODE, beacon))


def shown(desk: Desk):
    return held(desk, lambda draws, core: published(draws, draws.find(CODE)))


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
    held(desk, lambda draws, core: finish(draws, CODE, AFTER))
    return shown(desk)


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


def test_before_it_closes_only_the_hash_is_shown_and_before_the_end_only_the_list(desk: Desk):
    announced(desk)
    tickets = entered(desk)
    before = shown(desk)
    shut(desk)
    listed = shown(desk)
    decided(desk)
    given(desk, 1)
    halfway = shown(desk)
    given(desk)
    after = finished(desk)

    assert (before.seed, before.entries, before.closing) == ("", (), "")
    assert [entry.ticket for entry in listed.entries] == sorted(tickets)
    assert (listed.seed, {entry.outcome for entry in listed.entries}) == ("", {None})
    assert halfway == listed
    assert (after.closing, after.commitment) == (listed.closing, before.commitment)
    assert [problem for one in (before, listed, after) for problem in problems(one)] == []


def test_nothing_can_be_drawn_before_the_list_was_closed(desk: Desk):
    announced(desk)
    entered(desk)

    with pytest.raises(NotSo, match="has not closed"):
        held(desk, lambda draws, core: decide(draws, CODE, "27 14 03"))


@pytest.mark.parametrize(
    ("source", "beacon", "told"),
    [
        ("the lottery", "", "give the beacon that was announced: the lottery"),
        ("", "27 14 03", "no beacon was announced"),
        ("the lottery", "two\nlines", "a beacon is one line"),
    ],
)
def test_no_beacon_is_chosen_afterwards(desk: Desk, source, beacon, told):
    announced(desk, replace(PROPOSAL, beacon_from=source))
    entered(desk, 2)

    with pytest.raises(NotSo, match=told):
        decided(desk, beacon=beacon)
    assert desk.rows(draw_entry, "outcome") == [(None,), (None,)]


def test_lots_once_drawn_are_not_drawn_again_with_another_beacon(desk: Desk):
    announced(desk)
    entered(desk)
    first = decided(desk).record

    with pytest.raises(NotSo, match="it was drawn with the beacon '27 14 03'"):
        decided(desk, beacon="another")
    assert decided(desk).record == first


def test_a_draw_without_a_beacon_can_be_held(desk: Desk):
    announced(desk, replace(PROPOSAL, beacon_from=""))
    entered(desk)
    decided(desk, beacon="")
    given(desk)

    assert list(problems(finished(desk))) == []


def test_the_list_stays_as_it_was_when_it_closed(desk: Desk):
    """Also if the places, or what the office serves, change before the lots are drawn."""
    announced(desk)
    entered(desk)
    first = shut(desk)
    staff = Cause("staff:rosa", "emergency")
    desk.__getattr__("book")(9, (a_seat(day=FIRST, person="zoe"),), "r", AFTER, "staff", staff)

    assert shut(desk, AFTER + timedelta(hours=1)) == first
    assert decided(desk).record.room == first.room


def test_a_procedure_that_the_office_gave_up_meanwhile_wins_nothing_and_stops_nobody(desk: Desk):
    announced(desk)
    visa = held(desk, somebody(1, Wish(FIRST)))
    passport = held(desk, somebody(2, Wish(FIRST), procedure=PASSPORT))
    shut(desk, network=without_offer(NETWORK, AUSTIN, VISA))
    decided(desk)
    given(desk)

    won = {entry.ticket: entry.outcome is not None for entry in finished(desk).entries}
    assert won == {visa: False, passport: True}


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


def test_nobody_else_changes_what_a_person_entered(desk: Desk):
    """Whoever knows a name and a birthday could spoil a rival's wishes, and learn the ticket."""
    announced(desk)
    held(desk, somebody(1, Wish(FIRST)))

    with pytest.raises(NotSo, match="entered from another phone"):
        held(desk, somebody(1, Wish(LAST), contact=2, start=3))
    (entrant,) = held(desk, lambda draws, core: draws.entrants(draws.find(CODE)))
    assert (entrant.contact, entrant.wishes) == (1, (Wish(FIRST),))


def test_a_person_has_one_ticket_also_while_secrets_are_being_changed(desk: Desk):
    announced(desk)
    ticket = held(desk, somebody(1, Wish(FIRST)))
    renewed = Vault(("another secret of at least thirty-two characters", *VAULT.secrets))
    applicant = a_person(1)
    person = renewed.index("person", applicant.identity).hex()
    again = an_entrant(person, 1, VISA, [Wish(LAST)], applicant, lambda n: 3 % n)

    with desk.database.write() as connection:
        draws = DrawTables(connection, renewed)
        assert enter(draws, NETWORK, CODE, again, NOW) == ticket
        (entrant,) = draws.entrants(draws.find(CODE))
    assert (entrant.wishes, entrant.applicant, entrant.person) == ((Wish(LAST),), applicant, person)


def test_without_the_index_a_person_entered_twice_at_once_has_two_tickets(desk: Desk):
    """Two who look at the same moment both find nobody: the table lets one of them in."""
    announced(desk)
    applicant = a_person(1)

    def adding(start):
        def work(draws, core):
            person = core.person(applicant.identity)
            one = an_entrant(person, 1, VISA, [Wish(FIRST)], applicant, lambda n: start % n)
            return draws.add_entrant(draws.find(CODE), one, NOW)

        return work

    assert [held(desk, adding(n)) for n in (3, 5)] == [True, False]
    with suppress(_RollBack), desk.database.write() as connection:
        connection.execute(text("DROP INDEX ux_draw_entry_person"))
        twice = adding(7)(DrawTables(connection, VAULT), a_core(connection, NETWORK))
        raise _RollBack
    assert twice


class _RollBack(Exception):
    pass


def test_what_was_entered_can_be_taken_back_until_entries_close(desk: Desk):
    announced(desk)
    kept, gone, late = entered(desk, 3)

    held(desk, lambda draws, core: withdraw(draws, CODE, gone, NOW))
    with pytest.raises(NotSo, match="has no ticket"):
        held(desk, lambda draws, core: withdraw(draws, CODE, gone, NOW))
    with pytest.raises(NotSo, match="has closed"):
        held(desk, lambda draws, core: withdraw(draws, CODE, late, CLOSES))
    assert {entry.ticket for entry in shut(desk).entries} == {kept, late}


def test_entries_close_at_their_second_also_before_anybody_closes_the_list(desk: Desk):
    announced(desk)
    held(desk, somebody(1, Wish(FIRST), now=CLOSES - timedelta(seconds=1)))

    with pytest.raises(NotSo, match="has closed"):
        held(desk, somebody(2, Wish(FIRST), now=CLOSES))


@pytest.mark.parametrize("anew", [True, False])
def test_who_enters_while_the_list_closes_is_on_it_or_is_refused(
    postgresql_database: Database, anew: bool
):
    """Else somebody would hold a ticket, or a wish, that no lot was drawn for. SQLite has one
    writer. `anew`: for the first time; else to change a wish, which no foreign key guards.
    """
    put(postgresql_database, NETWORK, contacts=9)
    desk = Desk(postgresql_database, NETWORK)
    announced(desk)
    if not anew:
        held(desk, somebody(1, Wish(FIRST)))
    with ThreadPoolExecutor(1) as other:
        with desk.database.write() as connection:
            entering = somebody(1, Wish(LAST))
            entering(DrawTables(connection, VAULT), a_core(connection, NETWORK))
            closing = other.submit(shut, desk)
            while not waiting(desk):
                assert not closing.done(), "it closed without waiting for who was entering"
        record = closing.result()

    assert [entry.wishes for entry in record.entries] == [(Wish(LAST),)]


def waiting(desk: Desk) -> bool:
    with desk.database.read() as connection:
        blocked = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        return connection.execute(text(blocked)).scalar() > 0


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


def test_who_waits_for_the_lots_can_be_reached_and_is_forgotten_after_them(desk: Desk):
    announced(desk)
    held(desk, somebody(1, Wish(FIRST)))
    much_later = NOW + timedelta(days=35)

    def reachable() -> list[int]:
        with desk.database.write() as connection:
            while Retention(connection).forget(much_later, 100):
                pass
            known = select(contact.c.id).where(contact.c.phone_sealed.is_not(None))
            return list(connection.scalars(known))

    with desk.database.write() as connection:
        connection.execute(update(contact).values(phone_sealed=b"sealed"))
    assert reachable() == [1]
    decided(desk)
    given(desk)
    finished(desk)
    for one in desk.upcoming(1, AFTER):
        desk.cancel(one.appointment.folio, now=AFTER)
    assert reachable() == []


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


def test_days_without_places_are_not_drawn(desk: Desk):
    beyond = replace(PROPOSAL, first=date(2031, 1, 6), last=date(2031, 1, 7))

    with pytest.raises(NotSo, match="has no places from 2031-01-06 on"):
        announced(desk, beyond)
    assert desk.rows(draw, "code") == []


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
        ((Wish(FIRST, since=time(10), until=time(9)),), VISA, "ends before it begins"),
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
        shut(desk, NOW)
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

    def forgotten(table: str, column: str, value: str) -> None:
        with desk.database.write() as connection:
            connection.execute(text(f"UPDATE {table} SET {column} = {value}"))

    folio = held(desk, giving)
    forgotten("draw_entry", "outcome", "NULL")
    assert held(desk, giving) == folio
    forgotten("draw_entry", "outcome", "NULL")
    forgotten("appointment", "request_key", "'forgotten'")
    assert held(desk, giving) == "lost: already-yours"


def test_what_became_of_a_ticket_is_settled_once(desk: Desk):
    """Of two commands that draw at once, the slower one does not give what was lost meanwhile."""
    announced(desk)
    held(desk, somebody(1, Wish(FIRST)))
    decided(desk)
    (winner,) = held(desk, lambda draws, core: winners(draws, draws.find(CODE)))
    held(desk, lambda draws, core: draws.settle(draws.find(CODE), winner[0].ticket, "lost: quota"))

    late = held(
        desk, lambda draws, core: give(draws, core, NETWORK, draws.find(CODE), winner, AFTER)
    )

    assert late == ""
    assert desk.rows(draw_entry, "outcome") == [("lost: quota",)]
    assert list(desk.upcoming(1, AFTER)) == []


def test_a_draw_is_not_over_before_everything_is_given(desk: Desk):
    """Else the winners' data would be gone, and their places open to the public."""
    announced(desk)
    entered(desk)
    shut(desk)
    with pytest.raises(NotSo, match="not everything is given yet"):
        finished(desk)
    decided(desk)
    given(desk, 3)
    with pytest.raises(NotSo, match="not everything is given yet"):
        finished(desk)

    given(desk)
    assert finished(desk) == finished(desk)


def test_a_draw_that_nobody_entered_opens_everything(desk: Desk):
    announced(desk)
    decided(desk)

    assert finished(desk).entries == ()
    assert desk.times(AUSTIN, VISA, FIRST, AFTER) == (time(9), time(9, 15), time(9, 30))


def test_what_was_won_is_what_is_booked(desk: Desk):
    announced(desk)
    tickets = entered(desk)
    decided(desk)
    given(desk)
    record = finished(desk)

    won = {entry.ticket: entry.outcome for entry in record.entries if entry.outcome}
    booked = {
        ticket: Outcome(one.appointment.slot.day, one.appointment.slot.time)
        for number, ticket in enumerate(tickets, 1)
        for one in desk.upcoming(number, AFTER)
    }
    assert booked == won


def test_passports_and_visas_are_drawn_by_their_length(desk: Desk):
    announced(desk)
    held(desk, somebody(1, Wish(FIRST), procedure=PASSPORT))
    held(desk, somebody(2, Wish(FIRST), procedure=VISA))
    decided(desk)
    given(desk)

    lengths = {entry.cells for entry in finished(desk).entries if entry.outcome}
    assert lengths == {1, 2}
