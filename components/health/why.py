"""Why a score moved: each component's old and new points, what it looked at, and how they add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.health import measures
from components.i18n import t
from components.rounding import adding_up
from components.sentence import inside
from components.tables import Cell, Column, Row, table
from data.health.model import Model

LEAST = 0.05


def score(value: Any) -> str:
    """A score with one decimal; unknown is "—"."""
    return fmt.UNKNOWN if value is None or pd.isna(value) else fmt.score(float(value))


def signed(value: float, digits: int = 1) -> str:
    """Points with their sign; none where nothing is shown."""
    shown = fmt.decimal(abs(value), digits)
    if not any("1" <= letter <= "9" for letter in shown):
        return shown
    return (fmt.MINUS if value < 0 else "+") + shown


def title(name: str, states: Mapping[str, Mapping[str, Any]], found: pd.DataFrame, weeks: int) -> str:
    """The account, its score then and now, and the component that moved it most."""
    moved = found.attrs.get("change")
    then, now = (score(states.get(at, {}).get("score")) for at in ("old", "new"))
    if moved is None or not found.points.notna().any():
        return t("health.why.title_unknown", name=name, then=then, now=now)
    points = _parts(found.points.astype(float).fillna(0.0).tolist(), found.attrs)
    at = max(range(len(points)), key=lambda place: abs(points[place]))
    if abs(moved) < LEAST:
        return t("health.why.title_same", name=name, now=now, weeks=weeks)
    return t("health.why.title", name=name, then=then, now=now,
             reason=inside(measures.component(str(found.component.iloc[at]))), points=signed(points[at]))


def drawn(found: pd.DataFrame, states: Mapping[str, Mapping[str, Any]], model: Model | None) -> str:
    """The components that are known on either day, the largest change first, their sum beneath: HTML."""
    rows = found.assign(shown=_parts(found.points.astype(float).fillna(0.0).tolist(), found.attrs))
    rows = rows[rows.old.notna() | rows.new.notna()]
    rows = rows.reindex(rows.shown.abs().sort_values(ascending=False, kind="stable").index)
    known = found.attrs.get("change") is not None
    rhythm = dict(model.rhythm) if model else {}
    columns = [Column("name", t("health.why.component")), Column("then", t("health.why.then"), "text", drop=True),
               Column("now", t("health.why.now"), "text", drop=True),
               Column("old", t("health.why.old"), "number", fold=True), Column("new", t("health.why.new"), "number"),
               Column("points", t("health.why.points"), "number", definition=t("metric.health_points.definition"))]
    body: list[Row] = [
        {"name": measures.component(str(row.component)),
         "then": measures.measured(str(row.component), states.get("old"), rhythm),
         "now": measures.measured(str(row.component), states.get("new"), rhythm),
         "old": score(row.old), "new": score(row.new), "points": Cell(signed(row.shown), bold=abs(row.shown) >= LEAST)}
        for row in rows.itertuples() if abs(row.shown) >= LEAST or not known]
    still = [measures.component(str(row.component)) for row in rows.itertuples() if known and abs(row.shown) < LEAST]
    if still:
        names = t("list.comma").join(still)
        body.append({"name": Cell(t("health.why.still", n=len(still)), below=names), "points": "0.0"})
    total: Row = {"name": t("health.why.total"), "old": score(found.attrs.get("score_from")),
                  "new": score(found.attrs.get("score")),
                  "points": signed(rows.shown.sum()) if found.attrs.get("change") is not None else fmt.UNKNOWN}
    return f'<div class="t-why">{table(columns, body, total=total, caption=t("health.why.caption"))}</div>'


def _parts(points: list[float], ends: Mapping[Any, Any]) -> list[float]:
    """The points with one decimal so that they add up to the change as it is shown: 62.3 → 48.1 is −14.2."""
    if not points or ends.get("change") is None:
        return points
    return adding_up(points, 1, round(ends["score"], 1) - round(ends["score_from"], 1))


def given(states: Mapping[str, Mapping[str, Any]]) -> str:
    """The company's own score beside the computed one, where either day has it; else nothing."""
    now = states.get("new", {})
    if now.get("given") is None or pd.isna(now.get("given")):
        return ""
    return t("health.why.given", given=score(now.get("given")), computed=score(now.get("computed")))
