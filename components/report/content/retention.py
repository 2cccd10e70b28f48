"""Retention: the bridge of twelve months, and the rates by the first dimension that there is to compare."""

from __future__ import annotations

import pandas as pd

from components import format as fmt
from components import loaders
from components.charts import steps as bridge_steps
from components.i18n import language, t
from components.report.content.common import Asked, section, table, told
from components.report.model import Chart, Role, Section, Series, Table
from components.report.narrative import differences
from components.retention import rows, words
from components.sentence import dimension_inside
from components.weekly import questions
from queries import bridge, retention
from queries.dimensions import Dimension
from queries.tables import year_before

KEY = "retention"
ROLES: dict[str, Role] = {"total": "ink", "base": "accent", "loss": "bad", "gain": "good", "outside": "mute"}
RATED = ("logos_base", "arr_base", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention",
         "logos", "arr")


def made(asked: Asked) -> Section:
    """Without a base of twelve months ago there is a bridge alone."""
    row = told(lambda: loaders.load(bridge.bridge, asked.frame.scope, year_before(asked.as_of), asked.as_of).iloc[0])
    dimension = questions.breakdown(asked.frame)
    split = told(lambda: split_by(asked, dimension)) if dimension is not None else None
    title = t("report.partial") if row is None else words.bridge_title(row, asked.currency)
    charts = (drawn(asked, row),) if row is not None and row.notna().all() else ()
    tables = (by(asked, dimension, split),) if dimension is not None and split is not None else ()
    said = [differences.apart(split, dimension, asked.command("kpis", "--by", dimension.key))
            ] if dimension is not None and split is not None else []
    return section(KEY, title, said, charts=charts, tables=tables,
                   missing="" if charts or tables else t("report.hidden.few"))


def drawn(asked: Asked, row: pd.Series) -> Chart:
    """From the opening base to today's ARR: what was lost, kept (GRR), added (NRR), and what is outside of NRR."""
    now = asked.trend.iloc[-1]
    start, end = year_before(asked.as_of), asked.as_of
    nrr, grr = (None if asked.frame.scope.line_filters else float(now[key]) for key in ("nrr", "grr"))
    bars = bridge_steps.steps(row.to_dict(), language(), nrr, grr)
    names = tuple(f"{bridge_steps.name(each, language())} {each.caption}".strip() if each.bold
                  else bridge_steps.name(each, language()) for each in bars)
    totals = tuple(at for at, each in enumerate(bars) if each.role in ("total", "base"))
    roles = tuple(ROLES[each.role] for each in bars)
    alt = t("list.comma").join(f"{name} {bridge_steps.amount(each, asked.currency, language())}"
                               for name, each in zip(names, bars, strict=True))
    days = (fmt.full_day(start, language()), fmt.full_day(end, language()))
    return Chart("bridge", "bridge", t("report.chart.bridge", start=days[0], end=days[1]), alt, names,
                 (Series(t("table.arr"), tuple(each.amount for each in bars), roles=roles),), "money", totals,
                 command=asked.span(start, end))


def split_by(asked: Asked, dimension: Dimension) -> pd.DataFrame:
    """The rates by a dimension's labels, those over fewer than 10 units last. Grain: label."""
    return rows.named(loaders.load(retention.kpis, asked.frame.scope, dimension.key), dimension)


def by(asked: Asked, dimension: Dimension, found: pd.DataFrame) -> Table:
    """The table of the rates by label, as the retention page has it."""
    few = found.few.any()
    return table(asked, "by", t("report.table.by", name=dimension_inside(dimension.key)),
                 found.assign(**{dimension.key: found["name"]}), (dimension.key, *RATED),
                 asked.command("kpis", "--by", dimension.key), wide=(dimension.key,),
                 note=t("report.note.few") if few else "")
