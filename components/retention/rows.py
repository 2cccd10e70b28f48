"""The table by a dimension: the frame of KPIs by label to rows. Pure apart from the run's language."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components import tables
from components.i18n import language, t
from components.sentence import dimension_inside, dimension_name, metric_word, value_name
from components.tables import Cell, Column
from queries.dimensions import Dimension
from queries.metrics import FEW

LISTED = 50
SHOWN = 8
RATES = {"nrr": "nrr", "grr": "grr", "logo_retention": "logo"}


def named(frame: pd.DataFrame, dimension: Dimension) -> pd.DataFrame:
    """The frame with each row's name, those over fewer than 10 units last; bands and years in order, else by base.

    Grain: label. Adds name, few, share (of the rows' opening ARR; null where there is none). Source: retention.kpis.
    """
    values: list[str | None] = [None if pd.isna(value) else str(value) for value in frame[dimension.key]]
    whole = float(frame.arr_base.sum())
    shown = frame.assign(
        value=pd.Series(values, index=frame.index, dtype=object), few=frame.logos_base < FEW,
        name=[value_name(dimension, value) for value in values],
        share=frame.arr_base / whole if whole else float("nan"), place=_places(values, dimension),
    )
    order = ["few", "place"] if dimension.kind in ("band", "year") else ["few", "arr_base", "arr"]
    ascending = [True] * 2 if dimension.kind in ("band", "year") else [True, False, False]
    return shown.sort_values(order, ascending=ascending, kind="stable", ignore_index=True)


def _places(values: list[str | None], dimension: Dimension) -> list[int]:
    """Where each value stands in its dimension's own order; unknown last."""
    listed = [each.value for each in dimension.values if each.value is not None]
    if dimension.kind == "year":
        listed.sort(reverse=True)
    places: dict[str | None, int] = {value: place for place, value in enumerate(listed)}
    return [len(places) + 1 if value is None else places.get(value, len(places)) for value in values]


def found(shown: pd.DataFrame, sought: str) -> pd.DataFrame:
    """The rows whose name holds what is sought; without a search the first LISTED of the largest."""
    wanted = sought.strip().casefold()
    if wanted:
        shown = shown[[wanted in name.casefold() for name in shown.name]]
    return shown.head(LISTED)


def table(
    shown: pd.DataFrame, total: pd.Series, dimension: Dimension, unit: str, currency: str, more: int = 0
) -> str:
    """The table as HTML: n, share of base, ARR and the three rates with their intervals, the scope's figures beneath.

    `more` rows are not listed; that is said in the total's row.
    """
    columns = [
        Column("name", dimension_name(dimension.key)),
        Column("n", t("table.n"), "number", quiet=True, definition=t("retention.table.n_definition")),
        Column("share", t("table.share_of_base"), "number", drop=True),
        Column("arr", t("table.arr"), "number", drop=True),
        *(
            Column(key, metric_word(key, "short", unit), "number", drop=key == "logo_retention",
                   definition=metric_word(key, "definition", unit))
            for key in RATES
        ),
    ]
    rows = [_row(row, currency) for _, row in shown.iterrows()]
    foot = {**_row(total, currency), "name": Cell(t("retention.table.total"), below=_more(more))}
    foot["share"] = fmt.rate(1, 0) if float(total.arr_base) else fmt.UNKNOWN
    return tables.table(columns, rows, total=foot, few=shown.few.tolist(), caption=t("retention.table.caption"))


def _more(more: int) -> str:
    return t("retention.table.more", n=f"{more:,}") if more > 0 else ""


def _row(row: pd.Series, currency: str) -> dict[str, str | Cell]:
    rates = {key: _rate(row, key, column) for key, column in RATES.items()}
    return {
        "name": str(row.get("name", "")), "n": f"{int(row.logos_base):,}", "share": fmt.rate(row.get("share"), 0),
        "arr": fmt.money(float(row.arr), currency, language()), **rates,
    }


def _rate(row: pd.Series, key: str, column: str) -> Cell:
    interval = fmt.interval(row[f"{column}_low"], row[f"{column}_high"])
    return Cell(fmt.rate(row[key]), below="" if interval == fmt.UNKNOWN else interval)


def title(shown: pd.DataFrame, dimension: Dimension) -> str:
    """The table's claim: between which rows GRR lies, among those over enough units to say so."""
    known = shown[~shown.few & shown.grr.notna()]
    if len(known) < 2:
        return t("retention.table.title_one", name=dimension_inside(dimension.key))
    low, high = known.loc[known.grr.astype(float).idxmin()], known.loc[known.grr.astype(float).idxmax()]
    if fmt.rate(low.grr) == fmt.rate(high.grr):
        return t("retention.table.title_same", name=dimension_inside(dimension.key), grr=fmt.rate(low.grr))
    return t(
        "retention.table.title", low=low["name"], low_grr=fmt.rate(low.grr), high=high["name"],
        high_grr=fmt.rate(high.grr),
    )
