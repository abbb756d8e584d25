"""`ventanilla appointment`: look one up, move it, cancel it, say who came."""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import click

from ventanilla.app import utc_now
from ventanilla.catalogue.network import Network
from ventanilla.cli.asking import (
    CLOCK,
    DAY,
    FOLIO,
    agree,
    by,
    cause,
    dry_run,
    office_of,
    reason,
    yes,
)
from ventanilla.cli.ending import Misused, Stop
from ventanilla.cli.opening import in_force, migrated
from ventanilla.desk.ports import Confirmed, Found, Refused
from ventanilla.domain.folio import Folio
from ventanilla.domain.slot import Slot
from ventanilla.settings import check_secret, read_settings
from ventanilla.storage.ledger import SqlLedger, SqlStore
from ventanilla.storage.vault import Vault

REFUSED = {
    "taken": "somebody has that place; see what is free with: ventanilla calendar show",
    "quota": "the office takes no more of this procedure that day",
    "not-yours": "no appointment has that folio",
}

MOVED = "it does not stand any more, or the office has no such time; see: ventanilla calendar show"
CHECKED_IN = "only a confirmed appointment can be checked in, and only on its day"
MISSED = "only a confirmed appointment can be missed, and only after its time"
NOT_HELD = "nothing is held under that folio any more; see the appointment itself"
CANCELLED = "it does not stand any more"


@click.group()
def appointment() -> None:
    """Look up an appointment by its folio, move it, cancel it, say who came."""


@appointment.command()
@click.argument("folio", type=FOLIO, required=False)
@click.option("--office", "code", help="All appointments of an office's day.")
@click.option("--day", type=DAY, help="That day; today at the office if left out.")
@click.option("--person", is_flag=True, help="Also whose it is. The look is kept in the history.")
@by
def find(folio: Folio | None, code: str | None, day: date | None, person: bool, name: str) -> None:  # noqa: FBT001  # click's way.
    """Show an appointment, or those of a day, with their history."""
    if (folio is None) == (code is None):
        raise Misused("give a folio, or --office and --day")
    with _ledger() as ledger:
        if folio is None:
            office = office_of(ledger.network, code or "")
            day = day or utc_now().astimezone(ZoneInfo(office.timezone)).date()
            found = ledger.life.of_day(office.code, day)
            click.echo(f"{office.code}, {day:%A %d %B %Y}: {len(found)} appointments")
            for one in found:
                click.echo(_line(one))
            return
        found = ledger.life.find(folio)
        if not found:
            raise Stop("no appointment has that folio")
        for one in found:
            _show(one, ledger.network)
            if person:
                click.echo(f"  for       {_whose(ledger, one, name)}")


@appointment.command()
@click.argument("folio", type=FOLIO)
@click.argument("day", type=DAY)
@click.argument("at", type=CLOCK, metavar="TIME")
@click.option("--office", "code", help="Another office; the same one if left out.")
@reason
@by
@dry_run
@yes
def move(
    folio: Folio,
    day: date,
    at: time,
    code: str | None,
    reason: str,
    name: str,
    dry_run: bool,  # noqa: FBT001  # click's way.
    yes: bool,  # noqa: FBT001
) -> None:
    """Move an appointment to another day and time, in one step."""
    who = cause(name, reason)

    def carry_out(ledger: SqlLedger) -> Confirmed:
        office = office_of(ledger.network, code or _one(ledger, folio).slot.office)
        slot = Slot(day, at, office.code, office.timezone)
        return _granted(
            ledger.life.move(folio, slot, _request(), who, utc_now(), contact=None, share="staff"),
            MOVED,
        )

    with _ledger(rehearsal=True) as ledger:
        before = _one(ledger, folio)
        after = carry_out(ledger).appointment.slot
    click.echo(f"{_line(before)}\n  → {_when(after)} at {after.office}")
    if dry_run:
        click.echo("Would be moved. Nothing was changed.")
        return
    agree("Move it?", agreed=yes)
    with _ledger() as ledger:
        carry_out(ledger)
    click.echo("Moved. The paper it had is no longer valid; nobody has been told by this command.")


@appointment.command()
@click.argument("folio", type=FOLIO)
@reason
@by
@dry_run
@yes
def cancel(folio: Folio, reason: str, name: str, dry_run: bool, yes: bool) -> None:  # noqa: FBT001  # click's way.
    """Cancel an appointment, or every one of a party by the party's folio."""
    who = cause(name, reason)

    def carry_out(ledger: SqlLedger) -> Sequence[Found]:
        found = [one for one in ledger.life.find(folio) if one.state == "confirmed"]
        if not found:
            raise Stop("no appointment that can be cancelled has that folio")
        for one in found:
            _granted(
                ledger.life.cancel(one.folio, _request(), who, utc_now(), contact=None), CANCELLED
            )
        return found

    with _ledger(rehearsal=True) as ledger:
        found = carry_out(ledger)
    for one in found:
        click.echo(_line(one))
    if dry_run:
        click.echo("Would be cancelled. Nothing was changed.")
        return
    agree(f"Cancel {len(found)}?" if len(found) > 1 else "Cancel it?", agreed=yes)
    with _ledger() as ledger:
        carry_out(ledger)
    click.echo(
        "Cancelled; nobody has been told by this command. The place is offered to the waitlist "
        "first and returns to the public later."
    )


