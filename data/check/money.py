"""Currencies: every amount has a rate to the one reporting currency."""

from __future__ import annotations

from data.check.context import Context
from data.contract import TABLES
from data.faults import FAULT


def currencies(context: Context) -> None:
    """With `fx_rate`, exactly one currency has the rate 1 and every currency in use has a rate. Without it, one
    currency alone may be in use, in all tables together: it is the reporting currency."""
    used = _used(context)
    if context.has("fx_rate", "currency", "to_reporting"):
        _reporting(context)
        rated = {currency for currency, in context.query("SELECT currency FROM contract.fx_rate")}
        unrated, message = used - rated, "has no rate in fx_rate"
    else:
        unrated = used if len(used) > 1 else set()
        message = f"has no rate: {len(used)} currencies are in use and there is no fx_rate"
    if unrated:
        _report(context, message, unrated)


def _tables(context: Context) -> list[str]:
    return [table for table in TABLES if table != "fx_rate" and context.has(table, "currency")]


def _used(context: Context) -> set[object]:
    return {currency for table in _tables(context) for currency, in context.query(
        f"SELECT DISTINCT currency FROM contract.{table} WHERE regexp_full_match(currency, '[A-Z]{{3}}')")}


def _report(context: Context, message: str, unrated: set[object]) -> None:
    """The first row of each currency in each table: one finding says it, not a million."""
    listed = ", ".join(f"'{currency}'" for currency in sorted(map(str, unrated)))
    for table in _tables(context):
        context.report(FAULT, "no_rate", table, "currency", message,
                       f"SELECT min(rowid), currency, CAST(NULL AS BIGINT) FROM contract.{table} "
                       f"WHERE currency IN ({listed}) GROUP BY currency")


def _reporting(context: Context) -> None:
    ones = "SELECT rowid, currency, CAST(NULL AS BIGINT) FROM contract.fx_rate WHERE to_reporting = 1"
    found = len(context.query(ones))
    if found > 1:
        context.report(FAULT, "reporting_currency", "fx_rate", "to_reporting",
                       f"is one of {found} rates of 1; exactly one currency has it, the reporting currency", ones)
    elif not found:
        context.report(FAULT, "reporting_currency", "fx_rate", "to_reporting",
                       "no rate is 1; exactly one currency has it, the reporting currency",
                       "SELECT min(rowid), NULL, CAST(NULL AS BIGINT) FROM contract.fx_rate HAVING count(*) > 0")
