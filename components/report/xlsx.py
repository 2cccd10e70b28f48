"""The report as a workbook: what it is of and its definitions first, then sentences, figures, and a sheet for each
chart and table; typed numbers, frozen heads, and last the commands that give the same numbers. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from babel.numbers import get_currency_precision

from components import format as fmt
from components import i18n, workbook
from components.i18n import language, t
from components.report.model import Chart, Command, Head, Part, Report, Section
from components.report.model import Table as Rows
from components.report.narrative import naming
from components.workbook import Kind, Sheet, Table

SAID = {"section": "section", "status": "status", "text": "says"}
FACTS = {"section": "section", "text": "says", "key": "fact", "value": "value", "shown": "shown", "command": "command"}
FIGURES = {"section": "section", "name": "figure", "value": "value", "below": "beside", "note": "note"}
WIDE, SENTENCE, COMMAND = 44, 110, 80
DELTAS = 2
"""A figure's changes: since the week before and in a year."""


def render(report: Report) -> bytes:
    """The workbook in the report's language. Several parts stand one after another, their sheets numbered."""
    with i18n.speaking(report.head.language):
        several = len(report.parts) > 1
        made = [each for at, part in enumerate(report.parts, 1) for each in sheets(part, f"{at} " if several else "")]
        commands = [[sheet.name, held.title, call(held.command)] for sheet, held in made if held is not None]
        head = [t(f"report.xlsx.{key}") for key in ("sheet", "title", "command")]
        last = (t("report.xlsx.commands"), Table(head, commands))
        return workbook.workbook((t("report.xlsx.first"), stands(report), definitions(report)),
                                 [sheet for sheet, _ in made], last, get_currency_precision(report.head.currency))


def call(command: Command) -> str:
    """A command as it is typed: python -m queries kpis --as-of 2026-11-22 --where "segment=Mid market"."""
    return " ".join(("python -m queries", *(f'"{each}"' if " " in each else each for each in command))) * bool(command)


def stands(report: Report) -> list[tuple[str, str]]:
    """What every artefact prints: as of when, over whom, from which data, and the links that open the same state."""
    head, several = report.head, len(report.parts) > 1
    pairs = [(head.title, f"{head.company}{t('report.demo') * head.is_demo}"),
             (t("filter.as_of"), fmt.full_day(head.as_of, language()))]
    for at, part in enumerate(report.parts, 1):
        pairs += [(f"{label}{f' {at}' * several}", said) for label, said in scoped(part.head)]
    return [*pairs, (t("report.xlsx.currency"), head.currency), (t("report.xlsx.version"), head.version),
            (t("report.xlsx.built"), fmt.moment(head.built_at, language(), year=True))]


def scoped(head: Head) -> list[tuple[str, str]]:
    """Whose figures a part holds, counted by what, and the link to them."""
    told = {"scope": head.scope, "unit": head.unit, "link": head.link}
    return [(t(f"report.xlsx.{key}"), said) for key, said in told.items()]


def definitions(report: Report) -> Table:
    """Every metric of the report once."""
    found = {each.key: each for part in report.parts for each in part.definitions}
    head = [t("evidence.metric"), t("evidence.definition"), t("evidence.formula"), t("report.xlsx.source")]
    return Table(head, [[each.name, each.words, each.formula, each.source] for each in found.values()])


def sheets(part: Part, number: str = "") -> Iterator[tuple[Sheet, Chart | Rows | None]]:
    """The sheets of one part, each with the chart or the table that it holds; empty ones are left out."""
    for made in (said(part, number), facts(part, number), figures(part, number)):
        if len(made.rows):
            yield made, None
    for section in part.sections:
        for chart in section.charts:
            yield charted(chart, f"{number}{t(f'report.sheet.chart_{chart.key}')}"), chart
        for table in section.tables:
            yield listed(table, f"{number}{t(f'report.sheet.{table.key}')}"), table


