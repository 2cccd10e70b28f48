"""From sums, costs and assumptions to what a customer is worth: each figure with its interval, or why there is none.

Pure. Intervals (95 %) are those of chance among customers: by the delta method on the logarithm, from the sums of
products of economics_sums; new customers count as a Poisson number; Wilson's for rates of customers. Costs and the
margin are taken as they are: books and assumptions have no sampling error.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.economics.reading import Assumptions
from queries.economics_costs import Costs
from queries.economics_period import MONTHS
from queries.lpm import wilson
from queries.metrics import Z95

NO_CUSTOMERS, NO_BASE, ZERO_CHURN, NO_NEW = "no_customers", "no_base", "zero_churn", "no_new"
NO_MARGIN, NEGATIVE, SHORT_HISTORY = "no_margin", "negative_margin", "short_history"
SETTING, OWN, COMPANY = "setting", "own", "company"
HAIR = 1e-9


@dataclass(frozen=True)
class Value:
    """A figure with its interval; where it is null, the reason."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Margin:
    """Gross margin as a fraction. source: setting, own (1 − delivery ÷ revenue of the cell), company (the company's,
    where the data give no delivery costs of the cell). partial: some delivery costs are given to no cell: at most this.
    """

    value: float | None = None
    source: str | None = None
    reason: str | None = None
    partial: bool = False


@dataclass(frozen=True)
class Known:
    """Of which parts history is known: base: d0 lies in the data; months: so does the first month's opening."""

    base: bool = True
    months: bool = True


class Sums:
    """The sums of one cell in units of the currency, by name: `a`, `ab` …"""

    def __init__(self, row: Mapping[str, Any], minor: int) -> None:
        self.units = int(row["units"])
        self.held: dict[str, float] = {name: float(value) / minor ** sum(name.count(each) for each in "azgex")
                     for name, value in row.items() if name not in ("cell", "units")}

    def __getitem__(self, name: str) -> float:
        return self.held[name]

    def product(self, first: str, second: str) -> float:
        name = first + second
        return self.held[name if name in self.held else second + first]

    def spread(self, **powers: int) -> float | None:
        """The standard error of the logarithm of Π sum^power, by the delta method; null for fewer than two units."""
        if self.units < 2 or any(self[name] <= 0 for name in powers):
            return None
        terms = [(name, power / self[name]) for name, power in powers.items()]
        variance = sum(left * right * self.product(first, second) for first, left in terms for second, right in terms)
        return math.sqrt(max(variance, 0.0) * self.units / (self.units - 1))

    def around(self, value: float, **powers: int) -> Value:
        """A product with its interval."""
        error = self.spread(**powers)
        if error is None:
            return Value(value)
        reach = math.exp(min(Z95 * error, 300.0))
        return Value(value, value / reach, value * reach)


def arpa(sums: Sums) -> Value:
    """Mean ARR ÷ mean customers over the twelve month ends: reporting currency per customer and year."""
    if not sums["n"]:
        return Value(reason=NO_CUSTOMERS)
    return sums.around(sums["a"] / sums["n"], a=1, n=-1)


def logo_churn(sums: Sums, known: Known) -> Value:
    """Customers of the base on d0 lost by d ÷ the base; Wilson."""
    if not known.base:
        return Value(reason=SHORT_HISTORY)
    if not sums["b"]:
        return Value(reason=NO_BASE)
    return _share(sums["l"], sums["b"])


def _share(part: float, whole: float) -> Value:
    low, high = wilson(part, whole)
    return Value(part / whole, low if part else 0.0, high if part < whole else 1.0)


def revenue(sums: Sums) -> float:
    """Recurring revenue of the twelve months: the mean of their ARR."""
    return sums["a"] / MONTHS


