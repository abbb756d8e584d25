"""What commands that touch people ask first, and who is written down as having done it."""

import getpass
import sys
from collections.abc import Callable
from datetime import date, time
from difflib import get_close_matches
from typing import Any, TypeVar

import click

from ventanilla.catalogue.network import Network
from ventanilla.cli.ending import Misused, Stop
from ventanilla.domain.appointment import Cause
from ventanilla.domain.folio import Folio, read_folio
from ventanilla.domain.office import Office, OfficeCode

F = TypeVar("F", bound=Callable[..., Any])

NEAR = 3
"""Names suggested for one that is not known."""


class Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: object, ctx: object) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Misused(f"'{value}' is no date; write it as 2026-12-24") from None


class Clock(click.ParamType[time]):
    name = "time"

    def convert(self, value: Any, param: object, ctx: object) -> time:
        if isinstance(value, time):
            return value
        hour, colon, minute = str(value).partition(":")
        if colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2:  # noqa: PLR2004
            try:
                return time(int(hour), int(minute))
            except ValueError:
                pass
        raise Misused(f"'{value}' is no time of day; write it as 09:30")


class FolioText(click.ParamType[Folio]):
    name = "folio"

    def convert(self, value: Any, param: object, ctx: object) -> Folio:
        folio = read_folio(str(value))
        if folio is None:
            raise Misused(
                f"'{value}' is no folio: a letter may be wrong; it looks like XXXX-XXXX-XXXX"
            )
        return folio


DAY, CLOCK, FOLIO = Day(), Clock(), FolioText()

reason = click.option("--reason", default="", help="Why; it is kept in the history.")
by = click.option("--by", "name", default="", help="Who does it; your login name if left out.")
dry_run = click.option("--dry-run", is_flag=True, help="Show what would happen and change nothing.")
yes = click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can be asked.")


def cause(name: str, why: str) -> Cause:
    """Raises `Misused` without a reason: who is asked about it later must be able to say."""
    if not why.strip():
        raise Misused("say why with --reason, in a few words and without anybody's name")
    return Cause(f"staff:{name.strip() or _login()}", why.strip())


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def agree(question: str, *, agreed: bool) -> None:
    """Raises unless whoever types says yes, or has said so with --yes."""
    if agreed:
        return
    if not sys.stdin or not sys.stdin.isatty():
        raise Misused("this touches people: look at it with --dry-run, then say --yes")
    if not click.confirm(question, err=True):
        raise Stop("nothing was changed")


def office_of(network: Network, code: str) -> Office:
    """Raises `Misused` with what may have been meant."""
    known = network.offices.get(OfficeCode(code))
    if known is None:
        near = get_close_matches(code.lower(), network.offices, NEAR)
        meant = f"; is it {', '.join(near)}?" if near else ""
        raise Misused(f"no office '{code}' in the network{meant}")
    return known
