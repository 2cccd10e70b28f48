"""Names under permission: whose name, id and address a person may see, on the scope's date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, null, true

from queries import tables
from queries.scope import Scope, allowed


@dataclass(frozen=True)
class Seen:
    """source: the rows with what is needed joined; permitted: whether a row's customer may be named."""

    source: Any
    permitted: ColumnElement[bool]

    def mask(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The column where its customer may be named, else null; under the column's own name."""
        return case((self.permitted, column), else_=null()).label(column.name)


@dataclass(frozen=True)
class Everyone(Seen):
    """Whoever may see every name: nothing is joined, nothing masked."""

    def mask(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return column


def seeing(scope: Scope, source: Any, customer_key: ColumnElement[Any], name: str = "seen_label") -> Seen:
    """Joins to `source` what tells whether the customer under `customer_key` may be named by who asks: by its label on
    the scope's date. A customer without a label then may not. `name` tells several of one statement apart.
    """
    viewer = scope.viewer
    if viewer.whole:
        return Everyone(source, true())
    if not viewer.names:
        return Seen(source, ~true())
    label = tables.labels(tuple(key for key, _ in viewer.filters)).alias(name)
    held = and_(label.c.customer_key == customer_key, *tables.holds(label, tables.day_number(scope.as_of)))
    return Seen(source.outerjoin(label, held), allowed(viewer, lambda key: label.c[tables.attribute(key)]))
