"""Warnings about dates: days in the future, a first day on which too many start, a source that fell silent."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

from sqlalchemy import Column, DateTime

from data.check.context import Context
from data.faults import WARNING, Finding
from data.rhythm import event_days_sql, rhythm, silence, status

FAR = 2200
EDGE_SPANS = (1, 31)
EDGE_SHARE, EDGE_COUNT, EDGE_TIMES = 0.05, 10, 3


def days(context: Context) -> None:
    """All warnings about dates."""
    for table, column in context.columns():
        if column.info.get("event"):
            _future(context, table, column)
        if "event" in column.info:
            context.report(WARNING, "far_date", table, column.name, "is far off; leave an open end empty",
                           f"SELECT rowid, {column.name}, CAST(NULL AS BIGINT) FROM contract.{table} "
                           f"WHERE {column.name} >= DATE '{FAR}-01-01'")
    if context.has("usage_week", "week_on"):
        context.report(WARNING, "not_a_monday", "usage_week", "week_on", "is not a Monday, which names a week",
                       "SELECT rowid, week_on, CAST(NULL AS BIGINT) FROM contract.usage_week "
                       "WHERE isodow(week_on) <> 1")
    _edge_of_history(context)
    _silent_sources(context)


def _future(context: Context, table: str, column: Column[object]) -> None:
    now = f"TIMESTAMP '{datetime.now(UTC):%Y-%m-%d %H:%M:%S}'"
    limit = now if isinstance(column.type, DateTime) else f"DATE '{context.today}'"
    context.report(WARNING, "future_date", table, column.name, "is in the future",
                   f"SELECT rowid, {column.name}, CAST(NULL AS BIGINT) FROM contract.{table} "
                   f"WHERE {column.name} > {limit} AND year({column.name}) < {FAR}")


def _edge_of_history(context: Context) -> None:
    """A first day, or first 31 days, in which an unlikely share of customers start: history was cut off there.

    Unlikely: at least 10 customers and 5 % of all, and more than 3 times the median of the later days (spans of 31
    days) in which customers start. Cohorts and survival would take them for new.
    """
    if not context.has("subscription", "customer_id", "start_on"):
        return
    starts = context.connection.execute(
        "SELECT first, count(*) FROM (SELECT min(start_on) AS first FROM contract.subscription "
        "WHERE start_on IS NOT NULL GROUP BY customer_id) GROUP BY 1 ORDER BY 1").fetchall()
    for span in EDGE_SPANS:
        counts: Counter[int] = Counter()
        for day, count in starts:
            counts[(day - starts[0][0]).days // span] += count
        others = sorted(count for part, count in counts.items() if part)
        edge = max(EDGE_COUNT, EDGE_SHARE * counts.total(), EDGE_TIMES * others[len(others) // 2] + 1 if others else 0)
        if counts[0] >= edge and (others or span == 1):
            when = "on this first day" if span == 1 else f"in the {span} days from this first one"
            message = f"{counts[0]:,} of {counts.total():,} customers start {when}: what they had before is missing"
            context.findings.add(Finding(WARNING, "edge_of_history", message, "subscription",
                                         context.sources["subscription"].file, None, "start_on", str(starts[0][0])))
            return


def _silent_sources(context: Context) -> None:
    """A table that by `data.rhythm` had fallen silent by the newest day of all tables."""
    found = {table: rhythm(_event_days(context, table)) for table in context.sources}
    newest = max((each.newest for each in found.values() if each.newest and each.longest), default=None)
    for table, each in found.items():
        if newest is None or each.newest is None:
            continue
        silent = silence(table, each.newest, newest)
        if status(each, silent) == "silent":
            message = (f"nothing new for {silent} days before the data's newest day, {newest}; it usually pauses for "
                       f"{each.longest} at most")
            context.findings.add(Finding(WARNING, "silent_source", message, table, context.sources[table].file,
                                         value=str(each.newest)))


def _event_days(context: Context, table: str) -> list[date]:
    sql = event_days_sql(table, context.sources[table].names, context.today)
    return [day for day, in context.query(sql) if isinstance(day, date)] if sql else []
