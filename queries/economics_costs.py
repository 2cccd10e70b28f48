"""What winning, serving, keeping and growing customers cost in twelve months, as far as the data give it.

Costs are of the whole company, or of a segment or partner where the data say so; never shared out, by headcount or
otherwise. Source: cost_month, at the constant rates of fx_rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import pandas as pd
from sqlalchemy import Date, Double, Select, cast, func, literal, select

from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import WHOLE, answers
from queries.economics_period import MONTHS, Period
from queries.measures.needs import absent
from queries.runner import run
from queries.scope import Scope

KINDS = ("acquisition", "retention", "expansion", "delivery")
KEYS = ("segment", "partner_id")
"""By what the data may give a cost."""
COLUMNS = ("month_on", "function", "kind", "segment", "partner_id", "amount")
MISSING, NOT_GIVEN, SHORT, NO_KIND = "no_costs", "costs_not_given", "costs_short", "no_kind"


@dataclass(frozen=True)
class Costs:
    """The costs of one cell. amounts: by kind, in the reporting currency; shares: what part of the company's costs of
    that kind the data give by the key at all (1 without a key); reasons: why a kind has no amount.
    """

    amounts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    shares: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, kind: str) -> float | None:
        return self.amounts.get(kind)

    def reason(self, kind: str) -> str | None:
        """Null where the kind has an amount."""
        return None if kind in self.amounts else self.reasons.get(kind, NOT_GIVEN)

    def partial(self, kind: str) -> bool:
        """Whether some of the company's costs of this kind are given to no cell: the amount is then the least."""
        return kind in self.amounts and self.shares.get(kind, 1.0) < 1 - 1e-9


@answers(WHOLE)
def costs(warehouse: Warehouse, scope: Scope, start: date, end: date) -> pd.DataFrame:
    """Costs of the months that begin in [start, end]. Grain: month × function × kind × segment × partner.

    Columns: month_on, function, kind, segment, partner_id (null: given to none), amount (reporting currency). Filters
    and permission by segment or partner_id keep what is given to those values; by anything else nothing is given: no
    rows, attrs["reason"] costs_not_given. attrs: reason (no_costs without the table; else null), months (of those with
    any cost of the company), shares (by key and kind: what part of the company's amount has a value of the key).
    """
    if absent(warehouse, ("cost_month",)):
        return _none(MISSING)
    found = run(warehouse, statement(start, end))
    months = len({(day.year, day.month) for day in found.month_on})
    shares = {key: _shares(found, key) for key in KEYS}
    asked = dict(scope.effective)
    if set(asked) - set(KEYS):
        return _none(NOT_GIVEN, months)
    for key, values in asked.items():
        found = found[found[key].isin([value for value in values if value is not None])]
    found = found.reset_index(drop=True)
    found.attrs = {"reason": NOT_GIVEN if asked and found.empty else None, "months": months, "shares": shares}
    return found


def _none(reason: str, months: int = 0) -> pd.DataFrame:
    found = pd.DataFrame(columns=list(COLUMNS))
    found.attrs = {"reason": reason, "months": months, "shares": {}}
    return found


def statement(start: date, end: date) -> Select[Any]:
    cost = tables.mart("stg_cost_month", *COLUMNS, "currency", schema="staging")
    rate = tables.mart("stg_fx_rate", "currency", "to_reporting", schema="staging")
    keys = [cost.c[name] for name in COLUMNS[:-1]]
    amount = cast(cost.c.amount, Double) * func.coalesce(cast(rate.c.to_reporting, Double), 1.0)
    return select(*keys, func.sum(amount).label("amount")).select_from(
        cost.outerjoin(rate, rate.c.currency == cost.c.currency)).where(
        cost.c.month_on >= cast(literal(start), Date), cost.c.month_on <= cast(literal(end), Date)).group_by(
        *keys).order_by(cost.c.month_on, *map(dialects.rising, keys[1:]))


def _shares(found: pd.DataFrame, key: str) -> dict[str, float]:
    """By kind: the part of its amount that has a value of the key."""
    whole = found.groupby("kind").amount.sum()
    given = found[found[key].notna()].groupby("kind").amount.sum().reindex(whole.index).fillna(0)
    return {str(kind): float(given[kind] / amount) for kind, amount in whole.items() if amount}


def lacking(found: pd.DataFrame) -> str | None:
    """Why the costs of twelve months are unknown altogether; null where they are not."""
    return found.attrs["reason"] or (SHORT if found.attrs["months"] < MONTHS else None)


def of_cells(found: pd.DataFrame, span: Period, by: str | None, asked: tuple[str, ...]) -> dict[str | None, Costs]:
    """The costs of a frame of `costs` by cell; without `by` of the whole, under null. `asked`: the filters' keys.

    A cell without a row has no entry: nothing is given for it. Without one of the twelve months all are unknown.
    """
    reason = lacking(found)
    if reason is not None:
        return {None: Costs(reasons=dict.fromkeys(KINDS, reason))} if by is None else {}
    shares = _least(found.attrs["shares"], [*asked, *([by] if by else [])])
    if by is None:
        return {None: _cell(found, shares, NO_KIND if not asked else NOT_GIVEN)}
    if by not in KEYS:
        return {}
    return {str(cell): _cell(rows, shares, NOT_GIVEN) for cell, rows in found[found[by].notna()].groupby(by)}


def _least(shares: Mapping[str, Mapping[str, float]], keys: list[str]) -> dict[str, float]:
    return {kind: min((shares[key].get(kind, 0.0) for key in keys if key in shares), default=1.0) for kind in KINDS}


def _cell(rows: pd.DataFrame, shares: Mapping[str, float], reason: str) -> Costs:
    sums = rows.groupby("kind").amount.sum()
    amounts = {kind: float(sums[kind]) for kind in KINDS if kind in sums}
    return Costs(MappingProxyType(amounts), MappingProxyType(dict(shares)),
                 MappingProxyType({kind: reason for kind in KINDS if kind not in amounts}))
