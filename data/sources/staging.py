"""The raw tables of one source into `raw_<source>` of the scratch database, typed as its preset says.

Every column that the preset declares is there; one that the company's tables lack is null. What cannot be read as its
kind is a fault with file, line and value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Numeric, Text

from data.examine import examine
from data.faults import FAULT, WARNING, Finding
from data.reading_values import Given, from_text, literal, quoted, sql_type
from data.sources.opening import Inputs, NotReached, Table, database, folder_tables
from data.sources.preset import Option, Raw
from data.sources.settings import Entry

NUMBER = Numeric(38, 12)
TYPES: dict[str, Any] = {"text": Text(), "number": NUMBER, "moment": DateTime(), "day": Date(), "flag": Boolean()}
OFFSET = r" ?([+-]\d{2}):?(\d{2})$"  # as some exports write it: 10:00:00 +0000
MIDNIGHT = r"[ T]00:00:00(\.0+)?( ?UTC|Z|\+00(:?00)?)?$"


def stage(inputs: Inputs, entry: Entry) -> None:
    """Stages every table of a source. Whatever is wrong goes into the findings."""
    inputs.connection.execute(f"CREATE SCHEMA raw_{entry.name}")
    opened = _from_database(inputs, entry) if entry.where.url is not None else _from_folder(inputs, entry)
    before = {table for table, _ in opened}
    for name, raw in entry.preset.tables.items():
        if name not in before:
            _absent(inputs, entry, raw)


def _from_folder(inputs: Inputs, entry: Entry) -> list[tuple[str, bool]]:
    found = folder_tables(entry.where, inputs.findings)
    folder, done = entry.where.paths[0].name, []
    for name, raw in entry.preset.tables.items():
        if name in found:
            table = inputs.file(f"{entry.name}.{name}", found[name], f"{folder}/{found[name].name}")
            done.append((name, _staged(inputs, entry, raw, table)))
    return done


def _from_database(inputs: Inputs, entry: Entry) -> list[tuple[str, bool]]:
    done: list[tuple[str, bool]] = []
    try:
        with database(entry.where, inputs.connection) as opened:
            found = opened.tables()
            for name, raw in entry.preset.tables.items():
                if name in found:
                    table = opened.open(inputs, f"{entry.name}.{name}", found[name])
                    done.append((name, _staged(inputs, entry, raw, table)))
    except NotReached as error:
        inputs.findings.add(Finding(FAULT, "unreachable", str(error), entry.name))
    return done


def _staged(inputs: Inputs, entry: Entry, raw: Raw, table: Table | None) -> bool:
    if table is None:
        return False
    for name in sorted(raw.must - set(table.columns)):
        inputs.findings.add(Finding(FAULT, "missing_column", f"is missing; the preset {entry.preset.name} needs it",
                                    table.source.table, table.source.file, 1 if table.source.text else None, name))
    columns = [_given(name, kind, table) for name, kind in raw.columns.items()]
    columns += _chosen(inputs, entry, raw, table)
    staged = replace(table.source, text=None, columns=tuple(columns), strict_scan=table.source.scan)
    examine(inputs.connection, staged, inputs.findings)
    made = ", ".join(f"{column.value} AS {quoted(column.name)}" for column in columns)
    inputs.connection.execute(f"CREATE TABLE raw_{entry.name}.{quoted(raw.name)} AS SELECT {made} FROM {staged.scan}")
    return True


def _given(name: str, kind: str, table: Table) -> Given:
    """A declared column as the preset types it. A day may come as a time at midnight, as replication tools write it."""
    text, column = table.columns.get(name), Column(name, TYPES[kind], nullable=True)
    if text is None:
        return Given(name, "CAST(NULL AS VARCHAR)", f"CAST(NULL AS {sql_type(column)})")
    read = {"day": f"regexp_replace({text}, {literal(MIDNIGHT)}, '')",
            "moment": rf"regexp_replace({text}, {literal(OFFSET)}, '\1:\2')"}.get(kind, text)
    made = from_text(table.source.table, column, read)
    rules = tuple(rule for rule in made.rules if rule.code.startswith("not_a_") and kind != "text")
    return replace(made, raw=text, rules=rules)


def _chosen(inputs: Inputs, entry: Entry, raw: Raw, table: Table) -> Iterable[Given]:
    """The columns that options choose, as text, named `_<option>`: COLUMN, or COLUMN.KEY where it holds JSON."""
    for option in entry.preset.options.values():
        if option.kind != "column" or raw.name not in option.table.split():
            continue
        text = _text_of(str(entry.options[option.name]), table)
        if text is None and entry.options[option.name]:
            _said(inputs, entry, option, table)
        made = f"nullif(trim({text or 'CAST(NULL AS VARCHAR)'}), '')"
        yield Given(f"_{option.name}", made, made)


def _text_of(chosen: str, table: Table) -> str | None:
    column, _, key = chosen.partition(".")
    if chosen.lower() in table.columns:
        return table.columns[chosen.lower()]
    text = table.columns.get(column.lower())
    if text is None or not key:
        return None
    path = literal('$."' + key.replace('"', "") + '"')
    return f"CASE WHEN json_valid({text}) THEN json_extract_string({text}, {path}) END"


def _said(inputs: Inputs, entry: Entry, option: Option, table: Table) -> None:
    message = (f'has no column "{entry.options[option.name]}", which the option {option.name} of the source '
               f"{entry.name} names; it has {', '.join(list(table.columns)[:40])}")
    inputs.findings.add(Finding(FAULT, "missing_column", message, table.source.table, table.source.file))


def _absent(inputs: Inputs, entry: Entry, raw: Raw) -> None:
    """A table that the company does not have: a fault where the preset needs it, else empty."""
    if raw.required and not any(finding.rule in ("no_folder", "unreachable") for finding in inputs.findings.all):
        message = f"is missing in {entry.where.shown}; the preset {entry.preset.name} needs it"
        inputs.findings.add(Finding(FAULT, "missing_table", message, f"{entry.name}.{raw.name}"))
    elif not raw.required:
        message = f"is not there: what {entry.preset.name} takes from it stays unknown"
        inputs.findings.add(Finding(WARNING, "absent_table", message, f"{entry.name}.{raw.name}"))
    made = [f"CAST(NULL AS {sql_type(Column(name, TYPES[kind]))}) AS {quoted(name)}"
            for name, kind in raw.columns.items()]
    made += [f"CAST(NULL AS VARCHAR) AS {quoted('_' + option.name)}" for option in entry.preset.options.values()
             if option.kind == "column" and raw.name in option.table.split()]
    empty = f"SELECT {', '.join(made)} WHERE false"
    inputs.connection.execute(f"CREATE TABLE raw_{entry.name}.{quoted(raw.name)} AS {empty}")
