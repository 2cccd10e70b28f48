"""The demo company's renewals and forecasts: they add up to the lines, and are as right as the truth says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.demo.truth import TRUTH
from tests.demo_seen import DAY, LAST, NEVER, Seen, company, lost_and_kept, ten_times


@pytest.fixture
def seen() -> Seen:
    return company()


@pytest.fixture
def large() -> Seen:
    return ten_times()


def worth(seen: Seen, contract: pd.Series, day: pd.Series) -> pd.Series:
    """A year of each contract's paid lines on a day, in its currency, in the order asked for."""
    lines = seen.frames["subscription"].query("kind == 'paid'")
    asked = pd.DataFrame({"contract_id": contract, "day": day}).reset_index()
    pairs = asked.merge(lines, on="contract_id")
    live = pairs[(pairs.start_on <= pairs.day) & (pairs.day < pairs.end_on.fillna(NEVER))]
    return (live.mrr.astype(float) * 12).groupby(live["index"]).sum().reindex(contract.index, fill_value=0.0)


def test_renewals_are_the_ends_of_terms_and_add_up_to_the_lines(seen: Seen) -> None:
    renewals, contracts = seen.frames["renewal"], seen.frames["contract"]
    paid = contracts[contracts.contract_id.isin(seen.frames["subscription"].query("kind == 'paid'").contract_id)]
    ending = paid[paid.term_end <= LAST + pd.Timedelta(TRUTH.renewal_ahead, "D")]
    assert set(renewals.contract_id) == set(ending.contract_id)
    assert (renewals.contract_id.map(contracts.set_index("contract_id").term_end) == renewals.due_on).all()
    due = worth(seen, renewals.contract_id, renewals.due_on - DAY)
    assert np.allclose(renewals.arr_due.astype(float), due, atol=0.005)
    assert (due > 0).all()
    follows = contracts.dropna(subset="previous_contract_id").set_index("previous_contract_id").contract_id
    after = renewals.contract_id.map(follows).dropna()
    start = after.map(seen.frames["subscription"].groupby("contract_id").start_on.min())
    signed = renewals.loc[after.index]
    assert set(signed.status) <= {"renewed", "open"}, "in a gap, the signature may be missing"
    done = signed.status == "renewed"
    assert np.allclose(signed.arr_renewed[done].astype(float), worth(seen, after[done], start[done]), atol=0.005)
    past = renewals[renewals.due_on <= LAST]
    assert (past.status.value_counts()["open"]) <= 20
    assert set(past[~past.index.isin(after.index)].status) == {"lost"}


def test_renewals_are_decided_as_the_truth_says(seen: Seen) -> None:
    renewals = seen.frames["renewal"]
    assert (renewals.decided_on.isna() == (renewals.status == "open")).all()
    assert (renewals.arr_renewed.isna() == (renewals.status == "open")).all()
    assert (renewals.decided_on.dropna() <= LAST).all()
    lost, kept = lost_and_kept(seen)
    notice = seen.frames["subscription"].dropna(subset="cancelled_on").groupby("contract_id").cancelled_on.min()
    assert (lost.decided_on == lost.contract_id.map(notice)).all()
    ahead = (kept.due_on - kept.decided_on).dt.days
    assert 0.03 < (ahead < 0).mean() < 0.10
    assert ahead[ahead >= 0].between(TRUTH.renewal_latest, TRUTH.renewal_earliest).all()
    assert (lost.arr_renewed.astype(float) == 0).all()
    ahead_now = renewals[renewals.due_on > LAST]
    assert set(ahead_now.status) == {"open", "renewed", "lost"}
    early = ahead_now[ahead_now.status == "renewed"]
    ratio = early.arr_renewed.astype(float) / early.arr_due.astype(float)
    assert ratio.between(0.4, 1.5).all()


def calls(seen: Seen, leaves: bool, **flags: bool) -> pd.Series:
    """The shares of the first call of each renewal, in per cent."""
    first = seen.frames["renewal_forecast"].sort_values("as_of_on").drop_duplicates("renewal_id")
    rows = first.merge(seen.frames["renewal"], on="renewal_id").merge(
        seen.decisions, left_on=["customer_id", "due_on"], right_on=["customer_id", "until"])
    for flag, value in {"leaves": leaves, **flags}.items():
        rows = rows[rows[flag] == value]
    return rows.category.value_counts(normalize=True).reindex(["commit", "best_case", "at_risk"]) * 100


def test_forecasts_are_right_as_often_as_the_truth_says(seen: Seen, large: Seen) -> None:
    rows = seen.frames["renewal_forecast"].merge(seen.frames["renewal"], on="renewal_id")
    assert (rows.as_of_on.dt.dayofweek == 6).all()
    assert (rows.as_of_on < rows.decided_on.fillna(NEVER)).all()
    assert ((rows.due_on - rows.as_of_on).dt.days.between(1, 7 * TRUTH.forecast_weeks)).all()
    assert (rows.arr_expected.astype(float) <= rows.arr_due.astype(float) + 0.005).all()
    expected = {(False, False): (59, 27, 13), (True, False): (14, 28, 59)}
    for (leaves, silent), shares in expected.items():
        found = calls(large, leaves, silent=silent, falling=leaves)
        assert np.allclose(found, shares, atol=4), (leaves, found)
    assert np.allclose(calls(large, True, silent=True), (44, 33, 23), atol=5)
    assert np.allclose(calls(large, False, falling=True), (41, 33, 26), atol=6)
