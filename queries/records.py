"""Records of the store as one person may see them, and which kinds they may write. Pure.

What people decided names accounts and people, and no query stands between it and the page; so this does.
`held`: the ids of the accounts in the person's own book, asked for only where it matters.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from data.access import Viewer
from data.store import Record, frozen

HIDDEN = "—"
"""Stands where a name was, for who may not see names."""
OPEN = ("target", "assessment", "playbook", "setting", "owner")
"""What everybody who is signed in may know; who may not see names, without them."""
NAMED_BY_PEOPLE = ("scenario", "annotation")
"""What holds nothing of a customer but words that somebody gave it: for who may see names."""
BOOK = ("decision", "action", "outcome", "mark", "note")
"""What is said of an account, or by its people: in whose book it is, who owns it, who wrote it."""
WHOLE = ("snapshot", "review")
"""What holds the company's totals and accounts of every book: the leadership's."""
NAMED = ("owner", "assessor")
WORDS = ("note", "evidence", "why")
ACCOUNTS = ("account_id", "customer_id")
Held = Callable[[], Collection[str]]


def nothing() -> Collection[str]:
    """Nobody's book."""
    return ()


def visible(records: tuple[Record, ...], viewer: Viewer, held: Held = nothing) -> tuple[Record, ...]:
    """The records that this person may see, in their order; of some, without names and free words.

    Executives see all. Of the rest: OPEN everybody, scenarios and annotations who sees names, BOOK leads and CSMs
    their own, saved views the shared and own ones, reviews of meetings without who was there. What is of no known
    kind, and frozen weeks, none.
    """
    if viewer.whole:
        return records
    if viewer.barred:
        return ()
    return tuple(shown for each in records if (shown := _shown(each, viewer, held)) is not None)


def may_write(kind: str, viewer: Viewer) -> bool:
    """Whether this person may write records of a kind: who sees no names writes none, the leadership's are theirs."""
    return viewer.names and (viewer.whole or kind not in WHOLE)


def own(record: Record, viewer: Viewer) -> bool:
    """Whether this person owns the record or wrote this version of it."""
    mine = {_plain(viewer.who), _plain(viewer.name)} - {""}
    return _plain(record.author) in mine or _plain(record.get("owner")) in mine


def _shown(record: Record, viewer: Viewer, held: Held) -> Record | None:
    if record.kind in OPEN:
        return record if viewer.names else _masked(record)
    if record.kind == "review":
        return _of_nobody(record)
    if not viewer.names:
        return None
    if record.kind in NAMED_BY_PEOPLE:
        return record
    if record.kind == "view":
        return record if record.get("shared") is True or own(record, viewer) else None
    return record if record.kind in BOOK and (own(record, viewer) or _in_book(record, held)) else None


def _in_book(record: Record, held: Held) -> bool:
    accounts = [str(record.get(name)) for name in ACCOUNTS if record.get(name)]
    return bool(accounts) and all(account in held() for account in accounts)


def _masked(record: Record) -> Record:
    """Without the names in it, and without what people wrote freely: that may name anybody."""
    body = {name: HIDDEN if name in NAMED else value for name, value in record.body.items() if name not in WORDS}
    return replace(record, body_items=frozen(body), author=HIDDEN)


def _of_nobody(record: Record) -> Record:
    """A meeting: that it was held, and whether anybody was there, not who."""
    body = {name: [HIDDEN] if name == "present" and value else value for name, value in record.body.items()
            if name not in WORDS}
    return replace(record, body_items=frozen(body), author=HIDDEN)


def _plain(name: Any) -> str:
    return str(name or "").strip().casefold()
