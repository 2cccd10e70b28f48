"""What a build keeps of the health model, and how it holds the next build to it: a version that has scored weeks stays
as it was, so that no past score changes unsaid.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from data.days import EPOCH, day_number
from data.health.model import Model
from data.health.reading import Fault, ModelRefused, path

BEFORE, PAST = "meta.health_before", "meta.health_past"
BANDS = "SELECT week_day, band, sum(customers) AS customers, sum(arr) AS arr FROM {cube} GROUP BY week_day, band"


def written(models: Sequence[Model]) -> list[dict[str, Any]]:
    """The versions as rows of meta.health_model: number, first day, digest, body as JSON."""
    return [{"version": model.version, "from_day": day_number(model.from_on), "digest": model.digest(),
             "body": model.body()} for model in models]


def record(connection: duckdb.DuckDBPyConnection, variables: dict[str, Any]) -> None:
    """meta.health_model and meta.health_feature of a build, from the transform's variable `health`."""
    connection.execute(f"drop table if exists {BEFORE}")
    _record_restated(connection)
    connection.execute("create or replace table meta.health_model (version integer, from_day integer, digest text,"
                       " body text)")
    for row in variables.get("models", ()):
        connection.execute("insert into meta.health_model values (?, ?, ?, ?)", list(row.values()))
    connection.execute("create or replace table meta.health_feature (position integer, feature text)")
    for position, feature in enumerate(variables["features"], start=1):
        connection.execute("insert into meta.health_feature values (?, ?)", [position, feature])


def _record_restated(connection: duckdb.DuckDBPyConnection) -> None:
    """meta.health_restated: the past weeks whose bands data that came later have changed. Grain: week × band."""
    connection.execute("create or replace table meta.health_restated (week_day integer, band text,"
                       " customers_before bigint, customers bigint, arr_before bigint, arr bigint)")
    if _has(connection, "health_past"):
        now = BANDS.format(cube="marts.health_cube")
        connection.execute(
            "insert into meta.health_restated select coalesce(past.week_day, now.week_day),"
            " coalesce(past.band, now.band), coalesce(past.customers, 0), coalesce(now.customers, 0),"
            " coalesce(past.arr, 0), coalesce(now.arr, 0)"
            f" from {PAST} as past full join ({now}) as now on now.week_day = past.week_day and now.band = past.band"
            f" where coalesce(past.week_day, now.week_day) <= (select max(week_day) from {PAST})"
            f" and coalesce(past.week_day, now.week_day) >= (select min(week_day) from {PAST})"
            " and (past.customers is distinct from now.customers or past.arr is distinct from now.arr)")
        connection.execute(f"drop table {PAST}")


def _has(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(connection.execute("select count(*) from duckdb_tables() where schema_name = 'meta' and table_name = ?"
                                   " and database_name = current_database()", [table]).fetchall()[0][0])


def carry(draft: duckdb.DuckDBPyConnection, in_use: Path) -> None:
    """Notes in a draft which versions scored which weeks of the same company in the warehouse in use, if any, and how
    its bands stood.
    """
    if not in_use.is_file():
        return
    draft.execute(f"ATTACH '{str(in_use).replace(chr(39), chr(39) * 2)}' AS used (READ_ONLY)")
    try:
        found = {row[0] for row in draft.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()"
                                                 " WHERE database_name = 'used'").fetchall()}
        same = {"meta.health_model", "marts.health", "marts.health_cube", "meta.company"} <= found and draft.execute(
            "SELECT count(*) FROM used.meta.company JOIN meta.company USING (name, is_demo)").fetchall()[0][0]
        if same:
            draft.execute(f"CREATE OR REPLACE TABLE {BEFORE} AS SELECT version, digest, last_day FROM"
                          " used.meta.health_model JOIN (SELECT model AS version, max(week_day) AS last_day"
                          " FROM used.marts.health GROUP BY model) AS scored USING (version)")
            draft.execute(f"CREATE OR REPLACE TABLE {PAST} AS {BANDS.format(cube='used.marts.health_cube')}")
    finally:
        draft.execute("DETACH used")


def refuse_rewriting(connection: duckdb.DuckDBPyConnection, models: Sequence[Model]) -> None:
    """Errors: ModelRefused where a version that scored weeks is gone or changed, or a new one reaches back to them."""
    if not _has(connection, "health_before"):
        return
    rows = connection.execute(f"select version, digest, last_day from {BEFORE} order by version").fetchall()
    now = {model.version: model for model in models}
    faults = []
    for version, digest, last_day in rows:
        week = EPOCH + timedelta(days=last_day)
        if version not in now or now[version].digest() != digest:
            what = "is gone" if version not in now else "was changed"
            faults.append(("rewritten", f"version {version} has scored weeks up to {week} and {what}: put it back, and "
                           "give the change a version of its own with a later from_on"))
    last = max((row[2] for row in rows), default=0)
    scored = {row[0] for row in rows}
    faults += [("reaches_back", f"version {model.version} holds from {model.from_on}, but weeks up to "
                f"{EPOCH + timedelta(days=last)} are scored: let it begin on a later Monday") for model in models
               if scored and model.version > min(scored | {model.version}) and model.version not in scored
               and day_number(model.from_on) <= last]
    if faults:
        way = "; `python -m data build --rescore` scores every week anew, past scores too"
        raise ModelRefused([Fault(rule, message + way, path().name) for rule, message in faults])
