"""`ventanilla network`: check, preview and put into force a network of offices."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from ventanilla.app import utc_now
from ventanilla.cli.ending import Stop
from ventanilla.cli.opening import load_network, migrated
from ventanilla.desk.networks import Plan, QuantumChanged, apply, plan
from ventanilla.storage.networks import StoredNetworks

SHOWN = 5


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
    with migrated() as database, _fitting(), database.write() as connection:
        applied = apply(StoredNetworks(connection), proposed, utc_now())
    if not applied.anew:
        click.echo(f"Nothing to do: snapshot {applied.number} is the same.")
        return
    _show(applied.plan)
    click.echo(f"Snapshot {applied.number} is in force.")


@contextmanager
def _fitting() -> Iterator[None]:
    try:
        yield
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
    if planned.touched:
        click.echo(f"live appointments touched, all kept: {', '.join(planned.touched)}")


def _show_codes(what: str, codes: Sequence[str]) -> None:
    if codes:
        more = ", …" if len(codes) > SHOWN else ""
        click.echo(f"{what}: {len(codes)} ({', '.join(codes[:SHOWN])}{more})")
