"""What has to change so that a stored calendar becomes the planned one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ventanilla.calendar.rules import PlannedCell


@dataclass(frozen=True, slots=True)
class StoredCell:
    open: bool
    capacity: int
    used: int


@dataclass(frozen=True, slots=True)
class Changes:
    """`changed` cells get another capacity or open again; `closed` and `crowded` are start minutes.

    `crowded` cells have more appointments than will fit: they take no new one and lose none.
    """

    added: tuple[PlannedCell, ...]
    changed: tuple[PlannedCell, ...]
    closed: tuple[int, ...]
    crowded: tuple[int, ...]


def changes(planned: Iterable[PlannedCell], stored: Mapping[int, StoredCell]) -> Changes:
    """`stored` is by start minute and covers the same span of time as `planned`."""
    wanted = {cell.start_minute: cell for cell in planned}
    both = {minute: stored[minute] for minute in wanted.keys() & stored.keys()}
    return Changes(
        added=tuple(cell for minute, cell in wanted.items() if minute not in stored),
        changed=tuple(wanted[m] for m in sorted(both) if _differs(wanted[m], both[m])),
        closed=tuple(sorted(m for m, old in stored.items() if old.open and m not in wanted)),
        crowded=tuple(sorted(m for m, old in both.items() if old.used > wanted[m].capacity)),
    )


def _differs(wanted: PlannedCell, stored: StoredCell) -> bool:
    return not stored.open or stored.capacity != max(wanted.capacity, stored.used)
