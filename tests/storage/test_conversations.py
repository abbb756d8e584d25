from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.storage.samples import NOW, VAULT, a_network, put
from tests.storage.trays import count
from ventanilla.desk.tray_ports import Kept
from ventanilla.storage.conversations import ConversationTable
from ventanilla.storage.trays import conversation
from ventanilla.storage.vault import Vault

TALK = Kept("es", 7, NOW, erased=False, state=b'{"given_names":"Ana"}', notice="1")
OVER = Kept("fr", 8, NOW, erased=False, state=None, notice="1")


@pytest.fixture
def table(database):
    put(database, a_network())

    class Table:
        def __getattr__(self, name):
            def call(*arguments, vault: Vault = VAULT):
                with database.write() as connection:
                    return getattr(ConversationTable(connection, vault), name)(*arguments)

            return call

    return Table()


def test_conversations_come_back_as_they_were_kept(table):
    table.keep({1: TALK, 2: OVER})

    assert table.of([1, 2, 3]) == {1: TALK, 2: OVER}
    assert table.of([]) == {}


def test_keeping_again_replaces(table, database):
    table.keep({1: TALK})
    table.keep({1: OVER, 2: TALK})
    table.keep({})

    assert table.of([1, 2]) == {1: OVER, 2: TALK}
    assert count(database, conversation) == 2


def test_answers_are_sealed_and_belong_to_one_person(table, database):
    table.keep({1: TALK, 2: TALK})
    with database.write() as connection:
        states = connection.execute(conversation.select()).all()
        theirs = update(conversation).where(conversation.c.contact_id == 2)
        connection.execute(theirs.values(state_sealed=states[0].state_sealed))

    assert not [row for row in states if b"Ana" in bytes(row.state_sealed)]
    assert table.of([1, 2])[2].state is None


def test_answers_that_cannot_be_opened_are_as_good_as_erased(table):
    table.keep({1: TALK, 2: OVER})

    kept = table.of([1, 2], vault=Vault(("another" * 6,)))

    assert (kept[1].state, kept[1].erased, kept[1].language) == (None, True, "es")
    assert kept[2] == OVER


def test_answers_are_erased_once_their_day_is_over_and_what_is_over_is_not_called_so(table):
    later = Kept("es", 1, NOW + timedelta(seconds=1), erased=False, state=b"{}")
    table.keep({1: TALK, 2: later, 3: OVER})

    erased = table.erase(NOW + timedelta(seconds=1), 10)

    kept = table.of([1, 2, 3])
    assert erased == 1
    assert (kept[1].state, kept[1].erased, kept[1].language) == (None, True, "es")
    assert kept[2] == later
    assert kept[3] == OVER


def test_erasing_goes_in_batches(table):
    table.keep({1: TALK, 2: TALK, 3: TALK})

    assert [table.erase(NOW + timedelta(days=2), 2) for _ in range(3)] == [2, 1, 0]
