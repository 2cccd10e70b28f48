"""What can be set of the extract, and what is copied by it."""

from __future__ import annotations

import os
import re

from data.engines.names import is_remote, parsed, place_of
from data.warehouse import home

ROWS, SECONDS, TIMEOUT = 2_000_000, 30.0, 30.0
ALWAYS = re.compile(r"(cube|total|flow|cohort|moved)_\w+|profile|as_of|calendar|health_cube|journey_cube")
"""Marts whose size does not depend on the number of customers: in the extract whatever their rows."""
ROOMS = ("meta", "marts", "staging", "contract", "quarantine")


def wanted(url: str) -> bool:
    """Whether this warehouse is served from an extract: it stands on a server, and TENURE_EXTRACT is not off."""
    return is_remote(url) and (os.environ.get("TENURE_EXTRACT") or "").lower() not in ("off", "0", "no", "false")


def rows() -> int:
    """The most rows of a unit-level table that is copied (TENURE_EXTRACT_ROWS)."""
    return int(os.environ.get("TENURE_EXTRACT_ROWS") or ROWS)


def seconds() -> float:
    """How often the warehouse is asked for its version (TENURE_EXTRACT_SECONDS)."""
    return float(os.environ.get("TENURE_EXTRACT_SECONDS") or SECONDS)


def timeout() -> float:
    """How long one statement may take there (TENURE_WAREHOUSE_TIMEOUT)."""
    return float(os.environ.get("TENURE_WAREHOUSE_TIMEOUT") or TIMEOUT)


def is_additive(room: str, table: str) -> bool:
    """Whether a table is in every extract."""
    return room == "meta" or (room == "marts" and ALWAYS.fullmatch(table) is not None)


def file_url(url: str) -> str:
    """The extract's own URL: a DuckDB file under TENURE_HOME, with versions and a pointer as any embedded one."""
    return f"duckdb:///{home() / f'extract-{place_of(parsed(url))}.duckdb'}"
