"""The same day by each unit of measure. Pure apart from the language."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components.i18n import language, t
from components.tables import Cell, Column, Row, table
from queries.metrics import FEW

RATES = {"nrr": "nrr", "grr": "grr", "logo_retention": "logo"}


def drawn(found: pd.DataFrame, chosen: str, currency: str) -> str:
    """A row a unit, coarse to fine; the chosen one is bold. Source: queries.methods_units.units."""
    columns = [
        Column("unit", t("methods.column.unit")),
        Column("base", t("methods.column.base"), "number", fold=True),
        *(Column(rate, t(f"metric.{rate}.short") if rate != "logo_retention" else t("methods.column.kept"), "number")
          for rate in RATES),
        Column("lost", t("methods.column.lost"), "number", drop=True),
        Column("added", t("methods.column.added"), "number", drop=True),
    ]
    order = {unit: place for place, unit in enumerate(("group", "customer", "contract", "department", "product"))}
    ordered = found.iloc[found.unit.map(order).argsort()]
    rows = [_row(row, chosen, currency) for _, row in ordered.iterrows()]
    return table(columns, rows, few=[int(n) < FEW for n in ordered.logos_base], caption=t("methods.units.caption"))


def _row(row: pd.Series, chosen: str, currency: str) -> Row:
    unit = str(row.unit)
    name = t(f"methods.unit.{unit}")
    still = "" if pd.isna(row.still_there) else t(
        f"methods.units.still_{'group' if unit == 'customer' else 'customer'}", n=f"{int(row.still_there):,}")
    added = fmt.UNKNOWN if pd.isna(row.arr_added) else fmt.money(float(row.arr_added), currency, language(), "table")
    return {
        "unit": Cell(name[:1].upper() + name[1:], below=t(f"methods.unit_how.{unit}")),
        "base": fmt.count(int(row.logos_base), unit, language()),
        "lost": Cell(f"{int(row.lost_units):,}", below=still), "added": added,
        **{rate: Cell(fmt.rate(row[rate]), below=_interval(row, short), bold=unit == chosen)
           for rate, short in RATES.items()},
    }


def _interval(row: pd.Series, rate: str) -> str:
    said = fmt.interval(row[f"{rate}_low"], row[f"{rate}_high"])
    return "" if said == fmt.UNKNOWN else said
