"""How a question of whoever may not see names is asked: refused where it is about too few, its answer without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from data.access import EVERYONE
from data.warehouse import Warehouse
from queries.dimensions import check as check_known
from queries.dimensions import visible
from queries.scope import Scope
from queries.small_kinds import PEOPLE
from queries.small_scope import check, hidden_values
from queries.small_shown import Asked, NotShown, shown

ONE = frozenset(("account_id", "account_ids", "accounts", "ids", "customers", "text", "partner_id"))
"""Arguments that name whom a question is about."""

__all__ = ["answered", "refuse"]


def refuse(warehouse: Warehouse, kind: str, given: Mapping[str, Any]) -> None:
    """Raises UnknownFilter for a key or value that may not be known, TooFew for a scope over too few, NotShown for a
    question about customers by name. `given`: arguments.
    """
    scope, split = scope_of(given), given.get("by")
    if split in PEOPLE:
        raise NotShown("names")
    if kind != "open" and scope is not None:
        labels, known = visible(warehouse, EVERYONE), visible(warehouse, scope.viewer)
        check_known(scope, known, str(split) if split in labels else None)
        check(warehouse, scope)
    if any(given[name] for name in ONE & set(given)):
        raise NotShown("names")


def answered(warehouse: Warehouse, answer: Any, kind: str, sums: tuple[str, ...], given: Mapping[str, Any]) -> Any:
    """The answer as it may be shown."""
    scope = scope_of(given)
    if kind == "open" or scope is None:
        return answer
    split = given.get("by")
    return shown(answer, kind == "names", sums, Asked(
        str(split) if split else None, _told(warehouse, scope, split), bool(scope.where), _hidden(warehouse, scope)))


def _told(warehouse: Warehouse, scope: Scope, split: object) -> frozenset[str | None] | None:
    """The values of a split that may be told; who sold is a person, and never is. Null: the board's own words."""
    if split == "seller":
        return frozenset()
    found = visible(warehouse, scope.viewer).get(str(split))
    return frozenset(value.value for value in found.values) if found else None


def _hidden(warehouse: Warehouse, scope: Scope) -> Callable[[str], frozenset[str | None] | None]:
    """The labels of a split that a table of the filter's keys hides; unknown for other splits."""
    labels = frozenset(visible(warehouse, EVERYONE))
    return lambda by: hidden_values(warehouse, scope, by) if by in labels else None


def scope_of(given: Mapping[str, Any]) -> Scope | None:
    return next((value for value in given.values() if isinstance(value, Scope)), None)
