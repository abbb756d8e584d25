"""What can be booked, as people ask for it. It only suggests: a place is decided when claimed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from ventanilla.calendar.availability import Bounds, bounds, cells_needed, day_start
from ventanilla.catalogue.network import Network
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.runs import Need, first_days, open_days, open_times


@dataclass(frozen=True)
class Openings:
    """`notice` is how long before its start a slot can still be chosen."""

    connection: Connection
    network: Network
    notice: timedelta

    def days(self, office: OfficeCode, procedure: ProcedureCode, now: datetime) -> Sequence[date]:
        need = self.need(office, procedure)
        if need is None:
            return ()
        found = open_days(self.connection, need, self.bounds(office, now))
        return tuple(map(date.fromisoformat, found))

    def times(
        self, office: OfficeCode, procedure: ProcedureCode, day: date, now: datetime
    ) -> Sequence[time]:
        need = self.need(office, procedure)
        if need is None:
            return ()
        within, zone = self.bounds(office, now), self.network.offices[office].timezone
        first = max(within.first, day_start(day, zone))
        end = min(within.end, day_start(day + timedelta(days=1), zone))
        return tuple(map(time.fromisoformat, open_times(self.connection, need, first, end)))

    def first_days(
        self, office: OfficeCode, procedures: Sequence[ProcedureCode], now: datetime
    ) -> Mapping[ProcedureCode, date]:
        needs = {code: self.need(office, code) for code in procedures}
        found = self._first({need for need in needs.values() if need}, now)
        return {code: found[need] for code, need in needs.items() if need in found}

    def earliest(
        self, procedure: ProcedureCode, offices: Sequence[OfficeCode], now: datetime
    ) -> Mapping[OfficeCode, date]:
        needs = {office: self.need(office, procedure) for office in offices}
        found = self._first({need for need in needs.values() if need}, now)
        return {office: found[need] for office, need in needs.items() if need in found}

    def need(self, office: OfficeCode, procedure: ProcedureCode) -> Need | None:
        """None where the office does not handle the procedure."""
        known = self.network.offices.get(office)
        offer = known.offers.get(procedure) if known else None
        if offer is None:
            return None
        pools = self.network.schedules[office].pools
        quantum = next(pool.quantum for pool in pools if pool.code == offer.pool)
        return Need(office, offer.pool, quantum, cells_needed(offer.minutes, quantum))

    def bounds(self, office: OfficeCode, now: datetime) -> Bounds:
        zone = self.network.offices[office].timezone
        return bounds(now, zone, self.notice, self.network.limits.horizon_days)

    def _first(self, needs: Collection[Need], now: datetime) -> Mapping[Need | None, date]:
        if not needs:
            return {}
        last = {need.office: self.bounds(need.office, now) for need in needs}
        found = first_days(
            self.connection,
            offices=last.keys(),
            pools={need.pool for need in needs},
            counts={need.cells for need in needs},
            first=next(iter(last.values())).first,
        )
        days = {need: found.get((need.office, need.pool, need.cells)) for need in needs}
        return {
            need: date.fromisoformat(day)
            for need, day in days.items()
            if day is not None and day <= last[need.office].last.isoformat()
        }
