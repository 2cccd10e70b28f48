"""The journey: time in stage as lifelines has it, a case by hand, missing tables, the demo's truth, the command."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_times

from data.days import day_number
from data.store import open_store
from data.warehouse import Warehouse, open_warehouse
from queries import journey, journey_dwell, retention
from queries.__main__ import main
from queries.dimensions import build_info
from queries.journey_leaks import DAYS
from queries.journey_owners import owners
from queries.scope import Scope, UnknownFilter
from tests import replay
from tests.oracle.examples import line, tables

SUNDAY = date(2025, 3, 30)


def spells_of(house: Warehouse) -> pd.DataFrame:
    with house.engine.connect() as connection:
        found = connection.exec_driver_sql("select customer_key, stage, from_day, to_day, begun from marts.journey")
        return pd.DataFrame(found.fetchall(), columns=["customer", "stage", "from_day", "to_day", "begun"])


@pytest.fixture
def house(on_demo: Path) -> Warehouse:
    return open_warehouse()


def test_time_in_stage_is_lifelines_on_the_spells(house: Warehouse) -> None:
    """Durations in days, open spells censored at the Sunday; whole curves, quartiles and who is over time."""
    scope = Scope(build_info(house).default_as_of)
    until, every = day_number(scope.as_of), spells_of(house)
    dwell, curves = journey.dwell(house, scope).set_index("stage"), journey_dwell.curves(house, scope)
    assert set(dwell.index) == set(journey.ACTIVE)
    for stage, row in dwell.iterrows():
        mine = every[(every.stage == stage) & (every.from_day <= until)]
        seen = mine[mine.begun]
        assert (row.spells, row.unseen) == (len(seen), len(mine) - len(seen))
        lengths, ended = seen.to_day.clip(upper=until) - seen.from_day, seen.to_day <= until
        fitted = KaplanMeierFitter().fit(lengths, ended)
        drawn = curves[curves.stage == stage]
        wanted = fitted.survival_function_at_times(drawn.days).to_numpy()
        assert drawn.survival.to_numpy() == pytest.approx(wanted)
        inside = (drawn.survival > 0) & (drawn.survival < 1)
        ends = fitted.confidence_interval_.reindex(drawn.days[inside], method="ffill").to_numpy()
        assert drawn.low[inside].to_numpy() == pytest.approx(ends[:, 0])
        assert drawn.high[inside].to_numpy() == pytest.approx(ends[:, 1])
        for name, share in (("p25_days", 0.75), ("median_days", 0.5), ("p75_days", 0.25)):
            told = float(qth_survival_times(share, fitted.survival_function_))
            assert (row[name] if pd.notna(row[name]) else float("inf")) == told
        here = mine[mine.to_day > until]
        limit = row.limit_days
        wanted_limit = row.p75_days if pd.isna(row.target_days) else row.target_days or float("nan")
        assert limit == wanted_limit or (pd.isna(limit) and pd.isna(wanted_limit))
        if pd.notna(limit):
            assert row.over == (until - here.from_day > limit).sum()
        assert row.customers == len(here)


def test_who_is_over_time_comes_first_and_is_as_many_as_is_said(house: Warehouse) -> None:
    scope = Scope(build_info(house).default_as_of)
    dwell = journey.dwell(house, scope).set_index("stage")
    for stage in journey.ACTIVE:
        found = journey.members(house, scope, stage, limit=None)
        assert list(found.over) == sorted(found.over, reverse=True)
        assert list(found[found.over]["arr"]) == sorted(found[found.over]["arr"], reverse=True)
        over = dwell.over[stage]
        assert found.over.sum() == (0 if pd.isna(over) else over)
        assert found.attrs["total"] == len(found) == dwell.customers[stage]
        assert found.attrs["arr"] == pytest.approx(found["arr"].sum())


def test_a_cell_of_the_flow_lists_its_customers(house: Warehouse) -> None:
    scope = Scope(build_info(house).default_as_of)
    for row in journey.flow(house, scope, 26).itertuples():
        found = journey.members(house, scope, str(row.stage_to), None, str(row.stage_from), 26)
        assert (len(found), found["arr"].sum()) == (
            row.customers, pytest.approx(row.arr_from if row.stage_to == "left" else row.arr))


@pytest.mark.parametrize("day", ["2026-11-22", "2026-10-31", "2026-06-03"])
def test_the_stages_are_the_weekly_reviews_customers_and_arr(default_company: Warehouse, day: str) -> None:
    """Any day, filtered by labels in and out of the cube and by lines, split by each."""
    for where in ((), (("segment", ("SMB",)),), (("csm_id", (None,)),), (("product", ("Core",)),)):
        try:
            kpis = retention.kpis(default_company, Scope(date.fromisoformat(day), "customer", where)).iloc[0]
        except UnknownFilter:
            continue
        found = journey.standing(default_company, Scope(date.fromisoformat(day), "customer", where))
        here = found[found.stage != "left"]
        assert (here.customers.sum(), here["arr"].sum()) == (kpis["logos"], pytest.approx(kpis["arr"]))
        assert kpis["logos"] > 0 or where


def test_customers_leave_from_at_risk_more_than_from_elsewhere(default_company: Warehouse) -> None:
    """What the demo's causes make so: who is at risk leaves far more often than who is on the way up."""
    scope = Scope(build_info(default_company).default_as_of)
    found = journey.leaks(default_company, scope)
    rates = found.set_index("stage")
    assert rates.against["at_risk"] == "worse"
    assert rates.share.idxmax() == "at_risk"
    assert rates.low["at_risk"] > 3 * found.attrs["share"]
    assert rates.high[["adopting", "value_proven", "expanding"]].max() < found.attrs["share"]
    assert found.left.sum() == found.attrs["left"] > 100
    assert [(later - earlier).days for earlier, later in zip(found.attrs["landmarks"], found.attrs["landmarks"][1:],
                                                             strict=False)] == [DAYS] * 3


