"""`ventanilla draw`: places given by lot, and the check that anyone can make."""

import secrets
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from ventanilla.calendar.draws import SEED_BYTES, Outcome, Record, decode, encode, problems
from ventanilla.cli.asking import DAY, agree, dry_run, office_of, yes
from ventanilla.cli.ending import FAILURE, Misused, Stop
from ventanilla.cli.opening import Desk, desk_opened
from ventanilla.cli.requests import (
    Request,
    applicant_of,
    phone_of,
    request_of,
    rows_of,
    wishes_of,
)
from ventanilla.clock import utc_now
from ventanilla.desk.draw_ports import Announced, Entrant
from ventanilla.desk.draws import (
    Proposal,
    an_entrant,
    announce,
    close,
    decide,
    enter,
    finish,
    give,
    known,
    published,
    winners,
    withdraw,
)
from ventanilla.domain.message import Address
from ventanilla.domain.office import ProcedureCode
from ventanilla.domain.slot import local_minute
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.ledger import SqlLedger

CODE_BYTES = 4

TIMES = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


@click.group()
def draw() -> None:
    """Give places by lot, and check that it was done rightly."""


@draw.command("announce")
@click.argument("code", metavar="OFFICE")
@click.argument("pool")
@click.option("--first", type=DAY, required=True, help="The first day that is drawn.")
@click.option("--last", type=DAY, required=True, help="The last one.")
@click.option("--closes", required=True, help="When entries close, as 2026-12-01T18:00.")
@click.option("--beacon-from", default="", help="Which public word will be drawn with.")
def announce_(code: str, pool: str, first: date, last: date, closes: str, beacon_from: str) -> None:
    """Announce a draw. Publish the hash it prints: it binds you to the seed and to all it says."""
    with desk_opened() as desk:
        office = office_of(desk.network, code)
        local = _local(closes, office.timezone)
        wanted = Proposal(
            office.code, pool, first, last, local.astimezone(UTC), beacon_from.strip()
        )
        name = f"{office.code}-{first.isoformat()}-{secrets.token_hex(CODE_BYTES)}"
        seed = secrets.token_bytes(SEED_BYTES)
        made = desk.work(
            lambda ledger: announce(ledger.draws, desk.network, wanted, seed, name, utc_now())
        )
    click.echo(f"Draw {made.code} is announced. Entries close {local:%A %d %B %Y, %H:%M}.")
    click.echo(f"Publish now: {made.record.commitment}")
    if not made.record.beacon_from:
        click.echo("There is no beacon: whoever holds the secret key can know the seed before.")


@draw.command("list")
def list_() -> None:
    """List the draws."""
    with desk_opened() as desk:
        found = desk.work(lambda ledger: [(one, ledger.draws.count(one)) for one in _all(ledger)])
    for one, count in found:
        days = f"{one.first.isoformat()} to {one.last.isoformat()}"
        click.echo(f"{one.code}  {one.pool}  {days}  {_state(one)}  {count} entries")
    if not found:
        click.echo("No draw was announced yet.")


@draw.command("enter")
@click.argument("code", metavar="DRAW")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def enter_(code: str, file: Path) -> None:
    """Enter requests that were collected elsewhere, a JSON list; see docs/draws.md."""
    refused, rows = 0, rows_of(file)
    with desk_opened() as desk:
        desk.work(lambda ledger: _draw(ledger, code))
        for number, row in enumerate(rows, 1):
            try:
                ticket = _entered(desk, code, request_of(row))
            except Stop as wrong:
                refused += 1
                click.echo(f"{number}: {wrong.message}", err=True)
            else:
                click.echo(f"{number}: {ticket}")
    if refused:
        raise Stop(f"{refused} of {len(rows)} were not entered; mend them and enter the file again")


@draw.command("withdraw")
@click.argument("code", metavar="DRAW")
@click.argument("ticket")
@yes
def withdraw_(code: str, ticket: str, yes: bool) -> None:  # noqa: FBT001  # click's way.
    """Take one entry back, before entries close."""
    agree(f"Take ticket {ticket} back?", agreed=yes)
    with desk_opened() as desk:
        desk.work(lambda ledger: withdraw(ledger.draws, code, ticket, utc_now()))
    click.echo(f"{ticket} takes no part any more.")


@draw.command("close")
@click.argument("code", metavar="DRAW")
def close_(code: str) -> None:
    """Close a draw whose time has come. Publish the list, before anybody can know the beacon."""
    with desk_opened() as desk:
        record = desk.work(lambda ledger: close(ledger.draws, desk.network, code, utc_now()))
    places = sum(cell.places for cell in record.room)
    click.echo(f"{code} is closed: {len(record.entries)} tickets, {places} free cells.")
    click.echo(f"Publish now: {record.closing}")
    click.echo(f"The list itself: ventanilla draw publish {code} FILE")


