"""`ventanilla appointment`: look one up, move it, cancel it, say who came."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

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
from ventanilla.cli.opening import Desk, desk_opened
from ventanilla.clock import utc_now
from ventanilla.desk import turns
from ventanilla.desk.ports import Confirmed, Found, Refused
from ventanilla.desk.tidings import tidings_of
from ventanilla.desk.tray_ports import Tidings
from ventanilla.domain.appointment import Cause
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import Office
from ventanilla.domain.slot import Slot
from ventanilla.storage.ledger import SqlLedger

T = TypeVar("T")

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
    with desk_opened() as desk:
        if folio is None:
            _show_day(desk, office_of(desk.network, code or ""), day)
            return
        found = desk.work(lambda ledger: _looked_up(ledger, folio, name if person else None))
    for one, whose in found:
        _show(one, desk.network)
        if whose:
            click.echo(f"  for       {whose}")


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
    who, request = cause(name, reason), _request()

    def carry_out(ledger: SqlLedger) -> tuple[Found, Confirmed]:
        before = _one(ledger, folio)
        office = office_of(ledger.network, code or before.slot.office)
        slot = Slot(day, at, office.code, office.timezone)
        moved = ledger.life.move(folio, slot, request, who, utc_now(), contact=None, share="staff")
        made = _granted(moved, MOVED)
        _tell(ledger, made, before.contact, "moved")
        return before, made

    def show(made: tuple[Found, Confirmed]) -> str:
        before, after = made[0], made[1].appointment.slot
        click.echo(f"{_line(before)}\n  → {_when(after)} at {after.office}")
        return "Move it?"

    if _done(carry_out, show, "Would be moved", dry_run=dry_run, agreed=yes):
        click.echo("Moved. The paper it had is no longer valid; the person is told.")


@appointment.command()
@click.argument("folio", type=FOLIO)
@reason
@by
@dry_run
@yes
def cancel(folio: Folio, reason: str, name: str, dry_run: bool, yes: bool) -> None:  # noqa: FBT001  # click's way.
    """Cancel an appointment, or every one of a party by the party's folio."""
    who, request = cause(name, reason), _request()

    def carry_out(ledger: SqlLedger) -> Sequence[Found]:
        found = [one for one in ledger.life.find(folio) if _cancelled(ledger, one, request, who)]
        if not found:
            raise Stop("no appointment that can be cancelled has that folio")
        return found

    def show(found: Sequence[Found]) -> str:
        for one in found:
            click.echo(_line(one))
        return f"Cancel {len(found)}?" if len(found) > 1 else "Cancel it?"

    if _done(carry_out, show, "Would be cancelled", dry_run=dry_run, agreed=yes):
        click.echo(
            "Cancelled; the person is told. The place is offered to the waitlist first and returns "
            "to the public later."
        )


@appointment.command()
@click.argument("folio", type=FOLIO)
@by
@dry_run
@yes
def accept(folio: Folio, name: str, dry_run: bool, yes: bool) -> None:  # noqa: FBT001  # click's way.
    """Take the place that is held for somebody, on that person's word. FOLIO is the held one's."""
    request = _request()

    def carry_out(ledger: SqlLedger) -> tuple[Found, Confirmed]:
        one = _one(ledger, folio)
        who = cause(name, "taken on the person's word")
        made = _granted(ledger.life.accept(folio, one.contact, request, utc_now(), who), NOT_HELD)
        moved = made.appointment.folio != folio
        _tell(ledger, made, one.contact, "moved" if moved else "confirmed")
        return one, made

    def show(made: tuple[Found, Confirmed]) -> str:
        one, taken = made[0], made[1].appointment
        click.echo(f"{_line(one)}\n  → {taken.folio} {_when(taken.slot)}")
        return "Take it?"

    if _done(carry_out, show, "Would be taken", dry_run=dry_run, agreed=yes):
        click.echo("Taken. The paper of the earlier place is no longer valid; the person is told.")


@appointment.command("check-in")
@click.argument("folio", type=FOLIO)
@by
def check_in(folio: Folio, name: str) -> None:
    """Say that somebody came."""
    who = cause(name, "came")
    with desk_opened() as desk:
        made = desk.request(lambda ledger: ledger.life.check_in(folio, who, utc_now()))
    click.echo(f"Checked in: {_granted(made, CHECKED_IN).appointment.folio}.")


@appointment.command("no-show")
@click.argument("folio", type=FOLIO)
@by
def no_show(folio: Folio, name: str) -> None:
    """Say that somebody did not come. Only after the time; the person may book again."""
    who = cause(name, "did not come")
    with desk_opened() as desk:
        made = desk.request(lambda ledger: ledger.life.no_show(folio, who, utc_now()))
    click.echo(f"Noted: {_granted(made, MISSED).appointment.folio} did not come.")


# -- pieces -----------------------------------------------------------------------------------


def _done(
    piece: Callable[[SqlLedger], T],
    show: Callable[[T], str],
    would: str,
    *,
    dry_run: bool,
    agreed: bool,
) -> bool:
    """Rehearse it, show what it would do, ask, do it; whether it was done. `show` returns the
    question. `piece` makes a request that is the same each time.
    """
    with desk_opened() as desk:
        question = show(desk.rehearse(piece))
        if dry_run:
            click.echo(f"{would}. Nothing was changed.")
            return False
        agree(question, agreed=agreed)
        desk.request(piece)
    return True


def _request() -> str:
    """Names this one change, should its outcome have to be asked for: one for a whole command."""
    return f"staff:{secrets.token_hex(16)}"


def _cancelled(ledger: SqlLedger, one: Found, request: str, who: Cause) -> bool:
    """Whether it ends by this request: now, or before, if nobody told that it was committed."""
    if one.state not in ("confirmed", "cancelled"):
        return False
    made = ledger.life.cancel(one.folio, f"{request}:{one.folio}", who, utc_now(), contact=None)
    if one.state == "cancelled":
        return not isinstance(made, Refused)
    _tell(ledger, _granted(made, CANCELLED), one.contact, "cancelled")
    return True


def _tell(ledger: SqlLedger, made: Confirmed, contact: int, tidings: Tidings) -> None:
    """In the same transaction; whichever `serve` runs then sends it."""
    desk = turns.Desk(ledger.network, "", ledger.bookings.person)
    ledger.outbox.put(tidings_of(made, contact, tidings, desk), utc_now())


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


def _looked_up(ledger: SqlLedger, folio: Folio, name: str | None) -> Sequence[tuple[Found, str]]:
    """With whose it is, when `name` wants to know."""
    found = ledger.life.find(folio)
    if not found:
        raise Stop("no appointment has that folio")
    return [(one, "" if name is None else _whose(ledger, one, name)) for one in found]


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


def _show_day(desk: Desk, office: Office, wanted: date | None) -> None:
    day = wanted or utc_now().astimezone(ZoneInfo(office.timezone)).date()
    found = desk.work(lambda ledger: ledger.life.of_day(office.code, day))
    click.echo(f"{office.code}, {day:%A %d %B %Y}: {len(found)} appointments")
    for one in found:
        click.echo(_line(one))


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
