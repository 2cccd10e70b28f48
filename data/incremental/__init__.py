"""The incremental build: the version in use carried on by what changed, equal to a full build up to surrogate keys.

`attempt` is the one way in. What it touches and what it computes anew stands in docs/decisions/0018-incremental.md.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from data.build import transform_version
from data.incremental import journey, merging, reasons, side, touched
from data.incremental.models import Model, compiled, hollow, quoted, relations
from data.warehouse import SWITCHES

Progress = Callable[[str, int, int], None]
STEPS = ("comparing", "the transform's models", "the touched customers", "their rows", "their sums", "what follows",
         "the journey")


@dataclass(frozen=True)
class Done:
    """An incremental build that stands in the draft's place: what it did, in one line, and how many customers have been
    put back since the last full build.
    """

    said: str
    replaced: int


def attempt(loaded: Path, in_use: Path, variables: dict[str, Any], scratch: Path,
            progress: Progress | None = None) -> Done | str:
    """Replaces the file `loaded` (a draft with contract.*, decided.* and meta.*, not open) by the version in use,
    carried on to its rows; or says why that needs a full build, and leaves it as it is. Raises BuildFailed.
    """
    folder = scratch / "incremental"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with closing(_connection(folder)) as connection:
            for name, path in (("used", in_use), ("loaded", loaded)):
                connection.execute(f"attach '{quoted(path)}' as {name} (read_only)")
            done = _attempt(connection, folder, in_use, variables, progress)
        if isinstance(done, Done):
            os.replace(folder / "draft.duckdb", loaded)
        return done
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _connection(folder: Path) -> duckdb.DuckDBPyConnection:
    config: dict[str, Any] = {
        **SWITCHES, "memory_limit": os.environ.get("TENURE_BUILD_MEMORY") or "6GB",
        "temp_directory": str(folder / "tmp"), "preserve_insertion_order": "false"}
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _attempt(connection: duckdb.DuckDBPyConnection, folder: Path, in_use: Path, variables: dict[str, Any],
             progress: Progress | None) -> Done | str:
    def show(step: int) -> None:
        if progress:
            progress(STEPS[step], step, len(STEPS))

    show(0)
    given = touched.columns(connection, "loaded")
    why = (reasons.before(connection, transform_version())
           or reasons.columns(touched.columns(connection, "used"), given)
           or reasons.rates(connection, given) or reasons.plan(connection, variables))
    if why:
        return why
    before = connection.execute("select newest_day from used.meta.build").fetchall()[0][0]
    count = touched.find(connection, given, before, date.fromisoformat(variables["newest_day"]))
    if why := reasons.size(connection, count):
        return why
    with ThreadPoolExecutor(1) as pool:
        copied = pool.submit(shutil.copyfile, in_use, folder / "draft.duckdb")
        show(1)
        hollow(connection, folder, "loaded")
        models = compiled(folder, variables)
        copied.result()
    connection.execute(f"attach '{quoted(folder / 'draft.duckdb')}' as draft")
    connection.execute(f"attach '{quoted(folder / 'side.duckdb')}' as side")
    show(2)
    side.build(connection, models, given, variables)
    return carry_on(connection, models, given, variables, show)


def carry_on(connection: duckdb.DuckDBPyConnection, models: dict[str, Model], given: touched.Columns,
             variables: dict[str, Any], show: Callable[[int], None]) -> Done:
    """The databases used, loaded and side put together in `draft`, a copy of `used`."""
    show(3)
    _company(connection)
    merging.contract(connection, given)
    for model in models.values():
        if model.schema == "staging":
            model.run(connection, "draft")
    merging.rows(connection, models, given)
    show(4)
    merging.sums(connection, models)
    show(5)
    for model in models.values():
        if model.name not in side.FAMILY | set(journey.NAMES) and model.schema != "staging":
            model.run(connection, "draft")
    show(6)
    judged = journey.build(connection, models, variables["journey"])
    count, customers, before = connection.execute(
        "select (select count(*) from temp.touched), (select count(*) from loaded.contract.customer),"
        " (select replaced from used.meta.build)").fetchall()[0]
    connection.execute("checkpoint draft")
    return Done(f"incremental: {count:,} of {customers:,} customers touched; judged anew: {judged}", before + count)


def _company(connection: duckdb.DuckDBPyConnection) -> None:
    """What a load and a store left beside the contract's rows: quarantine.*, meta.* and decided.* of the draft."""
    for schema in ("quarantine", "decided"):
        connection.execute(f"drop schema if exists draft.{schema} cascade")
    for schema in ("quarantine", "decided", "meta"):
        connection.execute(f"create schema if not exists draft.{schema}")
        tables = connection.execute("select table_name from duckdb_tables() where database_name = 'loaded'"
                                    " and schema_name = ?", [schema]).fetchall()
        for table, in tables:
            connection.execute(f"create or replace table draft.{schema}.{table} as from loaded.{schema}.{table}")
    connection.execute("use draft")
    for sql, in connection.execute("select sql from duckdb_views() where database_name = 'loaded'"
                                   " and schema_name = 'decided'").fetchall():
        connection.execute(sql)
    connection.execute("use memory")
    assert relations(connection, "draft", "decided") == relations(connection, "loaded", "decided")
