"""The small multiples: which labels are drawn, and what their title may claim. Pure apart from the run's language."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from components import format as fmt
from components.i18n import t
from components.sentence import dimension_inside, joined, short
from queries.dimensions import Dimension

DRAWN = 4


@dataclass(frozen=True)
class Panels:
    """`names` are the drawn values with what they are called, in their order; `warned` is the one that is lower.

    `doubt` says why a drawn label that is lower still is not named; empty where there is none.
    """

    names: dict[str | None, str]
    counts: dict[str, int]
    title: str
    warned: str | None = None
    doubt: str = ""


def choose(shown: pd.DataFrame, company: float, dimension: Dimension) -> Panels | None:
    """The labels with the largest base and the lowest; named is the lowest whose interval is under the company's GRR.

    Grain: label, as rows.named gives it. Null where fewer than two labels have a base: nothing to compare.
    """
    based = shown[shown.logos_base > 0]
    if len(based) < 2:
        return None
    lowest = _lowest(based, company)
    drawn = _drawn(based, lowest)
    names = dict(zip(drawn.value, _apart([short(name) for name in drawn["name"]]), strict=True))
    counts = dict(zip(names.values(), drawn.logos_base.astype(int), strict=True))
    if lowest is None:
        return Panels(names, counts, _no_difference(based, company, dimension))
    gap, lower = fmt.points(company - float(lowest.grr)).lstrip("+"), _lower(drawn, lowest)
    key = "lowest" if lower is None else "below"
    said = t(f"retention.panels.{key}", name=short(lowest["name"]), grr=fmt.rate(lowest.grr), gap=gap)
    return Panels(names, counts, said, names[lowest["value"]], "" if lower is None else _doubt(lower))


def _drawn(based: pd.DataFrame, warned: pd.Series | None) -> pd.DataFrame:
    """The largest labels; the one that is clearly lower and the lowest of all over enough units are always drawn."""
    sure = based[~based.few & based.grr.notna()]
    must = [] if warned is None else [warned.name]
    must += [sure.grr.astype(float).idxmin()] if len(sure) else []
    largest = based.sort_values(["few", "arr_base"], ascending=[True, False], kind="stable").index
    chosen = list(dict.fromkeys([*must, *largest]))[:DRAWN]
    return based.loc[sorted(chosen)]


def _lower(drawn: pd.DataFrame, named: pd.Series) -> pd.Series | None:
    """The lowest label that is drawn, where that is not the one that the title names."""
    lower = drawn[drawn.grr.astype(float) < float(named.grr)]
    return None if lower.empty else lower.loc[lower.grr.astype(float).idxmin()]


def _doubt(row: pd.Series) -> str:
    """Why a label that is lower is not the one named: its n and its interval."""
    interval = fmt.interval(row.grr_low, row.grr_high)
    return t("retention.panels.lower", name=short(row["name"]), grr=fmt.rate(row.grr), n=f"{int(row.logos_base):,}",
             interval=interval)


def _apart(names: list[str]) -> list[str]:
    """Names that no two share: a panel is found by its name."""
    return [name if name not in names[:place] else f"{name} ({place + 1})" for place, name in enumerate(names)]


def _lowest(based: pd.DataFrame, company: float) -> pd.Series | None:
    """The label with the lowest GRR whose 95 % interval does not reach the company's."""
    below = based[~based.few & (based.grr_high.astype(float) < company)]
    return None if below.empty else below.loc[below.grr.astype(float).idxmin()]


def _no_difference(based: pd.DataFrame, company: float, dimension: Dimension) -> str:
    sure = based[~based.few]
    key = "retention.panels.no_difference" if len(sure) else "retention.panels.too_few"
    return t(key, name=dimension_inside(dimension.key), company=fmt.rate(company))


def subtitle(dimension: Dimension, drawn: int, of: int, weeks: int, doubt: str = "") -> str:
    """What is drawn, that it is not all where it is not, and why a lower label is not named."""
    said = t("retention.panels.subtitle", name=dimension_inside(dimension.key), weeks=weeks)
    part = t("retention.panels.part", drawn=drawn, of=of) if drawn < of else ""
    return joined(said, part, doubt)


def series(trend: pd.DataFrame, dimension: Dimension, names: dict[str | None, str]) -> dict[str, pd.DataFrame]:
    """Each drawn label's rows of the trend, by its name. A label without rows is an empty line."""
    values = trend[dimension.key]
    return {
        name: trend[values.isna() if value is None else values == value] for value, name in names.items()
    }
