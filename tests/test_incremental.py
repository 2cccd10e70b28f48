"""An incremental build is the full one, row for row, on random restatements; where it has to be full, it says why."""

from __future__ import annotations

import copy
import random
import shutil
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data import build, incremental
from data.built import How
from data.days import day_number, last_sunday
from data.incremental import journey, reasons
from data.incremental.models import Model, compiled, hollow
from queries.oracle import read_company
from queries.oracle.labels import Tables
from tests import replay, scratch
from tests.incremental_rows import differences
from tests.restating import company, first_of, restated
from tests.tiers import first

WEDNESDAY, WEEKS_LATER = date(2027, 5, 26), date(2027, 6, 27)
"""Between them lie a month end and five Sundays."""
SEEDS = 3


def variables(digits: int, first: date, newest: date) -> dict[str, Any]:
    made = replay.variables(digits, first)
    made["newest_day"] = newest.isoformat()
    for part in ("health", "journey"):
        made[part] |= {"to_day": day_number(last_sunday(newest))}
    return made


@lru_cache
def models(newest: date) -> dict[str, Model]:
    """The transform as dbt compiles it for a company with every table."""
    folder = scratch.folder()
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
        self.models = {each.name: Model(each.name, each.schema, each.materialized, self._own(each.sql, digits, first))
                       for each in models(newest).values()}
        replay.load(self.path, tables)
        with duckdb.connect(str(self.path)) as connection:
            connection.execute("create schema decided; create schema quarantine")

    def _own(self, sql: str, digits: int, first: date) -> str:
        return sql.replace("* 100)", f"* {10**digits})").replace(replay.FIRST.isoformat(), first.isoformat())

    def full(self) -> Path:
        with duckdb.connect(str(self.path)) as connection:
            for model in self.models.values():
                model.run(connection, self.path.stem)
        build.record(self.path, "test", self.variables, 0.0)
        return self.path

    def carried_on(self, used: Path, monkeypatch: pytest.MonkeyPatch) -> str | Path:
        """The file of an incremental build from `used`, or why there is none. This load stays as it is."""
        made = self.path.with_name(f"{self.path.stem}-from-{used.stem}.duckdb")
        shutil.copyfile(self.path, made)
        monkeypatch.setattr(incremental, "compiled", lambda folder, told: self.models)
        done = incremental.attempt(made, used, self.variables, made.with_name("scratch"))
        if isinstance(done, str):
            return done
        build.record(made, "test", self.variables, 0.0, How(done.said, done.replaced))
        return made


@pytest.fixture(autouse=True)
def few_customers(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of them a change touches."""
    monkeypatch.setattr(reasons, "MOST_TOUCHED", 1.0)
    monkeypatch.setattr(reasons, "MOST_REPLACED", 100.0)
    monkeypatch.setattr(journey, "MOST_AGAIN", 0.7)


@pytest.mark.parametrize("seed", first(1, range(SEEDS)))
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


def test_a_wrong_row_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the comparison would say of an amount that is a yen off, and of a step that is missing."""
    made = Load(tmp_path, "first", company(1), WEDNESDAY).full()
    other = shutil.copyfile(made, tmp_path / "other.duckdb")
    with duckdb.connect(str(other)) as connection:
        connection.execute("update marts.cube_customer set arr = arr + 1 where rowid = 3")
        connection.execute("delete from marts.step_week_product where rowid = 2")
    assert differences(made, other) == {"cube_customer": (1, 1), "step_week_product": (1, 0)}


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Load(tmp_path_factory.mktemp("used"), "used", company(2), WEDNESDAY).full()


def _other_rate(tables: Tables, told: dict[str, Any]) -> None:
    for row in tables["fx_rate"]:
        row["to_reporting"] = row["to_reporting"] if str(row["to_reporting"]) == "1" else "7.5"


def _earlier_line(tables: Tables, told: dict[str, Any]) -> None:
    told["first_day"] = "2020-01-01"


def _went_back(tables: Tables, told: dict[str, Any]) -> None:
    told["newest_day"] = "2027-05-01"


def _other_dimension(tables: Tables, told: dict[str, Any]) -> None:
    told["dimensions"][2]["in_cube"] = True


def _other_model(tables: Tables, told: dict[str, Any]) -> None:
    told["health"]["least_known"] = "0.25"


def _other_rules(tables: Tables, told: dict[str, Any]) -> None:
    told["journey"]["digest"] = "another"


def _too_late(tables: Tables, told: dict[str, Any]) -> None:
    told["newest_day"] = "2027-12-31"


FULL = [(_other_rate, "the exchange rate of EUR, USD has changed"),
        (_earlier_line, "the first day moved from"),
        (_went_back, "the newest day went back from 2027-05-26 to 2027-05-01"),
        (_other_dimension, "the plan has changed: dimensions.plan.in_cube"),
        (_other_model, "the plan has changed: health.least_known"),
        (_other_rules, "the plan has changed: journey.digest"), (_too_late, "31 new weeks")]


@pytest.mark.parametrize(("change", "said"), FULL, ids=[said for _, said in FULL])
def test_what_changes_everything_is_built_in_full_and_said(
    change: Any, said: str, used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The load is left as it was."""
    tables = copy.deepcopy(company(2))
    loaded = Load(tmp_path, "next", tables, WEDNESDAY)
    change(tables, loaded.variables)
    if change is _other_rate:
        loaded.path.unlink()
        loaded = Load(tmp_path, "next", tables, WEDNESDAY)
    before = loaded.path.read_bytes()
    done = incremental.attempt(loaded.path, used, loaded.variables, tmp_path / "scratch")
    assert isinstance(done, str)
    assert done.startswith(said), done
    assert loaded.path.read_bytes() == before


def test_too_many_touched_other_columns_and_another_release_are_said(
    used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = copy.deepcopy(company(2))
    for row in tables["subscription"]:
        row["mrr"] += 1
    loaded = Load(tmp_path, "next", tables, WEDNESDAY)
    monkeypatch.setattr(reasons, "MOST_TOUCHED", 0.2)
    asked = (loaded.path, used, loaded.variables, tmp_path / "scratch")
    assert str(incremental.attempt(*asked)).endswith("customers touched")
    with duckdb.connect(str(loaded.path)) as connection:
        connection.execute("alter table contract.customer add column colour text")
    assert incremental.attempt(*asked) == "table customer has other columns than before"
    monkeypatch.setattr(incremental, "transform_version", lambda: "another")
    assert incremental.attempt(*asked) == "the transform has changed since the version in use was built"


def test_a_crash_in_the_middle_leaves_both_files_as_they_were(
    used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError("lost")

    tables = restated(random.Random(3), company(2))
    loaded = Load(tmp_path, "next", tables, WEEKS_LATER)
    before = [path.read_bytes() for path in (used, loaded.path)]
    monkeypatch.setattr(incremental, "compiled", lambda folder, told: loaded.models)
    monkeypatch.setattr(incremental.merging, "sums", crash)
    with pytest.raises(RuntimeError, match="lost"):
        incremental.attempt(loaded.path, used, loaded.variables, tmp_path / "scratch")
    assert [path.read_bytes() for path in (used, loaded.path)] == before
    assert not (tmp_path / "scratch" / "incremental").exists()
