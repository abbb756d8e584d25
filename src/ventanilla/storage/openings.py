"""What can be booked, as people ask for it. It only suggests: a place is decided when claimed."""

from collections.abc import Collection, Mapping, Sequence
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

USED_UP = select(quota).where(
    quota.c.scope.in_(bindparam("scopes", expanding=True)), quota.c.used > bindparam("least")
)

USED_UP_ON = USED_UP.where(quota.c.period.in_(bindparam("days", expanding=True)))


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
        full = self._full_days([(office, procedure)], people)[office, procedure]
        return tuple(date.fromisoformat(day) for day in sorted(found - full))

    def times(
        self,
        office: OfficeCode,
        procedure: ProcedureCode,
        day: date,
        now: datetime,
        people: int = 1,
    ) -> Sequence[time]:
        found: set[str] = set()
        of_day, asked = day.isoformat(), (office, procedure)
        if of_day in self._full_days([asked], people, [of_day])[asked]:
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
        public = {need: day for need, day in found.items() if day <= within[need].last.isoformat()}
        days = {
            one: min(some)
            for one, needs in asked.items()
            if (some := [public[need] for need in needs if need in public])
        }
        full = self._full_days(days, people, set(days.values()))
        first = {}
        for (office, procedure), day in days.items():
            if day not in full[office, procedure]:
                first[office, procedure] = date.fromisoformat(day)
            elif open_ones := self.days(office, procedure, now, people):
                first[office, procedure] = open_ones[0]
        return first

    def _full_days(
        self, asked: Collection[Asked], people: int, among: Collection[str] | None = None
    ) -> Mapping[Asked, set[str]]:
        """Days, of these or any, on which an office takes no more of a procedure."""
        counts = [
            (one, count)
            for one in asked
            if (schedule := self.network.schedules.get(one[0]))
            for count in in_day(schedule.quotas, *one, "", people)
        ]
        full: dict[Asked, set[str]] = {one: set() for one in asked}
        if not counts:
            return full
        where = {
            "scopes": sorted({count.where.scope for _, count in counts}),
            "least": min(count.limit for _, count in counts) - people,
        }
        if among is None:
            rows = self.connection.execute(USED_UP, where).all()
        else:
            rows = self.connection.execute(USED_UP_ON, {**where, "days": sorted(among)}).all()
        for one, count in counts:
            used = (row for row in rows if row.scope == count.where.scope)
            full[one] |= {row.period for row in used if row.used > count.limit - people}
        return full
