"""Every table, for both databases.

Instants are UTC seconds (`_at`) or UTC minutes (`_minute`) in BIGINT; local dates are
`YYYY-MM-DD`; flags are 0 or 1. A column that ends in `_sealed` holds personal data, sealed with
the table, row and column as associated data (`vault.py`); one that ends in `_key` a keyed hash.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from ventanilla.storage.tables import metadata, numbered, where

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

special_day = Table(
    "special_day",
    metadata,
    numbered(),
    Column("office", Text, nullable=False),
    Column("local_date", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("pool", Text, nullable=False),
    Column("start_time", Text),
    Column("end_time", Text),
    Column("capacity", Integer),
    Column("public", Integer),
    Column("over", Integer, nullable=False, server_default="0"),
    Column("reason", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    CheckConstraint("kind IN ('closed', 'open', 'extra', 'capacity')", name="kind"),
)
"""What staff changed about single days, besides the network's files; see `SpecialDay`."""
Index("ix_special_day_office", special_day.c.office, special_day.c.local_date)

# -- the calendar -----------------------------------------------------------------------------
#
# `cap_total` are the counters, `over` what may be booked besides; `cap_public` is the public's part
# of both, `cap_open` what of it has been opened so far. `used_total` counts all claims and
# vacancies, `used_open` those out of the public's part.

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
    Column("cap_public", Integer, nullable=False, server_default="0"),
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

FREE = "status = 'open' AND used_open < cap_open AND used_total < cap_total + over"
"""For the public: of its part something is left, and of all, of which staff take too. Written out,
never bound: only then do both databases see that the index below answers."""

Index("ix_cell_free", cell.c.pool_id, cell.c.start_minute, **where(FREE))

day_free = Table(
    "day_free",
    metadata,
    Column("pool_id", Integer, ForeignKey("pool.id"), primary_key=True),
    Column("cells", Integer, primary_key=True, autoincrement=False),
    Column("local_date", Text, primary_key=True),
    Column("first_minute", BigInteger, nullable=False),
    Column("last_minute", BigInteger, nullable=False),
    Column("most", Integer, nullable=False),
)
"""Days with a run of so many free cells: its first and last start, and for how many at once at
most. Made from `cell` a moment after; days of `touched` are not yet right."""

touched = Table(
    "touched",
    metadata,
    numbered(),
    Column("pool_id", Integer, nullable=False),
    Column("local_date", Text, nullable=False),
)
"""Days whose cells have changed since `day_free` was made of them; added to, never updated, so
that bookings of one day do not wait for each other here."""
Index("ix_touched_day", touched.c.pool_id, touched.c.local_date)

quota = Table(
    "quota",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("lim", Integer, nullable=False),
    Column("used", Integer, nullable=False, server_default="0"),
    CheckConstraint("used >= 0 AND used <= lim", name="used"),
)

