"""`ventanilla tray`: what went wrong is listed without persons, looked at, and tried again."""

import json

import pytest

from tests.desk.samples import small
from tests.storage.trays import ANA, column, count, not_delivered, owed, said
from tests.test_cli import Command, run
from ventanilla.clock import utc_now
from ventanilla.desk.networks import apply
from ventanilla.desk.tray_ports import Poison
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.inbox import InboxTable
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.trays import inbox, outbox
from ventanilla.storage.vault import Vault
from ventanilla.whatsapp.payloads import read

__all__ = ["run"]

SECRET = "a secret of at least thirty-two characters"
LINE = "1055"
NOW = utc_now()


def webhook(*messages: dict) -> bytes:
    value = {"metadata": {"phone_number_id": LINE}, "messages": list(messages)}
    change = {"field": "messages", "value": value}
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"changes": [change]}]}
    ).encode()


def spoken(key: str = "wamid.1", **more) -> dict:
    now = str(int(NOW.timestamp()))
    return {"id": key, "from": ANA.phone, "timestamp": now, "type": "text"} | more


@pytest.fixture
def tray(run: Command, database, database_url):
    with database.write() as connection:
        apply(StoredNetworks(connection), small(), NOW)

    def tray(*words: str, line: str = LINE):
        return run(
            "tray",
            *words,
            VENTANILLA_DATABASE_URL=database_url,
            VENTANILLA_SECRET_KEY=SECRET,
            VENTANILLA_WHATSAPP_PHONE_NUMBER_ID=line,
        )

    return tray


@pytest.fixture
def vault() -> Vault:
    return Vault((SECRET,))


def set_aside(database, vault, body: bytes) -> None:
    found = read(body, (LINE,))
    with database.write() as connection:
        poison = [Poison(p.key or "none", p.raw, p.reason) for p in found.poison]
        InboxTable(connection, vault).append(found.messages, poison, NOW)


def test_where_all_is_well_nothing_is_listed(tray):
    ended = tray("list")

    assert (ended.status, ended.out) == (0, "Nothing is set aside.\n")


def test_poison_is_listed_without_what_is_in_it_and_shown_whole(tray, database, vault):
    set_aside(database, vault, webhook(spoken(text={"body": {"still": "unreadable"}})))

    listed, still = tray("list"), tray("again", "in-1")

    assert " poison: shape\n" in listed.out
    assert ANA.phone not in listed.out
    assert "unreadable" in tray("show", "in-1").out
    assert (still.status, "still cannot be read (shape)" in still.out) == (1, True)
    assert count(database, inbox) == 1


def test_what_a_later_release_can_read_is_answered(tray, database, vault):
    body = webhook(spoken("wamid.1", text={"body": "Hola"}))
    with database.write() as connection:
        InboxTable(connection, vault).append([], [Poison("wamid.1", body, "shape")], NOW)

    ended = tray("again", "--all")

    assert (ended.status, ended.out) == (0, "in-1  will be tried again\n")
    assert column(database, inbox, "state") == ["waiting"]
    assert tray("list").out == "Nothing is set aside.\n"


def test_what_is_for_another_number_stays(tray, database, vault):
    set_aside(database, vault, webhook(spoken(text={"body": 7})))

    ended = tray("again", "in-1", line="another")

    assert ended.status == 1
    assert "is VENTANILLA_WHATSAPP_PHONE_NUMBER_ID set?" in ended.out
    assert count(database, inbox) == 1


def test_a_message_that_failed_is_shown_and_answered_again(tray, database, vault):
    with database.write() as connection:
        InboxTable(connection, vault).append([said("a", text="Soy Ana")], [], NOW)
        InboxTable(connection, vault).failed(1, "KeyError", last=True)

    assert " failed: KeyError\n" in tray("list").out
    assert tray("show", "in-1").out == "text: Soy Ana\n"
    assert tray("again", "in-1").status == 0
    assert column(database, inbox, "state") == ["waiting"]
    assert column(database, inbox, "attempts") == [0]


def test_a_reply_that_was_not_sent_is_shown_and_sent_again(tray, database, vault):
    with database.write() as connection:
        Contacts(connection, vault).of([ANA], NOW)
        table = OutboxTable(connection, vault)
        table.put([owed("a")], NOW)
        (parcel,) = table.claim(1, NOW, NOW, "node/1")
        table.settle((), [not_delivered(parcel.reference)], NOW)

    assert "out-1" in tray("list").out
    assert "code 131026, person" in tray("list").out
    assert tray("show", "out-1").out == "words of a\n"
    assert tray("again", "out-1").status == 0
    assert column(database, outbox, "state") == ["queued"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "7"), "is none of those that ventanilla tray list shows"),
        (("show", "in-x"), "is none of those that ventanilla tray list shows"),
        (("show", "in-7"), "that message is not set aside"),
        (("show", "out-7"), "that reply is not set aside"),
        (("again", "in-7"), "1 of 1 stay as they are"),
        (("again", "out-7"), "1 of 1 stay as they are"),
        (("again",), "say --all"),
        (("again", "--all", "in-7"), "say --all"),
    ],
)
def test_nonsense_is_one_clear_line(tray, words, told):
    ended = tray(*words)

    assert ended.status in (1, 2)
    assert told in ended.err
    assert "Traceback" not in ended.err
