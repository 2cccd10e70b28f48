"""Methods side by side: by hand, against the oracle, and reconciled to the bridge, for any company, unit and filter."""

from __future__ import annotations

import json
import random
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.warehouse import Warehouse, open_warehouse
from queries import retention
from queries.__main__ import main
from queries.bridge import bridge
from queries.commands.methods import REASONS
from queries.dimensions import build_info
from queries.methods import METHODS, methods
from queries.methods_bridge import reconciliation
from queries.methods_paths import anniversaries
from queries.methods_units import units
from queries.oracle import Row
from queries.oracle import methods as oracle
from queries.oracle.company import read_company
from queries.oracle.days import add_months, base_day
from queries.scope import UNITS, Scope
from tests import replay
from tests.agreement.questions import Subject, random_day, random_where, subject
from tests.oracle.examples import day, line, tables
from tests.strategies import random_company
from tests.test_agreement import rows
from tests.tiers import first

SEEDS, EACH, CLOSE = first(2, range(5)), 6, 1e-9
AS_OF = day("2025-12-31")
ENDS = [day(text) for text in ("2024-02-29", "2025-02-28", "2026-03-31", "2025-04-30", "2025-12-31", "2025-05-29")]


def by_method(frame: pd.DataFrame) -> dict[str, Row]:
    return {row["method"]: row for row in rows(frame)}


def by_line(frame: pd.DataFrame) -> dict[str, Row]:
    return {row["line"]: row for row in rows(frame)}


def of(*lines: Row, **more: Any) -> Warehouse:
    return replay.warehouse(tables(*lines, **more), 0)


@pytest.mark.parametrize("as_of", [*ENDS, day("2024-01-30"), day("2025-03-29")])
def test_months_are_clamped_and_end_on_the_day_itself(as_of: date) -> None:
    days = anniversaries(as_of)
    assert list(days) == oracle.months(as_of)
    assert (days[0], days[-1], len(set(days))) == (base_day(as_of), as_of, 13)
    assert all(later > earlier for earlier, later in pairwise(days))
    assert days[1] == add_months(days[0], 1)


def test_by_hand() -> None:
    """Base 1,200 + 1,200: one drops to 600 in March and is back in June; the other leaves in September. A third joins
    in April with 2,400 and shrinks by 1,200 in November. All a year.
    """
    warehouse = of(
        line("back", "2024-01-01", "2025-03-01", "100"), line("back", "2025-03-01", "2025-06-01", "50"),
        line("back", "2025-06-01", None, "100"), line("left", "2024-01-01", "2025-09-01", "100"),
        line("new", "2025-04-01", "2025-11-01", "200"), line("new", "2025-11-01", None, "100"))
    found, steps = methods(warehouse, Scope(AS_OF)), reconciliation(warehouse, Scope(AS_OF))
    at = by_method(found)
    assert {name: (at[name]["nrr"], at[name]["grr"], at[name]["losses"], at[name]["gains"]) for name in METHODS} == {
        "point_to_point": (0.5, 0.5, 1200, 0), "point_to_point_paper": (0.5, 0.5, 1200, 0),
        "summed": (0.5, 0.25, 1800, 600), "all_customer": (0, -0.25, 3000, 600),
        "compounded": (pytest.approx(0.75 * 8 / 7 * 0.75 * 2 / 3), pytest.approx(0.75 * 0.75 * 2 / 3), 3000, 600)}
    assert [at[name]["outside"] for name in METHODS] == [0, 0, 0, 1, 1]
    assert at["compounded"]["arr_last"] == 2400
    lines = by_line(steps)
    assert {name: lines[name]["amount"] for name in ("opening", "churn", "within_year", "outside", "absent", "new",
                                                     "closing")} == {
        "opening": 2400, "churn": -1200, "within_year": 0, "outside": -1200, "absent": 0, "new": 2400, "closing": 2400}
    assert (lines["within_year"]["losses"], lines["within_year"]["gains"]) == (600, 600)
    assert lines["all_customer"]["grr"] == -0.25, "shown as it is: the old base pays for losses that it never had"


def test_who_was_not_there_is_in_no_monthly_rate() -> None:
    """A base unit that leaves and returns: kept point to point, lost and regained summed, lost for good compounded."""
    warehouse = of(line("a", "2024-01-01", "2025-03-01", "100"), line("a", "2025-06-01", None, "100"),
                   line("b", "2024-01-01", None, "100"))
    at, lines = by_method(methods(warehouse, Scope(AS_OF))), by_line(reconciliation(warehouse, Scope(AS_OF)))
    assert [at[name]["nrr"] for name in METHODS] == [1, 1, 1, 0.5, 0.5]
    assert [at[name]["grr"] for name in METHODS] == [1, 1, 0.5, 0.5, 0.5]
    assert (lines["absent"]["amount"], lines["back"]["amount"]) == (-1200, 1200)


