"""`ventanilla calendar`: see how full an office is; close, open and change its days."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Connection

from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import SpecialDay, SpecialKind
from ventanilla.cli.asking import (
    CLOCK,
    DAY,
    agree,
    by,
    cause,
    dry_run,
    office_of,
    reason,
    yes,
)
from ventanilla.cli.ending import Misused, Stop
from ventanilla.cli.network import line_of, show_touched
from ventanilla.cli.opening import Desk, in_force, migrated, retried, vault_of_settings
from ventanilla.cli.picture import LEGEND, month_picture
from ventanilla.clock import utc_now
from ventanilla.desk.closures import hold_alternative
from ventanilla.desk.compiling import COMPILED_DAYS, Made
from ventanilla.desk.network_ports import Touched
from ventanilla.desk.networks import extend
from ventanilla.desk.ports import Held
from ventanilla.desk.special_days import (
    DayPlan,
    Unfit,
    carry_out,
    preview,
    still_touched,
)
from ventanilla.desk.unplaced import Why, unplaced
from ventanilla.domain.appointment import Cause
from ventanilla.domain.office import Office, OfficeCode
from ventanilla.storage.database import Database
from ventanilla.storage.free_days import FreeDayTable
from ventanilla.storage.fullness import Fill, days_filled, times_filled
from ventanilla.storage.ledger import SqlLedger
from ventanilla.storage.networks import StoredNetworks, newest

DAYS_COUNTED = 2000

WHYS: Mapping[Why, str] = {
    "closed": "(those hours are closed)",
    "not-offered": "(the office no longer has this procedure)",
    "crowded": "(more people than room)",
}


@click.group()
def calendar() -> None:
    """See how full an office is; close, open and change its days."""


@calendar.command()
@click.argument("code", metavar="OFFICE")
@click.option("--month", help="As 2026-12; the running month if left out.")
@click.option("--day", type=DAY, help="One day, time by time.")
@click.option("--pool", help="Only these counters.")
def show(code: str, month: str | None, day: date | None, pool: str | None) -> None:
    """Show a month as a small picture of how full it is, or one day."""
    with migrated() as database:
        office = office_of(in_force(database), code)
        if day is not None:
            _show_day(database, office, day, pool)
            return
        first = _first_of(month, office)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        with database.read() as connection:
            pools = days_filled(connection, office.code, first, last)
    chosen = _chosen(pools, pool, f"{office.code} has no places in {first:%B %Y}")
    for name in chosen:
        click.echo(f"{office.code} / {name}, {first:%B %Y}, {office.timezone}")
        for line in month_picture(first, pools[name]):
            click.echo(line)
        room = sum(fill.room for fill in pools[name].values())
        used = sum(fill.used for fill in pools[name].values())
        click.echo(f"{used} of {room} places taken\n")
    click.echo(LEGEND)


@calendar.command()
@click.argument("code", metavar="OFFICE")
@click.argument("day", type=DAY)
@click.option("--to", type=DAY, help="The last day, for several.")
@click.option("--pool", default="", help="Only these counters.")
@click.option("--from", "start", type=CLOCK, help="Only from this time on.")
@click.option("--until", "end", type=CLOCK, help="Only before this time.")
@reason
@by
@dry_run
@yes
def close(
    code: str,
    day: date,
    to: date | None,
    pool: str,
    start: time | None,
    end: time | None,
    reason: str,
    name: str,
    dry_run: bool,  # noqa: FBT001  # click's way.
    yes: bool,  # noqa: FBT001
) -> None:
    """Close a day, days, or hours of them. Whoever would come is held another place."""
    who = cause(name, reason)
    days = _days(day, to or day)
    special = [SpecialDay(one, "closed", pool, start, end, reason=who.why) for one in days]
    _change(code, special, who, dry_run=dry_run, agreed=yes)


@calendar.command("open")
@click.argument("code", metavar="OFFICE")
@click.argument("day", type=DAY)
@click.option("--pool", default="", help="The counters, for more hours.")
@click.option("--from", "start", type=CLOCK, help="More hours: from this time on.")
@click.option("--until", "end", type=CLOCK, help="More hours: before this time.")
@click.option("--capacity", type=click.IntRange(1), help="More hours: served at once.")
@click.option("--public", type=click.IntRange(0), help="How many of these for the public.")
@reason
@by
@dry_run
@yes
def open_(
    code: str,
    day: date,
    pool: str,
    start: time | None,
    end: time | None,
    capacity: int | None,
    public: int | None,
    reason: str,
    name: str,
    dry_run: bool,  # noqa: FBT001  # click's way.
    yes: bool,  # noqa: FBT001
) -> None:
    """Open a day that is closed, or give a day more hours."""
    who = cause(name, reason)
    if (start is None) != (end is None) or (start is None) != (capacity is None):
        raise Misused("more hours need --from, --until, --pool and --capacity together")
    kind: SpecialKind = "open" if start is None else "extra"
    special = SpecialDay(day, kind, pool, start, end, capacity, public, reason=who.why)
    _change(code, [special], who, dry_run=dry_run, agreed=yes)


@calendar.command()
@click.argument("code", metavar="OFFICE")
@click.argument("day", type=DAY)
@click.argument("served", type=click.IntRange(0), metavar="N")
@click.option("--pool", default="", help="Only these counters.")
@click.option("--from", "start", type=CLOCK, help="Only from this time on.")
@click.option("--until", "end", type=CLOCK, help="Only before this time.")
@click.option("--public", type=click.IntRange(0), help="How many of them for the public.")
@click.option("--over", type=click.IntRange(0), default=0, help="Booked besides, as agreed.")
@reason
@by
@dry_run
@yes
def capacity(
    code: str,
    day: date,
    served: int,
    pool: str,
    start: time | None,
    end: time | None,
    public: int | None,
    over: int,
    reason: str,
    name: str,
    dry_run: bool,  # noqa: FBT001  # click's way.
    yes: bool,  # noqa: FBT001
) -> None:
    """Serve N at once on a day. Below what is taken, nobody loses a place: they are listed."""
    who = cause(name, reason)
    special = SpecialDay(day, "capacity", pool, start, end, served, public, over, who.why)
    _change(code, [special], who, dry_run=dry_run, agreed=yes)


@calendar.command()
@click.argument("code", metavar="OFFICE", required=False)
def touched(code: str | None) -> None:
    """List who has an appointment that the calendar has no place for any more."""
    with migrated() as database:
        network, now, made = in_force(database), utc_now(), Made()
        count = 0
        for office in _offices(database, network, code):
            # An office at a time, so that the database need not keep what has changed meanwhile.
            with database.read() as connection:
                found = unplaced(StoredNetworks(connection), network, office, now, made)
            count += len(found)
            for one in found:
                click.echo(f"{line_of(one.touched)}  {WHYS[one.why]}")
    if count:
        click.echo(f"{count} in all. They are kept until moved: ventanilla appointment move")
    else:
        click.echo("Every appointment has its place.")


@calendar.command()
def fill() -> None:
    """Fill the calendar as far ahead as it reaches. A running service does it by itself, slowly."""
    with migrated() as database:
        network, now, made = in_force(database), utc_now(), Made()
        # An office at a time, so that nobody who books waits for more than one.
        count = sum(
            retried(database, partial(_extend, now, office, made)) for office in network.offices
        )
        while retried(database, lambda c: FreeDayTable(c, newest).refresh(DAYS_COUNTED)):
            pass
    click.echo(f"The calendar reaches {COMPILED_DAYS} days ahead: {count} places more.")


def _extend(now: datetime, office: OfficeCode, made: Made, connection: Connection) -> int:
    return extend(StoredNetworks(connection), now, office, made)


def _offices(database: Database, network: Network, code: str | None) -> Sequence[OfficeCode]:
    """Also those that the network has no longer: people may still have appointments there."""
    with database.read() as connection:
        stored = [key.office for key in StoredNetworks(connection).pools()]
    every = dict.fromkeys((*network.offices, *stored))
    if code is None:
        return list(every)
    return [one for one in every if one == code] or [office_of(network, code).code]


# -- changing ---------------------------------------------------------------------------------


def _change(
    code: str, special: Sequence[SpecialDay], who: Cause, *, dry_run: bool, agreed: bool
) -> None:
    with migrated() as database:
        network = in_force(database)
        office = office_of(network, code)
        plans = _looked_at(database, network, office, special)
        touched = [one for plan in plans.values() for one in plan.touched]
        _show_plan(plans.values(), touched)
        if dry_run:
            click.echo("Nothing was changed.")
            return
        desk = Desk(database, network, vault_of_settings()) if touched else None
        if desk:
            agree(f"This concerns {len(touched)} appointments. Go on?", agreed=agreed)
        for one, plan in plans.items():
            if not plan.is_nothing:
                _carry_out(database, network, office, one, who)
        click.echo("Done." if not touched else "Done. Holding other places:")
        if desk:
            _hold_for_all(desk, touched, who)


def _looked_at(
    database: Database, network: Network, office: Office, special: Sequence[SpecialDay]
) -> Mapping[SpecialDay, DayPlan]:
    """What each would do. Raises `Stop` when none would do anything."""
    plans, why = {}, ""
    for one in special:
        with database.read() as connection:
            networks = StoredNetworks(connection)
            try:
                plans[one] = preview(networks, network, office.code, one, utc_now())
            except Unfit as wrong:
                why = str(wrong)
                # What was closed before may still leave people without another place.
                left = _left_over(networks, network, office, one)
                if left:
                    plans[one] = DayPlan(0, 0, 0, left)
    if not plans:
        raise Stop(why)
    return plans


def _left_over(
    networks: StoredNetworks, network: Network, office: Office, one: SpecialDay
) -> tuple[Touched, ...]:
    known = {pool.code for pool in network.schedules[office.code].pools}
    if one.kind != "closed" or one.pool not in ("", *known):
        return ()
    return tuple(still_touched(networks, network, office.code, one, utc_now()))


def _carry_out(
    database: Database, network: Network, office: Office, one: SpecialDay, who: Cause
) -> None:
    def work(connection: Connection) -> None:
        carry_out(StoredNetworks(connection), network, office.code, one, who, utc_now())

    retried(database, work)


def _hold_for_all(desk: Desk, touched: Sequence[Touched], who: Cause) -> None:
    without = 0
    for one in touched:
        held = desk.request(partial(_hold_for, touched=one, who=who))
        if held is None:
            without += 1
            click.echo(f"  {one.folio}  nothing near is free: speak with them")
            continue
        slot = held.place.slot
        click.echo(
            f"  {one.folio}  → {slot.day.isoformat()} {slot.time:%H:%M}, held until "
            f"{held.until:%Y-%m-%d %H:%M} UTC as {held.folio}"
        )
    click.echo(
        f"{len(touched) - without} of {len(touched)} have another place held. Nobody has been told "
        "by this command, and everybody keeps the old appointment until they choose."
    )


def _hold_for(ledger: SqlLedger, touched: Touched, who: Cause) -> Held | None:
    return hold_alternative(ledger, ledger.network, touched, who, utc_now()).held


def _show_plan(plans: Collection[DayPlan], touched: Sequence[Touched]) -> None:
    added, changed, closed = (
        sum(getattr(plan, name) for plan in plans) for name in ("added", "changed", "closed")
    )
    click.echo(f"times: {added} added, {changed} changed, {closed} closed")
    show_touched(touched)


def _days(first: date, last: date) -> Sequence[date]:
    if last < first:
        raise Misused("--to must not be before the first day")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


# -- showing ----------------------------------------------------------------------------------


def _first_of(month: str | None, office: Office) -> date:
    if month is None:
        return utc_now().astimezone(ZoneInfo(office.timezone)).date().replace(day=1)
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise Misused(f"'{month}' is no month; write it as 2026-12") from None


def _chosen(pools: Iterable[str], pool: str | None, nothing: str) -> Sequence[str]:
    names = list(pools)
    if not names:
        raise Stop(f"{nothing}; see further with --month")
    if pool is not None and pool not in names:
        raise Misused(f"no pool '{pool}' there; it has {', '.join(names)}")
    return names if pool is None else [pool]


def _show_day(database: Database, office: Office, day: date, pool: str | None) -> None:
    with database.read() as connection:
        pools = times_filled(connection, office.code, day)
    for name in _chosen(pools, pool, f"{office.code} has no places on {day.isoformat()}"):
        click.echo(f"{office.code} / {name}, {day:%A %d %B %Y}, {office.timezone}")
        for line in _times(pools[name]):
            click.echo(line)


def _times(cells: Sequence[tuple[time, Fill]]) -> Iterator[str]:
    for at, fill in cells:
        state = f"{fill.used:>3} of {fill.room:>3}" if fill.service else f"{fill.used:>3} closed  "
        yield f"  {at:%H:%M}  {state}   public can take {fill.public}"
