"""`ventanilla draw`: from the announcement to the check that anyone can make."""

import json
from datetime import date, datetime, time, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from tests.storage.samples import NOW, a_network, put
from tests.test_cli import Command, Ended, run
from tests.test_settings import COMPLETE
from ventanilla.calendar.draws import Wish, decode
from ventanilla.catalogue.schedule import Drawn
from ventanilla.cli.requests import applicant_of, request_of, wishes_of
from ventanilla.storage.database import Database

__all__ = ["run"]

COMMANDS = import_module("ventanilla.cli.draw")
"""The module: its name in the package is the group of commands."""

KEPT = Path(__file__).parent / "calendar" / "records" / "austin-visas.json"
CLOSES = "2026-11-26T18:00"
AFTER = NOW + timedelta(days=4)
BEACON = "27 14 03 41 55 06"
WISHES = [{"day": "2026-12-07"}, {"day": "2026-12-08", "since": "09:00"}]
REQUEST = {
    "given_names": "María José",
    "paternal_surname": "Núñez",
    "birth_date": "1988-12-01",
    "birth_country": "MX",
    "email": "maria@example.org",
    "phone": "+1 555 010 0100",
    "procedure": "visas/temporal",
    "wishes": WISHES,
}
PEOPLE = [
    {**REQUEST, "given_names": name, "phone": f"+1 555 010 010{n}"}
    for n, name in enumerate(["Ana", "Berta", "Carla", "Dora", "Elsa", "Flor"])
]


