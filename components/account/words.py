"""The page's claims and sentences: one account's frames to words, by fixed rules. Pure apart from the language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import catalogue, language, plural, t

FUNCTION = "account.function"
"""Functions of a company that are none of the seven have their words there."""
YEAR_DAYS, SOON_DAYS = 365, 365
SHARE = 0.5
"""From this part of a change on, seats or price are said to have made it."""


def money(value: float | None, currency: str) -> str:
    """An amount in a sentence."""
    return fmt.money(value, currency, language())


def amount(value: float | None, currency: str) -> str:
    """An amount in a table."""
    return fmt.money(value, currency, language(), "table")


def day(value: Any) -> str:
    """A date with its year; an em dash where there is none."""
    return fmt.full_day(value, language()) if isinstance(value, date) else fmt.UNKNOWN


def word(prefix: str, value: Any) -> str:
    """A value of the contract in words; as it is where the board has none for it; an em dash where it is unknown."""
    if value is None or pd.isna(value):
        return fmt.UNKNOWN
    known = catalogue(language())
    other = f"functions.name.{value}" if prefix == FUNCTION else ""
    return known.get(f"{prefix}.{value}") or known.get(other, str(value))


def days(number: int) -> str:
    """41日 / 41 days."""
    return fmt.count(number, "day", language())


@dataclass(frozen=True)
class Due:
    """What is to be decided next: a renewal, or the end of a contract's term for which no renewal is open yet."""

    on: date
    notice_on: Any
    auto_renew: Any
    arr: float | None
    is_term: bool


def claim(who: Any, history: pd.DataFrame, due: Due | None, today: date, currency: str) -> str:
    """The account in one line: what became of its ARR in twelve months and why, and when the renewal is due."""
    if not history.shape[0]:
        return t("account.claim.never")
    if not float(who.arr):
        gone = history[history.movement == "churn"].iloc[-1]
        return t("account.claim.gone", day=day(gone.on), arr=money(-_change(history, gone.on), currency))
    first = t("account.claim.steady", arr=money(float(who.arr), currency))
    moved = _largest(history, today)
    if moved is not None:
        first = _moved(history, moved, float(who.arr), currency)
    return t("account.claim.both", first=first, second=second) if (second := _said(due, today)) else first


def _change(history: pd.DataFrame, on: date) -> float:
    """By how much the account's ARR changed on a day."""
    return float(history[history.on == on].change.sum())


def _largest(history: pd.DataFrame, today: date) -> date | None:
    """The day of the largest change of the last twelve months; null where there was none."""
    recent = history[(history.on > today - timedelta(days=YEAR_DAYS)) & (history.movement != "unchanged")]
    if not len(recent):
        return None
    found: date = recent.groupby("on").change.sum().abs().astype(float).idxmax()
    return found


def _moved(history: pd.DataFrame, on: date, now: float, currency: str) -> str:
    rows = history[history.on == on]
    change, after, movement = float(rows.change.sum()), float(rows.arr_after.iloc[0]), str(rows.movement.iloc[0])
    said = {"month": fmt.month(on, language()), "why": why(rows), "arr": money(now, currency)}
    if movement in ("new", "reactivation"):
        return t(f"account.claim.{movement}", month=said["month"], arr=said["arr"])
    share = fmt.rate(abs(change) / (after - change), 0)
    return t(f"account.claim.{'rose' if change > 0 else 'fell'}", share=share, **said)


def why(rows: pd.DataFrame) -> str:
    """What made a day's change, where one thing made most of it: seats, price, a product; else nothing."""
    total = float(rows.change.sum())
    if not total:
        return ""
    parts = {name: float(pd.to_numeric(rows[f"by_{name}"]).sum()) for name in ("seats", "price")}
    side = "up" if total > 0 else "down"
    for key, part in parts.items():
        if part / total > SHARE:
            return t(f"account.why.{key}_{side}")
    first = rows.iloc[0]
    if float(first.change) / total > SHARE and (not float(first.arr_before) or not float(first.arr)):
        return t(f"account.why.product_{side}", product=str(first["product"]))
    return ""


def _said(due: Due | None, today: date) -> str:
    """When the next renewal is due, or for how long the last has been overdue."""
    if due is None:
        return ""
    left = (due.on - today).days
    if left < 0:
        return t("account.claim.overdue", n=days(-left))
    return t("account.claim.due", n=days(left)) if left <= SOON_DAYS else ""


def next_due(renewals: pd.DataFrame, contracts: pd.DataFrame, today: date) -> Due | None:
    """The first open renewal that falls due from today on, else the last overdue one; where none is open the end of
    the first term of a contract in force; null where that is not known either.
    """
    held = renewals[renewals.outcome == "open"].sort_values("due_on", kind="stable")
    ahead, late = held[held.due_on >= today], held[held.due_on < today]
    row = next((ahead if len(ahead) else late.iloc[::-1]).itertuples(), None)
    if row is not None:
        return Due(row.due_on, row.notice_on, row.auto_renew, float(row.arr_due), is_term=False)
    terms = [each for each in contracts.itertuples() if isinstance(each.term_end, date) and each.term_end >= today
             and (each.end_on is None or each.end_on > today)]
    first: Any = min(terms, key=lambda each: each.term_end, default=None)
    return Due(first.term_end, first.notice_on, first.auto_renew, first.arr, is_term=True) if first else None


def tenure(since: date, today: date) -> str:
    """2年3か月 / 2 y 3 mo."""
    months = max(0, (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day))
    return t("account.tenure", years=months // 12, months=months % 12) if months >= 12 else t(
        "account.tenure_months", months=months)


def deadline(notice: Any, auto: Any, today: date) -> str:
    """The notice deadline of a renewal, and how far it is; that none is agreed."""
    if not isinstance(notice, date):
        return t("account.notice.none")
    left = (notice - today).days
    said = plural(language(), "account.notice.passed" if left < 0 else "account.notice.left", abs(left),
                  day=fmt.day(notice, language()))
    return f"{said}{t('account.notice.auto')}" if auto is True else said
