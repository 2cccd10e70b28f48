"""The targets by name. Each is imported when it is asked for: the board's world is not needed to load a file."""

from __future__ import annotations

from importlib import import_module

from tests.fuzz.outcome import Target

PLACES = {"load": "loading:Loading", "files": "loading:Files", "toml": "settings:Settings",
          "url": "addresses:Addresses", "filters": "filters:FilterCases", "commands": "commands:Commands"}
SHARES = {"load": 30, "files": 15, "toml": 30, "url": 12, "filters": 12, "commands": 1}
"""How many of a hundred cases each target gets, where none is named."""


def target(name: str) -> Target:
    """A target that is not made ready yet. KeyError for a name that is none."""
    module, _, made = PLACES[name].partition(":")
    found: Target = getattr(import_module(f"tests.fuzz.{module}"), made)()
    return found
