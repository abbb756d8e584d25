"""People by what a channel knows of them, on both databases."""

from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import event, update

from tests.storage.samples import NOW, VAULT
from tests.storage.trays import column, count
from ventanilla.domain.message import Address
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.trays import alias, contact
from ventanilla.storage.vault import Vault

PHONE, USER = Address(phone="15555550101"), Address(user_id="US.101")
BOTH = Address(phone="15555550101", user_id="US.101")


@pytest.fixture
def of(database):
    def people(*addresses: Address, vault: Vault = VAULT) -> list[int]:
        with database.write() as connection:
            found = Contacts(connection, vault).of(addresses, NOW)
        return [found[address] for address in addresses]

    return people


@pytest.fixture
def address(database):
    def known(person: int, vault: Vault = VAULT) -> Address:
        with database.read() as connection:
            return Contacts(connection, vault).addresses([person])[person]

    return known


@pytest.mark.parametrize(
    "seen",
    [
        (PHONE, PHONE),
        (USER, USER),
        (BOTH, BOTH),
        (PHONE, BOTH),
        (USER, BOTH),
        (BOTH, PHONE),
        (BOTH, USER),
        (PHONE, BOTH, USER),
        (USER, BOTH, PHONE),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_one_person_has_one_number_whatever_is_known_of_them(of, address, seen, together):
    people = of(*seen) if together else [of(one)[0] for one in seen]

    assert len(set(people)) == 1
    assert address(people[0]) == (BOTH if BOTH in seen else seen[0])


def test_a_phone_and_a_user_id_are_two_people_until_a_message_names_both(of):
    phone, user = of(PHONE), of(USER)

    assert phone != user


def test_two_people_are_never_made_one_and_the_platforms_id_decides(of, database):
    phone, user = of(PHONE, USER)

    assert of(BOTH) == [user]
    assert of(PHONE) == [phone]
    assert count(database, contact) == 2


def test_who_is_given_somebodys_old_number_is_not_that_somebody(of, address):
    (before,) = of(BOTH)
    successor = Address(phone=BOTH.phone, user_id="US.202")

    (after,) = of(successor)

    assert after != before
    assert address(after) == successor
    assert address(before) == USER
    assert of(PHONE) == [after]
    assert of(USER) == [before]


def test_an_old_number_passed_on_within_one_batch_is_two_people(of, database):
    successor = Address(phone=BOTH.phone, user_id="US.202")

    before, after, by_phone = of(BOTH, successor, PHONE)

    assert before != after == by_phone
    assert of(BOTH, USER)[1] == before


def test_without_that_guard_the_old_number_would_open_the_old_persons_door(of, monkeypatch):
    known = Contacts._known
    monkeypatch.setattr(Contacts, "_known", lambda *given: (known(*given)[0], set()))
    (before,) = of(BOTH)

    assert of(Address(phone=BOTH.phone, user_id="US.202")) == [before]


def test_two_connections_that_meet_a_person_at_once_agree_on_the_number(database):
    found = []

    def meet() -> None:
        with database.write() as connection:
            found.append(Contacts(connection, VAULT).of([BOTH], NOW)[BOTH])

    with database.write() as connection:
        other = Thread(target=meet)
        first = Contacts(connection, VAULT).of([BOTH], NOW)[BOTH]
        other.start()
    other.join()

    assert found == [first]
    assert count(database, contact) == 1
    assert column(database, contact, "phone_sealed") != [None]


@contextmanager
def statements(database):
    heard: list[str] = []

    def hear(connection, cursor, words, *rest) -> None:
        heard.append(words)

    event.listen(database.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(database.engine, "before_cursor_execute", hear)


def _crowd(size: int, start: int = 0) -> list[Address]:
    return [Address(f"1555{n:07}", f"US.{n}") for n in range(start, start + size)]


def test_many_people_take_as_many_statements_as_few(of, database):
    with statements(database) as few:
        of(*_crowd(5))
    with statements(database) as many:
        of(*_crowd(40, 100))
    with statements(database) as known:
        of(*_crowd(40, 100))

    assert len(many) == len(few)
    assert len(known) == (2 if database.path else 1)


def test_addresses_are_sealed_and_found_by_keyed_hashes_alone(of, database):
    of(BOTH)

    kept = [
        *column(database, contact, "phone_sealed"),
        *column(database, contact, "user_id_sealed"),
    ]
    with database.read() as connection:
        keys = [bytes(row.alias_key) for row in connection.execute(alias.select())]

    assert len(kept) == len(keys) == 2
    assert not [s for s in (*map(bytes, kept), *keys) if b"5550101" in s or b"US.101" in s]


def test_people_seen_under_an_older_secret_are_found_and_kept_under_the_newest(of, address):
    old, new = "o" * 32, "n" * 32
    (before,) = of(BOTH, vault=Vault((old,)))

    assert of(BOTH, vault=Vault((new, old))) == [before]
    assert of(PHONE, vault=Vault((new,))) == [before]
    assert address(before, Vault((new,))) == BOTH


def test_an_address_that_cannot_be_opened_is_unknown_and_stops_nobody(of, address, database):
    (person,) = of(BOTH)
    with database.write() as connection:
        connection.execute(update(contact).values(phone_sealed=b"x" * 40))

    assert address(person) == USER


def test_a_person_is_dated_by_the_day_of_their_first_message(database):
    with database.write() as connection:
        Contacts(connection, VAULT).of([BOTH], NOW)
        Contacts(connection, VAULT).of([BOTH], NOW + timedelta(days=1))

    assert column(database, contact, "created_at") == [int(NOW.timestamp())]
