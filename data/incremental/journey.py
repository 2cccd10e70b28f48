"""The journey of the untouched is carried on by the new Sundays; that of whoever's facts changed is judged anew.

Both are the transform's own models, run on other rows: on the new Sundays (and those 91 days before, which growth is
measured from), or on some customers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from data.incremental.models import Model, catalog

NAMES = ("journey_fact", "journey", "journey_cube")
GROWTH_DAYS = 91
MOST_AGAIN = 0.3
"""Share of the customers above which all are judged anew."""


def build(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model], journey: dict[str, Any]) -> str:
    """Brings draft.marts.journey and journey_cube up to the variable `journey`; gives how, in words.

    The health and the conditions of the draft must stand.
    """
    models["journey_fact"].run(connection, "draft")
    began, cut = connection.execute("select from_day, to_day from used.meta.journey").fetchall()[0]
    whole = journey["from_day"] != began or cut < began or cut > journey["to_day"]
    if not whole:
        connection.execute("create or replace temp table again (key integer primary key)")
        for select in _changed(journey, cut):
            connection.execute(f"insert or ignore into temp.again select distinct * from ({select}) as found")
        again, customers = connection.execute("select (select count(*) from temp.again), count(*)"
                                              " from draft.marts.unit_customer").fetchall()[0]
        whole = again > MOST_AGAIN * max(customers, 1)
    if whole:
        for name in NAMES:
            models[name].run(connection, "draft")
        return "the journey of all"
    _judge_again(connection, models)
    _judge_new(connection, models, journey, cut)
    _count(connection, models, cut)
    return f"the journey of {again:,}"


def _changed(journey: dict[str, Any], cut: int) -> list[str]:
    """Whose facts on the Sundays up to `cut` may differ: the touched, and whose conditions or health there do."""
    found = ["select key from temp.gone", "select customer_key from side.marts.customer"]
    if journey["conditions"]:
        named = ", ".join(f"'{name}'" for name in journey["conditions"])
        rows = (f"select customer_key, condition, from_day, least(to_day, {cut + 1}) as to_day, holds"
                f" from {{}}.marts.condition where condition in ({named}) and from_day <= {cut}")
        found.append(_differing(rows))
    if journey["health"]:
        found.append(_differing("select customer_key, week_day, band, score, m_pulse, m_usage_trend, m_usage_breadth,"
                                f" m_seats_used from {{}}.marts.health where week_day <= {cut}"))
    return found


def _differing(rows: str) -> str:
    """The customers of rows that only one of `used` and `draft` has."""
    used, draft = rows.format("used"), rows.format("draft")
    return (f"select customer_key from (({used}) except ({draft})) as a"
            f" union all select customer_key from (({draft}) except ({used})) as b")


def _judge_again(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model]) -> None:
    catalog(connection, "judged_again", "draft", {
        "piece_customer": "select * from draft.marts.piece_customer where unit_key in (select key from temp.again)",
        "line": "select * from draft.marts.line where customer_key in (select key from temp.again)",
        "stg_contract": "select * from draft.staging.stg_contract where customer_id in (select customer_id from"
                        " draft.marts.customer where root_key in (select key from temp.again))"})
    models["journey_fact"].run(connection, "judged_again")
    connection.execute("delete from draft.marts.journey where customer_key in (select key from temp.again)")
    connection.execute(f"insert into draft.marts.journey by name {models['journey'].on('judged_again')}")


def _judge_new(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model], journey: dict[str, Any],
               cut: int) -> None:
    """The spells of all others that begin on a new Sunday; what went on until then ends there."""
    weeks = range(cut, journey["to_day"] + 1, 7)
    if len(weeks) < 2:
        return
    days = sorted({*weeks} | {day - GROWTH_DAYS for day in weeks})
    catalog(connection, "judged_new", "draft", {
        "as_of": f"select * from draft.marts.as_of where day in ({', '.join(map(str, days))})",
        # a line that ended before them no longer counts among those that stand or were cancelled
        "line": f"select * from draft.marts.line where to_day is null or to_day > {days[0]}",
        "piece_customer": f"select * from draft.marts.piece_customer where to_day > {days[0]}"
                          f" and from_day <= {days[-1]} and unit_key not in (select key from temp.again)"})
    models["journey_fact"].run(connection, "judged_new")
    connection.execute(f"create or replace temp table begun as from ({models['journey'].on('judged_new')})"
                       f" where from_day > {cut}")
    connection.execute("update draft.marts.journey as spell set to_day = next.from_day from"
                       " (select customer_key, min(from_day) as from_day from temp.begun group by customer_key) as next"
                       " where next.customer_key = spell.customer_key and spell.to_day > next.from_day")
    connection.execute("insert into draft.marts.journey by name from temp.begun")


def _count(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Model], cut: int) -> None:
    """journey_cube: less what those judged anew added up to `cut`, plus what they add now, plus the new Sundays."""
    who = "in (select key from temp.again)"
    for name, behind in (("counted_before", "used"), ("counted_again", "draft")):
        catalog(connection, name, behind, {
            "piece_customer": f"select * from {behind}.marts.piece_customer where unit_key {who}",
            "journey": f"select * from {behind}.marts.journey where customer_key {who}",
            "as_of": f"select * from {behind}.marts.as_of where day <= {cut}"})
    catalog(connection, "counted_new", "draft", {
        "piece_customer": f"select * from draft.marts.piece_customer where to_day > {cut}",
        "journey": f"select * from draft.marts.journey where to_day > {cut}",
        "as_of": f"select * from draft.marts.as_of where day > {cut}"})
    cube, named = models["journey_cube"], "week_day, profile_id, stage"
    minus = f"select {named}, -customers as customers, -arr as arr from ({cube.on('counted_before')}) as gone"
    plus = [f"select * from ({cube.on(name)}) as made" for name in ("counted_again", "counted_new")]
    union = " union all ".join(["select * from draft.marts.journey_cube", minus, *plus])
    connection.execute("create or replace table draft.marts.journey_cube as"
                       f" select {named}, cast(sum(customers) as bigint) as customers, cast(sum(arr) as bigint) as arr"
                       f" from ({union}) as parts group by {named} having sum(customers) <> 0"
                       " order by week_day, profile_id")
