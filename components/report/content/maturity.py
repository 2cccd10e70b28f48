"""Maturity this quarter: what is claimed beside what the data are evidence of, and what the next level needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from components import format as fmt
from components.i18n import language, plural, t
from components.maturity import over_time, words
from components.maturity.questions import Questions
from components.maturity.view import read
from components.report.content.common import Asked, Heads, absent, section, table
from components.report.model import Chart, Role, Section, Series, Table
from components.report.narrative import facts, levels
from data.maturity import reading
from data.maturity.reading import RulesRefused
from queries.measures.calendar import trend_days

KEY = "maturity"
CELLS = ("function", "capability", "claimed", "evidenced", "contradicted")
TODO = ("function", "capability", "claimed", "evidenced", "next_level", "need", "value", "threshold", "n")
LISTED = 5


def made(asked: Asked) -> Section:
    """Of customers always, whatever is counted by; claims are the company's and are left out under filters."""
    try:
        rules = reading.read()
    except RulesRefused:
        return absent(KEY, t("maturity.refused.title"))
    frame = replace(asked.frame, scope=replace(asked.frame.scope, unit="customer"))
    ask = Questions(frame, rules, read({}, trend_days(asked.as_of)))
    mine, cells, trend = Asked(frame), ask.cells(), ask.trend()
    if not cells.evidenced.notna().any():
        return absent(KEY, words.title(cells))
    now = trend[trend.quarter == ask.view.quarter].iloc[0]
    steps = ask.todo()
    tables = (*((needs(mine, steps),) if len(steps) else ()),
              *((grid(mine, cells),) if cells.claimed.notna().any() else ()))
    said = [levels.contradicted(cells, mine.command("maturity")),
            levels.means(now, mine.command("maturity", "--view", "trend")),
            levels.next_step(steps, mine.command("maturity", "--view", "todo"))]
    return section(KEY, words.title(cells, ask.part_name), said, charts=(quarters(mine, ask, trend),), tables=tables,
                   status="warn" if now.contradicted else "")


def quarters(asked: Asked, ask: Questions, trend: pd.DataFrame) -> Chart:
    """Claim and evidence by quarter, means over the cells that have both; evidence alone where nothing is claimed."""
    roles: dict[str, Role] = {"claimed": "accent", "evidenced": "ink"}
    series = tuple(Series(t(f"maturity.trend.{name}"), _values(trend[name]), role) for name, role in roles.items()
                   if name == "evidenced" or trend.both.any())
    return Chart("levels", "line", over_time.title(trend, ask.expected), over_time.alt(trend), tuple(trend["on"]),
                 series, "ratio", command=asked.command("maturity", "--view", "trend"), ticks=_named(trend))


def _named(trend: pd.DataFrame) -> tuple[tuple[date, str, str], ...]:
    """Under each quarter's day its months, and its year where that is new."""
    years = [fmt.short_year(date(int(each[:4]), 1, 1), language()) for each in trend.quarter]
    return tuple((day, fmt.quarter(quarter, short=True), year if year != before else "") for day, quarter, year, before
                 in zip(trend["on"], trend.quarter, years, [None, *years], strict=False))


def _values(found: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(each) or not fmt.known(float(each)) else float(each) for each in found)


def grid(asked: Asked, cells: pd.DataFrame) -> Table:
    """Every cell: the level claimed, the level evidenced, if the claim is contradicted: unknown where either is."""
    heads = {name: t(f"maturity.file.{name}") for name in CELLS}
    both = cells.claimed.notna() & cells.evidenced.notna()
    rows = cells.assign(function=[words.function(each) for each in cells.function],
                        capability=[words.capability(each) for each in cells.capability],
                        contradicted=cells.contradicted.astype(object).where(both, None))
    return table(asked, "grid", t("report.table.cells"), rows, CELLS, asked.command("maturity"),
                 Heads(heads, {"claimed": "count", "evidenced": "count", "contradicted": "text"}), wide=("capability",))


def needs(asked: Asked, steps: pd.DataFrame) -> Table:
    """What the next levels need, the largest hole first: the measure as it is, and as the level asks for it."""
    found = steps.head(LISTED)
    shown = {"value": tuple(words.number(row.measure, row.value) for row in found.itertuples()),
             "threshold": tuple(words.threshold(row.measure, row.threshold, row.least) for row in found.itertuples())}
    rows = found.assign(need=[words.measure(each) for each in found.measure],
                        function=[words.function(each) for each in found.function],
                        capability=[words.capability(each) for each in found.capability])
    named = ("function", "capability", "claimed", "evidenced", "next_level", "value", "threshold", "n")
    heads = {"need": t("maturity.file.measure"), **{name: t(f"maturity.file.{name}") for name in named}}
    kinds = tuple(facts.evidence_kind(str(each)) for each in found.measure)
    made_ = table(asked, "todo", plural(language(), "maturity.todo.title", len(found)), rows, TODO,
                  asked.command("maturity", "--view", "todo"),
                  Heads(heads, dict.fromkeys(("claimed", "evidenced", "next_level", "n"), "count")), wide=("need",))
    return replace(made_, shown=shown, by_row={"value": kinds, "threshold": kinds})

