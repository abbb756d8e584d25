"""The desk's rounds on both databases: groups, failures, sweeps, and what is logged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import msgspec
from sqlalchemy import event, select, update
from structlog.testing import capture_logs

from tests.desk.samples import (
    BOOKING,
    EMAIL,
    MORNING,
    NAME,
    OTHER,
    PHONE,
    SURNAME,
    TIME,
    book,
    hand_in,
    statements,
    texts,
)
from tests.storage.trays import column, count
from ventanilla.conversation.asking import Ask, Notice
from ventanilla.conversation.state import Conversation
from ventanilla.desk.clerk import ATTEMPTS, GROUP, Clerk, log
from ventanilla.desk.pacing import pace_of
from ventanilla.desk.sending import settlement
from ventanilla.domain.message import Accepted, Address, Inbound, Receipt, SendError
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import alias, conversation, inbox, outbox
from ventanilla.wording.render import notice

DONE = ["done"]


def phone(number: int) -> str:
    return f"1512555{number:04}"


def poison(rehearsal: Rehearsal, sender: str) -> None:
    """That person's stored conversation asks in words that nobody wrote: its turns will raise."""
    vault = rehearsal.store.vault
    with rehearsal.store.database.write() as connection:
        person = connection.scalar(
            select(alias.c.contact_id).where(alias.c.alias_key == vault.index("phone", sender))
        )
        state = msgspec.json.encode(
            Conversation("es", {"purpose": "book"}, Ask("country", "unheard-of"))
        )
        sealed = vault.seal(state, "conversation", person, "state")
        theirs = update(conversation).where(conversation.c.contact_id == person)
        connection.execute(theirs.values(state_sealed=sealed))


# -- groups -----------------------------------------------------------------------------------


def _cost(rehearsal: Rehearsal, people: int, first: int) -> dict[str, int]:
    """Statements of each round for so many people, who have all said their second word."""
    senders = [phone(n) for n in range(first, first + people)]
    hand_in(rehearsal, *((sender, "Hola") for sender in senders))
    rehearsal.work()
    clerk, now = rehearsal.clerk, rehearsal.clock()
    with statements(rehearsal.store.database) as received:
        hand_in(rehearsal, *((sender, "1") for sender in senders))
    with statements(rehearsal.store.database) as answered:
        assert clerk.answer(now) == people
    parcels, _ = clerk.hand_out([], [], people, now)
    settled = [rehearsal._send(parcel) for parcel in parcels]
    receipts = [Receipt("", p.reference, "delivered", now) for p in parcels]
    with statements(rehearsal.store.database) as sent:
        clerk.hand_out(settled, receipts, people, now)
    return {"received": len(received), "answered": len(answered), "sent": len(sent)}


def test_a_group_of_many_takes_as_many_statements_as_one_of_few(rehearsal, monkeypatch):
    monkeypatch.setattr("ventanilla.desk.clerk.GROUP", 40)

    assert _cost(rehearsal, 40, 1000) == _cost(rehearsal, 5, 2000)


def test_a_crowd_is_answered_group_by_group_each_person_once(rehearsal, database):
    crowd = [phone(n) for n in range(GROUP + 8)]
    hand_in(rehearsal, *((sender, "Hola") for sender in crowd))

    sizes = [rehearsal.clerk.answer(MORNING) for _ in range(3)]

    assert sizes == [GROUP, 8, 0]
    assert count(database, outbox) == len(crowd)


def test_messages_of_one_person_are_taken_one_after_the_other_in_order(rehearsal, database):
    hand_in(rehearsal, *((PHONE, words) for words in BOOKING[:3]))

    sizes = [rehearsal.clerk.answer(MORNING) for _ in range(4)]

    assert sizes == [1, 1, 1, 0]
    rehearsal.work()
    assert "78701" in texts(rehearsal, PHONE)[-1]


def test_a_delivery_that_comes_three_times_is_answered_once(rehearsal, database):
    message = Inbound("k", "line", Address(PHONE), MORNING, "text", "Hola")
    for _ in range(3):
        rehearsal.clerk.receive([message, message], [], MORNING)
        rehearsal.work()

    assert len(texts(rehearsal, PHONE)) == 1


