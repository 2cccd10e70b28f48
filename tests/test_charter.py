"""The charter: which target counts, its status, what decisions left behind, and what measures did after them."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.demo import decisions as demo_decisions
from data.fiscal import Quarter
from data.practice.reading import Goal
from data.store import Invalid, Record, open_store
from data.store.appending import Unordered, append
from data.store.company import held_by
from data.targets import Target
from data.warehouse import open_warehouse
from queries import charter, charter_decisions, charter_meetings, charter_past, retention
from queries.__main__ import main
from queries.charter import Wanted
from queries.charter_values import COLUMNS, better, is_fraction, kind, values
from queries.dimensions import build_info
from queries.measures import MEASURES, measured
from queries.scope import Scope
from tests.charter_company import own_home, record

__all__ = ["own_home"]
AS_OF = date(2026, 11, 22)
DAY = timedelta(days=1)


def target(key: str, value: float, **more: Any) -> Record:
    return record("target", key, measure=key, value=value, **{"owner": "大西", **more})


def test_a_target_comes_from_the_first_place_that_has_one() -> None:
    stored = (target("grr", 0.95, due_on="2026-12-31"), target("nonsense", 1))
    plan = (Target("grr", Quarter(2026, 3), 0.9), Target("nrr", Quarter(2026, 3), 1.1),
            Target("arr", Quarter(2026, 2), 5.0), Target("nrr", Quarter(2026, 3), 1.3, (("segment", ("A",)),)))
    goals = {"coverage": Goal(0.9, "customer_success"), "nrr": Goal(2.0, "ceo"), "gone": Goal(1, "x")}
    found = {each.measure: each for each in charter.wanted(stored, plan, goals, AS_OF, 4)}
    assert {key: (each.value, each.source) for key, each in found.items()} == {
        "grr": (0.95, "store"), "nrr": (1.1, "plan"), "coverage": (0.9, "practice")}
    assert found["grr"] == Wanted("grr", 0.95, "store", "大西", date(2026, 12, 31), "森",
                                  datetime(2026, 11, 24, 1, 30, tzinfo=UTC), 1)
    assert found["nrr"].due_on == date(2026, 12, 31), "the quarter's last day"


@pytest.mark.parametrize(("key", "value", "wanted", "due", "said"), [
    ("grr", 0.92, 0.92, None, "met"), ("grr", 0.9199, 0.92, None, "not_met"), ("grr", 0.93, 0.92, AS_OF - DAY, "met"),
    ("grr", 0.91, 0.92, AS_OF, "not_met"), ("grr", 0.91, 0.92, AS_OF - DAY, "overdue"),
    ("use_falling", 0.1, 0.1, None, "met"), ("use_falling", 0.11, 0.1, None, "not_met"),
    ("use_falling", 0.09, 0.1, None, "met"), ("grr", math.nan, 0.92, AS_OF - DAY, "unknown"),
    ("grr", None, 0.92, None, "unknown"), ("arr", 0.1 + 0.2, 0.3, None, "met"),
    ("net_new", -5.0, -4.0, None, "not_met"),
])
def test_status_follows_the_measures_direction(
    key: str, value: float | None, wanted: float, due: date | None, said: str
) -> None:
    assert charter.status(key, value, wanted, due, AS_OF) == said


def test_every_measure_can_be_a_kpi() -> None:
    for key in MEASURES:
        assert better(key) in ("up", "down", "none")
        assert kind(key)
        assert is_fraction(key) or kind(key) not in ("share",)


def test_values_are_those_of_the_queries_they_come_from(on_demo: Path) -> None:
    """Against the retention figures and the measures, day by day; the quarter's gain from its opening ARR."""
    house = open_warehouse()
    build = build_info(house)
    days = retention.sundays(build.default_as_of, 15)
    keys = ("nrr", "grr", "logo_retention", "arr", "net_new", "coverage")
    found = values(house, Scope(build.default_as_of, "contract", (("segment", ("SMB",)),)), keys, days)
    assert list(found.columns) == list(COLUMNS)
    assert found[["measure", "on"]].to_numpy().tolist() == [[key, day] for key in keys for day in days]
    held = {(row.measure, row.on): row for row in found.itertuples()}
    for day in days:
        whole = Scope(day)
        [figures] = retention.kpis(house, whole).to_dict("records")
        for key, low in (("nrr", "nrr_low"), ("grr", "grr_low"), ("logo_retention", "logo_low"), ("arr", None)):
            assert held[key, day].value == pytest.approx(figures[key])
            assert math.isnan(held[key, day].low) if low is None else held[key, day].low == pytest.approx(figures[low])
        [known] = measured(house, whole, ("coverage",)).to_dict("records")
        assert (held["coverage", day].value, held["coverage", day].n) == (pytest.approx(known["value"]), known["n"])
        first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        opening = float(retention.kpis(house, Scope(first - DAY))["arr"].iloc[0])
        assert held["net_new", day].value == pytest.approx(figures["arr"] - opening)


