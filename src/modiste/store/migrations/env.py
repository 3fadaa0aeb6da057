"""Alembic's environment: the caller's connection and transaction, and nothing else."""

from alembic import context

from modiste.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
