"""A list of 10,000 accounts as a frame, by Arrow and by pandas.read_sql: python -m benchmarks.lists [URL …]

Of an embedded DuckDB, and of every server that is named (postgresql://…, hive://…); its rows are made by the server, no
table is needed. Both ways end in a pandas frame of the same columns; they take turns. One line of JSON an engine:
medians in milliseconds, the same of this process's own processor time (which other load does not stretch), ratios.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

import pandas as pd
import sqlalchemy
from sqlalchemy import ColumnElement, Select, column, select, text

from data.engines.connecting import engine_for
from data.engines.names import parsed, shown
from data.extract.fetching import fetch
from data.warehouse import Warehouse
from queries.kept import kept
from queries.runner import run

ROWS, TURNS = 10_000, 9
FROM = {"duckdb": "range({n}) as r(i)", "hive": "range({n}) as r(i)",
        "postgresql": "generate_series(0, {n} - 1) as r(i)"}
DOUBLE = {"duckdb": "double", "postgresql": "double precision", "hive": "double"}
LIST = {
    "account_id": "concat('C', cast(i as {text}))", "name": "concat('株式会社 ', cast(i as {text}))",
    "owner": "concat('CSM ', cast(mod(i, 40) as {text}))", "segment": "concat('segment ', cast(mod(i, 5) as {text}))",
    "region": "concat('region ', cast(mod(i, 9) as {text}))", "band": "concat('band ', cast(mod(i, 3) as {text}))",
    "arr": "cast(i * 1000 as bigint)", "arr_before": "cast(i * 17 as decimal(38, 0))",
    "seats": "cast(mod(i, 100) as int)",
    "score": "cast(mod(i, 1000) as {double}) / 10", "trend": "case when mod(i, 3) > 0 then cast(i as {double}) / 7 end",
    "due": "date '2026-01-01' + cast(mod(i, 300) as int)", "seen": "timestamp '2026-01-01 09:00:00'",
    "auto_renew": "mod(i, 2) = 0", "reason": "case when mod(i, 4) > 0 then concat('reason ', cast(i as {text})) end",
}


def statement(engine: str, rows: int) -> Select[Any]:
    """The list, for one engine."""
    words = {"double": DOUBLE[engine], "text": "string" if engine == "hive" else "varchar"}
    made = ", ".join(f"{said.format(**words)} as {name}" for name, said in LIST.items())
    source = text(f"(select {made} from {FROM[engine].format(n=rows)}) as listed")
    listed: list[ColumnElement[Any]] = [column(name) for name in LIST]
    return select(*listed).select_from(source)


def measured(engine: sqlalchemy.Engine, shown_as: str, rows: int = ROWS, turns: int = TURNS) -> dict[str, Any]:
    """Both ways, in turns, after one of each that is not counted."""
    asked = statement(engine.dialect.name, rows)
    house = Warehouse(shown_as, "", engine)
    ways: dict[str, Callable[[], Any]] = {
        "arrow": lambda: _run(house, asked), "read_sql": lambda: _read_sql(engine, asked)}
    if engine.dialect.name != "duckdb":
        ways["arrow_fetched"] = lambda: _fetched(engine, asked)
    took: dict[str, list[float]] = {}
    for turn in range(turns + 1):
        for name, way in ways.items():
            started, worked = perf_counter(), process_time()
            found = way()
            if turn:
                took.setdefault(name, []).append((perf_counter() - started) * 1000)
                took.setdefault(f"{name}_cpu", []).append((process_time() - worked) * 1000)
            if len(found) != rows:
                raise ValueError(f"{name}: {len(found)} rows instead of {rows}")
    medians = {name: round(statistics.median(each), 1) for name, each in took.items()}
    return {"engine": engine.dialect.name, "rows": rows, "columns": len(LIST), **medians,
            "ratio": round(medians["read_sql"] / medians["arrow"], 2),
            "ratio_cpu": round(medians["read_sql_cpu"] / medians["arrow_cpu"], 2), "load": round(os.getloadavg()[0], 1)}


def _run(house: Warehouse, asked: Select[Any]) -> pd.DataFrame:
    kept.clear()
    return run(house, asked)


def _read_sql(engine: sqlalchemy.Engine, asked: Select[Any]) -> pd.DataFrame:
    with engine.connect() as connection:
        return pd.read_sql_query(asked, connection)  # what read_sql comes to; for Spark it would ask for a table first


def _fetched(engine: sqlalchemy.Engine, asked: Select[Any]) -> Any:
    with engine.connect() as connection:
        return fetch(connection, asked, 60).batches.read_all()


def main() -> None:
    print(json.dumps(measured(sqlalchemy.create_engine("duckdb:///:memory:"), "duckdb")))
    for url in map(parsed, sys.argv[1:]):
        print(json.dumps(measured(engine_for(url), shown(url))))


if __name__ == "__main__":
    main()
