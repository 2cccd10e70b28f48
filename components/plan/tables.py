"""The running quarter against its targets, the parts of its landing, and the quarters before. Pure."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import language, plural, t
from components.plan import words
from components.tables import Cell, Column, Row, table
from data.targets import KPIS, RATES


def heading(now: pd.DataFrame, currency: str) -> str:
    """The claim: how many of the KPIs that have a target will reach it; without targets, where ARR will land."""
    judged = now[now.status.isin(("met", "near", "missed"))]
    if len(judged):
        met = int((judged.status == "met").sum())
        return plural(language(), "plan.title.judged", met, all=len(judged))
    arr = float(now[now.kpi == "arr"].expected.iloc[0])
    return t("plan.title.landing", arr=words.figure("arr", arr, currency))


def drawn(now: pd.DataFrame, unit: str, currency: str, targets: bool) -> str:
    """A row a KPI: actual, bar with the target's tick, target, landing, its interval, verdict. Source: plan.compare.

    `targets`: whether any target holds here; without one the columns of targets are left out.
    """
    columns = [
        Column("kpi", t("plan.column.kpi")),
        Column("actual", t("plan.column.actual"), "number", drop=targets),
        *([Column("bar", "", "bar"), Column("target", t("metric.target.short"), "number",
                                            definition=t("metric.target.definition"))] if targets else []),
        Column("landing", t("metric.landing.short"), "number", definition=t("metric.landing.definition")),
        Column("range", t("plan.column.range"), "number", fold=not targets, drop=targets, quiet=True),
        *([Column("verdict", t("plan.column.verdict"), "status")] if targets else []),
    ]
    rows: list[Row] = [_row(row, unit, currency) for row in now.itertuples()]
    return table(columns, rows, caption=t("plan.caption"))


def _row(row: Any, unit: str, currency: str) -> Row:
    known = fmt.known(row.target)
    return {
        "kpi": words.kpi(row.kpi, unit),
        "actual": Cell(words.figure(row.kpi, row.actual, currency), bold=True),
        "bar": Cell(bar=bar(row.actual, row.target) if known else ""),
        "target": words.figure(row.kpi, row.target, currency) if known else fmt.UNKNOWN,
        "landing": words.figure(row.kpi, row.expected, currency),
        "range": words.between(row.kpi, row.low, row.high, currency),
        "verdict": Cell(words.verdict(row.status, running=True), status=words.STATUSES[row.status]),
    }


def bar(actual: float, target: float) -> str:
    """The actual as a bar from 0, the target as a tick on it. Unknown or below 0: the tick alone."""
    top = max(value for value in (actual, target, 0.0) if fmt.known(value)) * 1.08
    if not top > 0:
        return ""
    width = max(actual, 0.0) / top * 100 if fmt.known(actual) else 0.0
    tick = f'<b style="left:{max(target, 0.0) / top * 100:.1f}%"></b>'
    return f'<span class="t-goal" aria-hidden="true"><i style="width:{width:.1f}%"></i>{tick}</span>'


def parts(landed: pd.DataFrame, unit: str, currency: str) -> str:
    """What each landing is made of: now, decided, usual pace; over how many quarters. Source: plan.landing."""
    columns = [
        Column("kpi", t("plan.column.kpi")),
        Column("now", t("plan.column.now"), "number", definition=t("plan.column.now_definition")),
        Column("decided", t("metric.decided.short"), "number", definition=t("metric.decided.definition")),
        Column("pace", t("metric.usual_pace.short"), "number", definition=t("metric.usual_pace.definition")),
        Column("landing", t("metric.landing.short"), "number"),
        Column("quarters", t("plan.column.quarters"), "number", fold=True, quiet=True),
    ]
    rows: list[Row] = [{
        "kpi": words.kpi(row.kpi, unit), "now": words.figure(row.kpi, row.now, currency),
        "decided": words.change(row.kpi, row.decided, currency), "pace": words.change(row.kpi, row.pace, currency),
        "landing": Cell(words.figure(row.kpi, row.landing, currency), bold=True), "quarters": str(row.quarters),
    } for row in landed.itertuples()]
    return table(columns, rows, caption=t("plan.parts"))


def reasons(landed: pd.DataFrame, unit: str) -> list[str]:
    """Why a landing or its interval is unknown, one line a reason."""
    made = []
    for reason, rows in landed.dropna(subset=["reason"]).groupby("reason", sort=False):
        names = t("list.comma").join(words.kpi(key, unit) for key in rows.kpi)
        made.append(t(f"plan.reason.{reason}", kpis=names, quarters=int(rows.quarters.max())))
    return made


def history(rows: pd.DataFrame, unit: str, currency: str) -> str:
    """The ended quarters, newest first, of each KPI that had a target: target, actual, gap, verdict; empty without."""
    ended = rows[~rows.running.astype(bool) & rows.target.notna()]
    columns = [
        Column("quarter", t("plan.column.quarter")), Column("target", t("metric.target.short"), "number"),
        Column("actual", t("plan.column.actual"), "number"), Column("gap", t("plan.column.gap"), "number"),
        Column("verdict", t("plan.column.verdict"), "status"),
    ]
    made = []
    for key in KPIS:
        chosen = ended[ended.kpi == key].iloc[::-1]
        if len(chosen):
            listed: list[Row] = [_ended(row, currency) for row in chosen.itertuples()]
            name = words.kpi(key, unit)
            head = f"<h3>{escape(t('plan.history'))} · {escape(name)}</h3>"
            made.append(head + table(columns, listed, caption=name))
    return "".join(made)


def _ended(row: Any, currency: str) -> Row:
    return {
        "quarter": words.short_quarter(row.quarter), "target": words.figure(row.kpi, row.target, currency),
        "actual": words.figure(row.kpi, row.actual, currency), "gap": words.gap(row.kpi, row.gap, currency),
        "verdict": Cell(words.verdict(row.status, running=False), status=words.STATUSES[row.status]),
    }


def note(kpi: str, target: float, currency: str) -> str:
    """A target beside a KPI: 目標 92%."""
    said = fmt.rate(target).replace(".0%", "%") if kpi in RATES else words.figure(kpi, target, currency)
    return t("chart.target", value=said)
