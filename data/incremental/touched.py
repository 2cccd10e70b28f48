"""Which customers a load touched: those with a row that came, went or changed, and everybody tied to one of them.

Tied are those whose figures are computed together: merged customers, groups, and contracts that continue each other.
"""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from data.days import day_number
from data.reading_values import quoted

OWNED = ("customer", "subscription", "contract", "assignment", "attribute_history", "renewal")
"""The contract's tables that a unit's ARR, labels and paperwork come from."""
HORIZON = timedelta(days=7300)
"""How far usage lines without an end are followed past the newest day (models/marts/usage_spell.sql)."""
Columns = dict[str, dict[str, str]]


def columns(connection: duckdb.DuckDBPyConnection, database: str) -> Columns:
    """The loaded tables' columns and their types, by table."""
    rows = connection.execute("select table_name, column_name, data_type from duckdb_columns()"
                              " where database_name = ? and schema_name = 'contract'", [database]).fetchall()
    found: Columns = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def find(connection: duckdb.DuckDBPyConnection, given: Columns, newest_before: date, newest: date) -> int:
    """Fills temp.touched (customer_id) from the databases `used` and `loaded`; gives how many there are.

    Rows are compared by a 64-bit digest of all their columns, summed by customer, and their number.
    """
    connection.execute("create or replace temp table touched (customer_id text primary key)")
    for table in OWNED:
        if table in given:
            _add(connection, f"select customer_id from ({_digest('used', table, given)}) as before full join"
                 f" ({_digest('loaded', table, given)}) as now using (customer_id)"
                 " where before.digest is distinct from now.digest or before.n is distinct from now.n")
    if "kind" in given["subscription"] and _month(newest_before + HORIZON) != _month(newest + HORIZON):
        _add(connection, "select customer_id from loaded.contract.subscription where kind = 'usage'"
             f" and (end_on is null or end_on > date '{newest_before + HORIZON}')")
    _ties(connection, given)
    while _add(connection, "select b from temp.tie join temp.touched on touched.customer_id = tie.a"):
        pass
    return int(connection.execute("select count(*) from temp.touched").fetchall()[0][0])


def _digest(database: str, table: str, given: Columns) -> str:
    listed = ", ".join(map(quoted, sorted(given[table])))
    return (f"select customer_id, count(*) as n, sum(hash({listed})) as digest from {database}.contract.{table}"
            " group by customer_id")


def _add(connection: duckdb.DuckDBPyConnection, select: str) -> int:
    rows = connection.execute(f"insert into temp.touched select distinct * from ({select}) as found (customer_id)"
                              " where customer_id not in (select customer_id from temp.touched)").fetchall()
    return int(rows[0][0])


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _ties(connection: duckdb.DuckDBPyConnection, given: Columns) -> None:
    """temp.tie (a, b): who is tied to whom, before or now, both ways."""
    selects = []
    for database in ("used", "loaded"):
        selects += [f"select customer_id as a, {column} as b from {database}.contract.customer"
                    f" where {column} is not null"
                    for column in ("merged_into", "parent_customer_id") if column in given["customer"]]
        if "previous_contract_id" in given.get("contract", {}):
            selects.append(f"select one.customer_id, other.customer_id from {database}.contract.contract as one join"
                           f" {database}.contract.contract as other on other.contract_id = one.previous_contract_id"
                           " where one.customer_id <> other.customer_id")
    both = " union all ".join(selects) or "select null::text as a, null::text as b where false"
    connection.execute(f"create or replace temp table tie as with one as ({both})"
                       " select a, b from one union select b, a from one")


def sundays_between(before: date, now: date) -> int:
    """How many Sundays lie after one day and up to another."""
    return (day_number(now) + 4) // 7 - (day_number(before) + 4) // 7
