"""The page's claims and names, frames to words by fixed rules. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components.i18n import catalogue, language, t
from components.sentence import joined
from data.journey.model import LEFT
from queries.journey_gone import Reckoning
from queries.journey_leaks import DAYS
from queries.metrics import FEW

WEEKS = DAYS // 7
STEPS = ("back", "again", "outside", "between")
"""What lies between the cases of the leaks and who is gone now."""


def stage(key: str) -> str:
    """A stage's name; `new` and `left` have names too."""
    return t(f"journey.stage.{key}")


def short(key: str) -> str:
    """A stage's name for a narrow column."""
    return t(f"journey.short.{key}")


def owner(name: str) -> str:
    """A function in words; whoever else was named as they were."""
    return catalogue(language()).get(f"journey.function.{name}", name)


def customers(number: int) -> str:
    return fmt.count(number, "customer", language())


def number(value: int) -> str:
    """How many customers, where a head or a column says what is counted."""
    return t("journey.n", n=f"{value:,}")


def days(value: Any) -> str:
    """49 days; "—" where it is not reached."""
    return t("journey.days", n=f"{int(value):,}") if fmt.known(value) else fmt.UNKNOWN


def worst(leaks: pd.DataFrame) -> Any | None:
    """The stage that loses the largest share of its customers, surely more than all together; null without one."""
    sure = leaks[(leaks.against == "worse") & (leaks.n >= FEW)]
    return next(sure.sort_values("share", ascending=False).itertuples(), None)


def slowest(dwell: pd.DataFrame) -> Any | None:
    """The stage in which most stand for longer than its time."""
    found = dwell[pd.to_numeric(dwell.over) > 0].sort_values("over", ascending=False, kind="stable")
    return next(found.itertuples(), None)


def title(leaks: pd.DataFrame, dwell: pd.DataFrame, standing: pd.DataFrame) -> str:
    """The largest leak; without one where most are over time; without that where most stand."""
    leak, slow = worst(leaks), slowest(dwell)
    if leak is not None:
        return t("journey.title.leak", stage=stage(str(leak.stage)), share=fmt.rate(float(leak.share)), weeks=WEEKS,
                 all=fmt.rate(leaks.attrs["share"]))
    if slow is not None:
        return t("journey.title.slow", stage=stage(str(slow.stage)), n=customers(int(slow.over)),
                 days=f"{int(slow.limit_days):,}")
    here = standing[standing.stage != LEFT].dropna().sort_values("customers", ascending=False, kind="stable")
    row = here.iloc[0]
    return t("journey.title.most", stage=stage(str(row.stage)), n=customers(int(row.customers)),
             all=customers(int(here.customers.sum())))


def base(standing: pd.DataFrame, leaks: pd.DataFrame, currency: str, day: str) -> str:
    """Over whom, and what left from where."""
    here = standing[standing.stage != LEFT]
    said = t("journey.base", day=day, n=customers(int(here.customers.sum())),
             arr=fmt.money(float(here["arr"].sum()), currency, language()))
    return joined(said, _left(leaks, currency))


def _left(leaks: pd.DataFrame, currency: str) -> str:
    leak = worst(leaks)
    if leak is None or not leaks.attrs["left"]:
        return ""
    return t("journey.base.left", n=customers(leaks.attrs["left"]), arr=_money(leaks.attrs["arr_left"], currency),
             of=customers(int(leak.left)), stage=stage(str(leak.stage)), of_arr=_money(leak.arr_left, currency))


def _money(value: float, currency: str) -> str:
    return fmt.money(float(value), currency, language())


def dwell_title(found: pd.DataFrame) -> str:
    """Where most are over time; without anybody the longest median."""
    slow = slowest(found)
    if slow is not None:
        return t("journey.dwell.title", stage=stage(str(slow.stage)), n=customers(int(slow.over)))
    return t("journey.dwell.none")


def leaks_title(found: pd.DataFrame) -> str:
    leak = worst(found)
    if leak is not None:
        return t("journey.leaks.title", stage=stage(str(leak.stage)), left=customers(int(leak.left)),
                 all=customers(found.attrs["left"]))
    return t("journey.leaks.even" if found.attrs["left"] else "journey.leaks.nobody")


def reckoned(told: Reckoning) -> str:
    """Why the leaks, the stage `left` and retention count three numbers of those who left."""
    page, lost = t("nav.page.retention"), customers(told.lost)
    key = "differs" if not told.closes else "young" if told.young else "same"
    more = {"n": customers(told.young)} if key == "young" else {}
    steps = [t(f"journey.reckoned.{name}", n=customers(n)) for name in STEPS if (n := getattr(told, name))]
    return joined(t("journey.reckoned.cases", n=customers(told.cases)), *steps,
                  t("journey.reckoned.gone", n=customers(told.gone), stage=stage(LEFT)),
                  t(f"journey.reckoned.{key}", page=page, lost=lost, **more))


def shares(history: pd.DataFrame) -> dict[str, pd.Series]:
    """Each stage's share of the customers by date (fractions)."""
    table = history.pivot(index="as_of", columns="stage", values="customers").astype(float)
    whole = table.sum(axis=1)
    return {str(name): table[name] / whole.where(whole > 0) for name in table.columns}


def trend_title(found: Mapping[str, pd.Series]) -> str:
    """The stage whose share changed most over the time shown."""
    changes = {name: float(series.iloc[-1] - series.iloc[0]) for name, series in found.items()
               if len(series) > 1 and fmt.known(series.iloc[-1] - series.iloc[0])}
    if not changes:
        return t("journey.trend.none")
    name = max(changes, key=lambda key: abs(changes[key]))
    return t("journey.trend.title", stage=stage(name), change=fmt.points(changes[name]),
             share=fmt.rate(float(found[name].iloc[-1])))
