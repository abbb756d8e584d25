"""How Alembic runs our steps: inside the caller's transaction, never in one of its own."""

from alembic import context

from ventanilla.storage import schema, trays  # noqa: F401  # They fill the metadata.
from ventanilla.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
