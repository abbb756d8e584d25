"""How full an office is: for those who work there, never for the public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import Connection, bindparam, case, func, select

from ventanilla.domain.office import OfficeCode
from ventanilla.storage.schema import cell, pool


@dataclass(frozen=True, slots=True)
class Fill:
    """Of a pool's day or cell: how many can be served, how many are taken, and how many of the
    rest the public can take now. `service` is False where all is closed.
    """

    room: int
    used: int
    public: int
    service: bool

    @property
    def share(self) -> float:
        """From 0 to 1; of no room at all, 1."""
        return min(1.0, self.used / self.room) if self.room else 1.0


OPEN = cell.c.status == "open"
PUBLIC = cell.c.cap_open - cell.c.used_open
ALL = cell.c.cap_total + cell.c.over - cell.c.used_total
LEFT = case((ALL < PUBLIC, ALL), else_=PUBLIC)

SUMS = (
    func.coalesce(func.sum(case((OPEN, cell.c.cap_total + cell.c.over), else_=0)), 0).label("room"),
    func.coalesce(func.sum(cell.c.used_total), 0).label("used"),
    func.coalesce(func.sum(case((OPEN & (LEFT > 0), LEFT), else_=0)), 0).label("public"),
    func.coalesce(func.max(case((OPEN, 1), else_=0)), 0).label("service"),
)

HERE = (
    pool.c.office == bindparam("office"),
    cell.c.local_date >= bindparam("first"),
    cell.c.local_date <= bindparam("last"),
)

BY_DAY = (
    select(pool.c.code, cell.c.local_date, *SUMS)
    .join(pool, pool.c.id == cell.c.pool_id)
    .where(*HERE)
    .group_by(pool.c.code, cell.c.local_date)
    .order_by(pool.c.code, cell.c.local_date)
)

BY_TIME = (
    select(pool.c.code, cell.c.local_time, *SUMS)
    .join(pool, pool.c.id == cell.c.pool_id)
    .where(*HERE)
    .group_by(pool.c.code, cell.c.local_time)
    .order_by(pool.c.code, cell.c.local_time)
)


def days_filled(
    connection: Connection, office: OfficeCode, first: date, last: date
) -> Mapping[str, Mapping[date, Fill]]:
    """By pool and local day, both ends included; days without cells are left out."""
    where = {"office": office, "first": first.isoformat(), "last": last.isoformat()}
    filled: dict[str, dict[date, Fill]] = {}
    for row in connection.execute(BY_DAY, where):
        fill = Fill(row.room, row.used, row.public, bool(row.service))
        filled.setdefault(row.code, {})[date.fromisoformat(row.local_date)] = fill
    return filled


def times_filled(
    connection: Connection, office: OfficeCode, day: date
) -> Mapping[str, Sequence[tuple[time, Fill]]]:
    """By pool, each cell of a day in its order."""
    where = {"office": office, "first": day.isoformat(), "last": day.isoformat()}
    filled: dict[str, list[tuple[time, Fill]]] = {}
    for row in connection.execute(BY_TIME, where):
        fill = Fill(row.room, row.used, row.public, bool(row.service))
        filled.setdefault(row.code, []).append((time.fromisoformat(row.local_time), fill))
    return filled
