"""What is loaded and how fresh it is: the contract's tables, their rhythm, the share of filled cells, rows set aside.

Company-wide: no filter, unit or as-of date changes these figures. `sources` depends on the loaded version alone;
`judged` holds it against a day, so that an answer may be kept while the calendar moves on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import ColumnElement, DateTime, Select, String, cast, column, func, literal, select, union, union_all

from data.contract import REQUIRED_TABLES, TABLES, contract_columns
from data.days import EPOCH
from data.rhythm import WINDOW_DAYS, Rhythm, rhythm, silence
from data.rhythm import status as rhythm_status
from data.warehouse import Warehouse
from queries import dialects, tables
from queries.access import OPEN, WHOLE, answers, company_wide
from queries.dimensions import build_info
from queries.measures.known import local
from queries.runner import run
from queries.scope import Scope

SAMPLE = 5
OF_DATA = "how many rows a table holds, how far they are filled, how fresh they are: of the data, not of a customer"
FINDING = ("severity", "rule", "table", "file", "line", "column", "value", "message", "more")
SAID = ("file", "format", "encoding", "note")
# Optional columns in which an empty cell is an answer (still running, never left), not something unknown.
NONE_MEANS_NONE = {
    "customer": ("parent_customer_id", "merged_into", "partner_id"),
    "subscription": ("end_on", "cancelled_on", "churn_reason", "department", "kind"),
    "contract": ("previous_contract_id",), "assignment": ("to_on",), "contact": ("left_on",),
    "renewal": ("decided_on", "arr_renewed"), "ticket": ("closed_at", "escalated"), "invoice": ("paid_on",),
    "onboarding": ("first_value_on", "basic_done_on", "deep_done_on"), "outcome": ("actual", "reviewed_on"),
    "feedback": ("shipped_on", "told_on"), "survey": ("answered_on", "score", "verbatim"),
    "opportunity": ("closed_on", "won", "referred_by", "discount", "handoff_on", "handoff_complete"),
    "touch": ("delivered", "opened", "clicked", "contact_id", "playbook_id"), "cost_month": ("segment", "partner_id"),
    "health_score": ("component",), "pulse": ("note",), "playbook": ("revised_on",), "attribute_history": ("value",),
}


@answers(OPEN)
def given(warehouse: Warehouse) -> dict[tuple[str, str], list[str]]:
    """The columns of every loaded table, set-aside table and record of the load, by (schema, table)."""
    listed = tables.mart("given", "room", "table_name", "column_name", "position", schema="meta")
    found = run(warehouse, select(listed.c.room, listed.c.table_name, listed.c.column_name).order_by(
        listed.c.room, listed.c.table_name, listed.c.position))
    columns: dict[tuple[str, str], list[str]] = {}
    for schema, table, name in found.itertuples(index=False):
        columns.setdefault((str(schema), str(table)), []).append(str(name))
    return columns


@answers(OPEN)
def loaded_on(warehouse: Warehouse) -> date:
    """The day on which the data came in, in the company's time zone; a rebuild does not move it."""
    build = build_info(warehouse)
    moments = run(warehouse, select(tables.mart("company", "loaded_at", schema="meta").c.loaded_at))
    moment = pd.Timestamp(moments.iloc[0, 0] if len(moments) and pd.notna(moments.iloc[0, 0]) else build.built_at)
    return date.fromordinal(moment.tz_localize(UTC).tz_convert(build.time_zone).toordinal())


@answers(OPEN)
def sources(warehouse: Warehouse) -> pd.DataFrame:
    """Every table of the contract, required ones first, and what is known of its source.

    Grain: contract table. Columns: table, required, loaded; rows, set_aside (counts), joinable (rows ÷ (rows + set
    aside), null without rows); file, format, encoding, note (null where the load recorded none: the demo); newest
    (date), event_days, typical, longest (days, see data.rhythm; null where unknown). Null throughout where not loaded.
    Source: contract.*, quarantine.*, meta.source.
    """
    columns, until = given(warehouse), loaded_on(warehouse)
    counts, said = _counts(warehouse, columns), _said(warehouse, columns)
    order = [*REQUIRED_TABLES, *(table for table in TABLES if table not in REQUIRED_TABLES)]
    rows = []
    for table in order:
        loaded = ("contract", table) in columns
        row: dict[str, Any] = {"table": table, "required": table in REQUIRED_TABLES, "loaded": loaded}
        if loaded:
            found = _rhythm(warehouse, table, columns["contract", table], until)
            kept, aside = counts.get(("contract", table), 0), counts.get(("quarantine", table), 0)
            row |= {"rows": kept, "set_aside": aside, "joinable": kept / (kept + aside) if kept + aside else None,
                    **said.get(table, {}), "newest": found.newest, "event_days": found.days,
                    "typical": found.typical, "longest": found.longest}
        rows.append(row)
    names = ["table", "required", "loaded", "rows", "set_aside", "joinable", *SAID, "newest", "event_days", "typical",
             "longest"]
    return _plain(pd.DataFrame(rows, columns=names, dtype=object))