def said(part: Part, number: str) -> Sheet:
    """Titles and sentences in the running order; of a section without anything why there is nothing."""
    rows = [{"section": each.name, "status": _status(status), "text": text} for each in part.sections
            for text, status in _words(each)]
    return Sheet(f"{number}{t('report.xlsx.said')}", pd.DataFrame(rows, columns=list(SAID)), _heads(SAID),
                 widths={"text": SENTENCE})


def _words(section: Section) -> Iterator[tuple[str, str]]:
    if section.missing:
        yield section.missing, "unknown"
        return
    yield section.title, section.status
    yield from ((each.text, each.status) for each in section.says)


def _status(status: str) -> str:
    return t(f"report.status.{status}") if status else ""


def facts(part: Part, number: str) -> Sheet:
    """Every fact of every sentence, as a number where it is one, with the command that gives it."""
    found = [(section, each, fact) for section in part.sections for each in section.says for fact in each.facts]
    rows = [{"section": section.name, "text": each.text, "key": naming.name(fact.key, language()), "value": fact.value,
             "shown": fact.shown, "command": call(fact.command)} for section, each, fact in found]
    return Sheet(f"{number}{t('report.xlsx.facts')}", pd.DataFrame(rows, columns=list(FACTS), dtype=object),
                 _heads(FACTS), by_row={"value": [fact.kind for _, _, fact in found]},
                 widths={"text": SENTENCE, "command": COMMAND})


def figures(part: Part, number: str) -> Sheet:
    """The figures of the strips: value, changes, interval, target, command."""
    found = [(section, each) for section in part.sections for each in section.kpis]
    rows = [{"section": section.name, "name": each.name, "value": each.value, "below": each.below, "note": each.note,
             "command": call(each.command),
             **{f"since{at}": delta.label for at, delta in enumerate(each.deltas)},
             **{f"delta{at}": delta.value for at, delta in enumerate(each.deltas)}} for section, each in found]
    heads = _heads(FIGURES)
    by_row: dict[str, list[Kind]] = {"value": [each.kind for _, each in found]}
    for at in range(DELTAS):
        heads |= {f"since{at}": t("report.xlsx.since"), f"delta{at}": t("report.xlsx.change")}
        by_row[f"delta{at}"] = [each.deltas[at].kind if len(each.deltas) > at else "text" for _, each in found]
    heads["command"] = t("report.xlsx.command")
    return Sheet(f"{number}{t('report.xlsx.figures')}", pd.DataFrame(rows, columns=list(heads), dtype=object), heads,
                 by_row=by_row, widths={"command": COMMAND})


def charted(chart: Chart, name: str) -> Sheet:
    """A chart's numbers: a row a category, the values of each series with their intervals, and its target."""
    days = bool(chart.categories) and isinstance(chart.categories[0], date)
    rows: dict[str, list[Any]] = {"category": list(chart.categories)}
    heads = {"category": t("report.xlsx.day" if days else "report.xlsx.bar")}
    for at, series in enumerate(chart.series):
        ends = {"": series.values, "low": series.low, "high": series.high}
        for end, values in ends.items():
            if values:
                rows[f"{at}{end}"] = list(values)
                heads[f"{at}{end}"] = t(f"report.xlsx.{end}", name=series.name) if end else series.name
        if series.name in chart.targets:
            rows[f"{at}target"] = [chart.targets[series.name]] * len(chart.categories)
            heads[f"{at}target"] = t("report.xlsx.target", name=series.name)
    kinds: dict[str, Kind] = dict.fromkeys(heads, chart.kind)
    kinds["category"] = "date" if days else "text"
    return Sheet(name, pd.DataFrame(rows, dtype=object), heads, kinds)


def listed(table: Rows, name: str) -> Sheet:
    """A table as it is, its numbers as numbers."""
    heads = {each.key: each.head for each in table.columns}
    return Sheet(name, table.rows, heads, {each.key: each.kind for each in table.columns}, table.by_row,
                 {each.key: WIDE for each in table.columns if each.wide})


def _heads(columns: dict[str, str]) -> dict[str, str]:
    return {key: t(f"report.xlsx.{word}") for key, word in columns.items()}
