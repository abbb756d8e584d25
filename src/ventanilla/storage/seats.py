"""Where a party sits: each person's slot and cells, and how an appointment's row says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ventanilla.domain.appointment import Share
from ventanilla.domain.slot import Slot
from ventanilla.storage.runs import Need
from ventanilla.storage.taking import Claims


@dataclass(frozen=True, slots=True)
class Span:
    """Where a party's places are in the calendar: for each seat its slot, and its cells' starts.

    `looks_free` is a look without a lock: it spares those who come too late the attempt.
    """

    pool: int
    slots: tuple[Slot, ...]
    minutes: tuple[Sequence[int], ...]
    looks_free: bool

    @property
    def day(self) -> str:
        return self.slots[0].day.isoformat()

    def claims(self, seat: int, share: Share) -> Claims:
        return Claims(self.pool, self.day, self.at(seat), self.minutes[seat], share)

    def at(self, seat: int) -> str:
        return f"{self.slots[seat].time:%H:%M}"

    def all_minutes(self) -> list[int]:
        return sorted({minute for some in self.minutes for minute in some})


def placed(slot: Slot, pool_id: int, cells: int) -> dict[str, object]:
    """The columns of an appointment that say where it is."""
    return {
        "office": slot.office,
        "pool_id": pool_id,
        "start_minute": slot.start_minute,
        "timezone": slot.timezone,
        "local_date": slot.day.isoformat(),
        "local_time": f"{slot.time:%H:%M}",
        "cells": cells,
    }


def seated(
    slot: Slot, need: Need, people: int
) -> tuple[tuple[Slot, ...], tuple[Sequence[int], ...]]:
    """Each seat's slot and cells: all the same, or one after the other."""
    each = need.cells * need.units // people
    after = 0 if need.units == people else each * need.quantum
    starts = [slot.start_minute + seat * after for seat in range(people)]
    slots = tuple(_slot_at(slot, start) for start in starts)
    length = each * need.quantum
    return slots, tuple(range(start, start + length, need.quantum) for start in starts)


def _slot_at(slot: Slot, start_minute: int) -> Slot:
    if start_minute == slot.start_minute:
        return slot
    local = datetime.fromtimestamp(start_minute * 60, UTC).astimezone(ZoneInfo(slot.timezone))
    return replace(slot, time=local.time())
