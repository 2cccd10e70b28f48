"""How far chance goes in the twelve months' renewal rates, so that a change can be told from noise.

Gross and net are ratios of sums: with r = Σk / Σd, the standard error is √(n / (n − 1) · Σ(k − r·d)²) / Σd (k: what
was kept, d: what was due). On time is a share p of n: √(p(1 − p) / n).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Double, Select, case, cast, func, select

from data.warehouse import Warehouse
from queries import tables
from queries.access import WHOLE, answers
from queries.metrics import FEW, Z95
from queries.renewal_rows import given, known, nothing, refuse
from queries.renewals import kpis
from queries.runner import run
from queries.scope import Scope

RATES = ("gross", "net", "on_time")
COLUMNS = ("renewals", *(f"{name}_{part}" for name in RATES for part in ("rate", "se")))


@answers(WHOLE)
def spread(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """One row: the twelve months' rates by due day, and their standard errors, as fractions.

    Columns: COLUMNS, the rates those of queries.renewals.kpis; all null over fewer than 10 renewals. Raises
    NotForRenewals, UnknownFilter; without renewals one row of nulls and the reason.
    """
    refuse(warehouse, scope)
    if not given(warehouse):
        return nothing(COLUMNS)
    year, sums = kpis(warehouse, scope).iloc[0], run(warehouse, _statement(scope)).iloc[0].astype(float).fillna(0)
    made: dict[str, float | int | None] = {"renewals": int(year.renewals)} | dict.fromkeys(COLUMNS[1:])
    if sums.n >= FEW and sums.d and year.judged >= FEW:
        on_time = float(year.on_time_rate)
        made |= {f"{name}_rate": float(year[f"{name}_rate"]) for name in RATES}
        made |= {"gross_se": _ratio(sums, "k"), "net_se": _ratio(sums, "r"),
                 "on_time_se": float((on_time * (1 - on_time) / year.judged) ** 0.5)}
    return pd.DataFrame([made], columns=list(COLUMNS))


def beyond(now: pd.Series, before: pd.Series, name: str) -> bool:
    """Whether a rate differs between two rows of `spread` by more than the 95 % interval of the difference."""
    values = [float("nan") if row[f"{name}_{part}"] is None else float(row[f"{name}_{part}"])
              for row in (now, before) for part in ("rate", "se")]
    rate1, error1, rate0, error0 = values
    return bool(abs(rate1 - rate0) > Z95 * (error1**2 + error0**2) ** 0.5)


def least(before: pd.Series) -> float:
    """The lower end of the gross rate's 95 % interval; NaN where unknown."""
    known_ = before.gross_rate is not None and before.gross_se is not None
    return float(before.gross_rate) - Z95 * float(before.gross_se) if known_ else float("nan")


def _statement(scope: Scope) -> Select[Any]:
    """One row: sums over the renewals of which it is known what was renewed."""
    rows, start = known(scope), tables.year_before(scope.as_of) + timedelta(days=1)
    known_ = rows.c.kept.is_not(None)
    d, k, r = (cast(case((known_, column)), Double) for column in (rows.c.arr_due, rows.c.kept, rows.c.arr_renewed))
    products = {"d": d, "k": k, "r": r, "dd": d * d, "kk": k * k, "rr": r * r, "kd": k * d, "rd": r * d}
    return select(  # type: ignore[return-value]
        func.count(d).label("n"), *(func.sum(each).label(name) for name, each in products.items())).where(
        rows.c.due_day >= tables.day_number(start), rows.c.due_day <= tables.day_number(scope.as_of))


def _ratio(sums: pd.Series, top: str) -> float:
    rate = sums[top] / sums.d
    apart = sums[top * 2] - 2 * rate * sums[f"{top}d"] + rate * rate * sums.dd
    return float((max(apart, 0.0) * sums.n / (sums.n - 1)) ** 0.5 / sums.d)
