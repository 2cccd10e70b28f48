"""Expansion a second way: the same on companies that sell; a wrong figure is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from data.selling.reading import DEFAULT, read
from data.warehouse import Warehouse
from queries import expansion_landing, expansion_sizes, expansion_trials, prices
from queries.reconcile.asked import Check
from queries.reconcile.ways import expansion as way
from queries.reconcile.ways import expansion_more as more
from queries.scope import Scope
from tests import replay
from tests.agreement.questions import random_day, random_where, subject
from tests.expansion_companies import selling
from tests.oracle.examples import day, line, tables
from tests.strategies import random_company
from tests.test_prices import with_seats
from tests.test_reconcile import asked_of, wrong
from tests.tiers import first


@pytest.mark.parametrize("seed", first(1, range(3)))
def test_no_difference_on_companies_that_sell(seed: int) -> None:
    rng = random.Random(90 + seed)
    known = subject(selling(with_seats(random_company(rng, 16), rng), rng))
    house = replay.warehouse(known.tables, known.company.digits)
    for where in ((), random_where(known, rng, known.keys)):
        assert wrong(asked_of(house, random_day(known, rng), where), "expansion")[:5] == []


def off(column: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A frame whose column is one more than what the function gives."""
    def made(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *asked: (found := function(*asked)).assign(
            **{column: [None if value is None else value + 1 for value in found[column]]})
    return made


def without_more(patch: pytest.MonkeyPatch) -> None:
    """Sizes, starts and tries have tests of their own below."""
    for name in ("by_size", "landings", "trials"):
        patch.setattr(more, name, lambda asked: iter(()))


@pytest.mark.parametrize(("name", "column", "named"), [
    ("credit", "amount", "credit"), ("wins", "win_rate", "win_rate"), ("wins", "median_days", "cycle"),
    ("handoffs", "done_share", "handed")])
def test_a_wrong_figure_is_named(name: str, column: str, named: str, default_company: Warehouse,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(default_company)
    asked.__dict__["splits"] = ()
    without_more(monkeypatch)
    monkeypatch.setattr(way, name, off(column)(getattr(way, name)))
    assert {pair.check for pair in wrong(asked, "expansion")} == {f"expansion.{named}"}


@pytest.mark.parametrize("part", ["seats", "price", "products", "unknown"])
def test_a_wrong_part_is_named(part: str, default_company: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(default_company)
    asked.__dict__["splits"] = ()
    without_more(monkeypatch)
    monkeypatch.setattr(prices, "split", off(part)(prices.split))
    assert {pair.check for pair in wrong(asked, "expansion")} == {f"expansion.{part}"}


@pytest.mark.parametrize(("module", "name", "column", "check", "named"), [
    (expansion_sizes, "sizes", "amount", more.by_size, {"size_growth"}),
    (expansion_sizes, "sizes", "declined", more.by_size, {"size_wins"}),
    (expansion_sizes, "sizes", "kept_share", more.by_size, {"size_rule"}),
    (expansion_landing, "landings", "growth", more.landings, {"landed", "starts"}),
    (expansion_landing, "landings", "customers", more.landings, {"landed", "starts"}),
    (expansion_trials, "trials", "share", more.trials, {"tried"}),
    (expansion_trials, "paid_over_time", "paid_share", more.trials, {"paid_over_time"})])
def test_a_wrong_size_start_or_try_is_named(module: Any, name: str, column: str, check: Check, named: set[str],
                                            default_company: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(default_company)
    monkeypatch.setattr(expansion_landing, "AGES", (12,))
    assert [pair for pair in check(asked) if not pair.equal] == []
    right = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given: kept(off(column)(right)(*given), right(*given)))
    assert {pair.check for pair in check(asked) if not pair.equal} == {f"expansion.{each}" for each in named}


def kept(found: Any, told: Any) -> Any:
    found.attrs = told.attrs
    return found


def test_deals_with_companies_of_unknown_size_stand_in_a_row_of_their_own() -> None:
    """A's size is known; of B's, which was no customer twelve months ago, nothing is, but a deal with it was won."""
    deal: dict[str, Any] = {
        "opportunity_id": "D", "customer_id": "B", "kind": "upsell", "source_function": "sales", "sold_by": "A",
        "arr": "5", "currency": "JPY", "created_on": day("2026-03-01"), "closed_on": day("2026-04-01"), "won": True}
    house = replay.warehouse(tables(
        line("A", "2024-01-01", None, "1"), line("B", "2026-02-01", None, "1"), opportunity=[deal],
        customers=[{"customer_id": "A", "employees": 40}, {"customer_id": "B", "employees": None}]), 0)
    found = expansion_sizes.sizes(house, Scope(day("2026-06-30")), read(DEFAULT).sizes).iloc[-1]
    assert (found.of, found.customers, found.won, found.win_rate) == (None, 0, 1, 1.0)
    assert [pair for pair in more.by_size(asked_of(house, day("2026-06-30"))) if not pair.equal] == []
