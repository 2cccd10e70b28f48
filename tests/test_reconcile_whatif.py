"""What if, a second way: the same on companies with costs of every kind; a wrong figure is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from data.warehouse import Warehouse
from queries import growth, whatif_run, whatif_worth
from queries.oracle.days import week_end
from queries.reconcile.ways import whatif as way
from tests import replay
from tests.agreement.questions import subject
from tests.strategies import FIRST, random_company
from tests.test_economics import costly
from tests.test_reconcile import asked_of, wrong


@pytest.mark.parametrize("seed", range(2))
def test_no_difference_on_companies_with_costs(seed: int) -> None:
    rng = random.Random(70 + seed)
    known = subject(costly(random_company(rng, 30), rng))
    house = replay.warehouse(known.tables, known.company.digits)
    day = week_end(FIRST + timedelta(days=rng.randrange(420, 1000)))
    assert wrong(asked_of(house, day), "whatif")[:5] == []


def later(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A frame whose column is a little more than what the function gives, in its last rows."""
    def made(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *asked, **named: (found := function(*asked, **named)).assign(**{name: found[name] * 1.0001})
    return made


def doubled(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *asked: (None if (given := function(*asked))[0] is None else given[0] * 1.01, given[1])


@pytest.mark.parametrize(("module", "name", "off", "named"), [
    (way, "table", later("arr"), {"run_arr", "grr_point"}),
    (way, "table", later("margin"), {"operating_margin"}),
    (way, "table", later("nrr"), {"run_nrr"}), (whatif_worth, "worth", later("arr"), {"grr_point"}),
    (whatif_worth, "compounding", later("growth"), {"run_growth"}), (whatif_worth, "break_even", doubled, {"shifted"}),
    (growth, "history", later("grr"), {"grr"}), (growth, "history", later("growth"), {"growth"}),
    (growth, "bands", later("nrr"), {"published"})])
def test_a_wrong_figure_is_named(module: Any, name: str, off: Any, named: set[str], default_company: Warehouse,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(default_company)
    monkeypatch.setattr(module, name, off(getattr(module, name)))
    assert {pair.check for pair in wrong(asked, "whatif")} == {f"whatif.{each}" for each in named}


def test_a_wrong_quarter_moves_the_years(default_company: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    right = whatif_run.quarterly
    monkeypatch.setattr(whatif_run, "quarterly", lambda part, levers: (*right(part, levers)[:2],
                                                                       right(part, levers)[2] * 1.001))
    assert "whatif.run_arr" in {pair.check for pair in wrong(asked_of(default_company), "whatif")}
