"""Draws and who takes part in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from ventanilla.calendar.draws import Record, Room, Wish, decode, encode
from ventanilla.desk.draw_ports import Announced, Entrant
from ventanilla.domain.applicant import Applicant
from ventanilla.domain.office import OfficeCode, ProcedureCode
from ventanilla.storage.appointments import seconds
from ventanilla.storage.free_days import touch
from ventanilla.storage.schema import cell, draw, draw_entry, pool
from ventanilla.storage.upserts import insert_into
from ventanilla.storage.vault import Vault

LEFT = (
    cell.c.cap_public - cell.c.used_open,
    cell.c.cap_total + cell.c.over - cell.c.used_total,
)


@dataclass(frozen=True, slots=True)
class DrawTables:
    """The desk's `Draws`, inside the caller's transaction."""

    connection: Connection
    vault: Vault

    def all(self) -> Sequence[Announced]:
        return tuple(map(_announced, self.connection.execute(select(draw).order_by(draw.c.id))))

    def find(self, code: str) -> Announced | None:
        row = self.connection.execute(select(draw).where(draw.c.code == code)).first()
        return _announced(row) if row else None

    def add(self, announced: Announced, seed: bytes, now: datetime) -> None:
        self.connection.execute(
            insert(draw).values(
                code=announced.code,
                office=announced.office,
                pool=announced.pool,
                first_date=announced.first.isoformat(),
                last_date=announced.last.isoformat(),
                closes_at=seconds(announced.closes_at),
                state=announced.state,
                commitment=announced.commitment,
                seed_sealed=self.vault.seal(seed, "draw", announced.code, "seed"),
                created_at=seconds(now),
            )
        )

    def seed(self, announced: Announced) -> bytes:
        sealed = self.connection.scalar(
            select(draw.c.seed_sealed).where(draw.c.code == announced.code)
        )
        return self.vault.open(sealed or b"", "draw", announced.code, "seed")

    def entrants(self, announced: Announced) -> Sequence[Entrant]:
        rows = self.connection.execute(
            select(draw_entry)
            .where(draw_entry.c.draw_id == announced.number)
            .order_by(draw_entry.c.ticket)
        )
        return tuple(self._entrant(row) for row in rows)

    def enter(self, announced: Announced, entrant: Entrant, now: datetime) -> str:
        key = (draw_entry.c.draw_id, draw_entry.c.person_key)
        known = self.connection.scalar(
            select(draw_entry.c.ticket).where(key[0] == announced.number, key[1] == entrant.person)
        )
        ticket = str(known or entrant.ticket)
        changing = {
            "procedure": entrant.procedure,
            "wishes": msgspec.json.encode(entrant.wishes).decode(),
            "applicant_sealed": self._seal(entrant, ticket),
        }
        statement = insert_into(self.connection.dialect.name, draw_entry).values(
            draw_id=announced.number,
            ticket=ticket,
            contact_id=entrant.contact,
            person_key=entrant.person,
            entered_at=seconds(now),
            **changing,
        )
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=list(key), set_=changing)
        )
        return ticket

    def room(self, announced: Announced) -> Sequence[Room]:
        rows = self.connection.execute(
            select(cell.c.local_date, cell.c.local_time, *LEFT)
            .where(*_of(announced), cell.c.status == "open")
            .order_by(cell.c.start_minute)
        )
        room = (
            Room(date.fromisoformat(day), time.fromisoformat(at), min(left))
            for day, at, *left in rows
        )
        return tuple(one for one in room if one.places > 0)

    def decide(self, announced: Announced, record: Record) -> None:
        self.connection.execute(
            update(draw)
            .where(draw.c.id == announced.number, draw.c.state == "announced")
            .values(state="drawing", record=encode(record).decode())
        )

    def settle(self, announced: Announced, ticket: str, outcome: str) -> None:
        self.connection.execute(
            update(draw_entry)
            .where(draw_entry.c.draw_id == announced.number, draw_entry.c.ticket == ticket)
            .values(outcome=outcome)
        )

    def finish(self, announced: Announced, now: datetime) -> None:
        self.connection.execute(
            update(draw)
            .where(draw.c.id == announced.number)
            .values(state="drawn", drawn_at=seconds(now), seed_sealed=None)
        )
        self.connection.execute(
            update(draw_entry)
            .where(draw_entry.c.draw_id == announced.number)
            .values(applicant_sealed=None, person_key=draw_entry.c.ticket)
        )
        self.connection.execute(
            update(cell)
            .where(*_of(announced), cell.c.cap_open < cell.c.cap_public)
            .values(cap_open=cell.c.cap_public)
        )
        days = self.connection.execute(
            select(cell.c.pool_id, cell.c.local_date).where(*_of(announced)).distinct()
        )
        touch(self.connection, {(number, day) for number, day in days})

    def count(self, announced: Announced) -> int:
        entries = select(func.count()).select_from(draw_entry)
        return self.connection.scalar(entries.where(draw_entry.c.draw_id == announced.number)) or 0

    def _seal(self, entrant: Entrant, ticket: str) -> bytes | None:
        plain = msgspec.json.encode(entrant.applicant)
        return self.vault.seal(plain, "draw_entry", ticket, "applicant")

    def _entrant(self, row: Row[Any]) -> Entrant:
        applicant = None
        if row.applicant_sealed:
            plain = self.vault.open(row.applicant_sealed, "draw_entry", row.ticket, "applicant")
            applicant = msgspec.json.decode(plain, type=Applicant)
        return Entrant(
            ticket=row.ticket,
            contact=row.contact_id,
            person=row.person_key,
            procedure=ProcedureCode(row.procedure),
            wishes=msgspec.json.decode(row.wishes, type=tuple[Wish, ...]),
            applicant=applicant,
            outcome=row.outcome or "",
        )


def _of(announced: Announced) -> tuple[Any, ...]:
    number = (
        select(pool.c.id)
        .where(pool.c.office == announced.office, pool.c.code == announced.pool)
        .scalar_subquery()
    )
    return (
        cell.c.pool_id == number,
        cell.c.local_date >= announced.first.isoformat(),
        cell.c.local_date <= announced.last.isoformat(),
    )


def _announced(row: Row[Any]) -> Announced:
    return Announced(
        number=row.id,
        code=row.code,
        office=OfficeCode(row.office),
        pool=row.pool,
        first=date.fromisoformat(row.first_date),
        last=date.fromisoformat(row.last_date),
        closes_at=datetime.fromtimestamp(row.closes_at, UTC),
        state=row.state,
        commitment=row.commitment,
        record=decode(row.record.encode()) if row.record else None,
    )
