"""The booking core as a test uses it: a transaction for each call, all invariants checked after."""

from uuid import uuid4

from sqlalchemy import select

from tests.storage.checker import faults
from tests.storage.samples import ANA, DAY, NOW, a_core
from ventanilla.catalogue.network import Network
from ventanilla.domain.appointment import CONTACT
from ventanilla.storage.database import Database
from ventanilla.storage.life import AppointmentLife
from ventanilla.storage.schema import cell


class Desk:
    def __init__(self, database: Database, network: Network, **options) -> None:
        self.database, self.network, self.options = database, network, options

    def __getattr__(self, name: str):
        def call(*arguments, **named):
            with self.database.write() as connection:
                core = a_core(connection, self.network, **self.options)
                whose = core if hasattr(core, name) else AppointmentLife(core)
                outcome = getattr(whose, name)(*arguments, **named)
                assert faults(connection) == {}
            return outcome

        return call

    def hold(self, contact: int, place, now=NOW, request: str = ""):
        return self.__getattr__("hold")(contact, place, ANA, request or self._request(), now)

    def confirm(self, contact: int, place, now=NOW, request: str = "", applicant=ANA):
        return self.__getattr__("confirm")(
            contact, place, applicant, request or self._request(), now
        )

    def book(self, contact: int, place, applicant=ANA):
        """The folio of a new appointment."""
        return self.confirm(contact, place, applicant=applicant).appointment.folio

    def move(self, folio, slot, contact=1, now=NOW, request: str = "", share="public"):
        return self.__getattr__("move")(
            folio, slot, request or self._request(), CONTACT, now, contact=contact, share=share
        )

    def cancel(self, folio, contact=1, now=NOW, request: str = ""):
        return self.__getattr__("cancel")(
            folio, request or self._request(), CONTACT, now, contact=contact
        )

    def rows(self, table, *columns) -> list[tuple]:
        with self.database.read() as connection:
            return [tuple(row) for row in connection.execute(select(*map(table.c.get, columns)))]

    def used(self) -> list[tuple[str, int]]:
        with self.database.read() as connection:
            found = connection.execute(
                select(cell.c.local_time, cell.c.used_total)
                .where(cell.c.local_date == DAY.isoformat(), cell.c.used_total > 0)
                .order_by(cell.c.pool_id, cell.c.start_minute)
            )
            return [tuple(row) for row in found]

    def _request(self) -> str:
        return uuid4().hex
