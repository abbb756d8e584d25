"""The out-tray (I6, I9, I10), each guard also taken out, on both databases."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, text, update
from structlog.testing import capture_logs

from tests.storage.samples import NOW, VAULT
from tests.storage.trays import (
    ANA,
    LEASE,
    LUZ,
    accepted,
    column,
    count,
    owed,
    plans,
    receipt,
    said,
    unknown,
)
from ventanilla.desk.sending import ATTEMPTS
from ventanilla.desk.tray_ports import DocumentOf, Owed, Settlement
from ventanilla.domain.message import Message, SendError, Unknown
from ventanilla.storage import fates
from ventanilla.storage import outbox as module
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.fates import GRACE
from ventanilla.storage.inbox import InboxTable
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.trays import contact, inbox, outbox


def names(parcels) -> list[str]:
    return [p.letter.body.removeprefix("words of ") for p in parcels]


def refused(parcel, again=None, retry="backoff", code=131000) -> Settlement:
    return Settlement(parcel.id, parcel.attempt, SendError(code, "platform", retry), again)


# -- what is owed -----------------------------------------------------------------------------


def test_what_is_owed_is_owed_once_whoever_writes_it_again(tray):
    tray.put(owed("a"), owed("a"))
    tray.put(owed("a"), owed("b", 2))
    tray.put()

    assert names(tray.claim()) == ["a", "b"]


def test_a_letter_comes_out_as_it_was_put_in_with_where_it_goes(tray):
    document = DocumentOf(7, "fr")
    tray.put(Owed(1, "a", Message("¡Hola!")), Owed(2, "b", document, 7))

    first, second = tray.claim()

    assert (first.letter, first.address, first.contact) == (Message("¡Hola!"), ANA, 1)
    assert (second.letter, second.address, second.contact) == (document, LUZ, 2)
    assert first.reference == f"{first.id}.1"


def test_what_is_said_is_sealed(tray, database):
    tray.put(Owed(1, "a", Message("Ana María")))

    assert b"Ana" not in bytes(column(database, outbox, "body_sealed")[0])


def test_a_letter_or_an_address_that_cannot_be_read_stops_nobody(tray, database):
    tray.put(owed("a"), owed("b"), owed("c", 2))
    with database.write() as connection:
        nobody = connection.execute(insert(contact).values(created_at=0).returning(contact.c.id))
        row = update(outbox).where(outbox.c.dedupe == "a").values(body_sealed=b"x" * 40)
        connection.execute(row)
        OutboxTable(connection, VAULT).put([owed("d", nobody.scalar_one())], NOW)

    assert names(tray.claim()) == ["c"]
    assert names(tray.claim()) == ["b"]
    assert tray.states() == ["failed", "sending", "sending", "failed"]


# -- order: I9 --------------------------------------------------------------------------------


def test_i9_one_message_of_a_person_is_on_its_way_at_a_time(tray):
    tray.put(owed("a"), owed("b"), owed("c", 2))

    (a, _) = first = tray.claim()
    during = tray.claim()
    tray.settle(accepted(a))
    after = tray.claim()

    assert (names(first), during, names(after)) == (["a", "c"], [], ["b"])


@pytest.mark.parametrize("fate", [unknown, lambda p: refused(p, NOW + timedelta(minutes=1))])
def test_i9_a_later_message_never_overtakes_an_unsettled_earlier_one(tray, fate):
    tray.put(owed("a", appointment=1), owed("b"))
    (a,) = tray.claim()

    tray.settle(fate(a))
    tray.sweep()

    assert tray.claim() == []


@pytest.mark.parametrize("fate", [accepted, refused])
def test_i9_a_message_whose_fate_is_sealed_is_in_nobodys_way(tray, fate):
    tray.put(owed("a"), owed("b"))
    (a,) = tray.claim()

    tray.settle(fate(a))

    assert names(tray.claim()) == ["b"]


def test_i9_an_earlier_number_that_commits_late_waits_for_what_is_on_its_way(tray, database):
    tray.put(owed("a"), owed("b"))
    with database.write() as connection:
        late = update(outbox).where(outbox.c.dedupe == "a")
        connection.execute(late.values(state="sent"))
    tray.claim()
    with database.write() as connection:
        connection.execute(late.values(state="queued"))

    assert tray.claim() == []


def test_without_the_guard_of_i9_messages_would_overtake(tray, monkeypatch):
    monkeypatch.setattr(module, "is_open", lambda table: table.c.state == "queued")
    tray.put(owed("a"), owed("b"))

    tray.claim()

    assert names(tray.claim()) == ["b"]


def test_two_nodes_never_claim_the_same_parcel(tray, postgresql_database):
    with postgresql_database.write() as connection:
        Contacts(connection, VAULT).of([ANA, LUZ], NOW)
        OutboxTable(connection, VAULT).put([owed("a"), owed("b"), owed("c", 2)], NOW)

    with postgresql_database.write() as one, postgresql_database.write() as other:
        first = OutboxTable(one, VAULT).claim(1, NOW, NOW + LEASE, "node/1")
        second = OutboxTable(other, VAULT).claim(5, NOW, NOW + LEASE, "other/1")

    assert (names(first), names(second)) == (["a"], ["c"])


def test_no_more_is_claimed_than_there_is_room_for_the_oldest_first(tray):
    tray.put(owed("c", 2), owed("a"))

    assert names(tray.claim(limit=1)) == ["c"]


# -- I6 and I7 --------------------------------------------------------------------------------


def test_i6_no_reply_is_owed_for_a_transaction_that_did_not_commit(tray, database):
    with database.write() as connection:
        InboxTable(connection, VAULT).append([said("a")], [], NOW)

    with suppress(ValueError), database.write() as connection:
        inbox_table = InboxTable(connection, VAULT)
        (waiting,) = inbox_table.next(1)
        inbox_table.done([waiting.number])
        OutboxTable(connection, VAULT).put([owed("a")], NOW)
        raise ValueError

    assert count(database, outbox) == 0
    assert column(database, inbox, "state") == ["waiting"]


# -- settling ---------------------------------------------------------------------------------


def test_what_may_be_tried_again_is_queued_until_then(tray):
    tray.put(owed("a"))
    (a,) = tray.claim()
    later = NOW + timedelta(seconds=16)

    tray.settle(refused(a, later))

    assert tray.claim(later - timedelta(seconds=1)) == []
    assert [p.attempt for p in tray.claim(later)] == [2]


def test_what_may_not_be_tried_again_has_failed(tray, database):
    tray.put(owed("a"))
    (a,) = tray.claim()

    tray.settle(refused(a, code=131026))

    assert tray.states() == ["failed"]
    assert column(database, outbox, "error") == [131026]


def test_while_the_number_cannot_send_waiting_uses_no_attempt_up(tray):
    tray.put(owed("a"))
    for _ in range(3 * ATTEMPTS):
        (a,) = tray.claim()
        tray.settle(refused(a, NOW, retry="halt", code=190))

    assert [p.attempt for p in tray.claim()] == [1]


def test_a_late_word_on_an_older_attempt_changes_nothing(tray):
    tray.put(owed("a"))
    (older,) = tray.claim()
    tray.sweep(NOW + LEASE + timedelta(seconds=1))
    later = NOW + LEASE + GRACE + timedelta(seconds=2)
    tray.sweep(later)
    (newer,) = tray.claim(later)

    tray.settle(refused(older))

    assert (older.attempt, newer.attempt, tray.states()) == (1, 2, ["sending"])
    tray.settle(accepted(newer))
    tray.settle(unknown(newer))
    assert tray.states() == ["sent"]


def test_without_the_attempt_a_late_word_would_end_a_newer_one(tray, monkeypatch):
    loose = (
        update(outbox)
        .where(outbox.c.id == fates.bindparam("number"))
        .values(state=fates.bindparam("becomes"))
    )
    monkeypatch.setattr(fates, "SETTLE", loose)
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(accepted(a))

    tray.settle(refused(a))

    assert tray.states() == ["failed"]


# -- unknown fates ----------------------------------------------------------------------------


def test_an_unknown_fate_is_settled_by_the_receipt_that_carries_our_reference(tray):
    tray.put(owed("a"), owed("b"))
    (a,) = tray.claim()
    tray.settle(unknown(a))

    arrived = tray.receipts(receipt(a.reference, "sent"))

    assert (arrived, tray.states(), names(tray.claim())) == ([], ["sent", "queued"], ["b"])


def test_an_unknown_fate_is_met_by_sending_again_after_the_grace(tray):
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(unknown(a))
    just_before = NOW + GRACE - timedelta(seconds=1)

    tray.sweep(just_before)
    before = tray.claim(just_before)
    tray.sweep(NOW + GRACE)
    (again,) = tray.claim(NOW + GRACE)

    assert before == []
    assert (again.id, again.attempt, again.letter) == (a.id, 2, a.letter)


def test_an_unknown_reply_that_a_newer_one_follows_is_dropped_at_once(tray):
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(unknown(a))
    tray.put(owed("b"))

    tray.sweep()

    assert tray.states() == ["dropped", "queued"]
    assert names(tray.claim()) == ["b"]


@pytest.mark.parametrize(
    "letter",
    [
        Owed(1, "a", DocumentOf(7, "es"), 7),
        Owed(1, "a", DocumentOf(7, "es")),
        owed("a", appointment=7),
    ],
)
def test_i10_a_confirmation_is_never_dropped(tray, letter):
    tray.put(letter)
    (a,) = tray.claim()
    tray.settle(unknown(a))
    tray.put(owed("b"))

    tray.sweep(NOW + GRACE)

    assert [p.letter for p in tray.claim(NOW + GRACE)] == [letter.letter]


def test_a_document_behind_it_makes_no_reply_needless(tray):
    tray.put(owed("a"), Owed(1, "b", DocumentOf(7, "es")))
    (a,) = tray.claim()
    tray.settle(unknown(a))

    tray.sweep(NOW + GRACE)

    assert names(tray.claim(NOW + GRACE)) == ["a"]


def test_a_receipt_of_an_earlier_attempt_spares_the_next(tray):
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(unknown(a))
    tray.sweep(NOW + GRACE)

    tray.receipts(receipt(a.reference))

    assert tray.claim(NOW + GRACE) == []
    assert tray.states() == ["sent"]


def test_after_its_last_attempt_and_its_grace_an_unknown_fate_is_a_failure(tray):
    tray.put(owed("a"))
    now = NOW
    for _ in range(ATTEMPTS):
        (a,) = tray.claim(now)
        tray.settle(unknown(a), now=now)
        tray.sweep(now)
        assert tray.states() == ["unknown"]
        now += GRACE
        tray.sweep(now)

    assert (a.attempt, tray.states(), tray.claim(now)) == (ATTEMPTS, ["failed"], [])


def test_i20_what_is_given_up_so_is_told_to_those_who_run_it(tray):
    tray.put(owed("a"))
    now = NOW
    with capture_logs() as logged:
        for _ in range(ATTEMPTS):
            (a,) = tray.claim(now)
            tray.settle(unknown(a), now=now)
            now += GRACE
            tray.sweep(now)

    told = "given up, its fate was never told"
    assert logged == [{"event": told, "parcel": a.id, "log_level": "error"}]


# -- leases -----------------------------------------------------------------------------------


def test_a_lease_that_ran_out_makes_a_fate_unknown(tray):
    tray.put(owed("a"))
    tray.claim()

    in_time = tray.sweep(NOW + LEASE)
    late = tray.sweep(NOW + LEASE + timedelta(seconds=1))

    assert (in_time, late, tray.states()) == (0, 1, ["unknown"])


@pytest.mark.parametrize(
    ("owner", "node", "sweeper", "freed"),
    [
        ("host:8000/1", "host:8000", "host:8000/2", True),
        ("host:8000/1", "host:8000", "host:8000/1", False),
        ("host:8000/1", "other:8000", "other:8000/2", False),
        ("host:8000/1", "host:800", "host:800/2", False),
        ("host_8000/1", "host%", "host%/2", False),
        ("/1", "", "/2", True),
        ("/1", "", "/1", False),
    ],
)
def test_leases_of_a_former_process_of_this_node_are_free_at_once(
    tray, owner, node, sweeper, freed
):
    tray.put(owed("a"))
    tray.claim(owner=owner)

    tray.sweep(NOW, sweeper, node)

    assert tray.states() == (["unknown"] if freed else ["sending"])


# -- cost -------------------------------------------------------------------------------------


def test_many_parcels_take_as_many_statements_as_few(tray, database):
    heard: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: heard.append(given[2]))

    def round_of(people: int, offset: int) -> int:
        with database.write() as connection:
            crowd = [
                said(str(n), type(ANA)(f"1{n}")).sender for n in range(offset, offset + people)
            ]
            numbers = Contacts(connection, VAULT).of(crowd, NOW).values()
        heard.clear()
        tray.put(*(owed(f"m{n}", n) for n in numbers))
        parcels = tray.claim()
        tray.settle(*map(accepted, parcels))
        tray.receipts(*(receipt(p.reference) for p in parcels))
        assert len(parcels) == people
        return len(heard)

    assert round_of(5, 100) == round_of(40, 200)
    assert set(tray.progress()) == {"delivered"}


def test_open_parcels_are_found_by_their_index(sqlite_database):
    found = plans(sqlite_database, lambda c: OutboxTable(c, VAULT).claim(1, NOW, NOW, "x"))
    found += plans(sqlite_database, lambda c: OutboxTable(c, VAULT).sweep(NOW, "x", ""))

    assert "SCAN outbox" not in found
    assert [plan for plan in found if "ix_outbox_open" in plan]


@pytest.mark.parametrize("told", ["sent", "by-number", "by-key", "both"])
def test_what_became_of_messages_is_found_without_reading_them_all(sqlite_database, told: str):
    """However many are still remembered: a million of them made a turn three times as dear."""
    with sqlite_database.write() as connection:
        (ana,) = Contacts(connection, VAULT).of([ANA], NOW).values()
        OutboxTable(connection, VAULT).put([owed(f"m{n}", ana) for n in range(2000)], NOW)
        connection.execute(update(outbox).values(state="sent"))
        connection.execute(text("ANALYZE"))
    numbered, keyed = receipt("7.1"), receipt("")
    sent = [Settlement(7, 1, Unknown(), None)] if told in ("sent", "both") else []
    heard = {"by-number": [numbered], "by-key": [keyed], "both": [numbered, keyed]}.get(told, [])

    found = plans(sqlite_database, lambda c: OutboxTable(c, VAULT).settle(sent, heard, NOW))

    assert found
    assert "SCAN outbox" not in found
