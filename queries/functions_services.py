"""Services: the days to first value, and the occasions for a paid service: who needs one and has bought none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, exists, func, literal, or_, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers, by_name
from queries.conditions import spells
from queries.dimensions import check, dimensions
from queries.health_rows import rated
from queries.measures.known import QUARTER, YEAR, number, within
from queries.measures.needs import absent
from queries.measures.population import facts, population
from queries.pairs import is_in
from queries.runner import run
from queries.scope import Scope
from queries.scored import listed

BINS = ((0, 30), (31, 60), (61, 90), (91, 120), (121, None))
"""Days to first value, both ends inclusive."""
WAYS = ("bin", "from_days", "to_days", "onboardings", "share")
REASONS = {"overdue": "onboarding", "unadopted": "usage_week", "champion_left": "contact"}
"""Why a customer may want a service, and the table that tells."""
OCCASIONS = ("account", "account_id", "arr", "band", "score", *REASONS, "reasons", "renewal_due", "renewal_arr",
             "owner", "url")


@answers(WHOLE)
def ways(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """How long onboardings took to first value. Grain: span of days, then "none": not there by d.

    Of onboardings begun 90 to 454 days before d, as first_value_90 counts them. Columns: bin, from_days, to_days,
    onboardings, share. attrs: missing, total. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    missing = absent(warehouse, ("onboarding",))
    found = None if missing else run(warehouse, _ways(scope)).iloc[0]
    total = 0 if found is None else int(found.total or 0)
    rows: list[dict[str, Any]] = [] if found is None or not total else [
        {"bin": f"{low}-{'' if high is None else high}", "from_days": low, "to_days": high,
         "onboardings": int(found[f"bin_{low}"]), "share": int(found[f"bin_{low}"]) / total} for low, high in BINS]
    if found is not None and total:
        none = total - sum(row["onboardings"] for row in rows)
        rows.append({"bin": "none", "from_days": None, "to_days": None, "onboardings": none, "share": none / total})
    made = pd.DataFrame(rows, columns=list(WAYS), dtype=object)
    made.attrs = {"missing": tuple(missing), "total": total}
    return made


def _ways(scope: Scope) -> Select[Any]:
    who, way = population(scope, (scope.as_of,)), facts("onboarding", "started_on", "first_value_on")
    start, value = number(way.c.started_on), number(way.c.first_value_on)
    taken = case((value <= who.c.day, value - start))

    def inside(low: int, high: int | None) -> ColumnElement[Any]:
        early = taken <= BINS[0][1] if low == 0 else taken >= low
        span = early if high is None or low == 0 else and_(early, taken <= high)
        return cast(func.coalesce(func.sum(case((span, 1), else_=0)), 0), Integer)

    bins = [inside(low, high).label(f"bin_{low}") for low, high in BINS]
    return select(func.count().label("total"), *bins).select_from(
        who.join(way, and_(way.c.customer_key == who.c.customer_key, within(start, who.c.day - QUARTER, YEAR))))


@answers(by_name("arr", "renewal_arr"))
def occasions(warehouse: Warehouse, scope: Scope, limit: int | None = None) -> pd.DataFrame:
    """Customers without a paid service in the last 365 days who have an occasion for one, the largest ARR first.

    Columns beside those of every list: overdue (an onboarding past its target without its basic steps), unadopted
    (fewer than half of the features used), champion_left (in the last 180 days); null where nobody can tell; reasons:
    how many hold. attrs: total, arr, missing (opportunity: who bought is not known, then no list), unknown (tables
    without which a reason could not be looked at). Raises UnknownFilter.
    """
    asked = replace(scope, unit="customer")
    check(asked, dimensions(warehouse))
    missing = absent(warehouse, ("opportunity",))
    if missing:
        made = pd.DataFrame(columns=list(OCCASIONS))
        made.attrs = {"missing": tuple(missing), "unknown": (), "total": 0, "arr": 0.0}
        return made
    gone = absent(warehouse, tuple(REASONS.values()))
    found = listed(warehouse, asked, _chosen(asked), ("arr",), limit)
    made = found.reindex(columns=list(OCCASIONS))
    made.attrs = dict(found.attrs) | {"unknown": tuple(table for table in REASONS.values() if table in gone)}
    return made


def _chosen(scope: Scope) -> Select[Any]:
    day, rows = tables.day_number(scope.as_of), rated(scope, "rated")
    label = tables.labels([key for key, _ in scope.label_filters]).alias("occasion_label")
    held = {"overdue": _overdue(rows, day), "unadopted": _spell(rows, "breadth", day, False),
            "champion_left": _spell(rows, "champion_left", day, True)}
    number_of = sum((case((each, 1), else_=0) for each in held.values()), literal(0))
    return select(rows.c.unit_key, rows.c.label_id, rows.c.arr, rows.c.band, rows.c.score,
                  *(each.label(name) for name, each in held.items()), number_of.label("reasons")).select_from(
        rows.join(label, label.c.label_id == rows.c.label_id)).where(
        is_in(label, scope), ~_served(rows, day), or_(*held.values()))


def _overdue(rows: Any, day: int) -> ColumnElement[bool]:
    way = facts("onboarding", "target_on", "basic_done_on", name="late_way")
    done = number(way.c.basic_done_on)
    return exists().where(way.c.customer_key == rows.c.owner_key, number(way.c.target_on) < day,
                          or_(done.is_(None), done > day))


def _spell(rows: Any, condition: str, day: int, holds: bool) -> ColumnElement[bool]:
    """Whether a condition of the drivers is known to hold (or not to hold) on the day."""
    spell = spells().alias(f"of_{condition}")
    answer = spell.c.holds if holds else ~spell.c.holds
    return exists().where(spell.c.customer_key == rows.c.owner_key, spell.c.condition == condition,
                          *tables.spans(spell, day), answer)


def _served(rows: Any, day: int) -> ColumnElement[bool]:
    """Whether a service was in force or sold in the last 365 days, as `services_paid` counts it."""
    line, deal = facts("subscription", "kind", "start_on", "end_on", "mrr", name="service_line"), facts(
        "opportunity", "kind", "won", "closed_on", name="service_deal")
    ends = func.coalesce(number(line.c.end_on) > day - YEAR + 1, True)
    return or_(
        exists().where(line.c.customer_key == rows.c.owner_key, line.c.kind == "service", line.c.mrr > 0,
                       number(line.c.start_on) <= day, ends),
        exists().where(deal.c.customer_key == rows.c.owner_key, deal.c.kind == "service", deal.c.won,
                       within(number(deal.c.closed_on), literal(day), YEAR)))
