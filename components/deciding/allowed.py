"""Whether who is signed in may write a record, and what is said where they may not."""

from __future__ import annotations

from components import asking, loaders, states
from components.i18n import t
from data.store import Record
from queries.records import may_write


def may(kind: str) -> bool:
    """Whether this person's role writes records of a kind: a form that could not be saved is not offered."""
    return may_write(kind, asking.viewer())


def refused(kind: str, key: str) -> str:
    """Why this may not be written, as HTML; empty where it may: the role, or a record that one may not see."""
    if not may(kind):
        return _said(t(f"access.may_not_write.{'role' if asking.viewer().names else 'viewer'}"))
    return _said(t("access.may_not_write.not_yours")) if loaders.hidden(kind, key) else ""


def seen(theirs: Record) -> bool:
    """Whether a record that somebody else wrote meanwhile may be shown."""
    return not theirs.version or bool(loaders.permitted((theirs,)))


def not_yours() -> str:
    """Said instead of another's record that one may not see."""
    return _said(t("access.may_not_write.not_yours"))


def _said(reason: str) -> str:
    return states.notice(t("access.may_not_write.title"), [reason], "warn")
