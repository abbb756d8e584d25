"""A network's schedules and closures, and what staff changed about single days, as cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeAlias
from zoneinfo import ZoneInfo

from ventanilla.calendar.closures import closed_days
from ventanilla.calendar.rules import PlannedCell, planned_cells
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import Drawn, Drip, Pool, SpecialDay
from ventanilla.desk.network_ports import PoolKey
from ventanilla.domain.office import OfficeCode

MARGIN_DAYS = 14
"""What a network puts into force at once reaches this much further than people can book: so many
nights may fail to add their day."""

COMPILED_DAYS = 396
"""Thirteen months: how far the calendar reaches in the end, for staff and for releases to come."""


Made: TypeAlias = dict[object, Sequence[PlannedCell]]
"""Cells by all that they are made of: most offices are alike."""


@dataclass(frozen=True)
class Compiler:
    """The cells of a network's pools, from `now` on; `special` are staff's own days, by office."""

    network: Network
    special: Mapping[OfficeCode, Sequence[SpecialDay]]
    now: datetime
    _made: Made = field(default_factory=dict)

    @cached_property
    def pools(self) -> Mapping[PoolKey, Pool]:
        return pools_of(self.network)

    def rules(self, key: PoolKey) -> object:
        """All that a pool's cells are made by: what is equal gives equal cells."""
        office = self.network.offices.get(key.office)
        if office is None or key not in self.pools:
            return None
        schedule = self.network.schedules[key.office]
        days = (office.first, office.last)
        special = self._special(key.office)
        return self.pools[key], office.timezone, days, schedule.closures, special

    def cells(
        self,
        key: PoolKey,
        first: date | None = None,
        until: date | None = None,
        ahead: int | None = None,
    ) -> Sequence[PlannedCell]:
        """From today or `first` to so many days `ahead`, or `until`, whichever is later."""
        office = self.network.offices[key.office]
        today = self.now.astimezone(ZoneInfo(office.timezone)).date()
        ahead = self.network.limits.horizon_days + MARGIN_DAYS if ahead is None else ahead
        end = today + timedelta(days=ahead)
        start, end = max(today, first or today), max(end, until or end)
        start, end = max(start, office.first or start), min(end, office.last or end)
        return self._compiled(key, start, end)

    def day(self, key: PoolKey, day: date) -> Sequence[PlannedCell]:
        """One day's cells, also before `now`."""
        office = self.network.offices[key.office]
        there = (office.first or day) <= day <= (office.last or day)
        return self._planned(key, day, day) if there else ()

    def _compiled(self, key: PoolKey, first: date, last: date) -> Sequence[PlannedCell]:
        """Compiled once for all offices that are alike, which most are."""
        zone = self.network.offices[key.office].timezone
        closures = self.network.schedules[key.office].closures
        alike = (self.pools[key], zone, closures, self._special(key.office), first, last)
        if alike not in self._made:
            now = self.now.timestamp()
            planned = self._planned(key, first, last)
            self._made[alike] = [cell for cell in planned if cell.start_minute * 60 >= now]
        return self._made[alike]

    def _planned(self, key: PoolKey, first: date, last: date) -> Sequence[PlannedCell]:
        if first > last:
            return ()
        zone = self.network.offices[key.office].timezone
        closed = closed_days(self.network.schedules[key.office].closures, first, last)
        special = self._special(key.office)
        return list(planned_cells(self.pools[key], zone, closed, first, last, special))

    def _special(self, office: OfficeCode) -> tuple[SpecialDay, ...]:
        """The files' own first: what staff do stands over them."""
        return (*self.network.schedules[office].special, *self.special.get(office, ()))


def is_gradual(pool: Pool) -> bool:
    """Whether each place opens by itself, rather than each day."""
    return isinstance(pool.release, (Drip, Drawn))


def pools_of(network: Network) -> Mapping[PoolKey, Pool]:
    return {
        PoolKey(office, pool.code): pool
        for office, schedule in network.schedules.items()
        for pool in schedule.pools
    }
