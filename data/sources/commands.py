"""`python -m data sources …`: what is switched on, whether it can be loaded, what it gives, and the load itself."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from data.contract import TABLES
from data.faults import FAULT, Finding, LoadRefused, WrongCall
from data.load import fill
from data.progress import Bar
from data.reading_values import literal
from data.sources.gathering import Gathered, gather, given, of_sources, record, told
from data.sources.making import NotMade
from data.sources.preset import preset, preset_names
from data.sources.settings import Settings, path, read
from data.warehouse import Draft

SHOWN_ROWS, SHOWN_TEXT = 10, 28


def add_to(commands: Any) -> None:
    """The command and its own commands, for data/__main__.py."""
    own = commands.add_parser("sources", help="load from the tools named in sources.toml: check, preview, load")
    asked = own.add_subparsers(dest="what", metavar="WHAT")
    asked.add_parser("check", help="read everything and hold it against the rules; nothing is kept")
    shown = asked.add_parser("preview", help="the first ten rows that the sources give for a table")
    shown.add_argument("table", choices=sorted(TABLES), metavar="TABLE")
    loaded = asked.add_parser("load", help="read, check, build and publish, all or nothing")
    loaded.add_argument("--company", metavar="NAME", help="the company's name (default: what sources.toml says)")


def run(asked: argparse.Namespace) -> int:
    """Runs one of them; its exit status. Errors: LoadRefused, WrongCall, what a load raises."""
    if asked.what == "preview":
        return _preview(asked.table)
    if asked.what == "check":
        return _check()
    if asked.what == "load":
        from data.commands import load
        load(None, asked.company)
        return 0
    return _list()


@contextmanager
def gathered(settings: Settings, scratch: Path, bar: Bar, only: str = "") -> Iterator[Gathered]:
    """What the sources give, while it is loaded: a load's faults are told of the sources. Errors: LoadRefused."""
    try:
        made = gather(settings, scratch, bar.show, only)
    except NotMade as error:
        raise LoadRefused([Finding(FAULT, "model_failed", str(error))]) from error
    with told(made):
        yield made


def write(draft: Draft, company: str | None, bar: Bar) -> list[Finding]:
    """Loads what the sources give into an empty draft, and gives what was found. Errors: LoadRefused, WrongCall."""
    settings = read()
    with tempfile.TemporaryDirectory(prefix="tenure-") as folder, \
            gathered(settings, Path(folder) / "sources", bar) as made:
        connection = draft.connect()
        try:
            loaded = fill(connection, made.folder, draft.scratch, company or settings.company, bar.show)
            found = made.found + of_sources(made, loaded)
            record(connection, made, found)
        finally:
            connection.close()
    return found


def _list() -> int:
    at = path()
    if at.exists():
        settings = read(at)
        print(f"{settings.company}: {at}")
        for entry in settings.sources:
            print(f"  {entry.name:<16} {entry.preset.name} ({entry.preset.label}) from {entry.where.shown}: "
                  f"{', '.join(given(entry))}")
        for mapping in settings.mappings:
            print(f"  {mapping.name:<16} mapping from {mapping.where.shown}: {mapping.table}")
    else:
        print(f"No sources: there is no {at}. docs/sources.md shows how to write one.")
    print("Presets: " + ", ".join(f"{name} ({preset(name).label})" for name in preset_names()))
    return 0


def _check() -> int:
    settings = read()
    with tempfile.TemporaryDirectory(prefix="tenure-") as folder, Bar() as bar, \
            gathered(settings, Path(folder) / "sources", bar) as made:
        draft = Draft(Path(folder) / "check.duckdb", "", Path(folder) / "check.current")
        connection = draft.connect()
        try:
            loaded = fill(connection, made.folder, draft.scratch, settings.company, bar.show)
            found = made.found + of_sources(made, loaded)
        finally:
            connection.close()
    for finding in found:
        print(f"{finding.severity}: {finding}")
    for table, parts in made.united.parts.items():
        print(f"{table:<18} " + ", ".join(f"{name} {rows:,}" for name, rows in parts))
    print(f"{sum(1 + finding.more for finding in found):,} findings, none of them a fault.")
    return 0


def _preview(table: str) -> int:
    settings = read()
    with tempfile.TemporaryDirectory(prefix="tenure-") as folder, Bar() as bar, \
            gathered(settings, Path(folder) / "sources", bar, table) as made:
        if table not in made.united.parts:
            raise WrongCall(f"No source gives rows of {table}; they give "
                            + ", ".join(sorted({each for entry in settings.sources for each in given(entry)}
                                               | {mapping.table for mapping in settings.mappings})))
        file = literal(str(made.folder / f"{table}.parquet"))
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            read_ = connection.execute(f"SELECT * FROM read_parquet({file}) LIMIT {SHOWN_ROWS}")
            names = [column[0] for column in read_.description or ()]
            rows = [[_cell(value) for value in row] for row in read_.fetchall()]
    for finding in made.found:
        print(f"{finding.severity}: {finding}", file=sys.stderr)
    print("\n".join(_aligned([names, *rows])))
    print(f"{table}: " + ", ".join(f"{rows:,} rows from {name}" for name, rows in made.united.parts[table]))
    return 0


def _cell(value: object) -> str:
    shown = "" if value is None else "".join(c if c.isprintable() else " " for c in str(value))
    return shown if len(shown) <= SHOWN_TEXT else shown[:SHOWN_TEXT - 1] + "…"


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
