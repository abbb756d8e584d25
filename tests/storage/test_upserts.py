"""Rows for several tables at once: the same ones arrive on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.storage.samples import a_network, put
from ventanilla.storage.database import Database
from ventanilla.storage.schema import touched
from ventanilla.storage.trays import timer
from ventanilla.storage.upserts import A_FEW, insert_each


def timers(count: int) -> list[dict[str, object]]:
    return [{"kind": "test", "subject": f"{n:03}", "due_at": n} for n in range(count)]


def days(count: int) -> list[dict[str, object]]:
    return [{"pool_id": n, "local_date": "2026-12-01"} for n in range(count)]


@pytest.mark.parametrize("counts", [(0, 0), (0, 1), (1, 0), (1, 1), (2, 3), (A_FEW, 1), (1, A_FEW)])
def test_rows_arrive_in_both_tables_few_or_many(database: Database, counts: tuple[int, int]):
    put(database, a_network())
    with database.write() as connection:
        connection.execute(touched.delete())
        connection.execute(timer.delete())

        insert_each(connection, [(timer, timers(counts[0])), (touched, days(counts[1]))])

        found = connection.execute(select(timer).order_by(timer.c.subject)).all()
        assert [row._asdict() for row in found] == timers(counts[0])
        of = connection.scalars(select(touched.c.pool_id).order_by(touched.c.id)).all()
        assert of == list(range(counts[1]))


def test_a_row_that_is_there_already_stops_all_of_them(database: Database):
    put(database, a_network())
    with database.write() as connection:
        connection.execute(touched.delete())
        connection.execute(timer.delete())
        insert_each(connection, [(timer, timers(1)), (touched, [])])
    with pytest.raises(IntegrityError), database.write() as connection:
        insert_each(connection, [(touched, days(2)), (timer, timers(1))])

    with database.read() as connection:
        assert connection.execute(select(touched)).all() == []
