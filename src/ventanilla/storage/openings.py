"""What can be booked, as people ask for it. It only suggests: a place is decided when claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import Connection, bindparam, select

from ventanilla.calendar.availability import Bounds, bounds, cells_needed, day_start
from ventanilla.calendar.release import public_until
from ventanilla.catalogue.network import Network
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.counting import in_day
from ventanilla.storage.first_days import first_open_days
from ventanilla.storage.runs import Need, open_days, open_times
from ventanilla.storage.schema import quota

Asked: TypeAlias = tuple[OfficeCode, ProcedureCode]

USED_UP = select(quota.c.period).where(
    quota.c.scope == bindparam("scope"), quota.c.used > bindparam("most")
)


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
        full = self._full_days([office], procedure, people)
        return tuple(date.fromisoformat(day) for day in sorted(found) if (office, day) not in full)

    def times(
        self,
        office: OfficeCode,
        procedure: ProcedureCode,
        day: date,
        now: datetime,
        people: int = 1,
    ) -> Sequence[time]:
        found: set[str] = set()
        if (office, day.isoformat()) in self._full_days([office], procedure, people):
            return ()
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
        asked = {(office, code): self.needs(office, code, people) for code in procedures}
        return {code: day for (_, code), day in self._first(asked, now, people).items()}

    def earliest(
        self,
        procedure: ProcedureCode,
        offices: Sequence[OfficeCode],
        now: datetime,
        people: int = 1,
    ) -> Mapping[OfficeCode, date]:
        asked = {(code, procedure): self.needs(code, procedure, people) for code in offices}
        return {code: day for (code, _), day in self._first(asked, now, people).items()}

    def within(
        self,
        latitude: float,
        longitude: float,
        kilometres: float,
        procedure: ProcedureCode,
        now: datetime,
        people: int = 1,
    ) -> Sequence[tuple[OfficeCode, float, date]]:
        """Offices within so many kilometres that have a day, nearest first, with their first."""
        near = {
            office.code: away
            for office, away in self.network.nearest(latitude, longitude)
            if away <= kilometres
        }
        first = self.earliest(procedure, tuple(near), now, people)
        return tuple((code, away, first[code]) for code, away in near.items() if code in first)

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
        pools = self.network.schedules[need.office].pools
        release = next(pool.release for pool in pools if pool.code == need.pool)
        last = public_until(release, now, zone, self.network.limits.horizon_days)
        return bounds(now, zone, self.notice, last)

    def _first(
        self, asked: Mapping[Asked, tuple[Need, ...]], now: datetime, people: int
    ) -> Mapping[Asked, date]:
        within = {need: self.bounds(need, now) for needs in asked.values() for need in needs}
        found = first_open_days(self.connection, self.network, within)
        first = {}
        for (office, procedure), needs in asked.items():
            days = [
                day
                for need in needs
                if (day := found.get(need)) and day <= within[need].last.isoformat()
            ]
            if not days:
                continue
            full = self._full_days([office], procedure, people)
            if (office, min(days)) in full:
                open_ones = self.days(office, procedure, now, people)
                if open_ones:
                    first[office, procedure] = open_ones[0]
            else:
                first[office, procedure] = date.fromisoformat(min(days))
        return first

    def _full_days(
        self, offices: Sequence[OfficeCode], procedure: ProcedureCode, people: int
    ) -> set[tuple[OfficeCode, str]]:
        """Days on which an office takes no more of this procedure."""
        full = set()
        for office in offices:
            schedule = self.network.schedules.get(office)
            for one in in_day(schedule.quotas, office, procedure, "", people) if schedule else ():
                where = {"scope": one.where.scope, "most": one.limit - people}
                full |= {(office, day) for day in self.connection.scalars(USED_UP, where)}
        return full
