"""`ventanilla network`: check, preview and put into force a network of offices."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

import click
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from ventanilla.cli.ending import Stop
from ventanilla.cli.opening import load_network, migrated, retried
from ventanilla.clock import utc_now
from ventanilla.desk.compiling import Made
from ventanilla.desk.network_ports import Touched
from ventanilla.desk.networks import (
    Fitting,
    Plan,
    QuantumChanged,
    fit,
    plan,
    put_in_force,
)
from ventanilla.domain.office import OfficeCode
from ventanilla.storage.networks import StoredNetworks

SHOWN = 5
LISTED = 50


@click.group()
def network() -> None:
    """Check, preview and put into force a network of offices."""


@network.command("check")
@click.argument("source", required=False)
def network_check(source: str | None) -> None:
    """Read a network's files and say what is wrong with them."""
    found = load_network(source)
    offices, procedures = len(found.offices), len(found.procedures)
    click.echo(f"{found.code}: {offices} offices, {procedures} procedures, no problem found.")


@network.command("plan")
@click.argument("source", required=False)
def network_plan(source: str | None) -> None:
    """Show what putting a network into force would change. Changes nothing."""
    proposed = load_network(source)
    with migrated() as database, _fitting(), database.read() as connection:
        _show(plan(StoredNetworks(connection), proposed, utc_now()))


@network.command("apply")
@click.argument("source", required=False)
def network_apply(source: str | None) -> None:
    """Put a network into force: store it as a numbered snapshot and fill the calendar."""
    proposed = load_network(source)
    with migrated() as database, _fitting():
        now, made = utc_now(), Made()
        begun = retried(database, lambda c: put_in_force(StoredNetworks(c), proposed, now))
        # An office at a time, so that nobody who books waits for more than one.
        applied = begun.fitted(
            [retried(database, partial(_fit, now, office, made)) for office in begun.waiting]
        )
        if not applied.anew:
            if applied.plan.cells_moved:
                click.echo(f"clocks have changed: {applied.plan.cells_moved} places moved")
            click.echo(f"Nothing to do: snapshot {applied.number} is the same.")
        else:
            _show(applied.plan)
            click.echo(f"Snapshot {applied.number} is in force.")
    click.echo("The service fills the calendar far ahead; to do it now: ventanilla calendar fill")


def _fit(now: datetime, office: OfficeCode, made: Made, connection: Connection) -> Fitting:
    return fit(StoredNetworks(connection), office, now, made)


@contextmanager
def _fitting() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise Stop("another apply was faster; see: ventanilla network plan") from None
    except QuantumChanged as wrong:
        raise Stop(
            f"{wrong}: the length of a place cannot change while people have appointments there; "
            "give the pool a new name"
        ) from None


def _show(planned: Plan) -> None:
    """What a plan would change, a line each; nothing is said of what stays."""
    for what, delta in (("offices", planned.offices), ("procedures", planned.procedures)):
        _show_codes(f"{what} added", delta.added)
        _show_codes(f"{what} removed", delta.removed)
        _show_codes(f"{what} changed", delta.changed)
    click.echo(
        f"places: {planned.cells_added} added, {planned.cells_changed} changed, "
        f"{planned.cells_closed} closed"
    )
    if planned.cells_moved:
        click.echo(f"clocks have changed: {planned.cells_moved} places moved")
    show_touched(planned.touched)


def show_touched(touched: Sequence[Touched]) -> None:
    """Whom a change concerns, by time; all of them keep what they have."""
    if not touched:
        return
    click.echo(f"live appointments touched: {len(touched)}. All are kept:")
    for one in touched[:LISTED]:
        click.echo(f"  {line_of(one)}")
    if len(touched) > LISTED:
        click.echo(f"  … and {len(touched) - LISTED} more")


def line_of(one: Touched) -> str:
    when = f"{one.slot.day.isoformat()} {one.slot.time:%H:%M}"
    return f"{one.folio}  {one.slot.office}  {when}  {one.state}  {one.procedure}"


def _show_codes(what: str, codes: Sequence[str]) -> None:
    if codes:
        more = ", …" if len(codes) > SHOWN else ""
        click.echo(f"{what}: {len(codes)} ({', '.join(codes[:SHOWN])}{more})")