def by_hand(given: set[str]) -> Warehouse:
    """Ann signed four weeks ago, Bob's renewal is due in 90 days and Cid's in 91, Dan grew by a half, Eve reached her
    outcome, Fay left last week, Gus has been there for long.
    """
    def day(back: int) -> str:
        return str(SUNDAY - timedelta(days=back))

    made = tables(line("gus", "2023-11-01", None, "10"), line("ann", day(28), None, "10"),
                  line("bob", "2024-01-01", None, "20", contract_id="KB"),
                  line("cid", "2024-01-01", None, "30", contract_id="KC"), line("dan", "2024-01-01", None, "10"),
                  line("dan", day(60), None, "5"), line("eve", "2024-01-01", None, "40"),
                  line("fay", "2024-01-01", day(6), "50"))
    due = [("R1", "KB", "bob", -90), ("R2", "KC", "cid", -91)]
    more: dict[str, list[dict[str, Any]]] = {
        "renewal": [{"renewal_id": key, "contract_id": contract, "customer_id": who, "due_on": day(back),
                     "status": "open", "arr_due": 1, "currency": "JPY"} for key, contract, who, back in due],
        "outcome": [{"outcome_id": "O", "customer_id": "eve", "goal": "g", "measure": "m", "target": 1,
                     "agreed_on": "2024-03-01", "reviewed_on": day(1), "status": "reached"}]}
    kept = {name: rows for name, rows in more.items() if name in given}
    return replay.warehouse({**made, **kept}, 0)


def test_the_stages_by_hand() -> None:
    house = by_hand({"renewal", "outcome"})
    found = journey.members(house, Scope(SUNDAY), None, limit=None)
    assert dict(zip(found.account_id, found.stage, strict=True)) == {
        "ann": "signed", "bob": "renewing", "cid": "adopting", "dan": "expanding", "eve": "value_proven",
        "gus": "adopting"}
    standing = journey.standing(house, Scope(SUNDAY)).set_index("stage")
    assert standing.customers.to_dict() == {
        "signed": 1, "onboarding": pytest.approx(float("nan"), nan_ok=True), "adopting": 2, "value_proven": 1,
        "expanding": 1, "renewing": 1, "at_risk": 0, "left": 1}
    assert standing["arr"]["left"] == 12 * 50
    flow = journey.flow(house, Scope(SUNDAY), 1)
    moves = {(row.stage_from, row.stage_to): row.customers for row in flow.itertuples()}
    assert moves["adopting", "left"] == 1
    assert moves["adopting", "value_proven"] == 1
    assert moves["adopting", "renewing"] == 1
    row = journey.balance(flow).set_index("stage").loc["adopting"]
    assert (row.opening, row.new, row.entered, row.moved_on, row.left, row.closing) == (5, 0, 0, 2, 1, 2)