@draw.command()
@click.argument("code", metavar="DRAW")
@click.option("--beacon", default="", help="The public word that was announced.")
@dry_run
@yes
def run(code: str, beacon: str, dry_run: bool, yes: bool) -> None:  # noqa: FBT001  # click's way.
    """Draw the lots of a closed draw and book what was won. Killed, it goes on when run again."""
    with desk_opened() as desk:
        found, entries, places = desk.work(lambda ledger: _counted(ledger, code))
        click.echo(f"{code}: {_state(found)}, {entries} entries, {places} free cells")
        if dry_run:
            click.echo("Nothing was drawn.")
            return
        if found.state != "drawn":
            agree(f"Draw lots for {entries} people?", agreed=yes)
        decided = desk.work(lambda ledger: decide(ledger.draws, code, beacon.strip()))
        for winner in desk.work(lambda ledger: winners(ledger.draws, decided)):
            click.echo(f"{winner[0].ticket}: {_given(desk, decided, winner)}")
        desk.work(lambda ledger: finish(ledger.draws, code, utc_now()))
    click.echo(f"Drawn. Publish: ventanilla draw publish {code} FILE")


@draw.command()
@click.argument("code", metavar="DRAW")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def publish(code: str, file: Path | None) -> None:
    """Write what anybody may see of a draw: first the hash, then the list, then the outcome."""
    with desk_opened() as desk:
        record = encode(
            desk.work(lambda ledger: published(ledger.draws, _draw(ledger, code)))
        ).decode()
    if file is None:
        sys.stdout.write(record)
    else:
        # The same bytes everywhere: a hash of the file can be published beside it.
        file.write_bytes(record.encode())
        click.echo(f"Written to {file}; anyone can check it: ventanilla draw check {file}")


@draw.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a published draw, without database, secret or network."""
    try:
        record = decode(file.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Stop(f"{file} is no published draw, or was changed by hand") from None
    found = list(problems(record))
    for problem in found:
        click.echo(f"WRONG: {problem}")
    if found:
        raise SystemExit(FAILURE)
    _tell(record)


def _tell(record: Record) -> None:
    if record.seed:
        won = sum(entry.outcome is not None for entry in record.entries)
        click.echo(f"genuine: {record.code}, {len(record.entries)} tickets, {won} places won")
        click.echo("  every ticket's rank and place follow from seed, list and beacon")
    else:
        click.echo(f"not drawn yet: {record.code}; nothing is wrong with it so far")
    click.echo("Compare with what was published")
    click.echo(f"  when it was announced:  {record.commitment}")
    if record.closing:
        click.echo(f"  when entries closed:    {record.closing}")
    if record.beacon_from:
        click.echo(f"  as the public word:     {record.beacon or 'yet to come'}")
        click.echo(f"  which was to be:        {record.beacon_from}")
    elif record.seed:
        click.echo("  no public word: whoever held the secret key could know the seed before")
    for entry in (entry for entry in record.entries if entry.note):
        click.echo(f"  {entry.ticket} won and could not be given it ({entry.note})")


# -- pieces -----------------------------------------------------------------------------------


def _local(text: str, timezone: str) -> datetime:
    """A local time of the office. Raises `Misused`, also for one that the clocks skip."""
    for form in TIMES:
        try:
            local = datetime.strptime(text, form).replace(tzinfo=ZoneInfo(timezone))
        except ValueError:
            continue
        if local_minute(ZoneInfo(timezone), local.date(), local.time()) is None:
            raise Misused(f"at the office there is no {text}: its clocks skip that hour")
        return local
    raise Misused(f"'{text}' is no time; write it as 2026-12-01T18:00, the office's time")


def _all(ledger: SqlLedger) -> tuple[Announced, ...]:
    return tuple(ledger.draws.all())


def _state(found: Announced) -> str:
    if found.state == "announced" and found.closes_at <= utc_now():
        return "to be closed"
    return "closed" if found.state == "drawing" and not found.record.seed else found.state


def _draw(ledger: SqlLedger, code: str) -> Announced:
    return known(ledger.draws.find(code), code)


def _counted(ledger: SqlLedger, code: str) -> tuple[Announced, int, int]:
    found = _draw(ledger, code)
    places = found.record.room or ledger.draws.room(found)
    return found, ledger.draws.count(found), sum(cell.places for cell in places)


def _given(desk: Desk, decided: Announced, winner: tuple[Entrant, Outcome]) -> str:
    """The folio, or why the place could not be given."""

    def piece(ledger: SqlLedger) -> str:
        return give(ledger.draws, ledger.bookings, desk.network, decided, winner, utc_now())

    return desk.work(piece) or "given by another command"


def _entered(desk: Desk, code: str, request: Request) -> str:
    """The ticket. Raises `Stop`."""
    now = utc_now()
    applicant, address = applicant_of(request, now.date()), Address(phone_of(request))

    def piece(ledger: SqlLedger) -> str:
        contact = Contacts(ledger.connection, ledger.vault).of([address], now)[address]
        entrant = an_entrant(
            ledger.bookings.person(applicant.identity),
            contact,
            ProcedureCode(request.procedure),
            wishes_of(request),
            applicant,
            secrets.randbelow,
        )
        return enter(ledger.draws, desk.network, code, entrant, now)

    return desk.work(piece)
