"""The load and the cube a second way: the same under a filter and on another date; a wrong figure is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data import damage
from data.warehouse import open_itself
from queries import datastatus, functions_it
from queries.dimensions import build_info
from queries.measures import measured
from queries.reconcile.asked import Asked, NeedsAll
from queries.reconcile.given import Given
from queries.reconcile.ways import data as way
from queries.scope import Scope
from tests.test_reconcile import asked_of, wrong


def test_no_filter_and_no_date_makes_a_difference(on_demo: Path) -> None:
    asked = asked_of(open_itself(), where=(("segment", ("SMB",)),))
    asked = replace(asked, scope=replace(asked.scope, as_of=asked.as_of - timedelta(weeks=9)))
    assert wrong(asked, "data")[:5] == []


def test_a_part_of_the_customers_is_not_asked(on_demo: Path) -> None:
    asked = asked_of(open_itself())
    asked.tables.only = frozenset()
    with pytest.raises(NeedsAll):
        next(way.pairs(asked))


@pytest.fixture
def copied(on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for file in on_demo.glob("tenure*"):
        if file.suffix != ".lock":
            shutil.copy(file, tmp_path)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    return tmp_path


def spoilt(home: Path, *statements: str) -> Asked:
    file = next(home.glob("tenure-*.duckdb"))
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement)
    damage.seal(file)
    return asked_of(open_itself())


def named(asked: Asked) -> set[str]:
    return {pair.check for pair in wrong(asked, "data")}


def test_a_cube_of_another_size_is_named(copied: Path) -> None:
    asked = spoilt(copied, "delete from marts.cube_customer where as_of = (select max(as_of) from marts.cube_customer)")
    assert {pair.scope for pair in wrong(asked, "data")} == {"unit=customer"}
    assert named(asked) == {"data.cells"}


def test_a_wrong_record_of_the_build_is_named(asked: Asked) -> None:
    asked.__dict__["build"] = replace(asked.build, profiles=asked.build.profiles + 1, cells=asked.build.cells - 1)
    assert {(pair.check, pair.scope) for pair in way.cube(asked) if not pair.equal} == {
        ("data.profiles", "of=all"), ("data.cells", "of=all")}


def test_rows_set_aside_are_counted_and_left_out(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = spoilt(copied, "create schema if not exists quarantine", "create table quarantine.touch as"
                   " select *, 'unknown customer' as reason from contract.touch limit 7",
                   "insert into meta.given select 'quarantine', table_name, column_name, position from meta.given"
                   " where room = 'contract' and table_name = 'touch'")
    assert asked.tables.set_aside("touch") == 7
    assert named(asked) == set()
    monkeypatch.setattr(asked.tables.__class__, "set_aside", lambda *_: 0)
    assert named(asked) == {"data.joinable", "data.joined"}


@pytest.fixture(scope="module")
def read(demo_home: Path) -> Given:
    """The demo's rows, read once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TENURE_WAREHOUSE_URL", raising=False)
        patch.setenv("TENURE_HOME", str(demo_home))
        return Given(open_itself())


@pytest.fixture
def asked(read: Given) -> Asked:
    return Asked(read.warehouse, Scope(build_info(read.warehouse).default_as_of), read)


@pytest.fixture
def without_cube(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose figures the load's do not enter, and which takes longest."""
    monkeypatch.setattr(way, "cube", lambda _: iter(()))


def off(*columns: str) -> Callable[[Any], Any]:
    """A frame of which these columns are one more where they are known."""
    def altered(frame: Any) -> Any:
        return frame.assign(**{name: [value if value is None else value + 1 for value in frame[name]]
                               for name in columns})
    return altered


@pytest.mark.parametrize(("module", "name", "columns", "checks"), [
    (datastatus, "sources", ("typical",), {"data.rhythm"}),
    (datastatus, "sources", ("rows",), {"data.joinable", "data.joined"}),
    (datastatus, "judged", ("silent_days",), {"data.freshness", "data.fresh"}),
    (datastatus, "coverage", ("filled",), {"data.columns", "data.filled"}),
    (functions_it, "sources", ("silent_days",), {"data.fresh"}),
    (functions_it, "sources", ("joinable",), {"data.joined"})])
def test_a_wrong_figure_is_named(module: Any, name: str, columns: tuple[str, ...], checks: set[str], asked: Asked,
                                 without_cube: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made, spoil = getattr(module, name), off(*columns)
    monkeypatch.setattr(module, name, lambda *given: spoil(made(*given)))
    assert named(asked) == checks


@pytest.mark.parametrize(("key", "checks"), [
    ("fresh", {"data.fresh"}), ("joinable", {"data.joined"}), ("filled", {"data.filled"})])
def test_a_wrong_measure_is_named(key: str, checks: set[str], asked: Asked, without_cube: None,
                                  monkeypatch: pytest.MonkeyPatch) -> None:
    made = measured
    monkeypatch.setattr(way, "measured", lambda *given: (found := made(*given)).assign(
        numerator=[n + (measure == key) for n, measure in zip(found.numerator, found.measure, strict=True)]))
    assert named(asked) == checks