def test_before_the_data_nothing_is_known(on_demo: Path) -> None:
    house = open_warehouse()
    before = build_info(house).first_day - DAY
    found = values(house, Scope(AS_OF), ("grr", "coverage"), (before,))
    assert found.value.isna().all()
    assert set(found.reason) == {"before_data"}
    with pytest.raises(KeyError):
        values(house, Scope(AS_OF), ("nonsense",), (AS_OF,))


def test_a_kpis_trend_ends_with_its_value(on_demo: Path) -> None:
    house = open_warehouse()
    as_of = build_info(house).default_as_of
    wanted = (Wanted("grr", 0.5, "store", "森", as_of - DAY), Wanted("nrr", 99.0, "plan", due_on=as_of - DAY),
              Wanted("coverage", 0.0, "practice"))
    found = charter.kpis(house, Scope(as_of), wanted).set_index("measure")
    assert list(found.index) == ["grr", "nrr", "coverage"]
    assert list(found.status) == ["met", "overdue", "met"]
    assert [len(each) for each in found.weeks] == [14, 14, 1]
    assert found.weeks["grr"][-1] == found.value["grr"]
    assert found.distance["nrr"] == pytest.approx(found.value["nrr"] - 99)
    for weekday in (as_of - 3 * DAY,):
        assert len(charter.kpis(house, Scope(weekday), wanted).weeks.iloc[0]) == 15, "the day itself, then its Sundays"


def decision(text: str = "決めた", **more: Any) -> Record:
    body = {"text": text, "owner": "森", "due_on": "2026-12-01", "week_on": "2026-11-15", "status": "open",
            "decided_on": "2026-11-17"}
    return record("decision", **{**body, **more})


def test_decisions_as_they_stand() -> None:
    rows = charter_decisions.listed((
        decision("later"), decision("late", due_on="2026-11-18"), decision("today", due_on="2026-11-22"),
        decision("done", status="done", done_on="2026-11-20", due_on="2026-11-01"),
        decision("before", status="done", done_on="2026-11-10"), decision("no", status="dropped"),
        decision("next week", week_on="2026-11-29"), record("target", "grr", measure="grr", value=1, owner="a"),
        record("action", text="act", owner="森", due_on="2026-11-25", week_on="2026-11-22", status="open")), AS_OF)
    assert list(rows.text) == ["late", "today", "act", "later", "done", "before", "no"]
    assert list(rows.state) == ["overdue", "open", "open", "open", "done", "done", "dropped"]
    assert rows.days_late.iloc[0] == 4
    assert rows.days_late.iloc[1:].isna().all()
    left = charter_decisions.carried(rows, AS_OF)
    assert list(left.text) == ["late", "today", "later", "done"], "of earlier meetings, open or settled in the week"
    assert charter_decisions.listed((), AS_OF).empty
    assert charter_decisions.carried(charter_decisions.listed((), AS_OF), AS_OF).empty


