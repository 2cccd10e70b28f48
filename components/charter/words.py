"""KPIs, states and figures of the charter in words. Pure apart from the language."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import Status
from components.i18n import catalogue, language, plural, t
from components.plan.tables import bar
from data.store.kinds import today
from data.targets import KPIS
from queries.charter import CHARTER
from queries.charter_values import better, is_fraction, kind

STATUSES: dict[str, Status] = {"met": "good", "not_met": "bad", "overdue": "bad", "unknown": "unknown",
                               "reference": "unknown"}
ORDER = ("overdue", "not_met", "unknown", "met", "reference")
STATES: dict[str, Status] = {"overdue": "bad", "open": "warn", "done": "good", "dropped": "unknown"}
UNITS = {"億": 1e8, "万": 1e4, "B": 1e9, "M": 1e6, "K": 1e3}
BOUNDS = {"nrr": (0.0, 3.0), "grr": (0.0, 1.0), "logo_retention": (0.0, 1.0)}


def name(key: str) -> str:
    """A KPI's full name, with its scale where the name alone does not tell it; its key where it has none."""
    said = catalogue(language())
    return said.get(f"charter.kpi.{key}") or said.get(f"metric.{key}.name", key)


def person(owner: str | None) -> str:
    """An owner: a function by its name, anybody else as written; a dash for nobody."""
    if not owner:
        return fmt.UNKNOWN
    return catalogue(language()).get(f"charter.function.{owner}", owner)


def short_person(name_: str) -> str:
    """A person without what stands behind the name in brackets."""
    return re.split(r"[((]", name_)[0].strip() or name_


def worst_first(kpis: pd.DataFrame) -> pd.DataFrame:
    """KPIs past their date first, then those not met, unknown, met; among equals the company's results lead."""
    order = sorted(range(len(kpis)), key=lambda at: (ORDER.index(kpis.status.iloc[at]), _place(kpis.measure.iloc[at])))
    return kpis.iloc[order]


def _place(key: str) -> int:
    return KPIS.index(key) if key in KPIS else len(KPIS)


def figure(key: str, value: float | None, currency: str) -> str:
    """A KPI's value; a dash where it is unknown."""
    if value is None or not fmt.known(value):
        return fmt.UNKNOWN
    if is_fraction(key):
        return fmt.rate(value)
    reads = kind(key)
    if reads == "money":
        return fmt.money(value, currency, language())
    if reads in ("median_days", "median_hours"):
        return t(f"charter.{reads}", n=fmt.decimal(value, 0 if reads == "median_days" else 1))
    return fmt.decimal(value, 0 if reads == "count" else 2)


def wanted(key: str, value: float | None, currency: str) -> str:
    """A KPI's target with its direction: ≥92%, ≤10%."""
    return fmt.wanted(figure(key, value, currency), better(key))


def goal(key: str, value: float, target: float) -> str:
    """The bar of a KPI on its way up to the target; none where less is better: half the limit is not half done."""
    return bar(value, target) if better(key) == "up" and fmt.known(target) else ""


def dated(name_: str) -> str:
    """A date field's label: an empty field shows its own pattern in Latin letters."""
    return t("charter.field.dated", name=name_)


def change(key: str, value: float | None, currency: str) -> str:
    """A difference of two values, with its sign; fractions in points."""
    if value is None or not fmt.known(value):
        return fmt.UNKNOWN
    if is_fraction(key):
        return fmt.points(value)
    if kind(key) == "money":
        return fmt.signed_money(value, currency, language(), "compact")
    return (fmt.MINUS if value < 0 else "+" if value > 0 else "") + figure(key, abs(value), currency)


def unit(key: str, currency: str) -> str:
    """What a target of the KPI is written in, beside the field."""
    if is_fraction(key):
        return "%"
    reads = kind(key)
    return currency if reads == "money" else t(f"charter.unit.{reads}") if reads.startswith("median") else ""


def editable(key: str, value: float) -> str:
    """A target as its field shows it."""
    return f"{value * 100:.10g}" if is_fraction(key) else f"{value:.15g}"


def number(key: str, text: str) -> float | str:
    """What a target's field holds: a number of the KPI's unit, or the text itself where it is none.

    Full-width digits, thousands separators, % and 億, 万, K, M, B are understood.
    """
    said = unicodedata.normalize("NFKC", text).strip().replace(",", "").replace("円", "").replace("¥", "").strip()
    said = said.removesuffix("%").strip()
    times = next((value for unit_, value in UNITS.items() if said.endswith(unit_)), 1.0)
    if times != 1.0:
        said = said[:-1]
    try:
        value = float(said) * times
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    return value / 100 if is_fraction(key) else value


def within(key: str, value: float) -> bool:
    """Whether a target is of a possible size: shares from 0 to 100 %, NRR to 300 %, other figures not below 0."""
    low, high = BOUNDS.get(key, (0.0, 1.0 if kind(key) == "share" else math.inf))
    return key in ("net_new", "price_uplift") or low <= value <= high


def title(kpis: pd.DataFrame, decisions: pd.DataFrame, before: bool = False, hidden: bool = False) -> str:
    """The finding: how many of the charter's KPIs miss their target, and how many decisions are overdue.

    `before`: the date lies before the charter. `hidden`: whoever asks may not see every decision.
    """
    own = kpis[kpis.source.isin(CHARTER)]
    missed = int(own.status.isin(("not_met", "overdue")).sum())
    if before or own.empty:
        first = t("charter.title.before" if before else "charter.title.none")
    elif (own.status == "reference").all():
        first = t("charter.title.reference", all=len(own))
    elif missed:
        first = plural(language(), "charter.title.missed", missed, all=len(own))
    else:
        first = t("charter.title.met", all=len(own))
    return t("charter.title.both", kpis=first, decisions=_settled(decisions, before, hidden))


def _settled(decisions: pd.DataFrame, before: bool, hidden: bool) -> str:
    """How many decisions, and how many actions, are overdue; else how many are open."""
    if decisions.empty and hidden:
        return t("charter.title.hidden")
    if decisions.empty:
        return t("charter.title.undecided_too" if before else "charter.title.undecided")
    late = decisions[decisions.state == "overdue"]
    if len(late):
        return t("charter.title.late", what=counted(late))
    return t("charter.title.open", what=counted(decisions[decisions.state == "open"]))


def counted(rows: pd.DataFrame) -> str:
    """Decisions and actions, each by its number; those of which there are none are left out."""
    found = {kind_: int((rows.kind == kind_).sum()) for kind_ in ("decision", "action")}
    said = [plural(language(), f"charter.counted.{kind_}", number) for kind_, number in found.items() if number]
    return t("charter.counted.and").join(said) or plural(language(), "charter.counted.decision", 0)


def state(row: Any) -> str:
    """A decision's state in words; how many days late it is."""
    if row.state == "overdue":
        return t("charter.state.overdue", n=int(row.days_late))
    return t(f"charter.state.{row.state}")


def day(value: Any, as_of: date | None = None) -> str:
    """A date, with its year unless that is both this one's and that of the page's date; a dash for none."""
    if value is None or pd.isna(value):
        return fmt.UNKNOWN
    years = {value.year, today().year, (as_of or today()).year}
    return fmt.day(value, language()) if len(years) == 1 else fmt.full_day(value, language())


def present(names: Any) -> str:
    """Who of the functions was at a meeting."""
    return t("list.comma").join(person(str(each)) for each in names) or fmt.UNKNOWN


def reason(code: str | None) -> str:
    """Why a KPI has no value."""
    return t(f"charter.reason.{code}") if code and f"charter.reason.{code}" in catalogue(language()) else ""
