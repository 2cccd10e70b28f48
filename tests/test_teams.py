"""Teams: expected rates against a naive computation, sums that add up, and whose figure a handed-over account is."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest

from data.access import Viewer
from data.warehouse import Warehouse, open_warehouse
from queries import accounts, health, renewal_lists, retention, teams, teams_moves, teams_now
from queries.__main__ import main
from queries.dimensions import build_info
from queries.measures import measured
from queries.oracle import UNITS
from queries.oracle.company import LINE_KEYS
from queries.oracle.retention import retention as naive_kpis
from queries.oracle.teams import OWNERS, expected, owned, rate_of
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import Subject, random_where, subject
from tests.strategies import random_company

DAY = date(2026, 8, 30)
PARTS = {"nrr": "net", "grr": "gross"}
HEAD = {"customer_id": "", "name": "", "segment": "SMB", "plan": "Basic", "touch_model": "low"}
LINE = {"product": "Core", "currency": "JPY", "start_on": date(2024, 6, 1), "end_on": None}


@pytest.fixture(scope="module")
def asked() -> Subject:
    """A random company in which somebody has a team and a CSM."""
    for seed in range(900, 960):
        found = subject(random_company(random.Random(seed), customers=160))
        if {"team_id", "csm_id", "segment", "plan", "touch_model"} <= set(found.keys) and found.tables.get(
                "assignment"):
            return found
    raise AssertionError("no such company among these seeds")


@pytest.fixture(scope="module")
def house(asked: Subject) -> Warehouse:
    return replay.warehouse(asked.tables, asked.company.digits)


def rows_of(found: pd.DataFrame, by: str) -> dict[Any, dict[Any, Any]]:
    return {None if pd.isna(row[by]) else row[by]: row for row in found.to_dict("records")}


def compared(asked: Subject, house: Warehouse, scope: Scope, by: str) -> set[int]:
    """Every owner's expected rates and differences against the naive ones; how coarse the rates were."""
    found, levels = rows_of(teams.teams(house, scope, by), by), set()
    base = owned(asked.company, scope.as_of, by, scope.unit, scope.where)
    for owner, row in found.items():
        mine, others = ([each for each in base if (each.owner == owner) is own] for own in (True, False))
        for metric, kept in PARTS.items():
            wanted = expected(mine, others, kept)
            if wanted is None:
                assert pd.isna(row[f"{metric}_expected"])
                continue
            assert row[f"{metric}_expected"] == pytest.approx(float(wanted), rel=1e-9)
            rate = sum(getattr(each, kept) for each in mine) / sum(each.base for each in mine)
            assert row[f"{metric}_difference"] == pytest.approx(rate - float(wanted), abs=1e-9)
            levels |= {rate_of(each, others, kept)[0] for each in mine}
    return levels


@pytest.mark.parametrize("by", OWNERS)
@pytest.mark.parametrize("unit", UNITS)
def test_expected_rates_are_those_of_a_naive_computation(asked: Subject, house: Warehouse, by: str, unit: str) -> None:
    rng = random.Random(f"{by}{unit}")
    keys = [key for key in asked.keys if key not in OWNERS]
    for where in ((), random_where(asked, rng, keys)):
        compared(asked, house, Scope(DAY, unit, where), by)


def test_a_profile_of_too_few_falls_back_as_far_as_it_must() -> None:
    """Of 240 customers many are of common profiles and few of rare ones; their ages lie on the borders."""
    rng = random.Random(5)
    starts = [date(2023, 1, 15), date(2023, 8, 30), date(2023, 8, 31), date(2024, 8, 30), date(2024, 8, 31),
              date(2025, 8, 30)]
    tables: dict[str, list[dict[str, Any]]] = {"customer": [], "subscription": [], "assignment": []}
    for at in range(240):
        name, start = f"C{at:03d}", rng.choice(starts)
        labels = {"segment": rng.choice(["SMB"] * 20 + ["Mid"] * 4 + ["Rare"]), "plan": rng.choice(["Basic", "Pro"]),
                  "touch_model": rng.choice(["low", "low", "low", "high", None])}
        end = rng.choice([None, None, None, date(2026, 4, 1)])
        tables["customer"].append({"customer_id": name, "name": name, **labels})
        tables["subscription"].append(LINE | {
            "subscription_id": name, "customer_id": name, "contract_id": name, "start_on": start, "end_on": end,
            "mrr": str(rng.randrange(50, 5000))})
        tables["assignment"].append({"customer_id": name, "team_id": rng.choice(["T1", "T2", None]),
                                     "csm_id": rng.choice(["M1", "M2", "M3"]), "from_on": start})
    made = subject(tables)
    levels = compared(made, replay.warehouse(tables, 0), Scope(DAY), "team_id")
    assert levels == {0, 1, 2, 3}


