"""Draws and who takes part in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

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
        return self._one(select(draw).where(draw.c.code == code))

    def kept(self, code: str) -> Announced | None:
        return self._one(select(draw).where(draw.c.code == code).with_for_update(read=True))

    def alone(self, code: str) -> Announced | None:
        return self._one(select(draw).where(draw.c.code == code).with_for_update())

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
                commitment=announced.record.commitment,
                record=encode(announced.record).decode(),
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

    def entered(self, announced: Announced, entrant: Entrant) -> Entrant | None:
        keys = {entrant.person}
        if entrant.applicant:
            found = self.vault.indexes("person", entrant.applicant.identity)
            keys.update(key.hex() for key in found)
        row = self.connection.execute(
            select(draw_entry).where(
                draw_entry.c.draw_id == announced.number, draw_entry.c.person_key.in_(sorted(keys))
            )
        ).first()
        return self._entrant(row) if row else None

    def add_entrant(self, announced: Announced, entrant: Entrant, now: datetime) -> bool:
        statement = insert_into(self.connection.dialect.name, draw_entry).values(
            draw_id=announced.number,
            ticket=entrant.ticket,
            contact_id=entrant.contact,
            entered_at=seconds(now),
            **self._told(entrant),
        )
        added = statement.on_conflict_do_nothing().returning(draw_entry.c.ticket)
        return self.connection.scalar(added) is not None

    def change_entrant(self, announced: Announced, entrant: Entrant) -> None:
        self.connection.execute(
            update(draw_entry).where(*_has(announced, entrant.ticket)).values(**self._told(entrant))
        )

    def withdraw(self, announced: Announced, ticket: str) -> bool:
        gone = self.connection.execute(delete(draw_entry).where(*_has(announced, ticket)))
        return gone.rowcount == 1

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

    def keep(self, announced: Announced, record: Record) -> None:
        self.connection.execute(
            update(draw)
            .where(draw.c.id == announced.number)
            .values(state="drawing", record=encode(record).decode())
        )

    def unsettled(self, announced: Announced, ticket: str) -> Entrant | None:
        row = self.connection.execute(
            select(draw_entry)
            .where(*_has(announced, ticket), draw_entry.c.outcome.is_(None))
            .with_for_update()
        ).first()
        return self._entrant(row) if row else None

    def settle(self, announced: Announced, ticket: str, outcome: str) -> None:
        self.connection.execute(
            update(draw_entry)
            .where(*_has(announced, ticket), draw_entry.c.outcome.is_(None))
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
        left = (*_of(announced), cell.c.cap_open < cell.c.cap_public)
        # One UPDATE takes its rows in any order; everybody else takes them ascending.
        locked = select(cell.c.start_minute).where(*left).order_by(cell.c.start_minute)
        self.connection.execute(locked.with_for_update()).all()
        self.connection.execute(update(cell).where(*left).values(cap_open=cell.c.cap_public))
        days = self.connection.execute(
            select(cell.c.pool_id, cell.c.local_date).where(*_of(announced)).distinct()
        )
        touch(self.connection, {(number, day) for number, day in days})

    def count(self, announced: Announced) -> int:
        entries = select(func.count()).select_from(draw_entry)
        return self.connection.scalar(entries.where(draw_entry.c.draw_id == announced.number)) or 0

    def _one(self, asked: Select[Any]) -> Announced | None:
        row = self.connection.execute(asked).first()
        return _announced(row) if row else None

    def _told(self, entrant: Entrant) -> dict[str, object]:
        """What of an entry can be changed; the applicant is sealed for this ticket alone."""
        plain = msgspec.json.encode(entrant.applicant)
        return {
            "person_key": entrant.person,
            "procedure": entrant.procedure,
            "wishes": msgspec.json.encode(entrant.wishes).decode(),
            "applicant_sealed": self.vault.seal(plain, "draw_entry", entrant.ticket, "applicant"),
        }

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


def _has(announced: Announced, ticket: str) -> tuple[Any, ...]:
    return draw_entry.c.draw_id == announced.number, draw_entry.c.ticket == ticket


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
        record=decode(row.record.encode()),
    )
