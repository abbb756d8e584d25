"""The commands."""

from typing import NoReturn

import click

from ventanilla.cli import ending, seals, service
from ventanilla.cli.appointment import appointment
from ventanilla.cli.calendar import calendar
from ventanilla.cli.draw import draw
from ventanilla.cli.network import network
from ventanilla.cli.status import status
from ventanilla.cli.tray import tray
from ventanilla.cli.whatsapp import whatsapp


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ventanilla")
def commands() -> None:
    """The system behind a consulate's service window."""


for command in (
    service.demo,
    service.serve,
    service.phone,
    service.chat,
    service.migrate,
    service.flow,
    status,
    tray,
    network,
    calendar,
    appointment,
    draw,
    whatsapp,
    seals.verify,
    seals.keys,
):
    commands.add_command(command)


def run() -> NoReturn:
    """Never a traceback: whatever goes wrong is one line."""
    ending.run(commands)
