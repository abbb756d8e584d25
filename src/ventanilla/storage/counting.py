"""Quotas: how many bookings a contact has made in a month, how many a procedure has in a day.

A day's row is made when it is first needed, or when the office changes its quotas, by counting what
is there: it may do so while people have appointments.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, func, or_, select, update

from ventanilla.domain.appointment import LIVE
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.denied import Denied
from ventanilla.storage.schema import appointment, quota
from ventanilla.storage.upserts import insert_into


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """`office` and `procedure` say what a day's quota counts; a contact's has neither."""

    scope: str
    period: str
    office: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """`change` is below 0 for what is given back; then `limit` does not matter."""

    where: Scope
    change: int
    limit: int = 0


def month_of(contact: int, month: str) -> Scope:
    return Scope(f"contact:{contact}", month)


def in_day(
    quotas: Mapping[ProcedureCode, int],
    office: OfficeCode,
    procedure: ProcedureCode,
    day: str,
    change: int,
) -> Sequence[Count]:
    """What an appointment changes of its day's quotas: the procedure's own, and its menus'."""
    return [
        Count(Scope(f"day:{office}:{code}", day, office, code), change, limit)
        for code, limit in quotas.items()
        if procedure == code or procedure.startswith(f"{code}/")
    ]


def count(connection: Connection, changes: Iterable[Count]) -> None:
    """Apply what remains of the changes, in the order of their scopes. Raises `Denied`."""
    sums: Counter[Scope] = Counter()
    limits: dict[Scope, int] = {}
    for one in changes:
        sums[one.where] += one.change
        if one.change > 0:
            limits[one.where] = one.limit
    for where, change in sorted(sums.items()):
        if change and not _changed(connection, where, change, limits.get(where, 0)):
            raise Denied("quota" if where.office else "limit")


def lock_counts(connection: Connection, changes: Iterable[Count]) -> None:
    """The rows that `count` would change, as far as they are there, in its order."""
    for where in sorted({one.where for one in changes}):
        key = {"of_scope": where.scope, "of_period": where.period}
        connection.execute(THERE.with_for_update(), key)


def _changed(connection: Connection, where: Scope, change: int, limit: int) -> bool:
    if not where.office and change > 0:
        return _more_this_month(connection, where, change, limit)
    key = {"of_scope": where.scope, "of_period": where.period}
    while True:
        if change < 0:
            give_back = GIVE_BACK_TO_DAY if where.office else GIVE_BACK
            done = connection.execute(give_back, {**key, "change": change})
        else:
            done = connection.execute(USE, {**key, "change": change, "most": limit})
        if done.rowcount or not where.office:
            return True
        if connection.execute(THERE, key).first() is not None:
            return False
        used = _first(connection, where, change, limit)
        if used is not None:
            return change < 0 or used <= limit


def _more_this_month(connection: Connection, where: Scope, change: int, limit: int) -> bool:
    """The month's first booking, or one more where there is room for it."""
    if change > limit:
        return False
    row = {"scope": where.scope, "period": where.period, "lim": limit, "used": change}
    return connection.scalar(_uses(connection.dialect.name), row) is not None


@cache
def _uses(dialect: str) -> Any:
    statement = insert_into(dialect, quota)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[quota.c.scope, quota.c.period],
        set_={"used": quota.c.used + new.used, "lim": new.lim},
        where=quota.c.used + new.used <= new.lim,
    ).returning(quota.c.used)


KEY = (quota.c.scope == bindparam("of_scope"), quota.c.period == bindparam("of_period"))

THERE = select(quota.c.used).where(*KEY)

USE = (
    update(quota)
    .where(*KEY, quota.c.used + bindparam("change") <= bindparam("most"))
    .values(used=quota.c.used + bindparam("change"), lim=bindparam("most"))
)

LEFT = quota.c.used + bindparam("change")

GIVE_BACK = update(quota).where(*KEY).values(used=LEFT)

GIVE_BACK_TO_DAY = update(quota).where(*KEY).values(used=case((LEFT < 0, 0), else_=LEFT))
"""A node that has not yet heard of a day's quota does not count; what it booked can be cancelled
all the same."""


def _first(connection: Connection, where: Scope, change: int, limit: int) -> int | None:
    """Make a day's row; how many are used then, or None when another transaction made it.

    The count sees this transaction's own appointments, begun and ended, already; of another's
    it sees none, but that one has to make or change the row as well.
    """
    used = _in_day(connection, where)
    if change > 0 and used > limit:
        return used
    # Where a quota is younger than the day's bookings, more are there than it allows.
    row = {"scope": where.scope, "period": where.period, "lim": max(limit, used), "used": used}
    made: int | None = connection.scalar(_inserts(connection.dialect.name), row)
    return made


@cache
def _inserts(dialect: str) -> Any:
    return insert_into(dialect, quota).on_conflict_do_nothing().returning(quota.c.used)


COUNTED = (
    appointment.c.office == bindparam("office"),
    appointment.c.state.in_(LIVE),
    or_(
        appointment.c.procedure == bindparam("code"),
        appointment.c.procedure.like(bindparam("below")),
    ),
)

IN_DAY = (
    select(func.count())
    .select_from(appointment)
    .where(*COUNTED, appointment.c.local_date == bindparam("day"))
)


def _counted(office: str, procedure: str) -> dict[str, str]:
    return {"office": office, "code": procedure, "below": f"{procedure}/%"}


def _in_day(connection: Connection, where: Scope) -> int:
    values = {**_counted(where.office, where.procedure), "day": where.period}
    return connection.scalar(IN_DAY, values) or 0


BY_DAY = (
    select(appointment.c.local_date, func.count().label("used"))
    .where(*COUNTED, appointment.c.local_date >= bindparam("since"))
    .group_by(appointment.c.local_date)
    .order_by(appointment.c.local_date)
)


def recount(
    connection: Connection, office: OfficeCode, quotas: Mapping[ProcedureCode, int], since: str
) -> None:
    """An office's quotas from the local date `since` on, by what is there.

    Days that are full by new quotas must have their rows at once: until a row says so people are
    shown a day that they are refused, again and again.
    """
    of_office = quota.c.scope.like(f"day:{office}:%")
    connection.execute(delete(quota).where(of_office, quota.c.period >= since))
    for code, limit in sorted(quotas.items()):
        where = {**_counted(office, code), "since": since}
        for day, used in connection.execute(BY_DAY, where).all():
            row = {"scope": f"day:{office}:{code}", "period": day, "used": used}
            connection.execute(_inserts(connection.dialect.name), {**row, "lim": max(limit, used)})
