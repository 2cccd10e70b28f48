"""Whose run this is: who reads and writes what people decide, in a page, a fragment and a callback alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from data.access import EVERYONE, Viewer
from queries.scope import Scope

_asking: ContextVar[Viewer | None] = ContextVar("asking", default=None)


@contextmanager
def asked_by(viewer: Viewer) -> Iterator[None]:
    """While the block runs it is this person's."""
    token = _asking.set(viewer)
    try:
        yield
    finally:
        _asking.reset(token)


class AskedAsAnother(Exception):
    """A page asks with another permission than that of whoever it is drawn for: a Scope made without its viewer."""


def check(asked: Iterable[object]) -> None:
    """That a page's question is asked as whom the page is drawn for. Errors: AskedAsAnother."""
    now = _asking.get()
    if now is None:
        return
    if any(isinstance(value, Scope) and value.viewer.permission != now.permission for value in asked):
        raise AskedAsAnother("a Scope without the viewer of its page")


def within_a_page() -> bool:
    """Whether a page is being drawn, whose guard has just looked who is there. A fragment that runs alone is none."""
    return _asking.get() is not None


def viewer() -> Viewer:
    """The person of the frame that is being drawn; outside of one, whoever is signed in. Ends the run for nobody."""
    found = _asking.get()
    if found is not None:
        return found
    from components import identity  # here: it asks the loaders what teams there are
    return identity.viewer()


def signed_in(found: Viewer) -> bool:
    """Whether somebody signed in: by who it is, since people who may see the same are equal."""
    return (found.who, found.name) != (EVERYONE.who, EVERYONE.name)
