"""`ventanilla draw`: places given by lot, and the check that anyone can make."""

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from ventanilla.app import utc_now
from ventanilla.calendar.draws import SEED_BYTES, Wish, decode, encode, problems
from ventanilla.cli.asking import DAY, agree, dry_run, office_of, yes
from ventanilla.cli.ending import FAILURE, Misused, Stop
from ventanilla.cli.opening import in_force, migrated
from ventanilla.desk.draw_ports import Announced
from ventanilla.desk.draws import (
    NotSo,
    Proposal,
    an_entrant,
    announce,
    decide,
    enter,
    give,
    published,
    winners,
)
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.language import Language
from ventanilla.domain.message import Address
from ventanilla.domain.names import clean_name, is_name
from ventanilla.domain.office import ProcedureCode
from ventanilla.settings import check_secret, read_settings
from ventanilla.storage.contacts import Contacts
from ventanilla.storage.ledger import SqlLedger, SqlStore
from ventanilla.storage.vault import Vault

CODE_BYTES = 4


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's request, collected elsewhere."""

    given_names: str
    paternal_surname: str
    birth_date: date
    birth_country: str
    email: str
    phone: str
    procedure: str
    wishes: tuple[Wish, ...]
    maternal_surname: str = ""
    birth_state: str = ""
    language: Language = "es"


@click.group()
def draw() -> None:
    """Give places by lot, and check that it was done rightly."""


@draw.command("announce")
@click.argument("code", metavar="OFFICE")
@click.argument("pool")
@click.option("--first", type=DAY, required=True, help="The first day that is drawn.")
@click.option("--last", type=DAY, required=True, help="The last one.")
@click.option("--closes", required=True, help="When entries close, as 2026-12-01T18:00.")
def announce_(code: str, pool: str, first: date, last: date, closes: str) -> None:
    """Announce a draw. Publish the hash it prints: it binds you to the seed."""
    with _ledger() as ledger, _told():
        office = office_of(ledger.network, code)
        try:
            local = datetime.fromisoformat(closes).replace(tzinfo=ZoneInfo(office.timezone))
        except ValueError:
            raise Misused(f"'{closes}' is no time; write it as 2026-12-01T18:00") from None
        wanted = Proposal(office.code, pool, first, last, local.astimezone(UTC))
        name = f"{office.code}-{first.isoformat()}-{secrets.token_hex(CODE_BYTES)}"
        seed = secrets.token_bytes(SEED_BYTES)
        made = announce(ledger.draws, ledger.network, wanted, seed, name, utc_now())
    click.echo(f"Draw {made.code} is announced. Entries close {local:%A %d %B %Y, %H:%M}.")
    click.echo(f"Publish now: {made.commitment}")


@draw.command("list")
def list_() -> None:
    """List the draws."""
    with _ledger() as ledger:
        found = [(one, ledger.draws.count(one)) for one in ledger.draws.all()]
    for one, count in found:
        days = f"{one.first.isoformat()} to {one.last.isoformat()}"
        click.echo(f"{one.code}  {one.pool}  {days}  {one.state}  {count} entries")
    if not found:
        click.echo("No draw was announced yet.")


@draw.command("enter")
@click.argument("code", metavar="DRAW")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def enter_(code: str, file: Path) -> None:
    """Enter requests that were collected elsewhere, a JSON list; see docs/draws.md."""
    refused = 0
    rows = _rows(file)
    for number, row in enumerate(rows, 1):
        try:
            with _ledger() as ledger, _told():
                ticket = _enter_one(ledger, code, _request(row))
        except Stop as wrong:
            refused += 1
            click.echo(f"{number}: {wrong.message}", err=True)
        else:
            click.echo(f"{number}: {ticket}")
    if refused:
        raise Stop(f"{refused} of {len(rows)} were not entered; mend them and enter the file again")


