"""Numbered snapshots of the network, and the calendar's pools and cells made from them."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select

from ventanilla.calendar.changes import Changes, StoredCell
from ventanilla.calendar.rules import PlannedCell
from ventanilla.catalogue.network import Network, dump, restore
from ventanilla.desk.network_ports import PoolKey, StoredPool
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.appointments import seconds
from ventanilla.storage.cells import add_cells, change_cells, last_days, stored_cells
from ventanilla.storage.schema import appointment, claim, pool, snapshot
from ventanilla.storage.upserts import insert_into

LIVE = ("held", "confirmed")


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

    def cells(self, key: PoolKey, now: datetime) -> Mapping[int, StoredCell]:
        return stored_cells(self.connection, self._id(key), -(-seconds(now) // 60))

    def add(self, key: PoolKey, cells: Collection[PlannedCell]) -> None:
        add_cells(self.connection, self._id(key), cells)

    def change(self, key: PoolKey, changes: Changes) -> None:
        change_cells(self.connection, self._id(key), changes)

    def booked_in(self, key: PoolKey, minutes: Collection[int]) -> Sequence[Folio]:
        """Live appointments with a claim on any of these cells."""
        claimed = select(claim.c.appointment_id).where(
            claim.c.pool_id == self._id(key), claim.c.start_minute.in_(sorted(minutes))
        )
        return self._folios(appointment.c.id.in_(claimed))

    def booked_for(
        self, office: OfficeCode, procedure: ProcedureCode, now: datetime
    ) -> Sequence[Folio]:
        return self._folios(
            appointment.c.office == office,
            appointment.c.procedure == procedure,
            appointment.c.start_minute * 60 >= seconds(now),
        )

    def _folios(self, *where: ColumnElement[bool]) -> Sequence[Folio]:
        found = self.connection.scalars(
            select(appointment.c.folio).where(appointment.c.state.in_(LIVE), *where)
        )
        return tuple(map(Folio, found))

    def _id(self, key: PoolKey) -> int:
        where = (pool.c.office == key.office, pool.c.code == key.code)
        return int(self.connection.execute(select(pool.c.id).where(*where)).scalar_one())
