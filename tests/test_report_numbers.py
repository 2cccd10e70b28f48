"""Every number of the workbook, parsed back from its bytes, is what `python -m queries` says to its command."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from components import i18n
from components.report import content, headless, xlsx
from components.report.model import Chart, Report, Table
from components.router import Frame
from tests import report_asked as asked
from tests.report_asked import Row

LINK = "https://board.example"
NUMBERS = ("rate", "points", "money", "ratio", "count")
TABLES: dict[str, Callable[[str], list[Row]]] = {
    "movements": asked.movements, "by": asked.by, "events": asked.events, "cells": asked.cells,
    "bands": asked.of("customers", "arr"), "migration": asked.moves,
    "saves": lambda command: asked.saves(command, 12),
    "teams": asked.of("logos_base", "arr_base", *(f"grr{end}" for end in (
        "", "_low", "_high", "_expected", "_difference", "_difference_low", "_difference_high")),
        "nrr", "nrr_expected", "nrr_difference"),
    "todo": lambda command: asked.of("claimed", "evidenced", "next_level", "value", "threshold", "n")(command)[:5],
    "grid": asked.of("claimed", "evidenced"), "charter": asked.charter, "plan": asked.plan,
    "actions": asked.late, "decided": asked.late}
CHARTS: dict[str, Callable[[str], list[Row]]] = {
    "bridge": asked.bridge, "bands": asked.shares, "coming": asked.coming, "levels": asked.levels}
ANY_ORDER = ("by", "charter", "teams")
SOME = ("actions", "decided")
"""Of these the command lists more: what is left from earlier, what was decided this week."""


@dataclass(frozen=True)
class Made:
    """A report, its workbook as it is read back, and what each of its sheets holds."""

    report: Report
    first: Worksheet
    said: Worksheet
    facts: Worksheet
    figures: Worksheet
    held: list[tuple[Chart | Table, Worksheet]]
    commands: dict[str, str]


def made(frame: Frame) -> Made:
    report = content.report([frame], LINK)
    first, said, facts, figures, *sheets, last = load_workbook(io.BytesIO(xlsx.render(report))).worksheets
    held: list[Chart | Table] = []
    for section in report.parts[0].sections:
        held += [*section.charts, *section.tables]
    commands = {str(name): str(command) for name, _, command in last.iter_rows(min_row=2, values_only=True)}
    return Made(report, first, said, facts, figures, list(zip(held, sheets, strict=True)), commands)


def rows_of(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(min_row=2, values_only=True))


def numbers_of(held: Chart | Table, sheet: Worksheet) -> list[Row]:
    """The numbers of a sheet, row by row; a chart's targets are beside its values and are left out."""
    if isinstance(held, Table):
        places = [at for at, column in enumerate(held.columns) if column.kind in NUMBERS]
    else:
        heads = [cell.value for cell in sheet[1]]
        places = [at for at, head in enumerate(heads) if at and not _is_target(str(head), held)]
    return [tuple(None if row[at] is None else float(row[at]) for at in places) for row in rows_of(sheet)]


def _is_target(head: str, chart: Chart) -> bool:
    return any(head == i18n.t("report.xlsx.target", name=series.name) for series in chart.series)


def same(found: list[Row], wanted: list[Row], key: str) -> None:
    """Cell by cell."""
    if key in ANY_ORDER:
        found, wanted = _sorted(found), _sorted(wanted)
    assert len(found) == len(wanted), (key, found, wanted)
    for one, other in zip(found, wanted, strict=True):
        assert len(one) == len(other), (key, one, other)
        assert all(_equal(here, there) for here, there in zip(one, other, strict=True)), (key, one, other)


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [(each is None, round(each or 0, 6)) for each in row])


def _equal(here: float | None, there: float | None) -> bool:
    if here is None or there is None:
        return here is None and there is None
    return math.isclose(here, float(there), rel_tol=1e-9, abs_tol=1e-9)


def checked(held: Chart | Table, sheet: Worksheet, command: str, step: int) -> None:
    """A sheet against its command; of the weeks of a line every `step`th, each of which is a question of its own."""
    found = numbers_of(held, sheet)
    if isinstance(held, Chart) and held.form == "line" and held.key != "levels":
        days = [value.date() if isinstance(value, datetime) else value for value, *_ in rows_of(sheet)][::step]
        same(found[::step], (asked.weeks if held.key == "rates" else asked.reds)(command, days), held.key)
    elif held.key == "movers":
        same(found, asked.movers(command, [str(name) for name, *_ in rows_of(sheet)[:-2]]), held.key)
    elif held.key in SOME:
        listed = {each for row in TABLES[held.key](command) for each in row}
        assert {each for row in found for each in row} <= listed
    else:
        same(found, (CHARTS if isinstance(held, Chart) else TABLES)[held.key](command), held.key)


Where = tuple[tuple[str, str], ...]
SCOPES: list[tuple[i18n.Language, Where]] = [
    ("ja", ()), ("en", ()), ("ja", (("segment", "SMB"), ("segment", "Startup"))), ("en", (("region", "Kanto"),))]


@pytest.mark.parametrize(("language", "where"), SCOPES)
def test_every_number_is_the_commands(on_demo: Path, language: i18n.Language, where: Where) -> None:
    asked.forget()
    got = made(headless.frame(None, language, where))
    with i18n.speaking(language):
        for held, sheet in got.held:
            checked(held, sheet, got.commands[sheet.title], 13 if where or language == "en" else 1)
        _figures(got)
        _facts(got)


def _figures(got: Made) -> None:
    kpis = [each for section in got.report.parts[0].sections for each in section.kpis]
    assert len(kpis) >= 5
    for kpi, row in zip(kpis, rows_of(got.figures), strict=True):
        value, deltas = asked.kpi(kpi.key, row[-1])
        same([(row[2],)], [(value,)], kpi.key)
        same([tuple(row[at] for at in (6, 8) if row[at] is not None)], [tuple(deltas)], kpi.key)


FACTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "lost": lambda row: row["churn"] + row["contraction"],
    "gained": lambda row: row["new"] + row["reactivation"] + row["expansion"],
    "net_new": lambda row: row["new"] + row["reactivation"] + row["expansion"] - row["churn"] - row["contraction"]}


def _facts(got: Made) -> None:
    """What a sentence says and one row of its command holds, or a sum within it, is that; words are words."""
    told = 0
    keys = [fact.key for section in got.report.parts[0].sections for each in section.says for fact in each.facts]
    for key, (_, _, name, value, _, command) in zip(keys, rows_of(got.facts), strict=True):
        assert name not in keys
        if not command or isinstance(value, str | date) or value is None:
            continue
        row = asked.ask(command)["rows"][0] if asked.ask(command)["rows"] else {}
        if len(asked.ask(command)["rows"]) != 1:
            continue
        if (key == "lost" and "bridge" in command) or key in FACTS or key in row:
            wanted = FACTS[key](row) if key in FACTS else row[key]
            assert math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-9), (key, value, wanted)
            told += 1
    assert told >= 5
