"""The bands by a dimension: a row a value, each band's share by count and beneath it by ARR. Pure but for language."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.charts.bands import BANDS
from components.health import words
from components.i18n import language, t
from components.sentence import dimension_inside, dimension_name, inside, short, value_name
from components.tables import Cell, Column, Row, table
from queries.dimensions import Dimension
from queries.metrics import FEW

SHOWN, LISTED = 8, 50


def rows(found: pd.DataFrame, dimension: Dimension) -> pd.DataFrame:
    """Grain: value. Columns: name, customers, arr, few, and n_<band>, arr_<band>. The largest ARR first, few last."""
    made = []
    for value, cells in found.groupby(dimension.key, dropna=False, sort=False):
        held = {str(row.band): row for row in cells.itertuples()}
        line: dict[str, object] = {"name": value_name(dimension, None if pd.isna(value) else str(value))}
        for band in BANDS:
            line |= {f"n_{band}": int(held[band].customers) if band in held else 0,
                     f"arr_{band}": float(held[band].arr) if band in held else 0.0}
        made.append(line)
    frame = pd.DataFrame(made)
    if not len(frame):
        return frame
    frame["customers"] = frame[[f"n_{band}" for band in BANDS]].sum(axis=1)
    frame["arr"] = frame[[f"arr_{band}" for band in BANDS]].sum(axis=1)
    frame = frame[frame.customers > 0]
    return frame.assign(few=frame.customers < FEW).sort_values(
        ["few", "arr", "name"], ascending=[True, False, True], kind="stable", ignore_index=True)


def title(shown: pd.DataFrame, dimension: Dimension) -> str:
    """Where red holds most of the ARR, among values of ten and more."""
    sure = shown[~shown.few & (shown["arr"] > 0)] if len(shown) else shown
    if len(sure) < 2:
        return t("health.split.title_few", name=dimension_inside(dimension.key))
    red = sure.arr_red / sure["arr"]
    most, least = sure.loc[red.idxmax()], sure.loc[red.idxmin()]
    high, low = fmt.rate(red.max()), fmt.rate(red.min())
    if high == low:
        return t("health.split.title_same", name=dimension_inside(dimension.key), share=high)
    return t("health.split.title", high_name=short(str(most["name"])), high=high, low_name=short(str(least["name"])),
             low=low)


def subtitle(dimension: Dimension, unit: str) -> str:
    """How to read a cell; for a dimension of lines that one customer may stand in several rows."""
    said = t("health.split.subtitle", by=inside(words.by_count(unit)))
    return said + (t("health.split.lines") if dimension.kind == "line" else "")


def drawn(shown: pd.DataFrame, whole: pd.DataFrame, dimension: Dimension, unit: str, currency: str,
          listed: int) -> str:
    """The table as HTML with the scope's own figures beneath. `whole`: the scope's bands."""
    columns = [Column("name", dimension_name(dimension.key)),
               Column("customers", words.by_count(unit), "number", fold=True),
               Column("arr", t("table.arr"), "number", drop=True),
               *(Column(band, words.marked(band), "number", drop=band in ("green", "unknown")) for band in BANDS)]
    body = [_row(row, unit, currency) for row in shown.head(listed).to_dict("records")]
    total = {"name": t("table.total"), "customers": int(whole.customers.sum()), "arr": float(whole["arr"].sum())}
    for row in whole.itertuples():
        total |= {f"n_{row.band}": int(row.customers), f"arr_{row.band}": float(row.arr)}
    more = len(shown) - listed
    foot = {**_row(total, unit, currency),
            "name": Cell(t("health.split.total"), below=t("retention.table.more", n=more) if more > 0 else "")}
    made = table(columns, body, total=foot, few=shown.few.head(listed).tolist(), caption=t("health.split.caption"))
    return f'<div class="t-split">{made}</div>'


def _row(row: dict[str, object], unit: str, currency: str) -> Row:
    customers, arr = int(row["customers"]), float(row["arr"])  # type: ignore[call-overload, arg-type]
    made: dict[str, str | Cell] = {"name": str(row["name"]), "customers": words.number(customers, unit),
                                   "arr": fmt.money(arr, currency, language())}
    for band in BANDS:
        by_count = int(row[f"n_{band}"]) / customers if customers else float("nan")  # type: ignore[call-overload]
        by_arr = float(row[f"arr_{band}"]) / arr if arr else float("nan")  # type: ignore[arg-type]
        made[band] = Cell(fmt.rate(by_count), below=t("health.split.arr", share=fmt.rate(by_arr)))
    return made
