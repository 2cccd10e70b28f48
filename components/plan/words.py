"""Fiscal quarters and the figures of the plan in words. Pure apart from the language."""

from __future__ import annotations

from components import format as fmt
from components.cards import Status
from components.i18n import Language, language, t
from components.sentence import metric_word
from data.targets import RATES
from queries.fiscal import Quarter

STATUSES: dict[str, Status] = {"met": "good", "near": "warn", "missed": "bad", "none": "unknown", "unknown": "unknown"}


def quarter(name: str, start: int) -> str:
    """2026年度 第3四半期(10〜12月) / FY2026 Q3 (Oct–Dec 2026); `start` is the fiscal year's first month."""
    which, speech = Quarter.parse(name), language()
    first, last = which.first_day(start), which.last_day(start)
    months = _months(first.month, last.month, speech) if speech == "ja" else \
        f"{fmt.month(first, speech)}–{fmt.month(last, speech)} {last.year}"
    return t("plan.quarter", year=which.year, number=which.number, months=months)


def _months(first: int, last: int, speech: Language) -> str:
    return f"{first}〜{last}月"


def short_quarter(name: str) -> str:
    """26年度Q3 / FY26 Q3."""
    which = Quarter.parse(name)
    return t("plan.quarter_short", year=f"{which.year % 100:02}", number=which.number)


def kpi(key: str, unit: str) -> str:
    """A KPI's short name."""
    return t("plan.net_new") if key == "net_new" else metric_word(key, "short", unit)


def figure(key: str, value: float, currency: str) -> str:
    """A KPI's figure: a rate with one decimal, or an amount of three figures."""
    return fmt.rate(value) if key in RATES else fmt.money(value, currency, language())


def between(key: str, low: float, high: float, currency: str) -> str:
    """An interval; both ends are one where there is nothing left to vary; unknown: empty."""
    if not fmt.known(low) or not fmt.known(high) or low == high:
        return ""
    if key in RATES:
        return fmt.interval(low, high)
    return t("plan.between", low=figure(key, low, currency), high=figure(key, high, currency))


def gap(key: str, value: float, currency: str) -> str:
    """Points, or an amount, with its sign."""
    return fmt.points(value) if key in RATES else fmt.signed_money(value, currency, language(), "compact")


def change(key: str, value: float, currency: str) -> str:
    """A part of a landing: points in two decimals, or an amount, with its sign."""
    return fmt.points(value, 2) if key in RATES else fmt.signed_money(value, currency, language(), "compact")


def verdict(status: str, running: bool) -> str:
    """A status in words; of a running quarter it is an expectation."""
    return t(f"plan.expected.{status}" if running and status in ("met", "missed") else f"plan.status.{status}")
