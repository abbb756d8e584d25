"""The tables of people and of the trays; the conventions are those of `schema`."""

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

# -- people -----------------------------------------------------------------------------------

contact = Table(
    "contact",
    metadata,
    numbered(),
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
    numbered(),
    Column("message_key", LargeBinary, nullable=False, unique=True),
    Column("contact_id", BigInteger, ForeignKey("contact.id")),
    Column("state", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("reason", Text),
    Column("body_sealed", LargeBinary),
    CheckConstraint("state IN ('waiting', 'done', 'quarantined')", name="state"),
)
Index("ix_inbox_waiting", inbox.c.contact_id, inbox.c.id, **where("state = 'waiting'"))
Index("ix_inbox_received", inbox.c.received_at)
Index("ix_inbox_body", inbox.c.received_at, **where("body_sealed IS NOT NULL"))

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
    Column("heard_at", BigInteger),
    Column("busy_to", BigInteger),
    Column("left_until", BigInteger),
)
"""`heard_at` is when the person last wrote, by the platform's clock: for 24 hours we may answer
freely. `busy_to` is up to when what came from them counts, as in `pair`. Before `left_until`
somebody of ours talks to them by hand."""
Index(
    "ix_conversation_touched",
    conversation.c.touched_at,
    **where("state_sealed IS NOT NULL"),
)

# -- the out-tray -----------------------------------------------------------------------------

outbox = Table(
    "outbox",
    metadata,
    numbered(),
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
    Column("channel", Text, nullable=False, server_default="whatsapp"),
    Column("lane", Integer, nullable=False, server_default="0"),
    Column("once", Integer, nullable=False, server_default="0"),
    Column("expires_at", BigInteger),
    Column("template", Text),
    Column("appointment_state", Text),
    Column("priced", Integer, nullable=False, server_default="0"),
    Column("copies", Text),
    CheckConstraint(
        "state IN ('queued', 'sending', 'unknown', 'sent', 'failed', 'dropped')", name="state"
    ),
)
Index(
    "ix_outbox_open",
    outbox.c.contact_id,
    outbox.c.id,
    **where("state IN ('queued', 'sending', 'unknown')"),
)
"""The smaller the `lane` the sooner it leaves; with `once` it is not sent again when its fate is
unknown. `template` is what it may also be sent by. It leaves only while its appointment is in
`appointment_state`, `confirmed` where none is named. `priced` once its price is counted. `copies`
are the platform's ids of files uploaded for it, which are to be discarded."""
Index("ix_outbox_provider", outbox.c.provider_key)
Index(
    "ix_outbox_mail",
    outbox.c.id,
    **where("state IN ('queued', 'sending', 'unknown') AND channel = 'email'"),
)
Index("ix_outbox_created", outbox.c.created_at)
Index("ix_outbox_body", outbox.c.created_at, **where("body_sealed IS NOT NULL"))

line = Table(
    "line",
    metadata,
    Column("number", Text, primary_key=True),
    Column("paced_to", BigInteger, nullable=False),
    Column("share", Integer, nullable=False),
    Column("share_at", BigInteger, nullable=False),
    Column("closed_until", BigInteger, nullable=False),
    Column("probing", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("code", Integer, nullable=False),
    Column("rate", Integer, nullable=False, server_default="0"),
)
"""Our numbers, by Meta's id for each; `desk.pacing.Line` says what the columns mean."""

pair = Table(
    "pair",
    metadata,
    Column("contact_id", BigInteger, primary_key=True, autoincrement=False),
    Column("paced_to", BigInteger, nullable=False),
)
"""Up to when (UTC seconds) what was sent to a person counts."""
Index("ix_pair_paced_to", pair.c.paced_to)

template = Table(
    "template",
    metadata,
    Column("name", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
"""What the platform last said of our templates, each in one language (`moved:es`)."""

cost = Table(
    "cost",
    metadata,
    Column("number", Text, primary_key=True),
    Column("month", Text, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
)
"""Messages delivered, by the month of the account (`2026-11`) and the platform's words for the
price."""

stray = Table(
    "stray",
    metadata,
    Column("provider_key", LargeBinary, primary_key=True),
    Column("progress", Text, nullable=False),
    Column("error", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""What was said of a message before we knew that it is ours."""
Index("ix_stray_at", stray.c.at)

# -- what is due later, and who does it -------------------------------------------------------

timer = Table(
    "timer",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("due_at", BigInteger, nullable=False, index=True),
)
