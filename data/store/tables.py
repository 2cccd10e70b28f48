"""The store's one table, as this release writes it. Its history is in migrations/."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, MetaData, Table, Text, UniqueConstraint

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
