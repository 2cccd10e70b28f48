"""Survival by a dimension: which values are drawn, the table of all, and what may be claimed. Pure but for language."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from components import format as fmt
from components import tables
from components.charts.survival import Curve, curve_of
from components.i18n import t
from components.sentence import dimension_inside, dimension_name, short, value_name
from components.tables import Cell, Column
from queries.dimensions import Dimension
from queries.metrics import FEW

DRAWN = 6
AGES = (12, 24)
SHOWN, LISTED = 6, 50


@dataclass(frozen=True)
class Label:
    """One value: its name, its units, its curve, and its rows of the frame."""

    name: str
    n: int
    rows: pd.DataFrame

    @property
    def few(self) -> bool:
        return self.n < FEW

    def at(self, age: int) -> tuple[float | None, float | None, float | None]:
        """Survival at an age with its interval; null where nobody has been observed so long."""
        row = self.rows[self.rows.age == age]
        if row.empty:
            return None, None, None
        rate, low, high = (float(row[key].iloc[0]) for key in ("survival", "low", "high"))
        return (rate if fmt.known(rate) else None, low if fmt.known(low) else None, high if fmt.known(high) else None)


def labels(found: pd.DataFrame, dimension: Dimension) -> list[Label]:
    """The values with units in sight, the largest first, those over fewer than ten last. Grain of the frame: value ×
    age.
    """
    units = found.attrs["units_by"]
    groups = {None if pd.isna(key) else key: rows for key, rows in found.groupby(dimension.key, dropna=False)}
    made = [Label(value_name(dimension, value), int(units.get(value, 0)), rows) for value, rows in groups.items()
            if rows.survival.notna().any()]
    return sorted(made, key=lambda label: (label.few, -label.n, label.name))


def curves(found: list[Label]) -> list[Curve]:
    """The curves of the largest values that go beyond their first day."""
    made = [curve_of(label.rows, short(label.name), label.n) for label in found[:DRAWN]]
    return [curve for curve in made if curve.last()]


def reference(whole: pd.DataFrame) -> int:
    """The age of the claims: twelve months, or the last that anybody has reached."""
    known = whole[whole.survival.notna()]
    return min(AGES[0], int(known.age.max())) if len(known) else 0


def lowest(found: list[Label], whole: float | None, age: int) -> Label | None:
    """The drawn value that is clearly lower than all together: its interval does not reach theirs."""
    if whole is None:
        return None
    below = [label for label in found[:DRAWN] if not label.few
             and (high := label.at(age)[2]) is not None and high < whole]
    return min(below, key=lambda label: label.at(age)[0] or 0, default=None)


def title(found: list[Label], dimension: Dimension, whole: float | None, age: int) -> str:
    """The value that is clearly lower; else between which values survival lies; else that too few are counted."""
    low = lowest(found, whole, age)
    if low is not None and whole is not None:
        gap = fmt.points(whole - (low.at(age)[0] or 0.0)).lstrip("+")
        return t("cohorts.by.below", name=short(low.name), months=age, rate=fmt.rate(low.at(age)[0]), gap=gap)
    sure = [(rate, short(label.name)) for label in found if not label.few and (rate := label.at(age)[0]) is not None]
    if len(sure) < 2:
        return t("cohorts.by.few", name=dimension_inside(dimension.key))
    (least, least_name), (most, most_name) = min(sure), max(sure)
    if fmt.rate(least) == fmt.rate(most):
        return t("cohorts.by.same", name=dimension_inside(dimension.key), months=age, rate=fmt.rate(most))
    return t("cohorts.by.range", months=age, low=fmt.rate(least), low_name=least_name, high=fmt.rate(most),
             high_name=most_name)


def subtitle(found: list[Label], dimension: Dimension, drawn: int) -> str:
    """What is drawn; of what is not, the names of the next two."""
    said = t("cohorts.by.subtitle", name=dimension_inside(dimension.key))
    rest = found[drawn:]
    if rest:
        names = t("list.comma").join(short(label.name) for label in rest[:2])
        many = len(rest) > 2
        said += t("cohorts.by.rest_more", drawn=drawn, names=names, n=len(rest)) if many else t(
            "cohorts.by.rest", names=names)
    return said + (t("cohorts.by.lines") if dimension.kind == "line" else "")


def table(found: list[Label], dimension: Dimension, whole: Label, listed: int) -> str:
    """n and survival at twelve and twenty-four months with their intervals, everybody beneath."""
    ages = [age for age in AGES if whole.at(age)[0] is not None] or [reference(whole.rows)]
    columns = [Column("name", dimension_name(dimension.key)), Column("n", t("table.n"), "number", quiet=True)]
    columns += [Column(f"at{age}", t("cohorts.by.at", months=age), "number",
                       definition=t("metric.survival.definition")) for age in ages]
    rows = [_row(label, ages) for label in found[:listed]]
    more = len(found) - listed
    foot = {**_row(whole, ages), "name": Cell(whole.name, below=t("retention.table.more", n=more) if more > 0 else "")}
    few = [label.few for label in found[:listed]]
    return tables.table(columns, rows, total=foot, few=few, caption=t("cohorts.by.caption"))


def _row(label: Label, ages: list[int]) -> dict[str, str | Cell]:
    return {"name": label.name, "n": f"{label.n:,}", **{f"at{age}": _cell(*label.at(age)) for age in ages}}


def _cell(rate: float | None, low: float | None, high: float | None) -> Cell:
    """A rate with its interval; an unknown one says that nobody has been observed so far without a gap."""
    interval = fmt.interval(low, high)
    if rate is None:
        return Cell(fmt.UNKNOWN, below=t("cohorts.by.unknown"))
    return Cell(fmt.rate(rate), below="" if interval == fmt.UNKNOWN else interval)


def table_title(found: list[Label], whole: Label) -> str:
    """How many are left after two years, or after the time that anybody has been observed."""
    known = [age for age in AGES if whole.at(age)[0] is not None]
    age = known[-1] if known else reference(whole.rows)
    rate = whole.at(age)[0]
    return t("cohorts.by.table_title", months=age, rate=fmt.rate(rate), n=len(found))

