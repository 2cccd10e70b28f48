"""What one can filter by, and what the build knows of itself. Cached per version: it never changes within one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from data.access import EVERYONE, Viewer
from data.build import transform_version
from data.warehouse import Warehouse, WarehouseOutdated
from queries import access, dialects, tables
from queries.dimension import Dimension, Value
from queries.dimension_values import nameless, within
from queries.runner import run
from queries.scope import Filters, Scope, UnknownFilter
from queries.versions import per_version

__all__ = ["Build", "Dimension", "Value", "build_info", "check", "dimensions", "visible"]


@dataclass(frozen=True)
class Build:
    """The loaded data's frame. `weeks` are its Sundays, `months` its month ends, oldest first."""

    version: str
    built_at: datetime
    company: str
    is_demo: bool
    first_day: date
    newest_day: date
    default_as_of: date
    currency: str
    minor_digits: int
    time_zone: str
    profiles: int
    cells: int
    weeks: tuple[date, ...]
    months: tuple[date, ...]
    fiscal_year_start: int = 4
    """The month in which the fiscal year starts."""

    @property
    def minor(self) -> int:
        """Minor units in one unit of the reporting currency."""
        return int(10**self.minor_digits)

    def in_grid(self, day: date) -> bool:
        """Whether the cube holds this day: a Sunday or month end within the data."""
        return self.first_day <= day <= self.newest_day and (day.weekday() == 6 or tables.is_month_end(day))


def dimensions(warehouse: Warehouse) -> dict[str, Dimension]:
    """Dimensions by key, as whoever asks may know them: see `visible`. Outside of a question: all."""
    return visible(warehouse, access.asking() or EVERYONE)


@per_version(256)
def visible(warehouse: Warehouse, viewer: Viewer) -> dict[str, Dimension]:
    """Dimensions by key: the customer's labels in the contract's order, then the lines'. Most frequent values first.

    A limited viewer knows the values that customers bore while they were inside the permission, and counts those. Who
    may not see names knows no person, and no value of few customers.
    """
    known = _all(warehouse)
    if not viewer.names:
        return nameless(known)
    return known if not viewer.filters else within(warehouse, known, viewer)


@per_version()
def _all(warehouse: Warehouse) -> dict[str, Dimension]:
    meta = tables.mart("dimension", "key", "kind", "position", "in_cube", schema="meta")
    value = tables.mart("dimension_value", "key", "value", "position", "name", "customers", schema="meta")
    rows = run(warehouse, select(value).order_by(
        dialects.rising(value.c.key), value.c.position, value.c.value.is_(None), value.c.customers.desc().nulls_last(),
        dialects.rising(value.c.value)))
    values: dict[str, list[Value]] = {}
    for row in rows.itertuples():
        values.setdefault(str(row.key), []).append(Value(row.value, row.name, int(row.customers)))
    return {
        str(row.key): Dimension(str(row.key), str(row.kind), bool(row.in_cube), tuple(values.get(str(row.key), ())))
        for row in run(warehouse, select(meta).order_by(meta.c.position)).itertuples()
    }


@per_version()
def build_info(warehouse: Warehouse) -> Build:
    """What the last build recorded, with the as-of dates that it answers from the cube.

    WarehouseOutdated where another release built the warehouse: its columns, or their meaning, may differ.
    """
    _refuse_outdated(warehouse)
    names = ("version", "built_at", "first_day", "newest_day", "default_as_of", "reporting_currency", "minor_digits",
             "time_zone", "fiscal_year_start", "profiles", "cells")
    made: Mapping[str, Any] = run(warehouse, select(tables.mart("build", *names, schema="meta"))).iloc[0].to_dict()
    company = run(warehouse, select(tables.mart("company", "name", "is_demo", schema="meta")))
    dates = tables.as_of_dates()
    grid = run(warehouse, select(dates.c.as_of, dates.c.is_week, dates.c.is_month).order_by(dates.c.g))
    return Build(
        version=made["version"], built_at=made["built_at"], company=str(company.name.iloc[0]),
        is_demo=bool(company.is_demo.iloc[0]), first_day=made["first_day"], newest_day=made["newest_day"],
        default_as_of=made["default_as_of"], currency=made["reporting_currency"],
        minor_digits=int(made["minor_digits"]), time_zone=made["time_zone"], profiles=int(made["profiles"]),
        cells=int(made["cells"]), weeks=tuple(grid.as_of[grid.is_week.astype(bool)]),
        months=tuple(grid.as_of[grid.is_month.astype(bool)]),
        fiscal_year_start=int(made["fiscal_year_start"]))


def _refuse_outdated(warehouse: Warehouse) -> None:
    built = run(warehouse, select(tables.mart("build", "transform", schema="meta").c.transform))
    if not len(built) or built["transform"].iloc[0] != transform_version():
        raise WarehouseOutdated("These data were built by another release of Tenure: run `python -m data build`.")


def check(scope: Scope, known: Mapping[str, Dimension], by: str | None = None) -> None:
    """Raises UnknownFilter for a key or value that these data do not have: nothing is widened silently.

    `by`: the key that the answer is split by, checked like a filter's.
    """
    split: Filters = ((by, ()),) if by is not None else ()
    for key, values in (*scope.where, *split):
        if key not in known:
            raise UnknownFilter(key, None, tuple(known), is_key=True)
        having = dict.fromkeys(each.value for each in known[key].values)
        for value in values:
            if value not in having:
                raise UnknownFilter(key, value, tuple(str(v) for v in having if v is not None), is_key=False)
