"""Every mart table of two warehouses, row for row: keys that a build numbers stand for what they name."""

from __future__ import annotations

from pathlib import Path

import duckdb

CUSTOMER_KEYS = ("customer_key", "root_key", "group_key", "owner_key", "customer_unit", "group_unit")
LABELS = ("label_id", "label0_id", "label_a_id", "label0_a_id")
PROFILES = ("profile_id", "profile0_id")
UNITS = ("customer", "group", "contract", "department", "product")


def names(connection: duckdb.DuckDBPyConnection, database: str) -> None:
    """temp.<database>_<what> (id, name): what each key names."""
    columns = [name for name, in connection.execute(
        "select column_name from duckdb_columns() where database_name = ? and schema_name = 'marts'"
        " and table_name = 'profile' and column_name <> 'profile_id' order by 1", [database]).fetchall()]
    row = ", ".join(f"'{name}', \"{name}\"" for name in columns) or "'', ''"
    selects = {
        "customer": f"select customer_key, customer_id from {database}.marts.customer",
        "profile": f"select profile_id, json_array({row})::text from {database}.marts.profile",
        "label": f"select label.label_id, customer.customer_id || ' ' || label.from_day from {database}.marts.label"
                 f" join {database}.marts.customer using (customer_key)",
        "renewal_key": f"select renewal_key, renewal_id from {database}.marts.renewal"}
    for unit in UNITS:
        selects[f"unit_{unit}"] = (
            f"select unit_key, customer.customer_id || ' ' || coalesce(unit.key, '∅') from {database}.marts.unit_{unit}"
            f" as unit join {database}.marts.customer on customer.customer_key = unit.owner_key")
    for name, select in selects.items():
        made = f"create or replace temp table {database}_{name}"
        connection.execute(f"{made} as select * from ({select}) as t (id, name)")


def named(table: str, column: str) -> str | None:
    """Which table of names a key column stands for."""
    if column in CUSTOMER_KEYS:
        return "customer"
    if column in LABELS:
        return "label"
    if column in PROFILES:
        return "profile"
    if column.endswith("_unit"):
        return f"unit_{column.removesuffix('_unit')}"
    if column == "renewal_key":
        return column
    return f"unit_{table.rsplit('_', 1)[1]}" if column == "unit_key" else None


def rows(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> str:
    """A SELECT of a table's rows with names in the place of keys, columns by name."""
    columns = [row for row, in connection.execute(
        "select column_name from duckdb_columns() where database_name = ? and schema_name = 'marts' and table_name = ?"
        " order by 1", [database, table]).fetchall()]
    cells, joins = [], []
    for place, column in enumerate(columns):
        what = named(table, column)
        if what is None:
            cells.append(f'made."{column}"')
        else:
            cells.append(f"coalesce(n{place}.name, case when made.\"{column}\" is not null then 'unknown' end)"
                         f' as "{column}"')
            joins.append(f' left join temp.{database}_{what} as n{place} on n{place}.id = made."{column}"')
    return f"select {', '.join(cells)} from {database}.marts.{table} as made{''.join(joins)}"


def differences(one: Path, other: Path) -> dict[str, tuple[int, int]]:
    """Of every table (and view) of the marts that differs: rows only in `one`, only in `other`."""
    found = {}
    with duckdb.connect(":memory:") as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
            names(connection, name)
        tables = connection.execute("select database_name, table_name from duckdb_tables() where schema_name = 'marts'"
                                    " and database_name in ('one', 'other') order by 2").fetchall()
        for table in sorted({table for _, table in tables}):
            if {base for base, each in tables if each == table} != {"one", "other"}:
                found[table] = (-1, -1)
                continue
            pair = [rows(connection, name, table) for name in ("one", "other")]
            counts = [connection.execute(f"select count(*) from (({a}) except all ({b}))").fetchall()[0][0]
                      for a, b in (pair, pair[::-1])]
            if any(counts):
                found[table] = (counts[0], counts[1])
    return found
