"""Evidence answered: the families by function, and the measures that every page shows, in one frame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Double, Text, cast, func, literal, select, union_all

from data.warehouse import Warehouse
from queries import tables
from queries.access import answers, company_wide, grouped, refuse
from queries.dimensions import check, dimensions
from queries.lpm import wilson
from queries.measures.evidence import FAMILIES
from queries.measures.family import Ask, Family, Words, number
from queries.measures.measured import COLUMNS, measured
from queries.measures.needs import absent
from queries.measures.registry import MEASURES
from queries.runner import run
from queries.scope import Scope

Found = dict[tuple[str | None, str | None, int], dict[Any, Any]]


@answers(grouped())
def evidenced(
    warehouse: Warehouse, scope: Scope, words: Words, keys: tuple[str, ...], days: tuple[date, ...],
    by: str | None = None,
) -> pd.DataFrame:
    """Grain: measure × day (× label of `by`, as `cell`; null: without one).

    `keys`: a family of one function (run@sales), a family of none (csat_known), or a measure that every page shows
    (health_known; not with `by`). Columns: those of `measured` and cell. reason: missing_table, nobody (there was
    nobody to be counted), not_yet (the table begins later than that day). Raises UnknownFilter, KeyError.
    """
    check(scope, dimensions(warehouse), by)
    chosen = {key: FAMILIES[key.partition("@")[0]] for key in keys if key.partition("@")[0] in FAMILIES}
    families = {each.key: each for each in chosen.values()}
    lacking = absent(warehouse, sorted({need for each in families.values() for need in each.needs}))
    begun = _begun(warehouse, [each for each in families.values() if not set(each.needs) & lacking])
    ask = Ask(scope, days, words, by)
    found = _found(warehouse, [each for each in families.values() if not set(each.needs) & lacking], ask)
    cells = sorted({cell for rows in found.values() for cell, _, _ in rows}, key=lambda cell: (cell is None, cell or "")
                   ) if by else [None]
    made = [row for cell in cells for key, family in chosen.items()
            for row in _rows(key, family, ask, cell, found.get(family.key), lacking, begun)]
    shared = tuple(key for key in keys if key not in chosen and key in MEASURES)
    frames = [pd.DataFrame(made, columns=["cell", *COLUMNS])]
    if shared and by is None:
        frames.append(measured(warehouse, scope, shared, days).assign(cell=None))
    rows = [row for frame in frames for row in frame.to_dict("records")]
    return pd.DataFrame(rows, columns=["cell", *COLUMNS])


def _found(warehouse: Warehouse, families: Sequence[Family], ask: Ask) -> dict[str, Found]:
    """Every family's rows, by its key: one statement, in which customers and contacts are read once for all."""
    found: dict[str, Found] = {each.key: {} for each in families}
    if families:
        asked = [each.statement(ask) for each in families]
        for each in asked:
            refuse(each)  # one that carries the permission would carry the others through
        parts = [_part(position, each.subquery(family.key))
                 for position, (family, each) in enumerate(zip(families, asked, strict=True))]
        for row in run(warehouse, union_all(*parts).subquery("evidence").select()).to_dict("records"):
            place = _text(row["cell"]), _text(row["function"]), int(row["day"])
            found[families[int(row["place"])].key][place] = row
    return found


def _part(position: int, rows: Any) -> Any:
    """Rows of one family in the types that all of them share."""
    return select(_place(position), rows.c.day, cast(rows.c.function, Text).label("function"),
                  cast(rows.c.cell, Text).label("cell"), cast(rows.c.numerator, Double).label("numerator"),
                  cast(rows.c.denominator, Double).label("denominator"), rows.c.n)


def _text(value: Any) -> str | None:
    return None if value is None or value != value else str(value)


def _rows(key: str, family: Family, ask: Ask, cell: str | None, found: Found | None, lacking: frozenset[str],
          begun: dict[tuple[str, str], int]) -> list[tuple[Any, ...]]:
    missing = tuple(need for need in family.needs if need in lacking)
    if missing or found is None:
        return [(cell, key, day, None, None, None, 0, None, None, "missing_table", missing) for day in ask.days]
    function = key.partition("@")[2] or next((of for _, of, _ in found), None)
    made = []
    for day in ask.days:
        at = tables.day_number(day)
        late = tuple(table for table, column in family.since if begun.get((table, column), at + 1) > at)
        row = None if late else found.get((cell, function, at))
        made.append((cell, key, day, *(_figure(family, row) if not late else
                                       (None, None, None, 0, None, None, "not_yet", late))))
    return made


def _figure(family: Family, row: dict[Any, Any] | None) -> tuple[Any, ...]:
    if row is None:
        if family.default is None:
            return None, None, None, 0, None, None, "nobody", ()
        return family.default, family.default, None, 0, None, None, None, ()
    top, n = float(row["numerator"] or 0), int(row["n"])
    if family.kind == "count":
        return top, top, None, n, None, None, None, ()
    bottom = float(row["denominator"])
    low, high = wilson(top, bottom) if family.kind == "share" else (None, None)
    return top / bottom, top, bottom, n, low, high, None, ()


def _begun(warehouse: Warehouse, families: Sequence[Family]) -> dict[tuple[str, str], int]:
    """The first day of each table that a family waits for."""
    wanted = sorted({each for family in families for each in family.since})
    if not wanted:
        return {}
    parts = []
    for position, (table, column) in enumerate(wanted):
        staged = tables.mart(f"stg_{table}", column, schema="staging")
        parts.append(select(func.min(number(staged.c[column])).label("day"), _place(position)).select_from(staged))
    with company_wide("since when a table tells anything is no news of any customer"):
        rows = run(warehouse, union_all(*parts).subquery("begun").select()).to_dict("records")
    return {wanted[int(row["place"])]: int(row["day"]) for row in rows if pd.notna(row["day"])}


def _place(position: int) -> Any:
    return literal(position).label("place")