@pytest.mark.parametrize("by", OWNERS)
def test_rates_and_their_intervals_are_those_of_kpis(asked: Subject, house: Warehouse, by: str) -> None:
    found = rows_of(teams.teams(house, Scope(DAY), by), by)
    minor = 10**asked.company.digits
    for row in naive_kpis(asked.company, DAY, by=by):
        mine = found[row[by]]
        assert (mine["logos_base"], mine["logos"]) == (row["logos_base"], row["logos"])
        assert mine["arr_base"] * minor == pytest.approx(row["arr_base"])
        for key in ("nrr", "grr", "logo_retention", "nrr_low", "grr_high", "logo_low"):
            assert pd.isna(mine[key]) if row[key] is None else mine[key] == pytest.approx(float(row[key]), abs=1e-7)


@pytest.mark.parametrize("seed", range(2))
def test_teams_add_up_to_the_company(seed: int) -> None:
    made = subject(random_company(random.Random(70 + seed), customers=30))
    warehouse = replay.warehouse(made.tables, made.company.digits)
    rng = random.Random(seed)
    keys = [key for key in made.keys if key not in LINE_KEYS]
    for unit in UNITS:
        scope = Scope(DAY, unit, random_where(made, rng, keys))
        for by in [key for key in OWNERS if key in made.keys]:
            found, whole = teams.teams(warehouse, scope, by), retention.kpis(warehouse, scope).iloc[0]
            for amount in ("arr", "arr_base", "logos", "logos_base", "churn", "contraction", "expansion"):
                assert found[amount].sum() == pytest.approx(whole[amount]), (scope, by, amount)


@lru_cache
def planted(moved: bool, left: bool) -> Warehouse:
    """Two teams of twelve like customers; one of A's is handed to B after d0 (`moved`) and then leaves (`left`)."""
    names = [f"{team}{at:02d}" for team in "AB" for at in range(12)]
    tables: dict[str, list[dict[str, Any]]] = {
        "customer": [HEAD | {"customer_id": each, "name": each} for each in names],
        "subscription": [LINE | {"subscription_id": f"S{each}", "customer_id": each, "contract_id": f"K{each}",
                                 "mrr": "100", "end_on": date(2026, 7, 1) if left and each == "A00" else None}
                         for each in names],
        "assignment": [{"customer_id": each, "team_id": f"T{each[0]}", "csm_id": None, "from_on": date(2024, 6, 1)}
                       for each in names]}
    if moved:
        tables["assignment"].append({"customer_id": "A00", "team_id": "TB", "csm_id": None,
                                     "from_on": date(2026, 2, 2)})
    return replay.warehouse(tables, 0)


def test_a_handed_over_account_that_leaves_is_the_giving_teams() -> None:
    before, after = (rows_of(teams.teams(planted(moved, True), Scope(DAY)), "team_id") for moved in (False, True))
    for found in (before, after):
        assert found["TA"]["grr"] == pytest.approx(11 / 12)
        assert found["TB"]["grr"] == 1
        assert found["TA"]["grr_difference"] == pytest.approx(-1 / 12)
        assert found["TB"]["grr_difference"] == pytest.approx(1 / 12)
        assert (found["TA"]["logos_base"], found["TB"]["logos_base"]) == (12, 12)
    handed = teams_moves.handed(planted(True, True), Scope(DAY)).iloc[0]
    assert (handed.team_from, handed.team_to, handed.units, handed.lost_units, handed.grr) == ("TA", "TB", 1, 1, 0)


def test_a_handed_over_account_that_stays_changes_no_rate_but_the_book() -> None:
    found = rows_of(teams.teams(planted(True, False), Scope(DAY)), "team_id")
    assert [found[team]["grr"] for team in ("TA", "TB")] == [1, 1]
    assert [found[team]["logos_base"] for team in ("TA", "TB")] == [12, 12]
    assert [found[team]["logos"] for team in ("TA", "TB")] == [11, 13]


