"""What people decided, as the store has it, for the charter's checks."""

from __future__ import annotations

from data.store import Record, StoreError, configured, open_store
from data.store.company import held_by
from queries.charter_meetings import seen
from queries.reconcile.asked import Asked

KINDS = ("target", "decision", "action", "review", "snapshot")
Records = dict[str, tuple[Record, ...]]


def records(asked: Asked) -> Records:
    """The company's records by kind; of a frozen week the telling that its meeting saw. None where there is no store
    that can be read: the head of every page says so then.
    """
    known = asked.asked_once
    if "records" not in known:
        known["records"] = dict.fromkeys(KINDS, ())
        if configured():
            try:
                known["records"] = _read(asked)
            except StoreError:
                return dict.fromkeys(KINDS, ())
    found: Records = known["records"]
    return found


def versions(asked: Asked) -> tuple[tuple[Record, ...], ...]:
    """Of each target that stands everything that was entered of it, oldest first. None without a store to read."""
    known = asked.asked_once
    if "versions" not in known:
        known["versions"] = ()
        if configured():
            try:
                store = open_store()
                known["versions"] = tuple(tuple(store.history("target", each.key)) for each in held_by(
                    store.current("target"), asked.build.is_demo))
            except StoreError:
                return ()
    found: tuple[tuple[Record, ...], ...] = known["versions"]
    return found


def _read(asked: Asked) -> Records:
    store = open_store()
    found = {kind: held_by(store.current(kind), asked.build.is_demo) for kind in KINDS}
    reviews = {each.key: each for each in found["review"]}
    found["snapshot"] = tuple(seen(each, reviews.get(each.key), store.history("snapshot", each.key))
                              for each in found["snapshot"])
    return found
