"""Cases of `python -m data load`: companies spoilt by the contract (load), files by their bytes (files)."""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

import data.build
from data.__main__ import main
from data.contract import TABLES
from data.faults import FAULT, LoadRefused, WrongCall
from data.load import fill
from data.warehouse import open_itself
from tests.fuzz import csv_files, nasty, parquet, second, serving, tables
from tests.fuzz.company import Company, company
from tests.fuzz.outcome import Kind, Outcome
from tests.fuzz.places import judged

HARMLESS = 0.15
"""Share of the cases in which nothing may be refused."""
WHOLE = 0.15
"""Share of the cases that go through the command, which publishes; the others end when the draft is written."""


class Loading:
    """Loads into a home of its own, in this process, without the build, which has a target of its own."""

    name, limit = "load", 120.0

    def prepare(self, folder: Path) -> None:
        self.folder = folder
        os.environ.update(TENURE_HOME=str(folder / "home"), TENURE_TIME_ZONE="Asia/Tokyo")
        os.environ.pop("TENURE_WAREHOUSE_URL", None)
        data.build.build = lambda *given: None
        data.build.prepare = lambda path: {}
        first = self._folder()
        csv_files.write(random.Random("good"), company(random.Random("good")), first, True)
        status, said = loaded(first)
        if status:
            raise RuntimeError(f"the good company is refused: {said}")

    def _folder(self) -> Path:
        made = self.folder / "given"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        return made

    def case(self, rng: random.Random) -> Outcome:
        folder = self._folder()
        made, is_plain = company(rng), rng.random() < HARMLESS
        for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
            rng.choice(tables.HARMLESS if is_plain else tables.MUTATIONS)(rng, made)
        csv_files.write(rng, made, folder, is_plain)
        return tried(folder, made, rng.random() < WHOLE)


class Files(Loading):
    """Damage to the bytes and the names of files that were good, CSV and Parquet."""

    name = "files"

    def case(self, rng: random.Random) -> Outcome:
        folder, made = self._folder(), company(rng)
        csv_files.write(rng, made, folder, True)
        made.sound = False
        chosen = rng.choice(sorted(folder.iterdir()))
        if rng.random() < 0.4:
            chosen = parquet.written(rng, chosen, made.tables[chosen.stem])
        if rng.random() < 0.8:
            chosen.write_bytes(nasty.bits(rng, chosen.read_bytes(), 6))
        if rng.random() < 0.3:
            _beside(rng, folder, chosen)
        return tried(folder, made, rng.random() < WHOLE)


def _beside(rng: random.Random, folder: Path, chosen: Path) -> None:
    """Something that a folder may hold beside its tables, or instead of one."""
    ways: tuple[Callable[[], object], ...] = (
        lambda: (folder / "Customer.CSV").write_bytes(chosen.read_bytes()),
        lambda: (folder / "customer (1).csv").write_bytes(b"x"),
        lambda: chosen.rename(folder / f"{chosen.stem}.txt"),
        lambda: _without(chosen).mkdir(), lambda: _without(chosen).symlink_to("nowhere.csv"),
        lambda: Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.csv")).write_bytes(b"x"),
        lambda: Path(os.fsdecode(os.fsencode(folder) + b"/a\nb.csv")).write_bytes(b"x"),
        lambda: (folder / ".DS_Store").write_bytes(b"\0"), lambda: (folder / "sub").mkdir(),
        lambda: chosen.write_bytes(b""), lambda: os.mkfifo(_without(chosen)),
        lambda: (folder / "~$customer.csv").write_bytes(b"\xff"))
    rng.choice(ways)()


def _without(chosen: Path) -> Path:
    chosen.unlink()
    return chosen


def loaded(folder: Path) -> tuple[int, str]:
    """The exit status of `python -m data load`, and what it said on standard error."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        return main(["load", str(folder), "--full"]), said.getvalue()


def tried(folder: Path, made: Company, whole: bool) -> Outcome:
    """Loads a folder and judges what became of it."""
    if not whole:
        return drafted(folder, made)
    before = serving.seen()
    status, said = loaded(folder)
    if status == 0:
        with open_itself().engine.connect() as connection:
            wrong = misread(lambda sql: connection.exec_driver_sql(sql).fetchall(), folder)
        return Outcome(Kind.WRONG, wrong) if wrong else Outcome(Kind.READ)
    return Outcome(Kind.CHANGED, said[-300:]) if serving.seen() != before else refused(said, folder, made)


def drafted(folder: Path, made: Company) -> Outcome:
    """The same without a file of the warehouse's own: the loader writes into memory, and nothing is published."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        try:
            fill(connection, folder, folder.with_name("scratch"))
        except LoadRefused as error:
            said = "\n".join(f"fault: {each}" for each in error.findings if each.severity == FAULT)
            return refused(said, folder, made)
        except WrongCall as error:
            return refused(str(error), folder, made)
        wrong = misread(lambda sql: connection.execute(sql).fetchall(), folder)
    return Outcome(Kind.WRONG, wrong) if wrong else Outcome(Kind.READ)


def refused(said: str, folder: Path, made: Company) -> Outcome:
    """A refusal: of a folder without a table in words, of sound files unduly, of any other with its place."""
    if "holds no table" in said:
        return Outcome(Kind.REFUSED, "no table")
    return Outcome(Kind.UNDUE, said[-300:]) if made.sound else judged(said, folder)


def misread(ask: serving.Ask, folder: Path) -> str | None:
    """In what was loaded differs from what the second reader says the files hold; null where in nothing."""
    return next((wrong for path in sorted(folder.iterdir()) if path.stem.lower() in TABLES
                 and (wrong := _differs(ask, path))), None)


def _differs(ask: serving.Ask, path: Path) -> str | None:
    if path.suffix.lower() == ".parquet":
        return parquet.differs(ask, path)
    table, given = path.stem.lower(), second.book(path)
    if path.suffix.lower() != ".csv":
        return None
    if given is None:
        return f"{path.name} was loaded, and Python cannot read it"
    try:
        names, rows = second.held(table, given)
    except second.NoValue as error:
        return f"{path.name}: {str(error)!r} was taken for a value"
    except IndexError:
        return f"{path.name} was loaded, and a row of it is too short"
    found = serving.columns(ask, table)
    if {name.lower() for name in found} != {name.lower() for name in names}:
        return f"{path.name}: loaded were {found}, it holds {names}"
    if (there := serving.loaded(ask, table, names)) != rows:
        return f"{path.name}: loaded {dict(there - rows)}, the file holds {dict(rows - there)}"[:600]
    return next(second.broken(table, names, rows), None)
