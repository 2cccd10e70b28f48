"""What switched-on sources give, as rows: for the tests of the presets."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from data.faults import Finding
from data.sources.gathering import gather
from data.sources.preset import Preset
from data.sources.settings import read

FIXTURES = Path(__file__).parent / "fixtures" / "sources"
SAMPLES = Path(__file__).parents[2] / "shared" / "data" / "sources"
DOCS = Path(__file__).parents[1] / "docs" / "sources"
Rows = dict[Any, dict[str, Any]]


class Made:
    """Rows by table, and what was said on the way."""

    def __init__(self, folder: Path, found: list[Finding]) -> None:
        self.folder, self.found = folder, found

    def rows(self, table: str, *key: str) -> Rows:
        """The rows of a table by its key; empty where nobody gives it. A key that comes twice is an error."""
        file = self.folder / f"{table}.parquet"
        if not file.exists():
            return {}
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            asked = connection.execute(f"SELECT * FROM read_parquet('{file}')")
            names = [column[0] for column in asked.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
        made = {tuple(row[name] for name in key) if len(key) > 1 else row[key[0]]: row for row in rows}
        assert len(made) == len(rows), f"{table} has a key twice"
        return made

    def said(self, rule: str) -> list[Finding]:
        return [finding for finding in self.found if finding.rule == rule]


def made(folder: Path, text: str) -> Made:
    """What the sources of a sources.toml of this text give. Errors: LoadRefused, NotMade."""
    folder.mkdir(parents=True, exist_ok=True)
    at = folder / "sources.toml"
    at.write_text(text, encoding="utf-8")
    gathered = gather(read(at), folder / "scratch", lambda *_: None)
    return Made(gathered.folder, gathered.found)


def given(made: Made, name: str) -> dict[str, set[str]]:
    """The columns that a preset's models have, by table of the contract; null ones among them."""
    with duckdb.connect(str(made.folder.parent / "sources.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT table_name, column_name FROM information_schema.columns"
                                  " WHERE table_schema = ?", [f"made_{name}"]).fetchall()
    found: dict[str, set[str]] = {}
    for table, column in rows:
        if table.startswith(f"{name}__"):
            found.setdefault(table.removeprefix(f"{name}__"), set()).add(column)
    return found


def documented(name: str) -> dict[str, set[str]]:
    """The columns that docs/sources/<preset>.md tells: the first cell of its rows is TABLE.COLUMN or .COLUMN and
    further columns of that table, or TABLE alone, which stands for the columns that the second cell names."""
    table = ""
    found: dict[str, set[str]] = {}
    for line in (DOCS / f"{name}.md").read_text(encoding="utf-8").splitlines():
        if not line.startswith("| ") or line.startswith("| contract | from |"):
            continue
        first = [word.strip() for word in line.split("|")[1].split(",")]
        head, _, column = first[0].partition(".")
        table = head or table
        found.setdefault(table, set()).update([column or "*", *first[1:]])
    return found


def untold(made: Made, name: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Columns that the models of a preset have and its document does not tell, and the other way round."""
    has, told = given(made, name), documented(name)
    whole = {table for table, columns in told.items() if columns == {"*"}}
    missing = {table: columns - told.get(table, set()) for table, columns in has.items() if table not in whole}
    besides = {table: columns - has.get(table, set()) - {"*"} for table, columns in told.items()}
    return ({table: columns for table, columns in missing.items() if columns},
            {table: columns for table, columns in besides.items() if columns})


def only(columns: str, rows: Rows) -> dict[Any, tuple[Any, ...]]:
    """Some columns of rows by their key; a column that nobody gives is null."""
    return {key: tuple(row.get(name) for name in columns.split()) for key, row in rows.items()}


def copied(preset: str, folder: Path, leave: str = "", files: Mapping[str, str] | None = None) -> Path:
    """A preset's fixtures without the tables named in `leave`, and with others put in their place."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in (FIXTURES / preset).iterdir():
        if file.stem not in leave.split():
            shutil.copy(file, folder / file.name)
    for name, text in (files or {}).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def samples(preset: str, folder: Path, files: Mapping[str, str]) -> Path:
    """The sample files of a source, under the names of the tables that they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, file in files.items():
        shutil.copyfile(SAMPLES / preset / file, folder / f"{table}.csv")
    return folder


def unseen(preset: Preset, folder: Path) -> dict[str, set[str]]:
    """By table, the declared columns that the sample in a folder does not have; of tables without a sample all."""
    missing = {}
    for name, raw in preset.tables.items():
        file = folder / f"{name}.csv"
        with file.open(encoding="utf-8") if file.exists() else open("/dev/null", encoding="utf-8") as lines:
            seen = set(next(csv.reader(lines), []))
        if set(raw.columns) - seen:
            missing[name] = set(raw.columns) - seen
    return missing
