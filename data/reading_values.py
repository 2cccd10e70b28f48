"""How one column of a file becomes a column of the contract: its typed value and the rules it must keep, as SQL.

Nothing is guessed: a date is YYYY-MM-DD, a number has no thousands separators, infinities are not numbers. DuckDB's
own casts are looser (2024/1/5, "inf", a time zone that is dropped), so the text is held against a pattern first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Double, Enum, Integer, Numeric

from data.contract import words

PERIODS = {"subscription": ("start_on", "end_on"), "assignment": ("from_on", "to_on")}
POSITIVE = {("fx_rate", "to_reporting")}
EARLIEST = "DATE '1900-01-01'"
NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
DATE = r"\d{4}-\d{2}-\d{2}"
MOMENT = DATE + r"([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?UTC|Z|[+-]\d{2}(:?\d{2})?)?)?"
TRUE, FALSE = "'true', 't', '1', 'yes', 'y'", "'false', 'f', '0', 'no', 'n'"


@dataclass(frozen=True)
class Rule:
    """A rule of one column: its code, the SQL that finds the rows that break it, what to say, what to show."""

    code: str
    broken: str
    message: str
    shown: str


@dataclass(frozen=True)
class Given:
    """A column as a file gives it: the text to show, the typed value, the rules, all SQL over the file's scan."""

    name: str
    raw: str
    value: str
    rules: tuple[Rule, ...] = ()


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def sql_type(column: Column[Any]) -> str:
    """The DuckDB type of a contract column."""
    kind = column.type
    if isinstance(kind, Boolean):
        return "BOOLEAN"
    if isinstance(kind, DateTime):
        return "TIMESTAMP"
    if isinstance(kind, Double):
        return "DOUBLE"
    if isinstance(kind, Numeric):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    return "DATE" if isinstance(kind, Date) else "INTEGER" if isinstance(kind, Integer) else "VARCHAR"


def from_text(table: str, column: Column[Any], raw: str) -> Given:
    """A contract column read from text."""
    value, rule, message = _parsed(column, raw)
    rules = (Rule(rule, f"{raw} IS NOT NULL AND ({value}) IS NULL", message, raw),) if rule else ()
    return Given(column.name, raw, value, (*rules, *rules_of(table, column, raw, value)))


def from_parquet(table: str, column: Column[Any], name: str, given: str) -> Given:
    """A contract column read from a Parquet column of DuckDB type `given`.

    Types that hold the same values without loss are taken; another type is one fault, unless the column is all null.
    """
    raw = f"CAST({name} AS VARCHAR)"
    target = sql_type(column)
    if not _holds(given, target):
        message = f"is a Parquet column of type {given}; the contract wants {target}"
        return Given(column.name, raw, f"CAST(NULL AS {target})",
                     (Rule("wrong_column_type", f"{name} IS NOT NULL", message, "CAST(NULL AS VARCHAR)"),
                      *rules_of(table, column, raw, f"CAST(NULL AS {target})")))
    value = f"CAST({name} AT TIME ZONE 'UTC' AS {target})" if "ZONE" in given else f"TRY_CAST({name} AS {target})"
    exact = f"({value}) IS NULL OR CAST(({value}) AS {'TIMESTAMP' if target == 'DATE' else 'DOUBLE'}) <> {name}"
    inexact = (target == "DATE" and given != "DATE") or (target == "INTEGER" and given in ("FLOAT", "DOUBLE"))
    unfit = f"NOT isfinite({name})" if given in ("FLOAT", "DOUBLE") else "false"
    broken = f"{name} IS NOT NULL AND ({unfit} OR {exact if inexact else f'({value}) IS NULL'})"
    message = {"DATE": "is not a date: it has a time of day", "INTEGER": "is not a whole number in range",
               "VARCHAR": "is not text"}.get(target, "is not a number in range")
    rules = (Rule("wrong_value", broken, message, raw),)
    finite = f"CASE WHEN {unfit} THEN NULL ELSE {value} END" if unfit != "false" else value
    return Given(column.name, raw, finite, (*rules, *rules_of(table, column, raw, finite)))


