"""Around a page: what its editor saw, whether the store can be read, and what the last save came to."""

from __future__ import annotations

from components import loaders, seen, theme
from components.deciding import saving, shown


def begin() -> None:
    """Before a page is drawn."""
    seen.begin()
    trouble = loaders.store_trouble()
    if trouble:
        theme.block(shown.failed(trouble))
    saving.pending()


def end() -> None:
    """After a page was drawn."""
    saving.say()
