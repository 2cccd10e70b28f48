"""A checksum for every entry, so that backups and the status can tell a whole store from a damaged one.

And an index by kind and order: the newest of one kind, without reading the others.
"""

import sqlalchemy as sa
from alembic import op

from data.store.model import digest, moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ENTRY = sa.table("entry", *(sa.column(name) for name in ("seq", "kind", "key", "version", "body", "author")),
                 sa.column("at", sa.DateTime), sa.column("deleted", sa.Boolean), sa.column("digest"))


def upgrade() -> None:
    op.add_column("entry", sa.Column("digest", sa.Text, nullable=True))
    connection = op.get_bind()
    columns = [ENTRY.c[name] for name in ("seq", "kind", "key", "version", "body", "author", "at", "deleted")]
    found = [{"number": row.seq, "sum": digest(row.kind, row.key, row.version, row.body, row.author, moment(row.at),
                                               row.deleted)}
             for row in connection.execute(sa.select(*columns))]
    if found:
        change = sa.update(ENTRY).where(ENTRY.c.seq == sa.bindparam("number"))
        connection.execute(change.values(digest=sa.bindparam("sum")), found)
    with op.batch_alter_table("entry") as batch:
        batch.alter_column("digest", existing_type=sa.Text(), nullable=False)
    op.create_index("entry_kind_seq", "entry", ["kind", "seq"])
