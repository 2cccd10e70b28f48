"""What a measure is: a record with one statement, over any scope and any days. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Select

from data.warehouse import Warehouse
from queries.scope import Scope

Kind = Literal["share", "rate", "mean", "median_days", "median_hours", "count", "money"]
Better = Literal["up", "down", "none"]
FUNCTIONS = ("product", "marketing", "sales", "partners", "services", "support", "it")
"""The seven that take part (mission: the helix), in the order in which pages show them."""
CUSTOMER_SUCCESS = "customer_success"


@dataclass(frozen=True)
class Measure:
    """One measure.

    kind: share (numerator of n customers or things: Wilson's interval), rate (of sums: no interval), mean, median_days,
    median_hours, count, money (reporting currency). function: who carries it, one of FUNCTIONS, customer_success or
    company. needs: the contract's tables ("ticket") or columns ("subscription.seats") without which nobody can tell.
    statement: (scope, days) → grain: day; columns `day` (its number), numerator, denominator, n (how many customers or
    things it is over); medians and means may give `value` instead of a numerator. A day may be left out: unknown.
    answer: instead of a statement, for what no single one can tell: the same columns, and reason where it is unknown.
    """

    key: str
    kind: Kind
    better: Better
    function: str
    needs: tuple[str, ...]
    statement: Callable[[Scope, tuple[date, ...]], Select[Any]] | None = None
    answer: Callable[[Warehouse, Scope, tuple[date, ...]], pd.DataFrame] | None = None

    def __post_init__(self) -> None:
        if (self.statement is None) == (self.answer is None):
            raise ValueError(f"{self.key}: either a statement or an answer")
