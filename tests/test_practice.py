"""The goals file: what it holds, and every fault of it named with its place; verdicts; what the store tells."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.practice import reading
from data.practice.reading import Goal, Practice
from data.store import Record, frozen
from queries.lpm import wilson
from queries.measures import MEASURES
from queries.measures.goals import JUDGED, certain, faults, goals, reference, verdict, within_chance
from queries.measures.kept import COLUMNS, KEPT, kept
from queries.principles import KEYS, PRINCIPLES, counted, furthest, judged, scorecard

GOOD = '[[goal]]\nmeasure = "coverage"\nvalue = 0.9\nowner = "customer_success"\n'
SUNDAY = date(2026, 11, 22)


def read(folder: Path, text: str | bytes) -> Practice:
    at = folder / "practice.toml"
    at.write_bytes(text if isinstance(text, bytes) else text.encode())
    return reading.read(at)


def record(kind: str, key: str, version: int = 1, **body: Any) -> Record:
    return Record(kind, key, version, frozen(body), "佐藤", datetime(2026, 11, 1, tzinfo=UTC))


def test_what_a_good_file_holds(tmp_path: Path) -> None:
    more = '\n[[ goal ]]\nmeasure = "ttv_days"\nvalue = 45\nowner = " 鈴木 "\n'
    found = read(tmp_path, "\ufeff# ours\n" + GOOD + more)
    assert not faults(found)
    assert goals(found) == {"coverage": Goal(0.9, "customer_success", 2), "ttv_days": Goal(45.0, "鈴木", 7)}


@pytest.mark.parametrize(("text", "said"), [
    (GOOD.replace("0.9", '"0.9"'), "practice.toml:3: goal 1: value: '0.9' is no number; write it without quotes"),
    (GOOD.replace("0.9", "true"), "value: True is no number"),
    (GOOD.replace("0.9", "nan"), ":3: goal 1: value: nan is out of bounds: at most 1e+12 [out_of_bounds]"),
    (GOOD.replace("0.9", "-inf"), "[out_of_bounds]"),
    (GOOD.replace("0.9", "9" * 400), "[out_of_bounds]"),
    (GOOD.replace("0.9", "90"), "practice.toml:1: value: 90 is out of bounds: coverage is a share, a fraction"),
    (GOOD.replace("coverage", "ttv_days").replace("0.9", "-1"), "ttv_days is not below 0"),
    (GOOD.replace("coverage", "covrage"), "practice.toml:1: measure: 'covrage' is no measure; known: advocates, after"),
    (GOOD.replace('"coverage"', "3"), ":2: goal 1: measure: 3 must be a text of 1 to 200 characters [not_a_text]"),
    (GOOD.replace("customer_success", " "), ":4: goal 1: owner: ' ' must be a text"),
    (GOOD.replace("customer_success", "x" * 201), "[not_a_text]"),
    (GOOD.replace("value", "valeu"), ":3: goal 1: valeu: is not known; known: measure, value, owner [unknown_key]"),
    (GOOD.replace("owner", "owned"), ":1: goal 1: owner: is missing [missing_key]"),
    (GOOD + "\n" + GOOD, ":7: goal 2: measure: 'coverage' has a goal already, in line 1: keep one [twice]"),
    ("rule = 1\n" + GOOD, "practice.toml:1: rule: is not known: each goal is a [[goal]] [unknown_key]"),
    (GOOD.replace("[[goal]]", "[goal]"), "goal: must be written [[goal]], once per measure [not_a_list]"),
    ("goal = 3\n", "[not_a_list]"),
    (GOOD + "value = 1\n", "practice.toml:5: is not TOML: Cannot overwrite a value"),
    (GOOD.replace("0.9", "0,9"), "practice.toml:3: is not TOML"),
    (b"# \xff\n", "practice.toml:1: is not UTF-8"),
    ("a = " + "[" * 100_000, "[not_toml]"),
])
def test_every_fault_is_named_with_its_place(tmp_path: Path, text: str | bytes, said: str) -> None:
    found = read(tmp_path, text)
    assert not goals(found)
    assert any(said in str(fault) for fault in faults(found)), [str(fault) for fault in faults(found)]


def test_with_one_fault_nothing_of_the_file_counts(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD + '[[goal]]\nmeasure = "csat"\nvalue = "much"\nowner = "support"\n')
    assert (len(faults(found)), goals(found)) == (1, {})
    found = read(tmp_path, GOOD + '[[goal]]\nmeasure = "csta"\nvalue = 4\nowner = "support"\n')
    assert (len(faults(found)), goals(found)) == (1, {})


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    assert "cannot be read" in str(reading.read(tmp_path / "none.toml").faults[0])


def test_which_file_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TENURE_PRACTICE", raising=False)
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    assert reading.path() == reading.DEFAULT
    (tmp_path / "practice.toml").write_text(GOOD)
    assert reading.path() == tmp_path / "practice.toml"
    assert list(goals(reading.read())) == ["coverage"]
    monkeypatch.setenv("TENURE_PRACTICE", str(tmp_path / "other.toml"))
    assert reading.path() == tmp_path / "other.toml"


def test_the_file_that_comes_with_tenure_has_a_goal_for_every_measure_that_has_a_good_direction() -> None:
    found = reading.read(reading.DEFAULT)
    assert not faults(found)
    assert set(found.goals) <= set(JUDGED)
    assert set(KEYS) <= set(found.goals)
    owned = [key for key, each in MEASURES.items() if each.better != "none" and key in JUDGED]
    assert {key for key in owned if key not in found.goals} <= {"services_paid"}


def test_the_store_wins_over_the_file_and_stands_without_it(tmp_path: Path) -> None:
    decided = record("target", "coverage", 3, measure="coverage", value=0.95, owner="田中", due_on="2027-03-31")
    own = Goal(0.95, "田中", None, date(2027, 3, 31), 3)
    assert goals(read(tmp_path, GOOD), (decided,)) == {"coverage": own}
    assert goals(read(tmp_path, "broken"), (decided,)) == {"coverage": own}


@given(st.floats(0, 1), st.integers(1, 400), st.floats(0, 1), st.sampled_from(["coverage", "use_falling"]))
def test_a_verdict_follows_the_value_and_chance_is_said(share: float, n: int, target: float, key: str) -> None:
    top = round(share * n)
    value, (low, high) = top / n, wilson(top, n)
    said = verdict(MEASURES[key], value, low, high, Goal(target, "x"))
    better = value - target if MEASURES[key].better == "up" else target - value
    assert said == ("met" if better >= -1e-9 else "not_met")
    assert within_chance(low, high, Goal(target, "x")) == (low - 1e-9 <= target <= high + 1e-9)
    assert certain(low, high, Goal(target, "x")) != within_chance(low, high, Goal(target, "x"))


def test_without_a_value_or_a_target_there_is_no_verdict() -> None:
    measure, goal = MEASURES["coverage"], Goal(0.9, "x")
    assert verdict(measure, None, None, None, goal) == "unknown"
    assert verdict(measure, math.nan, None, None, None) == "unknown"
    assert verdict(measure, 0.5, None, None, None) == "no_target"
    assert verdict(MEASURES["kept_other_fit"], 0.5, None, None, goal) == "no_target"
    assert not certain(None, None, goal)
    assert not within_chance(None, None, goal)
    assert verdict(measure, 0.1 + 0.2, 0.0, 1.0, Goal(0.3, "x")) == "met", "exactly on the target is met"


VERDICTS = st.lists(st.sampled_from(["met", "not_met", "unknown", "no_target"]), min_size=1, max_size=4)


@given(VERDICTS)
def test_a_principle_is_judged_by_its_measures(said: list[Any]) -> None:
    found = judged(said)
    assert (found == "not_met") == ("not_met" in said)
    assert (found == "met") == ("not_met" not in said and said.count("met") >= len(said) / 2)
    assert judged(reversed(said)) == found
    better: list[Any] = [each if each != "not_met" else "met" for each in said]
    assert judged(better) != "not_met"


def test_ten_principles_with_two_to_four_measures_each_of_which_can_be_judged() -> None:
    assert [each.number for each in PRINCIPLES] == list(range(1, 11))
    assert all(2 <= len(each.measures) <= 4 for each in PRINCIPLES)
    assert len(set(KEYS)) == len(KEYS)
    assert all(JUDGED[key].better != "none" for key in KEYS)


def rows(n: int = 40, **values: float | None) -> pd.DataFrame:
    """Measure × two days: the same value on both, over n; null: a table is missing."""
    made = [(key, day, value, None, None, 0 if value is None else n, None, None,
             "missing_table" if value is None else None, ("survey",) if value is None else ())
            for key in KEYS for day in (SUNDAY - timedelta(days=90), SUNDAY) for value in [values.get(key)]]
    return pd.DataFrame(made, columns=list(COLUMNS))


def test_the_scorecard_of_a_company_that_knows_little() -> None:
    wanted_ = {"coverage": Goal(0.9, "customer_success"), "ttv_days": Goal(60, "services", None, SUNDAY, 2)}
    card = scorecard(rows(coverage=0.8, ttv_days=45.0), wanted_).set_index("measure")
    assert card.verdict.coverage == "not_met"
    assert card.verdict.ttv_days == "met"
    assert (card.version.ttv_days, card.due_on.ttv_days, card.owner.ttv_days) == (2, SUNDAY, "services")
    assert card.trend.coverage == (0.8, 0.8)
    assert card.missing.voice_known == ("survey",)
    assert card.principle_verdict.coverage == "not_met"
    assert card.principle_verdict.ttv_days == "unknown", "one of three is not half"
    assert counted(card.reset_index()) == {"met": 0, "not_met": 1, "unknown": 9}
    assert furthest(card.reset_index()) == ("coverage", abs(0.8 - 0.9) / 0.9)
    assert furthest(scorecard(rows(), {})) is None


def test_the_furthest_is_so_as_a_part_of_its_target() -> None:
    wanted_ = {"fit_at_sale": Goal(0.75, "sales"), "outcome_agreed": Goal(0.5, "services")}
    card = scorecard(rows(fit_at_sale=0.489, outcome_agreed=0.321), wanted_)
    found = furthest(card)
    assert found is not None
    assert found[0] == "outcome_agreed", "17.9 of 50 points, not 26.1 of 75"
    assert found[1] == pytest.approx(0.358)


@pytest.mark.parametrize(("n", "said", "small"), [(9, "unknown", True), (10, "not_met", False)])
def test_what_is_over_fewer_than_ten_decides_nothing(n: int, said: str, small: bool) -> None:
    wanted_ = {key: Goal(0.9, "x") for key in ("charter_reviewed", "decisions_on_time")}
    wanted_ |= {"functions_active": Goal(7.0, "x")}
    card = scorecard(rows(n, charter_reviewed=0.8, decisions_on_time=0.57, functions_active=7.0), wanted_)
    own = card[card.principle == 10].set_index("measure")
    assert list(own.verdict) == ["not_met", "not_met", "met"], "it still says how it stands"
    assert list(own.reference) == [small, small, False], "what is counted by itself is no sample"
    assert set(own.principle_verdict) == {said}
    assert counted(card)[said] >= 1  # type: ignore[index]
    assert (furthest(card) is None) == small
    met = scorecard(rows(n, **dict.fromkeys(own.index, 7.0)), wanted_)
    assert set(met[met.principle == 10].principle_verdict) == {"unknown" if small else "met"}, "nor does it meet it"


@given(st.integers(0, 30), st.sampled_from(sorted(KEYS)))
def test_a_reference_is_over_one_to_nine(n: int, key: str) -> None:
    assert reference(JUDGED[key], n) == (1 <= n <= 9 and JUDGED[key].kind != "count")


def test_decisions_done_by_their_day() -> None:
    def due(key: str, days: int, done: int | None, status: str = "done", kind: str = "decision") -> Record:
        by = SUNDAY - timedelta(days=days)
        ended = None if done is None else (by + timedelta(days=done)).isoformat()
        return record(kind, key, due_on=by.isoformat(), status=status, done_on=ended)
    told = (due("a", 0, 0), due("b", 10, -3, kind="action"), due("c", 90, 1), due("d", 20, None, "open"),
            due("e", 20, None, "dropped"), due("f", 91, 0), due("g", -1, None, "open"), record("review", "2026-11-22"))
    row = kept(told, ("decisions_on_time",), (SUNDAY,)).iloc[0]
    assert (row.numerator, row.denominator, row.n) == (2, 4, 4)
    assert (row.low, row.high) == pytest.approx(wilson(2, 4))
    assert pd.isna(row.reason)


def test_weeks_in_which_the_charter_was_reviewed() -> None:
    there: dict[str, Any] = {"present": ["sales"]}
    told = (record("review", "2026-11-22", **there), record("review", "2026-11-08", **there),
            record("review", "2026-11-15", present=[]), record("snapshot", "2026-11-01"),
            record("review", "2026-10-18", present=[]), record("review", "2026-10-23", **there))
    row = kept(told, ("charter_reviewed",), (SUNDAY,)).iloc[0]
    assert (row.numerator, row.denominator) == (3, 5), "the weeks since 25 October; nobody came on the 15th"
    assert kept(told, ("charter_reviewed",), (SUNDAY + timedelta(days=3),)).iloc[0].numerator == 3
    old = (record("review", "2025-01-05", **there),)
    assert tuple(kept(old, ("charter_reviewed",), (SUNDAY,)).iloc[0][["numerator", "denominator"]]) == (0, 13)


def test_where_nothing_was_kept_that_is_said_with_what_would_answer() -> None:
    found = kept((), tuple(KEPT), (SUNDAY - timedelta(days=7), SUNDAY))
    assert len(found) == 4
    assert set(found.reason) == {"no_records"}
    assert found.value.isna().all()
    assert list(found.missing) == [KEPT[key].kinds for key in found.measure]
