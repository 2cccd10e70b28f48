"""Why a build has to be a full one, in words; None where the version in use can be carried on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb

from data.incremental.touched import Columns, sundays_between

MOST_WEEKS = 8
MOST_TOUCHED = 0.2
"""Share of the customers above which computing them apart and putting them back costs more than it saves."""
MOST_REPLACED = 0.5
"""Share of the customers replaced since the last full build: what is put back stands behind the rest, unordered."""
MOST_KEYS = 2**30
MOVING = {"first_day": (), "newest_day": (), "dimensions": ("distinct_values",), "health": ("from_day", "to_day"),
          "journey": ("from_day", "to_day")}
"""What of the plan may differ from that of the version in use (newest_day: only forward)."""


def before(connection: duckdb.DuckDBPyConnection, transform: str) -> str | None:
    """What stands in the way before anything is compared: another company, release or schema."""
    tables = {name for name, in connection.execute(
        "select table_name from duckdb_tables() where database_name = 'used' and schema_name = 'meta'").fetchall()}
    if not {"build", "plan", "company", "journey"} <= tables:
        return "the version in use was built by an earlier release"
    if connection.execute("select transform from used.meta.build").fetchall() != [(transform,)]:
        return "the transform has changed since the version in use was built"
    same = "select count(*) from used.meta.company join loaded.meta.company using (name, is_demo)"
    if not connection.execute(same).fetchall()[0][0]:
        return "another company"
    return None


def columns(used: Columns, loaded: Columns) -> str | None:
    """Tables or columns that came or went."""
    for table in sorted({*used, *loaded}):
        if table not in used:
            return f"table {table} is new"
        if table not in loaded:
            return f"table {table} is gone"
        if used[table] != loaded[table]:
            return f"table {table} has other columns than before"
    return None


def rates(connection: duckdb.DuckDBPyConnection, given: Columns) -> str | None:
    """A rate that changed restates every line of its currency."""
    if "fx_rate" not in given:
        currency = "select any_value(currency) from {}.contract.subscription"
        pair = [connection.execute(currency.format(database)).fetchall() for database in ("used", "loaded")]
        return None if pair[0] == pair[1] else "another currency"
    rows = "select currency, to_reporting from {}.contract.fx_rate"
    differ = (f"(({rows.format('used')}) except ({rows.format('loaded')}))"
              f" union all (({rows.format('loaded')}) except ({rows.format('used')}))")
    changed = sorted({row[0] for row in connection.execute(differ).fetchall()})
    return f"the exchange rate of {', '.join(changed)} has changed" if changed else None


def plan(connection: duckdb.DuckDBPyConnection, variables: dict[str, Any]) -> str | None:
    """What the transform is told otherwise than for the version in use: dimensions, models, rules, first day."""
    told = json.loads(connection.execute("select plan from used.meta.plan").fetchall()[0][0])
    now = json.loads(json.dumps(variables))
    weeks = sundays_between(date.fromisoformat(told["newest_day"]), date.fromisoformat(now["newest_day"]))
    if now["newest_day"] < told["newest_day"]:
        return f"the newest day went back from {told['newest_day']} to {now['newest_day']}"
    if now["first_day"] != told["first_day"]:
        return f"the first day moved from {told['first_day']} to {now['first_day']}"
    if weeks > MOST_WEEKS:
        return f"{weeks} new weeks"
    for name in sorted({*told, *now}):
        if (part := next(_differing(told.get(name), now.get(name), MOVING.get(name, ()), name), None)) is not None:
            return f"the plan has changed: {part}"
    return None


def _differing(told: Any, now: Any, moving: tuple[str, ...], where: str) -> Iterator[str]:
    if isinstance(told, dict) and isinstance(now, dict):
        for key in sorted({*told, *now} - {*moving}):
            yield from _differing(told.get(key), now.get(key), moving, f"{where}.{key}")
    elif isinstance(told, list) and isinstance(now, list) and len(told) == len(now):
        for place, pair in enumerate(zip(told, now, strict=True)):
            yield from _differing(*pair, moving, f"{where}.{told[place].get('key', place)}"
                                  if isinstance(told[place], dict) else where)
    elif told != now and where not in ("first_day", "newest_day"):
        yield where


def size(connection: duckdb.DuckDBPyConnection, touched: int) -> str | None:
    """Too many touched, too many put back since the last full build, or keys that run out."""
    customers = connection.execute("select count(*) from loaded.contract.customer").fetchall()[0][0]
    replaced = connection.execute("select replaced from used.meta.build").fetchall()[0][0]
    if touched > MOST_TOUCHED * customers:
        return f"{touched:,} of {customers:,} customers touched"
    if replaced + touched > MOST_REPLACED * customers:
        return f"{replaced + touched:,} of {customers:,} customers touched since the last full build"
    top = connection.execute("select max(label_id) from used.marts.label union all select max(unit_key) from"
                             " used.marts.unit_product").fetchall()
    return "keys run out" if max(row[0] or 0 for row in top) > MOST_KEYS else None
