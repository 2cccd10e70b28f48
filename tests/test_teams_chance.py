"""What may be chance between teams: errors against a bootstrap, how often intervals err, how ranks are shrunk."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries import teams_expected
from queries.teams_cells import PROFILE, SUMS
from queries.teams_chance import between, judged, p_of, ranks, shrunk
from queries.teams_expected import PARTS, Profiles, gaps
from queries.teams_spread import alike, beyond, spans, together

Z = 1.96


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Units (owner, profile, b, k, g) as the statement sums them."""
    b, k, g = (rows[name].astype(float) for name in "bkg")
    products = {"bb": b * b, "kk": k * k, "kb": k * b, "gg": g * g, "gb": g * b}
    made = rows.assign(n=1, **products)
    return made.groupby(["owner", *PROFILE], as_index=False, dropna=False)[list(SUMS)].sum()


def company(seed: int, units: int = 500, teams: int = 10, worse: float = 0.0) -> pd.DataFrame:
    """Units in which nothing depends on the team, unless T0 loses `worse` more; amounts skewed, by segment."""
    rng = np.random.default_rng(seed)
    segment = rng.choice(4, units, p=[0.1, 0.25, 0.45, 0.2])
    base = np.round(np.exp(rng.normal(0, 0.8, units) + np.array([3, 2, 1, 0])[segment]) * 1e5)
    team = rng.integers(0, teams, units)
    left = rng.random(units) < np.array([0.06, 0.08, 0.12, 0.2])[segment] + worse * (team == 0)
    less, more = rng.random(units) < 0.12, rng.random(units) < 0.3
    kept = np.where(left, 0, np.where(less, rng.uniform(0.5, 0.95, units),
                                      np.where(more, rng.uniform(1.05, 1.8, units), 1)))
    now = np.round(base * kept)
    return pd.DataFrame({
        "owner": [f"T{each}" for each in team], "segment": [f"S{each}" for each in segment],
        "plan": [f"P{each}" for each in rng.integers(0, 2, units)],
        "touch_model": [("high", "low", "tech", "tech")[each] for each in segment],
        "age": [("<1", "1-2", ">2")[each] for each in rng.integers(0, 3, units)],
        "b": base, "k": now, "g": np.minimum(now, base)})


def parts(rows: pd.DataFrame, owner: str, metric: str, monkeypatch: pytest.MonkeyPatch) -> float:
    """The error without the others' scatter: the delta method's own part, and that of the rates."""
    real, held = teams_expected._own, [0.0]

    def own(*given: Any) -> float:
        held[0] = real(*given)
        return held[0]

    monkeypatch.setattr(teams_expected, "_own", own)
    monkeypatch.setattr(teams_expected, "_alike", lambda *given: held[0])
    error = gaps(cells(rows), cells(rows))[owner][metric].error
    assert error is not None
    return error


