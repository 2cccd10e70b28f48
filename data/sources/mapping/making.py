"""A mapping into `made_<mapping>` of the scratch database: the contract's columns, typed, of the rows that it keeps.

Every value that a person wrote (a filter's, a constant, the words of `values`, a format) is bound, never put into SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from babel.numbers import get_currency_precision, list_currencies
from sqlalchemy import Column, Date, DateTime, Text

from data.contract import contract_columns
from data.examine import examine
from data.faults import FAULT, Finding
from data.reading_values import DATE, MOMENT, Given, from_text, literal, quoted
from data.reading_values import Rule as Broken
from data.sources.mapping.filters import columns as named
from data.sources.mapping.filters import compiled
from data.sources.mapping.model import Mapped, Rule
from data.sources.opening import Inputs, NotReached, Table, database
from data.warehouse import time_zone

OFFSET = r".*\d{2}:\d{2}.*( ?UTC|Z|[+-]\d{2}(:?\d{2})?)"
CLOCK = ("%H", "%I", "%c", "%X", "%M", "%S")


@dataclass(frozen=True)
class Made:
    """SQL with a ? for each of `values`."""

    sql: str
    values: tuple[Any, ...] = ()

    @staticmethod
    def of(template: str, *parts: Made) -> Made:
        """`template` with each {} filled by a part, in order."""
        return Made(template.format(*(part.sql for part in parts)), tuple(v for part in parts for v in part.values))


def _kept(text: str) -> str:
    """Text that `Made.of` shall leave as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def make_mapping(inputs: Inputs, mapping: Mapped, file: str) -> None:
    """Reads every file of a mapping into `made_<name>.<table>`. What is wrong goes into the findings."""
    parts = [part for at, table in enumerate(_tables(inputs, mapping))
             if table is not None and (part := _part(inputs, mapping, table, at, file))]
    inputs.connection.execute(f"CREATE SCHEMA {quoted('made_' + mapping.name)}")
    if parts:
        union = " UNION ALL ".join(parts)
        inputs.connection.execute(f"CREATE TABLE {quoted('made_' + mapping.name)}.{mapping.table} AS {union}")


def _tables(inputs: Inputs, mapping: Mapped) -> Sequence[Table | None]:
    if mapping.where.url is None:
        return [inputs.file(f"{mapping.name}.{at}", path, path.name) for at, path in enumerate(mapping.where.paths)]
    try:
        with database(mapping.where, inputs.connection) as opened:
            found = opened.tables()
            if mapping.relation.lower() not in found:
                message = f"{mapping.where.shown}: has no table {mapping.relation}"
                inputs.findings.add(Finding(FAULT, "missing_table", message))
                return []
            return [opened.open(inputs, f"{mapping.name}.0", found[mapping.relation.lower()])]
    except NotReached as error:
        inputs.findings.add(Finding(FAULT, "unreachable", str(error)))
        return []


def _part(inputs: Inputs, mapping: Mapped, table: Table, at: int, file: str) -> str:
    """One file as a SELECT of typed rows; empty where columns are missing, which is said."""
    asked = {name: rule.line for rule in mapping.columns for name in rule.reads}
    asked |= dict.fromkeys(named(mapping.keep) if mapping.keep else (), mapping.keep_line)
    missing = [name for name in asked if name.lower() not in table.columns]
    for name in missing:
        message = f'{table.source.file} has no column "{name}"; it has {", ".join(list(table.columns)[:40])}'
        inputs.findings.add(Finding(FAULT, "missing_column", message, file=file, line=asked[name]))
    if missing:
        return ""
    keep, bound = compiled(mapping.keep, lambda name: table.columns[name.lower()]) if mapping.keep else ("true", [])
    made, values, given = [f"{keep} AS _keep"], list(bound), []
    contract = contract_columns(mapping.table)
    for number, rule in enumerate(mapping.columns):
        column = contract.get(rule.name)
        if column is None:
            column = Column(rule.name, Text(), nullable=True)
        raw, text, broken = _column(rule, column, table)
        made += [f"{raw.sql} AS g{number}", f"{text.sql} AS t{number}", f"{broken.sql} AS b{number}"]
        values += [*raw.values, *text.values, *broken.values]
        given.append(_given(mapping.table, rule, column, number))
    copied = f"main.{quoted(f'mapped {mapping.name} {at}')}"
    inputs.connection.execute(f"CREATE TABLE {copied} AS SELECT {', '.join(made)} FROM {table.source.scan}", values)
    staged = replace(table.source, text=None, scan=copied, strict_scan=copied, columns=tuple(given))
    examine(inputs.connection, staged, inputs.findings)
    return f"SELECT {', '.join(f'{each.value} AS {quoted(each.name)}' for each in given)} FROM {copied} WHERE _keep"


def _given(table: str, rule: Rule, column: Column[Any], number: int) -> Given:
    """The typed column over the mapped text `tN`; what is shown of a wrong one is `gN`, their own value."""
    made = from_text(table, column, f"t{number}")
    said = f"is in none of the formats {', '.join(rule.formats)}" if rule.formats and not rule.values else (
        "is not among the values of this column; add it there, or say other = \"null\"")
    rules = [Broken("unlisted_value", f"_keep AND b{number}", said, f"g{number}")]
    rules += [replace(each, broken=f"_keep AND NOT b{number} AND ({each.broken})", shown=f"g{number}")
              for each in made.rules]
    return replace(made, raw=f"g{number}", rules=tuple(rules))


