"""Runs the steps on the connection that the store hands over; Alembic loads this by its path."""

from alembic import context

from extractor.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # One transaction round all steps, on both databases: a step that fails leaves nothing.
    transactional_ddl=True,
)
context.run_migrations()
