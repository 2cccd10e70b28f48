"""Which values of the dimensions a limited viewer may know: those of the customers that they may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Select, Text, cast, func, literal, select, union_all

from data.access import Viewer
from data.warehouse import Warehouse
from queries import tables
from queries.dimension import Dimension
from queries.runner import run
from queries.scope import LINE_KEYS, allowed
from queries.small import LEAST
from queries.small_kinds import PEOPLE
from queries.trace import recording


def within(warehouse: Warehouse, known: Mapping[str, Dimension], viewer: Viewer) -> dict[str, Dimension]:
    """The dimensions with the values that customers bore while inside the permission, and how many customers did so.

    Empty where these data lack a label that the permission names: nobody is inside it then.
    """
    if any(key not in known for key, _ in viewer.filters):
        return {key: replace(each, values=()) for key, each in known.items()}
    with recording():  # no part of any answer's evidence
        found = run(warehouse, statement(tuple(known), viewer))
    counts = {(str(row.key), None if pd.isna(row.value) else row.value): int(row.customers)
              for row in found.itertuples()}
    return {key: replace(each, values=tuple(
        replace(value, customers=counts[key, value.value]) for value in each.values if (key, value.value) in counts
    )) for key, each in known.items()}


def nameless(known: Mapping[str, Dimension]) -> dict[str, Dimension]:
    """The dimensions without people, and without the values that fewer than five customers ever bore: such a value may
    be a name. One with no other values is not known at all.
    """
    borne = {key: tuple(value for value in each.values if value.customers >= LEAST)
             for key, each in known.items() if key not in PEOPLE}
    return {key: replace(known[key], values=values) for key, values in borne.items() if values}


def statement(keys: tuple[str, ...], viewer: Viewer) -> Select[Any]:
    """Grain: key × value. Customers who ever bore it inside the permission; for lines, who were ever inside it."""
    own = tuple(key for key in keys if key not in LINE_KEYS)
    needed = tuple(dict.fromkeys((*own, *(key for key, _ in viewer.filters))))
    label = tables.labels(needed)
    inside = select(label.c.customer_key, *(label.c[tables.attribute(key)] for key in own)).where(
        allowed(viewer, lambda key: label.c[tables.attribute(key)])).cte("inside")
    line = tables.line()
    who = func.count(inside.c.customer_key.distinct()).label("customers")
    borne = {key: inside.c[tables.attribute(key)] for key in own}
    parts = [select(literal(key).label("key"), cast(value, Text).label("value"), who).group_by(value)
             for key, value in borne.items()]
    parts += [select(literal(key), cast(line.c[key], Text), who).select_from(
        line.join(inside, inside.c.customer_key == line.c.customer_key)).group_by(line.c[key])
        for key in keys if key in LINE_KEYS]
    return union_all(*parts).subquery("borne").select()
