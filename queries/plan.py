"""Plan against actual in fiscal quarters: where each KPI will land at the end of the running quarter, and its targets.

landing = now + decided + usual pace. For the rates all three are over the base of the quarter's last day (its d0), so
that they add up to that day's NRR, GRR or logo retention; `actual` is the figure of the as-of date over its own base.
- decided: what is known to take effect until the quarter ends (queries/plan_book.py says what counts as known).
- usual pace: the mean, over up to eight past quarters, of what happened from as many days before their end to their end
  beyond what had been decided by then. Known starts of lines without `recorded_at` are in those quarters' pace too, so
  they are taken out of it here: nothing counts twice.
- interval: 95 % for one further quarter, mean ± t · s · √(1 + 1/n), from three quarters on; a rate's ends within its
  bounds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

import numpy as np
import pandas as pd

from data.targets import AMOUNTS, KPIS, RATES, Target
from data.warehouse import Warehouse
from queries import plan_book, retention, tables
from queries.access import WHOLE, answers
from queries.bridge import moves_statement
from queries.dimensions import Build, build_info, check, dimensions
from queries.facts import direct_statement
from queries.fiscal import Quarter, past, quarter_of
from queries.metrics import measure
from queries.plan_book import Span
from queries.profiled import Profiles
from queries.scope import Scope

QUARTERS = 8
LEAST = 3
T95 = {3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365}
"""Student's t, two-sided 95 %, by the number of quarters (n − 1 degrees of freedom)."""
BOUNDS = {"nrr": (0.0, math.inf), "grr": (0.0, 1.0), "logo_retention": (0.0, 1.0), "arr": (0.0, math.inf),
          "net_new": (-math.inf, math.inf)}
BASES = {"nrr": "arr_base", "grr": "arr_base", "logo_retention": "logos_base"}
NEAR = {"nrr": 0.01, "grr": 0.01, "logo_retention": 0.01}
NEAR_SHARE = {"arr": 0.01, "net_new": 0.1}
ROUNDING = 1e-12


