"""The forest's rows and scale, and its claim, from the drivers' frame. Pure apart from the run's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.charts.base import nice_step
from components.charts.drivers import drivers
from components.charts.forest import Row, Scale
from components.drivers import words
from components.i18n import t
from components.tokens import Mode
from queries.dimensions import Dimension

LEAST, MOST = 0.05, 0.30
"""The scale reaches at least and at most so far to either side: a wide interval is cut, not all others squeezed."""


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """What was done or seen, the fit and the partner: the largest difference first, unknown ones last."""
    rows = found[[words.is_deed(str(each)) for each in found.condition]] if len(found) else found
    return rows.sort_values("adjusted", ascending=False, na_position="last", kind="stable")


def title(found: pd.DataFrame) -> str:
    """How many of the conditions are sure, to either side."""
    rows = shown(found)
    known = rows[rows.adjusted.notna()]
    count = words.sure(known)
    if known.empty:
        return t("drivers.chart.none")
    return t("drivers.chart.title", sure=len(count), n=len(known))


def figure(found: pd.DataFrame, dimensions: Mapping[str, Dimension], mode: Mode) -> dict[str, Any]:
    """The forest of those conditions. Errors: ValueError without a row."""
    rows = shown(found)
    made = [_row(row, dimensions) for row in rows.itertuples()]
    plain = [(_known(row.difference), t("drivers.chart.plain", gap=fmt.points(row.difference),
                                        span=words.span(row.low, row.high))) for row in rows.itertuples()]
    return drivers(made, plain, scale(rows), mode=mode)


def _known(value: Any) -> float | None:
    return float(value) if fmt.known(value) else None


def _row(row: Any, dimensions: Mapping[str, Dimension]) -> Row:
    name, sides = words.name(str(row.condition), dimensions), t(
        "drivers.chart.n", n_with=fmt.held(row.n_with), n_without=fmt.held(row.n_without))
    if not fmt.known(row.adjusted):
        return Row(name, None, None, None, t(f"drivers.chart.{row.reason}"), sides, "unknown", few=True)
    tone = {"good": "good", "bad": "bad"}.get(words.status(row), "mute")
    said = t("drivers.chart.says", gap=fmt.points(row.adjusted), span=words.span(row.adjusted_low, row.adjusted_high),
             p=words.chance(row.p_adjusted))
    return Row(name, float(row.adjusted), float(row.adjusted_low), float(row.adjusted_high),
               fmt.points(row.adjusted), sides, tone, says=said)  # type: ignore[arg-type]


def scale(rows: pd.DataFrame) -> Scale:
    """Even to both sides of zero."""
    ends = rows[["adjusted_low", "adjusted_high", "adjusted"]].astype(float).abs().max(skipna=True).max()
    reach = min(max(float(ends) if fmt.known(ends) else LEAST, LEAST), MOST)
    step = nice_step(2 * reach, 6)
    count = int(reach / step)
    digits = 0 if step >= 0.01 else 1
    ticks = [(at * step, fmt.points(at * step, digits, unit=False)) for at in range(-count, count + 1)]
    return Scale(-reach, reach, ticks, 0.0, t("drivers.chart.zero"))