class Office:
    """A draw of one office, at a time that the test says."""

    def __init__(self, command: Command, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.command, self.monkeypatch = command, monkeypatch
        self.settings = {**COMPLETE, "VENTANILLA_DATABASE_URL": url}
        self.at(NOW)

    def at(self, now: datetime) -> None:
        self.monkeypatch.setattr(COMMANDS, "utc_now", lambda: now)

    def __call__(self, *arguments: str, **settings: str) -> Ended:
        return self.command("draw", *arguments, **{**self.settings, **settings})

    def announce(self, *options: str, beacon: str = "the lottery of that evening") -> Ended:
        days = ("--first", "2026-12-07", "--last", "2026-12-08")
        words = ("--beacon-from", beacon) if beacon else ()
        return self("announce", "austin", "counter", *days, "--closes", CLOSES, *words, *options)

    def announced(self, beacon: str = "the lottery of that evening") -> str:
        """The draw's code."""
        return self.announce(beacon=beacon).out.split()[1]

    def entered(self, code: str, people: object = PEOPLE) -> Ended:
        Path("requests.json").write_text(json.dumps(people), encoding="utf-8")
        return self("enter", code, "requests.json")


@pytest.fixture
def office(run: Command, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    database = Database(sqlite_url)
    put(database, a_network(capacity=1, release=Drawn()))
    database.close()
    return Office(run, sqlite_url, monkeypatch)


def test_a_draw_is_held_and_anyone_can_check_it(office: Office):
    announced = office.announce()
    code = announced.out.split()[1]
    tickets = [line.split(": ")[1] for line in office.entered(code).out.splitlines()]
    office.at(AFTER)
    closed = office("close", code)
    office("publish", code, "list.json")
    drawn = office("run", code, "--beacon", BEACON, "--yes")
    office("publish", code, "outcome.json")

    assert (announced.status, closed.status, drawn.status) == (0, 0, 0)
    record = decode(Path("outcome.json").read_bytes())
    assert sorted(tickets) == [entry.ticket for entry in record.entries]
    assert sum(entry.outcome is not None for entry in record.entries) == 4
    assert f"Publish now: {record.commitment}" in announced.out
    assert f"Publish now: {record.closing}" in closed.out
    checked = office.command("draw", "check", "outcome.json")
    assert (checked.status, checked.err) == (0, "")
    assert checked.out.startswith(f"genuine: {code}, 6 tickets, 4 places won")
    for said in (record.commitment, record.closing, BEACON, "the lottery of that evening"):
        assert said in checked.out
    assert "María" not in Path("outcome.json").read_text(encoding="utf-8")


def test_what_was_published_before_the_draw_can_be_checked_too(office: Office):
    code = office.announced()
    office("publish", code, "hash.json")
    office.entered(code)
    office.at(AFTER)
    office("close", code)
    office("publish", code, "list.json")

    for file in ("hash.json", "list.json"):
        checked = office.command("draw", "check", file)
        assert checked.status == 0
        assert checked.out.startswith(f"not drawn yet: {code}; nothing is wrong with it so far")


def test_killed_in_the_middle_it_goes_on_where_it_stopped(office: Office, monkeypatch):
    code = office.announced()
    office.entered(code)
    office.at(AFTER)
    office("close", code)
    gives, given = COMMANDS.give, []

    def dying(*arguments):
        if len(given) == 2:
            raise KeyboardInterrupt
        given.append(gives(*arguments))
        return given[-1]

    with monkeypatch.context() as mortal:
        mortal.setattr(COMMANDS, "give", dying)
        assert office("run", code, "--beacon", BEACON, "--yes").status == 1
    half = office("publish", code)
    again = office("run", code, "--beacon", BEACON, "--yes")

    assert decode(half.out.encode()).seed == ""
    assert again.status == 0
    # Two of the four are given now; the first line counts, the last one says what to do.
    assert len(again.out.splitlines()) == 4
    office("publish", code, "outcome.json")
    assert office.command("draw", "check", "outcome.json").status == 0
    assert office("run", code, "--beacon", BEACON).status == 0


def test_dry_run_only_counts(office: Office):
    code = office.announced()
    office.entered(code)
    office.at(AFTER)
    office("close", code)

    ended = office("run", code, "--dry-run")

    told = f"{code}: closed, 6 entries, 8 free cells\nNothing was drawn.\n"
    assert ended == Ended(0, told, "")
    assert "closed" in office("list").out


def test_nothing_is_drawn_where_nobody_can_be_asked(office: Office):
    code = office.announced()
    office.entered(code)
    office.at(AFTER)
    office("close", code)

    ended = office("run", code, "--beacon", BEACON)

    assert ended.status == 2
    assert "this touches people" in ended.err
    assert len(ended.err.splitlines()) == 1
    assert "closed" in office("list").out


def test_list_says_how_each_draw_stands(office: Office):
    assert office("list").out == "No draw was announced yet.\n"

    code = office.announced()
    assert f"{code}  counter  2026-12-07 to 2026-12-08  announced  0 entries" in office("list").out
    office.at(AFTER)
    assert "to be closed" in office("list").out


def test_without_a_beacon_the_operator_is_told_what_that_means(office: Office):
    ended = office.announce(beacon="")

    assert ended.status == 0
    assert "There is no beacon" in ended.out


def test_each_request_is_entered_or_refused_by_itself(office: Office):
    code = office.announced()
    rows = [
        PEOPLE[0],
        {**PEOPLE[1], "birth_country": "Mexico"},
        {**PEOPLE[1], "birth_date": "2988-12-01"},
        {**PEOPLE[1], "email": "canary"},
        {**PEOPLE[1], "phone": "canary"},
        {**PEOPLE[1], "given_names": "R2D2 canary"},
        {**PEOPLE[1], "wishes": []},
        {**PEOPLE[1], "wishes": [{"day": "2027-12-07"}]},
        {**PEOPLE[1], "wishes": [{"day": "2026-12-07", "since": "9 o'clock"}]},
        {**PEOPLE[1], "procedure": "nonsense"},
        {**PEOPLE[1], "language": "canary"},
        {**PEOPLE[1], "unknown": "canary"},
        {**PEOPLE[0], "phone": "+1 555 999 9999"},
        "nonsense",
        PEOPLE[2],
    ]

    ended = office.entered(code, rows)

    assert ended.status == 1
    assert [line.split(":")[0] for line in ended.out.splitlines()] == ["1", "15"]
    *refusals, last = ended.err.splitlines()
    assert [line.split(":")[0] for line in refusals] == [str(n) for n in range(2, 15)]
    assert last.startswith("ventanilla: 13 of 15 were not entered")
    told = "birth_country birth_date email phone name wishes drawn since nonsense language unknown phone"
    for line, word in zip(refusals, [*told.split(), "object"], strict=True):
        assert word in line
        assert "R2D2" not in line
    assert "2 entries" in office("list").out


def test_the_request_that_is_shown_to_operators_is_one():
    page = (Path(__file__).parents[1] / "docs" / "draws.md").read_text(encoding="utf-8")
    (row,) = json.loads(page.split("```json\n")[1].split("```")[0])

    request = request_of(row)

    assert applicant_of(request, NOW.date()).full_name == "María José Núñez Luna"
    assert wishes_of(request) == [
        Wish(date(2027, 1, 12), time(9), time(11)),
        Wish(date(2027, 1, 14)),
    ]


def test_a_file_entered_again_changes_nothing_but_the_wishes(office: Office):
    code = office.announced()
    first = office.entered(code)

    assert office.entered(code, [{**one, "wishes": WISHES[1:]} for one in PEOPLE]).out == first.out
    assert "6 entries" in office("list").out


def test_an_entry_is_taken_back_by_its_ticket(office: Office):
    code = office.announced()
    ticket = office.entered(code).out.splitlines()[0].split(": ")[1]

    assert office("withdraw", code, ticket).status == 2
    assert office("withdraw", code, ticket, "--yes").status == 0
    assert office("withdraw", code, ticket, "--yes").line.endswith(f"has no ticket '{ticket}'")
    assert "5 entries" in office("list").out


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"{", "is not JSON"), (b"\xff", "is not JSON"), (b"{}", "must be a list"), (b"[]", "a list")],
)
def test_a_file_that_holds_no_requests_is_told(office: Office, content, told):
    code = office.announced()
    Path("requests.json").write_bytes(content)

    ended = office("enter", code, "requests.json")

    assert ended.status == 1
    assert told in ended.line


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (("--closes", "tomorrow"), 2, "'tomorrow' is no time"),
        (("--closes", "2026-11-26T18:00+00:00"), 2, "is no time"),
        (("--closes", "2027-03-14T02:30"), 2, "its clocks skip that hour"),
        (("--closes", "2026-11-20T18:00"), 1, "would have closed already"),
        (("--closes", "2026-12-07T00:00"), 1, "must close before the first day"),
        (("--first", "2026-12-09"), 1, "the first day must not be after the last"),
        (("--first", "2031-01-06", "--last", "2031-01-07"), 1, "has no places from 2031-01-06"),
        (("--first", "soon"), 2, "'soon' is no date"),
        (("--beacon-from", "x" * 201), 1, "up to 200 characters"),
    ],
)
def test_a_draw_that_cannot_be_held_is_told_and_not_announced(office, options, status, told):
    ended = office.announce(*options)

    assert ended.status == status
    assert told in ended.line
    assert office("list").out == "No draw was announced yet.\n"


