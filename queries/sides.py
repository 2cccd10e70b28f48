"""Both dates of a row that knows its labels on each: is it inside the filters, and under which label does it stand?

The labels are joined only where a question names some: an unfiltered one reads no label at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, null, select, true

from queries import tables
from queries.naming import seeing
from queries.pairs import cell_of, is_in, label_keys
from queries.scope import Scope


@dataclass(frozen=True)
class Sides:
    """source: the rows with their labels joined; in0, in1: inside the filters then and now; cell0, cell: labels."""

    source: Any
    in0: ColumnElement[bool]
    in1: ColumnElement[bool]
    cell0: ColumnElement[Any]
    cell: ColumnElement[Any]


def sides(rows: Any, keys: tuple[str, str], scope: Scope, by: str | None = None, of: str = "label") -> Sides:
    """`keys` name the columns of `rows` that hold the earlier and the later label (`of="profile"`: profile)."""
    named = label_keys(scope, by)
    if not named:
        cell = rows.c.cell if "cell" in rows.c else cast(null(), Text)
        return Sides(rows, true(), true(), cell, cell)
    table = tables.labels(named) if of == "label" else tables.profiles(named)
    low, high = table.alias("low"), table.alias("high")
    joined = rows.join(low, low.c[f"{of}_id"] == rows.c[keys[0]]).join(high, high.c[f"{of}_id"] == rows.c[keys[1]])
    return Sides(joined, is_in(low, scope), is_in(high, scope), cell_of(low, rows, by), cell_of(high, rows, by))


@dataclass(frozen=True)
class Side:
    """One date of some rows: the rows with that date's label joined, whether it lies inside the filters, its cell."""

    source: Any
    inside: ColumnElement[bool]
    cell: ColumnElement[Any]


def one_side(rows: Any, key: str, scope: Scope, by: str | None = None) -> Side:
    """`key` names the column of `rows` that holds the label of the date in question."""
    named_keys = label_keys(scope, by)
    if not named_keys:
        return Side(rows, true(), cast(null(), Text))
    label = tables.labels(named_keys).alias(f"of_{key}")
    return Side(rows.join(label, label.c.label_id == rows.c[key]), is_in(label, scope), cell_of(label, rows, by))


def named(rows: Any, scope: Scope, unit: str | None = None) -> Select[Any]:
    """The rows of units under their names: account, account_id, detail (what tells units of one account apart); null
    where whoever asks may not name them on the scope's date. `unit`: where it is not the scope's.
    """
    units, owner = tables.unit_table(unit or scope.unit), tables.customer().alias("owner")
    seen = seeing(scope, rows.join(units, units.c.unit_key == rows.c.unit_key).join(
        owner, owner.c.customer_key == units.c.owner_key), units.c.owner_key)
    names = (owner.c.name.label("account"), owner.c.customer_id.label("account_id"), units.c.key.label("detail"))
    return select(*map(seen.mask, names), *rows.c).select_from(seen.source)
