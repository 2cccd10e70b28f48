"""What if: the year that was runs again to today's ARR, the band covers a known truth, and bad input has its reason."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from data.warehouse import Warehouse
from queries import economics, retention, scenarios, whatif, whatif_worth
from queries.__main__ import main
from queries.bridge import bridge
from queries.dimensions import build_info
from queries.scope import Scope
from queries.whatif_chance import LEAST, factors, ratios
from queries.whatif_run import KEYS, LIMITS, Base, Costs, Levers, Part, quarterly, run, table

COSTS = Costs(1.1, 0.12, 0.22, None)
TWO = Base((Part("Large", 900.0, 1000.0, 0.92, 0.15, 37.0), Part("Small", 400.0, 420.0, 0.8, 0.05, 80.0)), COSTS)


def scope_of(company: Warehouse) -> Scope:
    return Scope(build_info(company).default_as_of)


def start(company: Warehouse, scope: Scope, by: str | None = "segment") -> Base:
    parts = whatif.year(company, scope, by)
    found = whatif.of_year(parts, by, economics.economics(company, scope).iloc[0].to_dict())
    assert found is not None
    return found


def finite(frame: pd.DataFrame) -> bool:
    return not np.isinf(frame.to_numpy(float)).any()


@pytest.mark.parametrize("by", [None, "segment", "region"])
def test_no_change_reproduces_the_year_that_was(default_company: Warehouse, by: str | None) -> None:
    """ARR to the minor unit, NRR and GRR to the digit: the observed run-rate."""
    scope = scope_of(default_company)
    base, observed = start(default_company, scope, by), retention.kpis(default_company, scope).iloc[0]
    again = run(base, Levers(), 1, opening=True)
    assert round(whatif.again(base)) == observed["arr"]
    assert again.nrr[0, 1] == pytest.approx(float(observed["nrr"]), abs=1e-12)
    assert again.grr[0, 1] == pytest.approx(float(observed["grr"]), abs=1e-12)


def test_the_years_margin_is_reproduced(default_company: Warehouse) -> None:
    """Revenue falls where between the year's first and last ARR it did, and every cost is what it was."""
    scope = scope_of(default_company)
    row = economics.economics(default_company, scope).iloc[0]
    spent = sum(float(row[f"cost_{kind}"]) for kind in ("acquisition", "retention", "expansion", "delivery"))
    again = run(start(default_company, scope), Levers(), 1, opening=True)
    assert again.margin[0, 1] == pytest.approx(1 - spent / float(row["revenue"]), abs=1e-9)


def test_a_filter_is_its_own_year(default_company: Warehouse) -> None:
    """Customers stay in their part: what moved into or out of the filter is not run on."""
    scope = scope_of(default_company).with_filter("segment", "SMB")
    parts = whatif.year(default_company, scope).iloc[0]
    assert whatif.again(start(default_company, scope, None)) == pytest.approx(
        parts.closing - parts.transfer_in + parts.transfer_out)


def test_a_company_younger_than_a_year_has_none(default_company: Warehouse) -> None:
    build = build_info(default_company)
    early = Scope(next(week for week in build.weeks if (week - build.first_day).days > 200))
    assert whatif.base(whatif.year(default_company, early, "segment"), "segment", COSTS) is None
    assert factors(whatif.quarters(default_company, early)) is None


def test_quarters_from_the_cube_and_from_the_units_agree(default_company: Warehouse) -> None:
    """A filter on lines has no cube: over every product the quarters are the same but for moves between products."""
    scope = scope_of(default_company)
    whole = whatif.quarters(default_company, scope)
    assert len(whole) == whatif.HISTORY
    direct = bridge(default_company, scope, *[whole.as_of.iloc[at] for at in (-2, -1)]).iloc[0]
    assert whole.iloc[-1]["opening"] == direct.opening
    product = whatif.quarters(default_company, scope.with_filter("product", "Platform"))
    assert (product.opening <= whole.opening).all()
    assert len(product) == len(whole)