def test_a_turn_that_touches_the_calendar_leaves_its_group_and_is_done_alone(rehearsal, database):
    book(rehearsal, TIME)
    hand_in(rehearsal, (PHONE, BOOKING[TIME]), (OTHER, "Hola"))

    with commits(database) as done:
        rehearsal.clerk.answer(MORNING)

    assert len(done) == 2
    assert column(database, appointment, "state") == ["held"]
    assert count(database, outbox, outbox.c.state == "queued") == 2


@contextmanager
def commits(database: Database) -> Iterator[list[object]]:
    done: list[object] = []

    def hear(connection: object) -> None:
        done.append(connection)

    event.listen(database.engine, "commit", hear)
    yield done
    event.remove(database.engine, "commit", hear)


# -- a message that fails ---------------------------------------------------------------------


def test_a_message_whose_turn_fails_takes_nobody_along(rehearsal, database):
    book(rehearsal, 3)
    book(rehearsal, 3, OTHER)
    poison(rehearsal, PHONE)
    before = len(texts(rehearsal, OTHER))
    hand_in(rehearsal, (PHONE, "1"), (OTHER, "1"))

    rehearsal.clerk.answer(MORNING)
    rehearsal.work()

    assert len(texts(rehearsal, OTHER)) == before + 1
    assert column(database, inbox, "state")[-1] == "done"


def test_a_message_is_set_aside_after_its_last_attempt_and_the_person_is_told(rehearsal, database):
    book(rehearsal, 3)
    poison(rehearsal, PHONE)
    said = len(texts(rehearsal, PHONE))
    hand_in(rehearsal, (PHONE, "1"))

    states = []
    for _ in range(ATTEMPTS):
        rehearsal.clerk.answer(MORNING)
        states.append(column(database, inbox, "state")[-1])
    rehearsal.work()

    assert states == ["waiting"] * (ATTEMPTS - 1) + ["quarantined"]
    assert column(database, inbox, "attempts")[-1] == ATTEMPTS
    assert column(database, inbox, "reason")[-1] == "Missing"
    assert len(texts(rehearsal, PHONE)) == said + 1
    assert rehearsal.clerk.answer(MORNING) == 0


def test_the_apology_is_in_the_persons_language(rehearsal):
    rehearsal.say("Hello", phone=PHONE)
    poison(rehearsal, PHONE)
    hand_in(rehearsal, (PHONE, "1"))
    rehearsal.work()

    sorry = notice(Notice("trouble"), rehearsal.clerk.desk.voice("en"))
    assert texts(rehearsal, PHONE)[-1] == sorry


def test_answers_that_cannot_be_opened_any_more_are_begun_anew(rehearsal, database):
    book(rehearsal, 8)
    with database.write() as connection:
        connection.execute(update(conversation).values(state_sealed=b"x" * 60))

    (answer,) = rehearsal.say("1", phone=PHONE)

    assert "24 horas" in answer.body
    assert column(database, inbox, "state") == DONE * 9


def test_a_log_line_about_a_failure_names_its_kind_and_no_words(rehearsal):
    book(rehearsal, 3)
    poison(rehearsal, PHONE)
    hand_in(rehearsal, (PHONE, "palabras mías"))

    with capture_logs() as lines:
        rehearsal.work()

    assert "Missing" in repr(lines)
    assert "palabras" not in repr(lines)


# -- leases over a restart --------------------------------------------------------------------


def test_what_a_dead_process_was_sending_is_sent_by_the_next_after_the_grace(rehearsal, clock):
    hand_in(rehearsal, (PHONE, "Hola"))
    rehearsal.clerk.answer(clock.now)
    parcels, _ = rehearsal.clerk.hand_out([], [], 10, clock.now)
    next_one = Clerk(rehearsal.store, rehearsal.clerk.desk, "another", node="")

    next_one.sweep(clock.now)
    clock.now += timedelta(seconds=6)
    next_one.sweep(clock.now)
    again, _ = next_one.hand_out([], [], 10, clock.now)

    assert [p.id for p in again] == [p.id for p in parcels]
    assert [p.attempt for p in again] == [2]


def test_a_hold_that_ran_out_is_freed_by_the_sweep(rehearsal, database, clock):
    book(rehearsal, TIME + 1)

    clock.now += timedelta(minutes=11)
    rehearsal.clerk.sweep(clock.now)

    assert column(database, appointment, "state") == ["expired"]


