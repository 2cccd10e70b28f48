"""What is cached is keyed by the question and the version of the data, and nobody can change another's answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from components import loaders
from components.asking import AskedAsAnother, asked_by
from components.keys import as_key
from data.access import Viewer
from data.warehouse import Warehouse, WarehouseMissing
from queries.scope import Scope

SCOPE = Scope(date(2026, 11, 22))
asked: list[tuple[object, ...]] = []


def figures(warehouse: Warehouse, scope: Scope, by: str | None = None) -> pd.DataFrame:
    asked.append((warehouse.version, scope, by))
    return pd.DataFrame({"nrr": [1.0]})


def others(warehouse: Warehouse, scope: Scope, by: str | None = None) -> pd.DataFrame:
    return figures(warehouse, scope, by).assign(nrr=2.0)


@pytest.fixture(autouse=True)
def _asked_nothing(on_demo: Path) -> None:
    asked.clear()
    loaders._answers.clear()


def test_a_question_is_asked_once() -> None:
    for _ in range(3):
        assert list(loaders.load(figures, SCOPE).nrr) == [1.0]
    assert len(asked) == 1


def test_another_question_is_another() -> None:
    for scope in (SCOPE, SCOPE.at(date(2026, 11, 15)), SCOPE.with_filter("segment", "SMB", None)):
        loaders.load(figures, scope)
    loaders.load(figures, SCOPE, by="segment")
    loaders.load(figures, Scope(SCOPE.as_of, viewer=Viewer("another", "lead", ("another",))))
    assert list(loaders.load(others, SCOPE).nrr) == [2.0]
    assert len(asked) == 6


class Nameless:
    """Tells nothing of itself but where it stands."""


@pytest.mark.parametrize(("one", "other"), [
    (1, "1"), (1, True), (1, 1.0), (None, "None"), (("a", "b"), ("a, b",)), (SCOPE, SCOPE.at(date(2026, 11, 15))),
    (date(2026, 1, 2), "2026-01-02"), (Scope(SCOPE.as_of, where=(("plan", (None,)),)), SCOPE)])
def test_what_differs_has_another_key(one: object, other: object) -> None:
    assert as_key((one,)) != as_key((other,))
    assert as_key((one,)) == as_key((one,))
    assert isinstance(as_key((one,)), str)


@pytest.mark.parametrize("each", [[1, 2], pd.DataFrame({"a": [1]}), Nameless()])
def test_what_cannot_tell_itself_is_left_as_it_is(each: object) -> None:
    assert as_key((each,))[0] is each


def test_an_answer_is_the_callers_own() -> None:
    loaders.load(figures, SCOPE)["nrr"] = 9.0
    assert list(loaders.load(figures, SCOPE).nrr) == [1.0]


def test_a_new_version_is_asked_again(on_demo: Path) -> None:
    loaders.load(figures, SCOPE)
    pointer = on_demo / "tenure.current"
    old = pointer.read_text(encoding="utf-8")
    new = on_demo / "tenure-20990101T000000000000.duckdb"
    try:
        new.write_bytes((on_demo / old.strip()).read_bytes())
        pointer.write_text(new.name, encoding="utf-8")
        loaders.load(figures, SCOPE)
    finally:
        pointer.write_text(old, encoding="utf-8")
        new.unlink()
    assert [version for version, *_ in asked] == [loaders.warehouse().version, "20990101T000000000000"]


def test_a_run_keeps_its_version(on_demo: Path) -> None:
    """What is published while a page is drawn is the next run's: one page is never of two versions."""
    pointer = on_demo / "tenure.current"
    old = pointer.read_text(encoding="utf-8")
    new = on_demo / "tenure-20990101T000000000000.duckdb"
    try:
        with loaders.one_version():
            before = loaders.warehouse().version
            new.write_bytes((on_demo / old.strip()).read_bytes())
            pointer.write_text(new.name, encoding="utf-8")
            loaders.load(figures, SCOPE)
            assert loaders.build().version == loaders.warehouse().version == before
        loaders.load(figures, SCOPE)
    finally:
        pointer.write_text(old, encoding="utf-8")
        new.unlink()
    assert [version for version, *_ in asked] == [before, "20990101T000000000000"]


def test_nothing_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    assert not loaders.published()
    with pytest.raises(WarehouseMissing, match="python -m data demo"):
        loaders.warehouse()


def test_a_page_asks_as_whom_it_is_drawn_for() -> None:
    """A Scope made without its viewer would be everyone's: within a lead's page it is no question."""
    lead = Viewer("lead@example.com", "lead", ("T01",))
    with asked_by(lead):
        loaders.load(figures, Scope(SCOPE.as_of, viewer=lead))
        loaders.load(figures, Scope(SCOPE.as_of, viewer=lead.permission))
        for scope in (SCOPE, Scope(SCOPE.as_of, viewer=Viewer("other@example.com", "lead", ("T02",)))):
            with pytest.raises(AskedAsAnother):
                loaders.load(figures, scope)
    loaders.load(figures, SCOPE)
