"""Whom a question is asked for, outside of the board: resolved as the board resolves those who sign in."""

from __future__ import annotations

from data.access import EVERYONE, Viewer
from data.access.company import known
from data.access.listing import WHY, named
from data.warehouse import Warehouse


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
