"""How a command ends: an error is one line on standard error that says what to do."""

import io
import sys
from typing import NoReturn

import click
from sqlalchemy.exc import DBAPIError

from ventanilla.catalogue.problems import NetworkProblems
from ventanilla.checking import BadKey
from ventanilla.settings import BadSetting, NotReady

USAGE, FAILURE = 2, 1


class Stop(click.ClickException):
    """A plain reason to end with status 1."""

    def show(self, file: object = None) -> None:
        click.echo(f"ventanilla: {self.message}", err=True)


class Misused(click.UsageError):
    """What was asked cannot be meant; the line says what to write instead."""


def run(commands: click.Group) -> NoReturn:
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
