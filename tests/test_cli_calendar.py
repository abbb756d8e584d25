"""The calendar from a terminal: shown, closed, opened, changed; appointments found and moved."""

import zoneinfo
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.storage.checker import faults
from tests.test_cli import Command, run
from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.cli.picture import bar, month_picture
from ventanilla.desk.networks import apply
from ventanilla.desk.ports import Confirmed
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.appointment import Place
from ventanilla.domain.message import Address
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.database import Database
from ventanilla.storage.fullness import Fill
from ventanilla.storage.ledger import SqlStore
from ventanilla.storage.migrate import migrate
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.schema import appointment
from ventanilla.storage.vault import Vault

__all__ = ["run"]

SECRET = "0123456789 0123456789 0123456789"
AUSTIN, PASSPORT = OfficeCode("austin"), ProcedureCode("pasaporte")
ANA = Applicant(
    "María José",
    "Núñez",
    "",
    date(1988, 12, 1),
    BirthPlace("MX", "", "", ""),
    "a@example.org",
    "es",
)


def two_offices() -> Network:
    network = load("mexico")
    kept = (AUSTIN, OfficeCode("boise"))
    return replace(
        network,
        offices={code: network.offices[code] for code in kept},
        schedules={code: network.schedules[code] for code in kept},
    )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a network in force, as of now: commands have no other clock."""
    zoneinfo.reset_tzpath(to=[])
    path = tmp_path_factory.mktemp("calendar") / "ventanilla.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.write() as connection:
        apply(StoredNetworks(connection), two_offices(), datetime.now(UTC))
    database.checkpoint()
    database.close()
    return path


@pytest.fixture
def office(run: Command, template: Path, tmp_path: Path):
    """The command beside a database, and people who have booked the first free day in it."""
    path = tmp_path / "office.db"
    path.write_bytes(template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield Office(run, database, f"sqlite:///{path}")
    with database.read() as connection:
        assert faults(connection) == {}
    database.close()


class Office:
    def __init__(self, run: Command, database: Database, url: str) -> None:
        self.run, self.database, self.url = run, database, url
        self.store = SqlStore(database, Vault((SECRET,)))
        self.network = two_offices()

    def __call__(self, *arguments: str):
        return self.run(*arguments, VENTANILLA_DATABASE_URL=self.url, VENTANILLA_SECRET_KEY=SECRET)

    def book(self, count: int = 1) -> tuple[date, list[str]]:
        now, folios = datetime.now(UTC), []
        for number in range(count):
            applicant = replace(ANA, paternal_surname="Núñez" + "abcdefgh"[number])
            address = Address(f"1555555010{number}")
            with self.store.ledger(self.network) as ledger:
                contacts = Contacts(ledger.connection, ledger.vault).of([address], now)
                # A week ahead: whatever these tests close is not today.
                day = next(
                    d
                    for d in ledger.bookings.days(AUSTIN, PASSPORT, now)
                    if d > now.date() + timedelta(days=7)
                )
                at = ledger.bookings.times(AUSTIN, PASSPORT, day, now)[number]
                zone = self.network.offices[AUSTIN].timezone
                person = ledger.bookings.person(applicant.identity)
                place = Place(Slot(day, at, AUSTIN, zone), PASSPORT, "passport", person)
                made = ledger.bookings.confirm(
                    contacts[address], place, applicant, f"r{number}", now
                )
            assert isinstance(made, Confirmed)
            folios.append(made.appointment.folio)
        return day, folios

    def states(self) -> dict[str, str]:
        with self.database.read() as connection:
            rows = connection.execute(select(appointment.c.folio, appointment.c.state))
            return dict(map(tuple, rows))


def test_a_month_is_a_small_picture(office: Office):
    day, _ = office.book(2)

    shown = office("calendar", "show", "austin", "--month", f"{day:%Y-%m}", "--pool", "documents")

    assert f"austin / documents, {day:%B %Y}, America/Chicago" in shown.out
    assert "Mon       Tue" in shown.out
    assert "4 of " in shown.out
    assert f"{day.day:>4} ▁" in shown.out


def test_a_day_is_shown_time_by_time(office: Office):
    day, _ = office.book(1)

    shown = office("calendar", "show", "austin", "--day", day.isoformat(), "--pool", "documents")

    assert "  08:00    1 of   8   public can take 7" in shown.out


def test_a_closure_is_looked_at_carried_out_and_gone_on_with(office: Office):
    day, folios = office.book(3)
    close = ("calendar", "close", "austin", day.isoformat(), "--reason", "no light", "--by", "rosa")

    looked = office(*close, "--dry-run")
    assert looked.out.endswith("Nothing was changed.\n")
    assert office.states() == dict.fromkeys(folios, "confirmed")
    refused = office(*close)
    assert (refused.status, "look at it with --dry-run, then say --yes" in refused.err) == (2, True)
    assert office.states() == dict.fromkeys(folios, "confirmed")

    done = office(*close, "--yes")
    again = office(*close, "--yes")

    assert "3 of 3 have another place held" in done.out
    assert "3 of 3 have another place held" in again.out
    assert sorted(office.states().values()) == ["confirmed"] * 3 + ["offered"] * 3
    for folio in folios:
        assert folio in done.out


def test_whoever_agrees_gets_the_place_that_is_held(office: Office):
    day, (folio,) = office.book(1)
    office("calendar", "close", "austin", day.isoformat(), "--reason", "no light", "--yes")
    (held,) = [one for one, state in office.states().items() if state == "offered"]

    taken = office("appointment", "accept", held, "--by", "rosa", "--yes")
    found = office("appointment", "find", folio)

    assert taken.out.endswith("is no longer valid; the person is told.\n")
    assert office.states() == {folio: "confirmed", held: "cancelled"}
    assert "moved      staff:rosa: taken on the person's word" in found.out
    assert office("appointment", "accept", held, "--yes").status == 1


def test_a_day_that_was_closed_is_opened_again(office: Office):
    day, _ = office.book(1)
    office("calendar", "close", "austin", day.isoformat(), "--reason", "no light", "--yes")

    opened = office("calendar", "open", "austin", day.isoformat(), "--reason", "light is back")

    assert (opened.status, opened.out.endswith("Done.\n")) == (0, True)
    shown = office("calendar", "show", "austin", "--day", day.isoformat(), "--pool", "documents")
    assert "  08:15    1 of   8   public can take 7" in shown.out


def test_room_below_what_is_taken_lists_who_is_there_and_loses_nobody(office: Office):
    day, folios = office.book(2)

    done = office(
        "calendar", "capacity", "austin", day.isoformat(), "0", "--reason", "ill", "--yes"
    )

    assert "live appointments touched: 2" in done.out
    assert all(office.states()[folio] == "confirmed" for folio in folios)


def test_who_has_no_place_any_more_is_listed_until_moved(office: Office):
    day, folios = office.book(2)
    listed = "calendar", "touched", "austin"
    before = office(*listed)
    office("calendar", "close", "austin", day.isoformat(), "--reason", "no light", "--yes")

    closed = office("calendar", "touched")
    later = next(
        d for n in range(1, 9) if (d := day + timedelta(days=n)).weekday() < 5 and d.day < 24
    )
    move = ("appointment", "move", folios[0], later.isoformat(), "10:00")
    office(*move, "--reason", "asked", "--yes")
    after = office(*listed)

    assert before.out == "Every appointment has its place.\n"
    assert [line.split()[0] for line in closed.out.splitlines()] == [*folios, "2"]
    assert f"{folios[0]}  austin  {day.isoformat()} 08:00  confirmed  pasaporte" in closed.out
    assert closed.out.count("(those hours are closed)") == 2
    assert [line.split()[0] for line in after.out.splitlines()] == [folios[1], "1"]
    assert "María" not in closed.out


def test_an_appointment_is_found_moved_and_cancelled_with_its_history(office: Office):
    day, (folio,) = office.book(1)
    later = next(
        d for n in range(1, 9) if (d := day + timedelta(days=n)).weekday() < 5 and d.day < 24
    )

    found = office("appointment", "find", folio.lower().replace("-", " "), "--person")
    tried = office(
        "appointment", "move", folio, later.isoformat(), "10:00", "--reason", "asked", "--dry-run"
    )
    moved = office(
        "appointment", "move", folio, later.isoformat(), "10:00", "--reason", "asked", "--yes"
    )
    of_day = office("appointment", "find", "--office", "austin", "--day", later.isoformat())
    cancelled = office("appointment", "cancel", folio, "--reason", "asked", "--by", "rosa", "--yes")
    last = office("appointment", "find", folio)

    assert "for       María José Núñeza, born 1988-12-01" in found.out
    assert tried.out.endswith("Would be moved. Nothing was changed.\n")
    assert moved.out.splitlines()[-1].startswith("Moved. The paper it had is no longer valid")
    assert f"{folio}  {later.isoformat()} 10:00  confirmed" in of_day.out
    assert cancelled.out.splitlines()[-1].startswith("Cancelled; the person is told")
    actions = [line.split()[2] for line in last.out.splitlines()[4:]]
    assert actions == ["confirmed", "looked", "moved", "cancelled"]
    assert "staff:rosa: asked" in last.out
    assert "María" not in last.out


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        ("calendar show", 2, "Missing argument 'OFFICE'"),
        ("calendar show nowhere", 2, "no office 'nowhere' in the network"),
        ("calendar show austn", 2, "no office 'austn' in the network; is it austin"),
        ("calendar show austin --month 13", 2, "'13' is no month; write it as 2026-12"),
        ("calendar show austin --month 2051-01", 1, "austin has no places in January 2051"),
        ("calendar show austin --day 2051-02-30", 2, "'2051-02-30' is no date"),
        ("calendar show austin --pool x", 2, "no pool 'x' there; it has civil, documents, visas"),
        ("calendar touched austn", 2, "no office 'austn' in the network; is it austin"),
        ("calendar close austin 2026-01-05", 2, "say why with --reason"),
        ("calendar close austin 2026-01-05 --reason x", 1, "2026-01-05 is past at austin"),
        ("calendar close austin 2051-01-05 --reason x", 1, "the calendar of austin reaches to"),
        ("calendar close austin 2051-01-05 --to 2051-01-04 --reason x", 2, "--to must not be"),
        ("calendar close austin tomorrow --reason x", 2, "'tomorrow' is no date"),
        ("calendar open austin 2051-01-05 --from 9:00 --reason x", 2, "more hours need --from"),
        ("calendar open austin 2051-01-05 --from 9h --reason x", 2, "'9h' is no time of day"),
        ("calendar capacity austin 2051-01-05 many --reason x", 2, "'many' is not a valid integer"),
        ("appointment find", 2, "give a folio, or --office and --day"),
        ("appointment find XXXX", 2, "'XXXX' is no folio"),
        ("appointment find 2222-2222-2222", 1, "no appointment has that folio"),
        ("appointment cancel 2222-2222-2222 --reason x --yes", 1, "no appointment that can be"),
        ("appointment move 2222-2222-2222 2051-01-05 9:00 --reason x", 1, "no appointment has"),
        ("appointment check-in 2222-2222-2222", 1, "no appointment has that folio"),
        ("appointment no-show 2222-2222-2222", 1, "no appointment has that folio"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(office: Office, arguments, status, told):
    ended = office(*arguments.split())

    assert (ended.status, told in ended.err) == (status, True), ended.err
    assert len(ended.err.splitlines()) == 1
    assert office.states() == {}


def test_commands_that_change_ask_for_a_secret_key(office: Office):
    ended = office.run("appointment", "find", "2222-2222-2222", VENTANILLA_DATABASE_URL=office.url)

    assert ended.status == 2
    assert "VENTANILLA_SECRET_KEY is missing" in ended.line


def test_the_picture_is_empty_only_for_nothing_and_full_only_for_all():
    assert bar(Fill(10, 0, 10, service=True)) == " "
    assert bar(Fill(1000, 1, 10, service=True)) == "▁"
    assert bar(Fill(1000, 999, 1, service=True)) == "▇"
    assert bar(Fill(10, 10, 0, service=True)) == "█"
    assert bar(Fill(0, 2, 0, service=True)) == "█"


def test_a_month_has_a_line_for_each_week():
    days = {
        date(2027, 2, 1): Fill(10, 5, 5, service=True),
        date(2027, 2, 2): Fill(0, 3, 0, service=False),
    }

    lines = list(month_picture(date(2027, 2, 1), days))

    assert len(lines) == 5
    assert lines[1].startswith("   1 ▄ 50    2 × 3     3 ·")