def judged(found: pd.DataFrame, today: date) -> pd.DataFrame:
    """`sources` on a day: adds silent_days (since the newest event; null without one) and status.

    status: on_time, late, silent, unknown (no events, or too few days to know a rhythm), missing (not loaded).
    """
    days: list[int | None] = []
    states: list[str] = []
    for row in found.itertuples():
        quiet = silence(row.table, row.newest, today) if row.newest is not None else None
        known = Rhythm(row.newest, row.event_days or 0, row.typical, row.longest)
        days.append(quiet)
        states.append("missing" if not row.loaded else "unknown" if quiet is None else rhythm_status(known, quiet))
    return found.assign(silent_days=pd.Series(days, index=found.index, dtype=object), status=states)


def today_in(time_zone: str) -> date:
    """Today where the company's day ends."""
    return datetime.now(ZoneInfo(time_zone)).date()


@answers(OPEN)
def coverage(warehouse: Warehouse) -> pd.DataFrame:
    """The optional columns of the loaded tables, and a company's own of `customer`: given or not, and how far filled.

    Grain: table × column. Columns: table, column, own (no column of the contract), given, rows, filled (counts), share
    (filled ÷ rows; null where not given or without rows), none_is_answer (an empty cell says "none", not "unknown").
    """
    columns, rows = given(warehouse), []
    for table in [name for name in TABLES if ("contract", name) in columns]:
        there = columns["contract", table]
        asked = [*(name for name, each in contract_columns(table).items() if each.nullable),
                 *(name for name in there if name not in contract_columns(table))]
        filled = _filled(warehouse, table, [name for name in asked if name in there])
        rows += [{"table": table, "column": name, "own": name not in contract_columns(table), "given": name in there,
                  "rows": filled["*"], "filled": filled.get(name),
                  "share": filled[name] / filled["*"] if name in there and filled["*"] else None,
                  "none_is_answer": name in NONE_MEANS_NONE.get(table, ())} for name in asked]
    names = ["table", "column", "own", "given", "rows", "filled", "share", "none_is_answer"]
    return _plain(pd.DataFrame(rows, columns=names, dtype=object))


def known_share(found: pd.DataFrame) -> float | None:
    """Filled cells ÷ cells over the given optional columns in which empty means unknown; null where there are none."""
    asked = found[found.given.astype(bool) & ~found.none_is_answer.astype(bool)]
    cells = int(asked.rows.sum())
    return int(asked.filled.sum()) / cells if cells else None


