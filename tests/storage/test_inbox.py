"""The in-tray: each message once (I4), in order, never lost (I7), on both databases."""

from contextlib import suppress
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import Select, update

from tests.storage.samples import NOW, VAULT
from tests.storage.trays import ANA, LUZ, column, count, plans, said
from ventanilla.desk.tray_ports import Poison
from ventanilla.storage.inbox import InboxTable
from ventanilla.storage.trays import contact, inbox
from ventanilla.storage.vault import Vault


@pytest.fixture
def append(database):
    def store(*messages, poison=(), vault: Vault = VAULT, now=NOW) -> None:
        with database.write() as connection:
            InboxTable(connection, vault).append(messages, poison, now)

    return store


@pytest.fixture
def taken(database):
    """The keys' texts that the next group has; with `done`, they are taken from the tray."""

    def group(limit: int = 32, *, done: bool = False, vault: Vault = VAULT) -> list[str]:
        with database.write() as connection:
            tray = InboxTable(connection, vault)
            waiting = tray.next(limit)
            if done:
                tray.done([w.number for w in waiting])
        return [w.message.text for w in waiting]

    return group


# -- once -------------------------------------------------------------------------------------


def test_a_message_is_stored_once_however_often_it_comes(append, database):
    append(said("a"), said("b", LUZ))
    append(said("a"))
    append(said("b", LUZ), said("a"), said("c"))

    assert count(database, inbox) == 3


def test_a_message_twice_in_one_batch_is_stored_once(append, database):
    append(said("a"), said("a"))

    assert count(database, inbox) == 1


def test_a_message_stays_done_when_it_comes_again(append, taken):
    append(said("a"))
    taken(done=True)

    append(said("a"))

    assert taken() == []


def test_two_connections_that_bring_a_message_at_once_store_it_once(append, database):
    other = Thread(target=append, args=(said("a"), said("b")))

    with database.write() as connection:
        InboxTable(connection, VAULT).append([said("b"), said("a")], [], NOW)
        other.start()
    other.join()

    assert count(database, inbox) == 2


def test_without_the_key_of_a_message_it_would_be_stored_twice(append, database, monkeypatch):
    salted = iter(range(100))
    monkeypatch.setattr(Vault, "index", lambda *_: bytes([next(salted)]) * 20)

    append(said("a"), said("a"))

    assert count(database, inbox) == 2


def test_what_is_not_committed_is_not_stored(append, database, taken):
    with suppress(ValueError), database.write() as connection:
        InboxTable(connection, VAULT).append([said("a")], [], NOW)
        raise ValueError

    assert taken() == []


def test_a_message_seen_under_an_older_secret_is_not_taken_again(append, database):
    old, new = "o" * 32, "n" * 32
    append(said("a"), poison=[Poison("p", b"{", "x")], vault=Vault((old,)))

    append(said("a"), said("b"), poison=[Poison("p", b"{", "x")], vault=Vault((new, old)))

    assert count(database, inbox) == 3


def test_without_the_older_secret_it_would_be_taken_again(append, database):
    append(said("a"), vault=Vault(("o" * 32,)))
    append(said("a"), vault=Vault(("n" * 32,)))

    assert count(database, inbox) == 2


# -- whose turn it is -------------------------------------------------------------------------


def test_the_oldest_message_of_each_person_is_next_first_come_first_served(append, taken):
    append(said("1", LUZ, "luz 1"), said("2", ANA, "ana 1"), said("3", LUZ, "luz 2"))

    assert taken(done=True) == ["luz 1", "ana 1"]
    assert taken(done=True) == ["luz 2"]
    assert taken(done=True) == []


def test_the_messages_of_a_person_keep_their_order_whatever_their_clock_says(append, taken):
    append(said("1", text="first", at=NOW + timedelta(hours=1)))
    append(said("2", text="second", at=NOW - timedelta(hours=1)), said("3", text="third"))

    assert [taken(done=True) for _ in range(3)] == [["first"], ["second"], ["third"]]


def test_a_group_is_no_larger_than_asked_for(append, taken):
    append(said("1", LUZ, "luz"), said("2", ANA, "ana"))

    assert taken(limit=1) == ["luz"]


def test_two_nodes_are_never_given_the_same_person(append, postgresql_database):
    append_two = [said("1", ANA, "ana 1"), said("2", ANA, "ana 2"), said("3", LUZ, "luz 1")]
    with postgresql_database.write() as connection:
        InboxTable(connection, VAULT).append(append_two, [], NOW)

    with postgresql_database.write() as one, postgresql_database.write() as other:
        first = InboxTable(one, VAULT).next(1)
        second = InboxTable(other, VAULT).next(1)
        third = InboxTable(other, VAULT).one(first[0].number)

    assert [w.message.text for w in first] == ["ana 1"]
    assert [w.message.text for w in second] == ["luz 1"]
    assert third is None


