"""Expansion a second way: the same on companies that sell; a wrong figure is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from data.warehouse import Warehouse
from queries import prices
from queries.reconcile.ways import expansion as way
from tests import replay
from tests.agreement.questions import random_day, random_where, subject
from tests.expansion_companies import selling
from tests.strategies import random_company
from tests.test_prices import with_seats
from tests.test_reconcile import asked_of, wrong


@pytest.mark.parametrize("seed", range(3))
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


@pytest.mark.parametrize(("name", "column", "named"), [
    ("credit", "amount", "credit"), ("wins", "win_rate", "win_rate"), ("wins", "median_days", "cycle"),
    ("handoffs", "done_share", "handed")])
def test_a_wrong_figure_is_named(name: str, column: str, named: str, default_company: Warehouse,
                                 monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(default_company)
    asked.__dict__["splits"] = ()
    monkeypatch.setattr(way, name, off(column)(getattr(way, name)))
    assert {pair.check for pair in wrong(asked, "expansion")} == {f"expansion.{named}"}


@pytest.mark.parametrize("part", ["seats", "price", "products", "unknown"])
def test_a_wrong_part_is_named(part: str, default_company: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asked_of(default_company)
    asked.__dict__["splits"] = ()
    monkeypatch.setattr(prices, "split", off(part)(prices.split))
    assert {pair.check for pair in wrong(asked, "expansion")} == {f"expansion.{part}"}
