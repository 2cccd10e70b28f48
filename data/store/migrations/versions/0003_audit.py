"""The audit log: who saw, exported and wrote what. The database itself refuses to change an entry.

Nor does it give up one that is younger than a day, so that no retention, however it is set, removes what just happened.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); "
    "END",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN OLD.at > datetime('now', '-1 day') BEGIN "
    "SELECT RAISE(ABORT, 'the audit log is append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    "CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW "
    "WHEN (OLD.at > (now() AT TIME ZONE 'utc') - interval '1 day') EXECUTE FUNCTION audit_append_only()",
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("did", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_at", "audit", ["at"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
