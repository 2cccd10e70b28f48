"""The audit log: who saw, exported and wrote what. Append-only, in the store's database. docs/access.md"""

from __future__ import annotations

from data.audit.entry import DID, Did, Entry
from data.audit.log import entries, write

__all__ = ["DID", "Did", "Entry", "entries", "write"]
