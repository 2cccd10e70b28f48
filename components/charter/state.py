"""Which editor is open on the charter page: one at a time, in its row, with the version that its editor saw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from components import deciding, seen

OPEN = "charter.open"
ADD = "new"


@dataclass(frozen=True)
class Editor:
    """An open editor: of which kind and key, and the version that stood when it was opened (0: nothing yet)."""

    kind: str
    key: str
    version: int = 0

    def named(self, field: str) -> str:
        """The key of one of its fields: other fields for another version."""
        return f"charter.{self.kind}.{self.key}.{self.version}.{field}"


def opened() -> Editor | None:
    """The open editor, with the version that stood when it was opened, or since its own save."""
    found = st.session_state.get(OPEN)
    if not isinstance(found, Editor):
        return None
    return found if found.key == ADD else replace(found, version=deciding.opened(found.kind, found.key))


def is_open(kind: str, key: str) -> bool:
    """Whether this row's editor is the open one."""
    found = st.session_state.get(OPEN)
    return isinstance(found, Editor) and (found.kind, found.key) == (kind, key)


def toggle(kind: str, key: str, version: int = 0) -> None:
    """Opens this editor, with what stands by then, or closes it where it is open."""
    seen.dropped(kind, key)
    st.session_state[OPEN] = None if is_open(kind, key) else Editor(kind, key, version)


def close() -> None:
    """Closes whatever is open."""
    st.session_state[OPEN] = None
