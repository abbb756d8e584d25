"""The commands that run something: the demo, the service, the chat, the migration, the diagram."""

import io
import os
import sys
import webbrowser
from pathlib import Path

import click

from ventanilla.cli.opening import database_of
from ventanilla.conversation.diagram import mermaid
from ventanilla.conversation.scripts.booking import BOOKING
from ventanilla.domain.language import LANGUAGES, Language
from ventanilla.settings import check_to_serve, read_settings
from ventanilla.storage import migrate as migrations


@click.command()
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


@click.command()
@click.option("--port", default=8090, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--webhook",
    default="http://127.0.0.1:8000/whatsapp/webhook",
    show_default=True,
    metavar="URL",
    help="Where what people say is posted.",
)
@click.option(
    "--data",
    default=Path("var/phone"),
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the chats and the keys are kept.",
)
def phone(port: int, webhook: str, data: Path) -> None:
    """Run the stand-in for WhatsApp alone, to test a service with it."""
    from ventanilla.demo import run_phone  # noqa: PLC0415  # Only the demo pays for it.

    if not webhook.startswith(("http://", "https://")):
        raise click.BadParameter("it must begin with http:// or https://", param_hint="--webhook")

    def announce(settings: str) -> None:
        click.echo(settings)
        click.echo(f"The phones are at http://127.0.0.1:{port}/phone. Ctrl-C ends them.", err=True)

    run_phone(data, port, webhook, announce)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run the service for a WhatsApp number."""
    from ventanilla import serving  # noqa: PLC0415  # Other commands need no web server.

    settings = read_settings(os.environ)
    check_to_serve(settings)

    def ready() -> None:
        click.echo(f"ventanilla serves on http://{host}:{port}", err=True)

    with database_of(settings) as database:
        serving.serve(settings, database, host, port, serving.Besides(ready=ready))


@click.command()
@click.option("--language", type=click.Choice(LANGUAGES), help="The language to begin in.")
def chat(language: Language | None) -> None:
    """Talk to it in this terminal, without a server."""
    from ventanilla.phone.terminal import talk  # noqa: PLC0415  # Only the chat pays for it.
    from ventanilla.rehearsal import Rehearsal  # noqa: PLC0415

    # Without a standard input there is nothing to read, and Python has no stream for it.
    talk(Rehearsal.fresh(), language, sys.stdin or io.StringIO(), sys.stdout)


@click.command()
def migrate() -> None:
    """Bring the database to the schema of this release."""
    with database_of(read_settings(os.environ)) as database:
        before, after = migrations.migrate(database)
    click.echo(f"The database is at {after}." if before == after else f"Migrated to {after}.")


@click.command()
def flow() -> None:
    """Print the dialogue as a Mermaid diagram."""
    click.echo(mermaid(BOOKING))
