"""The page's tables: every condition with all of its numbers, and both ends of onboarding. Pure apart from language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from components import format as fmt
from components import tables
from components.drivers import words
from components.i18n import t
from components.tables import Cell, Column, Row
from queries.dimensions import Dimension
from queries.onboarding import DAYS


def ordered(found: pd.DataFrame) -> pd.DataFrame:
    """Sure differences first, then by how little chance explains them; what could not be compared last."""
    return found.sort_values(["p_adjusted", "p", "condition"], na_position="last", kind="stable")


def conditions(found: pd.DataFrame, dimensions: Mapping[str, Dimension]) -> str:
    """A row a condition, in the order given."""
    columns = [
        Column("name", t("drivers.column.condition")),
        Column("n", t("drivers.column.n"), "number", fold=True, definition=t("drivers.column.n_definition")),
        Column("kept", t("drivers.column.kept"), "number", drop=True),
        Column("plain", t("drivers.column.plain"), "number", drop=True,
               definition=t("metric.driver_difference.definition")),
        Column("adjusted", t("drivers.column.adjusted"), "number", definition=t("metric.driver_adjusted.definition")),
        Column("p", t("drivers.column.p"), "number", definition=t("metric.driver_p.definition")),
        Column("status", t("drivers.column.status"), "status"),
    ]
    rows = [_condition(row, dimensions) for row in found.itertuples()]
    return tables.table(columns, rows, caption=t("drivers.table.caption"))


def short(found: pd.DataFrame, dimensions: Mapping[str, Dimension]) -> str:
    """The chart's figures where there is no room for it: name, n, adjusted difference with its interval."""
    columns = [Column("name", t("drivers.column.short")), Column("adjusted", t("drivers.column.adjusted"), "number")]
    rows: list[Row] = [{
        "name": Cell(words.name(str(row.condition), dimensions),
                     below=t("drivers.chart.n", n_with=fmt.held(row.n_with), n_without=fmt.held(row.n_without))),
        "adjusted": replace(_difference(row.adjusted, row.adjusted_low, row.adjusted_high, words.reason(row)),
                            bold=words.is_sure(row))} for row in found.itertuples()]
    return tables.table(columns, rows, caption=t("drivers.table.caption"))


def _condition(row: Any, dimensions: Mapping[str, Dimension]) -> Row:
    return {
        "name": Cell(words.name(str(row.condition), dimensions), below=words.mixed(str(row.condition))),
        "n": t("drivers.sides", n_with=fmt.held(row.n_with), n_without=fmt.held(row.n_without)),
        "kept": t("drivers.sides", n_with=fmt.rate(row.retention_with), n_without=fmt.rate(row.retention_without)),
        "plain": _difference(row.difference, row.low, row.high),
        "adjusted": _difference(row.adjusted, row.adjusted_low, row.adjusted_high, words.reason(row)),
        "p": words.chance(row.p_adjusted), "status": Cell(_verdict(row), status=words.status(row)),
    }


def _difference(value: Any, low: Any, high: Any, reason: str = "") -> Cell:
    if not fmt.known(value):
        return Cell(fmt.UNKNOWN, below=reason)
    return Cell(fmt.points(float(value)), below=words.span(low, high))


def _verdict(row: Any) -> str:
    if not fmt.known(row.p_adjusted):
        return t("drivers.verdict.unknown")
    return t(f"drivers.verdict.{words.status(row)}" if words.is_sure(row) else "drivers.verdict.chance")


def endpoints(found: pd.DataFrame) -> str:
    """Both ends beside each other, a row a figure."""
    columns = [Column("name", t("drivers.onboarding.figure")),
               *(Column(str(row.endpoint), t(f"drivers.short.{row.endpoint}"), "number")
                 for row in found.itertuples())]
    makers = {"customers": _begun, "reached": _reached, "median": _median, "with": _side("with"),
              "without": _side("without"), "plain": lambda row: _difference(row.difference, row.low, row.high),
              "adjusted": lambda row: _difference(row.adjusted, row.adjusted_low, row.adjusted_high, words.reason(row))}
    rows: list[Row] = [{"name": Cell(t(f"drivers.onboarding.{key}", days=DAYS)),
                        **{str(row.endpoint): made(row) for row in found.itertuples()}}
                       for key, made in makers.items()]
    return tables.table(columns, rows, caption=t("drivers.onboarding.caption"))


def _begun(row: Any) -> Cell:
    return Cell(fmt.rate(row.share), below=t("drivers.onboarding.of", done=f"{row.done:,}", n=f"{row.customers:,}"))


def _reached(row: Any) -> Cell:
    if not fmt.known(row.reached):
        return Cell(fmt.UNKNOWN, below=t("drivers.onboarding.too_young", days=DAYS))
    return Cell(fmt.rate(row.reached), below=fmt.interval(row.reached_low, row.reached_high))


def _median(row: Any) -> Cell:
    if not fmt.known(row.median_days):
        return Cell(fmt.UNKNOWN, below=t("drivers.onboarding.no_median"))
    return Cell(t("drivers.onboarding.days", n=f"{int(row.median_days):,}"))


def _side(side: str) -> Any:
    """The retention of those who were there, or not, on d0."""
    def made(row: Any) -> Cell:
        rate, n = getattr(row, f"retention_{side}"), getattr(row, f"n_{side}")
        if not fmt.known(rate):
            return Cell(fmt.UNKNOWN)
        ends = fmt.interval(getattr(row, f"{side}_low"), getattr(row, f"{side}_high"))
        return Cell(fmt.rate(rate), below=t("drivers.onboarding.n", n=f"{int(n):,}", ends=ends))
    return made
