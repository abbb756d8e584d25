"""When a country changes its clocks by law, local times stay and instants move.

A cell is found by its instant, people come at the local time that they were told. When new zone
data, or another zone for an office, puts a local time at another instant, the cells, and all that
stands in them, move there. Left where they are, a second set of cells would be made beside them,
and the same local time be given twice.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]  # It ships no types.
from sqlalchemy import Connection, bindparam, delete, func, select, text, update

from ventanilla.desk.network_ports import PoolKey, Retimed
from ventanilla.domain.appointment import LIVE
from ventanilla.domain.office import OfficeCode
from ventanilla.domain.slot import local_minute
from ventanilla.storage.cells import lock_cells
from ventanilla.storage.free_days import touch
from ventanilla.storage.schema import appointment, cell, claim, pool, vacancy
from ventanilla.storage.trays import timer
from ventanilla.storage.upserts import insert_new

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
        cell.c.start_minute >= bindparam("first"),
        cell.c.start_minute <= bindparam("last"),
    )
    .order_by(cell.c.start_minute)
)


def mistimed(
    connection: Connection, office: OfficeCode, timezone: str, since: int
) -> Sequence[Retimed]:
    """Cells from the UTC minute `since` on that are not where `timezone` has their local time."""
    zone, moved = ZoneInfo(timezone), []
    for row in connection.execute(ENDS, {"office": office, "since": since}).all():
        day = date.fromisoformat(row.local_date)
        right = all(
            local_minute(zone, day, time.fromisoformat(at)) == minute
            for at, minute in ((row.first_time, row.first), (row.last_time, row.last))
        )
        if not right:
            where = {"pool": row.id, "day": row.local_date, "first": row.first, "last": row.last}
            cells = connection.execute(OF_DAY, where).all()
            times = [(minute, time.fromisoformat(at)) for minute, at in cells]
            moved += list(_moved(PoolKey(office, row.code), zone, day, times))
    return moved


def _moved(
    key: PoolKey, zone: ZoneInfo, day: date, cells: Sequence[tuple[int, time]]
) -> Iterator[Retimed]:
    """Of one day, as few spans as there can be."""
    places = _places(zone, day, cells)
    for by, some in groupby(zip(cells, places, strict=True), key=lambda pair: pair[1] - pair[0][0]):
        minutes = [minute for (minute, _), _ in some]
        if by:
            yield Retimed(key, minutes[0], minutes[-1], by, len(minutes))


def _places(zone: ZoneInfo, day: date, cells: Sequence[tuple[int, time]]) -> Sequence[int]:
    """Where each cell belongs.

    At a time that the clocks now skip nobody can be: its cell, which the next fitting closes, stays
    where it is, or beside whatever belongs there.
    """
    exact = [local_minute(zone, day, at) for _, at in cells]
    taken, places = {minute for minute in exact if minute is not None}, []
    for (minute, _), place in zip(cells, exact, strict=True):
        if place is None:
            aside = minute
            while aside in taken:
                aside += 1
            taken.add(aside)
            places.append(aside)
        else:
            places.append(place)
    return places


# -- moving -----------------------------------------------------------------------------------

TABLES = (cell, vacancy, claim)

AWAY = tuple(
    update(table)
    .where(
        table.c.pool_id == bindparam("pool"),
        table.c.start_minute >= bindparam("first"),
        table.c.start_minute <= bindparam("last"),
    )
    .values(start_minute=-(table.c.start_minute + bindparam("by")))
    for table in TABLES
)
"""To the negative of where they belong, so that none meets another on the way.

