"""The version of the data that a run is of, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from data.warehouse import Warehouse

_held: ContextVar[dict[str, Warehouse] | None] = ContextVar("held", default=None)


@contextmanager
def one_version() -> Iterator[None]:
    """While the block runs, every question is asked of the version that the first one found: what is published
    meanwhile is the next run's. Without it one page would hold figures of two.
    """
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def held() -> dict[str, Warehouse]:
    """What the run was given, by URL, to be filled by who opens one; nothing, and kept by nobody, outside of a run."""
    found = _held.get()
    return {} if found is None else found
