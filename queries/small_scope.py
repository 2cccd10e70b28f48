"""Whether a filter may be answered for whoever may not see names: not where it, or what it leaves out, is too few.

What the chosen keys make is one table: a cell for every combination of *all* their values, with its customers on the
date and twelve months before. Which of its cells are hidden depends on the table alone, never on the question, so
that no two questions give a hidden cell away. A filter is answered where every cell that it asks for is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Any

import numpy as np
from sqlalchemy import Select, and_, case, cast, func, literal, select, union_all
from sqlalchemy import Text as SqlText

from data.warehouse import Warehouse
from queries import tables
from queries.access import OPEN, answers
from queries.pairs import pairs
from queries.runner import run
from queries.scope import LINE_KEYS, Filters, Scope
from queries.small import Block, blocks_of, protect, smalls
from queries.trace import recording
from queries.versions import per_version

Cell = tuple[str | None, ...]


class TooFew(PermissionError):
    """Fewer than five customers, in what is asked for or in what is left: nothing is told of them without names."""


@dataclass(frozen=True)
class Table:
    """keys × their values. hidden: the combinations of which nothing is told; shown: the others that hold anybody."""

    hidden: frozenset[Cell]
    shown: frozenset[Cell]


@answers(OPEN)
def allowed(warehouse: Warehouse, scope: Scope) -> bool:
    """Whether the scope may be answered for who asks. Raises TooFew where not; true for whoever may see names."""
    if not scope.viewer.names:
        check(warehouse, scope)
    return True


def check(warehouse: Warehouse, scope: Scope) -> None:
    """Raises TooFew where a combination of the chosen values, or what subtraction leaves of it, is too few.

    Unknown keys and values are left to whoever answers: they are UnknownFilter there.
    """
    keys = tuple(key for key, _ in scope.asked_labels)
    asked = [values for _, values in scope.asked_labels]
    for lines in _line_parts(warehouse, scope.line_filters):
        made = table(warehouse, scope.as_of, keys, lines)
        if any(cell in made.hidden for cell in product(*asked)):
            raise TooFew(f"fewer than five customers: {', '.join(key for key, _ in scope.where) or 'all'}")


def hidden_values(warehouse: Warehouse, scope: Scope, by: str) -> frozenset[str | None]:
    """The values of a key of which a split of this scope tells nothing: those hidden in the table of the filter's
    keys and this one, for any of the combinations that are asked for. Of a line's key each value is a table of who
    holds it: what one filter's split hides, the same split under all the others, less the total, would tell.
    """
    others = tuple((key, values) for key, values in scope.asked_labels if key != by)
    keys, chosen = tuple(key for key, _ in others), set(product(*(values for _, values in others)))
    if by in LINE_KEYS:
        return frozenset(value for value in _values(warehouse, by)
                         if chosen & table(warehouse, scope.as_of, keys, ((by, (value,)),)).hidden)
    made = [table(warehouse, scope.as_of, (*keys, by), lines) for lines in _line_parts(warehouse, scope.line_filters)]
    return frozenset(cell[-1] for each in made for cell in each.hidden if cell[:-1] in chosen)


def _values(warehouse: Warehouse, key: str) -> tuple[str | None, ...]:
    from queries.dimensions import dimensions  # here: it asks who is asking, as this module is asked

    known = dimensions(warehouse)
    return tuple(each.value for each in known[key].values) if key in known else ()


def _line_parts(warehouse: Warehouse, filters: Filters) -> Iterator[Filters]:
    """The filters on lines by single values and by what each leaves out, in all combinations: a customer can hold lines
    of several, so that two questions that are large both may differ by one. Without any, that there are none.
    """
    yield ()
    if not filters:
        return
    rests = {key: tuple(each for each in _values(warehouse, key) if each not in values) for key, values in filters}
    parts = [[*((each,) for each in values), *([rests[key]] if rests[key] else [])] for key, values in filters]
    yield from (tuple(zip((key for key, _ in filters), chosen, strict=True)) for chosen in product(*parts))
    yield from (((key, rest),) for key, rest in rests.items() if rest)


@per_version(512)
def table(warehouse: Warehouse, as_of: date, keys: tuple[str, ...], lines: Filters) -> Table:
    """The table of these labels' values, over the customers that hold such lines."""
    with recording():  # no part of any answer's evidence
        found = run(warehouse, statement(Scope(as_of, where=lines), keys))
    cells: dict[Cell, list[int]] = {}
    for row in found.itertuples(index=False):
        held = cells.setdefault(tuple(None if each != each else each for each in row[2:]), [0, 0])
        held[int(row[0])] += int(row[1])
    names = list(cells)
    counts = np.asarray([cells[name] for name in names], dtype=np.int64).reshape(len(names), 2)
    mask = protect(counts, _blocks(names, counts)) if len(keys) else smalls(counts)
    hidden = frozenset(name for name, out in zip(names, mask, strict=True) if out)
    return Table(hidden, frozenset(names) - hidden)


def _blocks(names: list[Cell], counts: Any) -> list[Block]:
    """One key: the whole. Two: rows and columns. More: every line of cells that differ in one key alone."""
    width = len(names[0]) if names else 0
    if width <= 2:
        return blocks_of([name[0] for name in names], [name[1] for name in names] if width == 2 else None, counts)
    lines: dict[tuple[Any, ...], list[int]] = {}
    for kept in combinations(range(width), width - 1):
        for at, name in enumerate(names):
            lines.setdefault((kept, *(name[place] for place in kept)), []).append(at)
    return [np.arange(len(names)), *(np.asarray(each) for each in lines.values())]


def statement(scope: Scope, keys: tuple[str, ...]) -> Select[Any]:
    """Grain: date (1: the scope's, 0: twelve months before) × labels. customers: those with ARR on it."""
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    label = tables.labels(keys)
    parts = []
    for then, amount, key in ((1, pair.c.arr, pair.c.label_id), (0, pair.c.arr0, pair.c.label0_id)):
        held = func.coalesce(func.sum(case((amount > 0, 1), else_=0)), 0).label("customers")  # of nobody: 0
        own = [cast(label.c[tables.attribute(name)], SqlText).label(name) for name in keys]
        rows = select(literal(then).label("then"), held, *own).select_from(
            pair.join(label, and_(label.c.label_id == key)) if keys else pair)
        parts.append(rows.group_by(*own) if own else rows)
    return union_all(*parts).subquery("counted").select()
