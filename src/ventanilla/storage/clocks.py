"""When a country changes its clocks by law, local times stay and instants move.

A cell is found by its instant, people come at the local time that they were told. When new zone
data, or another zone for an office, puts a local time at another instant, the cells, and all that
stands in them, move there. Left where they are, a second set of cells would be made beside them,
and the same local time be given twice.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, func, select, update

from ventanilla.calendar.rules import local_minute
from ventanilla.desk.network_ports import PoolKey, Retimed
from ventanilla.domain.office import OfficeCode
from ventanilla.storage.free_days import touch
from ventanilla.storage.schema import appointment, cell, claim, pool, vacancy

ENDS = (
    select(
        pool.c.id,
        pool.c.code,
        cell.c.local_date,
        func.min(cell.c.start_minute).label("first"),
        func.min(cell.c.local_time).label("first_time"),
        func.max(cell.c.start_minute).label("last"),
        func.max(cell.c.local_time).label("last_time"),
    )
    .join(pool, pool.c.id == cell.c.pool_id)
    .where(pool.c.office == bindparam("office"), cell.c.start_minute >= bindparam("since"))
    .group_by(pool.c.id, pool.c.code, cell.c.local_date)
    .order_by(pool.c.id, cell.c.local_date)
)
"""A day whose first and last cell are where they should be is right all over."""

OF_DAY = (
    select(cell.c.start_minute, cell.c.local_time)
    .where(
        cell.c.pool_id == bindparam("pool"),
        cell.c.local_date == bindparam("day"),
        cell.c.start_minute >= bindparam("since"),
    )
    .order_by(cell.c.start_minute)
)


def mistimed(
    connection: Connection, office: OfficeCode, timezone: str, since: int
) -> Sequence[Retimed]:
    """Cells from the UTC minute `since` on that are not where `timezone` has their local time.

    One that the clocks now skip stays where it is: nobody can be there then, and whoever has it is
    among those touched when the calendar is next fitted.
    """
    zone, moved = ZoneInfo(timezone), []
    for row in connection.execute(ENDS, {"office": office, "since": since}).all():
        day = date.fromisoformat(row.local_date)
        right = all(
            local_minute(zone, day, time.fromisoformat(at)) == minute
            for at, minute in ((row.first_time, row.first), (row.last_time, row.last))
        )
        if not right:
            key = PoolKey(office, row.code)
            where = {"pool": row.id, "day": row.local_date, "since": since}
            cells = connection.execute(OF_DAY, where).all()
            times = [(minute, time.fromisoformat(at)) for minute, at in cells]
            moved += list(_moved(key, zone, day, times))
    return moved


def _moved(
    key: PoolKey, zone: ZoneInfo, day: date, cells: Sequence[tuple[int, time]]
) -> Iterator[Retimed]:
    for minute, at in cells:
        now = local_minute(zone, day, at)
        if now is not None and now != minute:
            yield Retimed(key, minute, now)


MOVED = tuple(
    update(table)
    .where(table.c.pool_id == bindparam("pool"), table.c.start_minute == bindparam("was"))
    .values(start_minute=-bindparam("is_now"))
    for table in (cell, vacancy, claim, appointment)
)
"""To the negative of where they belong, so that none meets another on the way.

The cells first: whoever books in one of them has then committed or waits, finds no cell there, and
is refused. So all that stands in them is seen by the statements after.
"""

TURNED = tuple(
    update(table)
    .where(table.c.pool_id == bindparam("pool"), table.c.start_minute < 0)
    .values(start_minute=-table.c.start_minute)
    for table in (cell, vacancy, claim, appointment)
)

ZONED = (
    update(appointment)
    .where(
        appointment.c.office == bindparam("at"),
        appointment.c.timezone != bindparam("zone"),
        appointment.c.state.in_(("held", "offered", "confirmed")),
    )
    .values(timezone=bindparam("zone"))
)

DAYS = select(cell.c.local_date).where(cell.c.pool_id == bindparam("pool")).distinct()


def retime(
    connection: Connection, office: OfficeCode, timezone: str, moved: Sequence[Retimed]
) -> None:
    found = select(pool.c.code, pool.c.id).where(pool.c.office == office)
    ids = {row.code: row.id for row in connection.execute(found)}
    rows = [{"pool": ids[m.pool.code], "was": m.was, "is_now": m.is_now} for m in moved]
    rows.sort(key=lambda row: (row["pool"], row["was"]))
    pools = [{"pool": number} for number in sorted({row["pool"] for row in rows})]
    for moving, turning in zip(MOVED, TURNED, strict=True):
        if rows:
            connection.execute(moving, rows)
            connection.execute(turning, pools)
    connection.execute(ZONED, {"at": office, "zone": timezone})
    for one in pools:
        days = connection.scalars(DAYS, one)
        touch(connection, {(one["pool"], day) for day in days})
