"""Every table, for both databases.

Instants are UTC seconds (`_at`) or UTC minutes (`_minute`) in BIGINT; local dates are
`YYYY-MM-DD`; flags are 0 or 1. A column that ends in `_sealed` holds personal data, sealed with
the table, row and column as associated data (`vault.py`); one that ends in `_key` a keyed hash.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "ux_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING)

Identity = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column of type INTEGER."""


def _where(condition: str) -> dict[str, Any]:
    return {f"{dialect}_where": text(condition) for dialect in ("sqlite", "postgresql")}


def _id() -> Column[int]:
    return Column("id", Identity, primary_key=True, autoincrement=True)


# -- people -----------------------------------------------------------------------------------

contact = Table(
    "contact",
    metadata,
    _id(),
    Column("created_at", BigInteger, nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("user_id_sealed", LargeBinary),
)

alias = Table(
    "alias",
    metadata,
    Column("alias_key", LargeBinary, primary_key=True),
    Column("contact_id", BigInteger, ForeignKey("contact.id"), nullable=False, index=True),
)

# -- the in-tray and the conversation ---------------------------------------------------------

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("message_key", LargeBinary, nullable=False, unique=True),
    Column("contact_id", BigInteger, ForeignKey("contact.id")),
    Column("state", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
    Column("body_sealed", LargeBinary),
    CheckConstraint("state IN ('waiting', 'done', 'quarantined')", name="state"),
)
Index("ix_inbox_waiting", inbox.c.contact_id, inbox.c.id, **_where("state = 'waiting'"))
Index("ix_inbox_received", inbox.c.received_at)
Index("ix_inbox_body", inbox.c.received_at, **_where("body_sealed IS NOT NULL"))

conversation = Table(
    "conversation",
    metadata,
    Column("contact_id", BigInteger, ForeignKey("contact.id"), primary_key=True),
    Column("language", Text, nullable=False),
    Column("serial", BigInteger, nullable=False),
    Column("touched_at", BigInteger, nullable=False),
    Column("erased", Integer, nullable=False, server_default="0"),
    Column("notice", Text),
    Column("state_sealed", LargeBinary),
)
Index(
    "ix_conversation_touched",
    conversation.c.touched_at,
    **_where("state_sealed IS NOT NULL"),
)

# -- the out-tray -----------------------------------------------------------------------------

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("contact_id", BigInteger, ForeignKey("contact.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("dedupe", Text, nullable=False, unique=True),
    Column("appointment_id", BigInteger),
    Column("appointment_revision", Integer),
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("lease_until", BigInteger),
    Column("lease_owner", Text),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("provider_key", LargeBinary),
    Column("progress", Text),
    Column("error", Integer),
    Column("body_sealed", LargeBinary),
    CheckConstraint(
        "state IN ('queued', 'sending', 'unknown', 'sent', 'failed', 'dropped')", name="state"
    ),
)
Index(
    "ix_outbox_open",
    outbox.c.contact_id,
    outbox.c.id,
    **_where("state IN ('queued', 'sending', 'unknown')"),
)
Index("ix_outbox_provider", outbox.c.provider_key)
Index("ix_outbox_created", outbox.c.created_at)
Index("ix_outbox_body", outbox.c.created_at, **_where("body_sealed IS NOT NULL"))

# -- what is due later, and who does it -------------------------------------------------------

timer = Table(
    "timer",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("due_at", BigInteger, nullable=False, index=True),
)


# -- the network ------------------------------------------------------------------------------

snapshot = Table(
    "snapshot",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("applied_at", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

pool = Table(
    "pool",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("office", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("quantum_minutes", Integer, nullable=False),
    Index("ux_pool_office_code", "office", "code", unique=True),
)

# -- the calendar -----------------------------------------------------------------------------

cell = Table(
    "cell",
    metadata,
    Column("pool_id", Integer, ForeignKey("pool.id"), primary_key=True),
    Column("start_minute", BigInteger, primary_key=True),
    Column("local_date", Text, nullable=False),
    Column("local_time", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="open"),
    Column("cap_total", Integer, nullable=False),
    Column("cap_open", Integer, nullable=False),
    Column("over", Integer, nullable=False, server_default="0"),
    Column("used_total", Integer, nullable=False, server_default="0"),
    Column("used_open", Integer, nullable=False, server_default="0"),
    CheckConstraint("status IN ('open', 'closed')", name="status"),
    CheckConstraint(
        "used_open >= 0 AND used_open <= used_total AND used_total <= cap_total + over"
        " AND cap_open <= cap_total + over",
        name="capacity",
    ),
)

FREE = "status = 'open' AND used_open < cap_open"
"""Written out, never bound: only then do both databases see that the index below answers."""

Index("ix_cell_free", cell.c.pool_id, cell.c.start_minute, **_where(FREE))

quota = Table(
    "quota",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("lim", Integer, nullable=False),
    Column("used", Integer, nullable=False, server_default="0"),
    CheckConstraint("used >= 0 AND used <= lim", name="used"),
)

appointment = Table(
    "appointment",
    metadata,
    _id(),
    Column("folio", Text, nullable=False, unique=True),
    Column("request_key", Text, nullable=False, unique=True),
    Column("contact_id", BigInteger, ForeignKey("contact.id"), nullable=False),
    Column("office", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("pool_id", Integer, ForeignKey("pool.id"), nullable=False),
    Column("start_minute", BigInteger, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("local_date", Text, nullable=False),
    Column("local_time", Text, nullable=False),
    Column("cells", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("hold_until", BigInteger),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("applicant_sealed", LargeBinary),
    CheckConstraint("state IN ('held', 'confirmed', 'cancelled', 'expired')", name="state"),
)
Index("ix_appointment_day", appointment.c.office, appointment.c.start_minute)
Index("ix_appointment_contact", appointment.c.contact_id, appointment.c.start_minute)
Index("ix_appointment_hold", appointment.c.hold_until, **_where("state = 'held'"))
Index("ux_appointment_one_hold", appointment.c.contact_id, unique=True, **_where("state = 'held'"))

claim = Table(
    "claim",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointment.id"), primary_key=True),
    Column("pool_id", Integer, primary_key=True),
    Column("start_minute", BigInteger, primary_key=True),
    Column("units", Integer, nullable=False),
)
Index("ix_claim_cell", claim.c.pool_id, claim.c.start_minute)

participant = Table(
    "participant",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointment.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("person_key", Text, nullable=False),
    Column("dedupe_group", Text, nullable=False),
    Column("active", Integer, nullable=False),
)
Index(
    "ux_participant_active",
    participant.c.person_key,
    participant.c.dedupe_group,
    unique=True,
    **_where("active = 1"),
)

event = Table(
    "event",
    metadata,
    _id(),
    Column("at", BigInteger, nullable=False),
    Column("appointment_id", BigInteger, nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
