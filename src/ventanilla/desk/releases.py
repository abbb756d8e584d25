"""Places that open one by one, each at its own minute."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ventanilla.calendar.release import dripped
from ventanilla.catalogue.network import Network
from ventanilla.catalogue.schedule import Drip
from ventanilla.desk.network_ports import Networks, PoolKey
from ventanilla.domain.office import OfficeCode


def releasing(network: Network) -> list[OfficeCode]:
    """Offices with places that open by drips."""
    return [
        office
        for office, schedule in network.schedules.items()
        if any(isinstance(pool.release, Drip) for pool in schedule.pools)
    ]


def drip(
    networks: Networks,
    network: Network,
    key: bytes,
    now: datetime,
    only: OfficeCode | None = None,
) -> int:
    """Open what is due, of one office or of all; of how many cells more is open now.

    `key` is the secret that the minutes are drawn with. Asked again it opens nothing more, and
    what a wrong clock has opened too early stays open.
    """
    return sum(
        _open(networks, PoolKey(office, pool.code), pool.release, zone, key, now)
        for office, schedule in network.schedules.items()
        if only in (None, office) and (zone := network.offices[office].timezone)
        for pool in schedule.pools
        if isinstance(pool.release, Drip)
    )


def _open(
    networks: Networks, pool: PoolKey, release: Drip, zone: str, key: bytes, now: datetime
) -> int:
    last = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=release.days_ahead)
    due = [
        (one, opened)
        for one in networks.unopened(pool, now, last)
        if (opened := dripped(key, str(pool), one.day, one.at, one.public, release, zone, now))
        > one.opened
    ]
    networks.open(pool, due)
    return len(due)
