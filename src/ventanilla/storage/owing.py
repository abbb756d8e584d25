"""What makes a row of the out-tray one that may leave, as conditions that both databases answer."""

from datetime import timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, func, literal, or_, select

from ventanilla.storage.schema import appointment
from ventanilla.storage.trays import conversation, template

OPEN = ("queued", "sending", "unknown")

WINDOW = timedelta(hours=24)
"""After a person wrote, for which we may answer freely ("customer service window")."""

UNUSABLE = ("PAUSED", "DISABLED", "REJECTED", "PENDING_DELETION", "DELETED", "ARCHIVED")
"""Meta's words for a template that cannot be sent."""

_WINDOW = int(WINDOW.total_seconds())


def is_open(table: Any) -> ColumnElement[bool]:
    """Written out, never bound: only then do both databases see that the partial index answers."""
    states: BindParameter[Any] = bindparam(None, OPEN, expanding=True, literal_execute=True)
    condition: ColumnElement[bool] = table.c.state.in_(states)
    return condition


def goes_by(table: Any, channel: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = table.c.channel == literal(channel, literal_execute=True)
    return condition


def is_true(table: Any, at: int) -> ColumnElement[bool]:
    """I11: what speaks of an appointment leaves only while that stands as it says; and nothing
    leaves after its time.
    """
    stands = select(appointment.c.id).where(
        appointment.c.id == table.c.appointment_id,
        appointment.c.revision == table.c.appointment_revision,
        appointment.c.state == func.coalesce(table.c.appointment_state, "confirmed"),
    )
    return and_(
        or_(table.c.appointment_revision.is_(None), stands.exists()),
        or_(table.c.expires_at.is_(None), table.c.expires_at > at),
    )


def may_be_free(table: Any, at: int) -> ColumnElement[bool]:
    """Whether the person has written within 24 hours."""
    heard = select(conversation.c.contact_id).where(
        conversation.c.contact_id == table.c.contact_id, conversation.c.heard_at > at - _WINDOW
    )
    return heard.exists()


def is_out_of_reach(table: Any, at: int) -> ColumnElement[bool]:
    """What has only words of its own, for somebody who last wrote more than 24 hours ago. Where
    we do not know when that was, the platform is asked.
    """
    silent = select(conversation.c.contact_id).where(
        conversation.c.contact_id == table.c.contact_id, conversation.c.heard_at <= at - _WINDOW
    )
    return and_(table.c.template.is_(None), goes_by(table, "whatsapp"), silent.exists())


def is_worded(table: Any, at: int) -> ColumnElement[bool]:
    """Whether there are words that may be sent now: a template that the platform has paused waits
    until it is approved again, or its message's time is over.
    """
    unusable = select(template.c.name).where(
        template.c.name == table.c.template, template.c.status.in_(UNUSABLE)
    )
    by_template = and_(table.c.template.is_not(None), ~unusable.exists())
    return or_(
        and_(table.c.template.is_(None), ~is_out_of_reach(table, at)),
        by_template,
        may_be_free(table, at),
    )