@appointment.command()
@click.argument("folio", type=FOLIO)
@by
@dry_run
@yes
def accept(folio: Folio, name: str, dry_run: bool, yes: bool) -> None:  # noqa: FBT001  # click's way.
    """Take the place that is held for somebody, on that person's word. FOLIO is the held one's."""

    def carry_out(ledger: SqlLedger) -> tuple[Found, Confirmed]:
        one = _one(ledger, folio)
        who = cause(name, "taken on the person's word")
        made = ledger.life.accept(folio, one.contact, _request(), utc_now(), who)
        return one, _granted(made, NOT_HELD)

    with _ledger(rehearsal=True) as ledger:
        one, made = carry_out(ledger)
    click.echo(f"{_line(one)}\n  → {made.appointment.folio} {_when(made.appointment.slot)}")
    if dry_run:
        click.echo("Would be taken. Nothing was changed.")
        return
    agree("Take it?", agreed=yes)
    with _ledger() as ledger:
        carry_out(ledger)
    click.echo("Taken. The paper of the earlier place is no longer valid.")


@appointment.command("check-in")
@click.argument("folio", type=FOLIO)
@by
def check_in(folio: Folio, name: str) -> None:
    """Say that somebody came."""
    with _ledger() as ledger:
        made = ledger.life.check_in(folio, cause(name, "came"), utc_now())
        click.echo(f"Checked in: {_granted(made, CHECKED_IN).appointment.folio}.")


@appointment.command("no-show")
@click.argument("folio", type=FOLIO)
@by
def no_show(folio: Folio, name: str) -> None:
    """Say that somebody did not come. Only after the time; the person may book again."""
    with _ledger() as ledger:
        made = ledger.life.no_show(folio, cause(name, "did not come"), utc_now())
        click.echo(f"Noted: {_granted(made, MISSED).appointment.folio} did not come.")


# -- pieces -----------------------------------------------------------------------------------


class _Undone(Exception):
    """A rehearsal is over; nothing of it may stay."""


@contextmanager
def _ledger(*, rehearsal: bool = False) -> Iterator[SqlLedger]:
    """One transaction; of a rehearsal nothing stays, and whatever would hinder, hinders."""
    settings = read_settings(os.environ)
    check_secret(settings)
    with migrated() as database:
        store = SqlStore(database, Vault(settings.secret_keys))
        with suppress(_Undone), store.ledger(in_force(database)) as ledger:
            yield ledger
            if rehearsal:
                raise _Undone


def _request() -> str:
    """Names this one change, should its outcome have to be asked for."""
    return f"staff:{secrets.token_hex(16)}"


def _one(ledger: SqlLedger, folio: Folio) -> Found:
    found = ledger.life.find(folio)
    if not found:
        raise Stop("no appointment has that folio")
    if len(found) > 1:
        folios = ", ".join(one.folio for one in found)
        raise Stop(f"that folio is a party's; name one of its people: {folios}")
    return found[0]


def _granted(made: Confirmed | Refused, otherwise: str) -> Confirmed:
    """Raises `Stop` with why not; `otherwise` is said where the moment or the place is wrong."""
    if isinstance(made, Refused):
        raise Stop(REFUSED.get(made.reason, otherwise))
    return made


def _whose(ledger: SqlLedger, one: Found, name: str) -> str:
    """A look at a person is written down, in the same transaction."""
    known = ledger.appointment(one.appointment_id)
    if known is None:
        return "nobody any more: it was erased when its time was over"
    ledger.life.looked_at(one.appointment_id, cause(name, "appointment find --person"), utc_now())
    applicant = known.appointment.applicant
    return f"{applicant.full_name}, born {applicant.birth_date.isoformat()}"


def _when(slot: Slot) -> str:
    return f"{slot.day:%A %d %B %Y}, {slot.time:%H:%M} ({slot.timezone})"


def _line(one: Found) -> str:
    return (
        f"{one.folio}  {one.slot.day.isoformat()} {one.slot.time:%H:%M}  {one.state:<10}"
        f"  {one.procedure}"
    )


def _show(one: Found, network: Network) -> None:
    click.echo(f"{one.folio}  {one.state}")
    city = network.offices[one.slot.office].city if one.slot.office in network.offices else "?"
    click.echo(f"  where     {one.slot.office} ({city})")
    click.echo(f"  when      {_when(one.slot)}")
    click.echo(f"  what      {one.procedure}, revision {one.revision}")
    if one.party:
        click.echo(f"  party     {one.party}")
    if one.state in ("held", "offered") and one.hold_until:
        click.echo(f"  until     {one.hold_until:%Y-%m-%d %H:%M} UTC")
    for line in _history(one):
        click.echo(f"  {line}")


def _history(one: Found) -> Sequence[str]:
    zone = ZoneInfo(one.slot.timezone)

    def at(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    return [
        f"{at(line.at)}  {line.action:<10} {line.actor}{': ' if line.why else ''}{line.why}"
        for line in one.history
    ]
