"""The page's downloads: every list whole, and the pack of a partner as a workbook. Words are looked up while drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from components import export, workbook
from components.charter import words as figures
from components.evidence import accounts as naming
from components.evidence.kinds import kind as held
from components.functions import words
from components.functions.shown import Spec, files_columns
from components.i18n import catalogue, language, t
from components.router import Frame
from components.sentence import plain
from components.workbook import Sheet, Table

WORDS = {"band": "health.band.{}", "status": "functions.fresh.{}", "tier": "functions.tier.{}",
         "function": "functions.name.{}", "verdict": "functions.verdict.{}", "bin": "functions.ways.{}",
         "outcome": "functions.outcome.{}", "better": "functions.better.{}"}
"""Columns of the board's own words, and the catalogue key of each word; a value without one stays as it is."""
PERSONS = ("owner", "target_owner")
"""Owners that may be functions, in the file of the measures."""


def measures(frame: Frame, found: pd.DataFrame, parts: Mapping[str, Any]) -> None:
    """Every measure of every function, with its part in retention in words."""
    rows = found.assign(
        name=[words.name(str(each)) for each in found.function],
        measure_name=[words.measure(str(each)) for each in found.measure],
        part=[words.part(parts[str(each)], frame.dimensions) for each in found.function],
        reason=[None if row.reason is None else words.reason(str(row.measure), str(row.reason), row.missing)
                for row in found.itertuples()],
        missing=[", ".join(each or ()) for each in found.missing],
        **{name: [figures.person(each) if isinstance(each, str) else None for each in found[name]]
           for name in PERSONS})
    first = ["name", "measure_name", "value", "target", "better", "n", "low", "high", "owner", "reason", "verdict",
             "by_chance", "target_owner", "due_on", "missing", "measure", "part"]
    _button(frame, "measures", worded(rows), first)


def listed(frame: Frame, spec: Spec, found: pd.DataFrame) -> None:
    """A breakdown, whole: every row and every column."""
    shown = worded(naming.without_names(frame, found), spec)
    _button(frame, spec.key, shown, [name for name in files_columns(spec, found) if name in shown.columns])


def worded(found: pd.DataFrame, spec: Spec | None = None) -> pd.DataFrame:
    """The same rows with the board's own words, yes and no in the reader's language; what is unknown stays empty,
    except where nothing has a word of its own.
    """
    own = {each.key: f"{each.words}.{{}}" for each in spec.columns if each.words} if spec is not None else {}
    keys = {name: (WORDS | own).get(str(name)) for name in found.columns}
    said = {str(name): pd.Series([_word(key, value) for value in found[name].tolist()], index=found.index,
                                   dtype=object)
            for name, key in keys.items() if key is not None or _flags(found[name])}
    made = found.assign(**said)
    made.attrs = found.attrs
    return made


def _flags(values: pd.Series) -> bool:
    return any(isinstance(value, bool) for value in values.tolist())


def _word(key: str | None, value: Any) -> Any:
    given = value is not None and not pd.isna(value)
    if key is not None:
        return catalogue(language()).get(key.format(value if given else "none"), value if given else None)
    return t(f"functions.flag.{'yes' if value else 'no'}") if given else None


def pack(frame: Frame, spec: Spec, name: str, row: Any, found: pd.DataFrame) -> None:
    """One partner on a page for its own people: the figures, what is missing, and every customer."""
    figures = [name for name in row._fields if name != "Index"]
    told_row = worded(pd.DataFrame([row], columns=row._fields, dtype=object)).iloc[0]
    summary = pd.DataFrame([{"figure": head(each), "value": told_row[each]} for each in figures], dtype=object)
    lacks = pd.DataFrame([{"figure": head(key), "value": number} for key, number in found.attrs["lacks"].items()],
                         dtype=object)
    shown = worded(naming.without_names(frame, found), spec)
    columns = [each for each in files_columns(spec, found) if each in shown.columns]
    heads = {"figure": t("functions.column.figure"), "value": t("functions.column.value")}
    sheets = [Sheet(t("functions.pack.sheet.figures"), summary, heads),
              Sheet(t("functions.pack.sheet.missing"), lacks, heads),
              Sheet(t("functions.pack.sheet.customers"), shown, _heads(columns, spec.key),
                    {each: held(shown, each) for each in columns})]
    stands = [(t("functions.parameter.partner"), name), (t("functions.pack.day"), frame.scope.as_of.isoformat())]
    told = Table([t("evidence.metric"), t("evidence.definition"), t("evidence.formula")],
                 [[t(f"metric.{key}.name"), t(f"metric.{key}.definition"), t(f"metric.{key}.formula")]
                  for key in ("nrr", "grr", "logo_retention", "partner_ttv", "partner_pack")])
    made = partial(workbook.workbook, (t("evidence.section.definitions"), stands, told), sheets,
                   ("SQL", Table([], [])), frame.build.minor_digits)
    export.button(frame.export, plain(t("functions.export.pack_xlsx", name=name)),
                  f"partner-{frame.scope.as_of}.xlsx", made, "functions.file.pack_xlsx", workbook.TYPE)
    _button(frame, spec.key, shown, columns)


def head(column: str, key: str = "") -> str:
    """A column's head: the list's own word, else the page's, else the metric's, else its own name."""
    known = catalogue(language())
    return (known.get(f"functions.column.{key}.{column}") or known.get(f"functions.column.{column}")
            or known.get(f"metric.{column}.short") or column)


def _heads(columns: Sequence[str], key: str) -> dict[str, str]:
    return {name: head(name, key) for name in columns}


def _button(frame: Frame, key: str, rows: pd.DataFrame, columns: Sequence[str]) -> None:
    file = f"functions-{key}-{frame.scope.as_of}.csv"
    export.button(frame.export, t("functions.export.csv", name=t(f"functions.{key}.caption")), file,
                  partial(export.csv, rows, _heads(columns, key)), f"functions.file.{key}")
