"""Drivers: which conditions go together with staying, as known twelve months before. Never why.

Landmark design: the base is who was active on d0; a condition counts as it was known on d0; the outcome is whether
there is ARR on d. One statement counts the base by condition, segment, age and fit; everything else is arithmetic on
those cells. Conditions belong to customers, so customers are counted whatever unit a scope asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.ages import months_between
from queries.conditions import CONDITIONS, FIT, PARTNER, SEGMENT, attributes, grouped_by, spells
from queries.conditions import label_keys as own_keys
from queries.dimensions import Dimension, check, dimensions
from queries.lpm import adjusted, holm, newcombe
from queries.metrics import FEW
from queries.pairs import is_in, label_keys, pairs
from queries.runner import run
from queries.scope import Scope

FACTORS = (SEGMENT, "age", "fit")
VALUE = "progress"
"""How far a customer had come on d0: first value in 60 days, later, not yet, unknown."""
DEEP = "onboarding_deep"
LEAST_LEAVERS = 5
"""A side on which fewer leavers (or stayers) than this are to be expected is not adjusted: an error needs both."""
CHANCE = 0.05
COLUMNS = ("condition", "n_with", "n_without", "retention_with", "retention_without", "difference", "low", "high",
           "adjusted", "adjusted_low", "adjusted_high", "p", "p_adjusted", "reason")


@answers(WHOLE)
def drivers(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Logo retention with and without each condition known on d0. Grain: condition that anybody could be judged by.

    Columns: condition (a key of conditions.CONDITIONS, "partner", or attribute=value), n_with, n_without (customers of
    the base; who cannot be judged is in neither), retention_with, retention_without, difference (fractions) with
    Newcombe's 95 % interval low, high; adjusted, adjusted_low, adjusted_high: the same between customers of the same
    segment, age (quarters of the first year, 1-2, over 2 years) and fit (see `factors`), robust; p of it, p_adjusted
    after Holm over all that have one; reason: why something is null: few_with, few_without (fewer than 10),
    few_leavers (fewer than 5 leavers or stayers to be expected on a side), inseparable (one with the segment, the age
    or the fit).
    attrs: base, kept (customers), d0, comparisons (that p_adjusted corrects for), absent (conditions nobody could be
    judged by). Raises UnknownFilter. Source: definitions, Drivers.
    """
    known = dimensions(warehouse)
    check(scope, known)
    asked = replace(scope, unit="customer")
    cells = run(warehouse, statement(asked, known))
    return shape(cells, known, scope)


def statement(scope: Scope, known: Mapping[str, Dimension]) -> Select[Any]:
    """Grain: condition (or attribute) × its answer × segment × age × fit. Columns n, kept. "base" counts everybody."""
    base = based(scope, known)
    condition = spells()
    joined = base.join(condition, and_(condition.c.customer_key == base.c.customer_key,
                                       *tables.spans(condition, _day0(scope))))
    parts = [_counted(condition.c.condition, null(), condition.c.holds, base, joined),
             _counted(literal("base"), null(), null(), base, base)]
    parts += [_counted(literal(f"{name}="), base.c[f"g_{name}"], null(), base, base)
              for name in grouped_by(tables.labels(own_keys(known)), known)]
    cells = union_all(*parts).subquery("cells")
    return select(*cells.c)


def _day0(scope: Scope) -> int:
    return tables.day_number(tables.year_before(scope.as_of))


def based(scope: Scope, known: Mapping[str, Dimension]) -> Any:
    """The base: customers active on d0 with what was settled of them then, and whether they are active on d."""
    pair = pairs(scope, tables.year_before(scope.as_of), scope.as_of)
    label = tables.labels(dict.fromkeys([*own_keys(known), *label_keys(scope, None)])).alias("label")
    unit, life = tables.unit_table("customer"), tables.life("customer")
    empty = cast(null(), Text)
    held: dict[str, ColumnElement[Any]] = {
        name: label.c[tables.attribute(key)] if key in known else empty
        for name, key in ((SEGMENT, SEGMENT), ("fit", FIT))}
    months = months_between(life.c.start_day, cast(literal(_day0(scope)), Integer))
    young = [(months < 3 * quarter, f"<{3 * quarter} months") for quarter in range(1, 5)]
    band = case((life.c.start_day.is_(None), None), *young, (months < 24, "1-2"), else_=">2")
    fast, reached = (_told(key, scope) for key in ("ttv_fast", "first_value"))
    value = case((fast.c.holds, "fast"), (reached.c.holds, "late"), (~reached.c.holds, "none"))
    return select(
        unit.c.owner_key.label("customer_key"), case((pair.c.arr > 0, 1), else_=0).label("kept"),
        *(column.label(name) for name, column in held.items()), band.label("age"), value.label(VALUE),
        *(column.label(f"g_{name}") for name, column in grouped_by(label, known).items()),
    ).select_from(
        pair.join(label, label.c.label_id == pair.c.label0_id).join(unit, unit.c.unit_key == pair.c.unit_key)
        .join(life, life.c.unit_key == pair.c.unit_key)
        .outerjoin(fast, fast.c.customer_key == unit.c.owner_key)
        .outerjoin(reached, reached.c.customer_key == unit.c.owner_key)
    ).where(pair.c.arr0 > 0, is_in(label, scope)).cte("base")