def test_a_lead_sees_own_teams_beside_the_companys_expected_rates() -> None:
    warehouse = planted(True, True)
    lead = Scope(DAY, viewer=Viewer("lead@example.com", "lead", ("TB",)))
    whole, found = teams.teams(warehouse, Scope(DAY)), teams.teams(warehouse, lead)
    assert found.team_id.tolist() == ["TB"]
    everyone = rows_of(whole, "team_id")["TB"]
    for metric in PARTS:
        for name in ("expected", "difference", "error"):
            assert found[f"{metric}_{name}"].iloc[0] == pytest.approx(everyone[f"{metric}_{name}"])
    assert teams.company(warehouse, lead).grr.iloc[0] == pytest.approx(teams.company(warehouse, Scope(DAY)).grr.iloc[0])
    received = teams_moves.handed_accounts(warehouse, lead)
    assert received.team_to.tolist() == ["TB"]


def test_what_an_owner_filter_leaves_out_is_still_compared_with() -> None:
    warehouse = planted(True, True)
    one = teams.teams(warehouse, Scope(DAY, where=(("team_id", ("TA",)),))).iloc[0]
    assert one.grr_expected == 1
    assert one.grr_difference == pytest.approx(-1 / 12)


def test_without_teams_it_says_what_is_missing(tmp_path: Any) -> None:
    tables: dict[str, list[dict[str, Any]]] = {
        "customer": [{"customer_id": "C1", "name": "C1", "segment": "SMB"}],
        "subscription": [LINE | {"subscription_id": "S1", "customer_id": "C1", "contract_id": "K1",
                                 "mrr": "100"}]}
    warehouse = replay.warehouse(tables, 0)
    found = teams.teams(warehouse, Scope(DAY))  # the column is there, nobody has a team: one row, of nobody
    assert found.team_id.tolist() == [None]
    assert not found.ranked.any()
    assert pd.isna(found.grr_expected.iloc[0])


@pytest.mark.parametrize("by", [*OWNERS, None])
def test_what_teams_have_on_their_hands_adds_up(on_demo: object, by: str) -> None:
    warehouse = open_warehouse()
    scope = Scope(build_info(warehouse).default_as_of)
    whole = retention.kpis(warehouse, scope).iloc[0]
    for of in ("segment", "touch_model"):
        found = teams_now.book(warehouse, scope, by, of)
        assert (found.customers.sum(), found["arr"].sum()) == (whole.logos, pytest.approx(whole.arr))
    covered, share = teams_now.coverage(warehouse, scope, by), measured(warehouse, scope, ("coverage",)).iloc[0]
    assert (covered.covered.sum(), covered.known.sum()) == (share.numerator, share.denominator)
    done, on_time = teams_now.onboarding(warehouse, scope, by), measured(
        warehouse, scope, ("onboarding_on_time",)).iloc[0]
    assert (done.on_time.sum(), done.due.sum()) == (on_time.numerator, on_time.denominator)
    due = teams_now.renewals(warehouse, scope, by)
    listed = renewal_lists.listed(warehouse, scope, "deadline", 10_000)
    listed = listed[[0 <= (day - scope.as_of).days <= 90 for day in listed.due_on]]
    assert due.due.sum() == len(listed)
    assert due.arr_due.sum() == pytest.approx(listed.arr_due.sum())
    assert due.at_risk.sum() == listed.is_at_risk.sum()
    load = teams_now.load(warehouse, scope, by)
    assert (load.customers.sum(), load["arr"].sum()) == (whole.logos, pytest.approx(whole.arr))
    assert load.touches.sum() > 0
    assert len(load) == 1 if by is None else len(load) > 1
    assert health.bands(warehouse, scope, by)["arr"].sum() == pytest.approx(whole.arr)


def test_open_actions_are_the_owners_of_their_customers(on_demo: object) -> None:
    warehouse = open_warehouse()
    scope = Scope(build_info(warehouse).default_as_of)
    listed = accounts.accounts(warehouse, scope, limit=5)
    here = [each for each, arr in zip(listed.account_id, listed["arr"], strict=True) if arr > 0]
    acts = (*((each, at == 0) for at, each in enumerate(here)), (here[0], False), ("nobody", True))
    found = teams_now.actions(warehouse, scope, "team_id", acts)
    assert (found.actions.sum(), found.late.sum()) == (len(here) + 1, 1)
    assert teams_now.actions(warehouse, scope, None, acts)[["actions", "late"]].values.tolist() == [[len(here) + 1, 1]]
    assert teams_now.actions(warehouse, scope, "team_id", ()).empty