@answers(WHOLE)
def findings(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """What was found when the data in use were loaded, in the order of severity; empty for the demo.

    Grain: finding. Columns: severity, rule, table, file, line, column, value, message, more (further ones like it that
    are not listed). Values and messages quote rows of anybody: null for whoever may not see the whole company.
    Source: meta.finding.
    """
    if ("meta", "finding") not in given(warehouse):
        return findings_frame([])
    kept = ["severity", "rule", "table_name", "file", "line", "column_name", "value", "message", "more"]
    found = run(warehouse, select(tables.mart("finding", *kept, schema="meta")))
    lines = [None if pd.isna(line) else int(line) for line in found.line]  # with nulls among them they are floats
    whole = found.astype(object).assign(line=pd.Series(lines, index=found.index, dtype=object))
    if not scope.viewer.whole:
        whole = whole.assign(value=None, message=None)
    return findings_frame(whole.set_axis(list(FINDING), axis=1).to_dict("records"))


def findings_frame(found: list[dict[str, Any]]) -> pd.DataFrame:
    """Findings as `findings` gives them."""
    return _plain(pd.DataFrame(found, columns=list(FINDING), dtype=object))


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Unknown is None in every column, and whole numbers stay whole."""
    return frame.where(frame.notna(), None)


@answers(OPEN)
def set_aside(warehouse: Warehouse) -> pd.DataFrame:
    """Rows set aside by table and reason, most first. Grain: table × reason; columns: table, reason, rows."""
    asked: list[Any] = [
        select(literal(table).label("table"), column("reason"), func.count().label("rows"))
        .select_from(tables.mart(table, "reason", schema="quarantine")).group_by(column("reason"))
        for table in _quarantined(given(warehouse))]
    return _union(warehouse, asked, ["table", "reason", "rows"]).sort_values(
        ["rows", "table", "reason"], ascending=[False, True, True], ignore_index=True)


@answers(WHOLE)
def set_aside_sample(warehouse: Warehouse, scope: Scope) -> pd.DataFrame:
    """The first rows set aside of each table: its key, what it refers to, the reason. No personal column is shown.

    Grain: row set aside, at most 5 a table; columns: table, key, refers, reason. No rows for whoever may not see the
    whole company: whose they are is not known.
    """
    if not scope.viewer.whole:
        return pd.DataFrame(columns=["table", "key", "refers", "reason"])
    columns, asked = given(warehouse), list[Any]()
    for table in _quarantined(columns):
        there = columns["quarantine", table]
        mart = tables.mart(table, *there, schema="quarantine")
        refers = [name for name, each in contract_columns(table).items() if each.info.get("refers") and name in there]
        asked.append(select(literal(table).label("table"),
                            _together(mart, _key(table, there), named=False),
                            _together(mart, refers, named=True), mart.c.reason)
                     .order_by(*map(dialects.rising, [mart.c.reason, *(mart.c[name] for name in _key(table, there))]))
                     .limit(SAMPLE))
    return _union(warehouse, asked, ["table", "key", "refers", "reason"])


def _key(table: str, there: list[str]) -> list[str]:
    return [name for name in TABLES[table].info["key"] if name in there]


def _union(warehouse: Warehouse, asked: list[Any], names: list[str]) -> pd.DataFrame:
    if not asked:
        return pd.DataFrame(columns=names)
    parts = union_all(*(select(each.subquery()) for each in asked)).subquery()
    with company_wide(OF_DATA):
        found = run(warehouse, select(parts))
    found.columns = pd.Index(names)
    return found


def _together(mart: Any, names: list[str], named: bool) -> ColumnElement[str]:
    made: Any = literal("")
    for at, name in enumerate(names):
        head = (" / " if at else "") + (f"{name}=" if named else "")
        made = made + literal(head) + func.coalesce(cast(mart.c[name], String), "")
    return made  # type: ignore[no-any-return]


def _quarantined(columns: Mapping[tuple[str, str], list[str]]) -> list[str]:
    return [table for table in TABLES if ("quarantine", table) in columns]


def _counts(warehouse: Warehouse, columns: Mapping[tuple[str, str], list[str]]) -> dict[tuple[str, str], int]:
    asked = [select(literal(schema).label("kind"), literal(table).label("table"), func.count().label("rows"))
             .select_from(tables.mart(table, schema=schema)) for schema, table in columns
             if schema in ("contract", "quarantine") and table in TABLES]
    with company_wide(OF_DATA):
        found = run(warehouse, select(union_all(*asked).subquery()))
    return {(str(schema), str(table)): int(rows) for schema, table, rows in found.itertuples(index=False)}


def _said(warehouse: Warehouse, columns: Mapping[tuple[str, str], list[str]]) -> dict[str, dict[str, Any]]:
    """What the load recorded of each file; nothing where it recorded nothing."""
    names = [name for name in SAID if name in columns.get(("meta", "source"), ())]
    if not names:
        return {}
    source = tables.mart("source", "table_name", *SAID, schema="meta")
    found = run(warehouse, select(source.c.table_name, *(source.c[name] for name in names)))
    return {str(row.pop("table_name")): row for row in found.to_dict("records")}


def _rhythm(warehouse: Warehouse, table: str, columns: list[str], until: date) -> Rhythm:
    events = [each.name for each in TABLES[table].columns if each.info.get("event") and each.name in columns]
    if not events:
        return rhythm([])
    with company_wide(OF_DATA):
        found = run(warehouse, event_days(table, events, until, WINDOW_DAYS + 1))
    return rhythm(EPOCH + timedelta(days=int(day)) for day in found["day"])


def event_days(table: str, events: list[str], until: date, limit: int | None = None) -> Select[Any]:
    """The newest event days of a table, not after a day, as data/rhythm.py has them of files: numbers, newest first.

    `events`: its event columns that are given; `limit`: null for all of them.
    """
    mart = tables.mart(table, *events, schema="contract")
    moments = {name for name in events if isinstance(TABLES[table].columns[name].type, DateTime)}
    days = [local(mart.c[name]) if name in moments else dialects.day_number(mart.c[name]) for name in events]
    every = union(*(select(day.label("day")) for day in days)).subquery("every_day")
    return select(every.c.day).distinct().where(every.c.day <= tables.day_number(until)).order_by(
        every.c.day.desc()).limit(limit)


def _filled(warehouse: Warehouse, table: str, names: list[str]) -> dict[str, int]:
    mart = tables.mart(table, *names, schema="contract")
    asked: Any = select(func.count().label("*"), *(func.count(mart.c[name]).label(name) for name in names))
    with company_wide(OF_DATA):
        found = run(warehouse, asked.select_from(mart)).iloc[0]
    return {name: int(count) for name, count in zip(["*", *names], found, strict=True)}
