"""Alembic's entry: runs on the connection that `warehouse.db.migrate` hands over."""

from alembic import context

from warehouse.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    compare_type=True,
)
context.run_migrations()
