"""Which part of the company GRR's change of the last weeks comes from. Pure."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components import sentence
from components.charts.bars import Scale, diverging
from components.i18n import language, plural, t
from components.tables import Cell, Column, Row, table
from components.weekly.rounding import adding_up
from queries.dimensions import Dimension
from queries.metrics import FEW

LISTED = 4
DIGITS = 4  # of a fraction: two digits of a percentage point


def heading(found: pd.DataFrame, dimension: Dimension, weeks: int) -> str:
    """The claim: the label with the largest share in the direction of the change, fewer than 10 units left aside."""
    change = _change(found)
    if abs(change) < 10**-DIGITS / 2:
        return t("weekly.segments.still", weeks=weeks)
    enough = found[found.logos_base >= FEW] if (found.logos_base >= FEW).any() else found
    lead = enough.loc[(enough.contribution * (1 if change > 0 else -1)).idxmax()]
    cell = sentence.value_name(dimension, lead[dimension.key])
    return t("weekly.segments.led", weeks=weeks, change=fmt.points(change), cell=cell,
             share=fmt.points(float(lead.contribution)))


def _change(found: pd.DataFrame) -> float:
    return float(found.attrs["end"]) - float(found.attrs["start"])


def drawn(found: pd.DataFrame, dimension: Dimension, weeks: int) -> str:
    """A row a label: its GRR now, its own change, its share of the whole change in points, adding up as shown."""
    few = len(found) - LISTED
    listed = found if few <= 1 else found.iloc[:LISTED]
    rest = float(found.contribution.sum() - listed.contribution.sum())
    shares = adding_up([*listed.contribution.astype(float), rest], DIGITS)
    scale = Scale.over(shares)
    columns = [
        Column("cell", sentence.dimension_name(dimension.key)),
        Column("rate", t("metric.grr.short"), "number"),
        Column("change", t("weekly.column.weeks", n=weeks), "number"),
        Column("bar", "", "bar"),
        Column("share", t("weekly.column.share"), "number"),
    ]
    rows: list[Row] = [_row(row, share, scale, dimension) for (_, row), share in
                       zip(listed.iterrows(), shares, strict=False)]
    if len(listed) < len(found):
        bar = Cell(bar=diverging(shares[-1] or None, scale))
        rows.append({"cell": plural(language(), "weekly.segments.others", len(found) - len(listed)), "bar": bar,
                     "share": fmt.points(shares[-1], 2, unit=False)})
    return table(columns, rows, total=_total(found, shares), few=[int(n) < FEW for n in listed.logos_base])


def _row(row: pd.Series, share: float, scale: Scale, dimension: Dimension) -> Row:
    n = int(row.logos_base)
    return {
        "cell": Cell(sentence.value_name(dimension, row[dimension.key]), below=t("chart.n", n=n) if n < FEW else ""),
        "rate": fmt.rate(float(row.end)),
        "change": fmt.points(float(row.change), 1, unit=False),
        "bar": Cell(bar=diverging(share or None, scale)),
        "share": fmt.points(share, 2, unit=False),
    }


def _total(found: pd.DataFrame, shares: list[float]) -> Row:
    return {"cell": t("table.total"), "rate": fmt.rate(float(found.attrs["end"])),
            "change": fmt.points(_change(found), 1, unit=False), "share": fmt.points(sum(shares), 2, unit=False)}
