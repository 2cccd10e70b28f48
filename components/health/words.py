"""The page's claims and the sentences beneath them: frames to words, by fixed rules. Pure apart from the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from components import cards
from components import format as fmt
from components.charts.bands import BANDS, STATUS, shape
from components.charts.migration import GONE, NEW, Tile, moved
from components.i18n import language, t
from components.sentence import inside, joined

PARTS = ("contract", "department", "product")
SKEWED = 0.02
"""From so many points between red's shares by ARR and by count on, the title says to which side red leans."""


def many(number: int, unit: str) -> str:
    """A count of units: 412社."""
    return fmt.count(number, unit, language())


def number(value: int, unit: str) -> str:
    """A count where what is counted stands beside it: 412社; in English the bare number."""
    return items(value, unit) if language() == "ja" else f"{value:,}"


def items(number: int, unit: str) -> str:
    """A count in its place: 412社, and 2,278件 where the unit is a part of a customer and has been named before."""
    return t("health.items", n=f"{number:,}") if language() == "ja" and unit in PARTS else many(number, unit)


def whole(number: int, unit: str) -> str:
    """A count of units where nothing beside it says what they are: 412社; 顧客×製品 2,278件 and never 2,278製品, of
    which the company has but a few.
    """
    return t(f"health.count.{unit}", n=f"{number:,}") if unit in PARTS else many(number, unit)


def currency_word(currency: str) -> str:
    """What stands behind every amount in Japanese (円), said once where cells are narrow; nothing in English."""
    return fmt.money_parts(0, currency, language()).unit


def things(unit: str) -> str:
    """The unit's plural inside a sentence: customers, contracts."""
    return t(f"cohorts.things.{unit}")


def by_count(unit: str) -> str:
    """What a count of units is called beside ARR: 社数; Customers."""
    return t(f"health.by_count.{unit}")


def band(key: str) -> str:
    """A band's word; also those of who was not there yet and who is no longer."""
    return t(f"health.band.{key}")


def marked(key: str) -> str:
    """A band with its shape: ● 緑."""
    return f"{shape(key)} {band(key)}" if key in BANDS else band(key)


def mark(key: str) -> str:
    """A band as HTML: shape, colour and word."""
    return cards.mark(STATUS[key], band(key))


def share(value: float) -> str:
    """A share in whole per cent; what is there but less than half a per cent is not shown as nothing, nor all but a
    little as everything.
    """
    if 0 < value < 0.005 or 0.995 <= value < 1:
        return fmt.rate(value) if round(value, 3) not in (0, 1) else t("health.share.least" if value < 0.5 else
                                                                       "health.share.almost")
    return fmt.rate(value, 0)


