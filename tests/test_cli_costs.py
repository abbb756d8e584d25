"""`ventanilla whatsapp costs`: what was delivered in a month."""

from zoneinfo import ZoneInfo

import pytest

from tests.test_cli import Command, run
from ventanilla.clock import utc_now
from ventanilla.desk.tray_ports import Priced
from ventanilla.domain.message import Price
from ventanilla.storage.accounts import CostTable

__all__ = ["run"]


@pytest.fixture
def costs(run: Command, database, database_url):
    with database.write() as connection:
        table = CostTable(connection, "1055", ZoneInfo("UTC"))
        table.add([Priced(Price("service", "regular"), utc_now())] * 3)

    def costs(*words: str):
        return run("whatsapp", "costs", *words, VENTANILLA_DATABASE_URL=database_url)

    return costs


def test_this_months_messages_are_shown_by_number_and_price(costs):
    assert costs().out.split() == ["1055", "service", "regular", "3"]


def test_another_month_is_shown_when_it_is_named(costs):
    assert costs("--month", "2020-01").out == (
        "Nothing was delivered in 2020-01, as far as Meta has told.\n"
    )


@pytest.mark.parametrize("month", ["2026", "2026-13", "now"])
def test_what_is_no_month_is_one_clear_line(costs, month):
    ended = costs("--month", month)

    assert (ended.status, "--month must look like 2026-11" in ended.err) == (2, True)
