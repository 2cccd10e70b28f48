"""Renewals at risk, forecasts and the plan a second way: the same on random companies; what is wrong is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.warehouse import open_itself
from queries import flows, plan, renewal_forecast, renewal_lists, renewal_model, renewal_risk, teams_now
from queries.dimensions import build_info
from queries.oracle.forecasts import quarters_before
from tests import replay
from tests.agreement.questions import random_day, random_where, subject
from tests.strategies_renewals import renewing_company
from tests.test_reconcile import asked_of, wrong


@pytest.mark.parametrize("seed", [3])
def test_no_difference_on_companies_that_renew(seed: int) -> None:
    rng = random.Random(30 + seed)
    known = subject(renewing_company(rng, 14))
    house = replay.warehouse(known.tables, known.company.digits)
    labels = [key for key in known.keys if key not in ("product", "department", "kind")]
    for where in ((), random_where(known, rng, labels)):
        day = random_day(known, rng)
        asked = asked_of(house, min(day, build_info(house).newest_day), where)
        assert wrong(asked, "risk", "plan", "forecast")[:5] == []


def off(function: Callable[..., pd.DataFrame], column: str) -> Callable[..., pd.DataFrame]:
    """Its column a little more than the function gives."""
    def made(*asked: Any, **named: Any) -> pd.DataFrame:
        found = function(*asked, **named)
        changed = found.assign(**{column: found[column] * 1.01})
        changed.attrs = found.attrs
        return changed
    return made


def test_a_wrong_figure_is_named(on_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once, for each reading of the company is dear; each figure still has its own check."""
    for module, name, column in (
            (renewal_risk, "trend", "n_at_risk"), (renewal_lists, "listed", "arr_due"),
            (teams_now, "renewals", "at_risk"), (renewal_forecast, "current", "arr_due"),
            (renewal_forecast, "history", "came"), (renewal_model, "forecast", "trained_on"),
            (renewal_model, "backtest", "model_high"), (flows, "weekly", "net_new"),
            (plan, "landing", "decided")):
        monkeypatch.setattr(module, name, off(getattr(module, name), column))
    asked = asked_of(open_itself())
    asked.__dict__["splits"] = ()
    found = wrong(asked, "bridge", "risk", "plan", "forecast")
    assert {pair.check for pair in found} == {
        "bridge.net_new", "risk.at_risk", "risk.listed", "risk.owned", "forecast.current", "forecast.outcome",
        "forecast.model", "plan.decided"}
    assert {pair.scope.split("column=")[-1] for pair in found if pair.check == "forecast.model"} == {
        "trained_on", "model_high"}


@pytest.mark.parametrize(("begins", "first"), [(4, date(2026, 7, 1)), (2, date(2026, 8, 1)), (12, date(2026, 6, 1))])
def test_the_last_ended_quarter(begins: int, first: date) -> None:
    assert quarters_before(date(2026, 11, 22), begins, 8)[-1][0] == first


def test_a_net_of_nothing_is_nothing_in_cents() -> None:
    """0.1 + 0.2 − 0.3 is none of doubles' noise: sums are of whole minor units."""
    day = date(2026, 11, 22)
    found = pd.DataFrame([{"as_of": day, "new_arr": 10, "reactivation": 0, "expansion": 20, "contraction": 30,
                           "churn": 0}])
    assert flows.shape(found, [day], 100).net_new.tolist() == [0.0]
