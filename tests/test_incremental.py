"""An incremental build is the full one, row for row, on random restatements; it says why where it has to be a full one."""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data import build, incremental
from data.days import day_number, last_sunday
from data.incremental import journey, reasons
from data.incremental.models import Model, compiled, hollow
from tests import replay
from tests.incremental_rows import differences
from tests.oracle import read_company
from tests.oracle.labels import Tables
from tests.restating import company, first_of, restated

WEDNESDAY, WEEKS_LATER = date(2027, 5, 26), date(2027, 6, 27)
"""Between them lie a month end and five Sundays."""
SEEDS = 8


def variables(digits: int, first: date, newest: date) -> dict[str, Any]:
    made = replay.variables(digits, first)
    made["newest_day"] = newest.isoformat()
    for part in ("health", "journey"):
        made[part] |= {"to_day": day_number(last_sunday(newest))}
    return made


@lru_cache
def models(newest: date) -> dict[str, Model]:
    """The transform as dbt compiles it for a company with every table."""
    folder = Path(tempfile.mkdtemp())
    replay.load(folder / "empty.duckdb", {})
    with duckdb.connect(str(folder / "empty.duckdb")) as connection:
        connection.execute("create schema decided")
        hollow(connection, folder, "empty")
    return compiled(folder, variables(2, replay.FIRST, newest))


class Load:
    """A company as it is loaded one day, in a file of its own."""

    def __init__(self, folder: Path, name: str, tables: Tables, newest: date) -> None:
        self.path, self.tables = folder / f"{name}.duckdb", tables
        digits, first = read_company(tables).digits, first_of(tables)
        self.variables = variables(digits, first, newest)
        self.models = {model.name: Model(model.name, model.schema, model.materialized, self._own(model.sql, digits, first))
                       for model in models(newest).values()}
        replay.load(self.path, tables)
        with duckdb.connect(str(self.path)) as connection:
            connection.execute("create schema decided; create schema quarantine")

    def _own(self, sql: str, digits: int, first: date) -> str:
        return sql.replace("* 100)", f"* {10**digits})").replace(replay.FIRST.isoformat(), first.isoformat())

    def full(self) -> Path:
        with duckdb.connect(str(self.path)) as connection:
            for model in self.models.values():
                model.run(connection, self.path.stem)
            build._record(connection, "test", self.variables, 0.0)
        return self.path

    def carried_on(self, used: Path, monkeypatch: pytest.MonkeyPatch) -> str | Path:
        """The file of an incremental build from `used`, or why there is none. This load stays as it is."""
        made = self.path.with_name(f"{self.path.stem}-from-{used.stem}.duckdb")
        shutil.copyfile(self.path, made)
        monkeypatch.setattr(incremental, "compiled", lambda folder, told: self.models)
        done = incremental.attempt(made, used, self.variables, made.with_name("scratch"))
        if isinstance(done, str):
            return done
        build.record(made, "test", self.variables, 0.0, build.How(done.said, done.replaced))
        return made


@pytest.fixture(autouse=True)
def few_customers(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of them a change touches."""
    monkeypatch.setattr(reasons, "MOST_TOUCHED", 1.0)
    monkeypatch.setattr(reasons, "MOST_REPLACED", 100.0)
    monkeypatch.setattr(journey, "MOST_AGAIN", 0.7)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_row_of_every_table_is_the_full_builds(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A load some weeks later, then one of the same day onto that: the second carries on what the first carried on."""
    rng, tables = random.Random(seed), company(seed)
    used: str | Path = Load(tmp_path, "first", tables, WEDNESDAY).full()
    for name in ("second", "third"):
        tables = restated(rng, tables)
        loaded = Load(tmp_path, name, tables, WEEKS_LATER)
        used = loaded.carried_on(Path(used), monkeypatch)
        assert isinstance(used, Path), used
        assert differences(loaded.full(), used) == {}, name
