"""How customers feel: NPS, satisfaction (CSAT) and effort (CES), each with its response rate and interval.

Over the surveys of customers active on the scope's date, of the 365 days up to it. Several answers of one customer are
alike, so that intervals count customers, not answers (delta method over customers).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, and_, case, cast, func, literal, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.dimensions import check, dimensions
from queries.measures.known import YEAR, number, within
from queries.measures.needs import absent
from queries.measures.population import facts, population
from queries.metrics import Z95
from queries.runner import run
from queries.scope import Scope

KINDS = ("nps", "csat", "ces")
BOUNDS = {"nps": (-100.0, 100.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0)}
PROMOTER, PASSIVE = 9, 7
COLUMNS = ("survey", "score", "score_low", "score_high", "n_answers", "n", "sent", "sent_answered", "response",
           "response_low", "response_high", "active", "reason")


@answers(WHOLE)
def experience(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Grain: kind of survey (nps, csat, ces), all three.

    Columns: score (NPS -100 to 100: share of 9-10 less share of 0-6; else the mean of 1-5, of 1-7) with its 95 %
    interval score_low, score_high, over n_answers answers of n customers; sent (surveys sent in the 365 days),
    sent_answered (of these, by d), response (fraction) with its interval: unknown where nobody says when they were
    sent; active (customers). reason: missing_table, nobody (no answer). Intervals are null for fewer than two
    customers. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    missing = absent(warehouse, ("survey",))
    asked = replace(scope, unit="customer")
    found = {} if missing else {str(row["kind"]): row for row in run(warehouse, statement(asked)).to_dict("records")}
    number_of = int(run(warehouse, _active(asked)).iloc[0, 0])
    rows = [_row(kind, found.get(kind), "missing_table" if missing else "nobody", number_of) for kind in KINDS]
    made = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    made.attrs = {"missing": tuple(missing)}
    return made


def _active(scope: Scope) -> Select[Any]:
    return select(func.count().label("active")).select_from(population(scope, (scope.as_of,)))


def statement(scope: Scope) -> Select[Any]:
    """Grain: kind. Sums over customers of scores (s), answers (m), sent (q) and answered of these (a), and products."""
    who, form = population(scope, (scope.as_of,)), facts("survey", "sent_on", "answered_on", "kind", "score")
    on = tables.day_number(scope.as_of)
    sent, answered = number(form.c.sent_on), number(form.c.answered_on)
    given = and_(form.c.score.is_not(None), within(answered, literal(on), YEAR))
    asked = within(sent, literal(on), YEAR)
    nps = case((form.c.score >= PROMOTER, 100.0), (form.c.score < PASSIVE, -100.0), else_=0.0)
    score = case((form.c.kind == "nps", nps), else_=form.c.score)
    each = {"s": case((given, score), else_=0.0), "m": case((given, 1), else_=0), "q": case((asked, 1), else_=0),
            "a": case((and_(asked, answered <= on), 1), else_=0)}
    rows = select(form.c.kind, form.c.customer_key, *(
        cast(func.sum(value), Double).label(name) for name, value in each.items())).select_from(
        who.join(form, form.c.customer_key == who.c.customer_key)).group_by(
        form.c.kind, form.c.customer_key).subquery("felt")
    c = rows.c
    products = {"ss": c.s * c.s, "sm": c.s * c.m, "mm": c.m * c.m, "aa": c.a * c.a, "aq": c.a * c.q, "qq": c.q * c.q}
    return select(c.kind, *(func.sum(c[name]).label(name) for name in each),
                  *(func.sum(value).label(name) for name, value in products.items()),
                  func.sum(case((c.m > 0, 1), else_=0)).label("n"),
                  func.sum(case((c.q > 0, 1), else_=0)).label("n_sent")).group_by(c.kind)


def _row(kind: str, found: dict[Any, Any] | None, reason: str, active: int) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"survey": kind, "active": active, "reason": reason}
    if found is None:
        return row
    held = {str(name): float(value) for name, value in found.items() if name != "kind"}
    of_score = (held["s"], held["m"], held["ss"], held["sm"], held["mm"])
    score, low, high = ratio(held["n"], of_score, *BOUNDS[kind])
    of_rate = (held["a"], held["q"], held["aa"], held["aq"], held["qq"])
    rate, least, most = ratio(held["n_sent"], of_rate, 0.0, 1.0)
    return row | {"score": score, "score_low": low, "score_high": high, "n_answers": int(held["m"]),
                  "n": int(held["n"]), "sent": int(held["q"]), "sent_answered": int(held["a"]), "response": rate,
                  "response_low": least, "response_high": most, "reason": reason if score is None else None}


def ratio(
    n: float, sums: tuple[float, float, float, float, float], low: float, high: float
) -> tuple[float | None, float | None, float | None]:
    """Σ top ÷ Σ base with its 95 % interval by the delta method over n units, within bounds.

    sums: Σ top, Σ base, Σ top², Σ top·base, Σ base². Null without a base, the interval for fewer than two units.
    """
    top, base, tt, tb, bb = sums
    if not base:
        return None, None, None
    rate = top / base
    if n < 2:
        return rate, None, None
    reach = Z95 * math.sqrt(max(n / (n - 1) * (tt - 2 * rate * tb + rate**2 * bb), 0.0)) / base
    return rate, max(low, rate - reach), min(high, rate + reach)
