"""The whole calendar: public and staff capacity, parties, offers, vacancies, draws, free days."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

Identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STATES = (
    "state IN ('held', 'offered', 'confirmed', 'checked_in', 'no_show', 'cancelled', 'expired')"
)


def where(condition: str) -> dict[str, Any]:
    return {f"{dialect}_where": sa.text(condition) for dialect in ("sqlite", "postgresql")}


def upgrade() -> None:
    calendar()
    people()
    appointments()
    what_follows_appointments()
    draws()


def calendar() -> None:
    op.add_column("cell", sa.Column("cap_public", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE cell SET cap_public = cap_open")
    op.drop_index("ix_cell_free", "cell")
    op.create_index(
        "ix_cell_free",
        "cell",
        ["pool_id", "start_minute"],
        **where("status = 'open' AND used_open < cap_open AND used_total < cap_total + over"),
    )
    op.create_table(
        "special_day",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("start_time", sa.Text()),
        sa.Column("end_time", sa.Text()),
        sa.Column("capacity", sa.Integer()),
        sa.Column("public", sa.Integer()),
        sa.Column("over", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_special_day"),
        sa.CheckConstraint(
            "kind IN ('closed', 'open', 'extra', 'capacity')", name=op.f("ck_special_day_kind")
        ),
    )
    op.create_index("ix_special_day_office", "special_day", ["office", "local_date"])
    op.create_table(
        "day_free",
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.Column("first_minute", sa.BigInteger(), nullable=False),
        sa.Column("last_minute", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pool_id", "cells", "local_date", name="pk_day_free"),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name="fk_day_free_pool_id"),
    )
    op.create_table(
        "touched",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("local_date", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_touched"),
    )
    op.create_index("ix_touched_day", "touched", ["pool_id", "local_date"])
    op.execute(
        "INSERT INTO touched (pool_id, local_date)"
        " SELECT DISTINCT pool_id, local_date FROM cell ORDER BY pool_id, local_date"
    )


def people() -> None:
    op.create_table(
        "party",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_party"),
        sa.UniqueConstraint("folio", name="ux_party_folio"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_party_contact_id"),
    )


def appointments() -> None:
    """SQLite changes a check only by making the table anew, which nothing may point to then."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:
        op.execute("CREATE TEMP TABLE kept_claim AS SELECT * FROM claim")
        op.execute("CREATE TEMP TABLE kept_participant AS SELECT * FROM participant")
        op.execute("DELETE FROM claim")
        op.execute("DELETE FROM participant")
    for index in ("ix_appointment_hold", "ux_appointment_one_hold"):
        op.drop_index(index, "appointment")
    with op.batch_alter_table("appointment") as batch:
        batch.add_column(sa.Column("party_id", sa.BigInteger()))
        batch.add_column(sa.Column("seat", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("instead_of", sa.BigInteger()))
        batch.create_foreign_key("fk_appointment_party_id", "party", ["party_id"], ["id"])
        batch.drop_constraint(op.f("ck_appointment_state"), type_="check")
        batch.create_check_constraint(op.f("ck_appointment_state"), STATES)
    if sqlite:
        op.execute("INSERT INTO claim SELECT * FROM kept_claim")
        op.execute("INSERT INTO participant SELECT * FROM kept_participant")
        op.execute("DROP TABLE kept_claim")
        op.execute("DROP TABLE kept_participant")
    op.create_index(
        "ix_appointment_hold",
        "appointment",
        ["hold_until"],
        **where("state IN ('held', 'offered')"),
    )
    op.create_index(
        "ix_appointment_party", "appointment", ["party_id"], **where("party_id IS NOT NULL")
    )
    op.create_index(
        "ux_appointment_one_hold",
        "appointment",
        ["contact_id", "seat"],
        unique=True,
        **where("state = 'held'"),
    )
    op.create_index(
        "ux_appointment_one_offer",
        "appointment",
        ["instead_of"],
        unique=True,
        **where("state = 'offered' AND instead_of IS NOT NULL"),
    )


def what_follows_appointments() -> None:
    op.add_column(
        "claim", sa.Column("open_units", sa.Integer(), nullable=False, server_default="1")
    )
    op.create_table(
        "vacancy",
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.BigInteger(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("returns_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("appointment_id", "revision", "start_minute", name="pk_vacancy"),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name="fk_vacancy_appointment_id"
        ),
    )
    op.create_index("ix_vacancy_due", "vacancy", ["returns_at"])
    op.create_index("ix_vacancy_cell", "vacancy", ["pool_id", "start_minute"])
    op.add_column("participant", sa.Column("like_key", sa.Text()))
    op.create_index(
        "ix_participant_like",
        "participant",
        ["like_key"],
        **where("active = 1 AND like_key IS NOT NULL"),
    )


def draws() -> None:
    op.create_table(
        "draw",
        sa.Column("id", Identity, autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("first_date", sa.Text(), nullable=False),
        sa.Column("last_date", sa.Text(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("seed_sealed", sa.LargeBinary()),
        sa.Column("record", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_draw"),
        sa.UniqueConstraint("code", name="ux_draw_code"),
        sa.CheckConstraint(
            "state IN ('announced', 'drawing', 'drawn')", name=op.f("ck_draw_state")
        ),
    )
    op.create_index("ix_draw_due", "draw", ["closes_at"], **where("state <> 'drawn'"))
    op.create_table(
        "draw_entry",
        sa.Column("draw_id", sa.BigInteger(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("appointment_id", sa.BigInteger()),
        sa.Column("applicant_sealed", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("draw_id", "ticket", name="pk_draw_entry"),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name="fk_draw_entry_draw_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_draw_entry_contact_id"),
    )
    op.create_index("ux_draw_entry_person", "draw_entry", ["draw_id", "person_key"], unique=True)
