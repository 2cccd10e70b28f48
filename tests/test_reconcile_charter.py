"""The charter a second way: targets, measures after decisions and frozen weeks; a wrong figure is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import open_itself
from queries import charter, charter_decisions, frozen
from queries.measures import kept
from queries.oracle import charter as second
from queries.reconcile.asked import Asked
from queries.reconcile.ways import charter as way
from queries.scope import Scope
from tests.charter_company import record
from tests.test_reconcile import asked_of, wrong

DAY = date(2026, 11, 22)


def with_records(**lacking: float) -> Asked:
    """The demo with a target, a decision, and a week frozen when these figures were short of what they are."""
    asked = asked_of(open_itself())
    sunday, decided = asked.as_of - timedelta(days=28), asked.as_of - timedelta(days=60)
    body = frozen.picture(asked.warehouse, Scope(sunday))
    body["figures"] = {key: value - lacking.get(key, 0) if value is not None else None
                       for key, value in body["figures"].items()}
    asked.asked_once["records"] = {
        "target": (record("target", "grr", value=0.91, due_on=str(asked.as_of)),
                   record("target", "silent_share", value=0.05)),
        "decision": (record("decision", measure="grr", text="A", decided_on=str(decided),
                            due_on=str(decided + timedelta(days=30)), week_on=str(decided)),
                     record("decision", measure="net_new", text="B", decided_on=str(decided), week_on=str(decided))),
        "action": (record("action", text="C", due_on=str(decided), done_on=str(decided), status="done"),
                   record("action", text="D", due_on=str(decided), status="dropped"),
                   record("action", text="E", due_on=str(asked.as_of), done_on=str(decided), status="done"),
                   record("action", text="F", due_on=str(asked.as_of - timedelta(days=91)))),
        "review": tuple(record("review", str(asked.as_of - timedelta(days=back)), present=present)
                        for back, present in ((0, ["A"]), (7, []), (21, ["A", "B"]), (28, ["B"]))),
        "snapshot": (record("snapshot", str(sunday), **body),)}
    return asked


def test_what_was_decided_and_frozen_comes_to_the_same(on_demo: Path) -> None:
    assert wrong(with_records(arr=1000.0, grr=0.01, logos=2), "charter")[:5] == []


def off(function: Callable[..., Any], column: str) -> Callable[..., Any]:
    """A little more in one column, or under one key, than the function gives."""
    def made(*asked: Any) -> Any:
        found = function(*asked)
        return {**found, column: found[column] * 1.01} if isinstance(found, dict) else found.assign(
            **{column: found[column] * 1.01})
    return made


def test_a_wrong_figure_is_named(on_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = with_records()
    for module, name, column in ((charter, "kpis", "value"), (charter_decisions, "outcomes", "delta"),
                                 (frozen, "figures", "nrr")):
        monkeypatch.setattr(module, name, off(getattr(module, name), column))
    found = wrong(asked, "charter")
    assert {pair.check for pair in found} == {"charter.status", "charter.after", "charter.frozen"}
    assert {"difference" in pair.scope for pair in found if pair.check == "charter.frozen"} == {True, False}


def test_a_wrong_share_of_meetings_or_promises_is_named(on_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = with_records()
    checks = [pair for pair in way.practised(asked) if pair.ours is not None]
    now = {pair.check: pair.ours for pair in checks if pair.scope == f"on={asked.as_of}"}
    assert now == {"charter.reviewed": 3 / 5, "charter.on_time": 2 / 3}
    assert [pair for pair in checks if not pair.equal] == []
    monkeypatch.setattr(kept, "kept", off(kept.kept, "value"))
    assert {pair.check for pair in way.practised(asked) if not pair.equal} == set(now)


def test_a_target_comes_from_the_first_place_and_is_judged_by_its_direction() -> None:
    goals = {"grr": second.Aim(0.8, "practice", None), "silent_share": second.Aim(0.1, "practice", None)}
    found = second.aims([{"measure": "grr", "value": 0.9, "due_on": "2026-11-21"}], {"grr": 0.85, "nrr": 1.1}, goals,
                        date(2026, 12, 31))
    assert {key: (aim.value, aim.source) for key, aim in found.items()} == {
        "grr": (0.9, "store"), "nrr": (1.1, "plan"), "silent_share": (0.1, "practice")}
    assert [second.status(value, found["grr"], "up", DAY) for value in (0.9, 0.89, None)] == [
        "met", "overdue", "unknown"]
    assert second.status(0.2, found["silent_share"], "down", DAY) == "not_met"
    assert second.status(1.0, found["nrr"], "up", DAY) == "not_met"
