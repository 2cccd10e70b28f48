"""Whom a question is asked for outside of the board, resolved as the board does; and whose accounts are whose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import select

from data.access import EVERYONE, Viewer
from data.access.company import known
from data.access.listing import WHY, named
from data.store import Record
from data.store.company import held_by
from data.warehouse import Warehouse
from queries import records, tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info
from queries.naming import seeing
from queries.runner import run
from queries.scope import Scope

_asked_by: ContextVar[Viewer] = ContextVar("asked_by", default=EVERYONE)


class NothingToSee(ValueError):
    """A person who may see nothing. The message says why and what to do."""


def seen_as(warehouse: Warehouse, email: str | None) -> Viewer:
    """The person of an e-mail as the access file has them; without one the operator, who sees all.

    Errors: NothingToSee. Source: data.access.people.resolve over the e-mail alone: no sign-in, so no other claims.
    """
    if email is None:
        return EVERYONE
    viewer = named(email, known(warehouse))
    if viewer.barred:
        raise NothingToSee(f"{viewer.who or email} may see nothing: {WHY[viewer.why]}")
    return viewer


@contextmanager
def asked_by(viewer: Viewer) -> Iterator[None]:
    """While the block runs, what people decided is read as this person may see it."""
    token = _asked_by.set(viewer)
    try:
        yield
    finally:
        _asked_by.reset(token)


def permitted(warehouse: Warehouse, found: tuple[Record, ...]) -> tuple[Record, ...]:
    """Of the company's records those that whoever asks on the command line may see: queries.records.visible."""
    build, viewer = build_info(warehouse), _asked_by.get()
    return records.visible(held_by(found, build.is_demo), viewer,
                   lambda: book(warehouse, Scope(build.default_as_of, viewer=viewer)))


def may_write(kind: str) -> bool:
    """Whether whoever asks on the command line may write records of a kind: queries.records.may_write."""
    return records.may_write(kind, _asked_by.get())


@answers(WHOLE)
def book(warehouse: Warehouse, scope: Scope) -> frozenset[str]:
    """The ids of the customers that the scope's viewer may see by name, by their label on its date.

    Empty for who may see no names; for who sees the whole company, all. Source: marts.customer, marts.label.
    """
    if not scope.viewer.names:
        return frozenset()
    customer = tables.customer()
    seen = seeing(scope, customer, customer.c.customer_key)
    found = run(warehouse, select(customer.c.customer_id).select_from(seen.source).where(seen.permitted))
    return frozenset(map(str, found.customer_id))
