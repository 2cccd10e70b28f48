"""The page's tables: time in stage, leaks, shares over a year, accounts. HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components import tables, theme, undue, unnamed
from components.account import link
from components.charts.bars import Scale, floating
from components.charts.sparkline import sparkline
from components.i18n import language, t
from components.journey import words
from components.tables import Cell, Column, Row
from data.journey.model import LEFT
from queries.journey import ACTIVE
from queries.metrics import FEW


def dwell(found: pd.DataFrame) -> str:
    """Days in each stage: the middle half as a bar, the median with its interval, the limit, who is beyond it."""
    columns = [Column("stage", t("journey.column.stage")), Column("bar", t("journey.column.half"), "bar"),
               Column("median", t("journey.column.median"), "number"),
               Column("p75", t("journey.column.p75"), "number", drop=True),
               Column("limit", t("journey.column.limit"), "number", drop=True,
                      definition=t("journey.column.limit_definition")),
               Column("over", t("journey.column.over"), "number")]
    scale = Scale.over([*found.p75_days.astype(float), *found.limit_days.astype(float)])
    few = [int(row.spells) < FEW for row in found.itertuples()]
    return tables.table(columns, [_dwell(row, scale) for row in found.itertuples()], few=few,
                        caption=t("journey.dwell.caption"))


def _dwell(row: Any, scale: Scale) -> Row:
    bar = ""
    if fmt.known(row.p25_days):
        right = scale.place(float(row.p75_days)) if fmt.known(row.p75_days) else 100.0
        line = scale.place(float(row.limit_days)) if fmt.known(row.limit_days) else None
        bar = floating(scale.place(float(row.p25_days)), right, "accent", line)
    span = t("journey.dwell.span", low=_days(row.median_low), high=_days(row.median_high))
    over = fmt.UNKNOWN if not fmt.known(row.over) else words.number(int(row.over))
    n = t("journey.dwell.n", n=f"{int(row.spells):,}", open=f"{int(row.open):,}")
    return {"stage": Cell(words.stage(str(row.stage)), below=n), "bar": Cell(bar=bar),
            "median": Cell(words.days(row.median_days), below=span if fmt.known(row.median_days) else ""),
            "p75": words.days(row.p75_days), "limit": _limit(row), "over": Cell(over, bold=bool(over != fmt.UNKNOWN
                                                                                   and row.over > 0))}


def _days(value: Any) -> str:
    return f"{int(value):,}" if fmt.known(value) else t("journey.dwell.open")


def _limit(row: Any) -> Cell:
    """The stage's time, and where it comes from."""
    if not fmt.known(row.limit_days):
        return Cell(fmt.UNKNOWN, below=t("journey.dwell.no_limit") if fmt.known(row.target_days) else "")
    return Cell(words.days(row.limit_days), below=t("journey.dwell.target" if fmt.known(row.target_days)
                                                    else "journey.dwell.quartile"))


def leaks(found: pd.DataFrame, currency: str) -> str:
    """From which stage customers leave, against all of them."""
    columns = [Column("stage", t("journey.column.stage")), Column("n", t("journey.column.n"), "number", drop=True),
               Column("left", t("journey.column.left"), "number"),
               Column("share", t("journey.column.share"), "number"),
               Column("arr", t("journey.column.arr_left"), "number", fold=True),
               Column("against", t("journey.column.against"), "status", drop=True)]
    rows = [_leak(row, currency) for row in found.itertuples()]
    attrs = found.attrs
    total: Row = {"stage": t("table.total"), "n": f"{attrs['n']:,}", "left": f"{attrs['left']:,}",
                  "share": fmt.rate(attrs["share"]), "arr": fmt.money(attrs["arr_left"], currency, language(), "table")}
    few = [int(row.n) < FEW for row in found.itertuples()]
    return tables.table(columns, rows, total=total, few=few, caption=t("journey.leaks.caption"))


def _leak(row: Any, currency: str) -> Row:
    ends = fmt.interval(row.low, row.high) if fmt.known(row.share) else ""
    says = {"worse": Cell(t("journey.against.worse"), status="bad"),
            "better": Cell(t("journey.against.better"), status="good")}
    return {"stage": words.stage(str(row.stage)), "n": f"{int(row.n):,}", "left": f"{int(row.left):,}",
            "share": Cell(fmt.rate(row.share), below=ends),
            "arr": fmt.money(float(row.arr_left), currency, language(), "table"),
            "against": says.get(str(row.against), Cell(t("journey.against.chance"), status="unknown"))}


def trend(found: Mapping[str, pd.Series]) -> str:
    """Each stage's share of the customers: the line of a year, now, and the change."""
    columns = [Column("stage", t("journey.column.stage")), Column("line", t("journey.column.line"), "bar"),
               Column("now", t("journey.column.now"), "number"), Column("change", t("journey.column.change"), "number")]
    rows: list[Row] = []
    for stage in (stage for stage in ACTIVE if stage in found):
        values = found[stage].tolist()
        name = words.stage(stage)
        alt = t("journey.trend.alt", stage=name, first=fmt.rate(values[0]), last=fmt.rate(values[-1]))
        line = sparkline([value if fmt.known(value) else None for value in values], mode=theme.mode(), alt=alt)
        rows.append({"stage": name, "line": Cell(bar=line), "now": fmt.rate(values[-1]),
                     "change": fmt.points(values[-1] - values[0])})
    return tables.table(columns, rows, caption=t("journey.trend.caption"))


def accounts(found: pd.DataFrame, shown: int, currency: str, with_stage: bool) -> str:
    """Accounts with their days in the stage, next renewal and owner; who is over time bears a mark."""
    left = bool(len(found)) and bool((found.stage == LEFT).all())
    columns = [Column("account", t("table.account")),
               *([Column("stage", t("journey.column.stage"), drop=True)] if with_stage else []),
               Column("days", t("journey.column.gone" if left else "journey.column.days"), "status", fold=True),
               Column("renewal", t("journey.column.renewal"), drop=True),
               Column("owner", t("journey.column.csm"), drop=True), Column("arr", t("table.arr"), "number")]
    listed = found.head(shown)
    rows: list[Row] = [_account(row, currency) for row in listed.itertuples()]
    others = int(found.attrs["total"]) - len(listed)
    whole = float(found.attrs["arr"])
    if others > 0:
        rows.append({"account": unnamed.others(found, others),
                     "arr": fmt.money(whole - float(listed["arr"].sum()), currency, language(), "table")})
    total: Row = {"account": t("table.total"), "arr": fmt.money(whole, currency, language(), "table")}
    return tables.table(columns, rows, total=total, caption=t("journey.accounts.caption"))


def _account(row: Any, currency: str) -> Row:
    said = words.days(row.days) if row.begun else t("journey.accounts.at_least", n=f"{int(row.days):,}")
    due = fmt.full_day(row.renewal_due, language()) if row.renewal_due is not None and not pd.isna(row.renewal_due) \
        else getattr(row, undue.COLUMN, None) or fmt.UNKNOWN
    return {"account": link.named(row),
            "stage": words.stage(str(row.stage)),
            "days": Cell(t("journey.accounts.over", days=said), status="warn") if row.over else Cell(said),
            "renewal": due, "owner": fmt.UNKNOWN if pd.isna(row.owner) else str(row.owner),
            "arr": fmt.money(float(row.arr), currency, language(), "table")}