def test_arrivals_name_the_parcel_and_its_contact(rehearsal):
    hand_in(rehearsal, (PHONE, "Hola"))
    rehearsal.clerk.answer(MORNING)
    (parcel,), _ = rehearsal.clerk.hand_out([], [], 10, MORNING)

    _, arrived = rehearsal.clerk.hand_out(
        [], [Receipt("", parcel.reference, "delivered", MORNING)], 0, MORNING
    )

    assert [(a.parcel, a.contact) for a in arrived] == [(parcel.id, parcel.contact)]


# -- what is logged ---------------------------------------------------------------------------


def test_no_log_line_of_a_whole_booking_holds_anything_of_the_person(rehearsal, clock):
    with capture_logs() as lines:
        book(rehearsal)
        rehearsal.say("una frase mía", phone=PHONE)
        poison(rehearsal, PHONE)
        hand_in(rehearsal, (PHONE, "otra frase"))
        rehearsal.work()
        clock.now += timedelta(days=91)
        rehearsal.clerk.sweep(clock.now)

    logged = repr(lines).casefold()
    assert "swept" in logged
    assert "a message failed" in logged
    for canary in (NAME, SURNAME, EMAIL, PHONE, "frase", "1988"):
        assert canary.casefold() not in logged


def test_the_log_test_would_see_a_name():
    with capture_logs() as lines:
        log.info("answered", to=NAME)

    assert NAME in repr(lines)


# -- pace -------------------------------------------------------------------------------------


def at_pace(rehearsal: Rehearsal, a_second: int) -> Clerk:
    store = replace(rehearsal.store, number="15550001", pace=pace_of(a_second))
    return Clerk(store, rehearsal.clerk.desk, "node/1", "node")


def test_i16_no_more_is_handed_out_than_the_number_may_send(rehearsal):
    clerk = at_pace(rehearsal, 80)
    hand_in(rehearsal, *((phone(n), "Hola") for n in range(30)))
    clerk.answer(MORNING)

    first, _ = clerk.hand_out([], [], 64, MORNING)
    assert (len(first), clerk.paced) == (10, True)
    assert clerk.hand_out([], [], 64, MORNING)[0] == ()
    later, _ = clerk.hand_out([], [], 64, MORNING + timedelta(seconds=0.1))
    assert len(later) == 7


def test_i16_what_people_write_counts_as_what_is_sent(rehearsal):
    clerk = at_pace(rehearsal, 80)
    clerk.receive(
        [Inbound(f"k{n}", "line", Address(phone(n)), MORNING, "text", "Hola") for n in range(10)],
        [],
        MORNING,
    )
    clerk.answer(MORNING)

    assert clerk.hand_out([], [], 64, MORNING)[0] == ()


def test_a_number_that_meta_refuses_keeps_what_it_owes_and_sends_it_when_mended(rehearsal):
    """F16: a token that ran out costs nobody an answer, and uses no attempt up."""
    clerk, now = at_pace(rehearsal, 80), MORNING
    hand_in(rehearsal, *((phone(n), "Hola") for n in range(10)))
    clerk.answer(now)
    refused = SendError(190, "channel", "halt")
    parcels, _ = clerk.hand_out([], [], 64, now)
    tried = len(parcels)
    with capture_logs() as logged:
        clerk.hand_out([settlement(p, refused, now, lambda: 0.5) for p in parcels], [], 64, now)
        for _ in range(240):
            now += timedelta(seconds=30)
            parcels, _ = clerk.hand_out([], [], 64, now)
            tried += len(parcels)
            clerk.hand_out([settlement(p, refused, now, lambda: 0.5) for p in parcels], [], 0, now)

    assert 10 < tried < 80
    assert {one["event"] for one in logged} == {"number closed"}
    sent, now = [], now + timedelta(minutes=11)
    for _ in range(9):
        parcels, _ = clerk.hand_out([], [], 64, now)
        clerk.hand_out(
            [settlement(p, Accepted(f"w{p.id}"), now, lambda: 0.5) for p in parcels], [], 0, now
        )
        sent += parcels
        now += timedelta(seconds=1)
    assert len({p.contact for p in sent}) == 10
    assert {p.attempt for p in sent} == {1}
