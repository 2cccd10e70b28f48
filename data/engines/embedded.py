"""The dialect by which a published DuckDB file is read: statements are compiled once, and nothing is begun or ended.

duckdb_engine declares no cache of compiled statements, so that SQLAlchemy writes each anew; what Tenure asks has a
cache key throughout. A published file never changes: a transaction around a reading says nothing.
"""

from __future__ import annotations

from typing import Any

import duckdb
import duckdb_engine


class Preparer(duckdb_engine.DuckDBIdentifierPreparer):
    """Quotes DuckDB's function and type words too (`by`, `at`, `glob` …): a company's own column may be called so."""

    def __init__(self, dialect: Any, **more: Any) -> None:
        super().__init__(dialect, **more)
        asked = "select keyword_name from duckdb_keywords() where keyword_category = 'type_function'"
        self.reserved_words.update(word for (word,) in duckdb.cursor().execute(asked).fetchall())


class Dialect(duckdb_engine.Dialect):
    """duckdb_engine's, for readers of a published file alone."""

    supports_statement_cache = True
    preparer = Preparer

    def do_begin(self, connection: Any) -> None:
        """Nothing to begin."""

    def do_commit(self, connection: Any) -> None:
        """Nothing to keep."""

    def do_rollback(self, connection: Any) -> None:
        """Nothing to take back."""
