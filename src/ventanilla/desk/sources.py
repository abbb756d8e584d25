"""The facts of one turn: the catalogue in memory, the calendar through the turn's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TypeVar

from ventanilla.catalogue.network import Network
from ventanilla.conversation.asking import Answers
from ventanilla.conversation.scripts.agreed import applicant_of, group_of
from ventanilla.conversation.sources import Already
from ventanilla.desk.ports import Bookings
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot

Fact = TypeVar("Fact")
Moment = TypeVar("Moment", bound=date | time)


@dataclass(frozen=True, slots=True)
class TurnSources:
    """Each thing is asked of the calendar once."""

    network: Network
    bookings: Bookings
    contact: int
    now: datetime
    memo: dict[tuple[object, ...], object] = field(default_factory=dict)

    def again(self) -> "TurnSources":
        """The same turn, with nothing remembered: the calendar has changed meanwhile."""
        return replace(self, memo={})

    @property
    def today(self) -> date:
        return self.now.date()

    def days(self, office: OfficeCode, procedure: ProcedureCode) -> Sequence[date]:
        return self._once(
            lambda: self._with_own(
                self.bookings.days(office, procedure, self.now),
                [slot.day for slot in self._own(office, procedure)],
            ),
            "days",
            office,
            procedure,
        )

    def times(self, office: OfficeCode, procedure: ProcedureCode, day: date) -> Sequence[time]:
        return self._once(
            lambda: self._with_own(
                self.bookings.times(office, procedure, day, self.now),
                [slot.time for slot in self._own(office, procedure) if slot.day == day],
            ),
            "times",
            office,
            procedure,
            day,
        )

    def first_days(
        self, office: OfficeCode, procedures: Sequence[ProcedureCode]
    ) -> Mapping[ProcedureCode, date]:
        return self._once(
            lambda: self.bookings.first_days(office, procedures, self.now),
            "first",
            office,
            *procedures,
        )

    def earliest(
        self, procedure: ProcedureCode, offices: Sequence[OfficeCode]
    ) -> Mapping[OfficeCode, date]:
        return self._once(
            lambda: self.bookings.earliest(procedure, offices, self.now),
            "earliest",
            procedure,
            *offices,
        )

    def already(self, answers: Answers) -> Already | None:
        """Whether the applicant has a live appointment of this kind."""
        person = self.bookings.person(applicant_of(answers, "es").identity)
        group = group_of(answers, self.network)
        refused = self._once(
            lambda: self.bookings.booked(self.contact, person, group, self.now),
            "booked",
            person,
            group,
        )
        if refused is None:
            return None
        own = [a for a in self.upcoming() if a.folio == refused.folio]
        return Already(own[0] if own else None)

    def upcoming(self) -> Sequence[Appointment]:
        return self._once(
            lambda: [c.appointment for c in self.bookings.upcoming(self.contact, self.now)],
            "upcoming",
        )

    def _own(self, office: OfficeCode, procedure: ProcedureCode) -> Sequence[Slot]:
        """The place this contact holds: to everybody else it is taken, to them it is free."""
        held = self._once(lambda: self.bookings.held(self.contact, self.now), "held")
        if held is None or (held.place.slot.office, held.place.procedure) != (office, procedure):
            return ()
        return (held.place.slot,)

    def _with_own(self, found: Sequence[Moment], own: Sequence[Moment]) -> Sequence[Moment]:
        return sorted({*found, *own}, key=lambda at: at.isoformat()) if own else found

    def _once(self, look: Callable[[], Fact], *key: object) -> Fact:
        if key not in self.memo:
            self.memo[key] = look()
        return self.memo[key]  # type: ignore[return-value]  # What `look` gave under this key.
