"""What has to change so that a stored calendar becomes the planned one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ventanilla.calendar.rules import PlannedCell


@dataclass(frozen=True, slots=True)
class StoredCell:
    """`capacity` are the counters, `over` what may be booked besides, `public` the public's part
    of both, `opened` what of it is open now.
    """

    open: bool
    capacity: int
    used: int
    public: int
    over: int
    opened: int


@dataclass(frozen=True, slots=True)
class Changes:
    """`changed` cells get other room or open again; `closed` and `crowded` are start minutes.

    `crowded` cells have more appointments than will fit: they take no new one and lose none. In a
    `gradual` pool, what of the public's part is open is decided place by place: new cells begin
    with nothing open, changed ones keep what is.
    """

    added: tuple[PlannedCell, ...]
    changed: tuple[PlannedCell, ...]
    closed: tuple[int, ...]
    crowded: tuple[int, ...]
    gradual: bool = False


def changes(
    planned: Iterable[PlannedCell], stored: Mapping[int, StoredCell], *, gradual: bool = False
) -> Changes:
    """`stored` is by start minute and covers the same span of time as `planned`."""
    wanted = {cell.start_minute: cell for cell in planned}
    both = {minute: stored[minute] for minute in wanted.keys() & stored.keys()}
    return Changes(
        added=tuple(cell for minute, cell in wanted.items() if minute not in stored),
        changed=tuple(wanted[m] for m in sorted(both) if _differs(wanted[m], both[m], gradual)),
        closed=tuple(sorted(m for m, old in stored.items() if old.open and m not in wanted)),
        crowded=tuple(
            sorted(m for m, old in both.items() if old.used > wanted[m].capacity + wanted[m].over)
        ),
        gradual=gradual,
    )


def _differs(wanted: PlannedCell, stored: StoredCell, gradual: bool) -> bool:  # noqa: FBT001
    public = wanted.cap_public
    opened = min(stored.opened, public) if gradual else public
    room = (max(wanted.capacity, stored.used - wanted.over), wanted.over, public, opened)
    return not stored.open or room != (stored.capacity, stored.over, stored.public, stored.opened)
