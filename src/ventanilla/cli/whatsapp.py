"""What is arranged with WhatsApp itself: its templates."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import aiohttp
import click

from ventanilla.cli.ending import Misused, Stop
from ventanilla.cli.opening import migrated
from ventanilla.clock import utc_now
from ventanilla.settings import PREFIX, BadSetting, read_settings, timezone_of
from ventanilla.storage.accounts import costs as counted
from ventanilla.whatsapp.names import LANGUAGE
from ventanilla.whatsapp.templates import (
    Found,
    Refused,
    Templates,
    found,
    name_of,
)
from ventanilla.wording.templates import problems, wordings

T = TypeVar("T")

NEEDED = ("whatsapp_access_token", "whatsapp_business_account_id")


@click.group()
def whatsapp() -> None:
    """What is arranged with WhatsApp."""


@whatsapp.command()
@click.option("--month", help="Like 2026-11; this one, by the account's zone, if left out.")
def costs(month: str | None) -> None:
    """Show how many messages were delivered in a month, by what Meta calls their price."""
    zone = timezone_of(read_settings(os.environ))
    wanted = month or f"{utc_now().astimezone(zone):%Y-%m}"
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", wanted):
        raise Misused("--month must look like 2026-11")
    with migrated() as database, database.read() as connection:
        found = counted(connection, wanted)
    for number, prices in found.items():
        for price, count in prices.items():
            click.echo(f"{number}  {price.category:<24} {price.kind:<24} {count}")
    if not found:
        click.echo(f"Nothing was delivered in {wanted}, as far as Meta has told.")


@whatsapp.group()
def templates() -> None:
    """What may be said to people who have not written in the last 24 hours."""


@templates.command()
def check() -> None:
    """Show every template as people will read it, and what Meta would refuse."""
    wrong = 0
    for wording in wordings():
        click.echo(f"== {name_of(wording)} {LANGUAGE[wording.language]}")
        click.echo(wording.example)
        for button in wording.buttons:
            click.echo(f"   [ {button} ]")
        for problem in problems(wording):
            wrong += 1
            click.echo(f"   wrong: {problem}")
        click.echo()
    if wrong:
        raise Stop(f"{wrong} to mend before they are pushed")
    click.echo("Nothing that Meta would refuse by its written rules.")


@templates.command()
def status() -> None:
    """Show how our templates stand at Meta. Ends with 1 unless all are approved and the same."""
    ours = _at_meta(_look)
    for one in ours:
        click.echo(_line(one))
    if any(one.standing != "same" or not _approved(one) for one in ours):
        raise Stop("not all of them can be sent; see: ventanilla whatsapp templates push")


@templates.command()
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def push(dry_run: bool) -> None:  # noqa: FBT001  # click's way.
    """Create what Meta does not have, and change what differs. Meta reviews it then."""
    for wording in wordings():
        if wrong := problems(wording):
            raise Stop(f"{name_of(wording)} {wording.language}: {wrong[0]}; nothing was pushed")

    async def work(at_meta: Templates) -> int:
        left = [one for one in await _look(at_meta) if one.standing != "same"]
        for one in left:
            what = "create" if one.stored is None else "change"
            click.echo(f"{what}  {name_of(one.wording)} {LANGUAGE[one.wording.language]}")
            if not dry_run:
                await _pushed(at_meta, one)
        return len(left)

    count = _at_meta(work)
    if not count:
        click.echo("All templates are there, in the words of this release.")
    elif dry_run:
        click.echo(f"{count} to push; nothing was done.")
    else:
        click.echo(f"{count} pushed. Meta's review takes minutes to a day: see status.")


async def _pushed(at_meta: Templates, one: Found) -> None:
    if one.stored is None:
        await at_meta.create(one.wording)
    else:
        await at_meta.change(one.stored, one.wording)


async def _look(at_meta: Templates) -> Sequence[Found]:
    return found(list(wordings()), await at_meta.stored())


def _at_meta(work: Callable[[Templates], Awaitable[T]]) -> T:
    """Raises `Stop` with what Meta says, and `BadSetting`."""
    settings = read_settings(os.environ)
    for name in NEEDED:
        if not getattr(settings, name):
            raise BadSetting(f"{PREFIX}{name.upper()} is missing; see docs/running.md")

    async def run() -> T:
        async with aiohttp.ClientSession() as session:
            try:
                at_meta = Templates(
                    session,
                    settings.graph_url,
                    settings.graph_version,
                    settings.whatsapp_business_account_id,
                    settings.whatsapp_access_token,
                )
            except ValueError as wrong:
                raise BadSetting(f"the settings for WhatsApp cannot be used: {wrong}") from None
            return await work(at_meta)

    try:
        return asyncio.run(run())
    except Refused as refused:
        raise Stop(str(refused)) from None


def _approved(one: Found) -> bool:
    return one.stored is not None and one.stored.status == "APPROVED"


def _line(one: Found) -> str:
    name = f"{name_of(one.wording):<26} {LANGUAGE[one.wording.language]:<6}"
    if one.stored is None:
        return f"{name} not there"
    words = "" if one.standing == "same" else "  other words than this release's"
    category = "" if one.stored.category == "UTILITY" else f"  category {one.stored.category}"
    reason = one.stored.rejected_reason
    why = f"  ({reason})" if reason and reason != "NONE" else ""
    return f"{name} {one.stored.status.lower()}{why}{category}{words}"
