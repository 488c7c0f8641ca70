"""Alembic's entry: runs the scripts within the caller's transaction (coder.store.migrate)."""

from __future__ import annotations

from alembic import context

from coder.store.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