def shares(bands: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Each band's share by count and by ARR; nan where nobody is. Grain: band."""
    customers, arr = float(bands.customers.sum()), float(bands["arr"].sum())
    return {str(row.band): (row.customers / customers if customers else float("nan"),
                            float(row.arr) / arr if arr else float("nan")) for row in bands.itertuples()}


def headline(bands: pd.DataFrame, matrix: Sequence[Sequence[Tile]] | None, weeks: int, unit: str) -> str:
    """The title: red by count against red by ARR, worse against better; where most are unknown, how many are known.

    Without a matrix, which is not shown to everybody, nothing of worse and better.
    """
    held, noun = shares(bands), things(unit)
    known = {0: 1 - held["unknown"][0], 1: 1 - held["unknown"][1]}
    if known[0] <= 0:
        return t("health.title.unknown", things=noun)
    if known[0] < 0.5:
        return t("health.title.known", by=inside(by_count(unit)), count=fmt.rate(known[0]), arr=fmt.rate(known[1]))
    count, arr = held["red"]
    said = {"count": fmt.rate(count), "arr": fmt.rate(arr), "by": inside(by_count(unit))}
    lean = "large" if arr - count >= SKEWED else "small" if count - arr >= SKEWED else "even"
    first = t("health.title.none", things=noun) if count == 0 else t(f"health.title.{lean}", **said)
    if matrix is None:
        return first
    return t("health.title.both", first=first, then=_moves(matrix, weeks, unit, short=True))


def _moves(matrix: Sequence[Sequence[Tile]], weeks: int, unit: str, short: bool = False) -> str:
    found = moved(matrix)
    if not found:
        return t("health.moves.no_past", weeks=weeks)
    worse, better = found.get("worse", (0, 0.0))[0], found.get("better", (0, 0.0))[0]
    if not worse and not better:
        return t("health.moves.none", weeks=weeks)
    key = "health.moves.short" if short else "health.moves.title"
    if short and unit != "customer":  # the title has named the unit, and its room is short
        return t(key, weeks=weeks, worse=f"{worse:,}", better=f"{better:,}")
    return t(key, weeks=weeks, worse=number(worse, unit), better=number(better, unit))


def base(bands: pd.DataFrame, unit: str, currency: str, week: date, as_of: date, proof: str) -> str:
    """Over whom, with how much ARR, as of which Sunday's scores; and how well the score told the past."""
    said = t("health.base", n=whole(int(bands.customers.sum()), unit), day=fmt.full_day(week, language()),
             arr=fmt.money(float(bands["arr"].sum()), currency, language(), "table"))
    later = t("health.base.later", day=fmt.full_day(as_of, language())) if week != as_of else ""
    return joined(said, later, proof)


def bars_title(bands: pd.DataFrame) -> str:
    """How much of the ARR is not green: red and yellow, and what is unknown beside."""
    held = shares(bands)
    low = held["red"][1] + held["yellow"][1]
    key = "all_unknown" if held["unknown"][0] >= 1 else "none" if not low > 0 else "title"
    return t(f"health.bars.{key}", share=share(low))


def limits(borders: Mapping[str, float], least_known: float) -> str:
    """Where the bands begin and end, and how much of the weight must be known for a score."""
    low, high = f"{borders['yellow']:g}", f"{borders['green']:g}"
    return t("health.limits", low=low, high=high, least=fmt.rate(least_known, 0))


def borne(unit: str) -> str:
    """For another unit than the customer: whose band it bears."""
    return "" if unit == "customer" else t(f"health.borne.{unit}")


def trend_title(trend: pd.DataFrame) -> str:
    """Red's share of ARR from the first to the last week that has scores."""
    rows = trend[trend.band == "red"].sort_values("as_of")
    whole = whole_weeks(trend)["arr"]
    known = rows[rows.as_of.map(whole) > 0]
    if len(known) < 2:
        return t("health.trend.short")
    first, last = known.iloc[0], known.iloc[-1]
    then, now = float(first["arr"]) / whole[first.as_of], float(last["arr"]) / whole[last.as_of]
    weeks = (last.as_of - first.as_of).days // 7
    key = "same" if fmt.rate(then) == fmt.rate(now) else "rose" if now > then else "fell"
    return t(f"health.trend.{key}", weeks=weeks, then=fmt.rate(then), now=fmt.rate(now))


def whole_weeks(trend: pd.DataFrame) -> pd.DataFrame:
    """All bands together by week: customers and arr; unknown where one of them is not shown to whoever asks."""
    amounts = trend.set_index("as_of")[["customers", "arr"]].astype(float)
    weeks = amounts.groupby(level=0)
    return weeks.sum().where(weeks.count().eq(weeks.size(), axis=0))


def migration_title(matrix: Sequence[Sequence[Tile]], weeks: int, unit: str) -> str:
    """How many got worse and better among those who are in a band both times."""
    return _moves(matrix, weeks, unit)


def cell(before: str, after: str) -> str:
    """A cell in words: ● 緑 → ■ 赤; 新規 → ● 緑; ■ 赤 → 解約."""
    return f"{marked(before)} → {marked(after)}" if before not in (NEW,) and after not in (GONE,) else (
        f"{band(before) if before == NEW else marked(before)} → {band(after) if after == GONE else marked(after)}")
