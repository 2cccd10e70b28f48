"""The touched customers' rows put into the whole company's tables (database `draft`), and the sums corrected by exactly
what they add and take away.

A sum is the old one, less what the touched units had added to it, plus what they add now, plus the new as-of dates.
Each of these is the transform's own model, run on other rows (models.catalog). All are integers: nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from data.incremental.models import Model, catalog
from data.incremental.side import BY_CUSTOMER, BY_UNIT, DAYS, SUMS, UNITS
from data.incremental.touched import OWNED, Columns
from data.reading_values import quoted

FAR = -1_000_000


def contract(connection: duckdb.DuckDBPyConnection, given: Columns) -> None:
    """contract.* of the draft: of the owned tables the touched customers' rows, others whole where they differ."""
    for table in given:
        if table in OWNED:
            which = "customer_id in (select customer_id from temp.touched)"
            connection.execute(f"delete from draft.contract.{table} where {which}")
            connection.execute(f"insert into draft.contract.{table} by name from loaded.contract.{table} where {which}")
        elif _differs(connection, table, given):
            connection.execute(f"create or replace table draft.contract.{table} as from loaded.contract.{table}")


def _differs(connection: duckdb.DuckDBPyConnection, table: str, given: Columns) -> bool:
    listed = ", ".join(map(quoted, sorted(given[table])))
    pair = [connection.execute(f"select count(*), sum(hash({listed})) from {database}.contract.{table}").fetchall()
            for database in ("used", "loaded")]
    return pair[0] != pair[1]


def rows(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model], given: Columns) -> None:
    """The touched customers' rows of every table by customer or unit, in the place of those they had."""
    connection.execute("create or replace temp table gone as select customer_key as key from used.marts.customer"
                       " where customer_id in (select customer_id from temp.touched)")
    for unit in UNITS:  # a customer without a line is no unit, but may have an open renewal
        keys = ("select key from temp.gone" if unit in ("customer", "group") else f"select unit_key as key from"
                f" used.marts.unit_{unit} where owner_key in (select key from temp.gone)")
        connection.execute(f"create or replace temp table gone_{unit} as {keys}")
    for name in DAYS:
        models[name].run(connection, "draft")
    for table in BY_CUSTOMER:
        _replace(connection, table, "customer_key in (select key from temp.gone)")
    if "contract" in given:
        _replace(connection, "chain", "contract_id in (select contract_id from used.contract.contract"
                 " where customer_id in (select customer_id from temp.touched))")
    for unit in UNITS:
        for table in BY_UNIT:
            _replace(connection, f"{table}_{unit}", f"unit_key in (select key from temp.gone_{unit})")
    models["profile"].run(connection, "draft")


def _replace(connection: duckdb.DuckDBPyConnection, table: str, which: str) -> None:
    connection.execute(f"delete from draft.marts.{table} where {which}")
    connection.execute(f"insert into draft.marts.{table} by name from side.marts.{table}")


def sums(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model]) -> None:
    """Cubes, flows, transfers, cohorts and totals."""
    cut, weeks, months = connection.execute(
        "select max(day), max(case when is_week then day end), max(case when is_month then day end)"
        " from used.marts.as_of").fetchall()[0]
    catalog(connection, "minus", "used", {
        f"{table}_{unit}": f"select * from used.marts.{table}_{unit} where unit_key in (from temp.gone_{unit})"
        for unit in UNITS for table in ("piece", "step_week", "step_month", "change", "life")})
    _new_steps(connection, models, {period: FAR if day is None else day
                                    for period, day in (("week", weeks), ("month", months))})
    _new_dates(connection, FAR if cut is None else cut)
    for unit in UNITS:
        for table in SUMS:
            _sum(connection, models[f"{table}_{unit}"], table, unit)
            if table == "cube":
                _total(connection, models, unit)


def _total(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model], unit: str) -> None:
    """The whole company on the dates on which its cube has changed (temp.changed)."""
    name = f"total_{unit}"
    days = "as_of in (select as_of from temp.changed)"
    catalog(connection, f"changed_{unit}", "draft", {
        f"cube_{unit}": f"select * from draft.marts.cube_{unit} where {days}"})
    connection.execute(f"delete from draft.marts.{name} where {days}")
    connection.execute(f"insert into draft.marts.{name} by name {models[name].on(f'changed_{unit}')}")


def _new_steps(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model], last: Mapping[str, int]) -> None:
    """Steps of the untouched on the new Sundays and month ends: of units with a piece that began since the last."""
    for period, day in last.items():
        name = f"stepping_{period}"
        views = {"as_of": f"select * from draft.marts.as_of where is_{period} and day > {day}"}
        for unit in UNITS:
            views[f"piece_{unit}"] = (
                f"select * from draft.marts.piece_{unit} where unit_key in"
                f" (select unit_key from draft.marts.piece_{unit} where from_day > {day}"
                " and from_day <= (select max(day) from draft.marts.as_of))"
                f" and unit_key not in (select unit_key from side.marts.unit_{unit})")
        catalog(connection, name, "draft", views)
        for unit in UNITS:
            table = f"step_{period}_{unit}"
            connection.execute(f"insert into draft.marts.{table} by name {models[table].on(name)}")


