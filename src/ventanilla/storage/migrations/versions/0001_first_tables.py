"""The first tables: people, trays, timers, the network, the calendar and its appointments."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def where(condition: str) -> dict[str, Any]:
    return {f"{dialect}_where": sa.text(condition) for dialect in ("sqlite", "postgresql")}


def upgrade() -> None:
    people()
    trays()
    what_is_due()
    network()
    calendar()


def people() -> None:
    op.create_table(
        "contact",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary()),
        sa.Column("user_id_sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_table(
        "alias",
        sa.Column("alias_key", sa.LargeBinary(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_alias_contact_id"),
        sa.PrimaryKeyConstraint("alias_key", name="pk_alias"),
    )
    op.create_index("ix_alias_contact_id", "alias", ["contact_id"])


def trays() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("message_key", sa.LargeBinary(), nullable=False),
        sa.Column("contact_id", sa.BigInteger()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("body_sealed", sa.LargeBinary()),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'quarantined')", name=op.f("ck_inbox_state")
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_inbox_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("message_key", name="ux_inbox_message_key"),
    )
    op.create_index("ix_inbox_received", "inbox", ["received_at"])
    op.create_index("ix_inbox_body", "inbox", ["received_at"], **where("body_sealed IS NOT NULL"))
    op.create_index("ix_inbox_waiting", "inbox", ["contact_id", "id"], **where("state = 'waiting'"))
    op.create_table(
        "conversation",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.BigInteger(), nullable=False),
        sa.Column("erased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("notice", sa.Text()),
        sa.Column("state_sealed", sa.LargeBinary()),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_conversation_contact_id"),
        sa.PrimaryKeyConstraint("contact_id", name="pk_conversation"),
    )
    op.create_index(
        "ix_conversation_touched",
        "conversation",
        ["touched_at"],
        **where("state_sealed IS NOT NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedupe", sa.Text(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger()),
        sa.Column("appointment_revision", sa.Integer()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("provider_key", sa.LargeBinary()),
        sa.Column("progress", sa.Text()),
        sa.Column("error", sa.Integer()),
        sa.Column("body_sealed", sa.LargeBinary()),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'unknown', 'sent', 'failed', 'dropped')",
            name=op.f("ck_outbox_state"),
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_outbox_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe", name="ux_outbox_dedupe"),
    )
    op.create_index("ix_outbox_created", "outbox", ["created_at"])
    op.create_index("ix_outbox_body", "outbox", ["created_at"], **where("body_sealed IS NOT NULL"))
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["contact_id", "id"],
        **where("state IN ('queued', 'sending', 'unknown')"),
    )
    op.create_index("ix_outbox_provider", "outbox", ["provider_key"])


def what_is_due() -> None:
    op.create_table(
        "timer",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_timer"),
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at"])


def network() -> None:
    op.create_table(
        "snapshot",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_snapshot"),
    )
    op.create_table(
        "pool",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("quantum_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pool"),
    )
    op.create_index("ux_pool_office_code", "pool", ["office", "code"], unique=True)


def calendar() -> None:
    op.create_table(
        "cell",
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.BigInteger(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("local_time", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        sa.Column("cap_total", sa.Integer(), nullable=False),
        sa.Column("cap_open", sa.Integer(), nullable=False),
        sa.Column("over", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("used_open", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_cell_status")),
        sa.CheckConstraint(
            "used_open >= 0 AND used_open <= used_total AND used_total <= cap_total + over"
            " AND cap_open <= cap_total + over",
            name=op.f("ck_cell_capacity"),
        ),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name="fk_cell_pool_id"),
        sa.PrimaryKeyConstraint("pool_id", "start_minute", name="pk_cell"),
    )
    op.create_index(
        "ix_cell_free",
        "cell",
        ["pool_id", "start_minute"],
        **where("status = 'open' AND used_open < cap_open"),
    )
    op.create_table(
        "quota",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("lim", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("used >= 0 AND used <= lim", name=op.f("ck_quota_used")),
        sa.PrimaryKeyConstraint("scope", "period", name="pk_quota"),
    )
    op.create_table(
        "appointment",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("request_key", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.BigInteger(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("local_time", sa.Text(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("hold_until", sa.BigInteger()),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger()),
        sa.Column("applicant_sealed", sa.LargeBinary()),
        sa.CheckConstraint(
            "state IN ('held', 'confirmed', 'cancelled', 'expired')",
            name=op.f("ck_appointment_state"),
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_appointment_contact_id"),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name="fk_appointment_pool_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
        sa.UniqueConstraint("folio", name="ux_appointment_folio"),
        sa.UniqueConstraint("request_key", name="ux_appointment_request_key"),
    )
    op.create_index("ix_appointment_contact", "appointment", ["contact_id", "start_minute"])
    op.create_index("ix_appointment_day", "appointment", ["office", "start_minute"])
    op.create_index("ix_appointment_hold", "appointment", ["hold_until"], **where("state = 'held'"))
    op.create_index(
        "ux_appointment_one_hold",
        "appointment",
        ["contact_id"],
        unique=True,
        **where("state = 'held'"),
    )
    op.create_table(
        "claim",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name="fk_claim_appointment_id"
        ),
        sa.PrimaryKeyConstraint("appointment_id", "pool_id", "start_minute", name="pk_claim"),
    )
    op.create_index("ix_claim_cell", "claim", ["pool_id", "start_minute"])
    op.create_table(
        "participant",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("dedupe_group", sa.Text(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name="fk_participant_appointment_id"
        ),
        sa.PrimaryKeyConstraint("appointment_id", "seq", name="pk_participant"),
    )
    op.create_index(
        "ux_participant_active",
        "participant",
        ["person_key", "dedupe_group"],
        unique=True,
        **where("active = 1"),
    )
    # ### end Alembic commands ###
    op.create_table(
        "event",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_appointment_id", "event", ["appointment_id"])