def test_paperwork_stands_beside_the_strict_figures() -> None:
    warehouse = of(line("a", "2024-01-01", "2025-12-15", "100"), line("a", "2026-01-10", None, "100"),
                   line("b", "2024-01-01", None, "300"))
    at = by_method(methods(warehouse, Scope(AS_OF)))
    assert (at["point_to_point"]["nrr"], at["point_to_point_paper"]["nrr"]) == (0.75, 1)
    assert by_line(reconciliation(warehouse, Scope(AS_OF)))["paper"]["amount"] == 1200


@pytest.mark.parametrize(("as_of", "reasons"), [
    (day("2024-06-30"), ["empty_base"] * 5),
    (day("2025-06-30"), [None, None, None, "empty_month", None]),
])
def test_unknown_is_null_and_says_why(as_of: date, reasons: list[str | None]) -> None:
    """One customer in the first year of its history; then gone in February, so that no later month opens with any."""
    warehouse = of(line("a", "2024-03-01", "2025-02-01", "100"))
    found = methods(warehouse, Scope(as_of))
    assert [row["reason"] for row in rows(found)] == reasons
    for row in rows(found):
        assert (row["nrr"] is None, row["grr"] is None) == (row["reason"] is not None,) * 2
    steps = reconciliation(warehouse, Scope(as_of))
    assert steps[steps.kind == "method"].nrr.isna().tolist() == [found.set_index("method").nrr.isna()[name]
                                                                for name in steps[steps.kind == "method"].line]
    assert closes(steps, 1) == 0


def test_nobody_at_all() -> None:
    warehouse = of(line("a", "2024-01-01", None, "1", kind="trial"))
    assert methods(warehouse, Scope(AS_OF)).nrr.isna().all()
    assert reconciliation(warehouse, Scope(AS_OF)).amount.dropna().sum() == 0
    assert units(warehouse, Scope(AS_OF)).nrr.isna().all()


def test_units_by_hand() -> None:
    """One customer drops one of two products and adds a third: a product lost, a customer kept."""
    warehouse = of(line("a", "2024-01-01", None, "100", product="P"),
                   line("a", "2024-01-01", "2025-05-01", "50", product="Q"),
                   line("a", "2025-05-01", None, "80", product="R"), line("b", "2024-01-01", "2025-05-01", "50"))
    found = {row["unit"]: row for row in rows(units(warehouse, Scope(AS_OF)))}
    assert [found[unit]["lost_units"] for unit in ("customer", "product")] == [1, 2]
    assert found["product"]["still_there"] == 1
    assert (found["product"]["arr_still_there"], found["product"]["arr_added"]) == (600, 960)
    assert (found["customer"]["nrr"], found["product"]["nrr"]) == (0.9, 0.5)
    assert found["group"]["still_there"] is None