@draw.command()
@click.argument("code", metavar="DRAW")
@click.option("--beacon", default="", help="A public word nobody could know before closing.")
@dry_run
@yes
def run(code: str, beacon: str, dry_run: bool, yes: bool) -> None:  # noqa: FBT001  # click's way.
    """Hold a draw that has closed, and book what was won. Killed, it goes on when run again."""
    with _ledger() as ledger, _told():
        found = _draw(ledger, code)
        entries, places = ledger.draws.count(found), sum(r.places for r in ledger.draws.room(found))
    click.echo(f"{found.code}: {found.state}, {entries} entries, {places} free cells")
    if dry_run:
        click.echo("Nothing was drawn.")
        return
    if found.state != "drawn":
        agree(f"Draw lots for {entries} people?", agreed=yes)
    with _ledger() as ledger, _told():
        decided = decide(ledger.draws, ledger.network, _draw(ledger, code), beacon, utc_now())
        waiting = winners(ledger.draws, decided)
    for winner in waiting:
        with _ledger() as ledger:
            outcome = give(
                ledger.draws, ledger.bookings, ledger.network, decided, winner, utc_now()
            )
        click.echo(f"{winner[0].ticket}: {outcome}")
    if decided.state != "drawn":
        with _ledger() as ledger:
            ledger.draws.finish(decided, utc_now())
    click.echo(f"Drawn. Publish: ventanilla draw publish {code} FILE")


@draw.command()
@click.argument("code", metavar="DRAW")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def publish(code: str, file: Path | None) -> None:
    """Write what anybody may see of a draw: before it the hash, after it everything."""
    with _ledger() as ledger, _told():
        record = encode(published(ledger.draws, ledger.network, _draw(ledger, code)))
    if file is None:
        sys.stdout.write(record.decode())
    else:
        file.write_bytes(record)
        click.echo(f"Written to {file}; anyone can check it: ventanilla draw check {file}")


@draw.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check a published draw, without database, secret or network."""
    try:
        record = decode(file.read_bytes())
    except msgspec.DecodeError:
        raise Stop(f"{file} is no published draw") from None
    found = list(problems(record))
    for problem in found:
        click.echo(f"WRONG: {problem}")
    if found:
        raise SystemExit(FAILURE)
    won = sum(entry.outcome is not None for entry in record.entries)
    click.echo(f"genuine: {record.code}, {len(record.entries)} tickets, {won} places given")
    click.echo("  the seed is the one whose hash was published: compare that with yours:")
    click.echo(f"  {record.commitment}")
    click.echo("  every ticket's rank and place follow from seed, tickets and beacon")
    for entry in (entry for entry in record.entries if entry.note):
        click.echo(f"  {entry.ticket} won and could not be given it ({entry.note})")


# -- pieces -----------------------------------------------------------------------------------


@contextmanager
def _ledger() -> Iterator[SqlLedger]:
    settings = read_settings(os.environ)
    check_secret(settings)
    with migrated() as database:
        store = SqlStore(database, Vault(settings.secret_keys))
        with store.ledger(in_force(database)) as ledger:
            yield ledger


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except NotSo as wrong:
        raise Stop(str(wrong)) from None


def _draw(ledger: SqlLedger, code: str) -> Announced:
    found = ledger.draws.find(code)
    if found is None:
        raise NotSo(f"there is no draw '{code}'; see: ventanilla draw list")
    return found


def _rows(file: Path) -> Sequence[Any]:
    try:
        rows = msgspec.json.decode(file.read_bytes())
    except msgspec.DecodeError as wrong:
        raise Stop(f"{file}: not JSON: {wrong}") from None
    if not isinstance(rows, list):
        raise Stop(f"{file}: must be a list of requests; see docs/draws.md")
    return rows


def _request(row: Any) -> Request:
    try:
        return msgspec.convert(row, Request)
    except msgspec.ValidationError as wrong:
        raise Stop(str(wrong)) from None


def _enter_one(ledger: SqlLedger, code: str, request: Request) -> str:
    names = [
        clean_name(name)
        for name in (request.given_names, request.paternal_surname, request.maternal_surname)
    ]
    if not is_name(names[0]) or not is_name(names[1]) or (names[2] and not is_name(names[2])):
        raise NotSo("a name is missing or holds what no birth certificate has; see docs/names.md")
    applicant = Applicant(
        given_names=names[0],
        paternal_surname=names[1],
        maternal_surname=names[2],
        birth_date=request.birth_date,
        birth_place=BirthPlace(request.birth_country, "", request.birth_state, ""),
        email=request.email,
        language=request.language,
    )
    now = utc_now()
    address = Address("".join(c for c in request.phone if c.isdigit()))
    contact = Contacts(ledger.connection, ledger.vault).of([address], now)[address]
    entrant = an_entrant(
        ledger.bookings.person(applicant.identity),
        contact,
        ProcedureCode(request.procedure),
        request.wishes,
        applicant,
        secrets.randbelow,
    )
    return enter(ledger.draws, ledger.network, _draw(ledger, code), entrant, now)