@pytest.mark.parametrize("command", ["close", "run", "publish", "enter", "withdraw"])
def test_a_draw_that_is_not_there_is_told(office: Office, command):
    Path("file").write_text(json.dumps(PEOPLE))
    more = {"run": ["--yes"], "enter": ["file"], "withdraw": ["T", "--yes"]}

    ended = office(command, "nowhere", *more.get(command, []))

    assert ended.status == 1
    assert ended.line.startswith("ventanilla: there is no draw 'nowhere'")


def test_what_is_done_too_early_is_told(office: Office):
    code = office.announced()

    assert "entries for" in office("close", code).line
    run = office("run", code, "--beacon", BEACON, "--yes")
    assert (run.status, run.err.count("\n")) == (1, 1)
    assert "first: ventanilla draw close" in run.err


def test_another_secret_is_told_and_nothing_is_lost(office: Office):
    code = office.announced()
    office.entered(code)
    office.at(AFTER)
    other = {"VENTANILLA_SECRET_KEY": "another secret of at least thirty-two characters"}

    ended = office("close", code, **other)

    assert ended.status == 1
    assert "add that one to VENTANILLA_SECRET_KEY" in ended.line
    assert office("close", code).status == 0


# -- checking, without anything else ----------------------------------------------------------


def test_the_check_needs_no_database_and_no_secret(run: Command):
    ended = run("draw", "check", str(KEPT))

    assert ended.status == 0
    assert ended.out.startswith("genuine: austin-2027-01-11-c0ffee00, 5 tickets, 3 places won")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"seed": "79', '"seed": "78', "seed or announcement are not those"),
        ('"places": 1', '"places": 2', "tickets, wishes or places are not those"),
        ('"office": "austin"', '"office": "boston"', "seed or announcement are not those"),
        ('"beacon": "27', '"beacon": "28', "something in it was changed"),
    ],
)
def test_what_was_changed_is_told(run: Command, old, new, told):
    Path("forged.json").write_text(KEPT.read_text().replace(old, new, 1))

    ended = run("draw", "check", "forged.json")

    assert ended.status == 1
    assert "genuine" not in ended.out
    assert all(line.startswith("WRONG: ") for line in ended.out.splitlines())
    assert told in ended.out


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b"null", b"[" * 5000])
def test_what_is_no_record_is_told(run: Command, content):
    Path("nonsense.json").write_bytes(content)

    assert run("draw", "check", "nonsense.json").line == (
        "ventanilla: nonsense.json is no published draw, or was changed by hand"
    )
