"""The page's claims and sentences: frames to words, by fixed rules. Pure apart from the language."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from components import format as fmt
from components.charts.bands import STATUS, shape
from components.i18n import language, plural, t
from components.tables import Cell
from queries import renewal_chance
from queries.metrics import FEW

FALLEN_MONTHS = 3


def money(value: float | None, currency: str) -> str:
    """An amount in a sentence."""
    return fmt.money(value, currency, language())


def amount(value: float | None, currency: str) -> str:
    """An amount in a table."""
    return fmt.money(value, currency, language(), "table")


def many(number: int) -> str:
    """How many renewals: 14件."""
    return plural(language(), "renewals.count", number)


def headline(risk: pd.DataFrame, passed: int, currency: str) -> str:
    """What of the undecided renewals is at risk, and how many that do not renew by themselves are past notice."""
    now = risk.iloc[-1]
    near, at_risk = money(float(now.arr_near), currency), money(float(now.arr_at_risk), currency)
    if not int(now.near):
        return t("renewals.title.none")
    if not int(now.n_at_risk):
        return t("renewals.title.safe", near=near, n=many(int(now.near)))
    if not fmt.known(float(now.arr_at_risk)):
        return t("small.renewals.title", near=near, n=many(int(now.near)))
    if passed:
        return plural(language(), "renewals.title.passed", passed, near=near, risk=at_risk)
    return t("renewals.title.risk", near=near, risk=at_risk, n=many(int(now.n_at_risk)))


def base(year: pd.Series, currency: str) -> str:
    """What fell due in twelve months and what became of it."""
    if not int(year.renewals):
        return t("renewals.base.none")
    rates = {name: fmt.rate(float(year[f"{name}_rate"])) for name in ("gross", "net", "on_time")}
    return t("renewals.base", n=many(int(year.renewals)), due=money(float(year.arr_due), currency), **rates)


def fallen(months: pd.DataFrame, before: pd.Series, as_of: date) -> str:
    """Since when every month's gross rate lies below the interval of the year before; empty for less than 3 months.

    Of the months that are over, have at least 10 renewals and none undecided, up to the last such month.
    """
    over = months.last_day.map(lambda last: last <= as_of and (last + timedelta(days=1)).day == 1).astype(bool)
    closed, bound = months[over & (months.open == 0) & (months.renewals >= FEW)], renewal_chance.least(before)
    below = [float(rate) < bound for rate in closed.gross_rate]
    run = len(below) if all(below) else below[::-1].index(False)
    if run < FALLEN_MONTHS:
        return ""
    rates = closed.gross_rate.astype(float).tail(run)
    low, high = fmt.rate(float(rates.min()), 0), fmt.rate(float(rates.max()), 0)
    return t("renewals.base.fallen", month=fmt.month(closed.first_day.iloc[-run], language()), high=high,
             low=low.removesuffix("%"), before=fmt.rate(float(before.gross_rate)))


def uncounted(unit: str) -> str:
    """That the chosen unit does not matter, where one is chosen that a renewal is not counted by."""
    return t("renewals.base.unit") if unit not in ("customer", "group") else ""


def few(number: int) -> str:
    """Said of a rate over fewer than 10 renewals."""
    return t("renewals.few", n=number) if 0 < number < FEW else ""


def health(row: Any) -> Cell:
    """A band with its score: shape, colour and word."""
    score = f" {fmt.score(float(row.score))}" if pd.notna(row.score) else ""
    return Cell(f"{t(f'health.band.{row.band}')}{score}", status=STATUS[row.band])


def band(name: str) -> str:
    """A band's shape and word."""
    return f"{shape(name)} {t(f'health.band.{name}')}"


def category(name: str | None) -> str:
    """What people call a forecast; an em dash where nothing was said."""
    return t(f"renewals.category.{name}") if isinstance(name, str) else fmt.UNKNOWN


def reasons(row: Any) -> str:
    """Why a renewal is at risk, with the figures."""
    said = {"band": lambda: t("renewals.reason.band"), "forecast": lambda: t("renewals.reason.forecast"),
            "pulse": lambda: t("renewals.reason.pulse", rating=int(row.rating)),
            "usage": lambda: t("renewals.reason.usage", change=fmt.rate(abs(float(row.trend)), 0))}
    return t("list.comma").join(said[each]() for each in str(row.reasons).split())


def day(value: date | None) -> str:
    """A day without its year; an em dash where there is none."""
    return fmt.day(value, language()) if isinstance(value, date) else fmt.UNKNOWN


def deadline(row: Any) -> str:
    """How far the notice deadline is, or how long it has passed: what renews by itself then goes on."""
    if pd.isna(row.days_left):
        return ""
    left = int(row.days_left)
    if left < 0 and row.auto_renew is True:
        return t("renewals.deadline.automatic")
    if left < 0:
        return plural(language(), "renewals.deadline.passed", -left)
    return plural(language(), "renewals.deadline.left", left) if left else t("renewals.deadline.today")