def _told(key: str, scope: Scope) -> Any:
    """Grain: customer who could be judged by a condition on d0. Column holds."""
    spell = spells()
    return select(spell.c.customer_key, spell.c.holds).where(
        spell.c.condition == key, *tables.spans(spell, _day0(scope))).subquery(key)


def _counted(name: Any, value: Any, holds: Any, base: Any, source: Any) -> Select[Any]:
    keys = [cast(name, Text).label("condition"), cast(value, Text).label("value"), cast(holds, Boolean).label("holds"),
            *(base.c[key] for key in (*FACTORS, VALUE))]
    counts = [cast(func.count(), Integer).label("n"), cast(func.sum(base.c.kept), Integer).label("kept")]
    return select(*keys, *counts).select_from(source).where(true()).group_by(*keys)


def factors(condition: str) -> tuple[str, ...]:
    """What a condition is held against: segment, age and fit; the fit not against itself; the deep end of onboarding,
    which comes after first value, also against how far a customer had come.
    """
    if condition.startswith(f"{FIT}="):
        return FACTORS[:2]
    return (*FACTORS, VALUE) if condition == DEEP else FACTORS


def shape(cells: pd.DataFrame, known: Mapping[str, Dimension], scope: Scope) -> pd.DataFrame:
    """From the cells to a row a condition, those of the mart in their order first."""
    rows = [compared(name, part, factors(name)) for name, part in _split(cells, known)]
    chances = [row["p"] for row in rows]
    whole = cells[cells.condition == "base"]
    found = pd.DataFrame([row | {"p_adjusted": p} for row, p in zip(rows, holm(chances), strict=True)],
                         columns=list(COLUMNS))
    found.attrs = {
        "base": int(whole.n.sum()), "kept": int(whole.kept.sum()), "d0": tables.year_before(scope.as_of),
        "comparisons": sum(p is not None for p in chances),
        "absent": [key for key in CONDITIONS if key not in set(found.condition)]}
    return found


def _split(cells: pd.DataFrame, known: Mapping[str, Dimension]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each condition's cells with x: 1 with, 0 without; who cannot be judged is left out, as is what judges nobody."""
    groups = dict(list(cells.groupby("condition", sort=False)))
    for key in CONDITIONS:
        if key in groups:
            yield key, groups[key].assign(x=groups[key].holds.astype(int))
    if f"{PARTNER}=" in groups:
        part = groups[f"{PARTNER}="]
        yield PARTNER, part.assign(x=(part.value == "yes").astype(int))
    for key, values in attributes(known).items():
        part = groups.get(f"{key}=", cells[:0])
        judged = part[part.value.notna()]
        for value in values if len(judged) else ():
            yield f"{key}={value}", judged.assign(x=(judged.value == value).astype(int))


def compared(name: str, part: pd.DataFrame, held: tuple[str, ...] = FACTORS) -> dict[str, Any]:
    """One condition's row, but for the correction. Grain of `part`: a cell with x, n, kept and `held`."""
    sums = part.groupby("x")[["n", "kept"]].sum().reindex([1, 0], fill_value=0)
    (n1, kept1), (n0, kept0) = ((int(row.n), int(row.kept)) for row in sums.itertuples())
    row: dict[str, Any] = dict.fromkeys(COLUMNS[:-2]) | {
        "condition": name, "n_with": n1, "n_without": n0, "retention_with": kept1 / n1 if n1 else None,
        "retention_without": kept0 / n0 if n0 else None, "reason": None}
    if min(n1, n0) < FEW:
        return row | {"reason": "few_with" if n1 < FEW else "few_without"}
    row |= dict(zip(("difference", "low", "high"), newcombe(kept1, n1, kept0, n0), strict=True))
    share = (kept1 + kept0) / (n1 + n0)
    if min(n1, n0) * min(share, 1 - share) < LEAST_LEAVERS:
        return row | {"reason": "few_leavers"}
    effect = adjusted(part, held)
    if effect is None:
        return row | {"reason": "inseparable"}
    return row | {"adjusted": effect.difference, "adjusted_low": effect.low, "adjusted_high": effect.high,
                  "p": effect.p}