def world(seed: int, quarters: int = 12, ahead: int = 20) -> tuple[Base, pd.DataFrame, list[float]]:
    """A company whose every quarter loses 3 %, expands 4 % and wins 40, times chance; its history and what came."""
    draw, arr, rows, path = np.random.default_rng(seed), 1000.0, [], []
    for _ in range(quarters + ahead):
        loss, grown, new = np.exp(0.3 * draw.normal(size=3) - 0.045) * (0.03, 0.04, 40.0)
        rows.append({"opening": arr, "contraction": 0.0, "churn": arr * loss, "expansion": arr * grown, "new": new,
                     "reactivation": 0.0})
        arr = arr * (1 - loss + grown) + new
        path.append(arr)
    history = pd.DataFrame(rows[:quarters])
    year = history.tail(4)
    grr = float(np.prod(1 - year.churn / year.opening))
    nrr = float(np.prod(1 + (year.expansion - year.churn) / year.opening))
    opening, today = float(year.opening.iloc[0]), path[quarters - 1]
    return Base((Part(None, opening, today, grr, nrr - grr, today - opening * nrr),)), history, path[quarters:]


def covered(years: int) -> float:
    """How often the 90 % band holds what came, over 200 companies."""
    inside = 0
    for seed in range(200):
        base, history, came = world(seed)
        found = table(base, Levers(), years, factors(history, years, 400, seed)).iloc[-1]
        inside += bool(found.arr_low <= came[4 * years - 1] <= found.arr_high)
    return inside / 200


@pytest.mark.parametrize("years", [1, 3, 5])
def test_the_band_covers_the_truth(years: int) -> None:
    assert 0.85 <= covered(years) <= 0.95


def test_the_band_is_the_seeds_and_needs_a_history() -> None:
    _, history, _ = world(1)
    assert np.array_equal(factors(history), factors(history))  # type: ignore[arg-type]
    assert not np.array_equal(factors(history), factors(history, seed=1))  # type: ignore[arg-type]
    assert factors(history.head(LEAST - 1)) is None
    flat = history.assign(churn=0.0)
    drawn, seen = factors(flat), ratios(flat)
    assert drawn is not None
    assert seen is not None
    assert (seen[:, 0] == 1).all(), "what never happened varies by nothing"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("end", [0, 1])
def test_a_slider_at_its_end_is_no_infinity(key: str, end: int) -> None:
    _, history, _ = world(2)
    found = table(TWO, Levers({(key, None): LIMITS[key][end], (key, "Small"): LIMITS[key][end]}), 5, factors(history))
    assert finite(found.fillna(0))
    assert (found["arr"] >= 0).all()
    assert (found.nrr.dropna() >= 0).all()
    assert found.grr.dropna().between(0, 1).all()


def test_each_lever_moves_what_it_says() -> None:
    plain = table(TWO, Levers(), 3).iloc[-1]
    more = {key: table(TWO, Levers({(key, None): 0.1}), 3).iloc[-1] for key in KEYS}
    assert more["grr"].grr > plain.grr
    assert more["grr"].nrr > plain.nrr
    assert more["expansion"].nrr > plain.nrr
    assert more["expansion"].grr == pytest.approx(plain.grr, abs=0.01), "only the mix of the parts moves it"
    assert more["new"]["arr"] > plain["arr"]
    for key in ("cac", "cs"):
        assert more[key]["arr"] == plain["arr"]
        assert more[key].margin < plain.margin
    assert table(TWO, Levers({("cs", "Small"): 0.5}), 1).profit.iloc[-1] < table(TWO, Levers(), 1).profit.iloc[-1]


@pytest.mark.parametrize(("costs", "known"), [
    (Costs(), False), (Costs(None, 0.1, 0.2, "no_new"), False), (COSTS, True)])
def test_without_costs_the_margin_is_unknown_and_arr_stands(costs: Costs, known: bool) -> None:
    found = table(Base(TWO.parts, costs), Levers(), 2)
    assert found.margin.iloc[1:].notna().all() == known
    assert found["arr"].notna().all()


def test_a_margin_may_be_negative() -> None:
    found = table(Base(TWO.parts, Costs(9.0, 0.8, 0.9, None)), Levers(), 2)
    assert (found.margin.iloc[1:] < 0).all()
    assert finite(found.fillna(0))


def test_one_customer_and_zero_churn() -> None:
    one = Base((Part(None, 100.0, 100.0, 1.0, 0.0, 0.0),), COSTS)
    found = table(one, Levers(), 5)
    assert found["arr"].tolist() == [100.0] * 6
    worth = whatif_worth.worth(one, Levers(), 3)
    assert worth["arr"].isna().all(), "a GRR of 100 % has no point to gain"
    gone = Base((Part(None, 100.0, 0.0, 0.0, 0.0, 0.0),), COSTS)
    assert table(gone, Levers(), 2).nrr.isna().all(), "nothing is left to keep"
    ratio, given_up = whatif_worth.break_even(one, Levers(), 3)
    assert (ratio, given_up) == (None, 0.0)