def margin(sums: Sums, costs: Costs, assumed: Assumptions, company: Margin | None = None) -> Margin:
    """The setting; else 1 − delivery ÷ revenue; else, of a part without delivery costs of its own, the company's."""
    if assumed.gross_margin is not None:
        return Margin(assumed.gross_margin, SETTING)
    delivery = costs.get("delivery")
    if delivery is not None and sums["a"] > 0:
        return Margin(1 - delivery / revenue(sums), OWN, partial=costs.partial("delivery"))
    if company is not None and company.value is not None:
        return Margin(company.value, COMPANY)
    return Margin(reason=NO_CUSTOMERS if delivery is not None else NO_MARGIN)


def ltv(sums: Sums, margin_: Margin, churn: Value) -> Value:
    """ARPA × gross margin ÷ annual logo churn: what a customer brings while it stays."""
    reason = (NO_CUSTOMERS if not sums["n"] else None) or _losing(margin_) or churn.reason
    if reason is not None or margin_.value is None or churn.value is None:
        return Value(reason=reason)
    if not churn.value:
        return Value(reason=ZERO_CHURN)
    return sums.around(sums["a"] / sums["n"] * margin_.value / churn.value, a=1, n=-1, b=1, l=-1)


def _losing(margin_: Margin) -> str | None:
    if margin_.value is None:
        return margin_.reason or NO_MARGIN
    return NEGATIVE if margin_.value <= 0 else None


def cac(sums: Sums, costs: Costs, assumed: Assumptions) -> Value:
    """Acquisition cost ÷ new customers. The interval is that of a Poisson number of new customers for this money."""
    if assumed.cac is not None:
        return Value(assumed.cac)
    cost = costs.get("acquisition")
    if cost is None:
        return Value(reason=costs.reason("acquisition"))
    if not sums["w"]:
        return Value(reason=NO_NEW)
    return sums.around(cost / sums["w"], w=-1)


def payback(sums: Sums, margin_: Margin, cac_: Value, assumed: Assumptions) -> Value:
    """Months until a customer's margin has paid what it cost: CAC ÷ (ARPA ÷ 12 × gross margin)."""
    reason = cac_.reason or (NO_CUSTOMERS if not sums["a"] else None) or _losing(margin_)
    if reason is not None or margin_.value is None or cac_.value is None:
        return Value(reason=reason)
    months = cac_.value / (sums["a"] / sums["n"] / 12 * margin_.value)
    given = {} if assumed.cac is not None else {"w": -1}
    return sums.around(months, a=-1, n=1, **given)


def renewals(months: Value, every: int) -> Value:
    """Renewal dates before the cumulative margin has reached CAC; a renewal on the very day is not before it."""
    def before(value: float | None) -> float | None:
        return None if value is None else float(max(math.ceil(value / every - HAIR) - 1, 0))
    return Value(before(months.value), before(months.low), before(months.high), months.reason)


def ltv_to_cac(sums: Sums, ltv_: Value, cac_: Value, assumed: Assumptions) -> Value:
    """LTV ÷ CAC."""
    reason = ltv_.reason or cac_.reason
    if reason is not None or ltv_.value is None or not cac_.value:
        return Value(reason=reason or "no_cost")
    given = {} if assumed.cac is not None else {"w": 1}
    return sums.around(ltv_.value / cac_.value, a=1, n=-1, b=1, l=-1, **given)


def monthly_churn(sums: Sums, known: Known) -> Value:
    """Customers lost from one month end to the next ÷ customers on the first of them, over twelve months; Wilson."""
    if not known.months:
        return Value(reason=SHORT_HISTORY)
    if not sums["o"]:
        return Value(reason=NO_BASE)
    return _share(sums["c"], sums["o"])


def monthly_ltv(sums: Sums, margin_: Margin, churn: Value) -> Value:
    """The monthly pair: a month's ARPA × gross margin ÷ a month's churn."""
    reason = (NO_CUSTOMERS if not sums["n"] else None) or _losing(margin_) or churn.reason
    if reason is not None or margin_.value is None or churn.value is None:
        return Value(reason=reason)
    if not churn.value:
        return Value(reason=ZERO_CHURN)
    return sums.around(sums["a"] / sums["n"] / 12 * margin_.value / churn.value, a=1, n=-1, o=1, c=-1)
