"""The commands. An error is one line on standard error that says what to do."""

import io
import os
import sys
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy.exc import DBAPIError

from ventanilla.app import utc_now
from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.problems import NetworkProblems
from ventanilla.checking import BadKey
from ventanilla.conversation.diagram import mermaid
from ventanilla.conversation.scripts.booking import BOOKING
from ventanilla.desk.networks import Plan, QuantumChanged, apply, plan
from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.settings import (
    BadSetting,
    NotReady,
    Settings,
    check_secret,
    check_to_serve,
    read_settings,
)
from ventanilla.storage import migrate as migrations
from ventanilla.storage.database import BadUrl, Database
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.vault import Vault

USAGE, FAILURE = 2, 1

SHOWN = 5


class Stop(click.ClickException):
    """A plain reason to end with status 1."""

    def show(self, file: object = None) -> None:
        click.echo(f"ventanilla: {self.message}", err=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ventanilla")
def commands() -> None:
    """The system behind a consulate's service window."""


@commands.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--data",
    default=Path("var/demo"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo keeps its database and its keys.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the phone in the browser.")
def demo(port: int, data: Path, no_browser: bool) -> None:  # noqa: FBT001  # click's way.
    """Run everything on this machine, with a phone in the browser."""
    from ventanilla.demo import run_demo  # noqa: PLC0415  # Only the demo pays for it.

    def announce(url: str) -> None:
        click.echo(f"Open {url} and write Hola. Ctrl-C ends the demo; nothing is lost by it.")
        if not no_browser:
            webbrowser.open(url)

    run_demo(data, port, announce)


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run the service for a WhatsApp number."""
    from ventanilla import serving  # noqa: PLC0415  # Other commands need no web server.

    settings = read_settings(os.environ)
    check_to_serve(settings)

    def ready() -> None:
        click.echo(f"ventanilla serves on http://{host}:{port}", err=True)

    with _database(settings) as database:
        serving.serve(settings, database, host, port, serving.Besides(ready=ready))


@commands.command()
@click.option("--language", type=click.Choice(LANGUAGES), help="The language to begin in.")
def chat(language: Language | None) -> None:
    """Talk to it in this terminal, without a server."""
    from ventanilla.phone.terminal import talk  # noqa: PLC0415  # Only the chat pays for it.
    from ventanilla.rehearsal import Rehearsal  # noqa: PLC0415

    # Without a standard input there is nothing to read, and Python has no stream for it.
    talk(Rehearsal.fresh(), language, sys.stdin or io.StringIO(), sys.stdout)


@commands.command()
def migrate() -> None:
    """Bring the database to the schema of this release."""
    with _database(read_settings(os.environ)) as database:
        before, after = migrations.migrate(database)
    click.echo(f"The database is at {after}." if before == after else f"Migrated to {after}.")


@commands.group()
def network() -> None:
    """Check, preview and put into force a network of offices."""


@network.command("check")
@click.argument("source", required=False)
def network_check(source: str | None) -> None:
    """Read a network's files and say what is wrong with them."""
    found = _load(source)
    offices, procedures = len(found.offices), len(found.procedures)
    click.echo(f"{found.code}: {offices} offices, {procedures} procedures, no problem found.")


@network.command("plan")
@click.argument("source", required=False)
def network_plan(source: str | None) -> None:
    """Show what putting a network into force would change. Changes nothing."""
    proposed = _load(source)
    with _migrated() as database, _fitting(), database.read() as connection:
        _show(plan(StoredNetworks(connection), proposed, utc_now()))


@network.command("apply")
@click.argument("source", required=False)
def network_apply(source: str | None) -> None:
    """Put a network into force: store it as a numbered snapshot and fill the calendar."""
    proposed = _load(source)
    with _migrated() as database, _fitting(), database.write() as connection:
        applied = apply(StoredNetworks(connection), proposed, utc_now())
    if not applied.anew:
        click.echo(f"Nothing to do: snapshot {applied.number} is the same.")
        return
    _show(applied.plan)
    click.echo(f"Snapshot {applied.number} is in force.")


@commands.command()
def flow() -> None:
    """Print the dialogue as a Mermaid diagram."""
    click.echo(mermaid(BOOKING))


@commands.command()
@click.argument("token")
@click.option("--key", multiple=True, metavar="VERSION:HEX", help="A public key; see `keys`.")
def verify(token: str, key: tuple[str, ...]) -> None:
    """Check a confirmation's QR code (its text or its address) without network."""
    from ventanilla.checking import check_token, parse_keys  # noqa: PLC0415

    keys = parse_keys(key) if key else _public_keys()
    verdict, genuine = check_token(token, keys)
    click.echo(verdict)
    if not genuine:
        raise SystemExit(FAILURE)


@commands.command()
def keys() -> None:
    """Print the public keys that check confirmations; they are no secret."""
    for version, public in _public_keys().items():
        click.echo(f"{version}:{public.hex()}")


def run() -> NoReturn:
    """Never a traceback: whatever goes wrong is one line."""
    _bear_any_letter()
    try:
        commands.main(standalone_mode=False)
    except (click.Abort, KeyboardInterrupt, BrokenPipeError):
        raise SystemExit(FAILURE) from None
    except Exception as wrong:  # noqa: BLE001  # The outermost edge: what is not named is our bug.
        status, reason = _reason(wrong)
        _end(reason, status)
    raise SystemExit(0)


def _bear_any_letter() -> None:
    """What a terminal cannot show, or sends broken, becomes a question mark."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _reason(wrong: Exception) -> tuple[int, str]:
    """The status to end with, and one line that says what to do."""
    match wrong:
        case click.UsageError():
            return USAGE, _usage(wrong)
        case click.ClickException():
            return FAILURE, wrong.format_message()
        case BadSetting() | BadKey():
            return USAGE, str(wrong)
        case NetworkProblems():
            return FAILURE, "\n".join(map(str, wrong.problems))
        case NotReady():
            return FAILURE, str(wrong)
        case DBAPIError():
            # The driver's text may quote values; its kind is enough to act on.
            kind = type(wrong.orig).__name__
            named = "is it running, and does VENTANILLA_DATABASE_URL name it?"
            return FAILURE, f"the database cannot be used ({kind}); {named}"
        case OSError():
            reason = wrong.strerror or "cannot read or write"
            return FAILURE, f"{reason}: {wrong.filename}" if wrong.filename else reason
    return FAILURE, f"something is wrong in the program itself ({type(wrong).__name__})"


def _usage(wrong: click.UsageError) -> str:
    # Of a group without a command click's own message is the whole help.
    incomplete = isinstance(wrong, click.exceptions.NoArgsIsHelpError)
    message = "No command given." if incomplete else wrong.format_message().rstrip(".") + "."
    return f"{message} Try: {wrong.ctx.command_path if wrong.ctx else 'ventanilla'} --help"


def _end(reason: str, status: int) -> NoReturn:
    click.echo(f"ventanilla: {reason}", err=True)
    raise SystemExit(status)


def _load(source: str | None) -> Network:
    return load(source or read_settings(os.environ).network)


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    try:
        database = Database(settings.database_url)
    except BadUrl as wrong:
        raise BadSetting(f"VENTANILLA_DATABASE_URL: {wrong}") from None
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _migrated() -> Iterator[Database]:
    with _database(read_settings(os.environ)) as database:
        if migrations.pending(database):
            raise Stop("the database is not at this release's schema; run: ventanilla migrate")
        yield database


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


def _public_keys() -> dict[int, bytes]:
    from ventanilla.documents.seal import public_key  # noqa: PLC0415
    from ventanilla.serving import seal_seeds  # noqa: PLC0415

    settings = read_settings(os.environ)
    check_secret(settings)
    return {v: public_key(seed) for v, seed in seal_seeds(Vault(settings.secret_keys)).items()}
