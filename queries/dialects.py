"""The few differences between engines, as a table."""

from __future__ import annotations

WIDE_INTEGER = {"duckdb": "hugeint", "postgresql": "decimal(38, 0)"}


WHOLE_DIVISION = {"duckdb": "//", "postgresql": "/"}


def formula(text: str, engine: str = "duckdb") -> str:
    """A measure's formula in the engine's words: its 128-bit integer, its division of a multiple of the divisor."""
    return text.replace("{wide}", WIDE_INTEGER[engine]).replace("{whole}", WHOLE_DIVISION[engine])
