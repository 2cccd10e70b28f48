"""The last build: its settings, the size of the cube, which filters it holds. Pure apart from the run's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from components import cards, tables
from components import format as fmt
from components.i18n import language, t
from components.sentence import dimension_name
from components.tables import Column
from queries.databuild import PROFILE_WARNING
from queries.dimensions import Build

MEGABYTE = 1_000_000


def heading(build: Build, made: Mapping[str, Any]) -> str:
    """How much was built and how long it took, or that there are too many profiles."""
    if build.profiles > PROFILE_WARNING:
        said = t("datastatus.build.title.many", profiles=f"{build.profiles:,}", limit=f"{PROFILE_WARNING:,}")
    else:
        said = t("datastatus.build.title", profiles=f"{build.profiles:,}", cells=f"{build.cells:,}",
                 seconds=seconds(made))
    return cards.section(said, t("datastatus.build.sub"))


def seconds(made: Mapping[str, Any]) -> str:
    """How long the build took; "—" where it was not recorded."""
    return fmt.decimal(made.get("seconds"))


def facts(build: Build, made: Mapping[str, Any], loaded_on: date, edge: Mapping[str, int]) -> str:
    """The build's record as a list of names and values."""
    moment = build.built_at.replace(tzinfo=UTC) if build.built_at.tzinfo is None else build.built_at
    built = fmt.moment(moment.astimezone(ZoneInfo(build.time_zone)), language(), year=True)
    size = made.get("bytes")
    listed = {
        "loaded_on": fmt.full_day(loaded_on, language()),
        "built_at": t("datastatus.build.built_in", moment=built, seconds=seconds(made)),
        "span": t("datastatus.build.span_value", first=fmt.full_day(build.first_day, language()),
                  last=fmt.full_day(build.newest_day, language())),
        "edge": _edge(edge),
        "as_of": fmt.full_day(build.default_as_of, language()),
        "fiscal": fmt.month(datetime(2000, build.fiscal_year_start, 1), language()),
        "currency": build.currency, "zone": build.time_zone,
        "size": fmt.UNKNOWN if size is None else t("datastatus.build.megabytes", n=f"{size / MEGABYTE:,.1f}"),
        "version": build.version,
        "transform": t(f"datastatus.build.transform.{'current' if made.get('current') else 'other'}",
                       id=made.get("transform") or fmt.UNKNOWN),
    }
    return listing([(t(f"datastatus.build.{key}"), value) for key, value in listed.items()])


def _edge(edge: Mapping[str, int]) -> str:
    if not edge["customers"]:
        return t("datastatus.build.edge_none")
    return t("datastatus.build.edge_value", n=f"{edge['customers']:,}", unknown=f"{edge['unknown']:,}",
             known=f"{edge['customers'] - edge['unknown']:,}")


def listing(pairs: Sequence[tuple[str, str]]) -> str:
    """Names and values, escaped."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    return f'<dl class="t-facts">{rows}</dl>'


def cube(cells: pd.DataFrame) -> str:
    """Units, profiles and cells per unit of measure."""
    columns = [
        Column("unit", t("datastatus.cells.unit")), Column("units", t("datastatus.cells.units"), "number"),
        Column("profiles", t("metric.profiles.short"), "number", definition=t("metric.profiles.definition")),
        Column("cells", t("metric.cells.short"), "number", definition=t("metric.cells.definition")),
    ]
    rows = [{"unit": t(f"unit.{row.unit}"), **{key: f"{int(getattr(row, key)):,}" for key in
                                              ("units", "profiles", "cells")}} for row in cells.itertuples()]
    return tables.table(columns, rows, caption=t("datastatus.cells.caption"))


def filters(found: pd.DataFrame) -> str:
    """Which filters the cube holds, and which are answered from units or lines, each with its number of values."""
    inside = found.in_cube.astype(bool)
    return listing([(t("datastatus.dimensions.cube"), _values(found[inside])),
                    (t("datastatus.dimensions.direct"), _values(found[~inside]))])


def _values(found: pd.DataFrame) -> str:
    said = [t("datastatus.dimensions.item", name=dimension_name(str(key)), n=f"{int(n):,}")
            for key, n in zip(found["key"], found["values"], strict=True)]
    return t("list.comma").join(said) or t("datastatus.dimensions.none")