def test_a_part_without_a_past_bears_the_wholes_rates() -> None:
    rows = pd.DataFrame([
        {"segment": "Old", "opening": 100.0, "new": 0.0, "reactivation": 0.0, "expansion": 10.0, "contraction": 0.0,
         "churn": 20.0, "closing": 90.0},
        {"segment": None, "opening": 0.0, "new": 30.0, "reactivation": 5.0, "expansion": 0.0, "contraction": 0.0,
         "churn": 0.0, "closing": 35.0}])
    found = whatif.base(rows, "segment", COSTS)
    assert found is not None
    assert found.parts[1] == Part("", 0.0, 35.0, 0.8, 0.1, 35.0)
    assert whatif.base(rows.assign(opening=0.0), "segment", COSTS) is None
    assert whatif.base(rows.assign(churn=math.nan), "segment", COSTS) is None


def test_two_quarters_without_new_customers() -> None:
    """What the base must bring instead makes both paths end alike; the money is spent all the same."""
    ratio, given_up = whatif_worth.break_even(TWO, Levers(), 3)
    assert ratio is not None
    assert given_up == pytest.approx(2 * sum(quarterly(part, Levers())[2] for part in TWO.parts))
    plain, moved = table(TWO, Levers(), 3), table(TWO, Levers(shift=True, won=ratio), 3)
    assert moved["arr"].iloc[-1] == pytest.approx(plain["arr"].iloc[-1])
    nothing = table(TWO, Levers(shift=True, won=0.0), 3)
    assert nothing["arr"].iloc[1] < plain["arr"].iloc[1]
    assert nothing.revenue.iloc[1] - nothing.profit.iloc[1] == pytest.approx(
        plain.revenue.iloc[1] - plain.profit.iloc[1] - 0.34 * (plain.revenue.iloc[1] - nothing.revenue.iloc[1]))


def test_retention_compounds() -> None:
    found = whatif_worth.compounding(TWO, Levers(), 5, (-0.3, 0.0, 0.1))
    last = found[found.year == 5].set_index("step")
    assert last["arr"].is_monotonic_increasing
    assert last.nrr.loc[0.1] - last.nrr.loc[0.0] == pytest.approx(0.1, abs=0.02)
    first = found[found.year == 1].set_index("step")
    assert first.nrr.loc[-0.3] == pytest.approx(first.nrr.loc[0.0] - 0.3, abs=1e-9), "beyond expansion through GRR"


@pytest.mark.parametrize("text", ["grr", "grr:x", "grr:99", "price:2", "grr@Nobody:2", "grr:nan", "new:-101", ":", ""])
def test_what_is_no_change(text: str) -> None:
    with pytest.raises(scenarios.NoChange):
        scenarios.parse(text, ["Large", "Small"])


def test_changes_survive_being_written() -> None:
    made = scenarios.levers(["grr:2", "new@Small:-30", "cs:0"], ["Small"], 1.2)
    assert scenarios.written(made) == ("grr:2", "new@Small:-30")
    assert scenarios.levers(scenarios.written(made), None, made.won) == Levers(
        {("grr", None): 0.02, ("new", "Small"): -0.3}, True, 1.2)
    assert made.of("new", "Small") == -0.3
    assert made.of("new", "Large") == 0


def test_the_command(on_demo: object, capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for view in ("run", "worth", "shift", "nrr", "history", "published"):
        assert main(["whatif", "--view", view, "--change", "grr:2", "--format", "json"]) == 0
        said[view] = json.loads(capsys.readouterr().out)
    assert said["run"]["again"] == pytest.approx(said["run"]["arr"])
    assert [row["year"] for row in said["run"]["rows"]] == list(range(6))
    assert said["run"]["rows"][1]["arr_low"] is None or said["run"]["quarters"] >= LEAST
    assert said["published"]["rows"]
    assert main(["whatif", "--change", "grr:99"]) == 2
    assert main(["whatif", "--years", "6"]) == 2
    assert main(["whatif", "--scenario", "none such"]) == 2
