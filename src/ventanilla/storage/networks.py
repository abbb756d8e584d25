"""Numbered snapshots of the network, and the calendar's pools and cells made from them."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select

from ventanilla.calendar.changes import Changes, StoredCell
from ventanilla.calendar.rules import PlannedCell
from ventanilla.catalogue.network import Network, dump, restore
from ventanilla.catalogue.schedule import SpecialDay
from ventanilla.desk.network_ports import PoolKey, Retimed, StoredPool, Touched, UnopenedCell
from ventanilla.domain.appointment import LIVE, Cause
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.appointments import seconds, slot_of
from ventanilla.storage.cells import (
    add_cells,
    batched,
    change_cells,
    last_days,
    open_cells,
    stored_cells,
    unopened_cells,
)
from ventanilla.storage.clocks import Clocks, mistimed, retime
from ventanilla.storage.closing import end_holds, hold_office
from ventanilla.storage.counting import recount
from ventanilla.storage.free_days import touch, touch_office
from ventanilla.storage.schema import appointment, claim, pool, snapshot, special_day
from ventanilla.storage.trays import timer
from ventanilla.storage.upserts import insert_into, insert_or_update

FIT = "fit-calendar"
"""The timer of an office whose calendar is not yet as the newest network has it."""


def newest(connection: Connection) -> Network | None:
    """The network in force; None before the first was applied."""
    content = connection.scalar(
        select(snapshot.c.content).order_by(snapshot.c.number.desc()).limit(1)
    )
    return None if content is None else restore(content)


def newest_number(connection: Connection) -> int:
    """The number of the snapshot in force, 0 for none: cheap enough to ask again and again."""
    return connection.scalar(select(func.coalesce(func.max(snapshot.c.number), 0))) or 0


@dataclass(frozen=True)
class StoredNetworks:
    """The desk's `Networks`, inside the caller's transaction."""

    connection: Connection

    def lock(self, office: OfficeCode | None = None) -> None:
        """By its pools' rows, in order; bookings, which refer to them, get by."""
        rows = select(pool.c.id).order_by(pool.c.id).with_for_update(key_share=True)
        wanted = rows if office is None else rows.where(pool.c.office == office)
        self.connection.execute(wanted).all()

    def hold(
        self, network: Network, office: OfficeCode, now: datetime, day: date | None = None
    ) -> None:
        hold_office(self.connection, network, office, _next_minute(now), day)

    def end_holds(
        self,
        network: Network,
        closing: Mapping[PoolKey, Collection[int]],
        by: Cause,
        now: datetime,
    ) -> int:
        minutes = {self._id(key): some for key, some in closing.items() if some}
        return end_holds(self.connection, network, minutes, by, now)

    def newest(self) -> Network | None:
        return newest(self.connection)

    def newest_number(self) -> int:
        return newest_number(self.connection)

    def store(self, network: Network, now: datetime) -> int:
        """The new snapshot's number. Of two stored at once, the second fails."""
        number, content = self.newest_number() + 1, dump(network)
        self.connection.execute(
            insert(snapshot).values(
                number=number,
                applied_at=seconds(now),
                digest=hashlib.sha256(content).hexdigest(),
                content=content,
            )
        )
        return number

    def pools(self) -> Mapping[PoolKey, StoredPool]:
        last = last_days(self.connection)
        return {
            PoolKey(OfficeCode(row.office), row.code): StoredPool(
                row.quantum_minutes,
                date.fromisoformat(last[row.id]) if row.id in last else None,
            )
            for row in self.connection.execute(select(pool).order_by(pool.c.id))
        }

    def put_pool(self, key: PoolKey, quantum: int) -> None:
        statement = insert_into(self.connection.dialect.name, pool).values(
            office=key.office, code=key.code, quantum_minutes=quantum
        )
        self.connection.execute(
            statement.on_conflict_do_update(
                index_elements=[pool.c.office, pool.c.code], set_={"quantum_minutes": quantum}
            )
        )

    def cells(
        self, key: PoolKey, now: datetime, day: date | None = None
    ) -> Mapping[int, StoredCell]:
        return stored_cells(self.connection, self._id(key), _next_minute(now), day)

    def add(self, key: PoolKey, cells: Collection[PlannedCell], *, gradual: bool) -> None:
        number = self._id(key)
        add_cells(self.connection, number, cells, gradual=gradual)
        touch(self.connection, {(number, one.day.isoformat()) for one in cells})

    def change(self, key: PoolKey, changes: Changes) -> None:
        change_cells(self.connection, self._id(key), changes)

    def booked_in(self, key: PoolKey, minutes: Collection[int]) -> Sequence[Touched]:
        """Live appointments with a claim on any of these cells."""
        pool_id = self._id(key)
        found: set[Touched] = set()
        for some in batched(sorted(minutes)):
            claimed = select(claim.c.appointment_id).where(
                claim.c.pool_id == pool_id, claim.c.start_minute.in_(some)
            )
            found.update(self._touched(appointment.c.id.in_(claimed)))
        return sorted(found, key=lambda one: (one.slot, one.folio))

    def booked_for(
        self, office: OfficeCode, procedure: ProcedureCode, now: datetime
    ) -> Sequence[Touched]:
        return self._touched(
            appointment.c.office == office,
            appointment.c.procedure == procedure,
            appointment.c.start_minute * 60 >= seconds(now),
        )

    def booked_at(self, office: OfficeCode, now: datetime) -> Sequence[Touched]:
        return self._touched(
            appointment.c.office == office, appointment.c.start_minute * 60 >= seconds(now)
        )

    def recount_quotas(
        self, office: OfficeCode, quotas: Mapping[ProcedureCode, int], now: datetime
    ) -> None:
        yesterday = (now - timedelta(days=1)).date()
        recount(self.connection, office, quotas, yesterday.isoformat())

    def recount(self, office: OfficeCode, now: datetime) -> None:
        touch_office(self.connection, office, _next_minute(now))

    # -- waiting to be fitted -----------------------------------------------------------------

    def wait_to_fit(self, offices: Collection[OfficeCode], until: datetime) -> None:
        rows = [
            {"kind": FIT, "subject": office, "due_at": seconds(until)} for office in sorted(offices)
        ]
        insert_or_update(self.connection, timer, rows, "kind", "subject")

    def waiting_to_fit(self, now: datetime | None = None) -> Sequence[OfficeCode]:
        every = select(timer.c.subject).where(timer.c.kind == FIT).order_by(timer.c.subject)
        due = every if now is None else every.where(timer.c.due_at <= seconds(now))
        return [OfficeCode(office) for office in self.connection.scalars(due)]

    def fitted(self, office: OfficeCode) -> None:
        self.connection.execute(delete(timer).where(timer.c.kind == FIT, timer.c.subject == office))

    # -- special days -------------------------------------------------------------------------

    def special(
        self, office: OfficeCode | None = None
    ) -> Mapping[OfficeCode, Sequence[SpecialDay]]:
        every = select(special_day).order_by(special_day.c.id)
        wanted = every if office is None else every.where(special_day.c.office == office)
        found: dict[OfficeCode, list[SpecialDay]] = {}
        for row in self.connection.execute(wanted):
            found.setdefault(OfficeCode(row.office), []).append(_special(row))
        return found

    def add_special(
        self, office: OfficeCode, special: SpecialDay, actor: str, now: datetime
    ) -> None:
        self.connection.execute(
            insert(special_day).values(
                office=office,
                local_date=special.day.isoformat(),
                kind=special.kind,
                pool=special.pool,
                start_time=_text(special.start),
                end_time=_text(special.end),
                capacity=special.capacity,
                public=special.public,
                over=special.over,
                reason=special.reason,
                actor=actor,
                at=seconds(now),
            )
        )

    def remove_closures(self, office: OfficeCode, day: date) -> int:
        closures = delete(special_day).where(
            special_day.c.office == office,
            special_day.c.local_date == day.isoformat(),
            special_day.c.kind == "closed",
            special_day.c.start_time.is_(None),
        )
        return self.connection.execute(closures).rowcount

    # -- opening, and clocks ------------------------------------------------------------------

    def unopened(self, key: PoolKey, now: datetime, last: date) -> Sequence[UnopenedCell]:
        return unopened_cells(self.connection, self._id(key), _next_minute(now), last)

    def open(self, key: PoolKey, opened: Sequence[tuple[UnopenedCell, int]]) -> None:
        open_cells(self.connection, self._id(key), opened)

    def mistimed(self, office: OfficeCode, timezone: str, now: datetime) -> Sequence[Retimed]:
        return mistimed(self.connection, office, timezone, _next_minute(now))

    def unchecked(self, zones: Mapping[OfficeCode, str]) -> Collection[OfficeCode]:
        return Clocks(self.connection).unchecked(zones)

    def retime(
        self, office: OfficeCode, timezone: str, moved: Sequence[Retimed], now: datetime
    ) -> None:
        retime(self.connection, office, timezone, moved, _next_minute(now))
        Clocks(self.connection).checked(office, timezone)

    # -- pieces -------------------------------------------------------------------------------

    def _touched(self, *where: ColumnElement[bool]) -> Sequence[Touched]:
        found = self.connection.execute(
            select(appointment)
            .where(appointment.c.state.in_(LIVE), *where)
            .order_by(appointment.c.start_minute, appointment.c.id)
        )
        return tuple(
            Touched(Folio(row.folio), slot_of(row), ProcedureCode(row.procedure), row.state)
            for row in found
        )

    def _id(self, key: PoolKey) -> int:
        where = (pool.c.office == key.office, pool.c.code == key.code)
        return int(self.connection.execute(select(pool.c.id).where(*where)).scalar_one())


def _next_minute(now: datetime) -> int:
    """The UTC minute that has not begun yet, or begins now."""
    return -(-seconds(now) // 60)


def _special(row: Row[Any]) -> SpecialDay:
    return SpecialDay(
        day=date.fromisoformat(row.local_date),
        kind=row.kind,
        pool=row.pool,
        start=time.fromisoformat(row.start_time) if row.start_time else None,
        end=time.fromisoformat(row.end_time) if row.end_time else None,
        capacity=row.capacity,
        public=row.public,
        over=row.over,
        reason=row.reason,
    )


def _text(at: time | None) -> str | None:
    return at.isoformat("minutes") if at else None
