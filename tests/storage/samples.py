"""A small network and the people who book in it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from secrets import randbelow

from sqlalchemy import Connection, delete, insert, select, update

from ventanilla.catalogue.network import Limits, Network, PrivacyNotice
from ventanilla.catalogue.schedule import ROLLING, Closures, Pool, Release, Schedule, Session
from ventanilla.desk.networks import apply
from ventanilla.desk.ports import Seat, Waitlist
from ventanilla.domain.applicant import Applicant, BirthPlace
from ventanilla.domain.appointment import Place
from ventanilla.domain.office import (
    Offer,
    Office,
    OfficeCode,
    Procedure,
    ProcedureCode,
    Together,
)
from ventanilla.domain.slot import Slot
from ventanilla.storage.bookings import BookingCore
from ventanilla.storage.database import Database
from ventanilla.storage.freeing import NOBODY
from ventanilla.storage.networks import StoredNetworks
from ventanilla.storage.schema import (
    appointment,
    cell,
    claim,
    event,
    participant,
    party,
    quota,
    touched,
    vacancy,
)
from ventanilla.storage.trays import contact
from ventanilla.storage.vault import Vault

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday, 09:00 in Austin."""

DAY = date(2026, 11, 30)
AUSTIN, VANCOUVER = OfficeCode("austin"), OfficeCode("vancouver")
NOWHERE = OfficeCode("nowhere")
ZONES = {AUSTIN: "America/Chicago", VANCOUVER: "America/Vancouver", NOWHERE: "UTC"}
VISA, PASSPORT = ProcedureCode("visas/temporal"), ProcedureCode("pasaporte")
MINUTES = {VISA: 30, PASSPORT: 15}
VAULT = Vault(("a secret of at least thirty-two characters",))
WEEKDAYS = (0, 1, 2, 3, 4)


def a_network(
    *,
    capacity: int = 1,
    start: time = time(9),
    end: time = time(10),
    horizon: int = 30,
    month_limit: int = 3,
    offices: tuple[OfficeCode, ...] = (AUSTIN, VANCOUVER),
    quantum: int = 15,
    public: int | None = None,
    pools: tuple[str, ...] = ("counter",),
    quotas: Mapping[ProcedureCode, int] | None = None,
    most_people: int = 1,
    together: Together = "parallel",
    release: Release = ROLLING,
) -> Network:
    """Weekday mornings of four cells: a visa takes two, a passport one."""
    session = Session(WEEKDAYS, start, end, capacity, public=public)
    schedule = Schedule(
        tuple(Pool(code, quantum, (session,), release) for code in pools),
        Closures(("us-federal",)),
        quotas=quotas or {},
    )
    offers = {
        procedure: Offer(pools, minutes, most_people, together)
        for procedure, minutes in MINUTES.items()
    }
    return Network(
        code="test",
        title={"es": "Red"},
        operator={"es": "SRE"},
        line="",
        limits=Limits(month_limit, 10, horizon, 2, 9),
        notice=PrivacyNotice("1", date(2026, 1, 1), ()),
        help=(),
        offices={code: replace(_office(code), offers=offers) for code in offices},
        procedures={code: _procedure(code) for code in (PASSPORT, VISA)},
        schedules=dict.fromkeys(offices, schedule),
    )


def without_offer(network: Network, office: OfficeCode, procedure: ProcedureCode) -> Network:
    changed = network.offices[office]
    offers = {code: offer for code, offer in changed.offers.items() if code != procedure}
    return replace(network, offices={**network.offices, office: replace(changed, offers=offers)})


def _office(code: OfficeCode) -> Office:
    return Office(
        code=code,
        kind="consulate",
        city=code.title(),
        region="",
        country="CA" if code == VANCOUVER else "US",
        timezone=ZONES[code],
        latitude=0.0,
        longitude=0.0,
        contacts=(),
        offers={procedure: Offer(("counter",), minutes) for procedure, minutes in MINUTES.items()},
    )


def _procedure(code: ProcedureCode) -> Procedure:
    return Procedure(code, {"es": code}, {}, {}, group=code.split("/")[0], minutes=MINUTES[code])


def put(database: Database, network: Network, contacts: int = 3, now: datetime = NOW) -> None:
    """Apply the network and make so many contacts, numbered from 1."""
    with database.write() as connection:
        apply(StoredNetworks(connection), network, now)
        rows = [{"created_at": 0} for _ in range(contacts)]
        if rows:
            connection.execute(insert(contact), rows)


def clear(database: Database) -> None:
    """Nobody ever booked; network and contacts stay."""
    with database.write() as connection:
        for table in (event, claim, vacancy, participant, appointment, party, quota, touched):
            connection.execute(delete(table))
        connection.execute(update(cell).values(used_total=0, used_open=0))
        changed = select(cell.c.pool_id, cell.c.local_date).distinct()
        connection.execute(insert(touched).from_select(["pool_id", "local_date"], changed))


def a_core(
    connection: Connection,
    network: Network,
    below=None,
    notice: timedelta = timedelta(),
    waitlist: Waitlist = NOBODY,
) -> BookingCore:
    return BookingCore(connection, network, VAULT, below or randbelow, notice, waitlist)


def a_place(
    at: time = time(9),
    person: str = "ana",
    procedure: ProcedureCode = VISA,
    office: OfficeCode = AUSTIN,
    day: date = DAY,
) -> Place:
    group = procedure.split("/")[0]
    return Place(Slot(day, at, office, ZONES[office]), procedure, group, person)


ANA = Applicant(
    given_names="Ana María",
    paternal_surname="Ñuñez",
    maternal_surname="",
    birth_date=date(1988, 12, 1),
    birth_place=BirthPlace("MX", "", "Jalisco", ""),
    email="ana@example.org",
    language="es",
)


def a_seat(*arguments, **named) -> Seat:
    return Seat(a_place(*arguments, **named), ANA)
