"""What a rule of the alerts may be: its kind, what it looks at, when it fires, clears and keeps quiet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.toml_entries import Where

Kind = Literal["level", "change", "account_red", "stale", "masking", "notice"]
Severity = Literal["warn", "bad"]
Side = Literal["below", "above"]
KINDS: tuple[Kind, ...] = ("level", "change", "account_red", "stale", "masking", "notice")
SEVERITIES: tuple[Severity, ...] = ("warn", "bad")

RATES = ("nrr", "grr", "logo_retention", "red_share")
AMOUNTS = ("arr", "red_arr", "at_risk_arr")
COUNTS = ("logos", "red_customers")
METRICS = (*RATES, *AMOUNTS, *COUNTS)
"""What a rule may look at, week by week: fractions, the reporting currency a year, customers."""
TARGETED = ("nrr", "grr", "logo_retention", "arr")
"""The metrics of which the company says where they should be: a target's own words (data/targets.py)."""
DATA = "data"
"""The table of a rule about all data together: the newest day that anything happened on."""


@dataclass(frozen=True)
class Rule:
    """One rule. Rates are fractions, amounts the reporting currency, spans days or weeks as their name says.

    side: where the level is that fires, or the direction of the change (above: a rise). threshold: null where the
    metric's target is meant. relative: the threshold of a change is a share of the earlier figure. over: how many weeks
    the change is over. top: how many accounts, by ARR. days: of silence (stale), or up to the deadline (notice).
    weeks: running, before it fires. clears: how far it must come back before it is over. quiet: weeks after it was
    said in which it is not said again, unless it is worse by `worse` than it was then (null: not at all). where: the
    filters it holds under, besides those of the page.
    """

    key: str
    kind: Kind
    severity: Severity = "warn"
    metric: str = ""
    side: Side = "below"
    threshold: float | None = None
    relative: bool = False
    over: int = 4
    top: int = 20
    table: str = ""
    days: int = 0
    weeks: int = 1
    clears: float = 0.0
    quiet: int = 0
    worse: float | None = None
    where: Where = ()

    @property
    def to_target(self) -> bool:
        """Whether the figure is held against its target, of which it takes the quarter's."""
        return self.kind == "level" and self.threshold is None
