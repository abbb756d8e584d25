"""Appointments that stand where the calendar has no place for them any more.

Whoever changes hours or room is told whom that touches, once. This is for afterwards, when the one
who asked is gone, or it was the desk that carried it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from ventanilla.catalogue.network import Network
from ventanilla.desk.compiling import Made
from ventanilla.desk.network_ports import Networks, Touched
from ventanilla.desk.networks import Fitter
from ventanilla.desk.touching import Touching, touched
from ventanilla.domain.office import OfficeCode

Why: TypeAlias = Literal["closed", "not-offered", "crowded"]
"""Its hours are not served; its procedure is no longer had there; more people than room."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    touched: Touched
    why: Why


def unplaced(
    networks: Networks, network: Network, office: OfficeCode, now: datetime, made: Made
) -> Sequence[Unplaced]:
    """Of one office, by time, each with the first reason there is. `made` is what a caller who
    goes from office to office keeps between them.
    """
    ahead = networks.booked_at(office, now)
    if not ahead:
        return ()
    fitter = Fitter(networks, network, now, made)
    found = [draft.touching for draft in fitter.drafts(office, fitter.mistimed(office))]
    closed = touched(networks, (_closed(networks, one, now) for one in found))
    crowded = touched(networks, (Touching(one.key, crowded=one.crowded) for one in found))
    had = network.offices[office].offers if office in network.offices else {}
    whys: dict[Touched, Why] = {
        **dict.fromkeys(crowded, "crowded"),
        **dict.fromkeys((one for one in ahead if one.procedure not in had), "not-offered"),
        **dict.fromkeys(closed, "closed"),
    }
    by_time = sorted(whys, key=lambda one: (one.slot, one.folio))
    return [Unplaced(one, whys[one]) for one in by_time]


def _closed(networks: Networks, one: Touching, now: datetime) -> Touching:
    """What is closed already, and what will be when the office has been fitted."""
    cells = networks.cells(one.key, now)
    already = (minute for minute, cell in cells.items() if cell.used and not cell.open)
    return Touching(one.key, closing=(*one.closing, *already))
