"""All switched-on sources and mappings, put onto the contract: one folder of Parquet files that a load takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data.contract import TABLES, contract_columns
from data.faults import WARNING, Finding, Findings, LoadRefused
from data.reading_values import literal, quoted
from data.sources.making import Progress, make
from data.sources.mapping.making import make_mapping
from data.sources.mapping.model import Mapped
from data.sources.opening import Inputs
from data.sources.settings import Entry, Settings
from data.sources.staging import stage
from data.sources.uniting import Giver, United, unite
from data.warehouse import Draft


@dataclass(frozen=True)
class Gathered:
    """A folder to load, and what was found on the way there."""

    united: United
    found: list[Finding]

    @property
    def folder(self) -> Path:
        return self.united.folder


def gather(settings: Settings, scratch: Path, progress: Progress, only: str = "") -> Gathered:
    """Stages, makes and unites. `only`: nothing but what gives this table of the contract.

    Errors: LoadRefused with every finding, NotMade where a model fails.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    draft = Draft(scratch / "sources.duckdb", "", scratch / "none")
    sources = [each for each in settings.sources if not only or only in given(each)]
    mappings = [each for each in settings.mappings if not only or each.table == only]
    findings = Findings()
    with _connected(draft) as connection:
        inputs = Inputs(connection, scratch / "read", findings, _advance(sources, mappings, progress))
        for entry in sources:
            stage(inputs, entry)
        for mapping in mappings:
            make_mapping(inputs, mapping, settings.path.name)
    found = findings.located(inputs.lines)
    if findings.refused:
        raise LoadRefused(found)
    for entry in sources:
        make(draft.path, entry, progress)
    with _connected(draft) as connection:
        progress("uniting the sources", 0, 0)
        after = Findings()
        for entry in sources:
            _notes(connection, entry, after)
        united = unite(connection, _givers(connection, sources, mappings), scratch / "tables", after)
    if after.refused:
        raise LoadRefused(after.located(inputs.lines) + found)
    return Gathered(united, found + after.all)


def given(entry: Entry) -> tuple[str, ...]:
    """The tables that a source gives."""
    return tuple(table for table in entry.preset.gives if table not in entry.skip)


@contextmanager
def _connected(draft: Draft) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = draft.connect()
    try:
        yield connection
    finally:
        connection.close()


def _advance(sources: list[Entry], mappings: list[Mapped], progress: Progress) -> Callable[[int], None]:
    paths = [path for each in sources for folder in each.where.paths if folder.is_dir() for path in folder.iterdir()]
    paths += [path for each in mappings for path in each.where.paths if path.is_file()]
    total, done = sum(path.stat().st_size for path in paths), 0

    def advance(size: int) -> None:
        nonlocal done
        done += size
        progress("reading the sources", min(done, total), total)

    return advance


def _givers(connection: duckdb.DuckDBPyConnection, sources: list[Entry], mappings: list[Mapped]
            ) -> dict[str, list[Giver]]:
    """Who gives each table. A column that is all null is left out: the contract says absent, not null."""
    found: dict[str, list[Giver]] = {}
    made = [(each.name, table, each.orphans) for each in sources for table in given(each)]
    made += [(each.name, each.table, each.orphans) for each in mappings]
    for name, table, orphans in made:
        model = next((f"{each.preset.name}__{table}" for each in sources if each.name == name), table)
        relation = f"{quoted('made_' + name)}.{quoted(model)}"
        columns = _columns(connection, relation, table)
        if columns:
            found.setdefault(table, []).append(Giver(name, relation, columns, orphans))
    return found


def _columns(connection: duckdb.DuckDBPyConnection, relation: str, table: str) -> tuple[str, ...]:
    described = [row[0] for row in connection.execute(f"DESCRIBE {relation}").fetchall()]
    counts = connection.execute("SELECT count(*), " + ", ".join(f"count({quoted(name)})" for name in described)
                                + f" FROM {relation}").fetchall()[0]
    contract = contract_columns(table)
    must = {name for name, column in contract.items() if not column.nullable}
    return tuple(name for name, count in zip(described, counts[1:], strict=True)
                 if counts[0] and (count or name in must))


def _notes(connection: duckdb.DuckDBPyConnection, entry: Entry, findings: Findings) -> None:
    """What a preset says it left out: the model <preset>_note, where it has one."""
    if (entry.preset.models / f"{entry.preset.name}_note.sql").exists():
        relation = f"made_{entry.name}.{entry.preset.name}_note"
        for message, rows in connection.execute(f"SELECT message, rows FROM {relation} WHERE rows > 0").fetchall():
            findings.add(Finding(WARNING, "left_out", f"{rows:,} rows: {message}", file=entry.name))


@contextmanager
def told(gathered: Gathered) -> Iterator[None]:
    """Turns a load's findings about the folder's files into findings about the sources that gave the rows."""
    try:
        yield
    except LoadRefused as error:
        raise LoadRefused(of_sources(gathered, error.findings)) from error


def of_sources(gathered: Gathered, found: list[Finding]) -> list[Finding]:
    """The findings of a load with the source and the key of a row instead of a file and a line."""
    return [_placed(gathered, each) for each in found]


def _placed(gathered: Gathered, finding: Finding) -> Finding:
    parts = gathered.united.parts.get(finding.table or "")
    if not parts or finding.table is None:
        return finding
    if finding.line is None:
        return replace(finding, file=f"{', '.join(name for name, _ in parts)}: {finding.table}")
    name, _ = gathered.united.giver(finding.table, finding.line)
    key = _key(gathered.folder, finding.table, finding.line)
    return replace(finding, file=f"{name}: {finding.table}", line=None, message=f"{finding.message} ({key})")


def _key(folder: Path, table: str, row: int) -> str:
    path = literal(str(folder / f"{table}.parquet"))
    with duckdb.connect() as connection:
        read = connection.execute(f"SELECT * FROM read_parquet({path}) LIMIT 1 OFFSET {row - 1}")
        names = [column[0] for column in read.description or ()]
        values = dict(zip(names, read.fetchall()[0], strict=True))
    return ", ".join(f"{column.name} {values.get(column.name)}" for column in TABLES[table].primary_key.columns)


def record(connection: duckdb.DuckDBPyConnection, gathered: Gathered, before: list[Finding]) -> None:
    """Writes into a loaded draft which sources each table came from, and what was found before the load."""
    for table, parts in gathered.united.parts.items():
        connection.execute("UPDATE meta.source SET file = ?, format = 'sources' WHERE table_name = ?",
                           [", ".join(f"{name} ({rows:,})" for name, rows in parts), table])
    connection.execute("DELETE FROM meta.finding")
    for f in before:
        connection.execute("INSERT INTO meta.finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                           [f.severity, f.rule, f.table, f.file, f.line, f.column, f.value, f.message, f.more])
