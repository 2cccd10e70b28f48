"""Lists of accounts on the page: those of a cell, those whose score moved most, those low in a feature. HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import format as fmt
from components import tables, unnamed
from components.account import link
from components.charts.bands import BANDS, STATUS
from components.health import measures, words
from components.health.why import score
from components.i18n import language, t
from components.tables import Cell, Column, Row
from queries.metrics import FEW

SHOWN, LISTED = 10, 50


def name(row: Any) -> Cell:
    """The account, with the way to its page; beneath it what tells its units apart."""
    return link.named(row)


def movers(found: pd.DataFrame, shown: int, currency: str, whole: tuple[int, float] | None = None) -> str:
    """Accounts with their score then and now, the band now, ARR, and the component that moved it most.

    `whole`: customers and ARR of the figure that the list adds up to; what is not listed stands in a row of its own.
    """
    columns = [Column("account", t("table.account")), Column("old", t("health.why.old"), "number", drop=True),
               Column("new", t("health.why.new"), "number"), Column("band", t("metric.health_band.short"), "status"),
               Column("reason", t("health.accounts.reason"), drop=True), Column("arr", t("table.arr"), "number")]
    listed = found.head(shown)
    rows: list[Row] = [_mover(row, currency) for row in listed.itertuples()]
    if whole is None:
        return tables.table(columns, rows, caption=t("health.accounts.caption"))
    others = whole[0] - len(listed)
    if others > 0:
        rest = whole[1] - float(listed["arr"].sum())
        rows.append({"account": unnamed.others(found, others),
                     "arr": fmt.money(rest, currency, language(), "table")})
    total: Row = {"account": t("table.total"), "arr": fmt.money(whole[1], currency, language(), "table")}
    return tables.table(columns, rows, total=total, caption=t("health.accounts.caption"))


def _mover(row: Any, currency: str) -> dict[str, str | Cell]:
    after = str(row.band_to)
    return {"account": name(row), "old": score(row.score_from), "new": score(row.score),
            "band": _band(after), "reason": reason(row),
            "arr": fmt.money(float(row.arr), currency, language(), "table")}


def _band(key: str) -> Cell:
    return Cell(words.band(key), status=STATUS[key]) if key in BANDS else Cell(words.band(key))


def reason(row: Any) -> str:
    """The component with the most points of the change; "—" where nothing is known to have moved."""
    found = getattr(row, "reason", None)
    return fmt.UNKNOWN if found is None or pd.isna(found) else measures.component(str(found))


def low(found: pd.DataFrame, shown: int, currency: str) -> str:
    """The accounts low in one feature: their score in it, their score as a whole, ARR, who cares for them."""
    columns = [Column("account", t("table.account")),
               Column("feature", t("health.features.score"), "number"),
               Column("score", t("health.accounts.score"), "number", drop=True),
               Column("trend", t("health.features.trend"), "number", drop=True),
               Column("owner", t("health.accounts.owner"), drop=True), Column("arr", t("table.arr"), "number")]
    listed = found.head(shown)
    rows: list[Row] = [
        {"account": name(row), "feature": score(row.feature_score), "score": score(row.score),
         "trend": _trend(row.trend), "owner": _owner(row.owner),
         "arr": fmt.money(float(row.arr), currency, language(), "table")} for row in listed.itertuples()]
    others = int(found.attrs["total"]) - len(listed)
    if others > 0:
        rest = float(found.attrs["arr"]) - float(listed["arr"].sum())
        rows.append({"account": unnamed.others(found, others),
                     "arr": fmt.money(rest, currency, language(), "table")})
    whole = fmt.money(float(found.attrs["arr"]), currency, language(), "table")
    total: Row = {"account": t("table.total"), "arr": whole}
    return tables.table(columns, rows, total=total, caption=t("health.features.low_caption"))


def _owner(value: Any) -> str:
    return fmt.UNKNOWN if value is None or pd.isna(value) else str(value)


def features(found: pd.DataFrame, unit: str, currency: str) -> str:
    """The features, the least used first: how many use each, their mean score, who is low, with how much ARR."""
    columns = [Column("feature", t("health.features.feature")),
               Column("using", t("health.features.using"), "number", drop=True),
               Column("mean", t("health.features.mean"), "number", definition=t("metric.feature_score.definition")),
               Column("low", t("health.features.low"), "number"),
               Column("arr", t("health.features.low_arr"), "number", fold=True)]
    ordered = list(found.sort_values("mean", kind="stable").itertuples())
    rows: list[Row] = [
        {"feature": str(row.feature), "using": words.number(int(row.using), unit), "mean": score(row.mean),
         "low": words.number(int(row.low_units), unit), "arr": fmt.money(float(row.arr_low), currency, language(),
                                                                       "table")} for row in ordered]
    few = [int(row.customers) < FEW for row in ordered]
    return tables.table(columns, rows, few=few, caption=t("health.features.caption"))


def judged(found: pd.DataFrame, currency: str) -> str:
    """The largest accounts with both a score and a pulse."""
    columns = [Column("account", t("table.account")), Column("score", t("health.accounts.score"), "number"),
               Column("pulse", t("health.accounts.pulse"), "number"), Column("arr", t("table.arr"), "number")]
    rows: list[Row] = [{"account": name(row), "score": score(row.score), "pulse": f"{row.pulse:g}",
                        "arr": fmt.money(float(row.arr), currency, language(), "table")}
                       for row in found.head(SHOWN).itertuples()]
    return tables.table(columns, rows)


def _trend(value: Any) -> str:
    if value is None or pd.isna(value):
        return fmt.UNKNOWN
    return measures.change(float(value))


def options(found: pd.DataFrame, shown: int, also: Mapping[str, str]) -> dict[str, str]:
    """The accounts to explain, by id: those in the list, in its order, and `also` those that a link names."""
    names = {str(row.account_id): str(row.account) for row in found.head(shown).itertuples()}
    times: dict[str, int] = {}
    for each in names.values():
        times[each] = times.get(each, 0) + 1
    told = {key: f"{each} ({key})" if times[each] > 1 else each for key, each in names.items()}
    return {**told, **{key: each for key, each in also.items() if key not in told}}
