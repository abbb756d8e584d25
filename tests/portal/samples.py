"""A site with one appointment in its records, and the seals of confirmations."""

from dataclasses import dataclass, field, replace
from datetime import date, time

from litestar import Litestar, get

from ventanilla.catalogue.loading import load
from ventanilla.catalogue.network import Network
from ventanilla.documents.seal import Statement, public_key, sign
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot
from ventanilla.portal.errors import exception_handlers
from ventanilla.portal.pages import pages
from ventanilla.portal.site import Site, Standing

SEED, VERSION = bytes(range(32)), 7
TEMPORARY = "visas/sin-permiso/residente-temporal"

STATEMENT = Statement(
    folio=Folio("A7KQ-3MXW-9FTD"),
    revision=2,
    office=OfficeCode("austin"),
    procedure=ProcedureCode(TEMPORARY),
    day=date(2026, 12, 4),
    time=time(9, 30),
    initials="JRM",
)
SLOT = Slot(STATEMENT.day, STATEMENT.time, STATEMENT.office, "America/Chicago")
STANDING = Standing("confirmed", STATEMENT.revision, SLOT)


def a_token(**changes) -> str:
    return sign(replace(STATEMENT, **changes), SEED, VERSION)


def a_network(**changes) -> Network:
    return replace(load("mexico"), **changes)


@dataclass
class Records:
    """What the database would say, and what was asked of it."""

    standing: Standing | None = STANDING
    asked: list[Folio] = field(default_factory=list)

    def look_up(self, folio: Folio) -> Standing | None:
        self.asked.append(folio)
        return self.standing


def a_site(records: Records, network: Network, *, demo: bool = False) -> Site:
    return Site(
        network=lambda: network,
        public_keys=lambda: {VERSION: public_key(SEED)},
        look_up=records.look_up,
        public_url="https://citas.example.org",
        demo=demo,
    )


def an_app(site: Site) -> Litestar:
    """The pages, and one that breaks."""

    @get("/broken", sync_to_thread=False)
    def broken() -> str:
        raise RuntimeError("A7KQ-3MXW-9FTD Juana")

    return Litestar([*pages(site), broken], exception_handlers=exception_handlers(site))
