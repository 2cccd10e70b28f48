"""Who is asking. Part of every Scope, so that what one person may see is never served to another."""

from __future__ import annotations

EVERYONE = "everyone"


def viewer() -> str:
    """The name that Scope carries. Without sign-in everybody who reaches the board is the same viewer."""
    return EVERYONE
