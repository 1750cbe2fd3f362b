"""Alembic's entry: the connection is handed in by `migrating`, which has begun the transaction."""

from alembic import context

from crmdesk.server.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
