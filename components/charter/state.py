"""Which editor is open on the charter page: one at a time, in its row, with the version that its editor saw."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

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
    """The open editor."""
    found = st.session_state.get(OPEN)
    return found if isinstance(found, Editor) else None


def is_open(kind: str, key: str) -> bool:
    """Whether this row's editor is the open one."""
    editor = opened()
    return editor is not None and (editor.kind, editor.key) == (kind, key)


def toggle(kind: str, key: str, version: int = 0) -> None:
    """Opens this editor, or closes it where it is open."""
    st.session_state[OPEN] = None if is_open(kind, key) else Editor(kind, key, version)


def close() -> None:
    """Closes whatever is open."""
    st.session_state[OPEN] = None
