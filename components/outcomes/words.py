"""What the page says: titles with their numbers, standings, reasons. Pure apart from the language."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import Status
from components.i18n import language, t
from components.sentence import joined
from data.contract import TABLES

STANDING: dict[str, Status] = {"reached": "good", "on_track": "good", "behind": "warn", "missed": "bad",
                               "overdue": "unknown", "untold": "unknown", "undated": "unknown", "none": "unknown"}
FELT: dict[str, Status] = {"good": "good", "poor": "bad", "unknown": "unknown"}
NEEDED = {"outcome": ("customer_id", "goal", "measure", "baseline", "target", "actual", "agreed_on", "due_on",
                      "reviewed_on", "status"),
          "survey": ("customer_id", "sent_on", "answered_on", "kind", "score"),
          "onboarding": ("customer_id", "started_on", "first_value_on", "basic_done_on", "deep_done_on")}


def customers(number: Any) -> str:
    """So many customers; a dash where it is unknown."""
    return fmt.count(int(number), "customer", language()) if fmt.known(number) else fmt.UNKNOWN


def title(row: Any) -> str:
    """The first figure: of how many customers nobody knows whether they get what they wanted."""
    if row.reason is not None or not fmt.known(row.unknown):
        return t("outcomes.title.missing")
    return t("outcomes.title", unknown=f"{int(row.unknown):,}", of=f"{int(row.customers):,}",
             share=fmt.rate(row.unknown / row.customers))


def base(row: Any, currency: str) -> str:
    """What is known of the others, and over how much ARR."""
    if row.reason is not None or not fmt.known(row.unknown):
        return t("outcomes.base.missing", of=customers(row.customers))
    amount = fmt.money(float(row.arr) - float(row.arr_known), currency, language())
    return joined(t("outcomes.base", reached=customers(row.reached), on_track=customers(row.on_track),
                    behind=customers(row.behind), missed=customers(row.missed)),
                  t("outcomes.base.unknown", none=customers(row.no_outcome),
                    untold=customers(row.unknown - row.no_outcome), arr=amount))


def missing(name: str) -> tuple[str, str, tuple[str, ...]]:
    """A table that is not there: its name, what it would show, its columns."""
    return name, t(f"outcomes.needs.{name}"), NEEDED.get(name, tuple(column.name for column in TABLES[name].columns))


def reason(code: str) -> str:
    """Why a figure is unknown."""
    return t(f"outcomes.reason.{code}")


def standing(value: str) -> str:
    """Where a customer's goals stand."""
    return t(f"outcomes.standing.{value}")


def number(survey: str, value: float) -> str:
    """A score as people write it: NPS as a whole signed number, the others with one decimal."""
    if survey != "nps":
        return fmt.decimal(value, 2)
    return f"{'+' if round(value) > 0 else fmt.MINUS if round(value) < 0 else ''}{abs(round(value))}"


def span(survey: str, low: Any, high: Any) -> str:
    """The interval of a score; empty where it is unknown."""
    if not fmt.known(low) or not fmt.known(high):
        return ""
    return t("outcomes.span", low=number(survey, float(low)), high=number(survey, float(high)))


def days(value: Any) -> str:
    """So many days; a dash where it is unknown."""
    return t("outcomes.days", n=f"{int(value):,}") if fmt.known(value) else fmt.UNKNOWN


def between(low: Any, high: Any) -> str:
    """The interval of a number of days; open where its end is unknown."""
    if not fmt.known(low):
        return ""
    if not fmt.known(high):
        return t("outcomes.days.from", n=f"{int(low):,}")
    return t("outcomes.days.between", low=f"{int(low):,}", high=f"{int(high):,}")


def share(value: Any) -> str:
    """A rate, or a dash."""
    return fmt.rate(float(value)) if fmt.known(value) else fmt.UNKNOWN


def ends(low: Any, high: Any, n: Any) -> str:
    """The interval and over how many."""
    said = t("outcomes.n", n=f"{int(n):,}")
    if not fmt.known(low) or not fmt.known(high):
        return said
    return t("outcomes.interval", ends=fmt.interval(float(low), float(high)), n=said)


def reasons(row: Any, names: tuple[str, ...]) -> str:
    """What of an account is not known."""
    return t("list.comma").join(t(f"outcomes.prompt.{name}") for name in names if is_true(getattr(row, name, None)))


def is_true(value: Any) -> bool:
    """Whether a nullable flag holds."""
    return value is not None and not pd.isna(value) and bool(value)
