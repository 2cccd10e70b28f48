"""The table of mix and rate: what each label of a dimension adds to a rate's change, and in which way. Pure.

Every column adds up as shown; the rows that are not listed stand in one.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from components import format as fmt
from components.charts.bars import Scale, diverging
from components.i18n import language, plural, t
from components.rounding import adding_up
from components.sentence import dimension_name, metric_word, value_name
from components.tables import Cell, Column, Row, table
from queries.dimensions import Dimension
from queries.metrics import FEW

DIGITS = 4  # of a fraction: two digits of a percentage point


def drawn(
    found: pd.DataFrame, dimension: Dimension, metric: str, unit: str, listed: int, wide: bool = False
) -> str:
    """A row a label, the largest share first: its rate now, mix, rate, both; `wide` adds n and its part of the base.

    Source: queries.cells.shares.
    """
    few = len(found) - listed
    shown = found if few <= 1 else found.iloc[:listed]
    parts = rounded(found, len(shown))
    scale = Scale.over(mix + rate for mix, rate in parts)
    columns = [
        Column("cell", dimension_name(dimension.key)),
        *([Column("n", t("table.n"), "number", quiet=True, drop=True),
           Column("share", t("table.share_of_base"), "number", drop=True)] if wide else []),
        Column("now", metric_word(metric, "short", unit), "number", drop=not wide),
        Column("mix", t("metric.mix_effect.short"), "number", definition=t("metric.mix_effect.definition")),
        Column("rate", t("metric.rate_effect.short"), "number", definition=t("metric.rate_effect.definition")),
        Column("bar", "", "bar"),
        Column("sum", t("mix.sum"), "number"),
    ]
    rows: list[Row] = [_row(row, pair, scale, dimension) for (_, row), pair in
                       zip(shown.iterrows(), parts, strict=False)]
    if len(shown) < len(found):
        name = plural(language(), "weekly.segments.others", len(found) - len(shown))
        rows.append({"cell": name, **_parts(parts[-1], scale)})
    small = [int(n) < FEW for n in shown.n1]
    return table(columns, rows, total=_total(found, parts), few=small, caption=t("mix.caption"))


def rounded(found: pd.DataFrame, listed: int) -> list[tuple[float, float]]:
    """Mix and rate of the rows listed and, if there are more, of the others: rounded so that all add up as shown."""
    columns = []
    for name, whole in zip(("mix", "rate"), total(found), strict=True):
        values = found[name].astype(float).tolist()
        rest = [sum(values[listed:])] if len(values) > listed else []
        columns.append(adding_up([*values[:listed], *rest], DIGITS, whole))
    return list(zip(*columns, strict=True))


def total(found: pd.DataFrame) -> tuple[float, float]:
    """Mix and rate of the whole, rounded so that together they are the rounded change."""
    mix, rate = adding_up([found.attrs["mix"], found.attrs["rate"]], DIGITS)
    return mix, rate


def _row(row: pd.Series, parts: tuple[float, float], scale: Scale, dimension: Dimension) -> Row:
    n = int(row.n1)
    return {
        "cell": Cell(value_name(dimension, row[dimension.key]), below=t("chart.n", n=n) if n < FEW else ""),
        "n": f"{n:,}", "share": fmt.rate(float(row.weight1), 0), "now": fmt.rate(float(row.end)),
        **_parts(parts, scale),
    }


def _parts(parts: tuple[float, float], scale: Scale) -> dict[str, str | Cell]:
    mix, rate = parts
    return {"mix": _points(mix), "rate": _points(rate), "sum": _points(mix + rate),
            "bar": Cell(bar=diverging(round(mix + rate, DIGITS) or None, scale))}


def _points(value: float) -> str:
    return fmt.points(value, 2, unit=False)


def _total(found: pd.DataFrame, parts: Sequence[tuple[float, float]]) -> Row:
    mix, rate = (sum(each[place] for each in parts) for place in (0, 1))
    return {"cell": t("table.total"), "n": f"{int(found.n1.sum()):,}", "share": fmt.rate(1, 0),
            "now": fmt.rate(float(found.attrs["end"])), "mix": _points(mix), "rate": _points(rate),
            "sum": _points(mix + rate)}
