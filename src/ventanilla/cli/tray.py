"""`ventanilla tray`: what went wrong in the trays; look at it, and have it tried again."""

import os
from collections.abc import Callable, Sequence

import click

from ventanilla.cli.ending import Misused, Stop
from ventanilla.cli.opening import desk_opened
from ventanilla.clock import utc_now
from ventanilla.desk import account
from ventanilla.desk.tray_ports import Announcement, DocumentOf, Letter, MailOf
from ventanilla.domain.message import Inbound, Message
from ventanilla.settings import Settings, read_settings
from ventanilla.storage.aside import Aside, AsideTable
from ventanilla.storage.ledger import SqlLedger
from ventanilla.whatsapp.errors import class_of, refusal
from ventanilla.whatsapp.payloads import read

SHOWN = 50

MANY = 1000


@click.group()
def tray() -> None:
    """See what could not be read, answered or sent; and have it tried again."""


@tray.command("list")
def list_() -> None:
    """List it, the newest first. Shows nothing of persons."""
    with desk_opened() as desk:
        found = desk.work(lambda ledger: _table(ledger).listed(SHOWN))
    for one in found:
        click.echo(f"{_name(one)}  {one.at:%Y-%m-%d %H:%M}  {one.kind}: {_why(one)}")
    if not found:
        click.echo("Nothing is set aside.")


@tray.command()
@click.argument("name")
def show(name: str) -> None:
    """Show what is in one of them, as it came or would leave. It may hold personal data."""
    where, number = _place(name)
    with desk_opened() as desk:
        if where == "in":
            click.echo(_of_message(desk.work(lambda ledger: _table(ledger).message(number))))
        else:
            click.echo(_of_letter(desk.work(lambda ledger: _table(ledger).letter(number))))


@tray.command()
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Everything that is listed.")
def again(names: Sequence[str], everything: bool) -> None:  # noqa: FBT001  # click's way.
    """Have messages answered, or replies sent, once more: after what was wrong is mended."""
    if bool(names) == everything:
        raise Misused("name some of those that are listed, or say --all")
    settings = read_settings(os.environ)
    left = 0
    with desk_opened() as desk:
        if everything:
            listed = desk.work(lambda ledger: _table(ledger).listed(MANY))
            names = [_name(one) for one in reversed(listed)]
        for name in names:
            where, number = _place(name)
            work = _read_again(settings, number) if where == "in" else _send_again(number)
            trouble = desk.work(work)
            left += bool(trouble)
            click.echo(f"{name}  {trouble or 'will be tried again'}")
    if left:
        raise Stop(f"{left} of {len(names)} stay as they are")


# -- pieces -----------------------------------------------------------------------------------


def _table(ledger: SqlLedger) -> AsideTable:
    return AsideTable(ledger.connection, ledger.vault)


def _read_again(settings: Settings, number: int) -> Callable[[SqlLedger], str]:
    """Why it cannot be; empty when it can."""

    def work(ledger: SqlLedger) -> str:
        match _table(ledger).message(number):
            case None:
                return "is not set aside"
            case Inbound():
                _table(ledger).answer_again(number)
                return ""
            case bytes() as body:
                return _stored(ledger, settings, number, body)

    return work


def _stored(ledger: SqlLedger, settings: Settings, number: int, body: bytes) -> str:
    lines = (settings.whatsapp_phone_number_id,)
    found = read(body, lines, settings.whatsapp_business_account_id)
    if found.poison:
        return f"still cannot be read ({found.poison[0].reason})"
    if not found.messages and not found.receipts and not found.news:
        return "holds nothing for this number: is VENTANILLA_WHATSAPP_PHONE_NUMBER_ID set?"
    now = utc_now()
    _table(ledger).forget(number)
    ledger.inbox.append(found.messages, (), now)
    ledger.outbox.settle((), found.receipts, now)
    account.note(ledger, found.news, now)
    return ""


def _send_again(number: int) -> Callable[[SqlLedger], str]:
    def work(ledger: SqlLedger) -> str:
        if _table(ledger).letter(number) is None:
            return "is not set aside, or cannot be read"
        _table(ledger).send_again(number, utc_now())
        return ""

    return work


def _place(name: str) -> tuple[str, int]:
    where, _, number = name.partition("-")
    if where not in ("in", "out") or not number.isdecimal():
        raise Misused(f"{name} is none of those that ventanilla tray list shows, like in-12")
    return where, int(number)


def _name(one: Aside) -> str:
    return f"{one.tray}-{one.number}"


def _why(one: Aside) -> str:
    if one.tray == "in":
        return one.why
    code = int(one.why) if one.why.isdecimal() else 0
    return f"code {code}, {class_of(refusal(code, 0))}" if code else "see the log"


def _of_message(message: bytes | Inbound | None) -> str:
    match message:
        case None:
            raise Stop("that message is not set aside")
        case bytes():
            return message.decode("utf-8", "replace")
        case Inbound(kind=kind, text=text, tap=tap):
            return f"{kind}: {text or tap}"


def _of_letter(letter: Letter | None) -> str:
    match letter:
        case None:
            raise Stop("that reply is not set aside, or cannot be read")
        case Message(body=body) | Announcement(message=Message(body=body)):
            return body
        case DocumentOf(appointment) | MailOf(appointment):
            return f"the papers of appointment {appointment}"