def _column(rule: Rule, column: Column[Any], table: Table) -> tuple[Made, Made, Made]:
    """Their value, ours as text, and whether theirs is none that the rule knows."""
    never = Made("false")
    if rule.constant is not None:
        text = Made("CAST(? AS VARCHAR)", (rule.constant,))
        return text, text, never
    raw = Made(table.columns[rule.column.lower()])
    if rule.values:
        return raw, *_worded(rule, raw)
    if isinstance(column.type, Date | DateTime):
        text = _dated(rule, raw, isinstance(column.type, DateTime))
        unread = Made.of("({} IS NOT NULL AND {} IS NULL)", raw, text) if rule.formats else never
        return raw, (text if rule.formats else Made.of("coalesce({}, {})", text, raw)), unread
    if rule.remove or rule.divide != 1 or rule.minor:
        return raw, _number(rule, raw, table), never
    return raw, raw, never


def _worded(rule: Rule, raw: Made) -> tuple[Made, Made]:
    cases, values = [], []
    for theirs, ours in rule.values.items():
        cases.append(f"WHEN {raw.sql} IS NOT DISTINCT FROM nullif(CAST(? AS VARCHAR), '') THEN ?")
        values += [theirs, ours]
    listed = "CASE " + " ".join(cases)
    blank = f"WHEN {raw.sql} IS NULL THEN NULL"
    otherwise = {"keep": raw.sql, "word": "?"}.get(rule.other, "NULL")
    last = (rule.word,) if rule.other == "word" else ()
    text = Made(f"{listed} {blank} ELSE {otherwise} END", (*values, *last))
    known = Made(f"{raw.sql} NOT IN ({', '.join('?' * len(rule.values))})", tuple(rule.values))
    unlisted = Made.of("coalesce({}, false)", known) if rule.other == "refuse" else Made("false")
    return text, unlisted


def _number(rule: Rule, raw: Made, table: Table) -> Made:
    text = Made(f"translate({raw.sql}, ?, '')", (rule.remove,)) if rule.remove else raw
    if rule.minor:
        currency = f"upper({table.columns[rule.minor.lower()]})"
        cases = " ".join(f"WHEN {currency} IN ({', '.join(map(literal, names))}) THEN {factor}"
                         for factor, names in _minor_units().items())
        made = Made.of("CAST(TRY_CAST({} AS DECIMAL(28, 6)) * CASE " + _kept(cases) + " ELSE 0.0100 END AS "
                       "VARCHAR)", text)
    elif rule.divide == 1:
        return text
    elif str(rule.divide).strip("0") == "1":
        made = Made.of(f"CAST(TRY_CAST({{}} AS DECIMAL(28, 6)) * {1 / rule.divide:.9f} AS VARCHAR)", text)
    else:
        made = Made.of(f"CAST(CAST(TRY_CAST({{}} AS DOUBLE) / {rule.divide} AS DECIMAL(28, 6)) AS VARCHAR)", text)
    return Made.of("coalesce({}, {})", made, text)


def _minor_units() -> dict[str, list[str]]:
    """Currencies whose minor unit is no hundredth, by the factor that makes their unit of it."""
    found: dict[str, list[str]] = {}
    for name in sorted(list_currencies()):
        digits = get_currency_precision(name)
        if digits != 2:
            found.setdefault(f"{10 ** -digits:.4f}", []).append(name)
    return found


def _dated(rule: Rule, raw: Made, with_time: bool) -> Made:
    """A date or time as the contract writes it, null where it cannot be read."""
    if not rule.formats:
        return _iso(rule, raw, with_time)
    return Made.of("coalesce(" + ", ".join("{}" for _ in rule.formats) + ")",
                   *(_formatted(each, rule, raw, with_time) for each in rule.formats))


def _formatted(form: str, rule: Rule, raw: Made, with_time: bool) -> Made:
    read = Made.of("try_strptime({}, {})", raw, Made("?", (form,)))
    clock = any(mark in form for mark in CLOCK)
    if not with_time and not clock:
        return Made.of("strftime({}, '%Y-%m-%d')", read)
    zoned = "%z" in form or "%Z" in form
    return _written(read if zoned else _in_zone(read, rule.zone), with_time)


def _iso(rule: Rule, raw: Made, with_time: bool) -> Made:
    offset = Made.of(f"regexp_full_match({{}}, {_kept(literal(OFFSET))})", raw)
    moment = Made.of("CASE WHEN {} THEN TRY_CAST({} AS TIMESTAMPTZ) ELSE {} END", offset, raw,
                     _in_zone(Made.of("TRY_CAST({} AS TIMESTAMP)", raw), rule.zone))
    like = Made.of(f"regexp_full_match({{}}, {_kept(literal(MOMENT))})", raw)
    written = Made.of("CASE WHEN {} THEN {} END", like, _written(moment, with_time))
    if with_time:
        return written
    plain = Made.of(f"regexp_full_match({{}}, {_kept(literal(DATE))})", raw)
    return Made.of("CASE WHEN {} THEN {} ELSE {} END", plain, raw, written)


def _in_zone(moment: Made, zone: str) -> Made:
    return Made.of("timezone({}, {})", Made("?", (zone,)), moment)


def _written(moment: Made, with_time: bool) -> Made:
    if with_time:
        return Made.of("strftime(timezone('UTC', {}), '%Y-%m-%dT%H:%M:%S.%f')", moment)
    return Made.of("strftime(timezone({}, {}), '%Y-%m-%d')", Made("?", (time_zone(),)), moment)
