"""The store's tables, as this release writes them: decisions, who saw what, what was sent. History: migrations/."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

ENTRY = Table(
    "entry", METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3 … over the whole store: its version
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("version", BigInteger, nullable=False),  # 1, 2, 3 … of this key
    Column("body", Text, nullable=False),  # JSON with sorted names
    Column("author", Text, nullable=False),
    Column("at", DateTime, nullable=False),  # UTC
    Column("deleted", Boolean, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("kind", "key", "version", name="entry_version"),
    Index("entry_kind_seq", "kind", "seq"),
)

AUDIT = Table(
    "audit", METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", DateTime, nullable=False),  # UTC
    Column("who", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("did", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("asked", Text, nullable=False),  # JSON with sorted names
    Column("version", Text, nullable=False),  # of the data
    Index("audit_at", "at"),
    sqlite_autoincrement=True,  # a number is never given twice, whatever went
)

DELIVERY = Table(
    "delivery", METADATA,
    Column("key", Text, primary_key=True),  # the week, the recipient and the channel of one message
    Column("step", BigInteger, primary_key=True, autoincrement=False),  # 1, 2, 3 … of this message: who is first has it
    Column("at", DateTime, nullable=False),  # UTC
    Column("state", Text, nullable=False),
    Column("week", Date, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("run", Text, nullable=False),
    Column("detail", Text, nullable=False),  # JSON with sorted names
    Index("delivery_week", "week"),
)
