"""Run by Alembic: migrates within the transaction and the lock that data/store/migrate.py holds."""

from alembic import context

from data.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
