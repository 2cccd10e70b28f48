"""The touched customers' own marts, made by the transform's own models in a small database of their own, `side`.

Its keys are the whole company's: a known customer keeps its key, whoever is new gets the next one; labels and units of
the touched are numbered behind all others. So its rows can be put into the whole company's tables as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from data.engines.words import WORDS
from data.incremental.models import Model, relations
from data.incremental.touched import OWNED, Columns

UNITS = ("customer", "group", "contract", "department", "product")
BY_CUSTOMER = ("customer", "history", "label", "rated", "usage_spell", "line", "open_renewal")
BY_UNIT = ("unit", "change", "renewing", "life", "lapse", "paperwork", "piece", "step_week", "step_month")
SUMS = {"cube": ("as_of", "profile_id"), "flow": ("period", "as_of", "profile_id"),
        "moved": ("from_day", "to_day", "profile0_id", "profile_id"), "cohort": ("cohort", "profile_id", "age")}
"""The sums over units, and the columns that name a row."""
DAYS = ("as_of", "calendar")
FAMILY = frozenset({*DAYS, *BY_CUSTOMER, "chain", "profile", *(
    f"{each}_{unit}" for each in (*BY_UNIT, *SUMS, "total") for unit in UNITS)})
"""The models whose rows are put together here; all others are computed anew, or in journey.py."""


def build(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model], given: Columns,
          variables: dict[str, Any]) -> None:
    """Fills `side` from `loaded`: the contract's rows of temp.touched, and the family's models on them."""
    _rows(connection, given)
    rekeyed = {"customer": _customer, "label": lambda held: _label(held, variables), "line": _line}
    for name, model in models.items():
        if name in FAMILY or model.schema == "staging":
            model.run(connection, "side")
            if name in rekeyed:
                rekeyed[name](connection)


def _rows(connection: duckdb.DuckDBPyConnection, given: Columns) -> None:
    for schema in ("contract", "decided", "staging", "marts"):
        connection.execute(f"create schema side.{schema}")
    for table in given:
        which = ("where customer_id in (select customer_id from temp.touched)" if table in OWNED
                 else "" if table == "fx_rate" else "limit 0")
        connection.execute(f"create table side.contract.{table} as from loaded.contract.{table} {which}")
    for name in relations(connection, "loaded", "decided"):
        connection.execute(f"create table side.decided.{name} as from loaded.decided.{name} limit 0")


def _customer(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("""
        create or replace table side.marts.customer as
        with keyed as (
          select made.customer_key as made_key, coalesce(known.customer_key, cast(
            (select coalesce(max(customer_key), 0) from used.marts.customer)
            + row_number() over (partition by known.customer_key is null order by made.customer_id) as integer)) as key
          from side.marts.customer as made
          left join used.marts.customer as known on known.customer_id = made.customer_id
        )
        select made.* replace (own.key as customer_key, root.key as root_key, topmost.key as group_key)
        from side.marts.customer as made
        join keyed as own on own.made_key = made.customer_key
        join keyed as root on root.made_key = made.root_key
        join keyed as topmost on topmost.made_key = made.group_key""")


def _label(connection: duckdb.DuckDBPyConnection, variables: dict[str, Any]) -> None:
    keys = [WORDS['duckdb'].quoted('a_' + each['key']) for each in variables['dimensions'] if each['in_cube']]
    same = " and ".join(f"known.{key} is not distinct from made.{key}" for key in keys) or "true"
    order = ", ".join(f"made.{key}" for key in keys) or "1"
    connection.execute(f"""
        create or replace table side.marts.label as
        with combination as (select distinct profile_id{''.join(f', {key}' for key in keys)} from side.marts.label),
        mapped as (
          select made.profile_id as made_id, coalesce(known.profile_id, cast(
            (select coalesce(max(profile_id), 0) from used.marts.profile)
            + row_number() over (partition by known.profile_id is null order by {order}) as integer)) as profile_id
          from combination as made left join used.marts.profile as known on {same}
        )
        select made.* replace (mapped.profile_id as profile_id, cast(made.label_id + (
          select coalesce(max(label_id), 0) from used.marts.label) as integer) as label_id)
        from side.marts.label as made join mapped on mapped.made_id = made.profile_id""")


def _line(connection: duckdb.DuckDBPyConnection) -> None:
    numbered = ", ".join(
        f"cast({unit}_unit + (select coalesce(max(unit_key), 0) from used.marts.unit_{unit}) as integer) as {unit}_unit"
        for unit in ("contract", "department", "product"))
    connection.execute("create or replace table side.marts.line as"
                       f" select * replace ({numbered}) from side.marts.line")
