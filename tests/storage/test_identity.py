"""Who somebody is when numbers and ids change (E, D23 to D25), on both databases."""

import pytest
from structlog.testing import capture_logs

from tests.storage.samples import NOW, VAULT
from tests.storage.trays import ANA, LUZ, count, said
from ventanilla.domain.message import Address, Inbound
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.inbox import InboxTable
from ventanilla.storage.trays import alias, contact, inbox

NEW = Address(phone="15555550199", user_id="US.199")


@pytest.fixture
def in_tray(database):
    class Tray:
        def append(self, *messages: Inbound) -> None:
            with database.write() as connection:
                InboxTable(connection, VAULT).append(messages, (), NOW)

        def person(self, address: Address) -> int | None:
            with database.write() as connection:
                return Contacts(connection, VAULT)._person(address)

        def reached(self, person: int) -> Address:
            with database.read() as connection:
                return Contacts(connection, VAULT).addresses([person])[person]

        def get_to_know(self, person: int, who: Address) -> None:
            with database.write() as connection:
                Contacts(connection, VAULT).get_to_know(person, who)

    return Tray()


def notice(was: Address, becomes: Address, key: str = "system") -> Inbound:
    return Inbound(key, "line", was, NOW, "silent", becomes=becomes)


def test_d23_a_new_number_is_the_same_person_and_wants_no_turn(in_tray, database):
    in_tray.append(said("a"))
    ana = in_tray.person(ANA)

    in_tray.append(notice(ANA, NEW))

    assert in_tray.person(NEW) == ana
    assert in_tray.reached(ana) == NEW
    assert count(database, inbox, inbox.c.state == "waiting") == 1


def test_d24_a_new_id_without_a_number_is_the_same_person_and_the_old_number_is_let_go(in_tray):
    in_tray.append(said("a"))
    ana = in_tray.person(ANA)

    in_tray.append(notice(Address(user_id=ANA.user_id), Address(user_id=NEW.user_id)))

    assert in_tray.reached(ana) == Address(user_id=NEW.user_id)
    assert in_tray.person(Address(phone=ANA.phone)) is None


def test_recycled_who_writes_from_the_old_number_is_a_stranger(in_tray):
    in_tray.append(said("a"), notice(ANA, NEW), said("b", Address(phone=ANA.phone)))

    assert in_tray.person(Address(phone=ANA.phone)) not in (None, in_tray.person(NEW))


def test_within_one_delivery_each_message_is_of_whom_it_was_then(in_tray, database):
    in_tray.append(said("a"), notice(ANA, NEW), said("b", NEW))

    assert count(database, contact) == 1


def test_a_notice_that_comes_again_does_not_move_whoever_has_the_number_now(in_tray):
    told = notice(ANA, NEW)
    in_tray.append(said("a"), told)
    in_tray.append(said("b", Address(phone=ANA.phone)))
    stranger = in_tray.person(Address(phone=ANA.phone))

    in_tray.append(told)

    assert in_tray.person(Address(phone=ANA.phone)) == stranger


def test_without_that_guard_the_stranger_would_lose_the_number(in_tray, monkeypatch):
    told = notice(ANA, NEW)
    in_tray.append(said("a"), told)
    in_tray.append(said("b", Address(phone=ANA.phone)))
    monkeypatch.setattr(InboxTable, "_is_stored", lambda self, message: False)

    in_tray.append(told)

    assert in_tray.person(Address(phone=ANA.phone)) is None


def test_d25_two_people_are_never_made_one_and_somebody_is_told(in_tray, database):
    in_tray.append(said("a"), said("b", LUZ))
    ana, luz = in_tray.person(ANA), in_tray.person(LUZ)

    with capture_logs() as logs:
        in_tray.append(notice(ANA, LUZ))

    assert [log["event"] for log in logs] == ["two people of one name"]
    assert in_tray.person(LUZ) == luz != ana
    assert in_tray.person(Address(phone=ANA.phone)) is None
    assert count(database, contact) == 2


def test_of_somebody_unknown_a_notice_makes_nobody(in_tray, database):
    in_tray.append(notice(ANA, NEW))

    assert (count(database, contact), count(database, alias)) == (0, 0)


def test_e7_the_id_that_an_answer_names_is_kept(in_tray):
    in_tray.append(said("a", Address(phone=ANA.phone)))
    ana = in_tray.person(Address(phone=ANA.phone))

    in_tray.get_to_know(ana, Address(user_id=ANA.user_id))

    assert in_tray.reached(ana) == ANA
    assert in_tray.person(Address(user_id=ANA.user_id)) == ana


def test_e8_another_spelling_of_the_number_is_the_same_person(in_tray):
    mexican = Address(phone="5215555550101")
    in_tray.append(said("a", mexican))
    person = in_tray.person(mexican)

    in_tray.get_to_know(person, Address(phone="525555550101"))
    in_tray.append(said("b", Address(phone="525555550101")))

    assert in_tray.person(Address(phone="525555550101")) == person


def test_an_answer_with_another_id_says_that_the_number_has_passed_on(in_tray):
    in_tray.append(said("a"))
    ana = in_tray.person(ANA)

    with capture_logs() as logs:
        in_tray.get_to_know(ana, Address(phone=ANA.phone, user_id="US.999"))

    assert [log["event"] for log in logs] == ["a number has passed on"]
    assert in_tray.reached(ana) == Address(user_id=ANA.user_id)
    assert in_tray.person(Address(phone=ANA.phone)) is None


def test_an_answer_that_names_somebody_else_changes_nothing(in_tray):
    in_tray.append(said("a", Address(phone=ANA.phone)), said("b", LUZ))
    ana = in_tray.person(Address(phone=ANA.phone))

    in_tray.get_to_know(ana, Address(user_id=LUZ.user_id))

    assert in_tray.reached(ana) == Address(phone=ANA.phone)
    assert in_tray.person(Address(user_id=LUZ.user_id)) != ana


def test_no_text_of_a_notice_is_kept(in_tray, database):
    in_tray.append(said("a"), notice(ANA, NEW))

    assert count(database, inbox, inbox.c.body_sealed.is_(None)) == 1


def test_what_passed_on_takes_nothing_from_who_has_it_now(in_tray):
    stranger = Address(phone="525555550101", user_id="US.999")
    in_tray.append(said("a"), said("b", stranger))
    ana, theirs = in_tray.person(ANA), in_tray.person(stranger)

    in_tray.get_to_know(ana, stranger)

    assert in_tray.person(Address(phone=stranger.phone)) == theirs
    assert in_tray.person(Address(phone=ANA.phone)) is None
