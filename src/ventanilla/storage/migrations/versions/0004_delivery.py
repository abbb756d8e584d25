"""By which channel and how urgently a message leaves, when a person last wrote, what was paid, how
our templates stand."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("channel", sa.Text(), nullable=False, server_default="whatsapp"),
        sa.Column("lane", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("once", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("appointment_state", sa.Text(), nullable=True),
        sa.Column("priced", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("copies", sa.Text(), nullable=True),
    ):
        op.add_column("outbox", column)
    mail = sa.text("state IN ('queued', 'sending', 'unknown') AND channel = 'email'")
    op.create_index("ix_outbox_mail", "outbox", ["id"], sqlite_where=mail, postgresql_where=mail)
    for name in ("heard_at", "busy_to", "left_until"):
        op.add_column("conversation", sa.Column(name, sa.BigInteger(), nullable=True))
    op.add_column("line", sa.Column("rate", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "template",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_template"),
    )
    op.create_table(
        "cost",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", "month", "category", "kind", name="pk_cost"),
    )
    op.create_table(
        "stray",
        sa.Column("provider_key", sa.LargeBinary(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("error", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider_key", name="pk_stray"),
    )
    op.create_index("ix_stray_at", "stray", ["at"])