def groups(mine: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    """Unit of the team × other unit: whether the other's is in the rate that stands for its profile. Naive."""
    made = []
    for _, one in mine.iterrows():
        for keys in (list(PROFILE), ["segment", "age"], ["segment"], []):
            alike_by = [others[key].to_numpy() == one[key] for key in keys]
            same = np.all(alike_by, axis=0) if keys else np.ones(len(others))
            if same.sum() >= 10 or not keys:
                made.append(same)
                break
    return np.array(made, dtype=float)


@pytest.mark.parametrize("metric", PARTS)
@pytest.mark.parametrize("rare", [0, 6])
def test_the_parts_of_the_error_are_a_bootstraps(metric: str, rare: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against drawing all units anew 2,000 times. `rare`: so many of the others have the team's plan, too few: a
    coarser rate stands for it, which holds units of other rates too.
    """
    rows = company(4, 1_200, 4).assign(plan="P", age="<1")
    others_of = rows.index[rows.owner != "T0"]
    rows.loc[rows.index[rows.owner == "T0"][:150], "plan"] = "Q" if rare else "P"
    rows.loc[others_of[:rare], "plan"] = "Q"
    error = parts(rows, "T0", metric, monkeypatch)
    mine, others = rows[rows.owner == "T0"], rows[rows.owner != "T0"]
    kept, rng, within = PARTS[metric][0], np.random.default_rng(9), groups(mine, others)
    draws = []
    for _ in range(2_000):
        w1, w0 = (rng.multinomial(len(part), np.full(len(part), 1 / len(part))) for part in (mine, others))
        rate = (within @ (w0 * others[kept].to_numpy())) / (within @ (w0 * others.b.to_numpy()))
        base = w1 * mine.b.to_numpy()
        draws.append(((w1 * mine[kept].to_numpy()).sum() - (rate * base).sum()) / base.sum())
    assert error == pytest.approx(float(np.std(draws)), rel=0.1)


@pytest.mark.parametrize(("units", "teams"), [(400, 10), (1500, 30)])
def test_without_any_effect_about_one_interval_in_twenty_excludes_zero(units: int, teams: int) -> None:
    """And on neither side alone. Over 50 companies, teams of at least 10: see the chapter Teams of the definitions."""
    counts = {metric: [0, 0, 0] for metric in PARTS}
    for seed in range(4_000 // (teams * 8)):
        rows = company(1_000 + seed, units, teams)
        sizes, summed = rows.owner.value_counts(), cells(rows)
        for owner, found in gaps(summed, summed).items():
            for metric, gap in found.items():
                if sizes[owner] >= 10 and gap.low is not None and gap.high is not None:
                    counts[metric][0] += gap.low > 0
                    counts[metric][1] += gap.high < 0
                    counts[metric][2] += 1
    for above, below, total in counts.values():
        assert 0.02 <= (above + below) / total <= 0.085, (above, below, total)
        assert max(above, below) / total <= 0.055


def test_a_team_that_loses_far_more_is_found() -> None:
    found = [gaps(each, each)["T0"]["grr"] for each in (cells(company(seed, 1500, 10, 0.25)) for seed in range(10))]
    assert sum(gap.high is not None and gap.high < 0 for gap in found) >= 8


def frame(differences: list[float], errors: list[float], n: int = 20) -> pd.DataFrame:
    made: dict[str, Any] = {"team_id": [f"T{at}" for at in range(len(errors))], "logos_base": n}
    for metric in PARTS:
        for name, values in (("difference", differences), ("error", errors)):
            made[f"{metric}_{name}"] = values
        made[f"{metric}_difference_low"] = [d - Z * e for d, e in zip(differences, errors, strict=True)]
        made[f"{metric}_difference_high"] = [d + Z * e for d, e in zip(differences, errors, strict=True)]
    return pd.DataFrame(made)


SIZES = st.lists(st.tuples(st.floats(-0.5, 0.5), st.floats(0.001, 0.3)), min_size=2, max_size=12)


@settings(max_examples=40, deadline=None)
@given(SIZES)
def test_a_shrunk_difference_lies_between_zero_and_the_raw_one(held: list[tuple[float, float]]) -> None:
    found = judged(frame([difference for difference, _ in held], [error for _, error in held]), "team_id")
    for raw, small in zip(found.grr_difference, found.grr_shrunk, strict=True):
        assert abs(small) <= abs(raw)
        assert raw * small >= 0
    assert (found.grr_rank_low <= found.grr_rank_high).all()
    assert found.grr_rank_low.min() == 1
    assert found.grr_rank_high.max() == len(found)
    assert (found.grr_p_adjusted >= found.grr_p - 1e-12).all()
    assert found.attrs["comparisons"] == 2 * len(held)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.randoms())
def test_the_order_of_the_rows_changes_nothing(seed: int, shuffled: object) -> None:
    rows = company(seed, 120, 4)
    summed = cells(rows)
    mixed = summed.sample(frac=1, random_state=seed)
    first, second = gaps(summed, summed), gaps(mixed, mixed)
    assert first.keys() == second.keys()
    for owner, found in first.items():
        for metric, gap in found.items():
            other = second[owner][metric]
            assert (gap.expected, gap.difference, gap.error) == pytest.approx(
                (other.expected, other.difference, other.error), rel=1e-9, abs=1e-9)


def test_the_variance_between_teams_is_what_their_errors_leave() -> None:
    assert between([0.1, -0.1], [0.0, 0.0]) == pytest.approx(0.02)
    assert between([0.1, -0.1], [0.2, 0.2]) == 0
    assert between([0.1], [0.1]) is None
    assert shrunk(0.1, 0.1, 0.01) == pytest.approx(0.05)
    assert shrunk(0.1, 0.1, 0.0) == 0
    assert shrunk(0.1, 0.1, None) is None
    assert p_of(1.96, 1.0) == pytest.approx(0.05, abs=1e-3)
    assert p_of(0.1, None) is None


def test_ranks_are_only_as_sure_as_the_intervals() -> None:
    assert ranks([0.5, 0.0, 0.1], [0.6, 0.2, 0.3]) == [(1, 1), (2, 3), (2, 3)]


def test_few_units_and_nobodys_are_not_ranked() -> None:
    found = judged(frame([0.1, 0.2], [0.1, 0.1], 9), "team_id")
    assert not found.ranked.any()
    assert found.attrs["comparisons"] == 0
    unowned = frame([0.1, 0.2, 0.0], [0.1, 0.1, 0.1])
    unowned["team_id"] = pd.Series(["T1", None, "T2"], dtype=object)
    assert judged(unowned, "team_id").ranked.tolist() == [True, False, True]


def test_a_single_unit_has_no_interval_and_a_lone_team_nothing_expected() -> None:
    rows = company(3, 60, 2)
    lone = rows.assign(owner="T0")
    assert gaps(cells(lone), cells(lone))["T0"]["grr"].expected is None
    single = pd.concat([rows.iloc[:1].assign(owner="ONE"), rows.iloc[1:]])
    gap = gaps(cells(single), cells(single))["ONE"]["grr"]
    assert gap.difference is not None
    assert gap.error is None
    few = cells(rows.iloc[:6])
    assert all(gap.expected is None for found in gaps(few, few, least=10).values() for gap in found.values())


def test_profiles_with_unknown_labels_are_profiles_too() -> None:
    rows = company(5, 80, 3).assign(plan=None)
    summed = cells(rows)
    assert Profiles(summed).count == summed[list(PROFILE)].drop_duplicates().shape[0]
    assert all(found["grr"].expected is not None for found in gaps(summed, summed).values())


def test_the_range_between_csms_is_held_against_chance() -> None:
    assert alike([5, 5], [10, 10]) == 1
    assert alike([0, 0], [10, 10]) == 1
    assert alike([20, 2], [20, 20]) < 0.001
    assert beyond(3.841459, 1) == pytest.approx(0.05, abs=1e-6)
    assert beyond(9.487729, 4) == pytest.approx(0.05, abs=1e-6)
    assert beyond(14.06714, 7) == pytest.approx(0.05, abs=1e-6)
    known, covered = [20, 20, 20, 20, 5, 20], [20, 2, 10, 11, 5, 5]
    found = pd.DataFrame({"team_id": ["A", "A", "B", "B", "B", "C"], "csm_id": list("abcdef"), "known": known,
                          "covered": covered, "share": [x / n for x, n in zip(covered, known, strict=True)]})
    held = spans(found)
    assert held.team_id.tolist() == ["A", "B"]
    assert held.csms.tolist() == [2, 2]
    assert held["range"].tolist() == pytest.approx([0.9, 0.05])
    assert [p < 0.05 for p in held.p_adjusted] == [True, False]


def test_a_rank_correlation_has_an_interval() -> None:
    r, low, high = together([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 6, 5])
    assert r == pytest.approx(0.942857, abs=1e-6)
    assert r is not None
    assert low is not None
    assert high is not None
    assert low < r < high <= 1
    assert together([1, 2, 3, 4], [1, 2, 3, 4]) == (None, None, None)
    assert together([1, 1, 1, 1, 1], [1, 2, 3, 4, 5]) == (None, None, None)
    assert math.isclose(together([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])[0] or 0, -1)
