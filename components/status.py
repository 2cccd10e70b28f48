"""Which change of a rate is more than noise, and the status it gives its KPI: the same on every page. Pure.

A week's change counts when it is larger than twice the root mean square of the weekly changes of the year before it;
a quarter's or a year's when it is larger than both dates' 95 % intervals allow, taken as independent (for a quarter
that asks for more than it need: most customers are in both bases).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from components import format as fmt
from components.cards import Status

Span = Literal["week", "quarter", "year"]
RATES = {"grr": ("grr_low", "grr_high"), "nrr": ("nrr_low", "nrr_high"), "logo_retention": ("logo_low", "logo_high")}
DAYS: dict[Span, int] = {"week": 7, "quarter": 91, "year": 364}
COMPARED: tuple[Span, ...] = ("week", "year")
LEAST_WEEKS = 20


@dataclass(frozen=True)
class Change:
    """A rate's change since last week, over 14 Sundays or a year: fractions; `reach` is how far noise goes."""

    metric: str
    span: Span
    value: float
    change: float
    reach: float

    @property
    def matters(self) -> bool:
        """Whether the change shows at one decimal and is larger than noise; unknown is not."""
        return fmt.known(self.reach) and abs(self.change) > self.reach and abs(self.change) >= 0.0005

    @property
    def size(self) -> float:
        """How many times noise's reach."""
        return abs(self.change) / self.reach if self.reach else math.inf


def earlier(figures: pd.DataFrame, span: Span) -> pd.Series | None:
    """The row of that many days ago; null where the frame has none."""
    day: date = figures.as_of.iloc[-1] - timedelta(days=DAYS[span])
    rows = figures[figures.as_of == day]
    return rows.iloc[0] if len(rows) else None


def difference(figures: pd.DataFrame, column: str, span: Span) -> float:
    """Now minus then; NaN where either is unknown."""
    then = earlier(figures, span)
    return float(figures[column].iloc[-1]) - float(then[column]) if then is not None else math.nan


def changes(figures: pd.DataFrame) -> list[Change]:
    """Every rate over every span, unknown ones left out."""
    found = [_change(figures, metric, span) for metric in RATES for span in DAYS]
    return [change for change in found if fmt.known(change.change)]


def _change(figures: pd.DataFrame, metric: str, span: Span) -> Change:
    reach = _weekly_reach(figures, metric) if span == "week" else _reach(figures, metric, span)
    return Change(metric, span, float(figures[metric].iloc[-1]), difference(figures, metric, span), reach)


def _weekly_reach(figures: pd.DataFrame, metric: str) -> float:
    days = pd.to_datetime(figures.as_of)
    steps = figures[metric].astype(float).diff()[days.diff() == pd.Timedelta(days=7)].iloc[:-1].dropna()
    return 2 * math.sqrt(float((steps**2).mean())) if len(steps) >= LEAST_WEEKS else math.nan


def _reach(figures: pd.DataFrame, metric: str, span: Span) -> float:
    then = earlier(figures, span)
    if then is None:
        return math.nan
    low, high = RATES[metric]
    halves = [(float(row[high]) - float(row[low])) / 2 for row in (figures.iloc[-1], then)]
    return math.hypot(*halves)


def biggest(figures: pd.DataFrame) -> Change | None:
    """The change that stands out most against its noise. Null where none does."""
    found = [change for change in changes(figures) if change.matters]
    return max(found, key=lambda change: change.size, default=None)


def status(change: Change, spoken: str | None, warned: bool = False) -> Status | None:
    """A KPI's status: none for noise, good for a rise; bad only for `spoken`, the metric that the title speaks of.

    A fall of another rate is to be watched. Where the title warns, every fall of its metric is bad, noise or not.
    """
    if change.change < 0 and warned and spoken == change.metric:
        return "bad"
    if not change.matters:
        return None
    return "good" if change.change > 0 else "bad" if spoken == change.metric else "warn"
