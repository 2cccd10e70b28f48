"""Around a page: what its editor saw, whether the store can be read, and what the last save came to."""

from __future__ import annotations

from components import loaders, seen, theme
from components.deciding import saving, shown


def begin(page: str = "") -> None:
    """Before a page is drawn."""
    seen.begin(page)
    trouble = loaders.store_trouble()
    if trouble:
        theme.block(shown.failed(trouble))
    saving.pending()


def opened(kind: str, key: str) -> int:
    """The version that a form of this record writes on top of: the one that stood when it was first drawn.

    For the keys of its fields too: were they named after what stands now, another's save would empty the form.
    """
    return seen.opened(kind, key, loaders.standing(kind, key))


def end() -> None:
    """After a page was drawn."""
    saving.say()