def _new_dates(connection: duckdb.DuckDBPyConnection, cut: int) -> None:
    """The database `dates`: the draft as if its as-of dates began after day `cut`."""
    views = {
        "as_of": f"select * replace (cast(g - (select count(*) from draft.marts.as_of where day <= {cut}) as integer)"
                 f" as g) from draft.marts.as_of where day > {cut}",
        "calendar": "select day, cast(greatest(g - (select count(*) from draft.marts.as_of"
                    f" where day <= {cut}), 0) as integer) as g from draft.marts.calendar"}
    for unit in UNITS:
        views[f"piece_{unit}"] = f"select * from draft.marts.piece_{unit} where to_day > {cut}"
        for period in ("week", "month"):
            table = f"step_{period}_{unit}"
            views[table] = (f"select * from draft.marts.{table} where as_of > date '1970-01-01' + {cut}")
    catalog(connection, "dates", "draft", views)


def _sum(connection: duckdb.DuckDBPyConnection, model: Model, table: str, unit: str) -> None:
    """Only the rows whose sums differ are written; temp.changed holds them."""
    keys = SUMS[table]
    kinds = dict(connection.execute("select column_name, data_type from duckdb_columns() where database_name = 'draft'"
                                    " and schema_name = 'marts' and table_name = ? order by column_index",
                                    [model.name]).fetchall())
    added = [name for name in kinds if name not in (*keys, "last_day")]
    old = "where as_of <= (select max(as_of) from used.marts.as_of)" if "as_of" in keys else ""
    parts = [(f"({model.on('minus')})", "-"), (f"(from side.marts.{model.name} {old})", "")]
    if old:
        parts.append((f"({model.on('dates')})", ""))
    connection.execute(f"create or replace temp table changed as {_summed(keys, added, kinds, parts)}")
    same = " and ".join(f"made.{name} = held.{name}" for name in keys)
    last = "last_day" in kinds
    columns = [*(f"made.{name}" for name in keys), *(["held.last_day"] if last else []),
               *(f"cast(made.{name} + coalesce(held.{name}, 0) as {kinds[name]}) as {name}" for name in added)]
    connection.execute(f"create or replace temp table after as select {', '.join(columns)} from temp.changed as made"
                       f" left join draft.marts.{model.name} as held on {same}")
    connection.execute(f"delete from draft.marts.{model.name} as held using temp.changed as made where {same}")
    connection.execute(f"insert into draft.marts.{model.name} by name from temp.after"
                       f" where {' or '.join(f'{name} <> 0' for name in added)} order by {', '.join(keys)}")
    if last:
        _last_days(connection, model, unit)


def _summed(keys: Sequence[str], added: list[str], kinds: dict[str, str], parts: list[tuple[str, str]]) -> str:
    """What is to be added, by key: the parts with their signs; keys to which nothing is to be added are left out."""
    named = ", ".join(keys)
    union = " union all ".join(f"select {named}, {', '.join(f'{sign}{name} as {name}' for name in added)} from {source}"
                               for source, sign in parts)
    summed = ", ".join(f"cast(sum({name}) as {kinds[name]}) as {name}" for name in added)
    return (f"select {named}, {summed} from ({union}) as parts group by {named}"
            f" having {' or '.join(f'sum({name}) <> 0' for name in added)}")


def _last_days(connection: duckdb.DuckDBPyConnection, model: Model, unit: str) -> None:
    """A maximum cannot be taken back: it is asked anew of every profile in which a touched unit began or begins."""
    connection.execute(f"create or replace temp table begun as select profile_id from used.marts.life_{unit}"
                       f" where unit_key in (from temp.gone_{unit})"
                       f" union select profile_id from side.marts.life_{unit}")
    name = f"begun_{unit}"
    life = f"select * from draft.marts.life_{unit} where profile_id in (select profile_id from temp.begun)"
    catalog(connection, name, "draft", {
        f"life_{unit}": life,
        f"change_{unit}": f"select change.* from draft.marts.change_{unit} as change join ({life}) as life"
                          " on life.unit_key = change.unit_key and life.first_day = change.day"})
    connection.execute(f"update draft.marts.{model.name} as held set last_day = made.last_day from ({model.on(name)})"
                       " as made where made.cohort = held.cohort and made.profile_id = held.profile_id"
                       " and made.age = held.age and made.last_day is distinct from held.last_day")