@answers(WHOLE)
def landing(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """Where the fiscal quarter of the scope's date will end. Grain: KPI (data.targets.KPIS).

    Columns: kpi; actual (on the as-of date); now, decided, pace, landing, low, high; quarters (how many the pace is the
    mean of); reason: null, no_base (rates null: nothing active on d0), no_opening (net_new null: the quarter began
    before the data), no_quarters (landing = now + decided), few_quarters (no interval). Rates are fractions, amounts in
    the reporting currency. attrs: quarter, first_day, last_day, days_left. Raises UnknownFilter.
    """
    check(scope, dimensions(warehouse))
    build = build_info(warehouse)
    quarter = quarter_of(scope.as_of, build.fiscal_year_start)
    end = quarter.last_day(build.fiscal_year_start)
    compared = _comparable(quarter, (end - scope.as_of).days, build)
    spans = [*compared, Span(scope.as_of, end, newest=scope.as_of >= build.default_as_of)]
    book = partial(plan_book.statement, spans=tuple(spans), zone=build.time_zone)
    parts = Profiles(warehouse, scope).summed(book, ["span"]).set_index("span").reindex(
        range(len(spans)), fill_value=0).astype(float)
    before = _beyond(warehouse, scope, compared, parts.iloc[:-1], build.minor)
    now = _now(warehouse, scope, quarter, build)
    made = pd.DataFrame([_landed(kpi, now, parts.iloc[-1], before[kpi], build.minor) for kpi in KPIS])
    made.attrs = {"quarter": str(quarter), "first_day": quarter.first_day(build.fiscal_year_start), "last_day": end,
                  "days_left": (end - scope.as_of).days}
    return made


def _comparable(quarter: Quarter, left: int, build: Build) -> list[Span]:
    """The past quarters from as many days before their end, as far as the data reach back; oldest first."""
    ends = [each.last_day(build.fiscal_year_start) for each in past(quarter, QUARTERS)]
    return [Span(end - timedelta(days=left), end) for end in ends if end - timedelta(days=left) >= build.first_day]


def _beyond(warehouse: Warehouse, scope: Scope, compared: Sequence[Span], parts: pd.DataFrame,
            minor: int) -> dict[str, list[float]]:
    """What happened in each comparable quarter beyond what was decided: shares of its base for the rates, amounts."""
    made = {kpi: [float(amount) / minor for amount in parts[f"{kpi}_beyond"]] for kpi in AMOUNTS}
    if not compared:
        return {**made, **{kpi: [] for kpi in RATES}}
    figures = retention.trend(warehouse, scope, [span.end for span in compared])
    for kpi in RATES:
        scale = minor if BASES[kpi] == "arr_base" else 1
        pairs = zip(parts[f"{kpi}_beyond"], figures[BASES[kpi]].astype(float), strict=True)
        made[kpi] = [float(amount) / (base * scale) for amount, base in pairs if base]
    return made


Now = dict[str, tuple[float, float, float]]


def _now(warehouse: Warehouse, scope: Scope, quarter: Quarter, build: Build) -> Now:
    """By KPI: the figure of the as-of date, the same over the quarter's own base, and that base; NaN where unknown."""
    end = quarter.last_day(build.fiscal_year_start)
    actual = retention.kpis(warehouse, scope).iloc[0]
    facts = Profiles(warehouse, scope).summed(
        partial(direct_statement, start=tables.year_before(end), end=scope.as_of), ["as_of"])
    based = measure(retention.shape(facts, [scope.as_of]), build.minor).iloc[0]
    arr, gained = float(actual["arr"]), net_new(warehouse, scope, quarter)
    rates = {kpi: (float(actual[kpi]), float(based[kpi]), float(based[BASES[kpi]])) for kpi in RATES}
    return {**rates, "arr": (arr, arr, 1.0), "net_new": (gained, gained, 1.0)}


@answers(WHOLE)
def net_new(warehouse: Warehouse, scope: Scope, quarter: Quarter) -> float:
    """New, reactivation and expansion less contraction and churn, from the quarter's first day to the scope's date.

    In the reporting currency; NaN where the quarter began before the data.
    """
    build = build_info(warehouse)
    opening = quarter.first_day(build.fiscal_year_start) - timedelta(days=1)
    if opening < build.first_day:
        return math.nan
    if not scope.narrowed:
        before, now = retention.trend(warehouse, scope, (opening, scope.as_of))["arr"].astype(float)
        return float(now - before)
    moves = partial(moves_statement, start=opening, end=scope.as_of)
    moved = Profiles(warehouse, scope).summed(moves).sum()
    gained = moved.new + moved.reactivation + moved.expansion - moved.contraction - moved.churn
    return float(gained) / build.minor


def _landed(kpi: str, now: Now, parts: pd.Series, before: list[float], minor: int) -> dict[str, object]:
    """One KPI's row."""
    actual, based, base = now[kpi]
    unknown = {"no_base": kpi in RATES and not base, "no_opening": math.isnan(based)}
    row: dict[str, object] = {"kpi": kpi, "actual": actual}
    for reason, holds in unknown.items():
        if holds:
            empty = dict.fromkeys(("now", "decided", "pace", "landing", "low", "high"), math.nan)
            return {**row, **empty, "quarters": 0, "reason": reason}
    scale = base * (1 if kpi == "logo_retention" else minor)
    decided, booked = float(parts[f"{kpi}_decided"]) / scale, float(parts[f"{kpi}_booked"]) / scale
    pace = float(np.mean(before)) - booked if before else math.nan
    landing = based + decided + booked + (pace if before else 0.0)
    low, high = _interval(kpi, landing, before)
    reason_ = None if len(before) >= LEAST else "few_quarters" if before else "no_quarters"
    return {**row, "now": based, "decided": decided + booked, "pace": pace, "landing": landing, "low": low,
            "high": high, "quarters": len(before), "reason": reason_}


def _interval(kpi: str, landing: float, before: list[float]) -> tuple[float, float]:
    """Where one further quarter would land in 95 of 100, from the spread of the quarters before."""
    n = len(before)
    if n < LEAST:
        return math.nan, math.nan
    reach = T95[n] * float(np.std(before, ddof=1)) * math.sqrt(1 + 1 / n)
    least, most = BOUNDS[kpi]
    return max(landing - reach, least), min(landing + reach, most)


@answers(WHOLE)
def history(warehouse: Warehouse, scope: Scope, moved: tuple[Quarter, ...] = ()) -> pd.DataFrame:
    """The ended quarters up to seven before the scope's, oldest first. Grain: quarter × KPI, on its last day.

    Columns: quarter, last_day, kpi, actual (rates null without a base; amounts in the reporting currency, null before
    the data). Under filters net_new costs a question each: it is asked for the quarters in `moved`, null elsewhere.
    """
    build = build_info(warehouse)
    ended = {quarter: quarter.last_day(build.fiscal_year_start)
             for quarter in past(quarter_of(scope.as_of, build.fiscal_year_start), QUARTERS - 1)}
    ended = {quarter: day for quarter, day in ended.items() if day >= build.first_day}
    if not ended:
        return pd.DataFrame(columns=["quarter", "last_day", "kpi", "actual"])
    figures = retention.trend(warehouse, scope, tuple(ended.values()))
    rows = []
    for (quarter, day), (_, figure) in zip(ended.items(), figures.iterrows(), strict=True):
        asked = not scope.narrowed or quarter in moved
        gained = net_new(warehouse, scope.at(day), quarter) if asked else math.nan
        values = {**{kpi: float(figure[kpi]) for kpi in (*RATES, "arr")}, "net_new": gained}
        rows += [{"quarter": str(quarter), "last_day": day, "kpi": kpi, "actual": values[kpi]} for kpi in KPIS]
    return pd.DataFrame(rows)


@answers(WHOLE)
def against(warehouse: Warehouse, scope: Scope, targets: Sequence[Target]) -> pd.DataFrame:
    """Targets against figures: `compare` of this scope's history and landing. Raises UnknownFilter."""
    held = held_under(scope, targets)
    moved = tuple(sorted(target.quarter for target in held if target.kpi == "net_new"))
    landed = landing(warehouse, scope)
    return compare(history(warehouse, scope, moved), landed, held)


def held_under(scope: Scope, targets: Iterable[Target]) -> tuple[Target, ...]:
    """The targets that hold for a scope: those of its very filters, asked and permitted; they are set for customers."""
    return tuple(target for target in targets if scope.unit == "customer" and target.where == scope.effective)


def compare(ended: pd.DataFrame, landed: pd.DataFrame, targets: Iterable[Target]) -> pd.DataFrame:
    """Grain: quarter × KPI, ended quarters oldest first, the running one last.

    Columns: quarter, last_day, running, kpi, target, actual, expected (the landing of the running quarter, else the
    actual), low, high, gap (expected − target; points as a fraction, or currency), status: met (gap ≥ 0), near (short
    by at most a point, 1 % of a target for ARR, 10 % of one for net new), missed, none (no target), unknown (no
    figure).
    """
    wanted = {(str(target.quarter), target.kpi): target.value for target in targets}
    past_rows = ended.assign(running=False, expected=ended.actual, low=math.nan, high=math.nan)
    running = landed[["kpi", "actual", "landing", "low", "high"]].rename(columns={"landing": "expected"}).assign(
        quarter=landed.attrs["quarter"], last_day=landed.attrs["last_day"], running=True)
    rows = pd.concat([frame for frame in (past_rows, running) if len(frame)], ignore_index=True)
    rows["target"] = [wanted.get((row.quarter, row.kpi), math.nan) for row in rows.itertuples()]
    rows["gap"] = rows.expected - rows.target
    rows["status"] = [status(row.kpi, row.target, row.expected) for row in rows.itertuples()]
    return rows[["quarter", "last_day", "running", "kpi", "target", "actual", "expected", "low", "high", "gap",
                 "status"]]


def status(kpi: str, target: float, expected: float) -> str:
    """The rule of a target's status, as `compare` says it."""
    if math.isnan(target):
        return "none"
    if math.isnan(expected):
        return "unknown"
    gap = expected - target
    if gap >= -ROUNDING:
        return "met"
    return "near" if -gap <= NEAR.get(kpi, abs(target) * NEAR_SHARE.get(kpi, 0)) + ROUNDING else "missed"
