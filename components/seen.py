"""Which version of each record an editor saw: the one that stood when the form was drawn, a run before it was sent.

A form is sent by a new run, and that run reads the store again. Saved on top of what it read, a change that somebody
made in between would be overwritten unseen; so a save counts from what the run before it had read.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.store import Record

NOW, BEFORE = "deciding.seen.now", "deciding.seen.before"
OPENED, PAGE, WROTE = "deciding.opened", "deciding.page", "deciding.wrote"


def begin(page: str = "") -> None:
    """At the start of a run: what the last one read is what the person looks at. Another page opens its forms anew."""
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE], st.session_state[OPENED] = page, {}
    st.session_state[BEFORE] = st.session_state.get(NOW)
    st.session_state[NOW] = {}


def note(kind: str, records: Iterable[Record]) -> None:
    """This run has read a kind. A report that is made on a thread or by a command is no run: nobody edits there."""
    if get_script_run_ctx(suppress_warning=True) is not None and NOW in st.session_state:
        st.session_state[NOW][kind] = {record.key: record.version for record in records}


def base(kind: str, key: str, given: int) -> int:
    """The version to write on top of: the page's own word, or the older one that the person saw.

    But none before the one that they wrote themselves: their form holds what that says.
    """
    before: dict[str, dict[str, int]] = st.session_state.get(BEFORE) or {}
    wrote: dict[tuple[str, str], int] = st.session_state.get(WROTE, {})
    seen = min(given, before[kind].get(key, 0)) if kind in before else given
    return max(seen, wrote.get((kind, key), 0))


def opened(kind: str, key: str, standing: int) -> int:
    """The version that a form began with, as long as it is on the page; `standing` where it begins now."""
    begun: dict[tuple[str, str], int] = st.session_state.setdefault(OPENED, {})
    return begun.setdefault((kind, key), standing)


def dropped(kind: str, key: str) -> None:
    """The form begins anew, with what stands by then."""
    st.session_state.get(OPENED, {}).pop((kind, key), None)


def wrote(record: Record) -> None:
    """What one has just written one has seen; the form begins anew."""
    dropped(record.kind, record.key)
    st.session_state.setdefault(WROTE, {})[record.kind, record.key] = record.version
    for name in (NOW, BEFORE):
        kinds = st.session_state.get(name)
        if kinds is not None and record.kind in kinds:
            kinds[record.kind][record.key] = record.version
