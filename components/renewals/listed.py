"""Renewals by name as a table: whom to call, by when, and why. Pure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import format as fmt
from components import unnamed
from components.account import link
from components.i18n import language, plural, t
from components.renewals import words
from components.tables import Cell, Column, Row, table


def title(found: pd.DataFrame, kind: str, currency: str) -> str:
    """The claim over the list: how many renewals, worth how much."""
    number = int(found.attrs["renewals"])
    if not number:
        return t(f"renewals.list.{kind}.none")
    return plural(language(), f"renewals.list.{kind}", number, arr=words.money(found.attrs["arr_due"], currency))


def drawn(found: pd.DataFrame, shown: int, kind: str, currency: str) -> str:
    """The first rows, the rest and the total. Source: queries.renewal_lists.listed."""
    columns = [
        Column("account", t("table.account")),
        Column("notice", t("metric.notice_deadline.short"), definition=t("metric.notice_deadline.definition")),
        Column("due", t("renewals.column.due"), fold=True),
        Column("arr", t("renewals.column.arr_due"), "number"),
        Column("health", t("renewals.column.health"), "status", fold=True),
        Column("said", t("renewals.column.said"), fold=True),
    ]
    rows = [_row(row, kind, currency) for row in found.head(shown).itertuples()]
    left = int(found.attrs["renewals"]) - len(rows)
    total = None
    if left > 0:
        rest = float(found.attrs["arr_due"]) - float(found.head(shown).arr_due.sum())
        total = {"account": unnamed.others(found, left, "renewals.others"), "arr": words.amount(rest, currency)}
    return table(columns, rows, total=total, caption=t("renewals.list.caption"))


def _row(row: Any, kind: str, currency: str) -> Row:
    passed = not pd.isna(row.days_left) and int(row.days_left) < 0
    late = t("renewals.late", n=fmt.count(int(row.days_late), "day", language())) if not pd.isna(row.days_late) else ""
    due = Cell(words.day(row.due_on), below=late or (t("renewals.automatic") if row.auto_renew is True else ""))
    told = words.deadline(row)
    notice = Cell(words.day(row.notice_on), below=told, status="bad" if passed and row.auto_renew is not True else None)
    return {"account": link.named(row, words.reasons(row)), "notice": notice, "due": due,
            "arr": words.amount(float(row.arr_due), currency), "health": words.health(row),
            "said": _said(row)}


def _said(row: Any) -> Cell:
    """The forecast; quiet, and not folded into the second line, where the reasons there have already named it."""
    name = words.category(row.category)
    return Cell(below=name) if "forecast" in str(row.reasons).split() else Cell(name)


def compact(found: pd.DataFrame, shown: int, currency: str) -> str:
    """The weekly review's list: account with its reasons, due day, amount and health; what is left as the last row."""
    columns = [Column("account", t("table.account")), Column("due", t("renewals.column.due")),
               Column("arr", t("renewals.column.arr_due"), "number"),
               Column("health", t("renewals.column.health"), "status")]
    rows: list[Row] = [
        {"account": link.named(row, words.reasons(row)),
         "due": words.day(row.due_on),
         "arr": words.amount(float(row.arr_due), currency), "health": words.health(row)}
        for row in found.head(shown).itertuples()]
    left = int(found.attrs["renewals"]) - len(rows)
    total = {"account": unnamed.others(found, left, "renewals.others"),
             "arr": words.amount(float(found.attrs["arr_due"]) - float(found.head(shown).arr_due.sum()), currency)}
    return table(columns, rows, total=total if left > 0 else None, caption=t("renewals.weekly.caption"))