The cells first: whoever books in one of them has then committed or waits, finds no cell there, and
is refused. So all that stands in them is seen by the statements after.
"""

BACK = tuple(
    update(table)
    .where(table.c.pool_id == bindparam("pool"), table.c.start_minute < 0)
    .values(start_minute=-table.c.start_minute)
    for table in TABLES
)

OF_OFFICE = (
    appointment.c.office == bindparam("at"),
    appointment.c.pool_id == bindparam("pool"),
)
"""Appointments are found by their office: there may be a million of others."""

APPOINTMENTS_AWAY = (
    update(appointment)
    .where(
        *OF_OFFICE,
        appointment.c.start_minute >= bindparam("first"),
        appointment.c.start_minute <= bindparam("last"),
    )
    .values(start_minute=-(appointment.c.start_minute + bindparam("by")))
)

APPOINTMENTS_BACK = (
    update(appointment)
    .where(*OF_OFFICE, appointment.c.start_minute < 0)
    .values(start_minute=-appointment.c.start_minute)
)

ZONED = (
    update(appointment)
    .where(
        appointment.c.office == bindparam("at"),
        appointment.c.start_minute >= bindparam("since"),
        appointment.c.timezone != bindparam("zone"),
        appointment.c.state.in_(LIVE),
    )
    .values(timezone=bindparam("zone"))
)

DAYS = select(cell.c.local_date).where(cell.c.pool_id == bindparam("pool")).distinct()


def retime(
    connection: Connection, office: OfficeCode, timezone: str, moved: Sequence[Retimed], since: int
) -> None:
    """Move these, and give what stands from the UTC minute `since` on its office's zone."""
    found = select(pool.c.code, pool.c.id).where(pool.c.office == office)
    ids = {row.code: row.id for row in connection.execute(found)}
    of_pools: dict[int, list[Retimed]] = {}
    for one in moved:
        of_pools.setdefault(ids[one.pool.code], []).append(one)
    for number, spans in sorted(of_pools.items()):
        _move(connection, office, number, spans)
        days = connection.scalars(DAYS, {"pool": number})
        touch(connection, {(number, day) for day in days})
    connection.execute(ZONED, {"at": office, "zone": timezone, "since": since})


def _move(
    connection: Connection, office: OfficeCode, number: int, spans: Sequence[Retimed]
) -> None:
    lock_cells(connection, number, min(s.first for s in spans), max(s.last for s in spans))
    rows = [{"pool": number, "first": s.first, "last": s.last, "by": s.by} for s in spans]
    for statement in AWAY:
        connection.execute(statement, rows)
    connection.execute(APPOINTMENTS_AWAY, [{**row, "at": office} for row in rows])
    _join_twins(connection, number)
    for statement in BACK:
        connection.execute(statement, {"pool": number})
    connection.execute(APPOINTMENTS_BACK, {"pool": number, "at": office})


# -- what was made twice ----------------------------------------------------------------------

JOIN = """
    UPDATE cell SET
        used_total = cell.used_total + twin.used_total,
        used_open = cell.used_open + twin.used_open,
        cap_total = CASE WHEN cell.cap_total + cell.over < cell.used_total + twin.used_total
            THEN cell.used_total + twin.used_total - cell.over ELSE cell.cap_total END
    FROM cell AS twin
    WHERE cell.pool_id = :pool AND cell.start_minute > 0
        AND twin.pool_id = :pool AND twin.start_minute = -cell.start_minute
"""

DROP = """
    DELETE FROM cell WHERE pool_id = :pool AND start_minute < 0
        AND -start_minute IN (SELECT start_minute FROM cell WHERE pool_id = :pool)
"""


def _join_twins(connection: Connection, number: int) -> None:
    """Where a calendar was filled with new zone data before the old cells were moved, each local
    time has two cells. One is kept, with all that stands in both: nobody loses a place, and it
    takes nobody new until there is room.
    """
    for statement in (JOIN, DROP):
        connection.execute(text(statement), {"pool": number})


# -- whose clocks are known to be right -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clocks:
    """Which offices' cells stand where today's zone data has them: a note for each, which says by
    what data and for what zone that was found. It spares looking at every cell again.
    """

    connection: Connection

    def unchecked(self, zones: Mapping[OfficeCode, str]) -> Collection[OfficeCode]:
        notes = select(timer.c.kind, timer.c.subject).where(timer.c.kind.like("clocks %"))
        known = {(row.subject, row.kind) for row in self.connection.execute(notes)}
        return [office for office, zone in zones.items() if (office, _note(zone)) not in known]

    def checked(self, office: OfficeCode, timezone: str) -> None:
        former = (timer.c.kind.like("clocks %"), timer.c.subject == office)
        note = _note(timezone)
        self.connection.execute(delete(timer).where(*former, timer.c.kind != note))
        row = {"kind": note, "subject": office, "due_at": NEVER}
        insert_new(self.connection, timer, [row], "kind", "subject")


NEVER = 2**62
"""Nobody takes a note for something that is due."""


def _note(timezone: str) -> str:
    return f"clocks {tzdata.IANA_VERSION} {timezone}"
