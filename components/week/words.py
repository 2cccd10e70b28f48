"""The page's claims, and why an account is in the queue, in words. Pure apart from the run's language."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import Status
from components.i18n import language, plural, t
from components.lists.reasons import reason as listed
from components.renewals import words as renewals
from queries.week_lists import REASONS

SHAPES: dict[str, Status] = {"passed": "bad", "week": "warn", "month": "warn", "quarter": "unknown", "later": "unknown",
                             "none": "unknown"}
"""Shape and colour of a deadline; the word says which."""


def name(key: str) -> str:
    """What people call a reason."""
    return t(f"week.reason.{key}")


def title(found: pd.DataFrame, currency: str) -> str:
    """How many accounts are past a deadline, and have one within 7 days, with their ARR; else how many there are."""
    said = found.attrs
    if said["passed"]:
        late = plural(language(), "week.title_passed", int(said["passed"]), arr=money(said["passed_arr"], currency))
        return late + plural(language(), "week.title_too", int(said["week"]), arr=money(
            said["week_arr"], currency)) if said["week"] else late
    if said["week"]:
        return plural(language(), "week.title", int(said["week"]), arr=money(said["week_arr"], currency))
    if said["total"]:
        return plural(language(), "week.title_calm", int(said["total"]), arr=money(said["arr"], currency))
    return t("week.title_none")


def base(found: pd.DataFrame, settled: int, currency: str, as_of: date) -> str:
    """How many are in the queue, and what is left out as done or put off."""
    said = found.attrs
    parts = [plural(language(), "week.base", int(said["total"]), arr=money(said["arr"], currency),
                    day=fmt.full_day(as_of, language()))]
    if settled:
        parts.append(plural(language(), "week.base_settled", settled))
    return ("" if language() == "ja" else " ").join(parts)


def base_narrowed(found: pd.DataFrame, whole: pd.DataFrame, currency: str, as_of: date) -> str:
    """How many of the queue the page's filters leave."""
    said = found.attrs
    return plural(language(), "week.base_narrowed", int(said["total"]), arr=money(said["arr"], currency),
                  day=fmt.full_day(as_of, language()), all=f"{int(whole.attrs['total']):,}")


def money(value: float, currency: str) -> str:
    return fmt.money(value, currency, language())


def deadline(row: Any) -> tuple[Status, str, str]:
    """A deadline's shape, its word with the day, and its name with how far it is."""
    if row.deadline is None or pd.isna(row.deadline):
        return "unknown", t("week.urgency.none"), ""
    left = int(row.days_left)
    day = fmt.day(row.deadline, language()) if abs(left) < 180 else fmt.full_day(row.deadline, language())
    far = plural(language(), "week.passed", -left) if left < 0 else t("week.today") if not left else plural(
        language(), "week.left", left)
    return SHAPES[row.urgency], t(f"week.urgency.{row.urgency}", day=day), t(
        "week.deadline", name=t(f"week.deadline.{row.deadline_kind}"), far=far)


def reasons(said: tuple[str, ...]) -> list[str]:
    """An account's reasons by name, the most urgent first; at risk is said once."""
    kept = [each for each in said if not (each == "at_risk" and "due_red" in said)]
    return [name(each) for each in kept]


def why(key: str, row: Any) -> str:
    """What one list saw of the account; empty where the reason says it all."""
    if key in ("overdue", "notice", "due", "due_red", "at_risk"):
        return _renewal(key, row)
    if key == "action":
        return t("week.why.action", text=str(row.text), owner=str(row.owner or fmt.UNKNOWN))
    if key == "onboarding":
        return plural(language(), "week.why.onboarding", int(row.days_late), day=fmt.full_day(
            row.target_on, language()))
    if key == "support":
        return _ticket(row)
    if key == "low_feature":
        return t("week.why.low_feature", feature=str(row.feature), score=fmt.score(float(row.feature_score)))
    return "" if key == "contact" else listed(key, row)


def _renewal(key: str, row: Any) -> str:
    due = fmt.full_day(row.due_on, language())
    if key in ("due_red", "at_risk"):
        return t("week.why.at_risk", reasons=renewals.reasons(row), day=due)
    if key == "overdue":
        return plural(language(), "week.why.overdue", int(row.days_late), day=due)
    return t("week.why.renewal", day=due, arr=renewals.deadline(row)) if renewals.deadline(row) else t(
        "week.why.due", day=due)


def _ticket(row: Any) -> str:
    severity = str(int(row.severity)) if fmt.known(row.severity) else fmt.UNKNOWN
    return plural(language(), "week.why.support", int(row.open_days), severity=severity)


def missing(found: pd.DataFrame) -> list[str]:
    """The reasons that could not be asked, each with the tables that are not there; those that a filter refuses; how
    many rows name accounts that whoever asks may not see.
    """
    absent: dict[tuple[str, ...], list[str]] = {}
    for key, tables in found.attrs["missing"].items():
        absent.setdefault(tables, []).append(name(key))
    lines = [t("week.missing", reasons=t("list.comma").join(names), tables=t("list.comma").join(tables))
             for tables, names in absent.items()]
    refused = [name(each) for each in REASONS if each in found.attrs["refused"]]
    lines += [t("week.refused", reasons=t("list.comma").join(refused))] if refused else []
    unnamed = int(found.attrs["unnamed"])
    return lines + ([plural(language(), "week.unnamed", unnamed)] if unnamed else [])