@pytest.mark.parametrize("view", ["methods", "reconciliation", "units", "prices"])
def test_the_command_answers_every_view(view: str, on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["methods", "--view", view, "--where", "segment=SMB", "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["where"] == {"segment": ["SMB"]}
    assert len(said["rows"]) == {"methods": 5, "units": 5, "prices": 2, "reconciliation": 21}[view]
    assert main(["methods", "--view", view, "--by", "segment"]) == (0 if view == "prices" else 2)


def test_the_command_says_why_there_is_no_rate(on_demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = build_info(open_warehouse()).first_day
    assert main(["methods", "--as-of", first.isoformat(), "--format", "json"]) == 0
    assert {row["reason"] for row in json.loads(capsys.readouterr().out)["rows"]} == {REASONS["empty_base"]}


@lru_cache(maxsize=8)
def made(seed: int) -> tuple[Subject, Warehouse]:
    tables_ = random_company(random.Random(3000 + seed), customers=2 + 2 * seed)
    return subject(tables_), replay.warehouse(tables_, read_company(tables_).digits)


def questions(seed: int) -> tuple[Subject, Warehouse, list[Scope]]:
    (asked, warehouse), rng = made(seed), random.Random(seed)
    days = [*(random_day(asked, rng) for _ in range(EACH)), *ENDS]
    return asked, warehouse, [Scope(when, UNITS[number % len(UNITS)], random_where(asked, rng, asked.keys))
                              for number, when in enumerate(days)]


def close(given: Any, wanted: Fraction | None) -> bool:
    return given is None if wanted is None else given is not None and abs(given - float(wanted)) < CLOSE


@pytest.mark.parametrize("seed", SEEDS)
def test_every_method_is_the_oracles(seed: int) -> None:
    asked, warehouse, scopes = questions(seed)
    minor = build_info(warehouse).minor
    for scope in scopes:
        at, question = by_method(methods(warehouse, scope)), (asked.company, scope.as_of, scope.unit, scope.where)
        for name in ("point_to_point", "summed", "compounded", "all_customer"):
            wanted = getattr(oracle, name)(*question)
            assert close(at[name]["nrr"], wanted["nrr"]), (scope, name)
            assert close(at[name]["grr"], wanted["grr"]), (scope, name)
        summed, everyone = oracle.summed(*question), oracle.all_customer(*question)
        assert round(at["summed"]["losses"] * minor) == summed["churn"] + summed["contraction"], scope
        assert at["summed"]["logos_base"] == summed["units"], scope
        assert [round(at["all_customer"][key] * minor) for key in ("arr_base", "losses", "gains")] == [
            everyone["base"], everyone["losses"], everyone["expansion"]], scope


def closes(steps: pd.DataFrame, minor: int) -> int:
    """What the lines to the closing miss it by, in minor units."""
    known = steps[steps.leads_to.isin(["point_to_point", "summed", "all_customer", "closing"]) |
                  (steps.kind == "opening")]
    closing = steps[steps.kind == "closing"].amount.iloc[0]
    return int(sum(round(amount * minor) for amount in known.amount) - round(closing * minor))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lines_lead_from_method_to_method_and_to_the_bridge(seed: int) -> None:
    _, warehouse, scopes = questions(seed)
    minor = build_info(warehouse).minor
    for scope in scopes:
        steps, rates = reconciliation(warehouse, scope), by_method(methods(warehouse, scope))
        assert closes(steps, minor) == 0, scope
        assert rates["summed"]["nrr"] == rates["point_to_point"]["nrr"], scope
        for target in METHODS:
            assert step_faults(steps, rates, target) == [], scope
        spanned = bridge(warehouse, scope, base_day(scope.as_of), scope.as_of).iloc[0]
        lines = by_line(steps)
        assert (lines["opening"]["amount"], lines["closing"]["amount"]) == (spanned.opening, spanned.closing), scope
        if not scope.line_filters:
            assert [-lines["churn"]["amount"], -lines["contraction"]["amount"], lines["expansion"]["amount"]] == [
                spanned.churn, spanned.contraction, spanned.expansion], scope
        joined = ("new", "reactivation", "back", "outside", "absent", "transfer_in", "transfer_out")
        entered = spanned.new + spanned.reactivation + spanned.transfer_in - spanned.transfer_out
        if not scope.line_filters:
            assert round(sum(lines[name]["amount"] for name in joined) * minor) == round(entered * minor), scope


def step_faults(steps: pd.DataFrame, rates: dict[str, Row], target: str) -> list[str]:
    """Where the lines that lead to a method do not add up to its rate less that of the method they lead from."""
    lines = [row for row in rows(steps) if row["leads_to"] == target]
    source, found = rates.get(lines[0]["leads_from"], {"nrr": 1.0, "grr": 1.0}), []
    for rate in ("nrr", "grr"):
        if rates[target][rate] is None or source[rate] is None:
            continue
        led = source[rate] + sum(row[rate] for row in lines)
        found += [f"{target} {rate}: {led}"] if abs(led - rates[target][rate]) > CLOSE else []
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_strict_and_paper_rates_are_the_kpis(seed: int) -> None:
    _, warehouse, scopes = questions(seed)
    for scope in scopes:
        at, kpis = by_method(methods(warehouse, scope)), rows(retention.kpis(warehouse, scope))[0]
        for method, suffix in (("point_to_point", ""), ("point_to_point_paper", "_paper")):
            for rate in ("nrr", "grr"):
                given, wanted = at[method][rate], kpis[rate + suffix]
                assert given == (None if wanted is None else pytest.approx(wanted, abs=1e-12)), scope


@pytest.mark.parametrize("seed", SEEDS)
def test_units_share_their_arr_and_finer_ones_keep_less(seed: int) -> None:
    """GRR is at most the coarser unit's where both follow the same base: any filter but a group's label."""
    _, warehouse, scopes = questions(seed)
    for scope in scopes:
        found = units(warehouse, scope)
        at = {row["unit"]: row for row in rows(found)}
        if not scope.label_filters:
            assert found.attrs["same_arr"], scope
            assert at["customer"]["grr"] is None or at["group"]["grr"] >= at["customer"]["grr"] - CLOSE, scope
        for fine in ("contract", "department", "product"):
            assert at[fine]["arr"] == at["customer"]["arr"], scope
            assert at[fine]["still_there"] <= at[fine]["lost_units"], scope
            if at["customer"]["grr"] is not None:
                assert at[fine]["grr"] <= at["customer"]["grr"] + CLOSE, scope
                gap = (at["customer"]["nrr"] - at[fine]["nrr"]) * at["customer"]["arr_base"]
                assert gap == pytest.approx(at[fine]["arr_added"], abs=1e-3, rel=1e-9), scope


