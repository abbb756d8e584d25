"""The facts a script may look up during one turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from ventanilla.catalogue.network import Network
from ventanilla.conversation.asking import Answers
from ventanilla.domain.appointment import Appointment
from ventanilla.domain.office import OfficeCode, ProcedureCode


@dataclass(frozen=True, slots=True)
class Already:
    """The person has a live appointment of this kind; `appointment` only when it is this
    contact's own.
    """

    appointment: Appointment | None


class Sources(Protocol):
    """Read-only. The catalogue is in memory; the calendar is asked only for the question reached,
    each thing once a turn.
    """

    @property
    def network(self) -> Network: ...

    @property
    def today(self) -> date:
        """UTC."""
        ...

    def days(self, office: OfficeCode, procedure: ProcedureCode) -> Sequence[date]: ...

    def times(self, office: OfficeCode, procedure: ProcedureCode, day: date) -> Sequence[time]: ...

    def first_days(
        self, office: OfficeCode, procedures: Sequence[ProcedureCode]
    ) -> Mapping[ProcedureCode, date]: ...

    def earliest(
        self, procedure: ProcedureCode, offices: Sequence[OfficeCode]
    ) -> Mapping[OfficeCode, date]: ...

    def already(self, answers: Answers) -> Already | None: ...

    def upcoming(self) -> Sequence[Appointment]: ...
