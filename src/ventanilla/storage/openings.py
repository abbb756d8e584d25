"""What can be booked, as people ask for it. It only suggests: a place is decided when claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from ventanilla.calendar.availability import Bounds, bounds, cells_needed, day_start
from ventanilla.catalogue.network import Network
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.runs import Need, first_days, open_days, open_times

K = TypeVar("K")


@dataclass(frozen=True)
class Openings:
    """`notice` is how long before its start a slot can still be chosen."""

    connection: Connection
    network: Network
    notice: timedelta

    def days(
        self, office: OfficeCode, procedure: ProcedureCode, now: datetime, people: int = 1
    ) -> Sequence[date]:
        found: set[str] = set()
        for need in self.needs(office, procedure, people):
            found.update(open_days(self.connection, need, self.bounds(need, now)))
        return tuple(map(date.fromisoformat, sorted(found)))

    def times(
        self,
        office: OfficeCode,
        procedure: ProcedureCode,
        day: date,
        now: datetime,
        people: int = 1,
    ) -> Sequence[time]:
        found: set[str] = set()
        for need in self.needs(office, procedure, people):
            within, zone = self.bounds(need, now), self.network.offices[office].timezone
            first = max(within.first, day_start(day, zone))
            end = min(within.end, day_start(day + timedelta(days=1), zone))
            found.update(open_times(self.connection, need, first, end))
        return tuple(map(time.fromisoformat, sorted(found)))

    def first_days(
        self,
        office: OfficeCode,
        procedures: Sequence[ProcedureCode],
        now: datetime,
        people: int = 1,
    ) -> Mapping[ProcedureCode, date]:
        return self._first({code: self.needs(office, code, people) for code in procedures}, now)

    def earliest(
        self,
        procedure: ProcedureCode,
        offices: Sequence[OfficeCode],
        now: datetime,
        people: int = 1,
    ) -> Mapping[OfficeCode, date]:
        return self._first({code: self.needs(code, procedure, people) for code in offices}, now)

    def needs(
        self, office: OfficeCode, procedure: ProcedureCode, people: int = 1
    ) -> tuple[Need, ...]:
        """What `people` together need, by pool, in the order in which they are tried.

        Empty where the office does not handle the procedure, or takes no party of that size.
        """
        known = self.network.offices.get(office)
        offer = known.offers.get(procedure) if known else None
        if offer is None or not 1 <= people <= offer.most_people:
            return ()
        serial = people if offer.together == "serial" else 1
        pools = {pool.code: pool for pool in self.network.schedules[office].pools}
        return tuple(
            Need(
                office,
                code,
                pools[code].quantum,
                cells_needed(offer.minutes, pools[code].quantum) * serial,
                people // serial,
            )
            for code in offer.pools
        )

    def bounds(self, need: Need, now: datetime) -> Bounds:
        """Between which starts the public can book in the need's pool."""
        zone = self.network.offices[need.office].timezone
        return bounds(now, zone, self.notice, self.network.limits.horizon_days)

    def _first(self, needs: Mapping[K, tuple[Need, ...]], now: datetime) -> Mapping[K, date]:
        every = {need for some in needs.values() for need in some}
        if not every:
            return {}
        last = {need: self.bounds(need, now) for need in every}
        found = first_days(
            self.connection,
            offices={need.office for need in every},
            pools={need.pool for need in every},
            counts={need.cells for need in every},
            first=next(iter(last.values())).first,
        )
        first = {}
        for key, some in needs.items():
            days = [
                day
                for need in some
                if (day := found.get((need.office, need.pool, need.cells)))
                and day <= last[need].last.isoformat()
            ]
            if days:
                first[key] = date.fromisoformat(min(days))
        return first
