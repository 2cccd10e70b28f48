"""The delivery log: what was handed out to whom. The database itself refuses to change or remove a step."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER delivery_unchanged BEFORE UPDATE ON delivery BEGIN "
    "SELECT RAISE(ABORT, 'the delivery log is append-only'); END",
    "CREATE TRIGGER delivery_kept BEFORE DELETE ON delivery BEGIN "
    "SELECT RAISE(ABORT, 'the delivery log is append-only'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION delivery_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'the delivery log is append-only'; END $$",
    "CREATE TRIGGER delivery_unchanged BEFORE UPDATE OR DELETE ON delivery FOR EACH ROW "
    "EXECUTE FUNCTION delivery_append_only()",
)


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("step", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("delivery_week", "delivery", ["week"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
