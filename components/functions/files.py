"""The page's downloads: every list whole, and the pack of a partner as a workbook. Words are looked up while drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from components import export, workbook
from components.evidence import accounts as naming
from components.evidence.kinds import kind as held
from components.functions import words
from components.functions.shown import Spec, files_columns
from components.i18n import catalogue, language, t
from components.router import Frame
from components.workbook import Sheet, Table

LISTS = ("missing", "trend")


def measures(frame: Frame, found: pd.DataFrame, parts: Mapping[str, Any]) -> None:
    """Every measure of every function, with its part in retention in words."""
    rows = found.assign(
        name=[words.name(str(each)) for each in found.function],
        measure_name=[words.measure(str(each)) for each in found.measure],
        part=[words.part(parts[str(each)], frame.dimensions) for each in found.function],
        missing=[", ".join(each or ()) for each in found.missing])
    first = ["name", "measure_name", "value", "target", "n", "low", "high", "owner", "reason", "verdict", "by_chance",
             "target_owner", "due_on", "missing", "function", "measure", "part"]
    _button(frame, "measures", rows, first)


def listed(frame: Frame, spec: Spec, found: pd.DataFrame) -> None:
    """A breakdown, whole: every row and every column."""
    shown = naming.without_names(frame, found)
    _button(frame, spec.key, shown, [name for name in files_columns(spec, found) if name in shown.columns])


def pack(frame: Frame, spec: Spec, name: str, row: Any, found: pd.DataFrame) -> None:
    """One partner on a page for its own people: the figures, what is missing, and every customer."""
    figures = [name for name in row._fields if name != "Index"]
    summary = pd.DataFrame([{"figure": head(each), "value": getattr(row, each)} for each in figures], dtype=object)
    lacks = pd.DataFrame([{"figure": head(key), "value": number} for key, number in found.attrs["lacks"].items()],
                         dtype=object)
    shown = naming.without_names(frame, found)
    columns = [each for each in files_columns(spec, found) if each in shown.columns]
    heads = {"figure": t("functions.column.figure"), "value": t("functions.column.value")}
    sheets = [Sheet(t("functions.pack.sheet.figures"), summary, heads),
              Sheet(t("functions.pack.sheet.missing"), lacks, heads),
              Sheet(t("functions.pack.sheet.customers"), shown, _heads(columns),
                    {each: held(shown, each) for each in columns})]
    stands = [(t("functions.parameter.partner"), name), (t("functions.pack.day"), frame.scope.as_of.isoformat())]
    told = Table([t("evidence.metric"), t("evidence.definition"), t("evidence.formula")],
                 [[t(f"metric.{key}.name"), t(f"metric.{key}.definition"), t(f"metric.{key}.formula")]
                  for key in ("nrr", "grr", "logo_retention", "partner_ttv", "partner_pack")])
    made = partial(workbook.workbook, (t("evidence.section.definitions"), stands, told), sheets,
                   ("SQL", Table([], [])), frame.build.minor_digits)
    export.button(frame.export, t("functions.export.pack_xlsx", name=name), f"partner-{frame.scope.as_of}.xlsx", made,
                  "functions.file.pack_xlsx", workbook.TYPE)
    _button(frame, spec.key, shown, columns)


def head(column: str) -> str:
    """A column's head: the page's own word, else the metric's, else its own name."""
    known = catalogue(language())
    return known.get(f"functions.column.{column}") or known.get(f"metric.{column}.short") or column


def _heads(columns: Sequence[str]) -> dict[str, str]:
    return {name: head(name) for name in columns}


def _button(frame: Frame, key: str, rows: pd.DataFrame, columns: Sequence[str]) -> None:
    file = f"functions-{key}-{frame.scope.as_of}.csv"
    export.button(frame.export, t("functions.export.csv", name=t(f"functions.{key}.caption")), file,
                  partial(export.csv, rows, _heads(columns)), f"functions.file.{key}")
