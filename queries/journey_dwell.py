"""Time in stage: how long customers stand in one before they move on, and who has stood there too long."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, Select, case, cast, exists, func, select

from data.journey.model import LEFT
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers
from queries.dimensions import build_info, check, dimensions
from queries.estimate import estimate
from queries.estimate import reached as reached_at
from queries.health_rows import sunday
from queries.journey_rows import ACTIVE, customers, inside, judged, placed, told
from queries.runner import run
from queries.scope import Scope, conditions

WEEK = 7
QUARTILES = (("p25", 0.75), ("median", 0.5), ("p75", 0.25))
COLUMNS = ("stage", "spells", "open", "unseen", "p25_days", "median_days", "median_low", "median_high", "p75_days",
           "target_days", "limit_days", "over", "over_arr", "customers")
CURVE = ("stage", "days", "at_risk", "events", "survival", "low", "high")


@answers(WHOLE)
def dwell(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """How long a stage lasts, from every spell that began by the scope's date. Grain: stage without `left`.

    Columns: spells (that began where it could be seen), open (of these, still going on), unseen (left out: there on the
    first judged Sunday), p25_days, median_days and p75_days (days by which a quarter, half, three quarters have moved
    on, Kaplan-Meier by weeks with the open ones counted as long as they last; null where so many have not), median_low
    and median_high (95 %; null: not reached), target_days (of the rules), limit_days (the target, else p75_days;
    null where the rules say that no time is too long, or nobody knows),
    over (customers that stand in it for longer, null without a limit), over_arr, customers (that stand in it).
    Labels, and filters on lines, count as of the spell's first day; of who is over time as of the date.
    Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    counts, standing = _counts(warehouse, scope), _standing(warehouse, scope)
    rows = [_row(stage, counts[counts.stage == stage], standing[standing.stage == stage],
                 told(warehouse).rules.stage(stage).target_days) for stage in ACTIVE]
    return pd.DataFrame(rows, columns=list(COLUMNS))


@answers(WHOLE)
def curves(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """The share that still stands in each stage by days since it began, with the interval (fractions). Grain: stage ×
    week. Columns: CURVE. Errors as `dwell`.
    """
    check(scope, dimensions(warehouse))
    counts = _counts(warehouse, scope)
    made = [curve(counts[(counts.stage == stage) & counts.begun]).assign(stage=stage) for stage in ACTIVE]
    whole = pd.concat(made, ignore_index=True).assign(days=lambda frame: frame.age * WEEK)
    return whole[list(CURVE)]


def curve(counts: pd.DataFrame) -> pd.DataFrame:
    """Kaplan-Meier of counted spells (weeks, ended, spells), by weeks from 0. Pure; empty without a spell."""
    if counts.empty:
        return estimate(pd.DataFrame({"age": [], "at_risk": [], "events": []}))
    lengths = counts.groupby(["weeks", "ended"]).spells.sum().unstack(fill_value=0).reindex(columns=[False, True],
                                                                                            fill_value=0)
    lengths = lengths.reindex(range(int(lengths.index.max()) + 1), fill_value=0)
    ending = lengths.sum(axis=1)
    at_risk = ending[::-1].cumsum()[::-1]
    return estimate(pd.DataFrame({"age": lengths.index, "at_risk": at_risk.to_numpy(),
                                  "events": lengths[True].to_numpy()}))


def reached(found: pd.DataFrame, share: float, column: str = "survival") -> int | None:
    """The days after which at most this share still stands in the stage; null where it has not come to that."""
    weeks = reached_at(found, share, column)
    return None if weeks is None else weeks * WEEK


def _row(stage: str, counts: pd.DataFrame, standing: pd.DataFrame, target: int | None) -> tuple[Any, ...]:
    seen = counts[counts.begun]
    found = curve(seen)
    quarter, median, late = (reached(found, share) for _, share in QUARTILES)
    limit = late if target is None else target or None
    over = standing[standing.days > limit] if limit is not None else standing.iloc[:0]
    return (stage, int(seen.spells.sum()), int(seen.spells[~seen.ended].sum()), int(counts.spells[~counts.begun].sum()),
            quarter, median, reached(found, 0.5, "low"), reached(found, 0.5, "high"), late, target, limit,
            int(over.customers.sum()) if limit is not None else None,
            float(over["arr"].sum()) if limit is not None else None, int(standing.customers.sum()))


def _counts(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: stage × begun × length in weeks × whether it has ended by the date. Column: spells."""
    found = run(warehouse, _spells(scope))
    return found.assign(begun=found.begun.astype(bool), ended=found.ended.astype(bool))


def _spells(scope: Scope) -> Select[Any]:
    spell = tables.journey()
    week = tables.day_number(sunday(scope.as_of))
    ended = spell.c.to_day <= week
    until = case((ended, spell.c.to_day), else_=week)
    weeks = dialects.nearest(dialects.ratio(until - spell.c.from_day, WEEK))
    source, where, _ = inside(spell, scope)
    where = [*where, spell.c.stage != LEFT, spell.c.from_day <= week]
    if scope.line_filters:
        line = tables.line()
        where.append(exists(select(line.c.customer_key).where(
            line.c.customer_key == spell.c.customer_key, line.c.from_day <= spell.c.from_day,
            (line.c.to_day > spell.c.from_day) | line.c.to_day.is_(None),
            *conditions(scope.line_filters, lambda key: line.c[key]))))
    return select(spell.c.stage, spell.c.begun, weeks.label("weeks"), ended.label("ended"),
                  cast(func.count(), BigInteger).label("spells")).select_from(source).where(*where).group_by(
        spell.c.stage, spell.c.begun, weeks, ended)


def _standing(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: stage × days in it on the date. Columns: stage, days, customers, arr."""
    if not judged(warehouse, scope.as_of):
        return pd.DataFrame(columns=["stage", "days", "customers", "arr"])
    rows = placed(customers(scope), "standing")
    source, where, _ = inside(rows, scope)
    days = (tables.day_number(scope.as_of) - rows.c.since).label("days")
    found = run(warehouse, select(rows.c.stage, days, cast(func.count(), BigInteger).label("customers"),
                                  cast(func.sum(rows.c.arr), BigInteger).label("arr")).select_from(source).where(
        *where).group_by(rows.c.stage, days))
    found["arr"] = pd.to_numeric(found["arr"]) / build_info(warehouse).minor
    return found
