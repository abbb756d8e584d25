"""What is held while its place is closed: it ends, so that nobody confirms a place on a closed day.

Only holds do. What was offered was promised to somebody until a time, and stands.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text

from ventanilla.catalogue.network import Network
from ventanilla.domain.appointment import Cause
from ventanilla.domain.office import OfficeCode
from ventanilla.storage.appointments import seconds
from ventanilla.storage.cells import batched, hold_cells
from ventanilla.storage.claiming import FOREVER, given_back
from ventanilla.storage.counting import lock_counts
from ventanilla.storage.schema import appointment, claim, pool
from ventanilla.storage.settlement import Ending, Pass, settle

HELD = select(appointment).where(text("appointment.state = 'held'")).order_by(appointment.c.id)


def hold_office(
    connection: Connection, network: Network, office: OfficeCode, first: int, day: date | None
) -> None:
    """Until the commit nobody books or cancels in the office's cells from the UTC minute `first`
    on, or in those of one day, and what is held there can be ended without waiting for anybody.

    In the order of every writer: what is held, its quotas, the cells. No contacts: ending a hold
    is a compare and swap with whoever confirms it or gives it up, as it is for the sweep. Who was
    faster than the locks is known once the cells are locked; then all is let go and begun anew.
    """
    if connection.dialect.name == "sqlite":
        return  # It has one writer.
    pools = select(pool.c.id).where(pool.c.office == office).order_by(pool.c.id)
    numbers = connection.scalars(pools).all()
    while True:
        with connection.begin_nested() as savepoint:
            known = _lock_held(connection, network, office, day)
            for number in numbers:
                hold_cells(connection, number, first, day)
            held = connection.execute(_held_at(office, day)).all()
            if {row.id for row in held} <= known:
                return
            savepoint.rollback()


def end_holds(
    connection: Connection,
    network: Network,
    closing: Mapping[int, Collection[int]],
    by: Cause,
    now: datetime,
) -> int:
    """End what is held in cells that close, whether it has run out or not; how many that were.

    `closing` are starts by pool. A party's places end together: it cannot take some of them.
    """
    found = {
        row.id: row
        for number, minutes in closing.items()
        for some in batched(sorted(minutes))
        for row in _held_in(connection, number, some)
    }
    endings = [
        Ending(row.id, "held", FOREVER, "expired", "closed", given_back(network, row))
        for row in found.values()
    ]
    return len(settle(connection, Pass(endings), by, seconds(now)).ended) if endings else 0


def _held_at(office: OfficeCode, day: date | None) -> Any:
    there = HELD.where(appointment.c.office == office)
    return there if day is None else there.where(appointment.c.local_date == day.isoformat())


def _lock_held(
    connection: Connection, network: Network, office: OfficeCode, day: date | None
) -> set[int]:
    rows = connection.execute(_held_at(office, day).with_for_update(key_share=True)).all()
    lock_counts(connection, (one for row in rows for one in given_back(network, row)))
    return {row.id for row in rows}


def _held_in(connection: Connection, number: int, minutes: Sequence[int]) -> Iterator[Row[Any]]:
    claims = select(claim.c.appointment_id).where(
        claim.c.pool_id == number, claim.c.start_minute.in_(minutes)
    )
    there = connection.execute(HELD.where(appointment.c.id.in_(claims))).all()
    yield from there
    if parties := {row.party_id for row in there if row.party_id}:
        yield from connection.execute(HELD.where(appointment.c.party_id.in_(parties)))
