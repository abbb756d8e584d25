"""Persons and their appointments: one live one each, of a kind, over the whole network."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, text, update

from ventanilla.storage.denied import Denied
from ventanilla.storage.schema import appointment, participant
from ventanilla.storage.upserts import insert_into


@dataclass(frozen=True, slots=True)
class Named:
    """Whose an appointment is: the person's key, and the key where spellings of a name meet.

    An `active` one keeps the person from having another of the same group.
    """

    person: str
    like: str
    group: str
    active: bool = True


def name_persons(connection: Connection, named: Collection[tuple[int, Named]]) -> None:
    """In the order of the persons. Raises `Denied`."""
    for number, who in sorted(named, key=lambda pair: (pair[1].person, pair[0])):
        row = {
            "appointment_id": number,
            "seq": 0,
            "person_key": who.person,
            "dedupe_group": who.group,
            "like_key": who.like,
            "active": int(who.active),
        }
        if connection.scalar(_names(connection.dialect.name), row) is None:
            raise Denied("person")


@cache
def _names(dialect: str) -> Any:
    named = insert_into(dialect, participant).on_conflict_do_nothing()
    return named.returning(participant.c.appointment_id)


def free_persons(connection: Connection, appointments: Collection[int]) -> None:
    """They may book again."""
    if appointments:
        connection.execute(
            update(participant)
            .where(participant.c.appointment_id.in_(appointments))
            .values(active=0)
        )


def forget_persons(connection: Connection, appointments: Collection[int]) -> None:
    """So that they can be named anew, which an update could not do without breaking the index."""
    if appointments:
        connection.execute(
            delete(participant).where(participant.c.appointment_id.in_(appointments))
        )


FEW = 3
"""Names that many people bear are no reason for a long list."""

ALIKE = (
    select(appointment.c.folio)
    .join(participant, participant.c.appointment_id == appointment.c.id)
    .where(
        participant.c.like_key == bindparam("like"),
        participant.c.dedupe_group == bindparam("group"),
        participant.c.person_key != bindparam("person"),
        text("participant.active = 1"),
    )
    .limit(FEW)
)
"""In no order: asked for one, SQLite would walk all appointments in it."""


def alike(connection: Connection, who: Named) -> Sequence[str]:
    """Folios that stand for what may be the same person under another spelling."""
    keys = {"like": who.like, "group": who.group, "person": who.person}
    return connection.scalars(ALIKE, keys).all()
