"""What a customer is worth, and what winning one costs: LTV, CAC, payback, renewals until profit.

All over one period of twelve months (queries/economics_period.py), over customers whatever unit is chosen. Definitions:
the chapter Economics of docs/definitions.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.economics.reading import Assumptions
from data.warehouse import Warehouse
from queries import economics_figures as figures
from queries.access import answers, grouped
from queries.dimensions import build_info, check, dimensions
from queries.economics_costs import KINDS, NOT_GIVEN, Costs, costs, lacking, of_cells
from queries.economics_figures import Known, Margin, Sums, Value
from queries.economics_period import Period, period
from queries.economics_sums import PRODUCTS, SOURCE, VALUES, statement
from queries.runner import run
from queries.scope import Scope, UnknownFilter

INTERVALS = ("arpa", "logo_churn", "ltv", "cac", "payback_months", "renewals_until_profit", "ltv_to_cac",
             "month_churn", "month_ltv")
COLUMNS = ("ltv", "cac", "payback_months", "renewals_until_profit", "ltv_to_cac", "arpa", "gross_margin",
           "margin_source", "logo_churn", "lifetime_years", "new_customers", "logos_base", "logos_kept", "revenue",
           *(f"cost_{kind}" for kind in KINDS), "month_arpa", "month_churn", "month_ltv",
           *(f"{name}_{end}" for name in INTERVALS for end in ("low", "high")),
           *(f"{name}_reason" for name in INTERVALS), "cac_partial", "margin_partial", "reason")
LINES = "lines"
USUAL = Assumptions()


@answers(grouped("logos_base", "new_customers"))
def economics(warehouse: Warehouse, scope: Scope, assumed: Assumptions = USUAL,
              by: str | None = None) -> pd.DataFrame:
    """One row, or one a value of `by`: a key of customers, or "source" (of the customer's first new deal, where given).

    Columns: COLUMNS. arpa, ltv, cac, revenue, cost_…: reporting currency (arpa, revenue a year; costs of the twelve
    months); gross_margin, logo_churn, month_churn: fractions; payback_months: months; lifetime_years: 1 ÷ logo churn;
    …_low, …_high: 95 % intervals (queries/economics_figures.py); …_reason: why the figure is null, `reason` the first
    of them. margin_source: setting, own, company. cac_partial, margin_partial: some costs of the kind are given to no
    value: the CAC is at least, the margin at most this. Costs by segment or partner only where the data give them so.
    attrs: start, first_day, last_day (of the twelve months), renewal_months. Filters on lines: nulls, reason lines.
    Raises UnknownFilter for an unknown key.
    """
    asked = replace(scope, unit="customer")
    _known_key(warehouse, asked, by)
    span = period(asked.as_of)
    about = {"start": span.start, "first_day": span.first_day, "last_day": span.last_day,
             "renewal_months": assumed.renewal_months}
    if asked.line_filters:
        found = pd.DataFrame([_null(LINES)], columns=list(COLUMNS), dtype=object)
        if by:
            found.insert(0, by, None)
    else:
        rows = [{**({by: each.label} if by else {}), **_row(each, assumed)}
                for each in Cell.found(warehouse, asked, span, assumed, by)]
        found = pd.DataFrame(rows, columns=[*([by] if by else []), *COLUMNS], dtype=object)
    found.attrs = about
    return found


def _known_key(warehouse: Warehouse, scope: Scope, by: str | None) -> None:
    known = dimensions(warehouse)
    check(scope, known, None if by == SOURCE else by)
    labels = tuple(key for key, each in known.items() if each.kind != "line")
    if by not in (None, SOURCE) and by not in labels:
        raise UnknownFilter(str(by), None, (*labels, SOURCE), True)


@dataclass(frozen=True)
class Cell:
    """What one value of a split is counted from."""

    label: str | None
    sums: Sums
    costs: Costs
    margin: Margin
    known: Known

    @classmethod
    def found(cls, warehouse: Warehouse, scope: Scope, span: Period, assumed: Assumptions, by: str | None = None
              ) -> list[Cell]:
        """The cells of a split, or the whole in one. Scope: of customers, without filters on lines."""
        build = build_info(warehouse)
        known = Known(build.first_day <= span.start, build.first_day <= span.openings[0])
        sums = run(warehouse, statement(scope, span, by))
        asked = tuple(dict(scope.effective))
        given = costs(warehouse, scope, span.first_day, span.last_day)
        held = of_cells(given, span, by, asked)
        nothing = Costs(reasons=dict.fromkeys(KINDS, lacking(given) or NOT_GIVEN))
        company = _company(warehouse, scope, span, assumed) if by or asked else None
        made = []
        for row in _plain(sums, by):
            one, cost = Sums(row, build.minor), held.get(row["cell"], nothing)
            made.append(cls(row["cell"], one, cost, figures.margin(one, cost, assumed, company), known))
        return made


def _plain(sums: pd.DataFrame, by: str | None) -> list[dict[str, Any]]:
    """The cells' sums; without a split and without any customer one row of zeros."""
    if sums.empty and by is None:
        names = (*VALUES, *(first + second for first, second in PRODUCTS))
        return [{"cell": None, "units": 0, **dict.fromkeys(names, 0.0)}]
    return [{str(name): None if name == "cell" and pd.isna(value) else value for name, value in row.items()}
            for row in sums.to_dict("records")]


def _company(warehouse: Warehouse, scope: Scope, span: Period, assumed: Assumptions) -> Margin | None:
    """The whole company's margin, for parts of it without delivery costs of their own; for whoever may see the whole.

    It is a figure of the whole: nothing is shared out by it.
    """
    whole = replace(scope, where=())
    if whole.narrowed:
        return None
    sums = run(warehouse, statement(whole, span))
    held = of_cells(costs(warehouse, whole, span.first_day, span.last_day), span, None, ())
    return figures.margin(Sums(_plain(sums, None)[0], build_info(warehouse).minor), held[None], assumed)


def _row(cell: Cell, assumed: Assumptions) -> dict[str, Any]:
    sums, given, margin, known = cell.sums, cell.costs, cell.margin, cell.known
    churn = figures.logo_churn(sums, known)
    ltv, cac = figures.ltv(sums, margin, churn), figures.cac(sums, given, assumed)
    payback, month = figures.payback(sums, margin, cac, assumed), figures.monthly_churn(sums, known)
    arpa = figures.arpa(sums)
    made: dict[str, Value] = {
        "arpa": arpa, "logo_churn": churn, "ltv": ltv, "cac": cac, "payback_months": payback,
        "renewals_until_profit": figures.renewals(payback, assumed.renewal_months),
        "ltv_to_cac": figures.ltv_to_cac(sums, ltv, cac, assumed), "month_churn": month,
        "month_ltv": figures.monthly_ltv(sums, margin, month)}
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    for name, value in made.items():
        row |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high, f"{name}_reason": value.reason}
    return row | {
        "gross_margin": margin.value, "margin_source": margin.source, "margin_partial": margin.partial,
        "cac_partial": assumed.cac is None and given.partial("acquisition"),
        "lifetime_years": 1 / churn.value if churn.value else None, "new_customers": int(sums["w"]),
        "logos_base": int(sums["b"]), "logos_kept": int(sums["b"] - sums["l"]), "revenue": figures.revenue(sums),
        **{f"cost_{kind}": given.get(kind) for kind in KINDS},
        "month_arpa": None if arpa.value is None else arpa.value / 12,
        "reason": next((value.reason for value in (ltv, cac, payback) if value.reason), None)}


def _null(reason: str) -> dict[str, Any]:
    return dict.fromkeys(COLUMNS) | {f"{name}_reason": reason for name in INTERVALS} | {
        "reason": reason, "margin_partial": False, "cac_partial": False}

