"""A mapping into `made_<mapping>` of the scratch database: the contract's columns, typed, of the rows that it keeps.

Every value that a person wrote (a filter's, a constant, the words of `values`, a format) is bound, never put into SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Date, DateTime, Text

from data.contract import contract_columns
from data.examine import examine
from data.faults import FAULT, Finding
from data.reading_values import Given, from_text, quoted
from data.reading_values import Rule as Broken
from data.sources.mapping.filters import columns as named
from data.sources.mapping.filters import compiled
from data.sources.mapping.model import Mapped, Rule
from data.sources.mapping.values import Made, dated, number, worded
from data.sources.opening import Inputs, NotReached, Table, database


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
    for place, rule in enumerate(mapping.columns):
        column = contract.get(rule.name)
        if column is None:
            column = Column(rule.name, Text(), nullable=True)
        raw, text, broken = _column(rule, column, table)
        made += [f"{raw.sql} AS g{place}", f"{text.sql} AS t{place}", f"{broken.sql} AS b{place}"]
        values += [*raw.values, *text.values, *broken.values]
        given.append(_given(mapping.table, rule, column, place))
    copied = f"main.{quoted(f'mapped {mapping.name} {at}')}"
    inputs.connection.execute(f"CREATE TABLE {copied} AS SELECT {', '.join(made)} FROM {table.source.scan}", values)
    staged = replace(table.source, text=None, scan=copied, strict_scan=copied, columns=tuple(given))
    examine(inputs.connection, staged, inputs.findings)
    return f"SELECT {', '.join(f'{each.value} AS {quoted(each.name)}' for each in given)} FROM {copied} WHERE _keep"


def _given(table: str, rule: Rule, column: Column[Any], place: int) -> Given:
    """The typed column over the mapped text `tN`; what is shown of a wrong one is `gN`, their own value."""
    made = from_text(table, column, f"t{place}")
    said = f"is in none of the formats {', '.join(rule.formats)}" if rule.formats and not rule.values else (
        "is not among the values of this column; add it there, or say other = \"null\"")
    rules = [Broken("unlisted_value", f"_keep AND b{place}", said, f"g{place}")]
    rules += [replace(each, broken=f"_keep AND NOT b{place} AND ({each.broken})", shown=f"g{place}")
              for each in made.rules]
    return replace(made, raw=f"g{place}", rules=tuple(rules))


def _column(rule: Rule, column: Column[Any], table: Table) -> tuple[Made, Made, Made]:
    """Their value, ours as text, and whether theirs is none that the rule knows."""
    never = Made("false")
    if rule.constant is not None:
        text = Made("CAST(? AS VARCHAR)", (rule.constant,))
        return text, text, never
    raw = Made(table.columns[rule.column.lower()])
    if rule.values:
        return raw, *worded(rule, raw)
    if isinstance(column.type, Date | DateTime):
        text = dated(rule, raw, isinstance(column.type, DateTime))
        unread = Made.of("({} IS NOT NULL AND {} IS NULL)", raw, text) if rule.formats else never
        return raw, (text if rule.formats else Made.of("coalesce({}, {})", text, raw)), unread
    if rule.remove or rule.divide != 1 or rule.minor:
        return raw, number(rule, raw, table), never
    return raw, raw, never


