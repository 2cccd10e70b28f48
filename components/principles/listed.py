"""Tables of the open principle: a measure by label, churn by unit, accounts that fall short. HTML."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import cards, tables, unnamed
from components import format as fmt
from components.account import link
from components.i18n import language, plural, t
from components.principles import standing, words
from components.sentence import value_name
from components.tables import Cell, Column, Row
from data.practice.reading import Goal
from queries.dimensions import Dimension
from queries.measures.goals import JUDGED, reference, verdict, within_chance
from queries.metrics import FEW
from queries.principle_splits import MOST


def split(found: pd.DataFrame, other: pd.DataFrame, whole: Any, dimension: Dimension) -> str:
    """A row a label; beneath them the whole, and what the measure is read against."""
    columns = [Column("label", t("principles.split.label")), Column("value", t("principles.split.value"), "number"),
               Column("interval", t("principles.split.interval"), "number", fold=True),
               Column("n", "n", "number"), Column("verdict", t("principles.split.verdict"), "status", drop=True)]
    goal = Goal(whole.target, "") if fmt.known(whole.target) else None
    made = [_row(row, value_name(dimension, row.label), whole.measure, goal) for row in found.itertuples()]
    rows: list[Row] = [row for row, _ in made]
    rows += [_row(row, words.name(row.measure), row.measure, None)[0] for row in other.itertuples()]
    few = [small for _, small in made] + [int(each) < FEW for each in other.n]
    total = _row(whole, t("principles.split.whole"), whole.measure, goal)[0]
    said = t("principles.split.caption", name=words.name(whole.measure, "name"))
    note = f'<p class="t-quiet">{t("principles.split.most", n=MOST)}</p>' if len(found) == MOST else ""
    return tables.table(columns, rows, total=total, few=few, caption=said) + note


def _row(row: Any, label: str, key: str, goal: Goal | None) -> tuple[Row, bool]:
    few = reference(JUDGED[key], int(row.n))
    value = row.value if fmt.known(row.value) else None
    said = verdict(JUDGED[key], value, row.low, row.high, goal)
    chance = within_chance(row.low, row.high, goal)
    status, word = standing.told(said, chance)
    if few:
        status, word = "unknown", t("principles.verdict.reference")
    beside = t("principles.chance") if chance and said == "met" and not few else ""
    judged: str | Cell = "" if said == "no_target" else Cell(word, beside, status)
    return {"label": label, "value": words.figure(key, value), "interval": words.interval(row), "n": f"{int(row.n):,}",
            "verdict": judged}, few


def units(found: pd.DataFrame) -> str:
    """Logo churn by what is counted: the same losses, four rates."""
    columns = [Column("unit", t("principles.units.unit")), Column("churn", t("principles.units.churn"), "number"),
               Column("interval", t("principles.split.interval"), "number", fold=True),
               Column("lost", t("principles.units.lost"), "number"), Column("n", t("principles.units.base"), "number")]
    rows: list[Row] = [
        {"unit": t(f"unit.{row.unit}"), "churn": fmt.rate(row.churn), "n": f"{int(row.units_base):,}",
         "interval": words.interval(row), "lost": f"{int(row.units_lost):,}"} for row in found.itertuples()]
    return tables.table(columns, rows, few=[int(n) < FEW for n in found.units_base], caption=t("principles.units.sub"))


def heading(found: pd.DataFrame, key: str, currency: str) -> str:
    """How many accounts fall short, with how much ARR."""
    total, arr = int(found.attrs["total"]), fmt.money(float(found.attrs["arr"]), currency, language())
    if not total:
        return cards.section(t("principles.accounts.nobody"), t(f"principles.short.{key}"))
    title = plural(language(), "principles.accounts.title", total, arr=arr)
    return cards.section(title, t("principles.accounts.sub", name=t(f"principles.short.{key}")))


def accounts(found: pd.DataFrame, currency: str) -> str:
    """The largest of them by name, with ARR, owner and next renewal; the rest in a row."""
    columns = [Column("account", t("table.account")), Column("owner", t("principles.accounts.owner"), drop=True),
               Column("renewal", t("principles.accounts.renewal"), "number", fold=True,
                      definition=t("principles.accounts.renewal_none")),
               Column("arr", t("table.arr"), "number")]
    rows: list[Row] = [_account(row, currency) for row in found.itertuples()]
    others = int(found.attrs["total"]) - len(found)
    if others > 0:
        rest = float(found.attrs["arr"]) - float(found["arr"].sum())
        rows.append({"account": unnamed.others(found, others), "arr": _money(rest, currency)})
    total: Row = {"account": t("table.total"), "arr": _money(float(found.attrs["arr"]), currency)}
    return tables.table(columns, rows, total=total, caption=t("principles.accounts.caption"))


def _account(row: Any, currency: str) -> Row:
    due = row.renewal_due
    return {"account": link.named(row),
            "owner": fmt.UNKNOWN if pd.isna(row.owner) else str(row.owner),
            "renewal": fmt.UNKNOWN if pd.isna(due) else fmt.full_day(due, language()),
            "arr": _money(float(row.arr), currency)}


def _money(value: float, currency: str) -> str:
    return fmt.money(value, currency, language(), "table")
