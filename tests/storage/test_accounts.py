"""What was paid, and what the platform said of templates and before it named a message (F7, F11)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.storage.samples import NOW, VAULT
from tests.storage.trays import accepted, count, owed, receipt, unknown
from ventanilla.desk.tray_ports import Priced, Settlement
from ventanilla.domain.message import Accepted, Price, Receipt, SendError
from ventanilla.domain.news import TemplateNews
from ventanilla.storage.accounts import CostTable, TemplateTable, costs, templates
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.retention import Retention
from ventanilla.storage.trays import stray

SERVICE = Price("service", "regular")
FREE = Price("service", "free_customer_service")


@pytest.fixture
def settled(database):
    def settle(*receipts, settlements=()):
        with database.write() as connection:
            return OutboxTable(connection, VAULT).settle(settlements, receipts, NOW)

    return settle


def paid(parcel, progress: str, price: Price | None = SERVICE) -> Receipt:
    return Receipt("wamid.?", parcel.reference, progress, NOW, price=price)


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ([("sent", SERVICE)], 0),
        ([("sent", SERVICE), ("delivered", SERVICE)], 1),
        ([("sent", SERVICE), ("delivered", SERVICE), ("read", SERVICE)], 1),
        ([("delivered", SERVICE), ("delivered", SERVICE)], 1),
        ([("read", SERVICE), ("delivered", SERVICE)], 1),
        ([("delivered", None), ("read", SERVICE)], 1),
        ([("delivered", None)], 0),
    ],
)
def test_f11_a_message_is_paid_for_once_when_it_is_delivered(tray, settled, said, counted):
    tray.put(owed("a"))
    (a,) = tray.claim()
    tray.settle(accepted(a))

    found = [one for word, price in said for one in settled(paid(a, word, price)).priced]

    assert [one.price for one in found] == [SERVICE] * counted


def test_f11_messages_are_counted_by_number_month_and_price(database):
    def add(number: str, *priced: Priced) -> None:
        with database.write() as connection:
            CostTable(connection, number, ZoneInfo("UTC")).add(priced)

    add("1", *[Priced(SERVICE, NOW)] * 3, Priced(FREE, NOW))
    add("1", Priced(SERVICE, NOW))
    add("2", Priced(SERVICE, NOW + timedelta(days=40)))

    with database.read() as connection:
        assert costs(connection, f"{NOW:%Y-%m}") == {"1": {SERVICE: 4, FREE: 1}}
        assert costs(connection, f"{NOW + timedelta(days=40):%Y-%m}") == {"2": {SERVICE: 1}}


def test_j5_a_month_ends_at_the_accounts_midnight(database):
    before, after = (datetime(2026, 12, 1, hour, 30, tzinfo=UTC) for hour in (5, 6))
    with database.write() as connection:
        table = CostTable(connection, "1", ZoneInfo("America/Mexico_City"))
        table.add([Priced(SERVICE, before), Priced(SERVICE, after)])

        assert costs(connection, "2026-11") == {"1": {SERVICE: 1}}
        assert costs(connection, "2026-12") == {"1": {SERVICE: 1}}


def test_g1_g2_the_latest_word_on_a_template_holds_whatever_the_order(database):
    news = [
        TemplateNews("moved", "es", NOW, status="PAUSED"),
        TemplateNews("moved", "es", NOW - timedelta(hours=1), status="APPROVED"),
        TemplateNews("moved", "es", NOW, category="MARKETING"),
        TemplateNews("moved", "en", NOW, status="REJECTED"),
    ]
    with database.write() as connection:
        TemplateTable(connection).note(news)

        assert templates(connection) == {"moved:es": "PAUSED", "moved:en": "REJECTED"}


@pytest.mark.parametrize("word", ["delivered", "failed"])
def test_f7_what_is_told_before_the_answer_is_kept_until_it_comes(tray, settled, database, word):
    tray.put(owed("a"))
    (a,) = tray.claim()

    error = SendError(131026, "person", "never") if word == "failed" else None
    settled(Receipt("wamid.early", "", word, NOW, error))
    assert tray.states() == ["sending"]
    settled(settlements=[Settlement(a.id, a.attempt, Accepted("wamid.early"), None)])

    assert tray.states() == ["sent" if word == "delivered" else "failed"]
    assert count(database, stray) == 0


def test_what_is_nobodys_is_forgotten_after_a_day(settled, database):
    settled(receipt("", key="somebody else's"))
    assert count(database, stray) == 1

    with database.write() as connection:
        Retention(connection).forget(NOW + timedelta(hours=25), 100)

    assert count(database, stray) == 0


@pytest.mark.parametrize("first", ["the answer", "the receipt", "both"])
def test_the_copies_of_a_file_are_named_once_it_is_delivered(tray, settled, first):
    tray.put(owed("a"))
    (a,) = tray.claim()
    answer = Settlement(a.id, a.attempt, Accepted("wamid.a", "media"), None)
    told = receipt(a.reference)
    steps = {
        "the answer": [lambda: settled(settlements=[answer]), lambda: settled(told)],
        "the receipt": [lambda: settled(told), lambda: settled(settlements=[answer])],
        "both": [lambda: settled(told, settlements=[answer])],
    }

    arrived = [one for step in steps[first] for one in step().arrived]

    assert [copy for one in arrived for copy in one.copies] == ["media"]
    assert settled(receipt(a.reference, "read")).arrived[0].copies == ()


def test_every_copy_of_a_file_that_was_sent_twice_is_named(tray, settled):
    tray.put(owed("a"))
    (a,) = tray.claim()
    settled(settlements=[Settlement(a.id, a.attempt, replace_media(unknown(a), "lost"), None)])
    tray.sweep(NOW + timedelta(seconds=5))
    (again,) = tray.claim(NOW + timedelta(seconds=5))
    sent = Accepted("wamid.a", "second")
    settled(settlements=[Settlement(again.id, again.attempt, sent, None)])

    (arrival,) = settled(receipt(again.reference)).arrived

    assert arrival.copies == ("lost", "second")


def replace_media(settlement: Settlement, media: str):
    return type(settlement.result)(media)
