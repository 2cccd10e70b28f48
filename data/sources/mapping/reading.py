"""Reads one [[mapping]] of sources.toml and holds it against the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb
from sqlalchemy import Column, Date, DateTime, Integer, Numeric

from data.contract import TABLES, contract_columns, words
from data.sources.mapping.filters import Filter, NotUnderstood, parsed
from data.sources.mapping.model import OTHERS, Mapped, Rule
from data.sources.places import Places
from data.sources.where import where_of

ENTRY = ("name", "table", "from", "schema", "relation", "where", "format", "time_zone", "orphans", "columns")
COLUMN = ("column", "constant", "values", "other", "other_word", "format", "time_zone", "remove", "divide_by",
          "minor_unit_of")
NAME = re.compile(r"\w{1,60}")
ATTRIBUTE = 60  # characters of the name of a further attribute of customers


def mapping_of(places: Places, head: int, given: Mapping[str, Any], base: Path) -> Mapped | None:
    """One mapping; null where it cannot be made sense of. Whatever is wrong is said."""
    for key in given:
        if key not in ENTRY:
            places.add("unknown_key", f"is not known; known: {', '.join(ENTRY)}", places.line(head, key), key)
    table = given.get("table")
    if not isinstance(table, str) or table not in TABLES:
        said = f"{table!r} is no table of the contract; it has {', '.join(TABLES)}" if table else "is missing"
        places.add("unknown_table", said, places.line(head, "table"), "table")
        return None
    where = where_of(places, head, given, base)
    if where is None:
        return None
    relation = given.get("relation", "")
    if bool(where.url) != bool(relation) or not isinstance(relation, str):
        places.add("wrong_value", 'names the table of a database: with a URL write relation = "…", with files leave it '
                   "out", places.line(head, "relation"), "relation")
    if given.get("orphans", "refuse") not in ("refuse", "leave_out"):
        places.add("wrong_value", "is none of refuse, leave_out", places.line(head, "orphans"), "orphans")
    name = given.get("name", re.sub(r"\W+", "_", relation if where.url else where.paths[0].stem)[:60])
    if not isinstance(name, str) or not NAME.fullmatch(name):
        places.add("wrong_value", "is no name: letters, digits and _, at most 60", places.line(head, "name"), "name")
    return Mapped(str(name), table, where, _columns(places, head, table, given), head, str(relation),
                  _filter(places, head, given.get("where")), places.line(head, "where"), given.get("orphans", "refuse"))


def _filter(places: Places, head: int, text: Any) -> Filter | None:
    if text is None:
        return None
    try:
        if not isinstance(text, str):
            raise NotUnderstood("it is no text")
        return parsed(text)
    except NotUnderstood as error:
        places.add("bad_filter", f"is not understood: {error} (docs/sources.md shows what it may say)",
                   places.line(head, "where"), "where")
        return None


def _columns(places: Places, head: int, table: str, given: Mapping[str, Any]) -> tuple[Rule, ...]:
    columns, contract = given.get("columns"), contract_columns(table)
    if not isinstance(columns, dict) or not columns:
        places.add("missing_key", "is missing: a table [mapping.columns] with a line for each column of the contract",
                   places.line(head, "columns"), "columns")
        return ()
    for name, column in contract.items():
        if not column.nullable and name not in columns:
            places.add("missing_column", f"{table} requires this column; say which of yours holds it, or a constant",
                       places.line(head, "columns"), name)
    rules = []
    for name, value in columns.items():
        if name not in contract and (table != "customer" or len(name) > ATTRIBUTE):
            places.add("unknown_column", f"is no column of {table}; it has {', '.join(contract)}",
                       places.line(head, name), name)
            continue
        rule = _rule(places, head, name, value, given)
        if rule is not None:
            rules.append(rule)
            _fits(places, rule, contract.get(name))
    return tuple(rules)


def _rule(places: Places, head: int, name: str, value: Any, mapping: Mapping[str, Any]) -> Rule | None:
    line = places.line(head, "columns", name)
    given = {"column": value} if isinstance(value, str) else value

    def wrong(message: str) -> None:
        places.add("wrong_value", message, line, name)

    if not isinstance(given, dict):
        wrong('is neither the name of your column nor a table such as { constant = "…" }')
        return None
    for key in given:
        if key not in COLUMN:
            wrong(f"{key} is not known; known: {', '.join(COLUMN)}")
    if ("column" in given) == ("constant" in given):
        wrong("needs a column of yours or a constant, and not both")
        return None
    values = {str(key): _text(each) for key, each in _table(given.get("values")).items()}
    other, word = given.get("other", "refuse"), given.get("other_word")
    if other not in OTHERS:
        wrong(f"other is none of {', '.join(OTHERS)}")
    if ("other" in given or word is not None) and not values:
        wrong("other and other_word go with values")
    zone = given.get("time_zone", mapping.get("time_zone", "UTC"))
    _zone(zone, wrong)
    formats = _listed(given.get("format", mapping.get("format", ())))
    _formats(formats, wrong)
    divide = given.get("divide_by", 1)
    if not isinstance(divide, int) or isinstance(divide, bool) or divide < 1:
        wrong("divide_by is not a whole number above 0")
        divide = 1
    constant = _text(given["constant"]) if "constant" in given else None
    return Rule(name, line, str(given.get("column", "")), constant, values, "word" if word is not None else str(other),
                _text(word) if word is not None else "", formats, str(zone), str(given.get("remove", "")), divide,
                str(given.get("minor_unit_of", "")))


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(each) for each in value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _zone(zone: Any, wrong: Any) -> None:
    try:
        ZoneInfo(str(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        wrong(f'there is no time zone "{zone}"; write one as "Asia/Tokyo"')


def _formats(formats: tuple[str, ...], wrong: Any) -> None:
    for each in formats:
        try:
            duckdb.execute("SELECT try_strptime('', ?)", [each]).fetchall()
        except duckdb.Error:
            wrong(f'"{each}" is no format of a date or time; write one as "%Y/%m/%d %H:%M"')


def _fits(places: Places, rule: Rule, column: Column[Any] | None) -> None:
    """Whether what the rule says makes sense for its column of the contract (null: a further attribute, as text)."""
    known = words(column) if column is not None else ()
    made = [*rule.values.values(), *([rule.word] if rule.other == "word" else []),
            *([rule.constant] if rule.constant is not None else [])]
    for bad in sorted({word for word in made if known and word not in known}):
        places.add("unknown_word", f"“{bad}” is none of {', '.join(known)}", rule.line, rule.name)
    kind = None if column is None else column.type
    if (rule.divide != 1 or rule.minor or rule.remove) and not isinstance(kind, Numeric | Integer):
        places.add("wrong_value", "divide_by, minor_unit_of and remove are for columns that hold a number", rule.line,
                   rule.name)
    if rule.minor and rule.divide != 1:
        places.add("wrong_value", "divide_by and minor_unit_of exclude one another", rule.line, rule.name)
    if rule.values and (rule.formats and isinstance(kind, Date | DateTime)):
        places.add("wrong_value", "values and format exclude one another", rule.line, rule.name)
