"""Findings: which change of a rate stands out, and what it is made of. Pure: frames in, records out.

The rule. A change is *certain* when it is larger than chance and shows at one decimal: a week's when it is larger than
twice the root mean square of the weekly changes of the year before it (at least 20 of them); a quarter's or a year's
when both bases have at least 10 units and it is larger than both dates' 95 % intervals allow, taken as independent (for
a quarter that asks for more than it need: most customers are in both bases). Of the certain ones the largest against
its chance comes first. What it is made of is arithmetic, not cause: event or roll, mix or rate, few accounts or many.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from queries.cells import dominant
from queries.chance import Reach
from queries.metrics import FEW

Span = Literal["week", "quarter", "year"]
RATES = {"grr": ("grr_low", "grr_high"), "nrr": ("nrr_low", "nrr_high"), "logo_retention": ("logo_low", "logo_high")}
DAYS: dict[Span, int] = {"week": 7, "quarter": 91, "year": 364}
COMPARED: tuple[Span, ...] = ("week", "year")
LEAST_WEEKS = 20
VISIBLE = 0.0005
"""Half of the last digit of a rate with one decimal."""
MOST = 0.8
"""From this share of a change on, a part of it, or a few accounts, are most of it."""


@dataclass(frozen=True)
class Change:
    """A rate's change since last week, over 14 Sundays or a year: fractions; `reach` is how far chance goes."""

    metric: str
    span: Span
    value: float
    change: float
    reach: float
    as_of: date = date.min

    @property
    def matters(self) -> bool:
        """Whether it is certain: shows at one decimal and is larger than chance; unknown is not."""
        return math.isfinite(self.reach) and abs(self.change) > self.reach and abs(self.change) >= VISIBLE

    @property
    def size(self) -> float:
        """How many times chance's reach."""
        return abs(self.change) / self.reach if self.reach else math.inf

    @property
    def earlier(self) -> date:
        """The date that it is compared with."""
        return self.as_of - timedelta(days=DAYS[self.span])


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
    """Every rate over every span, unknown ones left out. Grain of `figures`: week, oldest first."""
    found = [_change(figures, metric, span) for metric in RATES for span in DAYS]
    return [change for change in found if math.isfinite(change.change)]


def _change(figures: pd.DataFrame, metric: str, span: Span) -> Change:
    reach = _weekly_reach(figures, metric) if span == "week" else _reach(figures, metric, span)
    return Change(metric, span, float(figures[metric].iloc[-1]), difference(figures, metric, span), reach,
                  figures.as_of.iloc[-1])


def _weekly_reach(figures: pd.DataFrame, metric: str) -> float:
    days = pd.to_datetime(figures.as_of)
    steps = figures[metric].astype(float).diff()[days.diff() == pd.Timedelta(days=7)].iloc[:-1].dropna()
    return 2 * math.sqrt(float((steps**2).mean())) if len(steps) >= LEAST_WEEKS else math.nan


def _reach(figures: pd.DataFrame, metric: str, span: Span) -> float:
    then = earlier(figures, span)
    if then is None or min(int(then.logos_base), int(figures.logos_base.iloc[-1])) < FEW:
        return math.nan
    low, high = RATES[metric]
    halves = [(float(row[high]) - float(row[low])) / 2 for row in (figures.iloc[-1], then)]
    return math.hypot(*halves)


def ranked(found: Sequence[Change]) -> list[Change]:
    """The certain ones, the largest against its chance first."""
    return sorted((change for change in found if change.matters), key=lambda change: -change.size)


def biggest(figures: pd.DataFrame) -> Change | None:
    """The change that stands out most against chance. Null where none does."""
    return next(iter(ranked(changes(figures))), None)


Part = Literal["event", "roll", "against", "both"]


@dataclass(frozen=True)
class Why:
    """What a change is made of, in fractions. Unknown parts are NaN, `by` and `cell` null where nothing is split.

    part: which of event and roll is most of it; `against`: the event goes the other way; `both`: neither is most.
    effect: `mix` or `rate` where one dominates beyond chance. cell: the label (of `by`) with the largest share in the
    direction of the change. accounts: how many of the largest are most of it, 0 where they are not few.
    """

    change: float
    event: float
    roll: float
    by: str | None = None
    mix: float = math.nan
    rate: float = math.nan
    effect: str | None = None
    cell: str | None = None
    share: float = math.nan
    accounts: int = 0

    @property
    def part(self) -> Part:
        if self.event * self.change < 0 and abs(self.event) >= VISIBLE:
            return "against"
        if abs(self.event) >= MOST * abs(self.change) and abs(self.roll) <= (1 - MOST) * abs(self.change):
            return "event"
        return "roll" if abs(self.roll) >= MOST * abs(self.change) else "both"


def why(
    events: pd.DataFrame, metric: str, shares: pd.DataFrame | None = None, named: pd.DataFrame | None = None
) -> Why | None:
    """From the frames of explain.event_and_roll, cells.shares and the accounts; null where the change is unknown."""
    row = events[events.metric == metric].iloc[0]
    change, event, roll = float(row.change), float(row.event), float(row.roll)
    if not math.isfinite(change):
        return None
    few = enough(named.contribution.astype(float).tolist(), change) if named is not None and len(named) else 0
    if shares is None or len(shares) < 2:
        return Why(change, event, roll, accounts=few)
    by, told = str(shares.columns[0]), shares.attrs
    effect = dominant(told["mix"], told["rate"], Reach(told["mix_reach"], told["rate_reach"]))
    lead = leading(shares, change)
    label = lead[by]
    return Why(change, event, roll, by, told["mix"], told["rate"], effect, None if pd.isna(label) else str(label),
               float(lead.contribution), few)


def leading(shares: pd.DataFrame, change: float) -> pd.Series:
    """The cell with the largest share in the direction of the change; those of fewer than 10 units stand back."""
    sure = shares[shares.n1 >= FEW] if (shares.n1 >= FEW).any() else shares
    return sure.loc[(sure.contribution * (1 if change > 0 else -1)).astype(float).idxmax()]


def enough(contributions: Sequence[float], total: float) -> int:
    """How many of the largest suffice for most of the change without overshooting it; 0: not those that are listed."""
    running = 0.0
    for number, share in enumerate(contributions, start=1):
        running += share
        if total and MOST <= running / total <= 2 - MOST:
            return number
    return 0
