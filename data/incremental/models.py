"""The transform's models as SQL: compiled by dbt, run here on whichever database holds the tables they name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from data.build import run_dbt

ROOM = "tenure_room_of_models"
"""The name of the database that dbt compiles for. No company's text holds it: another can stand in its place."""
COMPANY = ("contract", "decided")


@dataclass(frozen=True)
class Model:
    """One model: `sql` names its parents in the database ROOM."""

    name: str
    schema: str
    materialized: str
    sql: str

    def run(self, connection: duckdb.DuckDBPyConnection, database: str) -> None:
        """Makes the model's table or view in a database, from the tables there."""
        where = f'"{database}"."{self.schema}"."{self.name}"'
        connection.execute(f"create or replace {self.materialized} {where} as {self.on(database)}")

    def on(self, database: str) -> str:
        """The model's SELECT, reading from a database."""
        return self.sql.replace(f'"{ROOM}".', f'"{database}".')


def compiled(folder: Path, variables: dict[str, Any]) -> dict[str, Model]:
    """Every model of the transform by name, parents first. `folder` holds ROOM's file with the company's tables (rows
    are not read). Raises BuildFailed.
    """
    run_dbt(folder / f"{ROOM}.duckdb", variables, work=folder, verb="compile")
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    code = {result["unique_id"]: result["compiled_code"] for result in results if result["unique_id"] in manifest}
    parents = {key: [parent for parent in manifest[key]["depends_on"]["nodes"] if parent in code] for key in code}
    return {node["name"]: Model(node["name"], node["schema"], node["config"]["materialized"], code[key])
            for key in TopologicalSorter(parents).static_order()
            for node in [manifest[key]] if node["resource_type"] == "model"}


def hollow(connection: duckdb.DuckDBPyConnection, folder: Path, database: str) -> None:
    """ROOM's file: the company's tables of a database without a row, as dbt looks at their columns."""
    connection.execute(f"attach '{quoted(folder / f'{ROOM}.duckdb')}' as {ROOM}")
    for schema in COMPANY:
        connection.execute(f"create schema {ROOM}.{schema}")
        for name in relations(connection, database, schema):
            connection.execute(f'create table {ROOM}.{schema}."{name}" as from {database}.{schema}."{name}" limit 0')
    connection.execute(f"detach {ROOM}")


def relations(connection: duckdb.DuckDBPyConnection, database: str, schema: str) -> list[str]:
    """The tables and views of a schema, by name."""
    rows = connection.execute("select table_name from information_schema.tables where table_catalog = ?"
                              " and table_schema = ? order by 1", [database, schema]).fetchall()
    return [row[0] for row in rows]


def quoted(path: Path) -> str:
    """A path inside a text of SQL."""
    return str(path).replace("'", "''")


def catalog(connection: duckdb.DuckDBPyConnection, name: str, behind: str, views: dict[str, str]) -> None:
    """A database in memory in which models can be run on other rows: every table of `behind`, and `views` (names of
    staging's or marts' tables → SELECT) in the place of some.
    """
    connection.execute(f"attach ':memory:' as {name}")
    for schema in ("staging", "marts"):
        connection.execute(f"create schema {name}.{schema}")
        for table in relations(connection, behind, schema):
            text = views.get(table) or f'select * from "{behind}".{schema}."{table}"'
            connection.execute(f'create view {name}.{schema}."{table}" as {text}')
