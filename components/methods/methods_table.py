"""The methods beside each other: who counts so, over whom, what it makes of the year. Pure apart from the language."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.i18n import language, t
from components.tables import Cell, Column, Row, table
from queries.methods import METHODS
from queries.metrics import FEW

MISLEADS = METHODS[-1]


def drawn(found: pd.DataFrame, unit: str, currency: str) -> str:
    """A row a method, ours first. Source: queries.methods.methods."""
    columns = [
        Column("method", t("methods.column.method")),
        Column("who", t("methods.column.who"), fold=True, quiet=True),
        Column("population", t("methods.column.population"), fold=True),
        Column("losses", t("methods.column.losses"), "number", drop=True),
        Column("gains", t("methods.column.gains"), "number", drop=True),
        Column("nrr", t("metric.nrr.short"), "number", definition=t("metric.nrr.definition")),
        Column("grr", t("metric.grr.short"), "number", definition=t("metric.grr.definition")),
    ]
    rows = [_row(row, unit, currency) for _, row in found.iterrows()]
    few = [int(row.logos_base) < FEW for row in found.itertuples()]
    return table(columns, rows, few=few, caption=t("methods.table.title"))


def _row(row: pd.Series, unit: str, currency: str) -> Row:
    method, reason = str(row.method), "" if row.reason is None else t(f"methods.reason.{row.reason}")
    amount = {name: fmt.money(float(row[name]), currency, language(), "table") for name in ("losses", "gains")}
    ours = method == METHODS[0]
    return {
        "method": Cell(t(f"methods.method.{method}"), below=t(f"methods.how.{method}")),
        "who": Cell(t(f"methods.who.{method}"), status="warn" if method == MISLEADS else None),
        "population": Cell(population(row, unit), below=_amount(row, currency)), **amount,
        "nrr": Cell(fmt.rate(row.nrr), below=reason, bold=ours), "grr": Cell(fmt.rate(row.grr), bold=ours),
    }


def population(row: pd.Series, unit: str) -> str:
    """Over whom: the base, a first and a last month's opening, and those that count without being in the base."""
    n, last = (fmt.count(int(row[name]), unit, language()) for name in ("logos_base", "logos_last"))
    if row.method == "compounded":
        return t("methods.population.months", first=n, last=last)
    if row.outside:
        return t("methods.population.outside", n=n, more=fmt.count(int(row.outside), unit, language()))
    return t("methods.population.base", n=n)


def _amount(row: pd.Series, currency: str) -> str:
    first, last = (fmt.money(float(row[name]), currency, language()) for name in ("arr_base", "arr_last"))
    return f"{first} → {last}" if row.method == "compounded" else first
