"""The loaded tables and their freshness. Pure apart from the run's language."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import cards, tables
from components import format as fmt
from components.cards import Status
from components.datastatus.head import DATED, behind, days
from components.i18n import language, t
from components.tables import Cell, Column

MARKS: dict[str, Status] = {"on_time": "good", "late": "warn", "silent": "bad", "unknown": "unknown"}
ENCODINGS = {"utf-8": "UTF-8", "utf-8 with a byte-order mark": "UTF-8 (BOM)", "shift_jis": "Shift_JIS"}
NOTES = {"line ends were mixed": "datastatus.encoding.note.mixed"}
ORDER = ("silent", "late", "on_time", "unknown")


def heading(found: pd.DataFrame) -> str:
    """The section's claim: who has been quiet longest."""
    late, dated = behind(found), found[found.status.isin(DATED)]
    if len(late):
        worst = late.iloc[0]
        name = t(f"datastatus.table.{worst.table}")
        title = t("datastatus.sources.title.late", table=name, usual=days(worst.longest))
    elif len(dated):
        title = t("datastatus.sources.title.fine", n=len(dated))
    else:
        title = t("datastatus.sources.title.none")
    return cards.section(title, t("datastatus.sources.sub"))


def drawn(found: pd.DataFrame) -> str:
    """Every loaded table, the longest silence first, those without a known rhythm last."""
    loaded = found[found.loaded.astype(bool)]
    quiet = [-1 if days is None else days for days in loaded.silent_days]
    place = [ORDER.index(state) for state in loaded.status]
    listed = loaded.assign(place=place, quiet=quiet).sort_values(
        ["place", "quiet"], ascending=[True, False], kind="stable")
    columns = [
        Column("name", t("datastatus.column.table")),
        Column("status", t("datastatus.column.status"), "status", definition=t("metric.freshness.definition")),
        Column("quiet", t("datastatus.column.quiet"), "number"),
        Column("newest", t("datastatus.column.newest"), "number", fold=True),
        Column("rhythm", t("datastatus.column.rhythm"), fold=True, definition=t("metric.usual_rhythm.definition")),
        Column("rows", t("datastatus.column.rows"), "number", fold=True),
        *([Column("form", t("datastatus.column.form"), drop=True, quiet=True)] if loaded.file.notna().any() else []),
    ]
    rows = [_row(row) for row in listed.itertuples()]
    return tables.table(columns, rows, caption=t("datastatus.sources.caption"))


def _row(row: Any) -> dict[str, str | Cell]:
    table, rows, aside = str(row.table), int(row.rows), int(row.set_aside)
    newest, quiet = row.newest, row.silent_days
    below = t("datastatus.aside", n=f"{aside:,}") if aside else ""
    return {
        "name": Cell(t(f"datastatus.table.{table}"), below=str(row.file or table)),
        "status": Cell(_status(row), status=MARKS[row.status]),
        "quiet": fmt.UNKNOWN if quiet is None else days(quiet),
        "newest": fmt.UNKNOWN if newest is None else fmt.full_day(newest, language()),
        "rhythm": _rhythm(row), "rows": Cell(fmt.count(rows, "row", language()), below=below),
        "form": _form(row),
    }


def _status(row: Any) -> str:
    return t("datastatus.status.undated") if row.newest is None else t(f"datastatus.status.{row.status}")


def _rhythm(row: Any) -> str:
    typical, longest = row.typical, row.longest
    if row.newest is None:
        return t("datastatus.rhythm.none")
    if longest is None:
        return t("datastatus.rhythm.few", n=row.event_days)
    if typical == longest:
        return t("datastatus.rhythm.one", typical=days(typical))
    return t("datastatus.rhythm", typical=days(typical), longest=days(longest))


def _form(row: Any) -> str:
    """Format, encoding and what the load noted of the file; nothing where nothing was recorded."""
    said = [str(row.format).upper()] if row.format else []
    said += [ENCODINGS.get(str(row.encoding), str(row.encoding))] if row.encoding else []
    said += [t(NOTES[row.note]) if row.note in NOTES else str(row.note)] if row.note else []
    return tables.SEPARATOR.join(said)
