"""The reconciliation: line by line from one method to the next, and to the bridge's closing. Pure but the language."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.charts.bars import Scale, diverging
from components.i18n import language, t
from components.tables import Cell, Column, Row, table

ALWAYS = ("churn", "contraction", "expansion", "within_year", "outside", "new")
"""Lines that are shown where they are 0 too: without them the table does not say what it is made of."""
TO_RATES = ("point_to_point", "point_to_point_paper", "summed", "all_customer", "compounded")


def rates(steps: pd.DataFrame, currency: str) -> str:
    """Each method's rates, and the lines that lead to them from another's, in amounts and points of the base."""
    columns = [
        Column("line", t("methods.column.line")),
        Column("amount", t("methods.column.amount"), "number", fold=True),
        Column("nrr", t("metric.nrr.short"), "number"), Column("grr", t("metric.grr.short"), "number"),
    ]
    shown = steps[(steps.kind == "method") | steps.leads_to.isin(TO_RATES)]
    rows = [_method(row) if row.kind == "method" else _line(row, currency)
            for _, row in shown.iterrows() if _says(row)]
    return table(columns, rows, caption=t("methods.lines.rates"))


def _says(row: pd.Series) -> bool:
    """Whether a line changes anything, or belongs there anyway."""
    if row.kind != "line" or row.line in ALWAYS:
        return True
    return any(fmt.known(value) and abs(float(value)) > 0 for value in (row.amount, row.losses, row.nrr, row.grr)
               if value is not None)


def _method(row: pd.Series) -> Row:
    return {"line": Cell(t(f"methods.method.{row.line}")), "amount": Cell("", bold=True),
            "nrr": Cell(fmt.rate(row.nrr), bold=True), "grr": Cell(fmt.rate(row.grr), bold=True)}


def _line(row: pd.Series, currency: str) -> Row:
    amounts = [None if pd.isna(value) else float(value) for value in (row.amount, row.losses, row.gains)]
    amount = "" if amounts[0] is None else fmt.signed_money(amounts[0], currency, language())
    parts = [fmt.signed_money(value, currency, language()) for value in (-(amounts[1] or 0), amounts[2] or 0) if value]
    below = t("list.comma").join(parts) if len(parts) > 1 else ""
    return {
        "line": Cell(t(f"methods.line.{row.line}"), below=t(f"methods.line_how.{row.line}")),
        "amount": Cell(amount, below=below), "nrr": fmt.points(row.nrr, 2, unit=False),
        "grr": fmt.points(row.grr, 2, unit=False),
    }


def bridge(steps: pd.DataFrame, currency: str) -> str:
    """From the opening ARR to the closing: the same lines as amounts. A row a line that is not 0."""
    kept = steps[steps.kind.isin(["opening", "closing"]) |
                 steps.leads_to.isin(["point_to_point", "summed", "all_customer", "closing"])]
    moved = [float(row.amount) for row in kept.itertuples() if row.kind == "line"]
    scale = Scale.over(moved)
    columns = [Column("line", t("methods.column.line")), Column("bar", "", "bar"),
               Column("amount", t("metric.arr.short"), "number")]
    rows = [_step(row, scale, currency) for _, row in kept.iterrows()
            if row.kind != "line" or row.line in ALWAYS or float(row.amount)]
    return table(columns, rows[:-1], total=rows[-1], caption=t("methods.bridge.title"))


def _step(row: pd.Series, scale: Scale, currency: str) -> Row:
    whole, amount = row.kind != "line", float(row.amount)
    words = fmt.money(amount, currency, language(), "table") if whole else fmt.signed_money(
        amount, currency, language())
    return {"line": Cell(t(f"methods.line.{row.line}")),
            "bar": Cell(bar="" if whole or not amount else diverging(amount, scale)), "amount": Cell(words, bold=whole)}
