"""The store: what people decide (targets, decisions, assessments, owners …), in a database of its own.

SQLite under `home()` by default, PostgreSQL by TENURE_STORE_URL. Append-only: an edit is a new version, a removal a
tombstone, each with its author and time. docs/store.md
"""

from data.store.engine import configured, store_url
from data.store.kinds import KINDS, Invalid, Problem
from data.store.model import (
    JSON,
    Conflict,
    Record,
    StoreDamaged,
    StoreError,
    StoreNewer,
    StoreOutdated,
    StoreUnavailable,
    frozen,
)
from data.store.store import Store, open_store

__all__ = ["JSON", "KINDS", "Conflict", "Invalid", "Problem", "Record", "Store", "StoreDamaged", "StoreError",
           "StoreNewer", "StoreOutdated", "StoreUnavailable", "configured", "frozen", "open_store", "store_url"]
