"""Frozen figures beside those of the data now, and by account what changed them."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from components import cards, theme
from components import format as fmt
from components.charter import files, words
from components.charter.questions import Questions
from components.i18n import catalogue, language, t
from components.router import Frame
from components.tables import Cell, Column, Row, table
from data.store import Record
from queries.frozen import changed

MAIN = ("arr", "nrr", "grr", "logo_retention", "logos", "net_new", "arr_at_risk")
FLOWS = ("net_new",)
"""Amounts that the weekly review gives to the last digit of its lists: so here."""
LISTED = 12
COMPARED_WEEKS = 8
AMOUNTS = ("change_arr", "change_base", "change_kept", "change_capped")


def figure_name(key: str) -> str:
    """A frozen figure's name."""
    if key.startswith("kpi."):
        return t("charter.figure.kpi", name=words.name(key.removeprefix("kpi.")))
    own = f"charter.figure.{key}"
    return t(own) if own in catalogue(language()) else words.name(key)


def value(reads: str, amount: Any, currency: str, key: str = "") -> str:
    """A frozen figure as it reads."""
    if not fmt.known(amount):
        return fmt.UNKNOWN
    if key.startswith("kpi."):
        return words.figure(key.removeprefix("kpi."), amount, currency)
    if reads == "rate":
        return fmt.rate(amount)
    if reads != "money":
        return fmt.decimal(amount, 0)
    return fmt.money(amount, currency, language(), "table" if key in FLOWS else "compact")


def change(reads: str, amount: Any, currency: str, key: str = "") -> str:
    """The difference, with its sign; nothing where there is none."""
    if not fmt.known(amount) or amount == 0:
        return "" if fmt.known(amount) else fmt.UNKNOWN
    if key.startswith("kpi."):
        return words.change(key.removeprefix("kpi."), amount, currency)
    if reads == "rate":
        return fmt.points(amount, 2)
    if reads == "money":
        return fmt.signed_money(amount, currency, language(), "table" if key in FLOWS else "compact")
    return (fmt.MINUS if amount < 0 else "+") + fmt.decimal(abs(amount), 0)


def table_of(figures: pd.DataFrame, currency: str) -> str:
    """Frozen figures, what the data give now, and the difference."""
    columns = [Column("figure", t("charter.column.figure")), Column("then", t("charter.column.then"), "number"),
               Column("now", t("charter.column.data_now"), "number", quiet=True),
               Column("difference", t("metric.frozen_difference.short"), "number",
                      definition=t("metric.frozen_difference.definition"))]
    rows: list[Row] = [{
        "figure": figure_name(row.figure), "then": Cell(value(row.kind, row.then, currency, row.figure), bold=True),
        "now": value(row.kind, row.now, currency, row.figure),
        "difference": change(row.kind, row.delta, currency, row.figure)} for row in figures.itertuples()]
    return table(columns, rows, caption=t("charter.figure.caption"))


def meetings(found: pd.DataFrame, ask: Questions, currency: str) -> str:
    """A row a meeting: when, who was there, what was seen, and how many figures later data changed."""
    columns = [
        Column("week", t("charter.column.week")), Column("present", t("charter.column.present"), fold=True),
        *(Column(key, t(f"metric.{key}.short"), "number", drop=key == "arr") for key in ("nrr", "grr", "arr")),
        Column("changed", t("charter.column.changed"), "status"),
    ]
    rows: list[Row] = [_meeting(row, ask, currency, number < COMPARED_WEEKS)
                       for number, row in enumerate(found.itertuples())]
    return table(columns, rows, caption=t("charter.past.caption"))


def _meeting(row: Any, ask: Questions, currency: str, compared: bool) -> Row:
    frozen = not pd.isna(row.snapshot)
    by = t("charter.past.by", author=row.author or row.frozen_by) if row.author or row.frozen_by else ""
    said = {key: fmt.rate(getattr(row, key)) if frozen else fmt.UNKNOWN for key in ("nrr", "grr")}
    return {"week": Cell(week_name(row.week_on.isoformat()), below=by), "present": words.present(row.present), **said,
            "arr": fmt.money(row.arr, currency, language()) if frozen else fmt.UNKNOWN,
            "changed": _since(ask, row.week_on.isoformat(), compared) if frozen
            else Cell(t("charter.past.unfrozen"), status="unknown")}


def _since(ask: Questions, week: str, compared: bool) -> Cell:
    """What changed since; nothing for weeks so old that they are not compared here."""
    return _changed(ask, week) if compared else Cell("")


def _changed(ask: Questions, week: str) -> Cell:
    snapshot = ask.seen(week)
    number = len(changed(ask.compared(snapshot))) if snapshot is not None else 0
    return Cell(t("charter.past.changed", n=number), status="warn") if number else Cell(
        t("charter.past.same"), status="good")


def week_name(week: str) -> str:
    """A week by its Sunday."""
    return fmt.full_day(date.fromisoformat(week), language())


def draw(frame: Frame, ask: Questions, snapshot: Record) -> None:
    """What later data changed of one frozen week: every figure, and the accounts that add up to it."""
    currency, compared = frame.build.currency, ask.compared(snapshot)
    moved = changed(compared)
    if compared.attrs["redefined"]:
        theme.block(f'<p class="t-note">{escape(t("charter.differences.redefined"))}</p>')
    if moved.empty:
        theme.block(f'<p class="t-note">{escape(t("charter.differences.none", n=len(compared)))}</p>')
        files.figures(frame, compared, snapshot.key)
        return
    left, right = st.columns([5, 7], gap="medium")
    with left:
        theme.block(cards.section(t("charter.differences.figures", n=len(moved), all=len(compared))))
        theme.block(f'<div class="t-weekly">{table_of(moved, currency)}</div>')
    with right:
        found = ask.restated(snapshot)
        theme.block(cards.section(t("charter.differences.accounts", n=len(found)), t("charter.differences.sub")))
        if len(found):
            theme.block(f'<div class="t-weekly">{accounts(found, currency)}</div>')
    files.figures(frame, compared, snapshot.key)
    files.accounts(frame, found, snapshot.key)


def accounts(found: pd.DataFrame, currency: str) -> str:
    """The accounts whose data changed since, the largest first, all others in one row; the total is the difference."""
    columns = [
        Column("account", t("charter.column.account")), Column("what", t("charter.column.what"), fold=True),
        Column("then", t("charter.column.arr_then"), "number", drop=True),
        Column("now", t("charter.column.arr_now"), "number", drop=True),
        Column("change_arr", t("charter.column.change_arr"), "number"),
        Column("change_base", t("charter.column.change_base"), "number", drop=True),
        Column("change_capped", t("charter.column.change_capped"), "number"),
    ]
    rows: list[Row] = [_account(row, currency) for row in found.head(LISTED).itertuples()]
    left = found.iloc[LISTED:]
    if len(left):
        rows.append({"account": t("charter.differences.others", n=len(left)), **_sums(left, currency)})
    total: Row = {"account": t("charter.differences.total"), **_sums(found, currency)}
    return table(columns, rows, total=total, caption=t("charter.differences.caption"))


def _sums(found: pd.DataFrame, currency: str) -> dict[str, str | Cell]:
    return {name: change("money", float(found[name].sum()), currency) for name in AMOUNTS}


def _account(row: Any, currency: str) -> Row:
    name = row.account if row.what != "rest" else t("charter.what.rest")
    return {"account": name, "what": t(f"charter.what.{row.what}"),
            "then": fmt.money(row.arr_then, currency, language()), "now": fmt.money(row.arr_now, currency, language()),
            **{each: change("money", getattr(row, each), currency) for each in AMOUNTS}}
