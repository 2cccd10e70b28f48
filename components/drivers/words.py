"""Names of conditions, and the page's claims: frames to words, by fixed rules. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.cards import Status
from components.i18n import catalogue, language, t
from components.sentence import dimension_name, joined, value_name
from queries.conditions import CONDITIONS, FIT, PARTNER
from queries.dimensions import Dimension
from queries.drivers import CHANCE

TINY = 0.001


def name(condition: str, dimensions: Mapping[str, Dimension]) -> str:
    """What people call a condition; of an attribute its name and the value."""
    key, equals, value = condition.partition("=")
    if not equals:
        return t(f"drivers.condition.{condition}")
    said = value_name(dimensions[key], value) if key in dimensions else value
    if key == FIT:
        return t("drivers.condition.fit")
    return t("drivers.attribute", name=dimension_name(key), value=said)


def short(condition: str, dimensions: Mapping[str, Dimension]) -> str:
    """A name for a title; an attribute has only its long one."""
    key = "fit" if condition.startswith(f"{FIT}=") else condition
    return name(condition, dimensions) if "=" in key else t(f"drivers.short.{key}")


def is_deed(condition: str) -> bool:
    """Whether the chart shows it: what was done or seen, the fit and the partner. Other attributes are in the table."""
    return condition in CONDITIONS or condition == PARTNER or condition.startswith(f"{FIT}=")


def is_sure(row: Any) -> bool:
    """Whether chance explains the adjusted difference in fewer than one of twenty such questions, all of them asked."""
    return fmt.known(row.p_adjusted) and bool(row.p_adjusted < CHANCE)


def sure(found: pd.DataFrame) -> pd.DataFrame:
    """The conditions with a sure difference, the largest first."""
    rows = found[[is_sure(row) for row in found.itertuples()]] if len(found) else found
    return rows.sort_values("adjusted", key=abs, ascending=False)


def status(row: Any) -> Status:
    """How a condition stands: good or bad where it is sure, unknown otherwise."""
    if not is_sure(row):
        return "unknown"
    return "good" if row.adjusted > 0 else "bad"


def chance(p: float | None) -> str:
    """A probability: <0.001, 0.032, >0.99; a corrected one of 1 is no certainty."""
    if p is None or not fmt.known(p):
        return fmt.UNKNOWN
    return "<0.001" if p < TINY else f"{p:.3f}" if p < 0.99 else ">0.99"


def span(low: float | None, high: float | None) -> str:
    """An interval of a difference in points: +3.5–+12.9 reads badly, so: +3.5 … +12.9."""
    if low is None or high is None or not fmt.known(low) or not fmt.known(high):
        return fmt.UNKNOWN
    return t("drivers.span", low=fmt.points(low, unit=False), high=fmt.points(high, unit=False))


def title(found: pd.DataFrame, dimensions: Mapping[str, Dimension]) -> str:
    """The largest sure difference with its number; else that none of so many is beyond chance."""
    best = sure(found)
    if not found.attrs["comparisons"]:
        return t("drivers.title.none_compared")
    if best.empty:
        return t("drivers.title.nothing", n=found.attrs["comparisons"])
    row = best.iloc[0]
    side = "more" if row.adjusted > 0 else "less"
    gap = fmt.points(float(row.adjusted)).lstrip("+" + fmt.MINUS)
    return t(f"drivers.title.{side}", name=short(str(row.condition), dimensions), gap=gap)


def base(found: pd.DataFrame, unit: str) -> str:
    """How sure the title's difference is, who is compared, how many comparisons, how many differences remain, and that
    it is an association.
    """
    attrs, speech = found.attrs, language()
    kept = attrs["kept"] / attrs["base"] if attrs["base"] else None
    said = t("drivers.base", day=fmt.full_day(attrs["d0"], speech), n=fmt.count(attrs["base"], "customer", speech),
             rate=fmt.rate(kept))
    return joined(_best(found), said, _count(found), t("drivers.base.association"),
                  "" if unit == "customer" else t("drivers.base.unit"))


def _best(found: pd.DataFrame) -> str:
    """The interval of the difference that the title names, and how many its smaller side has; empty without one."""
    best = sure(found)
    if best.empty:
        return ""
    row = best.iloc[0]
    side = "with" if row.n_with < row.n_without else "without"
    return t(f"drivers.base.{side}", span=span(row.adjusted_low, row.adjusted_high),
             n=fmt.count(int(row[f"n_{side}"]), "customer", language()))


def _count(found: pd.DataFrame) -> str:
    """Of all conditions those that can be compared, those of them in the chart, and those that differ."""
    made = found.attrs["comparisons"]
    if not made:
        return few(found)
    drawn = sum(is_deed(str(row.condition)) and fmt.known(row.adjusted) for row in found.itertuples())
    return t("drivers.base.count", every=len(found), n=made, shown=drawn, sure=len(sure(found)))


def few(found: pd.DataFrame) -> str:
    """Of how many how few left, where that is why nothing can be compared; else empty."""
    if not (found.reason == "few_leavers").any():
        return ""
    base, kept = int(found.attrs["base"]), int(found.attrs["kept"])
    return t("drivers.base.few", n=fmt.count(base, "customer", language()),
             left=fmt.count(base - kept, "customer", language()))


def mixed(condition: str) -> str:
    """With what a condition comes mixed, in words: why a difference need not come from it."""
    own = f"drivers.mixed.{condition.partition('=')[0]}"
    return t(own) if own in catalogue(language()) else t("drivers.mixed.attribute")


def reason(row: Any) -> str:
    """Why a comparison is missing; empty where it is there."""
    return t(f"drivers.reason.{row.reason}") if isinstance(row.reason, str) else ""