def test_decisions_as_they_stood_on_an_earlier_date() -> None:
    now = (decision("edited since", due_on="2027-01-31", key="a" * 32), decision("settled", status="done",
           done_on="2026-11-24"), decision("was", status="done", done_on="2026-11-20"), decision("as ever"))
    earlier = (decision("first said", due_on="2026-11-18", key="a" * 32), decision("deleted since"))
    found = charter_past.then(now, earlier, AS_OF)
    assert [(each.get("text"), each.get("status")) for each in found] == [
        ("first said", "open"), ("settled", "open"), ("was", "done"), ("as ever", "open")]
    assert found[1].get("done_on") is None
    assert charter_past.moment(AS_OF) == datetime(2026, 11, 22, 15, tzinfo=UTC), "midnight in Tokyo"
    assert charter_past.may_meet(AS_OF - 28 * DAY, AS_OF)
    assert not charter_past.may_meet(AS_OF - 35 * DAY, AS_OF)


def test_before_and_after_a_decision(on_demo: Path) -> None:
    """Recomputed day by day from the figures' own query; the interval by squares of both reaches."""
    house = open_warehouse()
    as_of = build_info(house).default_as_of
    decided, due = as_of - 40 * DAY, as_of - 12 * DAY
    first = max(day for day in retention.sundays(as_of, 60) if day <= decided)
    made = decision("A", measure="grr", decided_on=str(decided), due_on=str(due), week_on=str(first))
    others = (decision("none"), decision("unknown", measure="nonsense"), decision("B", measure="coverage",
              decided_on=str(as_of), week_on=str(as_of), due_on=str(as_of + 9 * DAY)))
    kept = record("snapshot", str(first), kpis=[{"measure": "grr", "value": 0.5}, {"measure": "nrr", "value": None}])
    found = charter_decisions.outcomes(house, Scope(as_of), (made, *others), (kept,)).set_index("text")
    assert list(found.index) == ["B", "A"], "the newest first; only those that name a measure that there is"
    row = found.loc["A"]
    before, after = (retention.kpis(house, Scope(day)).iloc[0] for day in (first, as_of))
    assert (row.before, row.now) == (pytest.approx(before.grr), pytest.approx(after.grr))
    assert row.due == pytest.approx(retention.kpis(house, Scope(due)).grr.iloc[0])
    low = after.grr - before.grr - math.sqrt((after.grr - after.grr_low)**2 + (before.grr_high - before.grr)**2)
    high = after.grr - before.grr + math.sqrt((after.grr_high - after.grr)**2 + (before.grr - before.grr_low)**2)
    assert (row.delta_low, row.delta_high) == (pytest.approx(low), pytest.approx(high))
    assert row.beyond == (not low <= 0 <= high)
    assert row.seen == 0.5
    assert row.days[0] == first - 91 * DAY
    assert row.days[-1] == as_of
    assert row.line[row.days.index(first)] == pytest.approx(before.grr)
    assert math.isnan(found.loc["B"].due)
    assert (found.loc["B"].delta, found.loc["B"].direction) == (0, "none")


@pytest.mark.parametrize(("before", "now", "beyond", "said"), [
    ((0.5, 0.45, 0.55), (0.7, 0.65, 0.75), True, "better"), ((0.5, 0.4, 0.6), (0.55, 0.45, 0.65), False, "better"),
    ((0.5, 0.45, 0.55), (0.3, 0.25, 0.35), True, "worse"),
])
def test_only_a_difference_beyond_both_intervals_counts(
    before: tuple[float, ...], now: tuple[float, ...], beyond: bool, said: str
) -> None:
    sides = [dict(zip(("value", "low", "high"), each, strict=True)) for each in (before, now)]
    change, low, high = charter_decisions.difference(*sides)
    assert low < change < high
    assert (not low <= 0 <= high) == beyond
    assert charter_decisions._direction("grr", change) == said
    assert charter_decisions._direction("use_falling", change) == {"better": "worse", "worse": "better"}[said]


