"""Appointments as they are read back: rows into what the rest of the system speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    literal_column,
    select,
    text,
    union_all,
    update,
)

from ventanilla.desk.ports import Confirmed, Found, Held, HistoryLine, Refused
from ventanilla.domain.applicant import Applicant
from ventanilla.domain.appointment import Appointment, Place, State
from ventanilla.domain.folio import Folio
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.domain.slot import Slot
from ventanilla.storage.schema import appointment, participant, party
from ventanilla.storage.vault import Vault

CHANNEL = "whatsapp"
"""Of what people book themselves; the portal will name its own."""

# Statements are built once: to put one together takes SQLAlchemy longer than SQLite to answer it.

ROWS = (
    select(
        appointment,
        participant.c.person_key,
        participant.c.dedupe_group,
        participant.c.like_key,
        party.c.folio.label("party_folio"),
    )
    .join(participant, participant.c.appointment_id == appointment.c.id)
    .outerjoin(party, party.c.id == appointment.c.party_id)
)

APPOINTMENTS = ROWS.order_by(appointment.c.start_minute, appointment.c.id)
"""Rows with the person they are for, earliest first."""

# States and flags that a partial index is of are written out, never bound: only then do both
# databases see that it answers.

OWN_HOLDS = ROWS.where(
    appointment.c.contact_id == bindparam("contact"), text("appointment.state = 'held'")
).order_by(appointment.c.seat)

ASKED = union_all(
    ROWS.add_columns(literal_column("1").label("of_request")).where(
        appointment.c.request_key == bindparam("request")
    ),
    ROWS.add_columns(literal_column("0").label("of_request")).where(
        appointment.c.contact_id == bindparam("contact"), text("appointment.state = 'held'")
    ),
)
"""Two questions in one statement, which is most of what either costs on PostgreSQL."""

IN_THE_WAY = APPOINTMENTS.where(
    participant.c.person_key == bindparam("person"),
    participant.c.dedupe_group == bindparam("group"),
    text("participant.active = 1"),
)


def appointments(connection: Connection, *where: ColumnElement[bool]) -> Sequence[Row[Any]]:
    return connection.execute(APPOINTMENTS.where(*where)).all()


def own_holds(connection: Connection, contact: int) -> Sequence[Row[Any]]:
    """The contact's one hold, also when it has run out: a row for each person of the party."""
    return connection.execute(OWN_HOLDS, {"contact": contact}).all()


def asked(
    connection: Connection, contact: int, request: str
) -> tuple[Row[Any] | None, Sequence[Row[Any]]]:
    """What this request made or changed last, and the contact's own hold, as `own_holds`."""
    rows = connection.execute(ASKED, {"request": request, "contact": contact}).all()
    known = next((row for row in rows if row.of_request), None)
    own = sorted((row for row in rows if not row.of_request), key=lambda row: row.seat)
    return known, own


def in_the_way(connection: Connection, person: str, group: str) -> Row[Any] | None:
    """What stands for this person; only one does at a time, over the whole network."""
    return connection.execute(IN_THE_WAY, {"person": person, "group": group}).first()


def rename_person(connection: Connection, older: Sequence[str], newest: str) -> None:
    """While secrets are being changed: a person has one key, the newest. Who has it already, from
    a node that knew only that one, keeps it.
    """
    there = participant.alias()
    named = select(there.c.appointment_id).where(
        there.c.person_key == newest,
        there.c.dedupe_group == participant.c.dedupe_group,
        there.c.active == 1,
    )
    former = participant.c.person_key.in_(older)
    connection.execute(update(participant).where(former, ~named.exists()).values(person_key=newest))


def lives(hold: Row[Any], now: datetime) -> bool:
    """Whether what is kept only until a time still is."""
    return bool(hold.state in ("held", "offered") and hold.hold_until > seconds(now))


def is_past(row: Row[Any], now: datetime) -> bool:
    """A confirmed appointment that has begun no longer keeps its person from booking."""
    return bool(row.state == "confirmed" and row.start_minute * 60 < seconds(now))


def already_booked(
    connection: Connection, contact: int, person: str, group: str, now: datetime
) -> Refused | None:
    """Why this contact cannot book for this person now. A hold of its own is no reason."""
    standing = in_the_way(connection, person, group)
    if standing is None or is_past(standing, now):
        return None
    if standing.state == "held":
        others = standing.contact_id != contact and lives(standing, now)
        return Refused("already-elsewhere") if others else None
    if standing.contact_id == contact:
        return Refused("already-yours", folio=Folio(standing.folio))
    return Refused("already-elsewhere", other_contact=standing.contact_id)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


@dataclass(frozen=True, slots=True)
class Standing:
    """How an appointment stands, without whose it is."""

    state: State
    revision: int
    slot: Slot


def standing_of(row: Row[Any]) -> Standing:
    return Standing(row.state, row.revision, slot_of(row))


def held_of(row: Row[Any]) -> Held:
    place = Place(
        slot=slot_of(row),
        procedure=ProcedureCode(row.procedure),
        group=row.dedupe_group,
        person=row.person_key,
    )
    until = datetime.fromtimestamp(row.hold_until, UTC)
    return Held(Folio(row.folio), place, until, _party(row))


def confirmed_of(row: Row[Any], vault: Vault) -> Confirmed:
    """Raises `vault.Unreadable`."""
    found = Appointment(
        folio=Folio(row.folio),
        state=row.state,
        slot=slot_of(row),
        procedure=ProcedureCode(row.procedure),
        revision=row.revision,
        applicant=unseal(vault, row.folio, row.applicant_sealed),
    )
    return Confirmed(row.id, found, _party(row))


def found_of(row: Row[Any], history: tuple[HistoryLine, ...]) -> Found:
    return Found(
        appointment_id=row.id,
        folio=Folio(row.folio),
        party=_party(row),
        state=row.state,
        slot=slot_of(row),
        procedure=ProcedureCode(row.procedure),
        revision=row.revision,
        contact=row.contact_id,
        hold_until=datetime.fromtimestamp(row.hold_until, UTC) if row.hold_until else None,
        instead_of=row.instead_of,
        history=history,
    )


def seal(vault: Vault, folio: str, applicant: Applicant) -> bytes:
    return vault.seal(msgspec.json.encode(applicant), "appointment", folio, "applicant")


def unseal(vault: Vault, folio: str, content: bytes) -> Applicant:
    plain = vault.open(content, "appointment", folio, "applicant")
    return msgspec.json.decode(plain, type=Applicant)


def _party(row: Row[Any]) -> Folio | None:
    return Folio(row.party_folio) if row.party_folio else None


def slot_of(row: Row[Any]) -> Slot:
    return Slot(
        day=date.fromisoformat(row.local_date),
        time=time.fromisoformat(row.local_time),
        office=OfficeCode(row.office),
        timezone=row.timezone,
    )
