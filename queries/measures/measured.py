"""Measures answered: value, interval and the reason where there is none, for any scope and any days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.lpm import wilson
from queries.measures.model import Measure
from queries.measures.needs import absent, choices
from queries.measures.registry import MEASURES
from queries.runner import run
from queries.scope import Scope

COLUMNS = ("measure", "on", "value", "numerator", "denominator", "n", "low", "high", "reason", "missing")


@answers(WHOLE)
def measured(
    warehouse: Warehouse, scope: Scope, keys: tuple[str, ...], days: tuple[date, ...] = ()
) -> pd.DataFrame:
    """Grain: measure × day, in the order asked; without `days` the scope's date.

    Columns: measure, on (date), value (fraction, days, hours, count or reporting currency), numerator, denominator, n,
    low and high (95 % interval of a share; else null), reason (null, missing_table, nobody, or the measure's own),
    missing (the tables or columns that would answer, a tuple). Raises UnknownFilter; KeyError for an unknown measure.
    """
    check(scope, dimensions(warehouse))
    asked = days or (scope.as_of,)
    chosen = [MEASURES[key] for key in keys]
    lacking = absent(warehouse, sorted({need for each in chosen for need in each.needs}))
    made = [row for each in chosen for row in _rows(warehouse, scope, each, asked, lacking)]
    return pd.DataFrame(made, columns=list(COLUMNS))


def _rows(
    warehouse: Warehouse, scope: Scope, measure: Measure, days: Sequence[date], lacking: frozenset[str]
) -> list[tuple[Any, ...]]:
    missing = tuple(each for need in measure.needs if need in lacking for each in choices(need))
    if missing:
        return [(measure.key, day, None, None, None, 0, None, None, "missing_table", missing) for day in days]
    found = _found(warehouse, scope, measure, tuple(days))
    held = {int(row["day"]): row for row in found.to_dict("records")}
    minor = build_info(warehouse).minor if measure.kind == "money" else 1
    return [(measure.key, day, *_figure(measure, held.get(tables.day_number(day)), minor)) for day in days]


def _found(warehouse: Warehouse, scope: Scope, measure: Measure, days: tuple[date, ...]) -> pd.DataFrame:
    if measure.statement is not None:
        return run(warehouse, measure.statement(scope, days))
    assert measure.answer is not None
    return measure.answer(warehouse, scope, days)


def _figure(measure: Measure, row: dict[Any, Any] | None, minor: int) -> tuple[Any, ...]:
    top, bottom, given = (_number(row.get(name)) if row else None for name in ("numerator", "denominator", "value"))
    n = int(_number(row.get("n")) or 0) if row else 0
    value = given
    if value is None and top is not None:
        value = top if bottom is None else top / bottom if bottom else None
    if value is None:
        return None, top, bottom, n, None, None, (row or {}).get("reason") or "nobody", ()
    low, high = wilson(top, bottom) if measure.kind == "share" and top is not None and bottom else (None, None)
    return value / minor, top, bottom, n, low, high, None, ()


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