def test_the_demos_people_decided_consistently(own_home: Path) -> None:
    store, end = open_store(), date(2026, 11, 22)
    assert demo_decisions.seed(store, end, end - timedelta(700)) == len(demo_decisions.records(end))
    assert demo_decisions.seed(store, end, end - timedelta(700)) == 0, "a store that holds anything is left alone"
    for kind_ in ("decision", "action", "target", "owner", "review"):
        standing = store.current(kind_)
        assert standing
        assert all(each.get("demo") for each in standing)
        assert held_by(standing, is_demo=False) == ()
        assert held_by(standing, is_demo=True) == standing
    rows = charter_decisions.listed(store.current("decision") + store.current("action"), end)
    assert {"overdue", "open", "done", "dropped"} == set(rows.state)
    settled = rows[rows.state == "done"].itertuples()
    assert all(row.done_on >= row.week_on and store.history(row.kind, row.key)[0].get("status") == "open"
               for row in settled)
    changed = rows[rows.playbook_id.notna() & (rows.state == "done")]
    assert len(changed) == 2
    assert changed.measure.notna().all()
    moments = [each.at for each in demo_decisions.records(end)]
    assert moments == sorted(moments)
    assert max(moments).date() <= end
    assert all(each.get("measure") in (*MEASURES, "nrr", "grr", "logo_retention") for each in store.current("target"))


def test_a_young_demo_decides_nothing_before_its_data(own_home: Path) -> None:
    end = date(2026, 11, 22)
    demo_decisions.seed(open_store(), end, end - timedelta(30))
    assert all(each.at.date() >= end - timedelta(30) for each in open_store().current("decision"))


def test_records_are_entered_with_their_own_times(own_home: Path) -> None:
    store, at = open_store(), datetime(2026, 1, 6, 1, 30, tzinfo=UTC)
    first = decision(due_on="2026-01-20", week_on="2026-01-04", decided_on="2026-01-06")
    first = Record("decision", first.key, 1, first.body_items, "森", at)
    second = Record("decision", first.key, 2, first.body_items, "大西", at + timedelta(3))
    assert append(store, [first, second]) == 2
    assert store.history("decision", first.key) == (first, second)
    assert store.at("decision", at + timedelta(1)) == (first,)
    assert store.version() == 2
    later = store.put("decision", first.key, {**first.body, "text": "x"}, "森", 2)
    assert later.version == 3
    for wrong in (second, Record("decision", first.key, 5, first.body_items, "森", datetime.now(UTC) + DAY)):
        with pytest.raises(Unordered):
            append(store, [wrong])
    soon = datetime.now(UTC) + DAY
    bad = Record("target", "grr", 1, (("measure", "grr"), ("owner", ""), ("value", "x")), "", soon)
    with pytest.raises(Invalid):
        append(store, [Record("owner", "function:it", 1, (("owner", "a"),), "森", soon), bad])
    assert store.current("owner") == (), "all of them or none"


def test_meetings_with_and_without_frozen_figures() -> None:
    reviews = (record("review", "2026-11-15", held_on="2026-11-17", present=["sales", "it"]),)
    kept = (record("snapshot", "2026-11-22", version=3, figures={"arr": 5.0, "nrr": None}, data_version="v"),)
    rows = charter_meetings.meetings(reviews, kept)
    assert list(rows.week_on) == [date(2026, 11, 22), date(2026, 11, 15)]
    assert rows.present.tolist() == [(), ("sales", "it")]
    assert rows["arr"].iloc[0] == 5
    assert rows.snapshot.iloc[0] == 3
    assert rows.held_on.iloc[0] is None
    older = record("snapshot", "2026-11-22", version=1)
    review = record("review", "2026-11-22", snapshot=1)
    assert charter_meetings.seen(kept[0], review, (older, kept[0])) == older
    assert charter_meetings.seen(kept[0], None, (older, kept[0])) == kept[0]


def test_the_command_without_a_store_creates_none(
    on_demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And with one it gives what it holds; filters and units are refused."""
    monkeypatch.setattr("queries.commands.charter.configured", lambda: False)
    assert main(["charter", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["view"] == "kpis"
    assert {"measure", "value", "target", "status", "owner", "due_on", "source"} <= set(said["rows"][0])
    for view in ("decisions", "outcomes", "meetings"):
        assert main(["charter", "--view", view, "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["rows"] == []
    monkeypatch.undo()
    monkeypatch.setenv("TENURE_HOME", str(on_demo))
    assert main(["charter", "--view", "decisions", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"], "the demo's"
    for asked in (["--where", "segment=SMB"], ["--unit", "contract"], ["--by", "segment"]):
        assert main(["charter", *asked]) == 2
        assert "whole company" in capsys.readouterr().err