def test_without_the_lock_two_nodes_would_have_the_same_person(postgresql_database, monkeypatch):
    monkeypatch.setattr(Select, "with_for_update", lambda self, **_: self)
    with postgresql_database.write() as connection:
        InboxTable(connection, VAULT).append([said("1")], [], NOW)

    with postgresql_database.write() as one, postgresql_database.write() as other:
        first = InboxTable(one, VAULT).next(1)
        second = InboxTable(other, VAULT).next(1)

    assert first == second != []


def test_a_node_that_waited_sees_what_the_other_has_done(append, taken, database):
    append(said("1", text="first"), said("2", text="second"))
    seen: list[str] = []
    other = Thread(target=lambda: seen.extend(taken()))

    with database.write() as connection:
        tray = InboxTable(connection, VAULT)
        tray.done([w.number for w in tray.next(1)])
        other.start()
        if not database.path:  # It finds the person at work, and takes nobody.
            other.join()
    other.join()

    assert seen == (["second"] if database.path else [])


# -- one alone --------------------------------------------------------------------------------


def test_one_message_can_be_asked_for_while_it_is_its_persons_oldest(append, database):
    append(said("1", text="first"), said("2", text="second"))
    first, second = column(database, inbox, "id")

    with database.write() as connection:
        tray = InboxTable(connection, VAULT)
        assert tray.one(first).message.text == "first"
        assert tray.one(second) is None
        tray.done([first])
        assert tray.one(first) is None
        assert tray.one(second).message.text == "second"
        assert tray.one(999) is None


def test_a_failed_message_waits_until_its_last_attempt_sets_it_aside(append, database, taken):
    append(said("1", text="first"), said("2", text="second"))
    (number, _) = column(database, inbox, "id")

    for last in (False, True):
        with database.write() as connection:
            InboxTable(connection, VAULT).failed(number, "ValueError", last=last)

    assert column(database, inbox, "state") == ["quarantined", "waiting"]
    assert column(database, inbox, "reason")[0] == "ValueError"
    assert column(database, inbox, "attempts")[0] == 2
    assert taken() == ["second"]


# -- what cannot be read ----------------------------------------------------------------------


def test_poison_is_kept_sealed_with_its_reason_and_belongs_to_nobody(append, database, taken):
    append(said("a"), poison=[Poison("p", b'{"name": "Ana"', "not a message")])
    append(poison=[Poison("p", b"{", "not a message")])

    assert column(database, inbox, "state") == ["waiting", "quarantined"]
    assert column(database, inbox, "reason") == [None, "not a message"]
    assert column(database, inbox, "contact_id")[1] is None
    body, key = column(database, inbox, "body_sealed")[1], column(database, inbox, "message_key")[1]
    assert b"Ana" not in bytes(body)
    assert VAULT.open(bytes(body), "inbox", bytes(key).hex(), "body") == b'{"name": "Ana"'
    assert taken() == ["Hola"]


def test_a_stored_message_that_cannot_be_read_stops_nobody(append, database, taken):
    append(said("1", LUZ, "luz"), said("2", ANA, "ana 1"), said("3", ANA, "ana 2"))
    number = column(database, inbox, "id")[1]
    with database.write() as connection:
        damaged = update(inbox).where(inbox.c.id == number)
        connection.execute(damaged.values(body_sealed=b"x" * 60))

    assert taken(done=True) == ["luz"]
    assert taken(done=True) == ["ana 2"]
    assert column(database, inbox, "reason")[1] == "Unreadable"


def test_nothing_of_a_message_is_stored_in_clear(append, database):
    append(said("wamid.15555550101", text="me llamo Ana"))

    bodies = [bytes(body) for body in column(database, inbox, "body_sealed")]
    keys = [bytes(key) for key in column(database, inbox, "message_key")]
    assert not [s for s in (*bodies, *keys) if b"Ana" in s or b"5550101" in s]
    assert count(database, contact) == 1


def test_nothing_brought_is_nothing_stored(append, database):
    append()

    assert count(database, inbox) == 0


def test_waiting_messages_are_found_by_their_index(sqlite_database):
    found = plans(sqlite_database, lambda c: InboxTable(c, VAULT).next(32))
    found += plans(sqlite_database, lambda c: InboxTable(c, VAULT)._oldest([1, 2]))

    assert "SCAN inbox" not in found
    assert [plan for plan in found if "ix_inbox_waiting" in plan]
