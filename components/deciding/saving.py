"""Saving and removing: what was written is said, what was wrong stands in its place, nothing typed is lost."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components import audit, loaders, seen, theme
from components.deciding import allowed, shown
from components.deciding.author import author
from components.i18n import t
from data.store import Conflict, Invalid, Record, StoreError, open_store

SAID, PENDING = "deciding.said", "deciding.pending"
Write = Callable[[str, int], Record]
"""Writes as an author on top of a version."""


def new_key() -> str:
    """A key for a decision or an action that is new."""
    return uuid.uuid4().hex


def save(kind: str, key: str, body: Mapping[str, Any], base: int) -> bool:
    """Writes what a form holds on top of the version that its editor saw (0 for a new key). Whether it is written.

    Drawn where it is called: the problems, each with its field; or the conflict, theirs beside mine, with a button
    that writes mine on top of theirs. The form keeps what was typed. Success is said by a toast, after a rerun too.
    What is decided over the demo company is marked as its own, and gives way to what a real company decides.
    """
    kept = {**body, "demo": True} if loaders.is_demo() else {name: body[name] for name in body if name != "demo"}
    below = seen.base(kind, key, base) or loaders.out_of_sight(kind, key)
    return _tried(kind, key, kept, below, _putting(kind, key, kept))


def remove(kind: str, key: str, base: int) -> bool:
    """Removes a record, with a tombstone that keeps it. Whether it is removed; drawn as by `save`."""
    return _tried(kind, key, None, seen.base(kind, key, base), _removing(kind, key))


def _putting(kind: str, key: str, body: Mapping[str, Any]) -> Write:
    return lambda name, base: open_store().put(kind, key, body, name, base)


def _removing(kind: str, key: str) -> Write:
    return lambda name, base: open_store().remove(kind, key, name, base)


def _tried(kind: str, key: str, mine: Mapping[str, Any] | None, base: int, write: Write) -> bool:
    why = allowed.refused(kind, key)
    if why:
        theme.block(why)
        return False
    try:
        record = write(author(), base)
    except Invalid as error:
        theme.block(shown.problems(error.problems))
    except Conflict as error:
        draw_conflict(kind, key, mine, error.current, write)
    except StoreError as error:
        theme.block(shown.failed(str(error)))
    else:
        _written(record)
        return True
    return False


def draw_conflict(kind: str, key: str, mine: Mapping[str, Any] | None, theirs: Record, write: Write) -> None:
    """Theirs beside mine, and the two ways on. Theirs is not shown to who may not see it: nor is it overwritten."""
    if not allowed.seen(theirs):
        theme.block(allowed.not_yours())
        return
    theme.block(shown.conflict(theirs, mine))
    with st.container(horizontal=True):
        st.button(t("deciding.conflict.keep_mine"), key=f"deciding.mine.{kind}.{key}", type="primary",
                  on_click=_over, args=(kind, key, mine, theirs, write))
        st.button(t("deciding.conflict.take_theirs"), key=f"deciding.theirs.{kind}.{key}",
                  on_click=seen.dropped, args=(kind, key))


def pending() -> None:
    """At the start of a run: what "keep mine" met, where somebody was faster once more or something was wrong."""
    left = st.session_state.pop(PENDING, None)
    if left is None:
        return
    kind, key, mine, write, error = left
    if isinstance(error, Conflict):
        draw_conflict(kind, key, mine, error.current, write)
    elif isinstance(error, Invalid):
        theme.block(shown.problems(error.problems))
    else:
        theme.block(shown.failed(str(error)))


def say() -> None:
    """At the end of a run: what was saved in it, or in the one that it follows."""
    said = st.session_state.pop(SAID, None)
    if said:
        st.toast(t(said))


def _over(kind: str, key: str, mine: Mapping[str, Any] | None, theirs: Record, write: Write) -> None:
    if allowed.refused(kind, key):
        return
    try:
        _written(write(author(), theirs.version))
    except (Conflict, Invalid, StoreError) as error:
        st.session_state[PENDING] = (kind, key, mine, write, error)


def _written(record: Record) -> None:
    audit.wrote(record.kind, record.key)
    seen.wrote(record)
    st.session_state[SAID] = "deciding.removed" if record.deleted else "deciding.saved"  # no language in a callback