def test_after_a_change_of_csm_the_base_is_split_without_a_rest(on_demo: object) -> None:
    warehouse = open_warehouse()
    scope = Scope(build_info(warehouse).default_as_of)
    found, whole = teams_moves.after_change(warehouse, scope), retention.kpis(warehouse, scope).iloc[0]
    assert found.logos_base.sum() + found.attrs["unknown"] == whole.logos_base
    assert measured(warehouse, scope, ("kept_same_csm",)).iloc[0].value == pytest.approx(
        rows_of(found, "csm")["unchanged"]["logo_retention"])


def test_the_demos_handed_over_accounts_stay_with_who_gave_them(default_company: Warehouse) -> None:
    scope = Scope(build_info(default_company).default_as_of)
    found = rows_of(teams.teams(default_company, scope), "team_id")
    pairs = teams_moves.handed(default_company, scope)
    received = pairs[pairs.team_to == "T09"]
    assert received.units.sum() >= 30
    assert received.kept.sum() / received.arr0.sum() < found["T09"]["grr"], "who was handed over fared worse"
    by_today = _by_todays_owner(found, pairs)
    assert by_today["T09"] < found["T09"]["grr"], "by today's owner it would be blamed"
    givers = [str(each) for each in received.team_from if each in by_today]
    given = sum(found[team]["arr_base"] * found[team]["grr"] for team in givers) / sum(
        found[team]["arr_base"] for team in givers)
    flattered = (sum(found[team]["arr_base"] * found[team]["grr"] for team in givers) - received.kept.sum()) / (
        sum(found[team]["arr_base"] for team in givers) - received.arr0.sum())
    assert flattered > given, "by today's owner who gave them would be relieved"
    assert found["T09"]["grr_difference_low"] <= 0 <= found["T09"]["grr_difference_high"]
    named = teams_moves.handed_accounts(default_company, scope, None)
    assert len(named) == pairs.units.sum()
    for giver, mine in named[named.team_to == "T09"].groupby("team_from"):
        base = accounts.accounts(default_company, scope.with_filter("team_id", str(giver)), limit=10_000)
        assert set(mine.account_id) <= set(base.account_id[base.arr0 > 0])
    taken = accounts.accounts(default_company, scope.with_filter("team_id", "T09"), limit=10_000)
    assert not set(taken.account_id[taken.arr0 > 0]) & set(named.account_id[named.team_to == "T09"])
    whole = retention.kpis(default_company, scope).iloc[0]
    assert sum(row["arr_base"] for row in found.values()) == pytest.approx(whole.arr_base)


def _by_todays_owner(found: dict[Any, dict[Any, Any]], pairs: pd.DataFrame) -> dict[Any, float]:
    """GRR of the teams of at least 10 as it would be by who owns the customers today: what this board does not show."""
    rates = {}
    for team, row in found.items():
        given, taken = pairs[pairs.team_from == team], pairs[pairs.team_to == team]
        base = row["arr_base"] - given.arr0.sum() + taken.arr0.sum()
        kept = row["arr_base"] * row["grr"] - given.kept.sum() + taken.kept.sum() if row["arr_base"] else 0
        if team is not None and row["logos_base"] - given.units.sum() + taken.units.sum() >= 10:
            rates[team] = kept / base
    return rates


KEYS = {"arr", "arr_base", "nrr", "nrr_low", "nrr_high", "grr", "grr_low", "grr_high", "logo_retention", "logos",
        "logos_base", *(f"{metric}_{name}" for metric in PARTS
                        for name in ("expected", "difference", "difference_low", "difference_high"))}


@pytest.mark.parametrize(("by", "key"), [((), "team_id"), (("--by", "csm"), "csm_id")])
def test_the_command_has_its_keys(
    on_demo: object, capsys: pytest.CaptureFixture[str], by: tuple[str, ...], key: str
) -> None:
    assert main(["teams", *by, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["rows"]
    assert all(row.keys() >= KEYS | {key} for row in said["rows"])
    assert said["comparisons"] == 2 * sum(row["ranked"] for row in said["rows"])


def test_the_command_refuses_what_is_no_owner(on_demo: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["teams", "--by", "segment"]) == 2
    assert "by team or by csm" in capsys.readouterr().err


def test_an_unknown_owner_is_refused(house: Warehouse) -> None:
    asks: list[Callable[[], object]] = [
        lambda: teams.teams(house, Scope(DAY), "segment"), lambda: teams_now.load(house, Scope(DAY), "segment")]
    for ask in asks:
        with pytest.raises(ValueError, match="segment"):
            ask()
    assert replace(Scope(DAY), unit="group").unit == "group"
