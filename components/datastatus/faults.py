"""What the load found and what it set aside. Pure apart from the run's language."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components import cards, tables
from components import format as fmt
from components.cards import Status
from components.datastatus.head import share_joined, share_parts
from components.i18n import catalogue, language, plural, t
from components.tables import Cell, Column

LISTED, GROUPS, LONGEST = 100, 30, 24
MARKS: dict[str, Status] = {"fault": "bad", "quarantine": "warn", "warning": "warn"}
KEYS = ["severity", "rule", "table", "column"]


def total(found: pd.DataFrame) -> int:
    """How many findings there were, those not listed included."""
    return len(found) + int(found.more.sum()) if len(found) else 0


def heading(found: pd.DataFrame, sources: pd.DataFrame) -> str:
    """Whether the tables loaded clean, and if not, how much of them joins."""
    loaded = sources[sources.loaded.astype(bool)]
    aside, joined = int(loaded.set_aside.sum()), share_joined(sources)
    if aside and joined is not None:
        said = t("datastatus.faults.title.aside", joinable=share_parts(joined),
                 rows=fmt.count(aside, "row", language()))
    elif len(found):
        said = plural(language(), "datastatus.faults.title.warned", total(found))
    elif not loaded.file.notna().any():
        said = t("datastatus.faults.title.unrecorded")
    else:
        said = t(f"datastatus.faults.title.clean{'_one' * (len(loaded) == 1)}", n=len(loaded))
    return cards.section(said, t("datastatus.faults.sub"))


def grouped(found: pd.DataFrame) -> pd.DataFrame:
    """Findings of one rule, table and column together: count, first file, line and value. Most first."""
    rows = []
    for key, part in found.groupby(KEYS, dropna=False, sort=False):
        first = part.iloc[0]
        rows.append({**dict(zip(KEYS, key, strict=True)), "count": total(part), "file": first.file, "line": first.line,
                     "value": first.value, "message": first.message})
    made = pd.DataFrame(rows, columns=[*KEYS, "count", "file", "line", "value", "message"], dtype=object)
    return made.where(made.notna(), None).sort_values("count", ascending=False, kind="stable", ignore_index=True)


def summary(found: pd.DataFrame) -> str:
    """A row a rule, table and column."""
    columns = [
        Column("what", t("datastatus.faults.what")), Column("status", t("datastatus.column.status"), "status"),
        Column("where", t("datastatus.faults.where"), fold=True),
        Column("value", t("datastatus.faults.value"), "number", drop=True, quiet=True),
        Column("count", t("datastatus.faults.count"), "number"),
    ]
    rows = [{**_row(row), "count": f"{row.count_:,}"} for row in
            grouped(found).head(GROUPS).rename(columns={"count": "count_"}).itertuples()]
    return tables.table(columns, rows, caption=t("datastatus.faults.caption"))


def listed(found: pd.DataFrame) -> str:
    """The findings one by one, as many as fit a page."""
    columns = [
        Column("what", t("datastatus.faults.what")), Column("status", t("datastatus.column.status"), "status"),
        Column("where", t("datastatus.faults.where"), fold=True),
        Column("value", t("datastatus.faults.value"), fold=True),
    ]
    return tables.table(columns, [_row(row) for row in found.head(LISTED).itertuples()],
                        caption=t("datastatus.faults.caption"))


def _row(row: Any) -> dict[str, str | Cell]:
    place = t("list.comma").join(part for part in (row.table, row.column) if part)
    line = t("datastatus.faults.line", file=row.file, line=f"{int(row.line):,}") if row.line else row.file or ""
    value = fmt.UNKNOWN if row.value is None else str(row.value)
    return {
        "what": said(row.rule, row.message),
        "status": Cell(t(f"datastatus.faults.severity.{row.severity}"), status=MARKS[row.severity]),
        "where": Cell(place or line, below=line if place else ""),
        "value": value if len(value) <= LONGEST else f"{value[:LONGEST]}…",
    }


def said(rule: str, message: str) -> str:
    """A rule in words; one that the catalogue does not know says its own message."""
    key = f"datastatus.rule.{rule}"
    return catalogue(language()).get(key) or t("datastatus.rule_other", rule=rule, message=message)


def aside(found: pd.DataFrame, sample: pd.DataFrame, sources: pd.DataFrame) -> str:
    """Rows set aside by table and reason, with the share of the table's rows that join and the first examples."""
    joined = dict(zip(sources.table, sources.joinable, strict=True))
    columns = [
        Column("table", t("datastatus.column.table")),
        Column("reason", t("datastatus.aside.reason"), fold=True),
        Column("examples", t("datastatus.aside.sample"), drop=True, quiet=True),
        Column("rows", t("datastatus.column.rows"), "number"),
        Column("joinable", t("metric.joinable.short"), "number", definition=t("metric.joinable.definition")),
    ]
    rows: list[dict[str, str | Cell]] = []
    for row in found.head(GROUPS).itertuples():
        examples = sample[(sample.table == row.table) & (sample.reason == row.reason)].head(2)
        share = joined[row.table]
        rows.append({
            "table": Cell(t(f"datastatus.table.{row.table}"), below=str(row.table)), "reason": reason(str(row.reason)),
            "examples": t("list.comma").join(f"{each.key} ({each.refers})" for each in examples.itertuples()),
            "rows": f"{int(str(row.rows)):,}", "joinable": fmt.UNKNOWN if share is None else share_parts(share)})
    return tables.table(columns, rows, caption=t("datastatus.aside.caption"))


def reason(text: str) -> str:
    """Why a row was set aside: what it refers to and what is not there."""
    parts = [part.removeprefix("unknown ") for part in text.split("; ")]
    return t("list.comma").join(t("datastatus.aside.unknown", column=part) for part in parts)
