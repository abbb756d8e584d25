"""What the sweep does for the calendar, a little at a time."""

from datetime import time, timedelta

import pytest
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from tests.storage.samples import ANA, AUSTIN, NOW, VISA, a_network, a_place
from ventanilla.catalogue.schedule import Drip
from ventanilla.desk import clerk as rounds
from ventanilla.desk.networks import COMPILED_DAYS
from ventanilla.domain.appointment import CONTACT
from ventanilla.rehearsal import Rehearsal
from ventanilla.storage.database import Database
from ventanilla.storage.schema import cell, day_free, touched, vacancy
from ventanilla.storage.trays import contact

DRIP = Drip(days_ahead=14, spread_days=7, start=time(8), end=time(20))


def on(database: Database, **options) -> Rehearsal:
    rehearsal = Rehearsal.on(database, a_network(**options), NOW)
    with database.write() as connection:
        connection.execute(contact.insert(), [{"created_at": 0}] * 3)
    return rehearsal


def sweep(rehearsal: Rehearsal, now=NOW) -> list[str]:
    with capture_logs() as logs:
        rehearsal.clerk.sweep(now)
    return [line["event"] for line in logs]


def one(database: Database, query):
    with database.read() as connection:
        return connection.scalar(query)


def test_the_calendar_is_filled_to_its_end_by_sweeps(database: Database, monkeypatch):
    monkeypatch.setattr(rounds, "AT_ONCE", 1)
    rehearsal = on(database)

    first, second, third = (sweep(rehearsal) for _ in range(3))

    assert "calendar extended" in first
    assert "calendar extended" in second
    assert "calendar extended" not in third
    last = one(database, select(func.max(cell.c.local_date)))
    assert last >= (NOW.date() + timedelta(days=COMPILED_DAYS - 3)).isoformat()


def test_free_days_are_counted_by_sweeps(database: Database):
    rehearsal = on(database)

    for _ in range(6):
        sweep(rehearsal)

    assert one(database, select(func.count()).select_from(touched)) == 0
    assert one(database, select(func.count()).select_from(day_free)) > 100


def test_what_is_kept_back_returns_by_a_sweep(database: Database):
    rehearsal = on(database)
    with rehearsal.store.ledger(rehearsal.clerk.desk.network) as ledger:
        made = ledger.bookings.confirm(1, a_place(), ANA, "r", NOW)
        ledger.life.cancel(made.appointment.folio, "c", CONTACT, NOW, contact=1)

    sweep(rehearsal)
    assert one(database, select(func.count()).select_from(vacancy)) == 2
    assert "swept" in sweep(rehearsal, NOW + timedelta(days=1, minutes=1))
    assert one(database, select(func.count()).select_from(vacancy)) == 0


def test_places_drip_by_sweeps(database: Database):
    rehearsal = on(database, capacity=3, release=DRIP)

    told = [sweep(rehearsal, NOW + timedelta(hours=n)) for n in range(0, 48, 6)]

    assert any("places opened" in events for events in told)
    with rehearsal.store.ledger(rehearsal.clerk.desk.network) as ledger:
        assert ledger.bookings.days(AUSTIN, VISA, NOW + timedelta(hours=42))


def test_clocks_are_looked_at_once_a_day(database: Database):
    rehearsal = on(database)
    sweep(rehearsal)
    with database.write() as connection:
        connection.execute(
            text("UPDATE cell SET start_minute = start_minute + 1000000 WHERE pool_id = 1")
        )
        connection.execute(
            text("UPDATE cell SET start_minute = start_minute - 999940 WHERE pool_id = 1")
        )

    assert "clocks have changed" not in sweep(rehearsal, NOW + timedelta(hours=23))
    assert "clocks have changed" in sweep(rehearsal, NOW + timedelta(hours=25))


@pytest.mark.parametrize("kind", ["drip", "extend-calendar", "retime", "forget"])
def test_of_several_nodes_one_does_what_is_due(database: Database, kind: str):
    clerk = on(database).clerk

    def takes() -> bool:
        with clerk.store.ledger(clerk.desk.network) as ledger:
            return ledger.timers.take(kind, NOW, NOW + timedelta(hours=1))

    assert takes()
    assert not takes()
