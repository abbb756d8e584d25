"""Turns through the trays: what belongs together is committed together (I6), order is kept (I9)."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from tests.desk.samples import BOOKING, OTHER, PHONE, Clock, book, rehearse, small
from ventanilla.conversation.asking import Invalid
from ventanilla.conversation.parsing.dates import coming, readings
from ventanilla.desk.tray_ports import Kept, Waiting
from ventanilla.desk.turns import TouchesCalendar, take
from ventanilla.domain.message import Address, Document, Inbound
from ventanilla.storage.trays import conversation, outbox


@pytest.fixture
def rehearsal(database):
    return rehearse(database, Clock())


def test_every_message_of_a_whole_booking_has_one_reply_but_the_last_which_has_its_paper(rehearsal):
    replies = [len(rehearsal.say(words, phone=PHONE)) for words in BOOKING]

    assert replies == [1] * (len(BOOKING) - 1) + [2]
    assert isinstance(rehearsal.delivered[-1][1], Document)


def test_i6_the_replies_of_one_message_are_named_after_it(rehearsal, database):
    book(rehearsal)

    with database.read() as connection:
        names = connection.execute(select(outbox.c.dedupe)).scalars().all()
    assert len(set(names)) == len(BOOKING) + 1
    assert {name.split(":")[0] for name in names} == {"reply", "confirmation"}


def test_two_people_who_speak_by_turns_are_not_taken_for_one(rehearsal):
    for words in BOOKING[:6]:
        mine = rehearsal.say(words, phone=PHONE)
        theirs = rehearsal.say(words, phone=OTHER)
        assert [m.body for m in mine] == [m.body for m in theirs]


def test_what_wants_no_answer_gets_none_and_is_done(rehearsal):
    assert rehearsal.say("", "silent", phone=PHONE) == []
    assert rehearsal.clerk.answer(rehearsal.clock()) == 0


def test_a_turn_in_a_group_refuses_to_touch_the_calendar(rehearsal):
    book(rehearsal, len(BOOKING) - 1)
    clerk, now = rehearsal.clerk, rehearsal.clock()
    message = Inbound("k", "line", Address(PHONE), now, "text", "1")

    with rehearsal.store.ledger(small()) as ledger:
        (contact, kept), *_ = ledger.conversations.of(range(1, 1000)).items()
        assert isinstance(kept, Kept)
        waiting = Waiting(1, "k", contact, 0, message)
        with pytest.raises(TouchesCalendar):
            take(clerk.desk, ledger.bookings, waiting, kept, now, alone=False)
        done = take(clerk.desk, ledger.bookings, waiting, kept, now, alone=True)

    assert done is not None
    assert len(done.owed) == 2


def test_a_conversation_of_an_unknown_form_begins_anew_and_says_so(database, rehearsal):
    rehearsal.say("Hola", phone=PHONE)
    vault = rehearsal.store.vault
    with database.write() as connection:
        person = connection.scalar(select(conversation.c.contact_id))
        sealed = vault.seal(b'{"of": "another release"}', "conversation", person, "state")
        connection.execute(update(conversation).values(state_sealed=sealed))

    (reply,) = rehearsal.say("1", phone=PHONE)

    assert "Empecemos de nuevo" in reply.body


def test_who_begins_with_a_reaction_is_welcomed_at_their_first_word(rehearsal):
    rehearsal.say("", "reaction", phone=PHONE)

    (reply,) = rehearsal.say("Hola", phone=PHONE)

    assert reply.body.startswith("¡Hola! Soy")


def test_a_list_that_shows_what_the_network_has_no_longer_is_shown_anew(rehearsal):
    for words in BOOKING[:4]:
        rehearsal.say(words, phone=PHONE)
    desk = rehearsal.clerk.desk
    gone, *_ = desk.network.offices
    offices = {code: o for code, o in desk.network.offices.items() if code != gone}
    rehearsal.clerk.desk = replace(desk, network=replace(desk.network, offices=offices))

    (reply,) = rehearsal.say("ayuda", phone=PHONE)

    assert reply.choices or reply.body


@pytest.mark.parametrize("words", ["1 5551234567", "5551234567 12 1988", "12 13 99999999999"])
def test_a_telephone_number_for_a_date_is_answered_in_words(words):
    with pytest.raises(Invalid):
        readings(words)
    assert coming("1 5551234567", date(2026, 11, 23)) == ()