def _holds(given: str, target: str) -> bool:
    whole = given.endswith(("INT", "INTEGER"))
    if target == "VARCHAR":
        return whole or given in ("VARCHAR", "UUID") or given.startswith("ENUM")
    if target == "BOOLEAN":
        return given == "BOOLEAN"
    if target in ("DATE", "TIMESTAMP"):
        return given == "DATE" or given.startswith("TIMESTAMP")
    if target == "INTEGER":
        return whole or given in ("FLOAT", "DOUBLE")
    return whole or given in ("FLOAT", "DOUBLE") or given.startswith("DECIMAL")


def _parsed(column: Column[Any], raw: str) -> tuple[str, str, str]:
    """The typed value of a text, and the rule and message for a text that has none (no rule: every text will do)."""
    kind, target = column.type, sql_type(column)
    if isinstance(kind, Boolean):
        value = f"CASE WHEN lower({raw}) IN ({TRUE}) THEN true WHEN lower({raw}) IN ({FALSE}) THEN false END"
        return value, "not_a_flag", "is not true or false"
    if isinstance(kind, DateTime):
        value = f"TRY_CAST({raw} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"
        return _matching(raw, MOMENT, value), "not_a_timestamp", "is not a time as YYYY-MM-DDTHH:MM:SSZ"
    if isinstance(kind, Date):
        return _matching(raw, DATE, f"TRY_CAST({raw} AS DATE)"), "not_a_date", "is not a date as YYYY-MM-DD"
    if isinstance(kind, Integer):
        value = f"TRY_CAST(TRY_CAST({raw} AS DOUBLE) AS INTEGER)"
        return _matching(raw, r"[+-]?\d+(\.0*)?", value), "not_a_whole_number", "is not a whole number in range"
    if isinstance(kind, Numeric | Double):
        value = _matching(raw, NUMBER, f"TRY_CAST({raw} AS {target})")
        finite = f"CASE WHEN isfinite({value}) THEN {value} END" if target == "DOUBLE" else value
        return finite, "not_a_number", "is not a number (a point for decimals, no thousands separators)"
    return raw, "", ""


def _matching(raw: str, pattern: str, value: str) -> str:
    return f"CASE WHEN regexp_full_match({raw}, {literal(pattern)}) THEN {value} END"


def full_match(text: str, pattern: str) -> str:
    """Whether the whole text has the pattern, as DuckDB says it."""
    return f"regexp_full_match({text}, '{pattern}')"


def rules_of(table: str, column: Column[Any], raw: str, value: str,
             matches: Callable[[str, str], str] = full_match) -> tuple[Rule, ...]:
    """The rules that hold whatever the file's format, and on a server too: `matches` is all that engines differ in."""
    rules = []
    if not column.nullable:
        blank = f"{raw} IS NULL" if sql_type(column) != "VARCHAR" else f"({raw} IS NULL OR trim({raw}) = '')"
        rules.append(Rule("empty_required", blank, "is empty; every row must have one", raw))
    if isinstance(column.type, Enum):
        known = ", ".join(literal(word) for word in words(column))
        rules.append(Rule("unknown_word", f"({value}) NOT IN ({known})", f"is none of {', '.join(words(column))}", raw))
    if (bound := _bound(table, column)) and (broken := bound[0].format(value=value)):
        rules.append(Rule("out_of_range", broken, bound[1], raw))
    if sql_type(column) in ("DATE", "TIMESTAMP"):
        rules.append(Rule("out_of_range", f"({value}) < {EARLIEST}", "is before 1900", raw))
    if column.name == "currency":
        broken = f"NOT {matches(value, '[A-Z]{3}')}"
        rules.append(Rule("not_a_currency", broken, "is not a currency code of three capitals (ISO 4217)", raw))
    return tuple(rules)


def _bound(table: str, column: Column[Any]) -> tuple[str, str] | None:
    if (table, column.name) in POSITIVE:
        return "({value}) <= 0", "is not above 0"
    low, high = column.info.get("low"), column.info.get("high")
    if low is None and high is None:
        return None
    if high is None:
        return f"({{value}}) < {low}", f"is below {low}"
    return f"({{value}}) NOT BETWEEN {low} AND {high}", f"is not within {low} to {high}"
