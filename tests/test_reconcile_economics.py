"""Economics a second way: the same on companies with costs of every kind; a wrong figure is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from data.warehouse import Warehouse
from queries import economics_cohorts, economics_figures, economics_increment
from queries.economics_figures import Value
from queries.oracle.days import week_end
from tests import replay
from tests.agreement.questions import random_where, subject
from tests.strategies import FIRST, random_company
from tests.test_economics import costly
from tests.test_reconcile import asked_of, wrong
from tests.tiers import first


@pytest.mark.parametrize("seed", first(1, range(2)))
def test_no_difference_on_companies_with_costs(seed: int) -> None:
    rng = random.Random(50 + seed)
    known = subject(costly(random_company(rng, 30), rng))
    house = replay.warehouse(known.tables, known.company.digits)
    labels = [key for key in known.keys if key not in ("product", "department", "kind")]
    for where in ((), random_where(known, rng, labels)):
        day = week_end(FIRST + timedelta(days=rng.randrange(420, 1000)))
        assert wrong(asked_of(house, day, where), "economics")[:5] == []


def off(made: Callable[..., Any]) -> Callable[..., Any]:
    """A little more than what the function gives."""
    def altered(*asked: Any) -> Any:
        given = made(*asked)
        if isinstance(given, Value):
            return replace(given, value=None if given.value is None else given.value * 1.00001)
        return {**given, "profit": given["profit"] + 1} if isinstance(given, dict) else given.assign(
            profit=given.profit + 1)
    return altered


@pytest.mark.parametrize(("module", "name", "named"), [
    (economics_figures, "arpa", {"arpa"}), (economics_figures, "ltv", {"ltv", "ltv_to_cac"}),
    (economics_figures, "payback", {"payback_months"}), (economics_figures, "monthly_ltv", {"month_ltv"}),
    (economics_increment, "_part", {"increment_profit"}), (economics_cohorts, "_with_ends", {"cohort_profit"})])
def test_a_wrong_figure_is_named(module: Any, name: str, named: set[str], default_company: Warehouse,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(default_company)
    asked.__dict__["splits"] = ()
    monkeypatch.setattr(module, name, off(getattr(module, name)))
    assert {pair.check for pair in wrong(asked, "economics")} == {f"economics.{each}" for each in named}
