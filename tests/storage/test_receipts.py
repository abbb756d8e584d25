"""What the platform says of our messages (I10): forward only, ours alone, on both databases."""

from itertools import permutations

import pytest

from tests.storage.samples import NOW, VAULT
from tests.storage.trays import accepted, column, not_delivered, owed, receipt, unknown
from ventanilla.storage import fates as module
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.trays import outbox
from ventanilla.storage.vault import Vault


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])))
def test_receipts_only_go_forward(tray, order):
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(accepted(a))

    for progress in order:
        tray.receipts(receipt(a.reference, progress))

    assert tray.progress() == ["read"]


def test_receipts_of_one_batch_count_in_their_order(tray):
    tray.put(owed("a"), owed("b", 2))
    a, b = tray.claim()

    arrived = tray.receipts(
        receipt(a.reference, "read"),
        receipt(a.reference, "delivered"),
        receipt(b.reference, "sent"),
        not_delivered(b.reference),
    )

    assert [(one.parcel, one.contact) for one in arrived] == [(a.id, 1), (a.id, 1)]
    assert tray.progress() == ["read", "sent"]
    assert tray.states() == ["sent", "failed"]


def test_a_receipt_before_our_own_settlement_stands(tray):
    tray.put(owed("a"))
    (a,) = tray.claim()

    arrived = tray.receipts(receipt(a.reference))
    tray.settle(unknown(a))

    assert [(one.parcel, one.contact) for one in arrived] == [(a.id, 1)]
    assert (tray.states(), tray.progress()) == (["sent"], ["delivered"])


def test_a_receipt_together_with_our_own_settlement_stands(tray, database):
    tray.put(owed("a"))
    (a,) = tray.claim()

    with database.write() as connection:
        OutboxTable(connection, VAULT).settle([unknown(a)], [receipt(a.reference)], NOW)

    assert (tray.states(), tray.progress()) == (["sent"], ["delivered"])


def test_a_failure_after_delivery_is_not_believed_and_one_before_it_is(tray, database):
    tray.put(owed("a"), owed("b", 2))
    a, b = tray.claim()
    tray.settle(accepted(a), accepted(b))

    tray.receipts(receipt(a.reference), not_delivered(a.reference))
    tray.receipts(not_delivered(b.reference), receipt(b.reference))

    assert tray.states() == ["sent", "failed"]
    assert column(database, outbox, "error") == [None, 131026]


def test_without_the_rank_a_receipt_would_go_back(tray, monkeypatch):
    monkeypatch.setattr(module, "RANK", {"sent": 9, "delivered": 9, "read": 1})
    tray.put(owed("a"))
    (a,) = tray.claim()

    tray.receipts(receipt(a.reference, "read"), receipt(a.reference, "delivered"))

    assert tray.progress() == ["delivered"]


@pytest.mark.parametrize(
    "reference",
    [
        "999999999999999999999.1",
        "999999999999999999.1",
        "9223372036854775808",
        "-1.1",
        "0.1",
        "²",
        "1e3",
        ".",
        "somebody else's",
    ],
)
def test_a_reference_that_is_not_ours_changes_nothing(tray, reference):
    tray.put(owed("a"))
    tray.claim()

    assert tray.receipts(receipt(reference)) == []
    assert tray.states() == ["sending"]


def test_a_receipt_without_our_reference_is_known_by_the_platforms_id(tray):
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(accepted(a))

    (arrived,) = tray.receipts(receipt("", key=f"wamid.{a.id}"))

    assert (arrived.parcel, tray.progress()) == (a.id, ["delivered"])


def test_the_platforms_id_is_found_under_an_older_secret(tray):
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(accepted(a))

    tray.receipts(receipt("", key=f"wamid.{a.id}"), vault=Vault(("n" * 32, *VAULT.secrets)))

    assert tray.progress() == ["delivered"]
