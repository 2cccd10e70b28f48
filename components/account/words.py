"""The page's claims and sentences: one account's frames to words, by fixed rules. Pure apart from the language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from components import format as fmt
from components.account import story
from components.account.story import BEGAN, Turn
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

    def overdue(self, today: date) -> bool:
        """Whether a renewal is past its date and nothing decided."""
        return not self.is_term and self.on < today


def claim(who: Any, history: pd.DataFrame, due: Due | None, today: date, currency: str) -> str:
    """The account in one line: what became of its ARR in twelve months and why, and when the renewal is due."""
    if not history.shape[0]:
        return t("account.claim.never")
    turned = story.turns(history)
    if not float(who.arr):
        return _gone(turned[-1], due, today, currency)
    moved = _largest(turned, today)
    first = _moved(moved, float(who.arr), currency) if moved else t(
        "account.claim.steady", arr=money(float(who.arr), currency))
    return t("account.claim.both", first=first, second=second) if (second := _said(due, today)) else first


def _gone(last: Turn, due: Due | None, today: date, currency: str) -> str:
    """That it left; that its term is over and nothing decided, where a renewal is still open."""
    said = {"day": day(last.on), "arr": amount(last.before, currency)}
    if due is None or not due.overdue(today):
        return t("account.claim.gone", **said)
    return t("account.claim.undecided", n=days((today - due.on).days), **said)


def _largest(turned: list[Turn], today: date) -> Turn | None:
    """The largest change of the last twelve months; null where there was none."""
    recent = [each for each in turned if each.on > today - timedelta(days=YEAR_DAYS)
              and each.movement not in ("unchanged", BEGAN)]
    return max(recent, key=lambda each: abs(each.change), default=None)


def _moved(turn: Turn, now: float, currency: str) -> str:
    said = {"month": fmt.month(turn.on, language()), "why": why(turn.rows), "arr": money(now, currency)}
    if turn.late:
        return _late(turn, currency)
    if turn.movement in ("new", "reactivation"):
        return t(f"account.claim.{turn.movement}", month=said["month"], arr=said["arr"])
    share = fmt.rate(abs(turn.change) / turn.before, 0)
    return t(f"account.claim.{'rose' if turn.change > 0 else 'fell'}", share=share, **said)


def _late(turn: Turn, currency: str) -> str:
    """A renewal that was late, and what it made of the ARR."""
    if not turn.change:
        return t("account.claim.late_same", n=days(turn.late), arr=money(turn.after, currency))
    share = ("+" if turn.change > 0 else "−") + fmt.rate(abs(turn.change) / turn.before, 1)
    return t("account.claim.late", n=days(turn.late), before=money(turn.before, currency),
             after=money(turn.after, currency), share=share)


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
                  day=fmt.day(notice, language()) if notice.year == today.year else day(notice))
    return f"{said}{t('account.notice.auto')}" if auto is True else said
