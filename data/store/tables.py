"""The store's tables, as this release writes them: decisions, and who saw what. Their history is in migrations/."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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
