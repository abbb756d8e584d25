"""`ventanilla status`: one screen from the database alone, and whether somebody is needed."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from tests.desk.samples import small
from tests.storage.trays import ANA, owed, said
from tests.test_cli import Command, run
from ventanilla.cli.status import MEANINGS, Report, lines, look, needs
from ventanilla.desk.networks import apply
from ventanilla.desk.pacing import UNPACED
from ventanilla.desk.tray_ports import Poison, Priced, Settlement
from ventanilla.domain.message import Price, SendError
from ventanilla.domain.news import TemplateNews
from ventanilla.domain.office import OfficeCode
from ventanilla.storage.accounts import CostTable, TemplateTable
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.inbox import InboxTable
from ventanilla.storage.lines import LineTable
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.outbox import OutboxTable
from ventanilla.storage.survey import Queue, Standing, Tally
from ventanilla.storage.vault import Vault
from ventanilla.watch import Disk
from ventanilla.whatsapp.errors import CLASSES

__all__ = ["run"]

VAULT = Vault(("a secret of at least thirty-two characters",))
NOW = datetime.now(UTC)
"""Commands have no other clock."""

WELL = Standing(
    waiting=Queue(),
    owed={"queued": Queue(), "sending": Queue(), "unknown": Queue()},
    holds=0,
    holds_overdue=0,
    snapshot=1,
)
REPORT = Report(
    at=NOW,
    dialect="sqlite",
    schema="2",
    needed_schema="2",
    tzdata="2026a",
    disk=Disk(10**9, 0),
    disk_trouble="",
    network="mexico",
    standing=WELL,
    tally=Tally({"poison": 0, "failed": 0}, 0, 0),
    horizons={},
)


@pytest.fixture
def installed(database):
    with database.write() as connection:
        apply(StoredNetworks(connection), small(), NOW)
    return database


def fail_one(database, code: int, retry: str = "never", fault: str = "person") -> None:
    again = None if retry == "never" else NOW
    with database.write() as c:
        Contacts(c, VAULT).of([ANA], NOW)
        table = OutboxTable(c, VAULT)
        table.put([owed("1", 1)], NOW - timedelta(hours=3))
        (parcel,) = table.claim(1, NOW, NOW + timedelta(seconds=10), "node/1")
        table.settle([Settlement(parcel.id, 1, SendError(code, fault, retry), again)], [], NOW)


def close(database, code: int = 190) -> None:
    """A number that Meta refuses everything of, since now."""
    with database.write() as c, capture_logs():
        LineTable(c, "1055", UNPACED).told([SendError(code, "channel", "halt")], NOW)


HALTED = "what cannot send: 1055 (code 190); act in Meta's dashboard"


def test_an_installation_that_is_well_needs_nobody(installed):
    report = look(installed, NOW)

    assert needs(report) == []
    told = "\n".join(lines(report))
    assert "network    mexico, snapshot 1" in told
    assert "in-tray    0 waiting" in told
    assert "calendar   austin until " in told


def test_replies_that_failed_are_told_with_what_their_code_means(installed):
    fail_one(installed, 131026)

    report = look(installed, NOW)
    assert needs(report) == []
    assert (
        "failed     1, code 131026: these people cannot be reached now; the newest, parcel 1, is 3 h old"
        in lines(report)
    )


def test_a_number_that_cannot_send_needs_somebody(installed):
    fail_one(installed, 190, "halt", "channel")
    close(installed)

    report = look(installed, NOW)
    assert needs(report) == [HALTED]
    assert "number     1055 is closed, code 190; tried again in 30 s" in lines(report)


def test_what_slows_a_number_or_holds_a_template_back_is_told(installed):
    with installed.write() as c, capture_logs():
        LineTable(c, "1055", UNPACED).told([SendError(130429, "platform", "backoff")], NOW)
        TemplateTable(c).note([TemplateNews("moved", "es", NOW, "PAUSED")])
        CostTable(c, "1055", ZoneInfo("UTC")).add([Priced(Price("service", "regular"), NOW)] * 2)

    report = look(installed, NOW)
    assert needs(report) == ["templates that Meta does not send: moved:es"]
    assert "number     1055 sends at 50 % of its rate" in lines(report)
    assert "template   moved:es is PAUSED" in lines(report)
    assert "delivered  2 this month: service, regular" in lines(report)


def test_messages_that_nobody_takes_and_those_set_aside_need_somebody(installed):
    with installed.write() as c:
        poison = [Poison("p", b"{}", "json")]
        InboxTable(c, VAULT).append([said("a")], poison, NOW - timedelta(minutes=2))

    report = look(installed, NOW)
    assert needs(report) == [
        "messages wait: is serve running?",
        "messages were set aside in the last day: please report the reasons",
    ]
    assert "in-tray    1 (2 min) waiting" in lines(report)
    assert "set aside  1 poison: json" in lines(report)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"disk_trouble": "only 3 MB are free"}, "only 3 MB are free"),
        ({"holds_overdue": 1}, "places that ran out are not given back: is serve running?"),
        (
            {"owed": {"queued": Queue(1, int(NOW.timestamp()) - 999)}},
            "replies wait: is serve running, and can it reach Meta?",
        ),
        ({"snapshot": 0}, "no network is in force; run: ventanilla network apply"),
        (
            {"horizons": {OfficeCode("austin"): NOW.date() + timedelta(days=3)}},
            "the calendar ends within 14 days: austin",
        ),
    ],
)
def test_what_needs_somebody_is_told_in_one_line(changed, told):
    of_report = {f.name for f in fields(Report)}
    whole = {name: new for name, new in changed.items() if name in of_report}
    part = {name: new for name, new in changed.items() if name not in of_report}
    report = replace(REPORT, standing=replace(WELL, **part), **whole)

    assert needs(REPORT) == []
    assert needs(report) == [told]


def test_many_offices_are_cut_short_and_the_first_to_end_come_first():
    reach = {OfficeCode(f"office{n}"): date(2030, 1, n) for n in range(1, 9)}
    told = [line for line in lines(replace(REPORT, horizons=reach)) if "office" in line]

    assert told[0].startswith("calendar   office1 until 2030-01-01, ")
    assert told[-1].strip() == "… and 3 offices that reach as far or farther"


def test_every_class_of_codes_has_its_meaning():
    assert set(MEANINGS) == set(CLASSES.values())


def test_the_command_ends_with_0_when_all_is_well(run: Command, installed, database_url):
    ended = run("status", VENTANILLA_DATABASE_URL=database_url)

    assert (ended.status, ended.err) == (0, "")
    assert "snapshot 1" in ended.out


def test_the_command_tells_machines_the_same(run: Command, installed, database_url):
    fail_one(installed, 190, "halt", "channel")
    close(installed)
    ended = run("status", "--json", VENTANILLA_DATABASE_URL=database_url)

    told = json.loads(ended.out)
    assert ended.status == 1
    assert ended.err == f"ventanilla: {HALTED}\n"
    assert told["needs"] == [HALTED]
    assert told["standing"]["owed"]["queued"]["count"] == 1
    assert told["faults"][0]["code"] == 190


def test_another_schema_is_told_with_what_to_do(run: Command, installed, database_url):
    with installed.write() as c:
        before = c.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        c.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    ended = run("status", VENTANILLA_DATABASE_URL=database_url)
    with installed.write() as c:
        # Tests on PostgreSQL share their tables.
        c.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": before})

    assert ended.status == 1
    assert "schema 0001" in ended.out
    assert ended.err == (
        "ventanilla: the database is not at this release's schema; run: ventanilla migrate\n"
    )


def test_a_database_that_is_away_is_one_line(run: Command):
    ended = run("status", VENTANILLA_DATABASE_URL="postgresql://nobody@127.0.0.1:9/x")

    assert ended.status == 1
    assert ended.line.startswith("ventanilla: the database cannot be used")