def test_without_a_table_its_stage_is_unknown_and_its_customers_stand_in_the_next() -> None:
    house = by_hand(set())
    needs = {need.stage: need for need in journey.needs(house)}
    assert needs["value_proven"] == journey.Need("value_proven", ("outcome",), True)
    assert needs["onboarding"].blocked
    assert needs["at_risk"].tables
    assert not needs["at_risk"].blocked  # a cancellation is in the lines
    standing = journey.standing(house, Scope(SUNDAY)).set_index("stage")
    assert pd.isna(standing.customers["value_proven"])
    assert pd.isna(standing.customers["renewing"])
    assert standing.customers["adopting"] == 4
    assert standing.customers["signed"] == 1
    assert standing.customers[list(journey.ACTIVE)].sum() == 6


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["journey", *words, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
    assert isinstance(found, dict)
    return found


def test_the_command_gives_the_stages(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = asked(capsys)
    assert [row["stage"] for row in found["rows"]] == list(journey.STAGES)
    assert {"stage", "customers", "arr", "median_days", "over", "owner"} <= found["rows"][0].keys()
    assert found["rules"] == journey.told(open_warehouse()).digest
    split = asked(capsys, "--by", "segment")["rows"]
    for stage in journey.STAGES:
        whole = next(row for row in found["rows"] if row["stage"] == stage)
        assert sum(row["customers"] for row in split if row["stage"] == stage) == whole["customers"]
    assert all(row["median_days"] is None for row in split)


@pytest.mark.parametrize(("words", "keys"), [
    (("--view", "flow", "--weeks", "4"), {"stage_from", "stage_to", "customers", "arr_from", "arr"}),
    (("--view", "dwell"), {"stage", "median_days", "median_low", "median_high", "over"}),
    (("--view", "leaks", "--where", "segment=SMB"), {"stage", "n", "left", "share", "low", "high", "arr_left"}),
    (("--view", "members", "--stage", "at_risk"), {"account", "days", "over", "renewal_due", "owner", "url"}),
    (("--view", "history", "--weeks", "3"), {"as_of", "stage", "customers", "arr"}),
])
def test_the_commands_other_views(on_demo: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...],
                                  keys: set[str]) -> None:
    found = asked(capsys, *words)
    assert found["rows"]
    assert keys <= found["rows"][0].keys()
    if "history" in words:
        assert len(found["rows"]) == 4 * len(journey.ACTIVE)


@pytest.mark.parametrize("words", [("--unit", "contract"), ("--view", "flow", "--by", "segment"),
                                   ("--stage", "left"), ("--where", "colour=red"), ("--by", "colour")])
def test_a_question_that_cannot_be_asked_is_the_callers_fault(on_demo: Path, capsys: pytest.CaptureFixture[str],
                                                              words: tuple[str, ...]) -> None:
    assert main(["journey", *words]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_the_owner_is_whom_the_board_named_else_the_rules_function(house: Warehouse, tmp_path: Path) -> None:
    rules = journey.told(house).rules
    assert owners(rules, ())["onboarding"].name == "services"
    store = open_store(f"sqlite:///{tmp_path}/store.sqlite")
    store.put("owner", "stage:onboarding", {"owner": "<b>Ito</b>"}, "me", 0)
    store.put("owner", "function:sales", {"owner": "Abe"}, "me", 0)
    found = owners(rules, store.current("owner"))
    assert (found["onboarding"].name, found["onboarding"].named, found["onboarding"].version) == ("<b>Ito</b>", True, 1)
    assert found["signed"] == owners(rules, ())["signed"]
