"""Forgetting: what the privacy notice promises, in small batches.

Bodies of messages go after a day, those that went wrong after a week; their ids after a month; who
an appointment was for, two months after the visit; and a person of whom nothing else is left.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, text, update

from ventanilla.storage.owing import is_open
from ventanilla.storage.schema import appointment, draw, draw_entry, participant
from ventanilla.storage.trays import alias, contact, conversation, inbox, outbox, pair, stray

BODIES = timedelta(hours=23)
"""With the hour between two rounds, nothing that was said is kept for longer than a day."""

FAULTS = timedelta(days=7)
"""Long enough to look into what could not be answered or sent."""

IDS = timedelta(days=30)
IDENTITIES = timedelta(days=60)
ABANDONED = timedelta(hours=24)

SETTLED: dict[Table, tuple[str, ...]] = {inbox: ("done",), outbox: ("sent", "dropped")}
WRONG: dict[Table, tuple[str, ...]] = {inbox: ("quarantined",), outbox: ("failed",)}
ARRIVED = {inbox: inbox.c.received_at, outbox: outbox.c.created_at}


@dataclass(frozen=True, slots=True)
class Retention:
    """`forget` is to be called again while it says that it changed something."""

    connection: Connection

    def forget(self, now: datetime, limit: int) -> int:
        found = (
            self._bodies(SETTLED, now - BODIES, limit)
            + self._bodies(WRONG, now - FAULTS, limit)
            + self._ids(now - IDS, limit)
            + self._identities(now, limit)
            + self._drawn(now, limit)
            + self._paces(now, limit)
            + self._strays(now, limit)
        )
        # People last, when nothing of theirs is left to go before them.
        return found or self._people(now - IDS, limit)

    def _bodies(self, states: Mapping[Table, Collection[str]], before: datetime, limit: int) -> int:
        return sum(
            self._change(
                table,
                and_(
                    table.c.state.in_(states[table]),
                    table.c.body_sealed.is_not(None),
                    ARRIVED[table] < _seconds(before),
                ),
                limit,
                update(table).values(body_sealed=None),
            )
            for table in states
        )

    def _ids(self, before: datetime, limit: int) -> int:
        return sum(
            self._change(
                table,
                and_(
                    table.c.state.in_((*SETTLED[table], *WRONG[table])),
                    ARRIVED[table] < _seconds(before),
                ),
                limit,
                delete(table),
            )
            for table in SETTLED
        )

    def _identities(self, now: datetime, limit: int) -> int:
        """Of visits long past, and of places that were held and never taken."""
        past = appointment.c.start_minute * 60 < _seconds(now - IDENTITIES)
        given_up = and_(
            appointment.c.state.in_(("expired", "cancelled")),
            appointment.c.created_at < _seconds(now - ABANDONED),
        )
        due = and_(appointment.c.applicant_sealed.is_not(None), or_(past, given_up))
        rows = list(
            self.connection.execute(select(appointment.c.id).where(due).limit(limit)).scalars()
        )
        if not rows:
            return 0
        self.connection.execute(
            update(participant)
            .where(participant.c.appointment_id.in_(rows))
            .values(person_key="", like_key=None, active=0)
        )
        self.connection.execute(
            update(appointment).where(appointment.c.id.in_(rows)).values(applicant_sealed=None)
        )
        return len(rows)

    def _drawn(self, now: datetime, limit: int) -> int:
        """Who took part in a draw whose days are long past and that nobody held."""
        old = (now - IDENTITIES).date().isoformat()
        entries = (
            select(draw_entry.c.draw_id, draw_entry.c.ticket)
            .join(draw, draw.c.id == draw_entry.c.draw_id)
            .where(draw_entry.c.applicant_sealed.is_not(None), draw.c.last_date < old)
        )
        found = self.connection.execute(entries.limit(limit)).all()
        for number, ticket in found:
            self.connection.execute(
                update(draw_entry)
                .where(draw_entry.c.draw_id == number, draw_entry.c.ticket == ticket)
                .values(applicant_sealed=None, person_key=ticket)
            )
        return len(found)

    def _paces(self, now: datetime, limit: int) -> int:
        """Buckets that have long been empty."""
        old = pair.c.paced_to < _seconds(now - ABANDONED)
        people = select(pair.c.contact_id).where(old).limit(limit)
        gone = self.connection.execute(delete(pair).where(pair.c.contact_id.in_(people)))
        return gone.rowcount

    def _strays(self, now: datetime, limit: int) -> int:
        """Receipts of messages that are nobody's of ours."""
        old = stray.c.at < _seconds(now - ABANDONED)
        keys = select(stray.c.provider_key).where(old).limit(limit)
        gone = self.connection.execute(delete(stray).where(stray.c.provider_key.in_(keys)))
        return gone.rowcount

    def _people(self, before: datetime, limit: int) -> int:
        """Their number is kept no longer than anything that belongs to it."""
        spoke = and_(
            conversation.c.contact_id == contact.c.id,
            conversation.c.touched_at >= _seconds(before),
        )
        # Written out, never bound: only then do both databases see that a partial index answers.
        waits = and_(inbox.c.contact_id == contact.c.id, text("inbox.state = 'waiting'"))
        owed = and_(outbox.c.contact_id == contact.c.id, is_open(outbox))
        booked = and_(
            appointment.c.contact_id == contact.c.id, appointment.c.applicant_sealed.is_not(None)
        )
        # Until its draw is over; then the entry has no applicant any more.
        waits_for_lots = and_(
            draw_entry.c.contact_id == contact.c.id, draw_entry.c.applicant_sealed.is_not(None)
        )
        gone = and_(
            contact.c.created_at < _seconds(before),
            or_(contact.c.phone_sealed.is_not(None), contact.c.user_id_sealed.is_not(None)),
            ~select(conversation.c.contact_id).where(spoke).exists(),
            ~select(appointment.c.id).where(booked).exists(),
            ~select(draw_entry.c.ticket).where(waits_for_lots).exists(),
            ~select(inbox.c.id).where(waits).exists(),
            ~select(outbox.c.id).where(owed).exists(),
        )
        people = list(
            self.connection.execute(select(contact.c.id).where(gone).limit(limit)).scalars()
        )
        if people:
            for table in (alias, conversation):
                self.connection.execute(delete(table).where(table.c.contact_id.in_(people)))
            # The row stays where an appointment without a name still points to it.
            nameless = update(contact).where(contact.c.id.in_(people))
            self.connection.execute(nameless.values(phone_sealed=None, user_id_sealed=None))
        return len(people)

    def _change(self, table: Table, due: ColumnElement[bool], limit: int, statement: Any) -> int:
        rows = select(table.c.id).where(due).limit(limit)
        return int(self.connection.execute(statement.where(table.c.id.in_(rows))).rowcount)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