party = Table(
    "party",
    metadata,
    numbered(),
    Column("folio", Text, nullable=False, unique=True),
    Column("contact_id", BigInteger, ForeignKey("contact.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
"""People who were booked together; each has an appointment with a folio of their own."""

appointment = Table(
    "appointment",
    metadata,
    numbered(),
    Column("folio", Text, nullable=False, unique=True),
    Column("request_key", Text, nullable=False, unique=True),
    Column("contact_id", BigInteger, ForeignKey("contact.id"), nullable=False),
    Column("party_id", BigInteger, ForeignKey("party.id")),
    Column("seat", Integer, nullable=False, server_default="0"),
    Column("instead_of", BigInteger),
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
    CheckConstraint(
        "state IN ('held', 'offered', 'confirmed', 'checked_in', 'no_show', 'cancelled',"
        " 'expired')",
        name="state",
    ),
)
"""`seat` numbers a party's people from 0; `instead_of` is the appointment that an offer would
move."""
Index("ix_appointment_day", appointment.c.office, appointment.c.start_minute)
Index("ix_appointment_contact", appointment.c.contact_id, appointment.c.start_minute)
Index(
    "ix_appointment_hold",
    appointment.c.hold_until,
    **where("state IN ('held', 'offered')"),
)
Index("ix_appointment_party", appointment.c.party_id, **where("party_id IS NOT NULL"))
Index(
    "ux_appointment_one_hold",
    appointment.c.contact_id,
    appointment.c.seat,
    unique=True,
    **where("state = 'held'"),
)
Index(
    "ux_appointment_one_offer",
    appointment.c.instead_of,
    unique=True,
    **where("state = 'offered' AND instead_of IS NOT NULL"),
)

claim = Table(
    "claim",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointment.id"), primary_key=True),
    Column("pool_id", Integer, primary_key=True),
    Column("start_minute", BigInteger, primary_key=True),
    Column("units", Integer, nullable=False),
    Column("open_units", Integer, nullable=False, server_default="1"),
)
"""`open_units` are those out of the public's part: all of them or none."""
Index("ix_claim_cell", claim.c.pool_id, claim.c.start_minute)

vacancy = Table(
    "vacancy",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointment.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("start_minute", BigInteger, primary_key=True, autoincrement=False),
    Column("pool_id", Integer, nullable=False),
    Column("units", Integer, nullable=False),
    Column("returns_at", BigInteger, nullable=False),
)
"""Cells of the public's part that an appointment left by its revision, and that are kept back,
still counted as used, until the waitlist takes them or they return to the public."""
Index("ix_vacancy_due", vacancy.c.returns_at)
Index("ix_vacancy_cell", vacancy.c.pool_id, vacancy.c.start_minute)

participant = Table(
    "participant",
    metadata,
    Column("appointment_id", BigInteger, ForeignKey("appointment.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("person_key", Text, nullable=False),
    Column("dedupe_group", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("like_key", Text),
)
"""`like_key` is where two spellings of one person's name meet; it only warns."""
Index(
    "ix_participant_like",
    participant.c.like_key,
    **where("active = 1 AND like_key IS NOT NULL"),
)
Index(
    "ux_participant_active",
    participant.c.person_key,
    participant.c.dedupe_group,
    unique=True,
    **where("active = 1"),
)

event = Table(
    "event",
    metadata,
    numbered(),
    Column("at", BigInteger, nullable=False),
    Column("appointment_id", BigInteger, nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

# -- draws ------------------------------------------------------------------------------------

draw = Table(
    "draw",
    metadata,
    numbered(),
    Column("code", Text, nullable=False, unique=True),
    Column("office", Text, nullable=False),
    Column("pool", Text, nullable=False),
    Column("first_date", Text, nullable=False),
    Column("last_date", Text, nullable=False),
    Column("closes_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("seed_sealed", LargeBinary),
    Column("record", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("drawn_at", BigInteger),
    CheckConstraint("state IN ('announced', 'drawing', 'drawn')", name="state"),
)
"""The seed is sealed until the draw; `commitment` is its published hash. `record` is what the lots
have decided, as it will be published."""
Index("ix_draw_due", draw.c.closes_at, **where("state <> 'drawn'"))

draw_entry = Table(
    "draw_entry",
    metadata,
    Column("draw_id", BigInteger, ForeignKey("draw.id"), primary_key=True),
    Column("ticket", Text, primary_key=True),
    Column("contact_id", BigInteger, ForeignKey("contact.id"), nullable=False),
    Column("person_key", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("wishes", Text, nullable=False),
    Column("entered_at", BigInteger, nullable=False),
    Column("outcome", Text),
    Column("appointment_id", BigInteger),
    Column("applicant_sealed", LargeBinary),
)
"""`wishes` are the days, and parts of the day, that would do, best first, as JSON."""
Index("ux_draw_entry_person", draw_entry.c.draw_id, draw_entry.c.person_key, unique=True)
