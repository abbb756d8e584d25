"""Whom a change of the calendar touches, and what ends with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ventanilla.catalogue.network import Network
from ventanilla.desk.network_ports import Networks, PoolKey, Touched
from ventanilla.domain.appointment import Cause


@dataclass(frozen=True, slots=True)
class Touching:
    """The starts of a pool's cells that are in use and close, or have room for fewer."""

    key: PoolKey
    closing: tuple[int, ...] = ()
    crowded: tuple[int, ...] = ()


def touched(networks: Networks, found: Iterable[Touching]) -> set[Touched]:
    """Live appointments left without service, or in more than there is room for. What is only
    held in cells that close ends with them, and is not among these.
    """
    told: set[Touched] = set()
    for one in found:
        closed = networks.booked_in(one.key, one.closing)
        crowded = networks.booked_in(one.key, one.crowded)
        ending = {it for it in closed if it.state == "held"}
        told |= {*closed, *crowded} - ending
    return told


def end_holds(
    networks: Networks, network: Network, found: Iterable[Touching], by: Cause, now: datetime
) -> bool:
    """Whether any hold was there to end: then the cells have other room than they had."""
    closing = {one.key: one.closing for one in found}
    return networks.end_holds(network, closing, by, now) > 0
