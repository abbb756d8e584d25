"""What everybody knows who sees all: when what was claimed, told, taken; and who died when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from ventanilla.desk.tray_ports import Parcel, Settlement
from ventanilla.domain.message import Receipt, Sending

Try: TypeAlias = tuple[int, int]
"""A row of the out-tray and an attempt."""


@dataclass
class Journal:
    told: dict[Try, tuple[datetime, Sending]] = field(default_factory=dict)
    """What the desk was told by then of a try; perhaps it could not note it yet."""
    noted: set[Try] = field(default_factory=set)
    arrived: dict[int, datetime] = field(default_factory=dict)
    """Rows of which a status was noted, and when."""
    untrue: list[Try] = field(default_factory=list)
    """Tries that were claimed although what they say of an appointment did not hold."""
    deaths: dict[str, datetime] = field(default_factory=dict)
    alarms: set[int] = field(default_factory=set)
    """Rows that were spoken of in a warning or an error."""
    cancelled: list[str] = field(default_factory=list)

    def reported(self, settled: Settlement, now: datetime) -> None:
        self.told.setdefault((settled.id, settled.attempt), (now, settled.result))

    def committed(
        self, settled: Sequence[Settlement], receipts: Sequence[Receipt], now: datetime
    ) -> None:
        self.noted |= {(one.id, one.attempt) for one in settled}
        for receipt in receipts:
            row = int(receipt.reference.partition(".")[0])
            self.arrived.setdefault(row, now)

    def claimed(self, parcel: Parcel, stands: bool) -> None:
        if not stands:
            self.untrue.append((parcel.id, parcel.attempt))
